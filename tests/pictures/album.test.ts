import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { createAlbum, timingOf } from '../../src/pictures/album.ts';
import { SIZE } from '../../src/pictures/figure.ts';
import { drawLoop, drawStill } from '../../src/pictures/figure-picture.ts';
import { ownFolder } from '../folders.ts';

const root = join(import.meta.dirname, '..', '..');
const { figures } = loadContent(join(root, 'data'));
const moving = Object.entries(figures).filter(([, { poses }]) => poses.length > 1);

/** Where the bot keeps its own: what is drawn here needn't be drawn again there. */
const shared = join(root, 'var', 'pictures');

function albumIn(folder: string, more: Partial<Parameters<typeof createAlbum>[0]> = {}) {
  const troubles: string[] = [];
  const album = createAlbum({ figures, folder, onTrouble: (what) => troubles.push(what), ...more });
  return { album, troubles };
}

describe('the pictures', () => {
  it('are small, square and told in words, every one of them', { timeout: 120_000 }, async () => {
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

describe('the album', () => {
  it('draws a picture once, and finds it again after a restart', async () => {
    const folder = join(ownFolder(), 'not', 'there', 'yet');
    let drawn = 0;
    const draw = {
      still: (svg: string) => {
        drawn += 1;
        return drawStill(svg);
      },
      loop: drawLoop,
    };
    const { album } = albumIn(folder, { draw });
    const [one, other] = await Promise.all([album.picture('calf-wall'), album.picture('calf-wall')]);
    expect(one).toBe(other);
    const again = await albumIn(folder, { draw }).album.picture('calf-wall');
    expect(Buffer.from(again?.bytes ?? []).equals(Buffer.from(one?.bytes ?? []))).toBe(true);
    expect(drawn).toBe(1);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('hands out a picture it has in well under 5 ms', async () => {
    const { album } = albumIn(shared);
    await album.picturesOf(['calf-wall', 'bridge']);
    const begun = performance.now();
    for (let time = 0; time < 100; time++) await album.picturesOf(['calf-wall', 'bridge']);
    expect((performance.now() - begun) / 200).toBeLessThan(5);
  });

  it('does without a folder to keep pictures in, and says so once', async () => {
    const folder = join(ownFolder(), 'taken');
    writeFileSync(folder, 'a file where the folder should be, as if the disk were full');
    const { album, troubles } = albumIn(folder);
    const pictures = await album.picturesOf(['calf-wall', 'soleus-wall', 'child']);
    expect([...pictures.keys()]).toEqual(['calf-wall', 'soleus-wall', 'child']);
    expect(troubles).toEqual(['A picture could not be kept']);
  });

  it('answers without pictures where none can be drawn, says so once, and tries again', async () => {
    let broken = true;
    const fail = () => Promise.reject(new Error('no renderer'));
    const { album, troubles } = albumIn(ownFolder(), {
      draw: { still: (svg) => (broken ? fail() : drawStill(svg)), loop: fail },
    });
    expect((await album.picturesOf(['calf-wall', 'bridge', 'child'])).size).toBe(0);
    expect((await album.picturesOf(['calf-wall'])).size).toBe(0);
    expect(troubles).toEqual(['A picture could not be made']);
    broken = false;
    expect((await album.picturesOf(['calf-wall'])).size).toBe(1);
  });

  it("doesn't make an answer wait for a slow one, which is there the next time", async () => {
    const { promise: slow, resolve } = Promise.withResolvers<Uint8Array>();
    const { album } = albumIn(ownFolder(), { patience: 1, draw: { still: () => slow, loop: () => slow } });
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

  it('knows no exercise that has no figure', async () => {
    const { album } = albumIn(ownFolder());
    expect(await album.picture('toString')).toBeUndefined();
  });
});
