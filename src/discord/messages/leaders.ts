import type { ChannelTrouble, LeadersPostView } from '../../domain/post-view.ts';
import { COLOURS, card, text } from './parts.ts';
import type { PostWriters } from './posted.ts';

export const TROUBLE_IN_WORDS: Readonly<Record<ChannelTrouble['why'], string>> = {
  'channel-gone': 'the channel is gone; choose another with /club settings',
  'no-access': 'I may not see the channel; give me View Channel there, or choose another with /club settings',
  'missing-permission': 'I may not write there; give me Send Messages in that channel',
};

/** What leaders are told. */
export const leaderPosts: PostWriters<LeadersPostView> = {
  'leaders-told': ({ trouble, leaderRoleId }) => {
    const whom = leaderRoleId === null ? '' : `<@&${leaderRoleId}> `;
    const said = `${whom}I can't post in <#${trouble.channelId}>: ${TROUBLE_IN_WORDS[trouble.why]}. What was due there waits until that is mended; \`/club status\` shows it.`;
    return {
      message: card(COLOURS.warning, [text(said)]),
      mention: { users: [], roles: leaderRoleId === null ? [] : [leaderRoleId] },
    };
  },
};
