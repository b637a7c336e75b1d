import sharp from 'sharp';
import { type Drawn, drawLoop, drawStill } from './encode.ts';
import { type PicturedExercise, picturesOf, secondsOfLoop } from './pictured-exercise.ts';

/** All pictures of one exercise by the names of their files, and the size of each in pixels. */
export interface DrawnExercise {
  readonly width: number;
  readonly height: number;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The same for all that anybody sees, with left and right changed over. */
function mirror(picture: Uint8Array, moving: boolean): Promise<Uint8Array> {
  const flopped = sharp(picture, { animated: true }).flop();
  return moving
    ? flopped.gif({ dither: 0, effort: 8, interPaletteMaxError: 0 }).toBuffer()
    : flopped.png({ palette: true, dither: 0, effort: 8 }).toBuffer();
}

/** Draws one exercise: still, moving where it moves, and each side where that is a picture of its own. */
export async function drawPictures(exercise: PicturedExercise): Promise<DrawnExercise> {
  const { id, figure } = exercise;
  const still = await drawStill(figure);
  let loop: Drawn | undefined;
  const files = new Map<string, Uint8Array>();
  for (const { file, moving, mirrored } of picturesOf(exercise)) {
    if (moving) loop ??= await drawLoop(figure, secondsOfLoop(exercise));
    const { bytes, width, height } = loop && moving ? loop : still;
    if (width !== still.width || height !== still.height)
      throw new Error(
        `${id} is ${still.width} x ${still.height} pixels, and ${width} x ${height} where it moves`,
      );
    files.set(file, mirrored ? await mirror(bytes, moving) : bytes);
  }
  return { width: still.width, height: still.height, files };
}
