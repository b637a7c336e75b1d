import type { Content } from '../../domain/content.ts';
import type { Dose, Exercise, Kind, Moment, Sides } from '../../domain/exercise.ts';
import type { HelpLines } from '../../domain/help-lines.ts';
import type { Muscle } from '../../domain/muscle.ts';
import type { Routine, RoutineItem, RoutineNote, RoutineRequest } from '../../domain/routine.ts';
import type { Picture } from '../../services/pictures.ts';
import type { StretchOutcome, StretchRequest } from '../../services/stretch.ts';
import type { Message } from '../command.ts';
import { stretchIds } from '../ids.ts';
import {
  button,
  calmCard,
  counted,
  either,
  line,
  type Of,
  picture,
  quoted,
  row,
  say,
  small,
  smallText,
  text,
} from './components.ts';
import { ASK_BEFORE_ROLLING, ASK_FIRST, ROUTINE_SAFETY, sourceLine, WHEN_IT_HURTS } from './evidence.ts';
import { redFlagMessage } from './red-flag.ts';
import { checkInButton, linesBeside, withLineBeside } from './safety-net.ts';

const KIND_IN_WORDS: Readonly<Record<Kind, string>> = {
  static: 'static stretch',
  dynamic: 'dynamic stretch',
  mobility: 'mobility drill',
  'foam-rolling': 'foam rolling',
};

const KINDS_IN_WORDS: Readonly<Record<Kind, string>> = {
  static: 'static stretches',
  dynamic: 'dynamic stretches',
  mobility: 'mobility drills',
  'foam-rolling': 'foam rolling',
};

const MOMENT_IN_WORDS: Readonly<Record<Moment, string>> = {
  'before-run': 'before a run',
  'after-run': 'after a run',
  'rest-day': 'on a rest day',
  sore: 'gently, while you are sore',
};

/** The parts of a request, as a custom id carries them on. */
const idParts = (muscle: Muscle, { moment, kind, minutes }: RoutineRequest, turn: number) =>
  [muscle.id, moment ?? null, kind ?? null, minutes, turn] as const;

const SIDES_IN_WORDS: Readonly<Record<Sides, string>> = {
  each: ' on each side',
  alternate: ' on each side, in turn',
  together: '',
};

/** "hold 30 s, 2 times on each side", "10 times on each side, in turn", "roll for 45 s". */
function doseInWords({ kind, sides }: Pick<Exercise, 'kind' | 'sides'>, dose: Dose): string {
  const each = SIDES_IN_WORDS[sides];
  if ('reps' in dose) {
    const times = `${dose.reps} times${each}`;
    return dose.rounds > 1 ? `${times}, ${dose.rounds} rounds` : times;
  }
  const verb = {
    static: 'hold',
    'foam-rolling': 'roll for',
    dynamic: 'keep going for',
    mobility: 'keep going for',
  }[kind];
  const again = dose.rounds > 1 ? `, ${dose.rounds} times` : '';
  return `${verb} ${dose.seconds} s${again}${each}`;
}

/** Minutes to the nearest half, as people say them. */
export function minutesInWords(seconds: number): string {
  const halves = Math.max(1, Math.round(seconds / 30));
  if (halves === 1) return 'half a minute';
  return halves % 2 === 0 ? `${halves / 2} min` : `${Math.floor(halves / 2)}½ min`;
}

/** How older members do it, where that is not how it is written here anyway. */
function forOlder(exercise: Exercise, dose: Dose): string[] {
  const older = doseInWords(exercise, exercise.dose.older);
  return older === doseInWords(exercise, dose) ? [] : [`Over about 65: ${older}`];
}

/** Routines are remembered, so each of their exercises need be put into words only once. */
const written = new WeakMap<RoutineItem, string>();

function howText(item: RoutineItem, sources: Content['sources']): string {
  const text = written.get(item) ?? howInWords(item, sources);
  written.set(item, text);
  return text;
}

function whatText({ exercise, dose }: RoutineItem, place: number): string {
  const kit = exercise.kit.length > 0 ? ` · ${exercise.kit.join(', ')}` : '';
  return `### ${place}. ${exercise.name}\n**${doseInWords(exercise, dose)}** · ${KIND_IN_WORDS[exercise.kind]}${kit}`;
}

function howInWords({ exercise, dose }: RoutineItem, sources: Content['sources']): string {
  return [
    exercise.setUp,
    ...exercise.steps.map((step, index) => `${index + 1}. ${step}`),
    `Feel it: ${exercise.feel}. Watch out for: ${exercise.mistake}.`,
    small(
      `Caution: ${exercise.caution}`,
      `Easier: ${exercise.easier.text}`,
      ...forOlder(exercise, dose),
      sourceLine(exercise, sources),
    ),
  ].join('\n');
}

function noteText(note: RoutineNote, muscle: Muscle): string {
  switch (note.type) {
    case 'no-such-kind':
      return note.asked === 'foam-rolling' && muscle.id === 'lower-back'
        ? `Nobody should roll the lower back, so here are ${KINDS_IN_WORDS[note.offered]} instead.`
        : `I have no ${KINDS_IN_WORDS[note.asked]} for the ${muscle.name}; the nearest I have: ${KINDS_IN_WORDS[note.offered]}.`;
    case 'nothing-for-the-moment':
      return `Nothing I have for the ${muscle.name} is made for that moment; ${KINDS_IN_WORDS[note.offered]} come nearest.`;
    case 'static-before-run':
      return 'Long holds just before a run cost a little power, so these are short. Finish with movement, such as leg swings.';
    case 'drills-on-tired-legs':
      return 'Drills suit the minutes before a run best. On sore legs keep them small and smooth, with no bouncing.';
    case 'or-just-walk':
      return 'Small, easy movements: no rolling, no long holds, nothing that hurts. Or just take a walk: that is as good.';
    case 'short-doses':
      return 'Some doses are shortened to fit your time.';
    case 'enough-for-one-muscle':
      return `That is plenty for one area in one go; the rest of your time is for another muscle, or a walk.`;
  }
}

function heading(muscle: Muscle, { moment, kind }: RoutineRequest): string {
  const kindSaid = kind ? `, ${KINDS_IN_WORDS[kind]}` : '';
  return `## ${muscle.title}${kindSaid}${moment ? `, ${MOMENT_IN_WORDS[moment]}` : ''}`;
}

function beforeAnything({ moment }: RoutineRequest, routine: Routine): string[] {
  if (routine.warmUpSeconds > 0)
    return [`Start with ${minutesInWords(routine.warmUpSeconds)} of brisk walking or easy jogging.`];
  if (moment === 'sore') return [];
  if (moment === 'before-run') return ['If you can, walk or jog easily for a few minutes first.'];
  const warm = 'Do these warm: after a run, or 5–10 minutes of easy walking.';
  return [moment ? warm : `${warm} Before a run, choose \`when: before-run\`.`];
}

/** Whom the evidence sheet (sections 0 and 3) asks to see a professional before they stretch or roll. */
function askFirst(routine: Routine): string[] {
  const rolling = routine.items.some(({ exercise }) => exercise.kind === 'foam-rolling');
  return [ASK_FIRST, ...(rolling ? [ASK_BEFORE_ROLLING] : [])];
}

interface RoutineShown {
  readonly sources: Content['sources'];
  /** Of its first exercises, in their order. */
  readonly pictures: readonly Picture[];
  /** `private`: the member's own answer, with `Share`; `shared`: that same answer when it has been shared. */
  readonly shown: 'private' | 'shared' | 'channel';
  /** The id of the member who shows it to the channel; they are named but not pinged. */
  readonly by?: string;
  /** It could not be shared. */
  readonly kept?: boolean;
}

export function routineMessage(
  view: Of<StretchOutcome, 'routine'>,
  { sources, pictures, shown, by, kept = false }: RoutineShown,
): Message {
  const { muscle, request, routine, turn, choices } = view;
  const facts = [
    `about ${minutesInWords(routine.seconds)}`,
    counted(routine.items.length, 'exercise'),
    ...(choices > 1 ? [`routine ${turn + 1} of ${choices}`] : []),
  ];
  const parts = [
    text(
      heading(muscle, request),
      ...(by ? [`shared by <@${by}>`] : []),
      ...(kept ? ["-# You can't write in this channel, so this is for your eyes only."] : []),
      facts.join(' · '),
      small(
        ...routine.notes.map((note) => noteText(note, muscle)),
        ...beforeAnything(request, routine),
        ...(muscle.caution === undefined ? [] : [`**${muscle.caution}**`]),
      ),
    ),
    ...routine.items.flatMap((item, index) => {
      const file = pictures[index];
      const how = text(howText(item, sources));
      return [line(), text(whatText(item, index + 1)), ...(file ? [picture(file)] : []), how];
    }),
    line(),
    smallText(`**${ROUTINE_SAFETY}**`, ...askFirst(routine)),
  ];
  const here = idParts(muscle, request, turn);
  const next = idParts(muscle, request, turn + 1);
  const guide = button('Start guided session', stretchIds.guide(...here), { main: true });
  const another = button('Another routine', stretchIds.another(...next), { disabled: choices === 1 });
  const wasShared = shown === 'shared';
  const share = button(wasShared ? 'Shared' : 'Share', stretchIds.share(...here), { disabled: wasShared });
  const buttons = shown === 'channel' ? row(guide, another) : row(guide, another, share);
  return { ...calmCard(...parts, buttons), files: pictures };
}

/** Several muscles may be meant: each of them is one press away. */
const muscleChoice = (
  said: string,
  muscles: readonly Muscle[],
  request: RoutineRequest,
  lines: readonly string[],
): Message =>
  calmCard(
    text(said),
    ...lines.map((one) => text(one)),
    row(...muscles.map((muscle) => button(muscle.title, stretchIds.show(...idParts(muscle, request, 0))))),
  );

/** No muscle goes by that name; the nearest ones may. */
function unknownMuscleText(asked: string, offered: readonly Muscle[], near: boolean): string {
  const names = either(offered.map(({ name }) => `**${name}**`));
  const instead = near
    ? `Did you mean ${names}?`
    : `Try ${names}, or pick from the list that appears as you type.`;
  return `I don't know a muscle called ${quoted(asked)}. ${instead}`;
}

/** Somebody typed how they are, not a muscle: whom to call, and the warning signs one press away. Nothing to stretch. */
function symptomMessage({ asked, lines }: Of<StretchOutcome, 'symptom'>, help: HelpLines): Message {
  return calmCard(
    text(`I don't know a muscle called ${quoted(asked)}, so I have no stretch for it.`),
    ...linesBeside({ lines, net: true }, help).map((one) => text(one)),
    text(`${WHEN_IT_HURTS}\n\`Check in\` shows you the warning signs. Only you see it.`),
    row(checkInButton()),
  );
}

/** The member may not write in this channel, so neither do we for them. */
export const mayNotShareMessage = (): Message =>
  say(
    "You can't write in this channel, so I kept this to ourselves. Ask for it in a channel where you can write, and share it there.",
  );

interface StretchShown extends Pick<RoutineShown, 'pictures' | 'kept'> {
  readonly request: StretchRequest;
  readonly content: Content;
  /** Asked for where it is needed. */
  readonly help: () => Promise<HelpLines>;
}

/** What came of a request for a routine, for the eyes of the member alone. */
export async function stretchAnswer(
  outcome: StretchOutcome,
  { request, content: { sources, muscles }, pictures, help, kept = false }: StretchShown,
): Promise<Message> {
  switch (outcome.type) {
    case 'routine': {
      const alone = isForAll(outcome);
      const message = routineMessage(outcome, { sources, pictures, shown: 'private', kept: kept && alone });
      return alone ? message : withLineBeside(message, outcome.beside, await help());
    }
    case 'area': {
      const lines = linesBeside(outcome.beside, await help());
      return muscleChoice(outcome.area.text, outcome.muscles, request, lines);
    }
    case 'unknown-muscle': {
      const near = outcome.nearest.length > 0;
      const offered = near ? outcome.nearest : muscles.slice(0, 5);
      const lines = linesBeside(outcome.beside, await help());
      return muscleChoice(unknownMuscleText(outcome.asked, offered, near), offered, request, lines);
    }
    case 'symptom':
      return symptomMessage(outcome, await help());
    case 'red-flags':
      return redFlagMessage(outcome.flags, outcome.asked, 'muscle', await help());
  }
}

/** Nothing stands beside it: what may be about somebody's health is for their eyes alone. */
export const isForAll = ({ beside: { lines, net } }: Extract<StretchOutcome, { type: 'routine' }>) =>
  lines.length === 0 && !net;
