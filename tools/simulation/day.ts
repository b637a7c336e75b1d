import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ClientRefusal, CONDITIONS, type Condition, type Sandbox } from 'discord-sandbox';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { randomFrom } from '../random.ts';
import { type Findings, openBook } from './book.ts';
import { createDeeds, ZONE } from './deeds.ts';
import { createHost } from './host.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEP_MS = 5 * MINUTE;
const STEPS_AN_HOUR = HOUR / STEP_MS;
/** A Tuesday in London, early enough for races of that day. */
const BEGINS = Temporal.Instant.from('2026-11-24T05:00Z').epochMilliseconds;
const EXTRA_MEMBERS = 20;
const RESTART_EVERY_MS = 2 * HOUR;
const MOST_STARTS = 30;
/** Longer than an interaction waits, and one that comes late. */
const LATE_MS = 4 * SECOND;
const MOST_ROUNDS = 8;
/** Turns of the machine's time in which nothing goes over the wire: when all is done, and when answers are awaited. */
const TURN_MS = 10;
const TURNS_OF_QUIET = 5;
const TURNS_TO_ANSWER = 30;
/** Longer than anything waits for Discord's limits, which hold by the machine's time. */
const TURNS_AT_THE_END = 600;
/** Long enough for everything that is tried again. */
const AFTERWARDS_MS = 3 * HOUR;
/** Of what otherwise holds each time: once in so many. */
const ONE_IN = 3;
const EACH_TIME: readonly Condition[] = [
  'delivers-twice',
  'registration-fails',
  'guild-list-incomplete',
  'history-fails',
];

export interface DayOptions {
  readonly seed: number;
  readonly clubs: number;
  readonly hours: number;
  /** Whether everything goes wrong that the sandbox knows. */
  readonly unkind: boolean;
}

export interface Day {
  readonly figures: Figures;
  readonly findings: Findings;
  /** Lines of the bot's log that are errors. */
  readonly errors: readonly string[];
}

interface Figures {
  interactions: number;
  answers: number;
  posts: number;
  edits: number;
  /** Requests that were answered with an error. */
  faults: number;
  restarts: number;
  crashes: number;
  failedStarts: number;
  runs: number;
  races: number;
  /** Requests that Discord's schema doesn't allow. */
  violations: number;
}

/** Counts what goes over the wire. */
function countTraffic(sandbox: Sandbox): Figures {
  const figures: Figures = {
    interactions: 0,
    answers: 0,
    posts: 0,
    edits: 0,
    faults: 0,
    restarts: 0,
    crashes: 0,
    failedStarts: 0,
    runs: 0,
    races: 0,
    violations: 0,
  };
  sandbox.traffic.onRequest(({ method, path, status }) => {
    if (status >= 400) figures.faults += 1;
    else if (path.startsWith('/interactions/')) figures.answers += 1;
    else if (method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)) figures.posts += 1;
    else if (method === 'PATCH' && path.startsWith('/channels/')) figures.edits += 1;
  });
  return figures;
}

function setConditions({ conditions }: Sandbox, on: boolean): void {
  for (const name of Object.keys(CONDITIONS) as Condition[])
    if (EACH_TIME.includes(name)) conditions.set(name, on, ONE_IN);
    else conditions.set(name, on);
}

/**
 * Lets so many clubs live for so many hours in fast time, with the real bot, and then for some hours in which nothing goes
 * wrong any more, so that everything can come. The same seed gives the same chances, though not the same order of what
 * goes on at the same time.
 */
export async function simulateDay({ seed, clubs, hours, unkind }: DayOptions): Promise<Day> {
  const random = randomFrom(seed);
  const sandbox = await startClubSandbox({
    begins: BEGINS,
    still: true,
    servers: clubs,
    extraMembers: EXTRA_MEMBERS,
    chanceSeed: seed,
  });
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-day-'));
  const { now, advance } = sandbox.clock;
  const host = createHost(sandbox, folder);
  const book = openBook(sandbox);
  const figures = countTraffic(sandbox);
  const pending = new Set<Promise<void>>();
  let toRead: (() => void)[] = [];
  let toMend: { at: number; mend: () => void }[] = [];
  const deeds = createDeeds({
    sandbox,
    book,
    random,
    whenSettled: (read) => void toRead.push(read),
    mendAt: (at, mend) => void toMend.push({ at, mend }),
  });

  function begin(work: () => Promise<void>): void {
    figures.interactions += 1;
    const promise: Promise<void> = work()
      .catch((error: unknown) => {
        // What their client doesn't let members do isn't done.
        if (!(error instanceof ClientRefusal)) throw error;
      })
      .finally(() => pending.delete(promise));
    pending.add(promise);
  }

  function mend(until: number): void {
    for (const one of toMend) if (one.at <= until) one.mend();
    toMend = toMend.filter(({ at }) => at > until);
  }

  /**
   * Waits until nothing goes over the wire for some turns, each of them long enough for what is on its way: counted by
   * turns, because a busy machine may stand still for longer than any time.
   */
  async function untilQuiet(turns = TURNS_OF_QUIET): Promise<void> {
    let quiet = 0;
    const off = sandbox.traffic.onRequest(() => {
      quiet = 0;
    });
    for (; quiet < (pending.size > 0 ? TURNS_TO_ANSWER : turns); quiet++) await wait(TURN_MS);
    off();
  }

  /** Waits until everything that members did has been answered, or they were told that it won't be. */
  async function settle(): Promise<void> {
    await untilQuiet();
    for (let round = 0; round < MOST_ROUNDS && pending.size > 0; round++) {
      advance(LATE_MS);
      await untilQuiet();
    }
    if (pending.size > 0) throw new Error(`${pending.size} things that members did have no end`);
    for (const read of toRead) read();
    toRead = [];
    deeds.settled();
  }

  /** Starts the bot again until it stays, as a supervisor does. */
  async function start(): Promise<void> {
    for (let tries = 0; tries < MOST_STARTS; tries++)
      try {
        return await host.start();
      } catch {
        figures.failedStarts += 1;
      }
    throw new Error('The bot does not start');
  }

  async function restart(): Promise<void> {
    if (random() < 0.5) {
      figures.crashes += 1;
      await host.crash();
    } else {
      figures.restarts += 1;
      await host.stop();
    }
    await start();
  }

  async function step(): Promise<void> {
    advance(STEP_MS);
    mend(now());
    for (const guild of sandbox.world.servers) for (const deed of deeds.inClub(guild, STEP_MS)) begin(deed);
    if (random() < STEP_MS / RESTART_EVERY_MS) {
      // Somewhere in the middle of the answers.
      await wait(random() * 30);
      await restart();
    }
    await settle();
    await host.beat();
  }

  /** Nothing goes wrong any more, so that everything can come. */
  async function afterwards(): Promise<void> {
    setConditions(sandbox, false);
    mend(Number.POSITIVE_INFINITY);
    for (let left = AFTERWARDS_MS; left > 0; left -= STEP_MS) {
      advance(STEP_MS);
      await untilQuiet();
      await host.beat();
    }
    await untilQuiet(TURNS_AT_THE_END);
  }

  try {
    await start();
    for (const guild of sandbox.world.servers)
      await sandbox.as('admin', guild).run('club setup', {
        timezone: ZONE,
        'runs-channel': 'group-runs',
        'recovery-channel': 'recovery',
        'leader-role': 'Run Leader',
      });
    if (unkind) setConditions(sandbox, true);
    for (let steps = 1; steps <= hours * STEPS_AN_HOUR; steps++) {
      await step();
      if (steps % STEPS_AN_HOUR === 0) book.checkAnswers(host.databaseFile);
    }
    await afterwards();
    await host.stop();
    book.checkAll(host.databaseFile);
    figures.runs = book.runs.length;
    figures.races = book.races.length;
    figures.violations = sandbox.traffic.violations.length;
    return { figures, findings: book.findings, errors: host.errors };
  } finally {
    await host.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
