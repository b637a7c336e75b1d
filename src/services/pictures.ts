import type { Side } from '../domain/exercise.ts';
import type { SessionView } from '../domain/session-view.ts';
import { findPreferences } from '../storage/choices.ts';
import type { Database } from '../storage/database.ts';
import type { MemberKey } from '../storage/members.ts';

/** A picture as it goes with an answer. */
export interface Picture {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What it shows, for who can't see it. */
  readonly description: string;
}

export interface PictureService {
  /**
   * The picture of an exercise, by its id: moving where the exercise moves, unless `still`. `side`: the side that works, where
   * the exercise has two; without it, the right one.
   */
  pictureOf(
    exercise: string,
    options?: { readonly still?: boolean; readonly side?: Side | undefined },
  ): Promise<Picture>;
}

/** More would be a long way to scroll on a phone, where each is as wide as the screen. */
const MOST_PICTURES = 3;

/** Pictures of the first of these exercises for an answer, in their order: still ones for a member who wants them so. */
export async function findPicturesFor(
  db: Database,
  { pictureOf }: PictureService,
  exercises: readonly string[],
  member?: MemberKey,
): Promise<Picture[]> {
  if (exercises.length === 0) return [];
  const still = member !== undefined && (await findPreferences(db, member)).stillPictures;
  return Promise.all(exercises.slice(0, MOST_PICTURES).map((exercise) => pictureOf(exercise, { still })));
}

/** The picture of the side that a guided session speaks of. */
export const findSessionPicture = (
  { pictureOf }: PictureService,
  { exercise, step: { side }, stillPictures: still }: SessionView,
): Promise<Picture> => pictureOf(exercise.id, { still, side });
