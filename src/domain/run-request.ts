import type { ClubSettings } from './club.ts';
import { GPX_TOO_LARGE, type GpxOutcome, readGpx } from './gpx.ts';
import { type PaceOutcome, readPaces } from './pace.ts';
import type { Repeat, Series } from './recurrence.ts';
import {
  EMPTY_RUN,
  MOST_CAPACITY,
  RUN_TEXT_NAMES,
  RUN_TEXTS,
  type RunPlan,
  type RunText,
  type RunTexts,
} from './run.ts';
import { type DistanceOutcome, readDistance } from './run-distance.ts';
import { cut, oneLine } from './sanitize.ts';
import { readDate, readWhen, type WhenOutcome } from './when.ts';

/** What a leader typed for a run; what is left out stays as it was, or is nothing. */
export interface RunAsked extends Partial<Record<keyof RunTexts, string | undefined>> {
  readonly when?: string | undefined;
  readonly distance?: string | undefined;
  readonly pace?: string | undefined;
  readonly capacity?: number | undefined;
  readonly repeat?: Repeat | undefined;
  /** The last date that it may repeat on. */
  readonly until?: string | undefined;
  /** The bytes of a GPX file, unless there are too many of them. */
  readonly route?: Uint8Array | 'too-large' | undefined;
}

export type RunRead =
  | {
      readonly type: 'plan';
      readonly plan: RunPlan;
      readonly stated?: 'first-of-two' | 'second-of-two';
      /** Where it is to repeat. */
      readonly rule?: Series;
    }
  /** `until` can't be read as a date, or lies before the run; or there is nothing that ends. */
  | {
      readonly type: 'until';
      readonly why: 'unreadable' | 'before-start' | 'no-repeat';
      readonly typed: string;
    }
  | { readonly type: 'empty'; readonly part: keyof RunTexts }
  | { readonly type: 'when'; readonly outcome: Exclude<WhenOutcome, { type: 'time' }> }
  | { readonly type: 'pace'; readonly outcome: Exclude<PaceOutcome, { type: 'paces' }> }
  | { readonly type: 'distance'; readonly outcome: Exclude<DistanceOutcome, { type: 'distance' }> }
  | { readonly type: 'capacity'; readonly most: number }
  | { readonly type: 'route'; readonly outcome: Exclude<GpxOutcome, { type: 'route' }> };

/** Text of several lines, without what can't be seen; undefined where nothing is left. */
function linesOf(typed: string, longest: number): string | undefined {
  const lines = cut(typed, 4 * longest)
    .split('\n')
    .map((line) => oneLine(line))
    .filter((line) => line !== '');
  return cut(lines.join('\n'), longest) || undefined;
}

/**
 * Reads what was typed into the plan of a run: all of it for a new one, or onto `before` for one that is changed.
 * `now` in UTC ms, `locale` as Discord tells it.
 */
export function readRun(
  asked: RunAsked,
  before: RunPlan | undefined,
  { zone, units }: Pick<ClubSettings, 'zone' | 'units'>,
  { now, locale }: { readonly now: number; readonly locale: string },
): RunRead {
  let plan: RunPlan = before ?? { ...EMPTY_RUN, zone };
  let stated: 'first-of-two' | 'second-of-two' | undefined;

  for (const part of RUN_TEXT_NAMES) {
    const { longest, needed, lines }: RunText = RUN_TEXTS[part];
    const typed = asked[part];
    if (typed === undefined && (before || !needed)) continue;
    const said = lines ? linesOf(typed ?? '', longest) : oneLine(typed ?? '', longest);
    if (!said && needed) return { type: 'empty', part };
    plan = { ...plan, [part]: said || null };
  }
  if (asked.when !== undefined) {
    const when = readWhen(asked.when, { now, zone, locale });
    if (when.type !== 'time') return { type: 'when', outcome: when };
    plan = { ...plan, wall: when.wall, startsAt: when.at, zone };
    stated = when.stated;
  }
  if (asked.distance !== undefined) {
    const distance = readDistance(asked.distance, units);
    if (distance.type !== 'distance') return { type: 'distance', outcome: distance };
    plan = { ...plan, distance: distance.label };
  }
  if (asked.pace !== undefined) {
    const paces = readPaces(asked.pace, units);
    if (paces.type !== 'paces') return { type: 'pace', outcome: paces };
    plan = { ...plan, paces: paces.groups };
  }
  if (asked.capacity !== undefined) {
    const { capacity } = asked;
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_CAPACITY)
      return { type: 'capacity', most: MOST_CAPACITY };
    plan = { ...plan, capacity };
  }
  if (asked.route !== undefined) {
    const route = asked.route === 'too-large' ? GPX_TOO_LARGE : readGpx(asked.route);
    if (route.type !== 'route') return { type: 'route', outcome: route };
    const { name = null, metres, climbMetres = null } = route;
    plan = { ...plan, route: { name, metres, climbMetres } };
  }
  const until = untilIn(asked, plan, { now, locale });
  if (until?.type === 'until') return until;
  return {
    type: 'plan',
    plan,
    ...(stated === undefined ? {} : { stated }),
    ...(asked.repeat === undefined
      ? {}
      : { rule: { repeat: asked.repeat, first: plan.wall, zone, ...(until ? { until: until.date } : {}) } }),
  };
}

/** The date in `until`. */
function untilIn(
  { repeat, until }: RunAsked,
  { wall, zone }: RunPlan,
  spot: { readonly now: number; readonly locale: string },
): { readonly type: 'date'; readonly date: string } | Extract<RunRead, { type: 'until' }> | undefined {
  if (until === undefined) return undefined;
  if (repeat === undefined) return { type: 'until', why: 'no-repeat', typed: until };
  const read = readDate(until, { ...spot, zone }, 0);
  if (read.type !== 'date') return { type: 'until', why: 'unreadable', typed: until };
  const { date } = read;
  return date < wall.slice(0, 10)
    ? { type: 'until', why: 'before-start', typed: until }
    : { type: 'date', date };
}
