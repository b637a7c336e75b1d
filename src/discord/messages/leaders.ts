import type { Trouble } from '../../domain/post.ts';
import type { LeadersPostView, NewRuleView } from '../../domain/post-view.ts';
import { say, text, warningCard } from './components.ts';
import { called, type PostWriters, toNobody } from './post-writer.ts';

export const TROUBLE_IN_WORDS: Readonly<Record<Trouble['why'], string>> = {
  'channel-gone': 'the channel is gone; choose another with /club settings',
  'no-access': 'I may not see the channel; give me View Channel there, or choose another with /club settings',
  'missing-permission': 'I may not write there; give me Send Messages in that channel',
  'no-history':
    "I may not read what was posted there, so I can't tell what arrived; give me Read Message History in that channel",
  'wrong-kind': "it isn't a text channel any more; choose one with /club settings",
  'thread-closed': 'it is a thread that was closed; open it again, or choose a channel with /club settings',
  'events-permission':
    'I may not create them; give my role Create Events in the settings of the server, or switch them off with /club settings',
  'events-full':
    'the server has 100 events, as many as Discord takes; delete some, or switch them off with /club settings',
  'post-refused':
    'Discord refused it; if a rule of the server blocked it, change that rule and then use /club settings, and I send it again',
};

function troubleInWords(trouble: Trouble): string {
  const why = TROUBLE_IN_WORDS[trouble.why];
  if (trouble.why === 'no-history')
    return `In <#${trouble.channelId}> ${why}. Until then a post may come twice there when Discord is in trouble`;
  if (trouble.channelId !== null)
    return `I can't post in <#${trouble.channelId}>: ${why}. What was due there waits until that is mended`;
  if (trouble.why !== 'post-refused')
    return `I can't keep the server's events as the runs are: ${why}. I try again every half an hour`;
  const about = trouble.number === null ? 'for the club' : `about ${trouble.about} ${trouble.number}`;
  return `A post ${about} could not be sent: ${why}`;
}

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
    return {
      message: warningCard(text(`${whom}${troubleInWords(trouble)}; \`/club status\` shows it.`)),
      mention: { users: [], roles: leaderRoleId === null ? [] : [leaderRoleId] },
    };
  }),
};
