import type { Side } from '../domain/exercise.ts';
import type { SessionView } from '../domain/session-view.ts';
import type { Database } from '../storage/database.ts';
import type { MemberKey } from '../storage/members.ts';
import { preferencesOf } from '../storage/preferences.ts';

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
   * Pictures of these exercises by id: moving where the exercise moves, unless `still`. `side`: the side that works, where the
   * exercise has two; without it, the right one.
   */
  picturesOf(
    exercises: readonly string[],
    options?: { readonly still?: boolean; readonly side?: Side | undefined },
  ): Promise<Pictures>;
}

/** More would be a long way to scroll on a phone, where each is as wide as the screen. */
const MOST_PICTURES = 3;

/** Pictures of the first of these exercises for an answer: still ones for a member who wants them so. */
export async function findPicturesFor(
  db: Database,
  { picturesOf }: PictureService,
  exercises: readonly string[],
  member?: MemberKey,
): Promise<Pictures> {
  const still = member !== undefined && (await preferencesOf(db, member)).stillPictures;
  return picturesOf(exercises.slice(0, MOST_PICTURES), { still });
}

/** The picture of the side that a guided session speaks of. */
export async function findSessionPicture(
  { picturesOf }: PictureService,
  { exercise: { id }, step: { side }, stillPictures: still }: SessionView,
): Promise<Picture | undefined> {
  return (await picturesOf([id], { still, side })).get(id);
}
