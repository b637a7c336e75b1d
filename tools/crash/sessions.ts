import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buttonsOf, type Member, type Sandbox, type SeenMessage, textOf } from 'discord-sandbox';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { randomFrom } from '../random.ts';
import { killNextTime, type Moment, type Step } from './kills.ts';
import { untilQuiet } from './presses.ts';
import { createMachineClock, type MachineClock, start, stop } from './program.ts';
import type { Tally } from './tally.ts';

const ANSWERING: Step = { method: 'POST', path: /^\/interactions\// };
const SHOWING: Step = { method: 'PATCH', path: /^\/webhooks\// };

const WHO = ['amara', 'ben', 'chloe', 'diego', 'elif', 'finn'];
const LABELS = ["I'm warm", 'Start now', 'Pause', 'Go on', 'Skip'];
const PATIENCE_MS = 4_000;
/** As long as most steps of a session. */
const STEP_MS = 25_000;
/** Enough for all steps of the longest session. */
const MOST_ROUNDS = 60;
const MOST_LOOKS = 200;
const OVER = /Well done|That's all right/;

/** A member and the message in which their session is. */
interface Stretching {
  readonly member: Member;
  readonly message: SeenMessage;
}

interface Scene {
  readonly sandbox: Sandbox;
  readonly databaseFile: string;
  readonly clock: MachineClock;
}

const nowOf = ({ member, message }: Stretching) => member.read().find(({ id }) => id === message.id);

const isOver = (one: Stretching) => OVER.test(textOf(nowOf(one) ?? one.message));

/** The message with a button, which comes a little later where the answer was deferred. */
async function shown(member: Member, id: string | undefined, wanted: RegExp): Promise<SeenMessage> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const message = member.read().find((one) => one.id === id);
    if (message && buttonsOf(message).some(({ label }) => wanted.test(label))) return message;
    await wait(50);
  }
  throw new Error(`${member.name} saw no ${wanted}`);
}

async function begin(member: Member): Promise<Stretching> {
  const routine = (await member.run('stretch', { muscle: 'calves', minutes: 3 })).message;
  const before = await shown(member, routine?.id, /^Start guided session$/);
  await member.press(before, 'Start guided session');
  return { member, message: await shown(member, before.id, /^(Skip|I'm warm)$/) };
}

/** Presses what is there to press, as chance has it. A bot that is killed meanwhile doesn't answer. */
async function pressSomething(one: Stretching, random: () => number): Promise<void> {
  const message = nowOf(one);
  const free = message ? buttonsOf(message).filter(({ label }) => LABELS.includes(label)) : [];
  const button = free[Math.floor(random() * free.length)];
  await wait(random() * 300);
  if (message && button) await one.member.press(message, button.label).catch(() => undefined);
}

/** Time passes while the bot is away, and what is due then happens when it comes back. */
async function pass({ sandbox, clock }: Scene, passed: number): Promise<number> {
  sandbox.clock.advance(STEP_MS);
  clock.set(passed + STEP_MS);
  return passed + STEP_MS;
}

async function listLogged(db: Database, userId: string): Promise<number> {
  const rows = await db.selectFrom('session_log').select('session').where('user_id', '=', userId).execute();
  return rows.length;
}

async function count(databaseFile: string, all: readonly Stretching[]): Promise<Omit<Tally, 'troubles'>> {
  const db = await openDatabase(databaseFile);
  let lost = 0;
  let doubled = 0;
  let toldWrongly = 0;
  for (const one of all) {
    const text = textOf(nowOf(one) ?? one.message);
    const logged = await listLogged(db, one.member.id);
    if (!isOver(one)) lost += 1;
    else if (text.includes('Well done') !== logged > 0) toldWrongly += 1;
    if (logged > 1) doubled += 1;
  }
  await db.destroy();
  return { due: all.length, lost, doubled, toldWrongly };
}

/**
 * Kills the bot `kills` times in the presses or the steps of guided sessions, then lets them come to their end. Each has
 * to end, as its message says, and to be counted once.
 */
export async function killedSessions(moment: Moment, kills: number, seed: number): Promise<Tally> {
  const sandbox = await startClubSandbox({ patienceMs: PATIENCE_MS });
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-sessions-'));
  const scene = {
    sandbox,
    databaseFile: join(folder, 'club.sqlite'),
    clock: createMachineClock(folder),
  };
  const run = () => start(sandbox, scene.databaseFile, scene.clock);
  const random = randomFrom(seed);
  try {
    const first = run();
    await first.ready;
    const all = await Promise.all(WHO.map((name) => begin(sandbox.as(name))));
    await stop(first);
    let passed = 0;
    for (let killed = 0; killed < kills; killed++) {
      passed = await pass(scene, passed);
      const { child, ready, gone } = run();
      killNextTime(sandbox, child, moment, random, killed % 2 === 0 ? SHOWING : ANSWERING);
      await Promise.race([ready, gone]);
      await Promise.all(all.map((one) => pressSomething(one, random)));
      await Promise.race([gone, wait(1_000)]);
      child.kill('SIGKILL');
      await gone;
    }
    for (let round = 0; round < MOST_ROUNDS && !all.every(isOver); round++) {
      passed = await pass(scene, passed);
      const program = run();
      await program.ready;
      // One whose last press was cut shows what was before, until somebody presses.
      for (const one of all) if (!isOver(one)) await pressSomething(one, random);
      await untilQuiet(sandbox, 300);
      await stop(program);
    }
    return { troubles: kills, ...(await count(scene.databaseFile, all)) };
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
