import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from 'discord-sandbox';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { orderOf } from '../../src/domain/roster.ts';
import type { Run } from '../../src/domain/run.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { checkinOn } from '../../src/services/checkin-posts.ts';
import { MOST_MENTIONED } from '../../src/services/post-composer.ts';
import { saveAttendance } from '../../src/storage/attendance.ts';
import { findSettings, saveSettings } from '../../src/storage/clubs.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { type NewPost, planPost } from '../../src/storage/outbox.ts';
import { insertRace, saveEntry } from '../../src/storage/races.ts';
import { cancelRun, insertRun, saveRsvps } from '../../src/storage/runs.ts';
import { aRacePlan, aRunPlan } from '../../tests/fixtures.ts';
import { randomFrom } from '../random.ts';
import { sentText } from '../sent-text.ts';
import { killNextTime, type Moment } from './kills.ts';
import { start, stop } from './program.ts';
import type { Tally } from './tally.ts';

const MINUTE = 60_000;

/** `test:crash -- --from COMMIT` looks for it here, as it stood in older versions. */
export { start };

/** Everything that is posted of a run by itself. */
export const KINDS = [
  'run-reminder',
  'run-card',
  'run-change',
  'run-cancelled',
  'run-on-again',
  'run-promotion',
] as const;
export type RunPostKind = (typeof KINDS)[number];

/** The post of a kind that is right for a run that somebody goes to with order 1. */
function postOf(kind: RunPostKind, run: Run): NewPost {
  switch (kind) {
    case 'run-reminder':
      return { kind, about: run, details: { minutes: 120, startsAt: run.startsAt } };
    case 'run-card':
      return { kind, about: run, details: {} };
    case 'run-change':
      return { kind, about: run, details: { revision: 1, changed: ['meet'] } };
    case 'run-cancelled':
    case 'run-on-again':
      return { kind, about: run, details: { cancellation: 1 } };
    case 'run-promotion':
      return { kind, about: run, details: { order: orderOf('1') } };
  }
}

/** A run that starts in two hours, when its second reminder is due. */
const planOf = (title: string, now: number) => aRunPlan({ title, startsAt: now + 120 * MINUTE });

/**
 * Posts that are due now, each of a run of its own, `each` in every one of the sandbox's servers, of the given kinds in
 * turn. Returns how many.
 */
export async function fill(
  databaseFile: string,
  sandbox: Sandbox,
  each = 1,
  kinds: readonly RunPostKind[] = ['run-reminder'],
  title = 'Run',
): Promise<number> {
  const db = await openDatabase(databaseFile);
  const now = Date.now();
  const guilds = [...sandbox.world.guilds.values()];
  await db.transaction().execute(async (trx) => {
    for (const [place, guild] of guilds.entries()) {
      const [channel] = guild.channels.values();
      if (!channel) throw new Error('A server without a channel');
      const settings = {
        ...USUAL_SETTINGS,
        zone: 'Europe/London',
        runsChannelId: channel.id,
        recoveryChannelId: channel.id,
      };
      await saveSettings(trx, guild.id, settings, now);
      const userId = guild.ownerId;
      await rememberMember(trx, { guildId: guild.id, userId }, now);
      for (let one = 0; one < each; one++) {
        const plan = planOf(`${title} of ${guild.id} ${one}`, now);
        const run = await insertRun(trx, guild.id, plan, { userId, now });
        await saveRsvps(
          trx,
          run,
          [],
          [{ userId, answer: 'going', seat: 1, order: orderOf('1'), pace: null }],
        );
        const kind = kinds[(place + one) % kinds.length] ?? 'run-reminder';
        if (kind === 'run-cancelled') await cancelRun(trx, run, now, 'Ice');
        if (kind === 'run-on-again') await addToldCancellation(trx, run, userId, now);
        await planPost(trx, postOf(kind, run), now);
      }
    }
  });
  await db.destroy();
  return guilds.length * each;
}

/** That a run is on again is told to those who had heard of its cancellation: this is the post that told a member. */
async function addToldCancellation(trx: Database, run: Run, userId: string, now: number): Promise<void> {
  await planPost(trx, { kind: 'run-cancelled', about: run, details: { cancellation: 1 } }, now);
  const { id } = await trx
    .updateTable('outbox')
    .set({ state: 'sent', next_at: null, finished_at: now })
    .where('kind', '=', 'run-cancelled')
    .where('guild_id', '=', run.guildId)
    .where('run', '=', run.number)
    .returning('id')
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('mentions')
    .values({ post_id: id, guild_id: run.guildId, user_id: userId, kind: 'run-cancelled', on_date: null })
    .execute();
}

/** One more than fit a message, so that a second is planned while the first is sent. */
const CROWD = MOST_MENTIONED + 1;

/** A run in every one of the servers whose reminder is due now. Returns how many are to be mentioned. */
async function fillCrowds(databaseFile: string, sandbox: Sandbox): Promise<number> {
  const db = await openDatabase(databaseFile);
  const now = Date.now();
  const guilds = [...sandbox.world.guilds.values()];
  await db.transaction().execute(async (trx) => {
    for (const guild of guilds) {
      const plan = planOf(`Crowd of ${guild.id}`, now);
      const run = await insertRun(trx, guild.id, plan, { userId: guild.ownerId, now });
      const places = Array.from({ length: CROWD }, (_, one) => ({
        userId: String(10n ** 17n + BigInt(one)),
        answer: 'going' as const,
        seat: one + 1,
        order: orderOf(String(one + 1)),
        pace: null,
      }));
      await saveRsvps(trx, run, [], places);
      await planPost(trx, postOf('run-reminder', run), now);
    }
  });
  await db.destroy();
  return guilds.length * CROWD;
}

/** A race of yesterday in every one of the servers, whose check-in is due now. Returns how many are to be mentioned. */
async function fillCheckins(databaseFile: string, sandbox: Sandbox): Promise<number> {
  const db = await openDatabase(databaseFile);
  const now = Date.now();
  const guilds = [...sandbox.world.guilds.values()];
  const date = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO('Europe/London')
    .subtract({ days: 1 })
    .toPlainDate();
  await db.transaction().execute(async (trx) => {
    for (const guild of guilds) {
      const plan = aRacePlan({
        name: `Race of ${guild.id}`,
        date: date.toString(),
        distance: { kind: '5k', metres: 5_000, label: '5k' },
      });
      const race = await insertRace(trx, guild.id, plan, { userId: guild.ownerId, now });
      for (let order = 1; order <= CROWD; order++) {
        const userId = String(10n ** 17n + BigInt(order));
        const said = { racing: true, goalSeconds: null, result: null, resultAt: null, order };
        await saveEntry(trx, race, { ...said, userId });
      }
      await planPost(trx, checkinOn(race, 1), now);
    }
  });
  await db.destroy();
  return guilds.length * CROWD;
}

/**
 * A run and a race that are over in every one of the servers, whose recaps are due now, and a tip of the week. Returns
 * how many messages that makes.
 */
async function fillRecaps(databaseFile: string, sandbox: Sandbox): Promise<number> {
  const db = await openDatabase(databaseFile);
  const now = Date.now();
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/London').toPlainDate();
  const date = today.subtract({ days: 1 }).toString();
  const yesterday = now - 24 * 60 * MINUTE;
  // The next tip of the week is three days off, whatever day it is.
  const tipTime = { day: today.add({ days: 3 }).dayOfWeek, time: '18:00' };
  const guilds = [...sandbox.world.guilds.values()];
  await db.transaction().execute(async (trx) => {
    for (const { id, ownerId: userId } of guilds) {
      const by = { userId, now: yesterday };
      const run = await insertRun(trx, id, aRunPlan({ title: `Recap of ${id}`, startsAt: yesterday }), by);
      await saveAttendance(trx, run, [], [{ userId, line: 1, present: true }], now);
      await planPost(trx, { kind: 'run-recap', about: run, details: {} }, now);
      const race = await insertRace(trx, id, aRacePlan({ name: `Results of ${id}`, date }), by);
      const result = { type: 'time', seconds: 2_400 } as const;
      const raced = { racing: true, goalSeconds: null, result, resultAt: now, order: 1 };
      await saveEntry(trx, race, { ...raced, userId });
      await planPost(trx, { kind: 'race-recap', about: race, details: {} }, now);
      const settings = await findSettings(trx, id);
      if (settings) await saveSettings(trx, id, { ...settings, tipTime }, now);
      await planPost(trx, { kind: 'tip-of-the-week', about: { guildId: id }, details: { week: date } }, now);
    }
  });
  await db.destroy();
  return guilds.length * 3;
}

/**
 * What a message is counted as: the post that it is, or each member whom a check-in or a crowd's reminder mentions.
 * `guildId`: of the server that it is in.
 */
function countedIn(text: string, guildId: string): string[] {
  const one = /(?:Run|Early|Recap|Results) of \d+ ?\d*/.exec(text)?.[0];
  if (one) return [one];
  if (text.includes('Tip of the week')) return [`Tip of ${guildId}`];
  const many = /(Race|Crowd) of \d+/.exec(text)?.[0];
  return many ? [...text.matchAll(/<@(\d+)>/g)].map(([, userId]) => `${many} ${userId}`) : [];
}

/** How often the post of each run has come, and each member been asked how they are. */
function countIn(sandbox: Sandbox): Map<string, number> {
  const counts = new Map<string, number>();
  for (const messages of sandbox.world.messages.values())
    for (const message of messages)
      for (const one of countedIn(sentText(message), message.guildId))
        counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** What of all that was due has come, and what came twice. */
export function tallyOf(sandbox: Sandbox, due: number): Omit<Tally, 'troubles'> {
  const counts = [...countIn(sandbox).values()];
  const doubled = counts.filter((count) => count > 1).length;
  return { due, lost: due - counts.length, doubled, toldWrongly: 0 };
}

/** Nothing more is to come when nothing has come for so long: what failed a few times rests for two minutes. */
const LONGEST_PAUSE_MS = 150_000;

/** Waits until all that is due has come, or nothing more is to be expected. */
export async function untilAllCame(
  sandbox: Sandbox,
  due: number,
  longestPauseMs = LONGEST_PAUSE_MS,
): Promise<void> {
  let came = countIn(sandbox).size;
  let lastAt = performance.now();
  while (came < due && performance.now() - lastAt < longestPauseMs) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = countIn(sandbox).size;
    if (now > came) lastAt = performance.now();
    came = now;
  }
}

/** A version of the program: how its database is filled with posts that are due, and how it is started. */
export interface Version {
  /** Returns how many posts and mentions are due. */
  fill(databaseFile: string, sandbox: Sandbox): Promise<number>;
  start: typeof start;
}

/** Posts of all kinds that are due, and reminders and check-ins that take more than one message. Returns how many. */
export async function fillAll(databaseFile: string, sandbox: Sandbox): Promise<number> {
  let due = await fill(databaseFile, sandbox, 1, KINDS);
  for (const more of [fillCrowds, fillCheckins, fillRecaps]) due += await more(databaseFile, sandbox);
  return due;
}

const THIS: Version = { fill: fillAll, start };

/**
 * Lets posts fall due in `clubs` clubs, kills the bot `kills` times at the given moment while it sends them, lets this
 * version finish, and counts what came. Nothing may be lost and nothing doubled. `version`: the one that is killed.
 */
export async function campaign(
  moment: Moment,
  clubs: number,
  kills: number,
  seed: number,
  version: Version = THIS,
): Promise<Tally> {
  const sandbox = await startClubSandbox({ idleGuilds: clubs - 1 });
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-crash-'));
  const databaseFile = join(folder, 'club.sqlite');
  const random = randomFrom(seed);
  try {
    const due = await version.fill(databaseFile, sandbox);
    let killed = 0;
    while (killed < kills && countIn(sandbox).size < due) {
      const { child, gone } = version.start(sandbox, databaseFile);
      killNextTime(sandbox, child, moment, random);
      await gone;
      killed += 1;
    }
    sandbox.faults.clear();
    const last = start(sandbox, databaseFile);
    await untilAllCame(sandbox, due);
    // Whatever would come twice comes now.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await stop(last);
    return { troubles: killed, ...tallyOf(sandbox, due) };
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
