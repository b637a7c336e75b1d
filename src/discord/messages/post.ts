import type { ChannelTrouble, PostView } from '../../domain/post-view.ts';
import type { Message } from '../command.ts';
import { COLOURS, card, instant, plain, text } from './parts.ts';
import { factsOf, partsInWords, runCard, titleOf } from './run.ts';

/** A message and whom it notifies. */
export interface Posted {
  readonly message: Message;
  readonly mention: { readonly users: readonly string[]; readonly roles: readonly string[] };
}

const nobody = { users: [], roles: [] };
const mentions = (users: readonly string[]) => users.map((id) => `<@${id}>`).join(' ');
const lateText = (late: boolean) => (late ? ['-# This comes late: I was away. Sorry.'] : []);

export const TROUBLE_IN_WORDS: Readonly<Record<ChannelTrouble['why'], string>> = {
  'channel-gone': 'the channel is gone; choose another with /club settings',
  'no-access': 'I may not see the channel; give me View Channel there, or choose another with /club settings',
  'missing-permission': 'I may not write there; give me Send Messages in that channel',
};

/** Turns what a post has to say into a message. */
export function postMessage(view: PostView): Posted {
  switch (view.type) {
    case 'run-card':
      return { message: runCard(view.run, view.places), mention: nobody };
    case 'run-reminder':
      return {
        message: card(COLOURS.calm, [
          text(
            [
              `### ${titleOf(view.run)} starts ${instant(view.run.startsAt, 'R')}`,
              factsOf(view.run),
              ...lateText(view.late),
              mentions(view.mention),
            ].join('\n'),
          ),
        ]),
        mention: { users: view.mention, roles: [] },
      };
    case 'run-change':
      return {
        message: card(COLOURS.calm, [
          text(
            [
              `### Changed: ${titleOf(view.run)}`,
              `What is new: ${partsInWords(view.changed)}.`,
              factsOf(view.run),
              ...lateText(view.late),
              mentions(view.mention),
            ].join('\n'),
          ),
        ]),
        mention: { users: view.mention, roles: [] },
      };
    case 'run-cancelled':
      return {
        message: card(COLOURS.warning, [
          text(
            [
              `### Cancelled: ${titleOf(view.run)}`,
              `The run on ${instant(view.run.startsAt)} will not take place.`,
              ...(view.run.cancelReason === null ? [] : [plain(view.run.cancelReason)]),
              ...lateText(view.late),
              mentions(view.mention),
            ].join('\n'),
          ),
        ]),
        mention: { users: view.mention, roles: [] },
      };
    case 'run-promotion':
      return {
        message: card(COLOURS.calm, [
          text(
            [
              `<@${view.userId}>, a place is free: you're going to **${titleOf(view.run)}**, ${instant(view.run.startsAt)}.`,
              "If you can't, press `Going` on its card again, so that the next in line can.",
              ...lateText(view.late),
            ].join('\n'),
          ),
        ]),
        mention: { users: [view.userId], roles: [] },
      };
    case 'leaders-told': {
      const { trouble, leaderRoleId } = view;
      const whom = leaderRoleId === null ? '' : `<@&${leaderRoleId}> `;
      return {
        message: card(COLOURS.warning, [
          text(
            `${whom}I can't post in <#${trouble.channelId}>: ${TROUBLE_IN_WORDS[trouble.why]}. What was due there waits until that is mended; \`/club status\` shows it.`,
          ),
        ]),
        mention: { users: [], roles: leaderRoleId === null ? [] : [leaderRoleId] },
      };
    }
  }
}
