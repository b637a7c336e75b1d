import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from '../domain/pose.ts';
import { loopSvgs, stillSvg } from './figure.ts';
import { drawLoop, drawStill, nameOf } from './figure-picture.ts';

/** A picture of an exercise, as it goes with a message. */
export interface Picture {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What it shows, for who can't see it. */
  readonly description: string;
}

export interface Album {
  /** Pictures of these exercises, without those that take too long: they will be there the next time. */
  picturesOf(
    exercises: readonly string[],
    options?: { readonly still?: boolean },
  ): Promise<ReadonlyMap<string, Picture>>;
  /** The picture of an exercise: one that moves where the exercise does, unless `still`. None where that can't be made. */
  picture(exercise: string, options?: { readonly still?: boolean }): Promise<Picture | undefined>;
}

export interface AlbumParts {
  /** By the ids of their exercises. */
  readonly figures: Readonly<Record<string, Figure>>;
  /** Where pictures are kept once they are made. */
  readonly folder: string;
  /** Told once of each kind of trouble; members get their answer without pictures. */
  readonly onTrouble: (what: string, error: unknown) => void;
  /** How long an answer waits for a picture that is being made, in ms. */
  readonly patience?: number;
  /** The program's own drawing, except in tests. */
  readonly draw?: { readonly still: typeof drawStill; readonly loop: typeof drawLoop };
}

/** More would make the file large, and no movement is so quick that it needs them. */
const MOST_FRAMES = 20;

/** From each position to the next, and for how many milliseconds each is seen, so that the movement takes its time. */
export function timingOf({ poses, motion, seconds }: Figure): { steps: number; delay: number } {
  const ways = motion === 'round' ? poses.length : 2 * (poses.length - 1);
  const steps = Math.max(3, Math.min(Math.round(seconds * 10), Math.floor(MOST_FRAMES / ways)));
  return { steps, delay: Math.round((seconds * 1000) / steps / 10) * 10 };
}

/** Discord wants an answer within three seconds; members want it at once. */
const PATIENCE_MS = 1_200;

interface Drawing {
  readonly file: string;
  make(): Promise<Uint8Array>;
}

/**
 * Pictures are made when they are first asked for, kept in the folder under a name made from what they show, and in
 * memory: all of them together are a few megabytes.
 */
export function createAlbum({
  figures,
  folder,
  onTrouble,
  patience = PATIENCE_MS,
  draw = { still: drawStill, loop: drawLoop },
}: AlbumParts): Album {
  const made = new Map<string, Promise<Picture | undefined>>();
  const told = new Set<string>();

  function tell(what: string, error: unknown): void {
    if (told.has(what)) return;
    told.add(what);
    onTrouble(what, error);
  }

  function drawingOf(figure: Figure, moving: boolean): Drawing {
    if (!moving) {
      const svg = stillSvg(figure);
      return { file: `${nameOf([svg])}.png`, make: () => draw.still(svg) };
    }
    const { steps, delay } = timingOf(figure);
    const svgs = loopSvgs(figure, steps);
    return { file: `${nameOf([...svgs, String(delay)])}.gif`, make: () => draw.loop(svgs, delay) };
  }

  async function keep(file: string, bytes: Uint8Array): Promise<void> {
    try {
      await mkdir(folder, { recursive: true });
      // Under another name until it is whole, so that nobody reads half of it.
      const unfinished = join(folder, `.${process.pid}-${file}`);
      await writeFile(unfinished, bytes);
      await rename(unfinished, join(folder, file));
    } catch (error) {
      tell('A picture could not be kept', error);
    }
  }

  async function bytesOf({ file, make }: Drawing): Promise<Uint8Array> {
    const kept = await readFile(join(folder, file)).catch(() => undefined);
    if (kept && kept.length > 0) return kept;
    const bytes = await make();
    await keep(file, bytes);
    return bytes;
  }

  async function take(exercise: string, figure: Figure, moving: boolean): Promise<Picture | undefined> {
    try {
      const bytes = await bytesOf(drawingOf(figure, moving));
      return { name: `${exercise}.${moving ? 'gif' : 'png'}`, bytes, description: figure.alt };
    } catch (error) {
      made.delete(`${exercise} ${moving}`);
      tell('A picture could not be made', error);
      return undefined;
    }
  }

  async function inTime(picture: Promise<Picture | undefined>): Promise<Picture | undefined> {
    const { promise: timeUp, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), patience);
    const taken = await Promise.race([picture, timeUp]);
    clearTimeout(timer);
    return taken;
  }

  const album: Album = {
    async picturesOf(exercises, options) {
      const taken = await Promise.all(
        exercises.map(
          async (exercise) => [exercise, await inTime(album.picture(exercise, options))] as const,
        ),
      );
      return new Map(taken.flatMap(([exercise, one]) => (one ? [[exercise, one] as const] : [])));
    },
    picture(exercise, { still = false } = {}) {
      const figure = Object.hasOwn(figures, exercise) ? figures[exercise] : undefined;
      if (!figure) return Promise.resolve(undefined);
      const moving = !still && figure.poses.length > 1;
      const key = `${exercise} ${moving}`;
      const taken = made.get(key) ?? take(exercise, figure, moving);
      made.set(key, taken);
      return taken;
    },
  };
  return album;
}
