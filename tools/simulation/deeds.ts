import { setTimeout as wait } from 'node:timers/promises';
import {
  type Answer,
  buttonsOf,
  type Guild,
  type Member,
  type Message,
  type Sandbox,
  seenMessage,
  textOf,
} from 'discord-sandbox';
import { readTold, type Told } from '../told.ts';
import type { Book, RunNote } from './book.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const ZONE = 'Europe/London';
/** Discord's right to send messages. */
const SEND_MESSAGES = 2_048n;
/** A club with fewer members loses none. */
const FEWEST_MEMBERS = 8;

/** How often something happens in a club, in an hour. */
const RATES = {
  createRun: 0.25,
  pressRun: 12,
  editRun: 0.2,
  cancelRun: 0.05,
  addRace: 0.08,
  joinRace: 1,
  tellResult: 0.5,
  checkIn: 0.4,
  stretch: 0.5,
  pressSession: 2,
  notifications: 0.1,
  leave: 0.03,
  trouble: 0.03,
} as const;
type Deed = keyof typeof RATES;

interface DeedParts {
  readonly sandbox: Sandbox;
  readonly book: Book;
  readonly random: () => number;
  /** Calls `read` once the bot has answered all that there was to answer. */
  readonly whenSettled: (read: () => void) => void;
  /** Calls `mend` at an instant. */
  readonly mendAt: (instant: number, mend: () => void) => void;
}

/** "2026-11-24 07:30" on the clubs' clocks. */
const wallAt = (instant: number) =>
  Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(ZONE)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');

const hasButton = (message: Parameters<typeof buttonsOf>[0], wanted: string) =>
  buttonsOf(message).some(({ label }) => label === wanted);

/** What members do, and what they read of it, for the book. */
export function createDeeds({ sandbox, book, random, whenSettled, mendAt }: DeedParts) {
  const { now } = sandbox.clock;
  const any = <Thing>(things: readonly Thing[]) => things[Math.floor(random() * things.length)];
  const chance = (one: number) => random() < one;
  let made = 0;
  /** Who has done something with what since all was settled: the book can't tell two presses at once apart. */
  const busy = new Set<string>();

  function isFree(key: string): boolean {
    if (busy.has(key)) return false;
    busy.add(key);
    return true;
  }

  /** None is the beginning of another. */
  const nameFor = (what: string, guild: Guild) => {
    made += 1;
    return `${what}${sandbox.world.servers.indexOf(guild)}x${made}end`;
  };

  function peopleIn(guild: Guild): string[] {
    const people = [...guild.members.keys()].flatMap((id) => sandbox.world.users.get(id) ?? []);
    return people.flatMap(({ bot, username }) => (bot ? [] : [username]));
  }

  function memberIn(guild: Guild, userId: string): Member | undefined {
    const name = guild.members.has(userId) ? sandbox.world.users.get(userId)?.username : undefined;
    return name === undefined ? undefined : sandbox.as(name, guild);
  }

  function somebody(guild: Guild): Member | undefined {
    const name = any(peopleIn(guild));
    return name === undefined ? undefined : sandbox.as(name, guild).in('group-runs');
  }

  const leaderOf = (guild: Guild) => sandbox.as('leader', guild).in('group-runs');
  const seen = (message: Message) => seenMessage(sandbox.world, '', message);

  /** Ephemeral messages that answer what a member pressed on a message. */
  const answersTo = new Map<string, Message[]>();
  const keyOf = (userId: string, messageId: string) => `${userId} ${messageId}`;
  sandbox.messages.on('created', (message) => {
    const { ephemeralFor, answerTo } = message;
    if (ephemeralFor === undefined || answerTo?.messageId === undefined) return;
    const key = keyOf(ephemeralFor, answerTo.messageId);
    answersTo.set(key, [...(answersTo.get(key) ?? []), message]);
  });

  /** Presses a button of a card. Returns what reads, later, what the member was told last; undefined for nothing. */
  async function pressCard(member: Member, card: Message, label: string) {
    const key = keyOf(member.id, card.id);
    const before = answersTo.get(key)?.length ?? 0;
    const { kind } = await member.press(seen(card), label);
    const lastText = () => {
      const since = (answersTo.get(key) ?? []).slice(before);
      return since.map((message) => textOf(seen(message))).findLast((text) => text !== '');
    };
    return { failed: kind === 'failed', lastText };
  }

  /** What an answer says by now; empty for nothing. */
  function textAfter({ message }: Answer): string {
    const found = [...sandbox.world.messages.values()].flat().find(({ id }) => id === message?.id);
    return found ? textOf(seen(found)) : '';
  }

  /** What was deferred comes a little later. */
  async function answered(member: Member, answer: Answer) {
    for (let look = 0; look < 20 && answer.kind !== 'failed' && textAfter(answer) === ''; look++)
      await wait(20);
    return member.read().find(({ id }) => id === answer.message?.id);
  }

  function toldMade(answer: Answer): RunNote['told'] {
    const text = textAfter(answer);
    if (/is on:/.test(text)) return 'made';
    if (readTold(text) === 'open') return 'nothing';
    return answer.kind === 'failed' || text !== '' ? 'not-made' : 'nothing';
  }

  const numberIn = (text: string) => {
    const [, number] = /(?:Run|Race) (\d+) is on/.exec(text) ?? [];
    return number === undefined ? undefined : Number(number);
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

  /** A race, and somebody who was told that they race. */
  function racerIn(guild: Guild) {
    const race = any(openRaces(guild));
    const member = race && memberIn(guild, any([...race.racing.keys()]) ?? '');
    return race && member ? { race, member } : undefined;
  }

  /** What can be changed of a run, and whether those who come are told of it. */
  function someChange(run: RunNote): {
    asked: Record<string, string | number>;
    news: boolean;
    startsAt: number;
  } {
    const { startsAt } = run;
    if (chance(0.3)) {
      const later = startsAt + 30 * MINUTE;
      return { asked: { when: wallAt(later) }, news: true, startsAt: later };
    }
    if (chance(0.3)) return { asked: { capacity: 10 + Math.floor(random() * 10) }, news: false, startsAt };
    return { asked: { meet: `Gate ${Math.floor(random() * 100_000)}` }, news: true, startsAt };
  }

  const deeds: Record<Deed, (guild: Guild) => Promise<void> | void> = {
    async createRun(guild) {
      const member = chance(0.5) ? leaderOf(guild) : somebody(guild);
      if (!member) return;
      const title = nameFor('Run', guild);
      const startsAt = Math.round((now() + HOUR * (1 + random() * 26)) / MINUTE) * MINUTE;
      const capacity = chance(0.6) ? { capacity: 2 + Math.floor(random() * 6) } : {};
      const run = book.openRun(guild, title, startsAt);
      const asked = { title, when: wallAt(startsAt), meet: 'The boathouse', ...capacity };
      const answer = await member.run('run create', asked);
      whenSettled(() => {
        run.told = toldMade(answer);
        run.number = numberIn(textAfter(answer));
      });
    },

    async pressRun(guild) {
      const run = any(openRuns(guild));
      const member = somebody(guild);
      if (!run || !member || !isFree(`${run.title} ${member.id}`)) return;
      const card = book.cardOf(run);
      if (!card) return;
      const label = any(['Going', 'Going', 'Going', 'Maybe', "Can't go"]) ?? 'Going';
      const { failed, lastText } = await pressCard(member, card, label);
      whenSettled(() => {
        const text = lastText();
        const told: Told | 'failed' | 'nothing' =
          text === undefined ? (failed ? 'failed' : 'nothing') : readTold(text);
        book.pressed(run, member.id, label, told, text);
      });
    },

    async editRun(guild) {
      const run = any(openRuns(guild));
      if (!run || !isFree(run.title)) return;
      const at = now();
      const { asked, news, startsAt } = someChange(run);
      const answer = await leaderOf(guild).run('run edit', { run: String(run.number), ...asked });
      whenSettled(() => {
        const text = textAfter(answer);
        const sure = text.includes('## Changed');
        const perhaps = (text === '' || readTold(text) === 'open') && answer.kind !== 'failed';
        if (!sure && !perhaps) return;
        if (news) run.edits.push({ at, sure });
        if (startsAt !== run.startsAt) run.movedAt = at;
        if (sure) run.startsAt = startsAt;
      });
    },

    async cancelRun(guild) {
      const run = any(openRuns(guild));
      if (!run || !isFree(run.title)) return;
      const leader = leaderOf(guild);
      const asked = await leader.run('run cancel', { run: String(run.number), reason: 'Ice' });
      const question = await answered(leader, asked);
      if (!question || !hasButton(question, 'Cancel the run')) return;
      const at = now();
      const answer = await leader.press(question, 'Cancel the run');
      whenSettled(() => {
        if (answer.kind !== 'failed') run.cancelled.push({ at, sure: /cancelled/.test(textAfter(answer)) });
      });
    },

    async addRace(guild) {
      const race = book.openRace(guild, nameFor('Race', guild));
      const asked = { name: race.title, distance: 'half', date: wallAt(now()).slice(0, 10) };
      const answer = await leaderOf(guild).run('race add', asked);
      whenSettled(() => {
        race.told = toldMade(answer);
        race.number = numberIn(textAfter(answer));
      });
    },

    async joinRace(guild) {
      const race = any(openRaces(guild));
      const member = somebody(guild);
      const card: Message | undefined = race && book.cardOf(race);
      if (!race || !card || !member || race.racing.has(member.id)) return;
      if (!isFree(`${race.title} ${member.id}`)) return;
      const at = now();
      const { lastText } = await pressCard(member, card, "I'm racing");
      whenSettled(() => {
        if (/You're (racing|down for)/.test(lastText() ?? '')) race.racing.set(member.id, at);
      });
    },

    async tellResult(guild) {
      const { race, member } = racerIn(guild) ?? {};
      if (!race || !member || !isFree(`${race.title} ${member.id}`)) return;
      const time = `1:${10 + Math.floor(random() * 49)}:00`;
      await member.run('race result', { race: String(race.number), time });
    },

    async checkIn(guild) {
      const { race, member } = racerIn(guild) ?? {};
      const reader = member?.in('recovery');
      const post = reader
        ?.read()
        .find((one) => textOf(one).includes(race?.title ?? '') && hasButton(one, 'Check in'));
      if (!reader || !post) return;
      const signs = await answered(reader, await reader.press(post, 'Check in'));
      if (!signs || !hasButton(signs, 'None of these')) return;
      const { modal } = await reader.press(signs, 'None of these');
      if (!modal) return;
      await reader.submit(modal, Object.fromEntries(modal.fields.map(({ customId }) => [customId, '4'])));
    },

    async stretch(guild) {
      const member = somebody(guild);
      if (!member || !isFree(`stretch ${member.id}`)) return;
      const routine = await answered(member, await member.run('stretch', { muscle: 'calves', minutes: 3 }));
      if (routine && hasButton(routine, 'Start guided session'))
        await member.press(routine, 'Start guided session');
    },

    async pressSession(guild) {
      const member = somebody(guild);
      if (!member || !isFree(`stretch ${member.id}`)) return;
      const message = member.read().findLast((one) => one.ephemeral && hasButton(one, 'Skip'));
      const free = message
        ? buttonsOf(message).filter(({ label }) => /Skip|Pause|Go on|Start now/.test(label))
        : [];
      const button = any(free);
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
      if (name === undefined || people.length < FEWEST_MEMBERS) return;
      book.left(guild.id, sandbox.as(name, guild).id);
      sandbox.server(guild).leave(name);
    },

    /** For some time the bot may not write in the channel of runs, or Discord has an outage of the server. */
    trouble(guild) {
      const over = now() + HOUR * (0.2 + random() * 0.8);
      const { overwrites } = [...guild.channels.values()].find(({ name }) => name === 'group-runs') ?? {};
      if (!overwrites || !isFree(`trouble ${guild.id}`)) return;
      const overwrite = { id: sandbox.world.bot.id, type: 1, allow: 0n, deny: SEND_MESSAGES };
      overwrites.push(overwrite);
      mendAt(over, () => void overwrites.splice(overwrites.indexOf(overwrite), 1));
    },
  };

  return {
    /** What happens in a club in so many ms, as chance has it. */
    *inClub(guild: Guild, ms: number): Generator<() => Promise<void>> {
      for (const [deed, anHour] of Object.entries(RATES) as [Deed, number][])
        for (let left = (anHour * ms) / HOUR; left > 0; left--)
          if (chance(left)) yield async () => deeds[deed](guild);
    },
    /** All that was done has been answered. */
    settled: () => busy.clear(),
  };
}
