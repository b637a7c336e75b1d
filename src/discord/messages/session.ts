import type { Dose, Exercise, Side } from '../../domain/exercise.ts';
import type { HelpLines } from '../../domain/help-lines.ts';
import type { Step } from '../../domain/session.ts';
import type {
  Hurt,
  HurtAfter,
  SessionAnswer,
  SessionEnded,
  SessionPress,
  SessionTotals,
  SessionView,
} from '../../domain/session-view.ts';
import { WEEKS_OF_REST } from '../../domain/streak.ts';
import type { Picture } from '../../services/pictures.ts';
import type { Message } from '../command.ts';
import { stretchIds } from '../ids.ts';
import {
  button,
  COLOURS,
  calmCard,
  card,
  counted,
  instant,
  line,
  picture,
  row,
  small,
  text,
  warningCard,
} from './components.ts';
import { numberIn, otherNumbers } from './emergency.ts';
import { ROUTINE_SAFETY, WHEN_IT_HURTS } from './evidence.ts';
import { signSelect } from './red-flag.ts';
import { minutesInWords } from './stretch.ts';

type Work = Extract<Step, { readonly type: 'work' }>;

/** "hold 30 s"; "10 times, 3 s each"; with sides in turn "10 times each", at the pace that the picture shows. */
function workInWords({ kind, sides }: Exercise, dose: Dose): string {
  if ('reps' in dose) {
    const { reps, secondsPerRep } = dose;
    return sides === 'alternate' ? `${reps} times each` : `${reps} times, ${secondsPerRep} s each`;
  }
  const verb = {
    static: 'hold',
    'foam-rolling': 'roll for',
    dynamic: 'keep moving for',
    mobility: 'keep moving for',
  }[kind];
  return `${verb} ${dose.seconds} s`;
}

/** "left knee on the floor", "left and right knee up in turn"; undefined where both sides work at once. */
function sideInWords({ sides, oneSide }: Exercise, side: Side | undefined): string | undefined {
  const inTurn = sides === 'alternate' ? ' in turn' : '';
  return oneSide?.replace('{side}', side ?? 'left and right').concat(inTurn);
}

/** "Left knee on the floor: hold 30 s", or "Then: left knee on the floor, hold 30 s". */
function workText({ exercise, dose, step }: SessionView, intro?: string): string {
  const parts = [intro, sideInWords(exercise, step.side), workInWords(exercise, dose)];
  const [first = '', ...rest] = parts.filter((part) => part !== undefined);
  const said = rest.length === 0 ? first : `${first}: ${rest.join(', ')}`;
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** What comes before the work where there was some before it. */
function introOf({ change, side }: Work): string | undefined {
  if (change === 0) return undefined;
  return side === undefined ? 'once more' : 'change sides';
}

/** At work, what to do is the largest thing on the screen; which exercise it is was said before. */
function headingText(view: SessionView): string {
  const { exercise, step, place, count } = view;
  return step.type === 'ready'
    ? `## ${exercise.name}\n${small(`Exercise ${place + 1} of ${count}`)}`
    : `### ${workText(view, introOf(step))}`;
}

function nowText({ state, step }: SessionView): string {
  if (state.type === 'warm-up')
    return `**Warm up first:** ${minutesInWords(state.seconds)} of brisk walking or easy jogging. Press \`I'm warm\` when you're back.`;
  if (state.type === 'paused') return '**Paused.** Take your time.';
  const ends = instant(state.endsAt, 'R');
  return step.type === 'ready' ? `**Get into place.** Starts ${ends}.` : `**Ends ${ends}.**`;
}

function nextText(view: SessionView): string {
  const { following, next, step, exercise } = view;
  if (step.type === 'ready') return workText(view, 'then');
  const after =
    following === undefined
      ? (next?.name ?? 'the end')
      : (sideInWords(exercise, following.side) ?? 'the same once more');
  return small(step.rounds > 1 ? `Round ${step.round} of ${step.rounds} · next: ${after}` : `Next: ${after}`);
}

/** Said as one gets into place, so that nobody has to read it at work. */
function cuesText({ exercise, easier }: SessionView): string {
  return [
    ...(easier ? [`**Easier:** ${exercise.easier.text}`] : []),
    exercise.setUp,
    ...exercise.steps.map((one) => `- ${one}`),
  ].join('\n');
}

/** Said in that same moment, before anything is done. */
function cautions({ muscle, exercise, place }: SessionView): string {
  return small(
    `Caution: ${exercise.caution}`,
    ...(place === 0 && muscle.caution !== undefined ? [`**${muscle.caution}**`] : []),
    `**${ROUTINE_SAFETY}**`,
  );
}

function buttonsOf({ id, place, step, state }: SessionView) {
  const press = (label: string, what: SessionPress, main = false) =>
    button(label, stretchIds.session(id, what, place), { main });
  if (state.type === 'warm-up') return [press("I'm warm", 'go', true), press('Stop', 'stop')];
  const first =
    state.type === 'paused'
      ? [press('Go on', 'go', true)]
      : [...(step.type === 'ready' ? [press('Start now', 'now', true)] : []), press('Pause', 'pause')];
  return [...first, press('Skip', 'skip'), press('It hurts', 'hurts'), press('Stop', 'stop')];
}

/**
 * A session as it runs, or waits: at work on one screen of a phone. Read aloud it says in order what it is, how it is done,
 * what to do now and until when, and what comes next. The countdown stands right above the buttons, where a phone shows it.
 */
export function sessionMessage(view: SessionView, file: Picture): Message {
  const now = [nowText(view), nextText(view)];
  const shown = calmCard(
    text(headingText(view)),
    picture(file),
    ...(view.step.type === 'ready'
      ? [text(cuesText(view)), line(), text(...now, cautions(view))]
      : [text(now.join('\n'))]),
    row(...buttonsOf(view)),
  );
  return { ...shown, files: [file] };
}

/** What to do where a warning sign is there. `kept`: what becomes of what they said. */
const emergencyText = (help: HelpLines, kept: string) =>
  text(
    `If any sign below applies to you, don't stretch: tick it. In an emergency, call ${numberIn(help)} now.`,
    small(otherNumbers(help), `Only you see this. ${kept}`),
  );

const hurtSigns = ({ id, signs }: HurtAfter) =>
  signSelect('Tick every one that applies', stretchIds.signs(id), signs);

const done = () => row(button('Done', stretchIds.done(), { main: true }));

/** Somebody said that it hurts: nothing runs; first the signs that outrank it, then what there is instead. */
function hurtMessage(hurt: Hurt): Message {
  const { id, place, exercise, easier, other, next, help } = hurt;
  const choice = (label: string, press: SessionPress) => button(label, stretchIds.session(id, press, place));
  const instead = [
    ...(easier ? [`- **Easier variant:** ${exercise.easier.text}`] : []),
    ...(other ? [`- **Another exercise:** ${other.name}`] : []),
    `- **Leave it out:** ${next ? `on to ${next.name}` : 'this was the last one, so you are done'}`,
  ];
  return card(
    COLOURS.warning,
    [
      text(
        `## Good that you stopped: ${exercise.name}`,
        'None of this should hurt, and nothing is lost by leaving it out.',
        `Caution: ${exercise.caution}`,
        WHEN_IT_HURTS,
      ),
      line(),
      emergencyText(help, 'After the session I forget that it hurt.'),
      hurtSigns(hurt),
      line(),
      text('None of these, and the pain is gone? Then you can go on:', ...instead),
    ],
    row(
      ...(easier ? [choice('Easier variant', 'easier')] : []),
      ...(other ? [choice('Another exercise', 'other')] : []),
      choice('Leave it out', 'skip'),
      choice('Stop', 'stop'),
    ),
  );
}

/** The same, where the session had just ended. */
function hurtAfterMessage(hurt: HurtAfter): Message {
  return warningCard(
    text(`## Thank you for saying so\nThis session is over: nothing runs any more. ${WHEN_IT_HURTS}`),
    line(),
    emergencyText(hurt.help, 'I forget that it hurt.'),
    hurtSigns(hurt),
    done(),
  );
}

/** "This week: 2 of the 3 sessions that you have in mind." */
export function thisWeekText({ thisWeek, goal }: SessionTotals): string {
  if (goal === null) return `This week: ${counted(thisWeek, 'session')}.`;
  if (thisWeek >= goal) return `This week: ${counted(thisWeek, 'session')}, as you had in mind.`;
  return `This week: ${thisWeek} of the ${counted(goal, 'session')} that you have in mind.`;
}

/** "3 weeks in a row with a session …"; nothing where there is no row yet. */
function streakText({ streakWeeks }: SessionTotals): string | undefined {
  if (streakWeeks < 2) return undefined;
  return `${streakWeeks} weeks with a session. Up to ${WEEKS_OF_REST} weeks of rest in between are part of it.`;
}

export function endedMessage({ seconds, totals }: SessionEnded): Message {
  const streak = streakText(totals);
  const said =
    seconds === undefined
      ? ["## That's all right", 'Stopping is always fine. There is nothing to count, and nothing is lost.']
      : [
          '## Well done',
          `You took ${minutesInWords(seconds)} for yourself. ${thisWeekText(totals)}`,
          ...(streak === undefined ? [] : [`-# ${streak}`]),
        ];
  return calmCard(text(said.join('\n')), done());
}

/** What a session has to say now. `pictureOf` gives the picture that goes with it. */
export async function sessionAnswer(
  answer: SessionAnswer,
  pictureOf: (view: SessionView) => Promise<Picture>,
): Promise<Message> {
  switch (answer.type) {
    case 'on':
      return sessionMessage(answer.view, await pictureOf(answer.view));
    case 'hurts':
      return hurtMessage(answer.hurt);
    case 'hurts-after':
      return hurtAfterMessage(answer.hurt);
    case 'over':
      return endedMessage(answer.ended);
  }
}
