import type { Language } from './language.ts';
import { type Named, named } from './search.ts';

export interface Muscle {
  readonly id: string;
  /** As it stands inside a sentence: "hip flexors". */
  readonly name: string;
  /** As it stands alone: "Hip flexors". */
  readonly title: string;
  /** Said with every routine for it. */
  readonly caution?: string | undefined;
  /** Whatever else people call it. */
  readonly calledToo: readonly string[];
}

/** A part of the body with several muscles, such as the knee: they are offered in place of a routine. */
export interface Area {
  readonly id: string;
  /** As it stands inside a sentence. */
  readonly name: string;
  /** Ids of the muscles to offer. */
  readonly muscles: readonly string[];
  /** What is said about it. */
  readonly text: string;
}

/** The muscle groups with all the names people use for them, ready for `exactly` and `nearest`. */
export function namedMuscles(muscles: readonly Muscle[], languages: readonly Language[]): Named<Muscle>[] {
  return muscles.map((muscle) =>
    named(muscle, [muscle.name, muscle.id, ...muscle.calledToo, ...namesIn(languages, muscle.id)]),
  );
}

/** The areas with their names, in the same way. */
export function namedAreas(areas: readonly Area[], languages: readonly Language[]): Named<Area>[] {
  return areas.map((area) => named(area, [area.name, ...namesIn(languages, area.id)]));
}

/** The names that the languages have for a muscle or an area; those with an open end are patterns, not names. */
function namesIn(languages: readonly Language[], id: string): string[] {
  const written = languages.flatMap(({ muscles }) => muscles[id]?.split(' ') ?? []);
  return written.filter((one) => !one.includes('*')).map((one) => one.replaceAll('_', ' '));
}
