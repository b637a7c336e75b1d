import type { Units } from './club.ts';
import { type Distance, kindOf, lengthInName } from './plan.ts';
import type { RaceDistance } from './race.ts';
import { readLength } from './run-distance.ts';
import { oneLine } from './sanitize.ts';
import { plainWords } from './search.ts';

/** How far a race goes, or what was typed instead, on one line: not yet fit for Discord. */
export type RaceDistanceOutcome =
  | { readonly type: 'distance'; readonly distance: RaceDistance }
  | { readonly type: 'nonsense'; readonly typed: string };

/**
 * The distances that go by a name. An ultra of which nothing else is said counts as one of the longer, so that nobody
 * is told to rest less than they need.
 */
export const USUAL_DISTANCES: Readonly<Record<Distance, RaceDistance>> = {
  '5k': { kind: '5k', metres: 5_000, label: '5 km' },
  '10k': { kind: '10k', metres: 10_000, label: '10 km' },
  half: { kind: 'half', metres: 21_098, label: 'half marathon' },
  marathon: { kind: 'marathon', metres: 42_195, label: 'marathon' },
  ultra: { kind: 'ultra', metres: 100_000, label: 'ultra' },
};

/** Whether it is known how far it goes; of a bare "ultra" it isn't. */
export function lengthIsKnown({ kind, label }: RaceDistance): boolean {
  return kind !== 'ultra' || label !== USUAL_DISTANCES.ultra.label;
}

/** "21 km", "21.1 km" and "13.1 miles" are what people type for a half. */
const NAMED_WITHIN = 0.005;

/** "26.2" is said of miles all over the world. */
const FIGURES_OF_NAMES: ReadonlyMap<string, Distance> = new Map([
  ['26.2', 'marathon'],
  ['13.1', 'half'],
]);

/** Words that say nothing of the length. */
const IDLE = /\b(a|the|full|road|trail|track|race|run|distance|marathon)\b/g;
const NAMES = /\b(ultra(s|marathon|trail)?|half|hm|semi|halbmarathon|marathon|parkrun)\b/;

/** The distance of words such as "half", "Halbmarathon" or "trail ultra", and nothing else. */
function namedIn(typed: string): Distance | undefined {
  const rest = plainWords(typed).replace(NAMES, '').replace(IDLE, '').trim();
  return rest === '' ? lengthInName(typed)?.distance : undefined;
}

/**
 * The distance of "10k", "half", "50 miles", "21.1 km", "5 miler" or "ultra". A figure without a unit is in the
 * club's. Whatever is no distance from 0.1 to 500 km is nonsense.
 */
export function readRaceDistance(typed: string, units: Units): RaceDistanceOutcome {
  const line = oneLine(typed, 60);
  const plain = line
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ -]?milers?\b/, ' miles')
    .replace(/[ -](race|run)$/, '');
  const name = FIGURES_OF_NAMES.get(plain) ?? namedIn(plain);
  if (name) return { type: 'distance', distance: USUAL_DISTANCES[name] };
  const length = readLength(plain, units);
  if (!length) return { type: 'nonsense', typed: line };
  const close = [USUAL_DISTANCES.half, USUAL_DISTANCES.marathon].find(
    ({ metres }) => Math.abs(length.metres / metres - 1) < NAMED_WITHIN,
  );
  if (close) return { type: 'distance', distance: close };
  const { metres, label } = length;
  return { type: 'distance', distance: { kind: kindOf(metres / 1_000), metres: Math.round(metres), label } };
}
