import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Answer,
  buttonsOf,
  CONDITIONS,
  type Condition,
  type Guild,
  type Member,
  type Message,
  type Sandbox,
  seenMessage,
  textOf,
} from 'discord-sandbox';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { randomFrom } from '../random.ts';
import { readTold, type Told } from '../told.ts';
import { type Findings, openBook, type RaceNote, type RunNote } from './book.ts';
import { createHost } from './host.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEP_MS = 5 * MINUTE;
/** A Tuesday in London, early enough for races of that day. */
const BEGINS = Temporal.Instant.from('2026-11-24T05:00Z').epochMilliseconds;
const ZONE = 'Europe/London';
const EXTRA_MEMBERS = 20;
const TURN_MS = 10;
const TURNS_OF_QUIET = 5;
const TURNS_TO_ANSWER = 30;
/** Longer than an interaction waits, and one that comes late. */
const LATE_MS = 4 * SECOND;
/** Long enough for everything that is tried again. */
const AFTERWARDS_MS = 3 * HOUR;

export interface DayOptions {
  readonly seed: number;
  readonly clubs: number;
  readonly hours: number;
  /** Whether everything goes wrong that the sandbox knows. */
  readonly unkind: boolean;
}

interface Figures {
  interactions: number;
  answers: number;
  posts: number;
  edits: number;
  faults: number;
  restarts: number;
  crashes: number;
  failedStarts: number;
  violations: number;
  errorsLogged: number;
}

/** How often something happens in a club, in an hour. */
const RATES = {
  createRun: 0.25,
  pressRun: 12,
  editRun: 0.15,
  cancelRun: 0.05,
  addRace: 0.08,
  joinRace: 1,
  tellResult: 0.5,
  checkIn: 0.4,
  stretch: 0.5,
  pressSession: 2,
  notifications: 0.1,
  leave: 0.03,
  trouble: 0.02,
} as const;
type Deed = keyof typeof RATES;

export async function simulateDay({ seed, clubs, hours, unkind }: DayOptions): Promise<{
  figures: Figures;
  findings: Findings;
  errors: readonly string[];
}> {
  const random = randomFrom(seed);
  const sandbox = await startClubSandbox({
    begins: BEGINS,
    still: true,
    servers: clubs,
    extraMembers: EXTRA_MEMBERS,
    chanceSeed: seed,
  });
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-day-'));
  const host = createHost(sandbox, folder);
  const book = openBook(sandbox);
  const figures = countTraffic(sandbox);
  const pending = new Set<Promise<void>>();
  const mending: { at: number; mend: () => void }[] = [];
  let runsMade = 0;
  let racesMade = 0;

  const any = <Thing>(things: readonly Thing[]): Thing | undefined =>
    things[Math.floor(random() * things.length)];
  const chance = (one: number) => random() < one;
  const { now } = sandbox.clock;
  const wall = (instant: number) =>
    Temporal.Instant.fromEpochMilliseconds(instant)
      .toZonedDateTimeISO(ZONE)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })
      .replace('T', ' ');

  const peopleIn = (guild: Guild): string[] =>
    [...guild.members.keys()].flatMap((id) => {
      const user = sandbox.world.users.get(id);
      return user && !user.bot ? [user.username] : [];
    });
  function somebody(guild: Guild): Member | undefined {
    const name = any(peopleIn(guild));
    return name === undefined ? undefined : sandbox.as(name, guild).in('group-runs');
  }
  const leaderOf = (guild: Guild) => sandbox.as('leader', guild).in('group-runs');

  /** What a member was told by an answer, once everything has settled. */
  function textAfter(answer: Answer): string {
    const id = answer.message?.id;
    const message = [...sandbox.world.messages.values()].flat().find((one) => one.id === id);
    return message ? textOf(seenMessage(sandbox.world, '', message)) : '';
  }

  /** Ephemeral messages of each member that answer what they pressed on a message. */
  const answersTo = new Map<string, Message[]>();
  const keyOf = (userId: string, messageId: string) => `${userId} ${messageId}`;
  sandbox.messages.on('created', (message) => {
    const { ephemeralFor, answerTo } = message;
    if (ephemeralFor === undefined || answerTo?.messageId === undefined) return;
    const key = keyOf(ephemeralFor, answerTo.messageId);
    answersTo.set(key, [...(answersTo.get(key) ?? []), message]);
  });

  /** What is to be read when the step has settled. */
  let toRead: (() => void)[] = [];
  const whenSettled = (read: () => void) => void toRead.push(read);

  function begin(work: () => Promise<void>): void {
    const promise: Promise<void> = work()
      .catch((error: unknown) => {
        // What the client doesn't let a member do isn't done.
        if (
          !(error instanceof Error && error.name === 'ClientRefusal') &&
          !/no longer|gone/.test(String(error))
        )
          throw error;
      })
      .finally(() => pending.delete(promise));
    pending.add(promise);
  }

  const toldMade = (answer: Answer, made: RegExp): RunNote['told'] => {
    const text = textAfter(answer);
    if (made.test(text)) return 'made';
    return answer.kind === 'failed' || text !== '' ? 'not-made' : 'nothing';
  };

  const openRuns = (guild: Guild) =>
    book.runs.filter(
      (run) =>
        run.guild === guild &&
        run.number !== undefined &&
        run.cancelled.length === 0 &&
        run.startsAt > now() + 10 * MINUTE,
    );
  const openRaces = (guild: Guild) =>
    book.races.filter((race) => race.guild === guild && race.number !== undefined);
  /** Who has done something with a run in this step; the book can't tell two presses at once apart. */
  const busy = new Set<string>();
  function isFree(key: string): boolean {
    if (busy.has(key)) return false;
    busy.add(key);
    return true;
  }

  const deeds: Record<Deed, (guild: Guild) => Promise<void> | void> = {
    async createRun(guild) {
      const member = chance(0.5) ? leaderOf(guild) : somebody(guild);
      if (!member) return;
      const title = `Run${sandbox.world.servers.indexOf(guild)}x${++runsMade}`;
      const startsAt = Math.round((now() + HOUR * (1 + random() * 26)) / MINUTE) * MINUTE;
      const capacity = chance(0.6) ? { capacity: 2 + Math.floor(random() * 6) } : {};
      const run: RunNote = {
        guild,
        title,
        number: undefined,
        createdAt: now(),
        startsAt,
        movedAt: now(),
        told: 'nothing',
        edits: [],
        cancelled: [],
        places: new Map(),
      };
      book.runs.push(run);
      const when = wall(startsAt);
      const answer = await member.run('run create', { title, when, meet: 'The boathouse', ...capacity });
      whenSettled(() => {
        run.told = toldMade(answer, /is on:/);
        const number = /Run (\d+) is on/.exec(textAfter(answer))?.[1];
        if (number !== undefined) run.number = Number(number);
      });
    },

    async pressRun(guild) {
      const run = any(openRuns(guild));
      const member = somebody(guild);
      if (!run || !member || !isFree(`${run.title} ${member.id}`)) return;
      const card = book.cardOf(run);
      if (!card) return;
      const label = any(['Going', 'Going', 'Going', 'Maybe', "Can't go"]) ?? 'Going';
      const key = keyOf(member.id, card.id);
      const before = answersTo.get(key)?.length ?? 0;
      const answer = await member.press(seenMessage(sandbox.world, '', card), label);
      whenSettled(() => {
        const said = (answersTo.get(key) ?? [])
          .slice(before)
          .map((message) => textOf(seenMessage(sandbox.world, '', message)))
          .filter((text) => text !== '');
        const last = said.at(-1);
        const told: Told | 'failed' | 'nothing' =
          last === undefined ? (answer.kind === 'failed' ? 'failed' : 'nothing') : readTold(last);
        if (told === 'unclear') figuresUnclear.add(last ?? '');
        book.pressed(run, member.id, label, told);
      });
    },

    async editRun(guild) {
      const run = any(openRuns(guild));
      if (!run || !isFree(run.title)) return;
      const at = now();
      const meet = `Gate ${Math.floor(random() * 1_000)}`;
      const answer = await leaderOf(guild).run('run edit', { run: String(run.number), meet });
      whenSettled(() => {
        const text = textAfter(answer);
        if (/## Changed/.test(text)) run.edits.push({ at, sure: true });
        else if (text === '' && answer.kind !== 'failed') run.edits.push({ at, sure: false });
      });
    },

    async cancelRun(guild) {
      const run = any(openRuns(guild));
      if (!run || !isFree(run.title)) return;
      const asked = await leaderOf(guild).run('run cancel', { run: String(run.number), reason: 'Ice' });
      await untilAnswered(asked);
      const question =
        asked.message &&
        leaderOf(guild)
          .read()
          .find(({ id }) => id === asked.message?.id);
      if (!question || !buttonsOf(question).some(({ label }) => label === 'Cancel the run')) return;
      const at = now();
      const answer = await leaderOf(guild).press(question, 'Cancel the run');
      whenSettled(() => {
        const text = textAfter(answer);
        if (answer.kind !== 'failed' && !/didn't/.test(text))
          run.cancelled.push({ at, sure: /is cancelled|cancelled\b/i.test(text) });
      });
    },

    async addRace(guild) {
      const race: RaceNote = {
        guild,
        title: `Race${sandbox.world.servers.indexOf(guild)}x${++racesMade}`,
        number: undefined,
        told: 'nothing',
        racing: new Map(),
      };
      book.races.push(race);
      const date = wall(now()).slice(0, 10);
      const answer = await leaderOf(guild).run('race add', { name: race.title, distance: 'half', date });
      whenSettled(() => {
        race.told = toldMade(answer, /is on:/);
        const number = /Race (\d+) is on/.exec(textAfter(answer))?.[1];
        if (number !== undefined) race.number = Number(number);
      });
    },

    async joinRace(guild) {
      const race = any(openRaces(guild));
      const member = somebody(guild);
      const card = race && book.raceCardOf(race);
      if (!race || !card || !member || !isFree(`${race.title} ${member.id}`) || race.racing.has(member.id))
        return;
      const at = now();
      const key = keyOf(member.id, card.id);
      await member.press(seenMessage(sandbox.world, '', card), "I'm racing");
      whenSettled(() => {
        const said = (answersTo.get(key) ?? []).map((one) => textOf(seenMessage(sandbox.world, '', one)));
        if (said.some((text) => /You're (racing|down for)/.test(text))) race.racing.set(member.id, at);
      });
    },

    async tellResult(guild) {
      const race = any(openRaces(guild));
      const userId = race && any([...race.racing.keys()]);
      const name = userId && sandbox.world.users.get(userId)?.username;
      if (!race || !name || !guild.members.has(userId) || !isFree(`${race.title} ${userId}`)) return;
      const time = `1:${10 + Math.floor(random() * 49)}:00`;
      await sandbox.as(name, guild).run('race result', { race: String(race.number), time });
    },

    async checkIn(guild) {
      const race = any(openRaces(guild));
      const userId = race && any([...race.racing.keys()]);
      const name = userId && sandbox.world.users.get(userId)?.username;
      if (!name || !guild.members.has(userId)) return;
      const member = sandbox.as(name, guild).in('recovery');
      const post = member
        .read()
        .find((message) => buttonsOf(message).some(({ label }) => label === 'Check in'));
      if (!post) return;
      const signs = (await member.press(post, 'Check in')).message;
      if (!signs || !buttonsOf(signs).some(({ label }) => label === 'None of these')) return;
      const { modal } = await member.press(signs, 'None of these');
      if (!modal) return;
      await member.submit(modal, Object.fromEntries(modal.fields.map(({ customId }) => [customId, '4'])));
    },

    async stretch(guild) {
      const member = somebody(guild);
      if (!member || !isFree(`stretch ${member.id}`)) return;
      const asked = await member.run('stretch', { muscle: 'calves', minutes: 3 });
      await untilAnswered(asked);
      const routine = member.read().find(({ id }) => id === asked.message?.id);
      if (routine && buttonsOf(routine).some(({ label }) => label === 'Start guided session'))
        await member.press(routine, 'Start guided session');
    },

    async pressSession(guild) {
      const member = somebody(guild);
      if (!member || !isFree(`stretch ${member.id}`)) return;
      const message = member
        .read()
        .findLast((one) => one.ephemeral && buttonsOf(one).some(({ label }) => label === 'Skip'));
      const button =
        message &&
        any(buttonsOf(message).filter(({ label }) => /Skip|Pause|Go on|Start now|warm/.test(label)));
      if (message && button) await member.press(message, button.label);
    },

    async notifications(guild) {
      const member = somebody(guild);
      if (!member) return;
      book.wantsNoReminders(guild.id, member.id);
      await member.run('me notifications', { 'run-reminders': false });
    },

    leave(guild) {
      const people = peopleIn(guild).filter((name) => name.startsWith('member-'));
      const name = any(people);
      if (name === undefined || people.length < 8) return;
      book.left(guild.id, sandbox.as(name, guild).id);
      sandbox.server(guild).leave(name);
    },

    /** The bot may not write in the channel of runs for some time. */
    trouble(guild) {
      const channel = [...guild.channels.values()].find(({ name }) => name === 'group-runs');
      if (!channel) return;
      const overwrite = { id: sandbox.world.bot.id, type: 1, allow: 0n, deny: 2_048n };
      channel.overwrites.push(overwrite);
      const mend = () => void channel.overwrites.splice(channel.overwrites.indexOf(overwrite), 1);
      mending.push({ at: now() + HOUR * (0.2 + random() * 0.8), mend });
    },
  };

  const figuresUnclear = new Set<string>();

  /** What was deferred comes a little later. */
  async function untilAnswered(answer: Answer): Promise<void> {
    for (let look = 0; look < 20 && answer.kind !== 'failed' && textAfter(answer) === ''; look++)
      await wait(20);
  }

  /**
   * Waits until nothing goes over the wire for some turns, each of them long enough for what is on its way: counted by
   * turns, because a busy machine may stand still for longer than any time.
   */
  async function untilQuiet(): Promise<void> {
    let quiet = 0;
    const off = sandbox.traffic.onRequest(() => {
      quiet = 0;
    });
    for (; quiet < (pending.size > 0 ? TURNS_TO_ANSWER : TURNS_OF_QUIET); quiet++) await wait(TURN_MS);
    off();
  }

  /** Everything that was begun has been answered, or was told that it won't be. */
  async function settle(): Promise<void> {
    await untilQuiet();
    for (let round = 0; round < 8 && pending.size > 0; round++) {
      sandbox.clock.advance(LATE_MS);
      await untilQuiet();
    }
    if (pending.size > 0) throw new Error(`${pending.size} things that members did have no end`);
    for (const read of toRead) read();
    toRead = [];
    busy.clear();
  }

  function setConditions(on: boolean): void {
    for (const name of Object.keys(CONDITIONS) as Condition[]) sandbox.conditions.set(name, on);
    // Each time would be for ever.
    for (const name of [
      'delivers-twice',
      'registration-fails',
      'guild-list-incomplete',
      'history-fails',
    ] as const)
      sandbox.conditions.set(name, on, 3);
  }

  /** Starts the bot again until it stays, as a supervisor does. */
  async function start(): Promise<void> {
    for (let tries = 0; tries < 30; tries++) {
      try {
        await host.start();
        return;
      } catch {
        figures.failedStarts += 1;
      }
    }
    throw new Error('The bot does not start');
  }

  async function restart(): Promise<void> {
    if (chance(0.5)) {
      figures.crashes += 1;
      await host.crash();
    } else {
      figures.restarts += 1;
      await host.stop();
    }
    await start();
  }

  async function step(): Promise<void> {
    sandbox.clock.advance(STEP_MS);
    for (const one of mending.filter(({ at }) => at <= now())) {
      one.mend();
      mending.splice(mending.indexOf(one), 1);
    }
    for (const guild of sandbox.world.servers)
      for (const [deed, anHour] of Object.entries(RATES) as [Deed, number][])
        for (let left = (anHour * STEP_MS) / HOUR; left > 0; left--)
          if (chance(left)) begin(async () => deeds[deed](guild));
    if (chance(STEP_MS / (2 * HOUR))) {
      await wait(random() * 30);
      await restart();
    }
    await settle();
    await host.beat();
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
    setConditions(unkind);
    const ends = now() + hours * HOUR;
    for (let steps = 0; now() < ends; steps++) {
      await step();
      if (steps % 12 === 11) book.checkAnswers(host.databaseFile);
    }
    setConditions(false);
    for (const { mend } of mending.splice(0)) mend();
    for (let left = AFTERWARDS_MS; left > 0; left -= STEP_MS) {
      sandbox.clock.advance(STEP_MS);
      await untilQuiet();
      await host.beat();
    }
    await untilQuiet();
    await host.stop();
    book.checkAll(host.databaseFile);
    for (const text of figuresUnclear) book.findings.toldWrongly.push(`Unclear: ${text}`);
    figures.errorsLogged = host.errors.length;
    figures.violations = sandbox.traffic.violations.length;
    return { figures, findings: book.findings, errors: host.errors };
  } finally {
    await host.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
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
    violations: 0,
    errorsLogged: 0,
  };
  sandbox.traffic.onRequest(({ method, path, status }) => {
    if (status >= 400) figures.faults += 1;
    else if (path.startsWith('/interactions/')) figures.answers += 1;
    else if (method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)) figures.posts += 1;
    else if (method === 'PATCH' && path.startsWith('/channels/')) figures.edits += 1;
  });
  const { dispatch } = sandbox.gateway;
  sandbox.gateway.dispatch = (...event) => {
    if (event[0] === 'INTERACTION_CREATE') figures.interactions += 1;
    dispatch(...event);
  };
  return figures;
}
