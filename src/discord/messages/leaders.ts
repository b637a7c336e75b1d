import type { LeadersPostView, Trouble } from '../../domain/post-view.ts';
import { COLOURS, card, text } from './parts.ts';
import type { PostWriters } from './posted.ts';

export const TROUBLE_IN_WORDS: Readonly<Record<Trouble['why'], string>> = {
  'channel-gone': 'the channel is gone; choose another with /club settings',
  'no-access': 'I may not see the channel; give me View Channel there, or choose another with /club settings',
  'missing-permission': 'I may not write there; give me Send Messages in that channel',
  'events-permission':
    'I may not create them; give my role Create Events in the settings of the server, or switch them off with /club settings',
  'events-full':
    'the server has 100 events, as many as Discord takes; delete some, or switch them off with /club settings',
};

/** What leaders are told. */
export const leaderPosts: PostWriters<LeadersPostView> = {
  'leaders-told': ({ trouble, leaderRoleId }) => {
    const whom = leaderRoleId === null ? '' : `<@&${leaderRoleId}> `;
    const said =
      trouble.channelId === null
        ? `I can't keep the server's events as the runs are: ${TROUBLE_IN_WORDS[trouble.why]}. I try again every half an hour`
        : `I can't post in <#${trouble.channelId}>: ${TROUBLE_IN_WORDS[trouble.why]}. What was due there waits until that is mended`;
    return {
      message: card(COLOURS.warning, [text(`${whom}${said}; \`/club status\` shows it.`)]),
      mention: { users: [], roles: leaderRoleId === null ? [] : [leaderRoleId] },
    };
  },
};
