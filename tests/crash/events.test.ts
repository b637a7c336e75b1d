import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { wantEvent } from '../../src/storage/events.ts';
import { insertRun } from '../../src/storage/runs.ts';
import { start } from '../../tools/crash/program.ts';
import { aRunPlan } from '../fixtures.ts';
import { ownFolder } from '../folders.ts';

const HOUR = 60 * 60_000;
const RUNS = 3;

async function clubWithRuns() {
  const sandbox = await startClubSandbox();
  onTestFinished(() => sandbox.stop());
  const databaseFile = join(ownFolder(), 'club.sqlite');
  const db = await openDatabase(databaseFile);
  const { home } = sandbox.world;
  const [channel] = home.channels.keys();
  if (!channel) throw new Error('A server without a channel');
  const now = sandbox.clock.now();
  const channels = { runsChannelId: channel, recoveryChannelId: channel };
  const settings = { ...USUAL_SETTINGS, ...channels, zone: 'Europe/London', events: true };
  await saveSettings(db, home.id, settings, now);
  for (let one = 1; one <= RUNS; one++) {
    const plan = aRunPlan({ title: `Run ${one}`, startsAt: now + 100 * HOUR });
    await wantEvent(db, await insertRun(db, home.id, plan, { userId: home.ownerId, now }), now);
  }
  await db.destroy();
  return { sandbox, databaseFile };
}

/** Resolves at the moment when a server has that many events: Discord has made one and has not said so yet. */
function whenThereAre(events: ReadonlyMap<string, unknown>, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => (events.size >= count ? resolve() : void setImmediate(look));
  look();
  return promise;
}

it("makes each of the server's events once, killed with SIGKILL as each is made", async () => {
  const { sandbox, databaseFile } = await clubWithRuns();
  const { events } = sandbox.world.home;
  for (let made = 1; made <= RUNS; made++) {
    const { child, gone } = start(sandbox, databaseFile);
    await whenThereAre(events, made);
    child.kill('SIGKILL');
    await gone;
  }
  const { child, ready, gone } = start(sandbox, databaseFile);
  await ready;
  await expect.poll(() => events.size).toBe(RUNS);
  // Whatever would come twice comes now.
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGTERM');
  await gone;
  expect([...events.values()].map(({ name }) => name).sort()).toEqual(['Run 1', 'Run 2', 'Run 3']);
});
