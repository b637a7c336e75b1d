import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DrawFigure, drawFigure, fileOf } from '../../figures/src/figure-picture.ts';
import type { Figure } from '../../figures/src/pose.ts';

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
  /**
   * Draws one after the other what isn't in the folder yet, so that no member waits for it; until `signal` ends it. When
   * all is there, what was there before and is of no use any more is thrown away.
   */
  fill(signal: AbortSignal): Promise<void>;
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
  /** Draws here and now, unless told. */
  readonly draw?: DrawFigure;
}

/** Discord wants an answer within three seconds; members want it at once. */
const PATIENCE_MS = 1_200;

/** What this puts into its folder: pictures, and what is not yet one. */
const OURS = /^([0-9a-f]{32}\.(png|gif)|\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const moves = ({ poses }: Figure): boolean => poses.length > 1;

/**
 * Pictures are made when they are first asked for, kept in the folder under a name made from what they show, and in
 * memory: all of them together are a few megabytes.
 */
export function createAlbum({
  figures,
  folder,
  onTrouble,
  patience = PATIENCE_MS,
  draw = drawFigure,
}: AlbumParts): Album {
  const made = new Map<string, Promise<Picture | undefined>>();
  const told = new Set<string>();

  function tell(what: string, error: unknown): void {
    if (told.has(what)) return;
    told.add(what);
    onTrouble(what, error);
  }

  /** Whether it could be kept. */
  async function keep(file: string, bytes: Uint8Array): Promise<boolean> {
    // Under another name until it is whole and on the disk, so that nobody reads half of it, after a power cut neither.
    const unfinished = join(folder, `.${randomUUID()}`);
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(unfinished, bytes, { flush: true });
      await rename(unfinished, join(folder, file));
      return true;
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      tell('A picture could not be kept', error);
      return false;
    }
  }

  /** What is left of an earlier version, or of a crash, is read by nobody; it may stay where it can't be removed. */
  async function discard(files: readonly string[]): Promise<void> {
    for (const file of files) await rm(join(folder, file), { force: true }).catch(() => undefined);
  }

  async function bytesOf(figure: Figure, moving: boolean): Promise<Uint8Array> {
    const file = fileOf(figure, moving);
    const kept = await readFile(join(folder, file)).catch(() => undefined);
    if (kept && kept.length > 0) return kept;
    const bytes = await draw(figure, moving);
    await keep(file, bytes);
    return bytes;
  }

  async function take(exercise: string, figure: Figure, moving: boolean): Promise<Picture | undefined> {
    try {
      const bytes = await bytesOf(figure, moving);
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
      const moving = !still && moves(figure);
      const key = `${exercise} ${moving}`;
      const taken = made.get(key) ?? take(exercise, figure, moving);
      made.set(key, taken);
      return taken;
    },
    async fill(signal) {
      const found = new Set(await readdir(folder).catch(() => []));
      const wanted = Object.values(figures).flatMap((figure) =>
        (moves(figure) ? [true, false] : [false]).map((moving) => ({
          figure,
          moving,
          file: fileOf(figure, moving),
        })),
      );
      try {
        for (const { figure, moving, file } of wanted) {
          if (found.has(file)) continue;
          const bytes = await draw(figure, moving);
          if (signal.aborted || !(await keep(file, bytes))) return;
        }
      } catch (error) {
        if (!signal.aborted) tell('A picture could not be made', error);
        return;
      }
      const current = new Set(wanted.map(({ file }) => file));
      await discard([...found].filter((file) => OURS.test(file) && !current.has(file)));
    },
  };
  return album;
}
