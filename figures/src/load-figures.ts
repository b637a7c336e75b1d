import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../src/read-json.ts';
import { figuresSchema } from './figure-content.ts';
import type { Figure } from './pose.ts';

/** Figures by the ids of their exercises. */
export type Figures = Readonly<Record<string, Figure>>;

const DATA = join(import.meta.dirname, '..', 'data');

/**
 * Reads and checks all figures in `folder`.
 * @throws {StartError} naming the file, the exercise and the joint of the first fault.
 */
export function loadFigures(folder = DATA): Figures {
  const files = readdirSync(folder).sort();
  return Object.assign(
    {},
    ...files.map((file) => readJson(`figures/data/${file}`, join(folder, file), figuresSchema)),
  );
}
