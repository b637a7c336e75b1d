import { type Named, named } from './words.ts';

/** A muscle group that members can ask for. */
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

/** The muscle groups with all the names people use for them, ready for `exactly` and `nearest`. */
export function namedMuscles(muscles: readonly Muscle[]): Named<Muscle>[] {
  return muscles.map((muscle) => named(muscle, [muscle.name, muscle.id, ...muscle.calledToo]));
}
