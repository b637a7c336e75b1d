import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { SIZE } from '../../figures/src/figure.ts';
import {
  DRAWN_BY,
  type DrawFigure,
  drawFigure,
  fileOf,
  MADE_IN,
  timingOf,
} from '../../figures/src/figure-picture.ts';
import { loadFigures } from '../../figures/src/load-figures.ts';
import manifest from '../../package.json' with { type: 'json' };
import { loadContent } from '../../src/content.ts';
import { createAlbum } from '../../src/pictures/album.ts';
import { ownFolder } from '../folders.ts';

const root = join(import.meta.dirname, '..', '..');
const figures = loadFigures();
const moving = Object.entries(figures).filter(([, { poses }]) => poses.length > 1);

/** Where the bot keeps its own: what is drawn here needn't be drawn again there. */
const shared = join(root, 'var', 'pictures');

/** The file of an exercise's still picture. */
function fileIn(exercise: string): string {
  const figure = figures[exercise];
  if (!figure) throw new Error(`There is no ${exercise}`);
  return fileOf(figure, false);
}

function albumIn(folder: string, more: Partial<Parameters<typeof createAlbum>[0]> = {}) {
  const troubles: string[] = [];
  const album = createAlbum({ figures, folder, onTrouble: (what) => troubles.push(what), ...more });
  return { album, troubles };
}

describe('the pictures', () => {
  it('are small, square and told in words, every one of them', async () => {
    const { album, troubles } = albumIn(shared);
    for (const [exercise, figure] of Object.entries(figures)) {
      const still = await album.picture(exercise, { still: true });
      expect(still?.name).toBe(`${exercise}.png`);
      expect(still?.description).toBe(figure.alt);
      expect(still?.bytes.length, exercise).toBeLessThan(30_000);
      const { width, height } = await sharp(still?.bytes).metadata();
      expect([width, height]).toEqual([SIZE, SIZE]);
    }
    for (const [exercise, figure] of moving) {
      const loop = await album.picture(exercise);
      expect(loop?.name).toBe(`${exercise}.gif`);
      expect(loop?.bytes.length, exercise).toBeLessThan(150_000);
      const { pages, delay, loop: again } = await sharp(loop?.bytes, { animated: true }).metadata();
      const { steps } = timingOf(figure);
      const ways = figure.motion === 'round' ? figure.poses.length : 2 * (figure.poses.length - 1);
      expect(pages).toBe(steps * ways);
      expect(new Set(delay).size).toBe(1);
      expect(again).toBe(0);
    }
    expect(troubles).toEqual([]);
  });

  it('say what the pose is, each in its own words', () => {
    const told = Object.values(figures).map(({ alt }) => alt);
    expect(new Set(told).size).toBe(told.length);
    for (const alt of told) expect(alt).not.toMatch(/\b(image|picture|figure shows)\b/i);
  });

  it('move wherever the exercise does', () => {
    const { exercises } = loadContent(join(root, 'data'));
    for (const { id, kind } of exercises)
      expect((figures[id]?.poses.length ?? 0) > 1, id).toBe(kind !== 'static');
  });

  it('are the same to the byte whenever they are drawn', async () => {
    const [one, other] = await Promise.all(
      [ownFolder(), ownFolder()].map((folder) => albumIn(folder).album.picture('heel-walk')),
    );
    expect(Buffer.from(one?.bytes ?? []).equals(Buffer.from(other?.bytes ?? []))).toBe(true);
    expect(one?.bytes.length).toBeGreaterThan(1_000);
  });
});

describe('the name a picture is kept under', () => {
  const figure = figures['cat-cow'];
  if (!figure) throw new Error('It is in the catalogue');

  it('is another for another figure, be it by one number, and for a picture that moves', () => {
    expect(fileOf(structuredClone(figure), true)).toBe(fileOf(figure, true));
    const others = [
      fileOf(figure, false),
      fileOf({ ...figure, seconds: figure.seconds + 0.1 }, true),
      fileOf({ ...figure, view: { ...figure.view, round: figure.view.round + 1 } }, true),
    ];
    expect(new Set([fileOf(figure, true), ...others]).size).toBe(4);
  });

  it('comes from all that is run to draw it', () => {
    const drawing = join(root, 'figures', 'src');
    const found = new Set<string>();
    const follow = (file: string) => {
      if (found.has(file)) return;
      found.add(file);
      const imports = readFileSync(file, 'utf8').matchAll(/ from '(\..+)'/g);
      for (const [, name = ''] of imports) follow(join(dirname(file), name));
    };
    follow(join(drawing, 'figure-picture.ts'));
    expect([...found].sort()).toEqual(MADE_IN.map((file) => join(drawing, file)).sort());
    const { '@resvg/resvg-js': resvg, sharp: shrinks } = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
    };
    expect(DRAWN_BY).toBe(`@resvg/resvg-js ${resvg}, sharp ${shrinks}`);
  });
});

describe('the album', () => {
  it('draws a picture once, and finds it again after a restart', async () => {
    const folder = join(ownFolder(), 'not', 'there', 'yet');
    let drawn = 0;
    const draw: DrawFigure = (...asked) => {
      drawn += 1;
      return drawFigure(...asked);
    };
    const { album } = albumIn(folder, { draw });
    const [one, other] = await Promise.all([album.picture('calf-wall'), album.picture('calf-wall')]);
    expect(one).toBe(other);
    const again = await albumIn(folder, { draw }).album.picture('calf-wall');
    expect(Buffer.from(again?.bytes ?? []).equals(Buffer.from(one?.bytes ?? []))).toBe(true);
    expect(drawn).toBe(1);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('hands out a picture from the folder after a restart, without drawing it again', async () => {
    const known = ['bridge', 'calf-wall', 'cat-cow', 'child', 'hip-switch', 'march', 'plantar'];
    const folder = ownFolder();
    const before = albumIn(folder, { draw: async () => new Uint8Array(60_000) }).album;
    for (const exercise of known) await before.picture(exercise);
    const { album } = albumIn(folder, { draw: () => Promise.reject(new Error('Nothing is to be drawn')) });
    for (const exercise of known) expect(await album.picture(exercise)).toBeDefined();
    expect([...(await album.picturesOf(known)).keys()]).toEqual(known);
  });

  it('does without a folder to keep pictures in, and says so once', async () => {
    const folder = join(ownFolder(), 'taken');
    writeFileSync(folder, 'a file where the folder should be, as if the disk were full');
    const { album, troubles } = albumIn(folder);
    const pictures = await album.picturesOf(['calf-wall', 'soleus-wall', 'child']);
    expect([...pictures.keys()]).toEqual(['calf-wall', 'soleus-wall', 'child']);
    expect(troubles).toEqual(['A picture could not be kept']);
  });

  it.each([
    ['a folder that nobody may write into', () => '/sys/pictures-of-nobody'],
    [
      'a folder where something else is in the place of a picture',
      () => {
        const folder = ownFolder();
        for (const id of ['calf-wall', 'soleus-wall'])
          mkdirSync(join(folder, fileIn(id), 'full'), { recursive: true });
        return folder;
      },
    ],
  ])('does with %s, says so once, and leaves nothing half written', async (_what, make) => {
    const folder = make();
    const { album, troubles } = albumIn(folder, { draw: async () => new Uint8Array([1]) });
    expect((await album.picturesOf(['calf-wall', 'soleus-wall'])).size).toBe(2);
    await album.fill(new AbortController().signal);
    expect(troubles).toEqual(['A picture could not be kept']);
    if (existsSync(folder)) expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('answers without pictures where none can be drawn, says so once, and tries again', async () => {
    let broken = true;
    const { album, troubles } = albumIn(ownFolder(), {
      draw: (...asked) => (broken ? Promise.reject(new Error('no renderer')) : drawFigure(...asked)),
    });
    expect((await album.picturesOf(['calf-wall', 'bridge', 'child'])).size).toBe(0);
    expect((await album.picturesOf(['calf-wall'])).size).toBe(0);
    expect(troubles).toEqual(['A picture could not be made']);
    broken = false;
    expect((await album.picturesOf(['calf-wall'])).size).toBe(1);
  });

  it("doesn't make an answer wait for a slow one, which is there the next time", async () => {
    const { promise: slow, resolve } = Promise.withResolvers<Uint8Array>();
    const { album } = albumIn(ownFolder(), { patience: 1, draw: () => slow });
    expect((await album.picturesOf(['calf-wall'])).size).toBe(0);
    resolve(new Uint8Array([1]));
    await album.picture('calf-wall');
    expect((await album.picturesOf(['calf-wall'])).size).toBe(1);
  });

  it('draws anew what it finds empty', async () => {
    const folder = ownFolder();
    mkdirSync(folder, { recursive: true });
    await albumIn(folder).album.picture('calf-wall');
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), '');
    expect((await albumIn(folder).album.picture('calf-wall'))?.bytes.length).toBeGreaterThan(1_000);
  });

  it('fills the folder with all that is missing, and with nothing else', async () => {
    const folder = ownFolder();
    const asked: string[] = [];
    const draw: DrawFigure = async (figure, moving) => {
      asked.push(fileOf(figure, moving));
      return new Uint8Array([1]);
    };
    await albumIn(folder, { draw }).album.picture('bridge');
    await albumIn(folder, { draw }).album.fill(new AbortController().signal);
    expect(asked).toHaveLength(Object.keys(figures).length + moving.length);
    expect(new Set(asked).size).toBe(asked.length);
    expect(readdirSync(folder).sort()).toEqual(asked.toSorted());
    await albumIn(folder, { draw }).album.fill(new AbortController().signal);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('throws away what an earlier version made or left half written, once all is there, and nothing else', async () => {
    const folder = ownFolder();
    const old = [`${'0'.repeat(32)}.png`, `${'f'.repeat(32)}.gif`, '.4f0c5f5e-6d5b-4f8e-9d0a-1f2e3d4c5b6a'];
    const strange = ['README.md', '.gitkeep', 'holiday.png'];
    mkdirSync(folder, { recursive: true });
    for (const name of [...old, ...strange]) writeFileSync(join(folder, name), 'x');
    const stopped = AbortSignal.abort();
    await albumIn(folder, { draw: async () => new Uint8Array([1]) }).album.fill(stopped);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(old));
    const { album, troubles } = albumIn(folder, { draw: async () => new Uint8Array([1]) });
    await album.fill(new AbortController().signal);
    const left = readdirSync(folder);
    expect(left).toEqual(expect.arrayContaining(strange));
    expect(left).toHaveLength(strange.length + Object.keys(figures).length + moving.length);
    expect(troubles).toEqual([]);
  });

  it('stops filling when it is told to, and when nothing can be drawn', async () => {
    const folder = ownFolder();
    const stop = new AbortController();
    let drawn = 0;
    const draw: DrawFigure = async () => {
      drawn += 1;
      if (drawn === 3) stop.abort();
      return new Uint8Array([1]);
    };
    await albumIn(folder, { draw }).album.fill(stop.signal);
    expect(drawn).toBe(3);
    expect(readdirSync(folder)).toHaveLength(2);
    const { album, troubles } = albumIn(ownFolder(), {
      draw: () => Promise.reject(new Error('no renderer')),
    });
    await album.fill(new AbortController().signal);
    expect(troubles).toEqual(['A picture could not be made']);
  });

  it('knows no exercise that has no figure', async () => {
    const { album } = albumIn(ownFolder());
    expect(await album.picture('toString')).toBeUndefined();
  });
});
