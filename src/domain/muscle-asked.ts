import type { Content } from './content.ts';
import { type Area, type Muscle, namedAreas, namedMuscles } from './muscle.ts';
import type { Reading } from './reading.ts';
import { beginningWith, exactly, nearest, nearMisses } from './search.ts';

/** What somebody who asked for a muscle meant. `net`: they may as well have meant how they feel. */
export type MuscleAsked =
  | { readonly type: 'muscle'; readonly muscle: Muscle; readonly net: boolean }
  | { readonly type: 'area'; readonly area: Area; readonly net: boolean }
  /** They speak of how somebody is. Nothing to stretch is offered. */
  | { readonly type: 'symptom' }
  | { readonly type: 'unknown'; readonly nearest: readonly Muscle[]; readonly net: boolean };

/** Beside a muscle that is only sore there may be some words that nothing is known of, such as a name or a place. */
const MOST_UNKNOWN = 2;

const NEAREST_SHOWN = 3;

/** Understands what is typed for a muscle, once it was read for signs. */
export function createMuscleFinder({
  muscles,
  areas,
  languages,
}: Pick<Content, 'muscles' | 'areas' | 'languages'>) {
  const byName = namedMuscles(muscles, languages);
  const areasByName = namedAreas(areas, languages);

  /** The muscle or area that was typed by its name, or by a beginning that only it has. */
  function called(typed: string, { feeling }: Reading): MuscleAsked | undefined {
    // Some names tell of a feeling: "Rückenschmerzen".
    const net = feeling !== 'none';
    const exact = exactly(typed, byName);
    const area = exact ? undefined : exactly(typed, areasByName);
    if (area) return { type: 'area', area, net };
    const muscle = exact ?? onlyOne(beginningWith(typed, byName));
    return muscle && { type: 'muscle', muscle, net };
  }

  /** The one that a whole sentence names. */
  function named({ muscles: ids, feeling, unknown }: Reading): MuscleAsked | undefined {
    const mild = feeling === 'mild';
    if (unknown > (mild ? MOST_UNKNOWN : 0)) return undefined;
    const some = muscles.filter(({ id }) => ids.includes(id));
    const [muscle] = some;
    if (muscle && (some.length === 1 || mild)) return { type: 'muscle', muscle, net: mild };
    if (muscle) return { type: 'unknown', nearest: some.slice(0, NEAREST_SHOWN), net: false };
    const area = areas.find(({ id }) => ids.includes(id));
    return area && { type: 'area', area, net: mild };
  }

  function find(typed: string, reading: Reading): MuscleAsked {
    const exact = called(typed, reading);
    if (exact) return exact;
    const { feeling, person } = reading;
    const misses = feeling === 'none' && !person ? nearMisses(typed, byName) : [];
    if (misses.length > 0) return { type: 'unknown', nearest: misses.slice(0, NEAREST_SHOWN), net: false };
    const found = feeling === 'sharp' ? undefined : named(reading);
    if (found) return found;
    if (feeling !== 'none' || person) return { type: 'symptom' };
    return { type: 'unknown', nearest: nearest(typed, byName).slice(0, NEAREST_SHOWN), net: true };
  }

  return { find, suggest: (typed: string) => nearest(typed, byName) };
}

function onlyOne<T>(things: readonly T[]): T | undefined {
  return things.length === 1 ? things[0] : undefined;
}
