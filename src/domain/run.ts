import type { Lifecycle } from './lifecycle.ts';
import type { Occurrence, Series } from './recurrence.ts';

export interface PaceGroup {
  /** Stable within the run: a letter. */
  readonly id: string;
  readonly label: string;
}

/** What is kept of a GPX file: no coordinates, since a route may begin at somebody's door. */
export interface RouteSummary {
  readonly name: string | null;
  readonly metres: number;
  readonly climbMetres: number | null;
}

/** A run of one club, named by the club and its number there. */
export interface RunKey {
  readonly guildId: string;
  readonly number: number;
}

export interface RunText {
  /** In characters. */
  readonly longest: number;
  /** There is always one. */
  readonly needed?: true;
  /** It may have several lines. */
  readonly lines?: true;
}

/** Texts of a run, which members read as somebody typed them. */
export const RUN_TEXTS = {
  title: { longest: 80, needed: true },
  meet: { longest: 120, needed: true },
  notes: { longest: 500, lines: true },
} as const satisfies Record<string, RunText>;
type Texts = typeof RUN_TEXTS;
export const RUN_TEXT_NAMES = Object.keys(RUN_TEXTS) as (keyof Texts)[];

export type RunTexts = {
  readonly [Name in keyof Texts]: Texts[Name] extends { needed: true } ? string : string | null;
};

/** What a leader says of a run and may change later. */
export interface RunPlan extends RunTexts {
  /** Local wall time of the start, `YYYY-MM-DDTHH:MM`, in `zone`. */
  readonly wall: string;
  readonly zone: string;
  /** The same as an instant, UTC ms. */
  readonly startsAt: number;
  readonly distance: string | null;
  readonly paces: readonly PaceGroup[];
  readonly capacity: number | null;
  readonly route: RouteSummary | null;
}

/** A run of which nothing has been said yet. */
export const EMPTY_RUN: RunPlan = {
  title: '',
  wall: '',
  zone: 'UTC',
  startsAt: 0,
  meet: '',
  distance: null,
  paces: [],
  capacity: null,
  notes: null,
  route: null,
};

export interface Run extends RunPlan, RunKey, Lifecycle {
  /** The series it belongs to, and its date by the series' rule. */
  readonly series: { readonly number: number; readonly date: string } | null;
  /** Its name in calendar files: unique in the club, and never another. */
  readonly uid: string;
}

export type RunPhase = 'open' | 'started' | 'cancelled';

/** A run takes answers until it starts, unless it was cancelled. */
export function phaseOf({ cancelledAt, startsAt }: Run, now: number): RunPhase {
  if (cancelledAt !== null) return 'cancelled';
  return now < startsAt ? 'open' : 'started';
}

/** Whether a change or a cancellation is for one run of a series or for all to come. */
export const SCOPES = ['this', 'series'] as const;
export type Scope = (typeof SCOPES)[number];

export const LONGEST_REASON = 200;
export const MOST_CAPACITY = 1_000;
export const QUOTAS = { openRunsPerClub: 50, createdPerMemberADay: 10 } as const;

/** What tells of each part of a run whether it has changed, in the order in which changes are told. */
const TOLD_BY = {
  title: 'title',
  when: 'startsAt',
  meet: 'meet',
  distance: 'distance',
  pace: 'paces',
  capacity: 'capacity',
  notes: 'notes',
  route: 'route',
} as const satisfies Record<string, keyof RunPlan>;

/** One part of a run that was changed. */
export interface Change {
  readonly part: keyof typeof TOLD_BY;
}

export const PARTS = Object.keys(TOLD_BY) as Change['part'][];

/** Which parts differ; what a template doesn't have doesn't. */
export function changesBetween<Plan extends RunPlan | RunTemplate>(
  before: Plan,
  after: Plan,
): Change['part'][] {
  const value = (plan: Partial<RunPlan>, part: Change['part']) => JSON.stringify(plan[TOLD_BY[part]]);
  return PARTS.filter((part) => value(before, part) !== value(after, part));
}

/** A plan or a template with some parts of another plan; the time is not among them. */
export function withPartsOf<Plan extends RunPlan | RunTemplate>(
  own: Plan,
  other: RunPlan,
  parts: readonly Change['part'][],
): Plan {
  const taken = parts.filter((part) => part !== 'when').map((part) => TOLD_BY[part]);
  return { ...own, ...Object.fromEntries(taken.map((key) => [key, other[key]])) };
}

/** Runs that come again and again, one at a time: each made from the template when the last is over. */
export interface RunSeries {
  readonly guildId: string;
  readonly number: number;
  readonly rule: Series;
  readonly template: RunTemplate;
  readonly createdBy: string;
  /** Counts the changes of the whole series. */
  readonly revision: number;
}

/** What all runs of a series have in common. */
export type RunTemplate = Omit<RunPlan, 'wall' | 'zone' | 'startsAt'>;

export function templateOf({ wall, zone, startsAt, ...template }: RunPlan): RunTemplate {
  return template;
}

/** The run of a series on one of its dates. */
export function planOn({ template, rule }: RunSeries, { wall, at }: Occurrence): RunPlan {
  return { ...template, wall, zone: rule.zone, startsAt: at };
}

/**
 * What calendar files call a run of a series: by its date, so that it is known before there is such a run. `taken`:
 * names of runs of the series, of which one may have been moved away from that date.
 */
export function uidOn(series: number, date: string, taken: ReadonlySet<string>): string {
  const name = `s${series}-${date}`;
  let uid = name;
  for (let again = 2; taken.has(uid); again++) uid = `${name}-${again}`;
  return uid;
}
