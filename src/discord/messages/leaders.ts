import type { Trouble } from '../../domain/post.ts';
import type { LeadersPostView, NewRuleView } from '../../domain/post-view.ts';
import { say, text, warningCard } from './components.ts';
import { called, type PostWriters, toNobody } from './post-writer.ts';

export const TROUBLE_IN_WORDS: Readonly<Record<Trouble['why'], string>> = {
  'channel-gone': 'the channel is gone; choose another with /club settings',
  'no-access': 'I may not see the channel; give me View Channel there, or choose another with /club settings',
  'missing-permission': 'I may not write there; give me Send Messages in that channel',
  'events-permission':
    'I may not create them; give my role Create Events in the settings of the server, or switch them off with /club settings',
  'events-full':
    'the server has 100 events, as many as Discord takes; delete some, or switch them off with /club settings',
};

export const leaderPosts: PostWriters<LeadersPostView | NewRuleView> = {
  'new-rule': called('news of a rule', () =>
    toNobody(
      say(
        '### New: who may change a run or a race',
        'Everybody can still create one. From now on only its creator and people who may manage the server can change or cancel it, see its sheet or take attendance.',
        'Choose leaders, who can do that for all runs and races, with `/club settings leader-role`.',
      ),
    ),
  ),

  'leaders-told': called('word to the leaders', ({ trouble, leaderRoleId }) => {
    const whom = leaderRoleId === null ? '' : `<@&${leaderRoleId}> `;
    const said =
      trouble.channelId === null
        ? `I can't keep the server's events as the runs are: ${TROUBLE_IN_WORDS[trouble.why]}. I try again every half an hour`
        : `I can't post in <#${trouble.channelId}>: ${TROUBLE_IN_WORDS[trouble.why]}. What was due there waits until that is mended`;
    return {
      message: warningCard(text(`${whom}${said}; \`/club status\` shows it.`)),
      mention: { users: [], roles: leaderRoleId === null ? [] : [leaderRoleId] },
    };
  }),
};
