import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from 'discord-sandbox';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { orderOf } from '../../src/domain/roster.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { planPost } from '../../src/storage/outbox.ts';
import { insertRun, saveRsvps } from '../../src/storage/runs.ts';
import { aRunPlan } from '../../tests/fixtures.ts';
import { sentText } from '../sent-text.ts';
import { POSTING } from './kills.ts';
import { createMachineClock, start, stop } from './program.ts';
import type { Tally } from './tally.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How the clock of the bot's machine jumps. */
export const JUMPS = {
  'an hour back': -HOUR,
  'a year ahead': 365 * DAY,
  'ten minutes ahead': 10 * MINUTE,
} as const;
export type Jump = keyof typeof JUMPS;

/** When it jumps: while the bot runs, or before it starts, when it is set right later. */
export type JumpTime = 'while it runs' | 'before it starts';

const SERVERS = 3;
/** A post is due so long after the start: after the jump, and within the first minute. */
const DUE_IN_MS = 20 * SECOND;
/** The beat comes every minute, and one more that is late. */
const LONGEST_WAIT_MS = 130 * SECOND;

interface Due {
  /** Titles of runs whose reminder is due soon, and of those whose reminder isn't. */
  readonly soon: readonly string[];
  readonly later: readonly string[];
  readonly keptAnswers: number;
}

/** Somebody's kept answer, as a row: what is in it no key opens, and it is young enough to be kept. */
async function insertKept(db: Database, guildId: string, userId: string, now: number): Promise<void> {
  const on = new Date(now - 10 * DAY).toISOString().slice(0, 10);
  await db
    .insertInto('kept_answers')
    .values({
      guild_id: guildId,
      user_id: userId,
      race: 0,
      answered_on: on,
      day: null,
      key_id: 'none',
      nonce: new Uint8Array(12),
      sealed: new Uint8Array(32),
    })
    .execute();
}

async function fill(databaseFile: string, sandbox: Sandbox): Promise<Due> {
  const db = await openDatabase(databaseFile);
  const now = Date.now();
  const soon: string[] = [];
  const later: string[] = [];
  for (const guild of sandbox.world.servers) {
    const [channel = ''] = guild.channels.keys();
    const userId = guild.ownerId;
    const channels = { runsChannelId: channel, recoveryChannelId: channel };
    await saveSettings(db, guild.id, { ...USUAL_SETTINGS, ...channels, zone: 'Europe/London' }, now);
    await rememberMember(db, { guildId: guild.id, userId }, now);
    await insertKept(db, guild.id, userId, now);
    for (const [name, dueAt, list] of [
      ['Soon', now + DUE_IN_MS, soon],
      ['Later', now + 20 * DAY, later],
    ] as const) {
      const title = `${name} ${guild.id}`;
      const startsAt = dueAt + 120 * MINUTE;
      const run = await insertRun(db, guild.id, aRunPlan({ title, startsAt }), { userId, now });
      await saveRsvps(db, run, [], [{ userId, answer: 'going', seat: 1, order: orderOf('1'), pace: null }]);
      await planPost(
        db,
        { kind: 'run-reminder', about: run, details: { minutes: 120, startsAt: run.startsAt } },
        dueAt,
      );
      list.push(title);
    }
  }
  await db.destroy();
  return { soon, later, keptAnswers: soon.length };
}

const textsIn = ({ world }: Sandbox) =>
  [...world.messages.values()].flat().map((message) => sentText(message));

const timesSaid = (sandbox: Sandbox, title: string) =>
  textsIn(sandbox).filter((text) => text.includes(title)).length;

async function untilSaid(sandbox: Sandbox, titles: readonly string[]): Promise<void> {
  const until = performance.now() + LONGEST_WAIT_MS;
  while (titles.some((title) => timesSaid(sandbox, title) === 0) && performance.now() < until)
    await wait(200);
}

/** What is still planned and kept, which a clock that was wrong for a while must not have taken away. */
async function countLeft(databaseFile: string) {
  const db = await openDatabase(databaseFile);
  const waiting = await db.selectFrom('outbox').select('id').where('state', '=', 'waiting').execute();
  const kept = await db.selectFrom('kept_answers').select('user_id').execute();
  await db.destroy();
  return { waiting: waiting.length, kept: kept.length };
}

/**
 * The clock of the bot's machine jumps, while Discord's is right. Posts have to come at Discord's time, once, also where
 * their first answer is lost; and what is kept for later has to be there when the clock is right again.
 */
export async function clockJump(jump: Jump, time: JumpTime): Promise<Tally> {
  const sandbox = await startClubSandbox({ servers: SERVERS });
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-clock-'));
  const databaseFile = join(folder, 'club.sqlite');
  const clock = createMachineClock(folder, time === 'before it starts' ? JUMPS[jump] : 0);
  try {
    const { soon, later, keptAnswers } = await fill(databaseFile, sandbox);
    sandbox.faults.add({ ...POSTING, drop: 'after', times: SERVERS });
    const first = start(sandbox, databaseFile, clock);
    await first.ready;
    await wait(3 * SECOND);
    clock.set(JUMPS[jump]);
    await untilSaid(sandbox, soon);
    clock.set(0);
    await stop(first);
    // By now Discord has forgotten the nonces of what it took.
    sandbox.clock.advance(31 * MINUTE);
    clock.set(31 * MINUTE);
    const second = start(sandbox, databaseFile, clock);
    await second.ready;
    await untilSaid(sandbox, soon);
    await wait(3 * SECOND);
    await stop(second);
    const left = await countLeft(databaseFile);
    const came = soon.map((title) => timesSaid(sandbox, title));
    const early = later.filter((title) => timesSaid(sandbox, title) > 0).length;
    const gone = later.length - Math.min(later.length, left.waiting) + (keptAnswers - left.kept);
    return {
      troubles: 1,
      due: soon.length + later.length + keptAnswers,
      lost: came.filter((times) => times === 0).length + gone,
      doubled: came.filter((times) => times > 1).length,
      toldWrongly: early,
    };
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
