import { ButtonStyle, ComponentType } from 'discord.js';
import type { Everything, SectionName } from '../../services/privacy.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { meIds } from '../ids.ts';
import { button, calmCard, row, say, smallText, text, warningCard } from './components.ts';

/** What each part of an export holds, for those who read the file. */
const ABOUT: Readonly<Record<SectionName, string>> = {
  membership:
    'Since when I know you here: the first time that you used something that I keep. looked_up_at: when I last asked Discord whether you are in the server. missed_at and left_at: when I found that you had left.',
  runAnswers:
    "What you answered to runs. seat: your place if you are going. place_order: Discord's id of your press, which tells when you answered; of older answers, milliseconds since 1970. pace: your pace group.",
  attendance: 'Runs for which a leader noted who came. present: 1 if you did. line: your place on the list.',
  milestones: 'Round numbers of runs that you were congratulated on, and the run after which you were.',
  runsCreated: 'Runs that you created. They stay in the club when you erase, without your name.',
  runsCancelled: 'Runs that you cancelled. They stay in the club when you erase, without your name.',
  seriesCreated: 'Repeating runs that you created. They stay in the club when you erase, without your name.',
  races:
    'Races that you answered to. racing: 1 if you race. goal_seconds and result_seconds: your goal and your time. Your goal is shown to nobody else.',
  racesAdded: 'Races that you added. They stay in the club when you erase, without your name.',
  racesCancelled: 'Races that you cancelled. They stay in the club when you erase, without your name.',
  checkIns:
    'Days after races for which you checked in; nothing of what you answered. counted: 1 if you counted in how the group felt.',
  checkInMentions: 'When I mentioned you to ask how you are, so that I never do so twice on a day.',
  keptAnswers:
    'Check-ins whose answers you asked me to keep, from 1 to 5, 5 being best. They are sealed where they are kept, and go after 90 days. race: 0 where there was none.',
  keepingWish: 'Whether you want your answers kept: keep is 1 if you do.',
  notificationsOff: "What you don't want to be mentioned for.",
  tipsSeen: 'Tips that I have shown you, so that you get others first. turn: in which order.',
  guidedSession:
    'A guided session that you have not ended: its exercises (plan) and how far you came (place, step, done). It goes when it is over, at the latest a day after your last press.',
  sessionsDone: 'Guided sessions that count: when each ended and how long it took. Not what you did in it.',
  choices:
    'Whether you want still pictures, how many guided sessions a week you have in mind, and whether you said that you are under 18 (under_18 is 1 then).',
  welfareOfficer: 'That an admin named you as the one who looks after members under 18.',
  mentions:
    'Reminders and changes of runs and races that I mentioned you in, so that I never do so twice. They go about a day after the last of them.',
  mentionedInTexts: 'Texts of others, such as the notes of a run, in which your id stands.',
};

const FILE = 'cooldown-export.json';

/** The file of an export. Its `version` counts up with every change of its shape. */
function exportFile({ at, member, sections }: Everything): string {
  const names = Object.keys(ABOUT) as SectionName[];
  const parts = names.map((name) => [name, { about: ABOUT[name], entries: sections[name] }]);
  return JSON.stringify(
    {
      format: 'cooldown-export',
      version: 1,
      about:
        'Everything that Cooldown keeps about one member in one Discord server. Times are in UTC, dates in the zone of the club, ids are those of Discord.',
      exportedAt: new Date(at).toISOString(),
      server: member.guildId,
      member: member.userId,
      sections: Object.fromEntries(parts),
    },
    null,
    2,
  );
}

export function exportMessage(view: Everything, catalogue: CommandCatalogue): Message {
  const entries = Object.values(view.sections).reduce((sum, rows) => sum + rows.length, 0);
  const said =
    entries === 0
      ? 'I keep nothing about you in this club. The file says so part by part.'
      : 'This file holds everything that I keep about you in this club, and says of each part what it is.';
  return {
    ...calmCard(
      text(`## Your data\n${said}`),
      { type: ComponentType.File, file: { url: `attachment://${FILE}` } },
      smallText(
        'Only you see this. In another club ask there; nothing goes from one to the other.',
        `${catalogue.mention('me erase')} erases all of it.`,
      ),
    ),
    files: [{ name: FILE, bytes: new TextEncoder().encode(exportFile(view)) }],
  };
}

/** Asks once more. The buttons hold for whoever asked alone, and for a short time after `at` (UTC ms). */
export function eraseQuestion(userId: string, at: number, catalogue: CommandCatalogue): Message {
  return warningCard(
    text(
      '## Erase everything about you here?',
      "Your answers to runs and races, results, attendance, check-ins, kept answers, guided sessions, settings and tips seen: gone for good, and I can't bring them back. Where you were going to a run, the next on the waitlist gets your place.",
      'What you created stays in the club without your name, and of what is over only counts stay. Messages that I posted in channels before stay until a leader deletes them; cards and recaps are brought up to date.',
      `${catalogue.mention('me export')} gives you a copy first.`,
    ),
    smallText('Only you see this, and it is for this club alone. The buttons work for ten minutes.'),
    row(
      { ...button('Erase everything', meIds.erase(userId, at)), style: ButtonStyle.Danger },
      button('Keep it', meIds.keep()),
    ),
  );
}

export const erasedMessage = (anything: boolean): Message =>
  say(
    anything
      ? 'Done. Everything about you in this club is erased. Use anything of mine again, and we start afresh.'
      : 'Done. There was nothing about you in this club.',
  );

export const nothingErasedMessage = (): Message => say('All right. Nothing was changed.');

/** The question is too old: by now something else might be meant. */
export const eraseTooLateMessage = (catalogue: CommandCatalogue): Message =>
  say(
    `That question was more than ten minutes old. Nothing was changed. ${catalogue.mention('me erase')} asks anew.`,
  );
