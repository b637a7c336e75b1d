import type { Exercise } from '../../src/domain/exercise.ts';
import type { Figure } from './pose.ts';

/** An exercise with what it looks like. */
export interface PicturedExercise extends Pick<Exercise, 'id' | 'sides' | 'dose'> {
  readonly figure: Figure;
}

export const moves = ({ figure }: PicturedExercise): boolean => figure.poses.length > 1;

/** Whether each side is a picture of its own. */
const isOneSided = ({ sides, figure }: PicturedExercise): boolean =>
  sides === 'each' || (sides === 'alternate' && figure.shows !== 'both');

/** How long its loop takes, in seconds: as long as the dose says, where that is told in repetitions. */
export function secondsOfLoop({ dose: { usual }, figure }: PicturedExercise): number | undefined {
  return 'secondsPerRep' in usual ? usual.secondsPerRep * figure.reps : undefined;
}

/** The pictures of an exercise by the names of their files; `mirrored`: it shows the other side than its figure. */
export function picturesOf(
  exercise: PicturedExercise,
): { readonly file: string; readonly moving: boolean; readonly mirrored: boolean }[] {
  const { id, figure } = exercise;
  const showsLeft = figure.shows === 'left';
  const sides = isOneSided(exercise)
    ? [
        { name: id, mirrored: showsLeft },
        { name: `${id}.left`, mirrored: !showsLeft },
      ]
    : [{ name: id, mirrored: false }];
  return sides.flatMap(({ name, mirrored }) => [
    { file: `${name}.png`, moving: false, mirrored },
    ...(moves(exercise) ? [{ file: `${name}.gif`, moving: true, mirrored }] : []),
  ]);
}
