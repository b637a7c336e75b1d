import { setTimeout as wait } from 'node:timers/promises';
import { playPresses, type Scene, untilQuiet, withScene } from './presses.ts';
import { type Program, start, stop } from './program.ts';
import type { Tally } from './tally.ts';

/** How long the second may wait for the first, before it has to give up. */
const REFUSED_WITHIN_MS = 20_000;

/** How it ended: its exit code, or that it still runs. */
async function endOf({ gone }: Program, withinMs: number): Promise<number | null | 'running'> {
  return Promise.race([gone, wait(withinMs, 'running' as const)]);
}

async function pressing(scene: Scene, turns: number) {
  return playPresses(scene, turns, async (work) => {
    await work();
    await untilQuiet(scene.sandbox, 700);
  });
}

/** A second process is started on the file of the first, which goes on: members get right answers, from one of them. */
export function secondProcess(turns: number): Promise<Tally> {
  return withScene(1, async (scene) => {
    const first = start(scene.sandbox, scene.databaseFile);
    await first.ready;
    const second = start(scene.sandbox, scene.databaseFile);
    const ended = endOf(second, REFUSED_WITHIN_MS);
    const counts = await pressing(scene, turns);
    // One that still runs has to be waiting, which it may only for some seconds.
    const refused = (await ended) === 2;
    if (!refused) second.child.kill('SIGKILL');
    await stop(first);
    const tally = await counts();
    return { troubles: 1, ...tally, doubled: tally.doubled + (refused ? 0 : 1) };
  });
}

/** One process takes over from the other, as when a new version is rolled out: the second is started, the first stopped. */
export function takenOver(times: number): Promise<Tally> {
  return withScene(2, async (scene) => {
    let now = start(scene.sandbox, scene.databaseFile);
    await now.ready;
    const counts = await playPresses(scene, times, async (work) => {
      const next = start(scene.sandbox, scene.databaseFile);
      const working = work();
      await wait(scene.random() * 2_000);
      await stop(now);
      now = next;
      await Promise.all([working, next.ready]);
    });
    await stop(now);
    return { troubles: times, ...(await counts()) };
  });
}
