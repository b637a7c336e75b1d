import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from 'discord-sandbox';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { wantEvent } from '../../src/storage/events.ts';
import { insertRun } from '../../src/storage/runs.ts';
import { aRunPlan } from '../../tests/fixtures.ts';
import { randomFrom } from '../random.ts';
import { killNextTime, type Moment } from './kills.ts';
import { createMachineClock, start, stop } from './program.ts';
import type { Tally } from './tally.ts';

const MAKING = { method: 'POST', path: /^\/guilds\/\d+\/scheduled-events$/ };
const SERVERS = 3;
const HOUR = 60 * 60_000;
const LATER_MS = 31 * 60_000;
const LONGEST_PAUSE_MS = 8_000;

async function fill(databaseFile: string, sandbox: Sandbox, each: number): Promise<number> {
  const db = await openDatabase(databaseFile);
  const now = Date.now();
  for (const guild of sandbox.world.servers) {
    const [channel = ''] = guild.channels.keys();
    const channels = { runsChannelId: channel, recoveryChannelId: channel };
    const settings = { ...USUAL_SETTINGS, ...channels, zone: 'Europe/London', events: true };
    await saveSettings(db, guild.id, settings, now);
    for (let one = 0; one < each; one++) {
      const plan = aRunPlan({ title: `Event ${guild.id} ${one}`, startsAt: now + 100 * HOUR });
      await wantEvent(db, await insertRun(db, guild.id, plan, { userId: guild.ownerId, now }), now);
    }
  }
  await db.destroy();
  return sandbox.world.servers.length * each;
}

const namesOf = ({ world }: Sandbox) =>
  world.servers.flatMap(({ events }) => [...events.values()].map(({ name }) => name));

/** Waits until there are so many events, or none has come for a while. */
async function untilMade(sandbox: Sandbox, due: number): Promise<void> {
  let made = 0;
  let lastAt = performance.now();
  while (made < due && performance.now() - lastAt < LONGEST_PAUSE_MS) {
    await wait(50);
    const now = namesOf(sandbox).length;
    if (now > made) lastAt = performance.now();
    made = now;
  }
}

/** Kills the bot `kills` times at the given moment of making the events of servers, and counts what was made. */
export async function killedEvents(moment: Moment, kills: number, seed: number): Promise<Tally> {
  const sandbox = await startClubSandbox({ servers: SERVERS });
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-events-'));
  const databaseFile = join(folder, 'club.sqlite');
  const clock = createMachineClock(folder);
  const random = randomFrom(seed);
  try {
    const due = await fill(databaseFile, sandbox, 1 + Math.ceil(kills / SERVERS));
    let troubles = 0;
    while (troubles < kills && namesOf(sandbox).length < due) {
      const { child, gone } = start(sandbox, databaseFile, clock);
      killNextTime(sandbox, child, moment, random, MAKING);
      await gone;
      troubles += 1;
    }
    sandbox.faults.clear();
    for (let later = 1; later <= 2; later++) {
      sandbox.clock.advance(LATER_MS);
      clock.set(later * LATER_MS);
      const last = start(sandbox, databaseFile, clock);
      await last.ready;
      await untilMade(sandbox, due);
      await wait(300);
      await stop(last);
    }
    const names = namesOf(sandbox);
    const made = new Set(names).size;
    return { troubles, due, lost: due - made, doubled: names.length - made, toldWrongly: 0 };
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
