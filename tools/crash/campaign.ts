import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, seenMessage, textOf } from 'discord-sandbox';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { orderOf } from '../../src/domain/roster.ts';
import type { Run } from '../../src/domain/run.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { checkinOn } from '../../src/services/checkin-posts.ts';
import { MOST_MENTIONED } from '../../src/services/post-composer.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { type NewPost, planPost } from '../../src/storage/outbox.ts';
import { insertRace, saveEntry } from '../../src/storage/races.ts';
import { cancelRun, insertRun, saveRsvps } from '../../src/storage/runs.ts';
import { aRacePlan, aRunPlan } from '../../tests/fixtures.ts';
import { PROGRAM_ENV } from '../../tests/start.ts';

/** When the process is killed, as seen from Discord. */
export const MOMENTS = [
  'before the request is heard',
  'after it had its effect, before the answer',
  'after the answer, before it is marked',
  'at a random moment',
] as const;
export type Moment = (typeof MOMENTS)[number];

export interface Tally {
  readonly moment: Moment;
  readonly due: number;
  readonly kills: number;
  readonly lost: number;
  readonly doubled: number;
}

const MINUTE = 60_000;
const ROOT = join(import.meta.dirname, '..', '..');

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
        const plan = planOf(`Run of ${guild.id} ${one}`, now);
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

/** The bot in a process of its own, that can be killed. */
export function start(
  sandbox: Sandbox,
  databaseFile: string,
): { child: ChildProcess; ready: Promise<void>; gone: Promise<void> } {
  const child = spawn(process.execPath, [join(ROOT, 'src', 'main.ts')], {
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...PROGRAM_ENV,
      NODE_ENV: 'production',
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.url,
      DATABASE_URL: `file:${databaseFile}`,
    },
  });
  const ready = new Promise<void>((resolve) =>
    child.stderr?.on('data', (text: Buffer) => /Ready/.test(text.toString()) && resolve()),
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { child, ready, gone };
}

/** Kills the process the next time that it sends a post, at the given moment of it. */
function killNextTime(sandbox: Sandbox, child: ChildProcess, moment: Moment, random: () => number): void {
  const kill = () => child.kill('SIGKILL');
  if (moment === 'before the request is heard') {
    sandbox.faults.add({ method: 'POST', path: /^\/channels\/\d+\/messages$/, delayMs: 30, drop: 'before' });
    const look = setInterval(() => {
      if (sandbox.faults.pending > 0) return;
      clearInterval(look);
      kill();
    }, 1).unref();
    child.once('exit', () => clearInterval(look));
  } else if (moment === 'after it had its effect, before the answer') {
    sandbox.messages.once('created', kill);
    child.once('exit', () => sandbox.messages.off('created', kill));
  } else if (moment === 'after the answer, before it is marked') {
    const soon = () => setTimeout(kill, random() * 4);
    sandbox.messages.once('created', soon);
    child.once('exit', () => sandbox.messages.off('created', soon));
  } else {
    const timer = setTimeout(kill, 250 + random() * 1_200);
    child.once('exit', () => clearTimeout(timer));
  }
}

/** What a message is counted as: the post of a run that it is, or each member whom a check-in or a crowd's reminder mentions. */
function countedIn(text: string): string[] {
  const run = /Run of (\d+ \d+)/.exec(text)?.[1];
  if (run) return [run];
  const many = /(Race|Crowd) of \d+/.exec(text)?.[0];
  return many ? [...text.matchAll(/<@(\d+)>/g)].map(([, userId]) => `${many} ${userId}`) : [];
}

/** How often the post of each run has come, and each member been asked how they are. */
function countIn(sandbox: Sandbox): Map<string, number> {
  const counts = new Map<string, number>();
  for (const messages of sandbox.world.messages.values())
    for (const message of messages)
      for (const one of countedIn(textOf(seenMessage(sandbox.world, '', message))))
        counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Nothing more is to come when nothing has come for so long; how fast the machine is doesn't matter. */
const LONGEST_PAUSE_MS = 30_000;

async function untilAllCame(sandbox: Sandbox, due: number): Promise<void> {
  let came = countIn(sandbox).size;
  let lastAt = performance.now();
  while (came < due && performance.now() - lastAt < LONGEST_PAUSE_MS) {
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

/** This version: posts of all kinds of runs, and reminders and check-ins that take more than one message. */
const THIS: Version = {
  async fill(databaseFile, sandbox) {
    const posts = await fill(databaseFile, sandbox, 1, KINDS);
    return posts + (await fillCrowds(databaseFile, sandbox)) + (await fillCheckins(databaseFile, sandbox));
  },
  start,
};

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
    const { child, gone } = start(sandbox, databaseFile);
    await untilAllCame(sandbox, due);
    // Whatever would come twice comes now.
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGTERM');
    await gone;
    const counts = [...countIn(sandbox).values()];
    return {
      moment,
      due,
      kills: killed,
      lost: due - counts.length,
      doubled: counts.filter((count) => count > 1).length,
    };
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
