import { type Dose, type Exercise, type Kind, type Moment, secondsFor } from './exercise.ts';

/** The bounds of `/stretch minutes:` and what is taken where nothing was said. */
export const MINUTES = { min: 2, max: 15, usual: 5 } as const;

/** What fits each moment, best first: movement before a run, holding and rolling when the work is done. */
const FITTING: Readonly<Record<Moment, readonly Kind[]>> = {
  'before-run': ['dynamic', 'mobility'],
  'after-run': ['static', 'foam-rolling'],
  'rest-day': ['static', 'foam-rolling', 'mobility'],
  sore: ['mobility', 'dynamic'],
};

/** Which kind comes nearest where a muscle has none of the kind that was asked for. */
const NEAREST_KIND: Readonly<Record<Kind, readonly Kind[]>> = {
  static: ['mobility', 'foam-rolling', 'dynamic'],
  dynamic: ['mobility', 'static', 'foam-rolling'],
  mobility: ['dynamic', 'static', 'foam-rolling'],
  'foam-rolling': ['static', 'mobility', 'dynamic'],
};

/** More than this doesn't fit one message that can still be read on a phone. */
const MOST_EXERCISES = 4;

/** NHS inform's warm-up is about ten minutes; what the drills leave of it is easy walking or jogging. */
const WARM_UP_SECONDS = 600;

/** What the member asked for; where no moment was named, the work counts as done: a run is over, or a rest day. */
export interface RoutineRequest {
  readonly moment?: Moment | undefined;
  readonly kind?: Kind | undefined;
  readonly minutes: number;
}

export interface RoutineItem {
  readonly exercise: Exercise;
  readonly dose: Dose;
  readonly seconds: number;
}

/** Something true of this routine that the member should be told. */
export type RoutineNote =
  | { readonly type: 'no-such-kind'; readonly asked: Kind; readonly offered: Kind }
  | { readonly type: 'nothing-for-the-moment'; readonly offered: Kind }
  | { readonly type: 'static-before-run' }
  | { readonly type: 'drills-on-tired-legs' }
  | { readonly type: 'or-just-walk' }
  | { readonly type: 'short-doses' }
  | { readonly type: 'enough-for-one-muscle' };

export interface Routine {
  readonly items: readonly RoutineItem[];
  /** Easy walking or jogging before the drills; 0 where the routine is not for before a run. */
  readonly warmUpSeconds: number;
  /** Everything together; never more than the minutes asked for. */
  readonly seconds: number;
  readonly notes: readonly RoutineNote[];
}

/** The ids of its exercises, in their order. */
export const exercisesIn = ({ items }: Routine) => items.map(({ exercise }) => exercise.id);

/** Static, rolling, static, rolling …: one of each in turn, so that a short routine holds more than one kind. */
function interleave<T>(groups: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...groups.map((group) => group.length));
  return Array.from({ length: longest }, (_, place) =>
    groups.flatMap((group) => group.slice(place, place + 1)),
  ).flat();
}

function rotate<T>(things: readonly T[], by: number): T[] {
  const start = things.length === 0 ? 0 : by % things.length;
  return [...things.slice(start), ...things.slice(0, start)];
}

/** What there is of the kind that was asked for, or else of those that fit the moment; failing that what comes nearest. */
function chooseKinds(
  available: readonly Kind[],
  { kind, moment }: RoutineRequest,
): { kinds: readonly Kind[]; notes: RoutineNote[] } {
  const has = (one: Kind) => available.includes(one);
  const wanted = kind ? [kind] : FITTING[moment ?? 'after-run'];
  const kinds = wanted.filter(has);
  const [first] = wanted;
  const offered = kinds.length === 0 && first ? NEAREST_KIND[first].find(has) : undefined;
  if (!offered) return { kinds, notes: [] };
  const note = kind
    ? ({ type: 'no-such-kind', asked: kind, offered } as const)
    : ({ type: 'nothing-for-the-moment', offered } as const);
  return { kinds: [offered], notes: [note] };
}

/** Takes exercises in order, each with its usual dose or, where that is too long, its short one, until time is up. */
function fill(candidates: readonly Exercise[], seconds: number, shortOnly: boolean): RoutineItem[] {
  const items: RoutineItem[] = [];
  let left = seconds;
  for (const exercise of candidates) {
    if (items.length === MOST_EXERCISES) break;
    const doses = shortOnly ? [exercise.dose.short] : [exercise.dose.usual, exercise.dose.short];
    const dose = doses.find((one) => secondsFor(exercise, one) <= left);
    if (!dose) continue;
    const needs = secondsFor(exercise, dose);
    items.push({ exercise, dose, seconds: needs });
    left -= needs;
  }
  return items;
}

function compose(candidates: readonly Exercise[], request: RoutineRequest, chosen: RoutineNote[]): Routine {
  const available = request.minutes * 60;
  const holdsBeforeRun = request.moment === 'before-run' && candidates.some((one) => one.kind === 'static');
  const sore = request.moment === 'sore';
  const items = fill(candidates, available, holdsBeforeRun || sore);
  const work = items.reduce((sum, item) => sum + item.seconds, 0);
  const warmUpSeconds =
    request.moment === 'before-run' ? Math.floor(Math.min(available - work, WARM_UP_SECONDS) / 60) * 60 : 0;
  const facts = { items, warmUpSeconds, seconds: work + warmUpSeconds };
  if (sore) return { ...facts, notes: [{ type: 'or-just-walk' }] };
  const notes = [...chosen];
  if (holdsBeforeRun) notes.push({ type: 'static-before-run' });
  else if (items.some((item) => item.dose === item.exercise.dose.short)) notes.push({ type: 'short-doses' });
  if (request.moment !== 'before-run' && items.some((item) => item.exercise.kind === 'dynamic'))
    notes.push({ type: 'drills-on-tired-legs' });
  if (request.moment !== 'before-run' && available - work >= 120)
    notes.push({ type: 'enough-for-one-muscle' });
  return { ...facts, notes };
}

/**
 * All different routines for one muscle and request, the best first, so that "another routine" can go through them.
 *
 * `exercises` are those of the muscle. A routine fits the minutes with set-up, sides and change-overs counted,
 * holds what fits the moment (or the kind asked for, or where the muscle has none of it the nearest, with a note),
 * and at most four exercises. Before a run the time left over is easy walking or jogging.
 */
export function routinesFor(exercises: readonly Exercise[], request: RoutineRequest): Routine[] {
  const available = [...new Set(exercises.map((exercise) => exercise.kind))];
  const { kinds, notes } = chooseKinds(available, request);
  const groups = kinds.map((kind) => exercises.filter((exercise) => exercise.kind === kind));
  const turns = Math.max(1, ...groups.map((group) => group.length)) * Math.max(1, groups.length);
  const routines = new Map<string, Routine>();
  for (let turn = 0; turn < turns; turn++) {
    // Each turn starts every group one exercise further on, and each full round starts with the next kind.
    const round = Math.floor(turn / Math.max(1, ...groups.map((group) => group.length)));
    const candidates = interleave(rotate(groups, round).map((group) => rotate(group, turn)));
    const routine = compose(candidates, request, notes);
    const same = routine.items
      .map((item) => item.exercise.id)
      .sort()
      .join(' ');
    if (routine.items.length > 0 && !routines.has(same)) routines.set(same, routine);
  }
  return [...routines.values()];
}
