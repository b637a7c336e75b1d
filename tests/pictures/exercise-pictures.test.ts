import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { openPictures } from '../../src/pictures/exercise-pictures.ts';
import { readPictureIndex } from '../../src/pictures/picture-index.ts';
import { StartError } from '../../src/start-error.ts';
import { ownFolder } from '../folders.ts';

const data = join(import.meta.dirname, '..', '..', 'data');
const folder = join(data, 'pictures');
const { exercises } = loadContent(data);
const pictures = openPictures(folder, exercises);
const index = readPictureIndex(folder);

/** The pictures of the project, which the test may change. */
function ownPictures(): string {
  const own = ownFolder();
  cpSync(folder, own, { recursive: true });
  return own;
}

describe('the pictures of exercises', () => {
  it.each([
    // Each side of it is a movement of its own.
    ['leg-swing-fb', {}, 'leg-swing-fb.gif', 'leg-swing-fb.gif'],
    ['leg-swing-fb', { side: 'right' }, 'leg-swing-fb.gif', 'leg-swing-fb.gif'],
    ['leg-swing-fb', { side: 'left' }, 'leg-swing-fb-left.gif', 'leg-swing-fb.left.gif'],
    ['leg-swing-fb', { side: 'left', still: true }, 'leg-swing-fb-left.png', 'leg-swing-fb.left.png'],
    // It has two sides and doesn't move.
    ['calf-wall', { side: 'left' }, 'calf-wall-left.png', 'calf-wall.left.png'],
    // It has one picture.
    ['child', { side: 'left' }, 'child.png', 'child.png'],
  ] as const)('of %s, %o, are %s', async (id, options, name, file) => {
    const picture = await pictures.pictureOf(id, options);
    expect(picture.name).toBe(name);
    expect(picture.description).toBe(index[id]?.alt);
    expect(readFileSync(join(folder, file)).equals(picture.bytes)).toBe(true);
  });

  it('are there for both sides of each exercise that takes one after the other', async () => {
    const oneSided = exercises.filter(({ sides }) => sides === 'each');
    for (const still of [false, true])
      for (const { id } of oneSided)
        expect((await pictures.pictureOf(id, { side: 'left', still })).name, id).toContain('-left.');
  });

  it('are to the byte what the index says', async () => {
    expect(await pictures.findDamaged()).toEqual([]);
  });

  it('are named where one is missing, cut, longer, changed, or something else', async () => {
    const own = ownPictures();
    const change = (file: string, by: (bytes: Buffer) => Uint8Array) =>
      writeFileSync(join(own, file), by(readFileSync(join(own, file))));
    rmSync(join(own, 'child.png'));
    change('calf-wall.png', (bytes) => bytes.subarray(0, -1));
    change('calf-wall.left.png', (bytes) => Buffer.concat([bytes, Buffer.from([0])]));
    change('bridge.gif', (bytes) => bytes.fill(bytes.readUInt8(99) ^ 1, 99, 100));
    rmSync(join(own, 'bridge.png'));
    cpSync(join(own, 'index.json'), join(own, 'bridge.png', 'index.json'));
    const damaged = await openPictures(own, exercises).findDamaged();
    expect(damaged.sort()).toEqual([
      'bridge.gif',
      'bridge.png',
      'calf-wall.left.png',
      'calf-wall.png',
      'child.png',
    ]);
  });

  it('stop the start where an exercise has none, with its name', () => {
    const withNew = [...exercises, { id: 'hello', sides: 'together' as const }];
    expect(() => openPictures(folder, withNew)).toThrow(StartError);
    expect(() => openPictures(folder, withNew)).toThrow('"hello" has no picture hello.png');
    const oneSided = [{ id: 'child', sides: 'each' as const }];
    expect(() => openPictures(folder, oneSided)).toThrow('"child" has no picture child.left.png');
  });

  it.each([
    ['is missing', (file: string) => rmSync(file), /data\/pictures\/index\.json can't be read/],
    ['is cut', (file: string) => writeFileSync(file, '{'), /data\/pictures\/index\.json can't be read/],
    [
      'says something else',
      (file: string) => writeFileSync(file, '{ "child": {} }'),
      /data\/pictures\/index\.json is not right at child\.width/,
    ],
  ])('stop the start where the index %s', (_what, change, said) => {
    const own = ownPictures();
    change(join(own, 'index.json'));
    expect(() => openPictures(own, exercises)).toThrow(StartError);
    expect(() => openPictures(own, exercises)).toThrow(said);
  });
});
