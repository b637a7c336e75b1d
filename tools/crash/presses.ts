import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  buttonsOf,
  type Condition,
  type Guild,
  type Member,
  type Sandbox,
  type SeenMessage,
  textOf,
} from 'discord-sandbox';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { planPost } from '../../src/storage/outbox.ts';
import { insertRun, listRsvps, listRunsToCome } from '../../src/storage/runs.ts';
import { aRunPlan } from '../../tests/fixtures.ts';
import { randomFrom } from '../random.ts';
import { sentText } from '../sent-text.ts';
import { answersTo, readTold, type Told } from '../told.ts';
import { killNextTime, type Moment, type Step } from './kills.ts';
import { createMachineClock, type MachineClock, start, stop } from './program.ts';
import type { Tally } from './tally.ts';

const ANSWERING: Step = { method: 'POST', path: /^\/interactions\// };

const SERVERS = 2;
const RUNS_EACH = 2;
/** Fewer places than members who press, so that there is a waitlist. */
const CAPACITY = 15;
const EXTRA_MEMBERS = 40;
/** How many press at about the same time. */
const AT_ONCE = 12;
const LABELS = ['Going', 'Going', 'Going', 'Maybe', "Can't go"] as const;
/** Shorter than Discord's three seconds, so that those whose bot was killed don't hold up the campaign. */
const PATIENCE_MS = 1_500;
/** Longer than anything waits before it is tried again. */
const LATER_MS = 31 * 60_000;

/** Somebody's only press on a card. */
interface Press {
  readonly member: Member;
  readonly guild: Guild;
  readonly title: string;
  readonly card: SeenMessage;
  readonly label: string;
  failed: boolean;
}

/** Somebody's only try to create a run of that name. */
interface Creation {
  readonly member: Member;
  readonly guild: Guild;
  readonly title: string;
  failed: boolean;
  said: string;
}

/** Clubs whose members press, a place for the bot's database, and chance. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly databaseFile: string;
  /** Of the machine that the bot ends on. */
  readonly clock: MachineClock;
  readonly random: () => number;
}

const titleOf = (guild: Guild, one: number) => `Press ${guild.id} ${one}`;

/** Runs whose cards are due. */
async function fill({ sandbox, databaseFile }: Scene): Promise<void> {
  const db = await openDatabase(databaseFile);
  const now = Date.now();
  for (const guild of sandbox.world.servers) {
    const [channel] = guild.channels.values();
    if (!channel) throw new Error('A server without a channel');
    const channels = { runsChannelId: channel.id, recoveryChannelId: channel.id };
    await saveSettings(db, guild.id, { ...USUAL_SETTINGS, ...channels, zone: 'Europe/London' }, now);
    const by = { guildId: guild.id, userId: guild.ownerId };
    await rememberMember(db, by, now);
    for (let one = 0; one < RUNS_EACH; one++) {
      const startsAt = now + 72 * 60 * 60_000;
      const plan = aRunPlan({ title: titleOf(guild, one), startsAt, capacity: CAPACITY });
      const run = await insertRun(db, guild.id, plan, { userId: guild.ownerId, now });
      await planPost(db, { kind: 'run-card', about: run, details: {} }, now);
    }
  }
  await db.destroy();
}

const cardSaying = (title: string) => (message: SeenMessage) =>
  buttonsOf(message).some(({ label }) => label === 'Going') && textOf(message).includes(title);

function shuffled<Thing>(things: readonly Thing[], random: () => number): Thing[] {
  return things
    .map((thing) => ({ thing, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}

/** All that members are going to press and to create, in an order that chance decides. */
async function planned({ sandbox, random }: Scene): Promise<{ presses: Press[]; creations: Creation[] }> {
  const presses: Press[] = [];
  const creations: Creation[] = [];
  for (const guild of sandbox.world.servers)
    for (let one = 1; one <= EXTRA_MEMBERS; one++) {
      const member = sandbox.as(`member-${one}`, guild);
      creations.push({ member, guild, title: `Created ${guild.id} ${one}`, failed: false, said: '' });
      for (let run = 0; run < RUNS_EACH; run++) {
        const title = titleOf(guild, run);
        const card = await member.sees(cardSaying(title));
        const label = LABELS[Math.floor(random() * LABELS.length)] ?? 'Going';
        presses.push({ member, guild, title, card, label, failed: false });
      }
    }
  return { presses: shuffled(presses, random), creations: shuffled(creations, random) };
}

async function press(one: Press, afterMs: number): Promise<void> {
  await wait(afterMs);
  const answer = await one.member.press(one.card, one.label);
  one.failed = answer.kind === 'failed';
}

async function create(one: Creation, afterMs: number): Promise<void> {
  await wait(afterMs);
  const answer = await one.member.run('run create', { title: one.title, when: 'in 3 days', meet: 'Here' });
  one.failed = answer.kind === 'failed';
  one.said = answer.message ? answer.message.id : '';
}

/** Waits until nothing has gone over the wire for a while. */
export async function untilQuiet({ traffic }: Sandbox, quietMs = 2_500): Promise<void> {
  let lastAt = performance.now();
  const off = traffic.onRequest(() => {
    lastAt = performance.now();
  });
  while (performance.now() - lastAt < quietMs) await wait(50);
  off();
}

/** Whether what somebody was told last, or that they were told nothing, may be said of what is written. */
function isRight(told: Told | 'failed' | 'nothing', written: string | undefined): boolean {
  switch (told) {
    case 'going':
    case 'maybe':
    case 'no':
      return written === told;
    case 'waiting':
      return written === 'waiting' || written === 'going';
    case 'off':
    case 'not-done':
    case 'failed':
      return written === undefined;
    case 'nothing':
    case 'open':
      return true;
    case 'unclear':
      return false;
  }
}

/** What somebody read last in answer to their press. */
function toldOf(sandbox: Sandbox, { member, card, failed }: Press): Told | 'failed' | 'nothing' {
  const last = answersTo(sandbox, member.id, card.id).at(-1);
  if (last !== undefined) return readTold(last);
  return failed ? 'failed' : 'nothing';
}

/** What came of creating a run, by the message that answered it. */
function toldOfCreation(sandbox: Sandbox, { said, failed }: Creation): 'made' | 'failed' | 'nothing' {
  const message = [...sandbox.world.messages.values()].flat().find(({ id }) => id === said);
  const text = message ? sentText(message) : '';
  if (/is on:/.test(text)) return 'made';
  if (readTold(text) === 'open') return 'nothing';
  return failed || text !== '' ? 'failed' : 'nothing';
}

/** How many are going by what a card says. */
function shownGoing({ world }: Sandbox, title: string): string | undefined {
  const texts = [...world.messages.values()].flat().map(sentText);
  const card = texts.find((text) => text.includes(title) && text.includes('**Going ('));
  return /\*\*Going \((\d+)/.exec(card ?? '')?.[1];
}

/** Holds what members were told, and what cards show, against what is written. */
async function tally(
  { sandbox, databaseFile }: Scene,
  presses: readonly Press[],
  creations: readonly Creation[],
): Promise<Omit<Tally, 'troubles'>> {
  const db = await openDatabase(databaseFile);
  let toldWrongly = 0;
  let lost = 0;
  let doubled = 0;
  for (const guild of sandbox.world.servers) {
    const runs = await listRunsToCome(db, guild.id, Date.now());
    for (const run of runs) {
      const rsvps = await listRsvps(db, run);
      const of = presses.filter(({ title, guild: where }) => title === run.title && where === guild);
      for (const one of of) {
        const written = rsvps.find(({ userId }) => userId === one.member.id)?.answer;
        if (!isRight(toldOf(sandbox, one), written)) toldWrongly += 1;
      }
      const going = rsvps.filter(({ answer }) => answer === 'going').length;
      if (of.length > 0 && shownGoing(sandbox, run.title) !== String(going)) lost += 1;
    }
    for (const one of creations.filter(({ guild: where }) => where === guild)) {
      const made = runs.filter(({ title }) => title === one.title).length;
      const told = toldOfCreation(sandbox, one);
      if (made > 1) doubled += 1;
      if ((told === 'made' && made === 0) || (told === 'failed' && made > 0)) toldWrongly += 1;
    }
  }
  await db.destroy();
  return { due: presses.length + creations.length, lost, doubled, toldWrongly };
}

/**
 * Members press and create in turns of some at a time; `turn` strikes while each is on. Returns what counts what came of
 * it, once the bot has stopped.
 */
export async function playPresses(
  scene: Scene,
  turns: number,
  turn: (work: () => Promise<void>) => Promise<void>,
): Promise<() => Promise<Omit<Tally, 'troubles'>>> {
  const { presses, creations } = await planned(scene);
  const done = { presses: [] as Press[], creations: [] as Creation[] };
  for (let one = 0; one < turns && presses.length > 0; one++) {
    const some = presses.splice(0, AT_ONCE);
    const others = creations.splice(0, 2);
    done.presses.push(...some);
    done.creations.push(...others);
    const soon = () => scene.random() * 400;
    await turn(async () => {
      await Promise.all([
        ...some.map((each) => press(each, soon())),
        ...others.map((each) => create(each, soon())),
      ]);
    });
  }
  return async () => {
    await finish(scene);
    return tally(scene, done.presses, done.creations);
  };
}

/** Opens such clubs, with runs whose cards are due. */
export async function withScene(seed: number, work: (scene: Scene) => Promise<Tally>): Promise<Tally> {
  const sandbox = await startClubSandbox({
    servers: SERVERS,
    extraMembers: EXTRA_MEMBERS,
    patienceMs: PATIENCE_MS,
  });
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-presses-'));
  const clock = createMachineClock(folder);
  const databaseFile = join(folder, 'club.sqlite');
  const scene = { sandbox, databaseFile, clock, random: randomFrom(seed) };
  try {
    await fill(scene);
    return await work(scene);
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets the bot finish what is left, also what it would try again later, and stops it. */
async function finish({ sandbox, databaseFile, clock }: Scene): Promise<void> {
  sandbox.clock.advance(LATER_MS);
  clock.set(LATER_MS);
  const last = start(sandbox, databaseFile, clock);
  await last.ready;
  await untilQuiet(sandbox);
  await stop(last);
}

/** Kills the bot `kills` times at the given moment of answering while members press. */
export function killedPresses(moment: Moment, kills: number, seed: number): Promise<Tally> {
  return withScene(seed, async (scene) => {
    const { sandbox, databaseFile, random } = scene;
    const first = start(sandbox, databaseFile);
    await first.ready;
    await untilQuiet(sandbox);
    await stop(first);
    let troubles = 0;
    const counts = await playPresses(scene, kills, async (work) => {
      const program = start(sandbox, databaseFile);
      await program.ready;
      killNextTime(sandbox, program.child, moment, random, ANSWERING);
      await work();
      program.child.kill('SIGKILL');
      await program.gone;
      troubles += 1;
    });
    return { troubles, ...(await counts()) };
  });
}

/** Members press while Discord is unkind in one way. `oneIn`: it strikes once in so many chances. */
export function unkindPresses(
  condition: Condition,
  oneIn: number,
  turns: number,
  seed: number,
): Promise<Tally> {
  return withScene(seed, async (scene) => {
    const { sandbox, databaseFile } = scene;
    const program = start(sandbox, databaseFile);
    await program.ready;
    await untilQuiet(sandbox);
    sandbox.conditions.set(condition, true, oneIn);
    const counts = await playPresses(scene, turns, async (work) => {
      await work();
      await untilQuiet(sandbox, 700);
    });
    sandbox.conditions.setAll(false);
    await untilQuiet(sandbox);
    await stop(program);
    const tally = await counts();
    return { troubles: Math.round(tally.due / oneIn), ...tally };
  });
}
