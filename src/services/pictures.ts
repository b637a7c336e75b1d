import type { Side } from '../domain/exercise.ts';

/** A picture as it goes with an answer. */
export interface Picture {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What it shows, for who can't see it. */
  readonly description: string;
}

/** Pictures by the ids of the exercises that they show. */
export type Pictures = ReadonlyMap<string, Picture>;

export interface PictureService {
  /**
   * Pictures of these exercises by id: moving where the exercise moves, unless `still`. `side`: the side that works, where
   * the exercise has two; the right one, unless told.
   */
  picturesOf(
    exercises: readonly string[],
    options?: { readonly still?: boolean; readonly side?: Side | undefined },
  ): Promise<Pictures>;
}
