import { execFileSync } from 'node:child_process';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { drawFigure } from '../../figures/src/figure-picture.ts';
import { loadFigures } from '../../figures/src/load-figures.ts';
import type { Figure } from '../../figures/src/pose.ts';
import { createPainter } from '../../src/pictures/painter.ts';

const figures = loadFigures();

function figureOf(exercise: string): Figure {
  const figure = figures[exercise];
  if (!figure) throw new Error(`There is no ${exercise}`);
  return figure;
}

function painter(options?: Parameters<typeof createPainter>[0]) {
  const made = createPainter(options);
  onTestFinished(made.close);
  return made;
}

const posesOf = (exercise: string) => figureOf(exercise).poses.length;

const same = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(Buffer.from(other));

describe('the painter', () => {
  it('draws in a process of its own what would be drawn here, several at a time', async () => {
    const { draw, atWork } = painter();
    expect(atWork()).toBe(false);
    const asked = [
      [figureOf('child'), false],
      [figureOf('heel-walk'), true],
      [figureOf('heel-walk'), false],
    ] as const;
    const there = await Promise.all(asked.map(([figure, moving]) => draw(figure, moving)));
    const here = await Promise.all(asked.map(([figure, moving]) => drawFigure(figure, moving)));
    expect(there.map((bytes, place) => same(bytes, here[place] ?? new Uint8Array()))).toEqual([
      true,
      true,
      true,
    ]);
    expect(atWork()).toBe(true);
  });

  it('lets the process go when there is nothing to draw, and takes another when there is', async () => {
    const { draw, atWork } = painter({ idleMs: 1 });
    const one = await draw(figureOf('child'), false);
    await expect.poll(atWork).toBe(false);
    expect(same(await draw(figureOf('child'), false), one)).toBe(true);
  });

  it('says what went wrong with one picture, and draws the next', async () => {
    const { draw } = painter();
    const broken = { ...figureOf('child'), poses: [] };
    await expect(draw(broken, false)).rejects.toThrow('A figure has at least one pose');
    expect((await draw(figureOf('child'), false)).length).toBeGreaterThan(1_000);
  });

  it('outlives the process that draws, and says that it is gone', async () => {
    const { draw, atWork } = painter();
    const asked = draw(figureOf('heel-walk'), true);
    const ours = execFileSync('pgrep', ['-n', '-P', String(process.pid), '-f', 'painter-process']).toString();
    process.kill(Number(ours), 'SIGKILL');
    await expect(asked).rejects.toThrow('What draws ended with SIGKILL');
    expect(atWork()).toBe(false);
    expect((await draw(figureOf('child'), false)).length).toBeGreaterThan(1_000);
  });

  it('gives up a picture that takes too long, and the process with it', async () => {
    const { draw, atWork } = painter({ longestMs: 1 });
    await expect(draw(figureOf('heel-walk'), true)).rejects.toThrow('A picture took too long');
    expect(atWork()).toBe(false);
  });

  it('draws what was asked for first before it begins with all that came after', async () => {
    const { draw } = painter();
    // The one that is done soonest is asked for last: if all were begun at once, it would come first.
    const byLength = Object.keys(figures).toSorted((a, b) => posesOf(b) - posesOf(a));
    const asked = [...byLength.slice(0, 4), ...byLength.slice(-1)];
    const drawn: string[] = [];
    await Promise.all(
      asked.map(async (exercise) => {
        await draw(figureOf(exercise), true);
        drawn.push(exercise);
      }),
    );
    expect(drawn.slice(-2)).toContain(asked.at(-1));
  });

  it('has patience with many pictures, as long as they keep coming', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { draw, atWork } = painter({ longestMs: 30_000 });
    const pictures = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const picture = await draw(figureOf('heel-walk'), true);
        vi.advanceTimersByTime(20_000);
        return picture;
      }),
    );
    expect(pictures).toHaveLength(6);
    expect(atWork()).toBe(false);
  });

  it('keeps nobody waiting whose picture will not come', async () => {
    const { draw, close } = painter();
    const asked = draw(figureOf('heel-walk'), true);
    close();
    await expect(asked).rejects.toThrow('Nothing is drawn any more');
    await expect(draw(figureOf('child'), false)).rejects.toThrow('Nothing is drawn any more');
  });
});
