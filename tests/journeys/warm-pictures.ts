import { join } from 'node:path';
import { expect } from 'vitest';
import { loadFigures } from '../../figures/src/load-figures.ts';
import { loadContent } from '../../src/content.ts';
import { createAlbum } from '../../src/pictures/album.ts';

const root = join(import.meta.dirname, '..', '..');
const figures = loadFigures();
const { exercises } = loadContent(join(root, 'data'));

/** A folder in which the pictures of these muscles are already, so that none is late however busy the machine is. */
export async function warmFolder(...muscles: readonly string[]): Promise<string> {
  const folder = join(root, 'var', 'pictures');
  const album = createAlbum({ figures, folder, onTrouble: (what) => expect.unreachable(what) });
  for (const { id, muscle } of exercises)
    if (muscles.includes(muscle)) for (const still of [false, true]) await album.picture(id, { still });
  return folder;
}
