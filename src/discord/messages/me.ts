import { KEPT_DAYS } from '../../domain/history.ts';
import { NOTIFICATIONS, type Notification, type Notifications } from '../../domain/notifications.ts';
import type { Rsvp } from '../../domain/roster.ts';
import { WEEKS_OF_REST } from '../../domain/streak.ts';
import type { LostUnder18, Overview } from '../../services/members.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { meIds, recoveryIds } from '../ids.ts';
import {
  button,
  calmCard,
  counted,
  firstOf,
  instant,
  line,
  plain,
  row,
  say,
  select,
  smallText,
  text,
} from './components.ts';
import { REPLY_LABELS } from './run.ts';
import { thisWeekText } from './session.ts';
import { minutesInWords } from './stretch.ts';

const NOTIFICATIONS_IN_WORDS: Readonly<Record<Notification, readonly [name: string, what: string]>> = {
  'run-reminders': ['Run reminders', "before a run you're going to"],
  'race-reminders': ['Race reminders', "before a race you're in"],
  'check-ins': ['Check-ins', 'how you are in the days after a race'],
  congratulations: ['Congratulations', 'your name in a recap: a first run, a round number'],
};

const nameOf = (what: Notification) => NOTIFICATIONS_IN_WORDS[what][0];

/** "Run reminders, check-ins" */
function listed(which: readonly Notification[]): string {
  const words = which.map((what, place) => (place === 0 ? nameOf(what) : nameOf(what).toLowerCase()));
  return words.join(', ');
}

function stateText(state: Notifications): string {
  const on = NOTIFICATIONS.filter((what) => state[what]);
  const off = NOTIFICATIONS.filter((what) => !state[what]);
  return [
    `**On:** ${on.length > 0 ? listed(on) : 'nothing'}`,
    `**Off:** ${off.length > 0 ? listed(off) : 'nothing'}`,
  ].join('\n');
}

/** How the bot may mention a member and which pictures it shows them, with what is needed to change it. */
export function notificationsMessage(state: Notifications, still: boolean): Message {
  // The id changes with the state, so that Discord shows what is on now and not what was chosen before.
  const bits = NOTIFICATIONS.map((what) => (state[what] ? '1' : '0')).join('');
  const options = NOTIFICATIONS.map((what) => {
    const [label, description] = NOTIFICATIONS_IN_WORDS[what];
    return { label, description, value: what, default: state[what] };
  });
  return calmCard(
    text(`## What I may mention you for\n${stateText(state)}`),
    text(`**Pictures of exercises:** ${still ? 'still ones' : 'moving ones where the exercise moves'}`),
    smallText(
      'For this club alone. If a run of yours is changed or cancelled, or a place comes free for you, I tell you in any case.',
    ),
    row(select('Mention me for', meIds.notify(bits), options, 0)),
    row(
      button(
        still ? 'Show moving pictures' : 'Show still pictures',
        meIds.pictures(still ? 'moving' : 'still'),
      ),
    ),
  );
}

/** What is different for somebody under 18. */
const MEANS_UNDER_18 =
  "I keep none of your answers and no weekly goal, and have no plan for a marathon or longer. Urgent advice tells you to tell an adult, and names the club's welfare officer, if it has one.";

/** How the bot treats a member, with what is needed to change it. */
export function preferencesMessage({ under18 }: { readonly under18: boolean }): Message {
  const said = under18
    ? `**Under 18:** yes. ${MEANS_UNDER_18}`
    : `**Under 18:** no. If you are, tell me. ${MEANS_UNDER_18}`;
  return calmCard(
    text(`## Your preferences\n${said}`),
    smallText('For this club alone. I never ask for your date of birth. Only you can see this.'),
    row(
      under18
        ? button('I am 18 or older', meIds.under18('off'))
        : button("I'm under 18", meIds.under18('on')),
    ),
  );
}

/** Asked before anything of theirs is erased. */
export function under18Question({ answers, goal }: LostUnder18): Message {
  const lost = [
    ...(answers > 0 ? [`what you answered to ${counted(answers, 'check-in')}`] : []),
    ...(goal ? ['your weekly goal'] : []),
  ].join(' and ');
  return calmCard(
    text(
      `## Are you under 18?\nThen I keep no answers and no weekly goal. I would erase ${lost}, for good. Nothing has changed yet.`,
    ),
    smallText('Only you can see this.'),
    row(button("I'm under 18, erase it", meIds.under18('erase')), button('Leave it as it is', meIds.keep())),
  );
}

/** Somebody under 18 pressed a goal of an older message. */
export const noGoalMessage = (): Message =>
  say('You told me that you are under 18, so I keep no weekly goal. Do as many sessions as feel good.');

const MOST_RUNS = 10;

const ANSWERS: Readonly<Record<Rsvp['answer'], string>> = { ...REPLY_LABELS, waiting: 'On the waitlist' };

function toComeText({ toCome }: Overview): string {
  if (toCome.length === 0) return "**To come**\nYou haven't answered any run to come.";
  const lines = firstOf(
    toCome,
    MOST_RUNS,
    ({ title, startsAt, answer }) => `${instant(startsAt)}: **${plain(title)}** · ${ANSWERS[answer]}`,
  );
  return ['**To come**', ...lines.map((line) => `- ${line}`)].join('\n');
}

function soFarText({ came, lastCame, nextMilestone, streakWeeks }: Overview): string {
  const last = lastCame === undefined ? '' : `, the last one ${instant(lastCame, 'R')}`;
  const milestone =
    nextMilestone === undefined
      ? 'all of them reached'
      : `${nextMilestone} runs, ${nextMilestone - came} to go`;
  const streak =
    streakWeeks === 0 ? 'begins with your next run' : `${counted(streakWeeks, 'week')} with a run`;
  return [
    '**So far**',
    `- Runs you came to: ${came}${last}`,
    `- Next milestone: ${milestone}`,
    `- Streak: ${streak}. Up to ${WEEKS_OF_REST} weeks of rest in between don't end it.`,
  ].join('\n');
}

function sessionsText({ sessions: totals }: Overview): string {
  const { sessions, seconds, streakWeeks } = totals;
  return [
    '**Guided sessions**',
    `- So far: ${counted(sessions, 'session')}${seconds > 0 ? `, ${minutesInWords(seconds)} in all` : ''}`,
    `- ${thisWeekText(totals)}`,
    ...(streakWeeks < 2
      ? []
      : [`- Streak: ${streakWeeks} weeks with a session, with as much rest in between`]),
  ].join('\n');
}

/** Sessions a week that somebody may have in mind. */
export const WEEKLY_GOALS = [1, 2, 3, 4, 5, 6, 7] as const;

function goalSelect({ sessions: { goal } }: Overview) {
  const options = WEEKLY_GOALS.map((sessions) => ({
    label: `${counted(sessions, 'session')} a week`,
    value: String(sessions),
    default: goal === sessions,
  }));
  const none = { label: 'No goal', value: '0', default: goal === null };
  // The id changes with the goal, so that Discord shows the one that holds.
  return select('Guided sessions a week', meIds.goal(String(goal ?? 0)), [none, ...options]);
}

function keptText(overview: Overview, { mention }: CommandCatalogue): string {
  const { runsCreated, tipsSeen, notifications, keepsAnswers, under18, knownSince } = overview;
  const off = NOTIFICATIONS.filter((what) => !notifications[what]);
  return [
    '**What else I know**',
    `- Runs you created: ${runsCreated}`,
    `- Tips I have shown you: ${tipsSeen}`,
    `- Switched off in ${mention('me notifications')}: ${off.length > 0 ? listed(off) : 'nothing'}`,
    `- What you answer to check-ins: ${keepsAnswers ? `kept, sealed, for ${KEPT_DAYS} days; ${mention('recovery history')} shows it` : 'forgotten at once'}`,
    ...(under18 ? [`- You told me that you are under 18; ${mention('me preferences')} changes it`] : []),
    ...(knownSince === undefined ? [] : [`- I have known you here since ${instant(knownSince, 'D')}`]),
    `${mention('me export')} gives you all of it as a file, ${mention('me erase')} erases it.`,
  ].join('\n');
}

export function overviewMessage(overview: Overview, catalogue: CommandCatalogue): Message {
  const stop = button('Stop keeping', recoveryIds.stopKeeping());
  return calmCard(
    text('## You in this club'),
    text(toComeText(overview)),
    line(),
    text(soFarText(overview)),
    line(),
    text(sessionsText(overview)),
    line(),
    text(keptText(overview, catalogue)),
    smallText('Where no attendance was taken, those who said Going count as there. Only you can see this.'),
    ...(overview.under18 ? [] : [row(goalSelect(overview))]),
    ...(overview.keepsAnswers ? [row(stop)] : []),
  );
}
