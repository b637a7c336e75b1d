/** A picture as it goes with an answer. */
export interface Picture {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What it shows, for who can't see it. */
  readonly description: string;
}

/** Pictures by the ids of the exercises that they show. */
export type Pictures = ReadonlyMap<string, Picture>;

/** What the answers need of whoever draws: pictures of these exercises, as far as there are any without a long wait; `still`: none that move. */
export interface PictureService {
  picturesOf(exercises: readonly string[], options?: { readonly still?: boolean }): Promise<Pictures>;
}
