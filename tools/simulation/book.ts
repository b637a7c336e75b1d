import SQLite from 'better-sqlite3';
import { buttonsOf, type Guild, type Message, type Sandbox, seenMessage, textOf } from 'discord-sandbox';
import { sentText } from '../sent-text.ts';
import type { Told } from '../told.ts';

// What must be, by what members did and were told alone. It knows nothing of how the bot does it: it reads messages, and
// holds the tables against them.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Time that the bot has for what is due, with everything that goes wrong meanwhile. */
const GRACE_MS = 2 * HOUR;
/** What was pressed so shortly before something fell due may count for it or not. */
const DOUBT_MS = 10 * MINUTE;
/** The reminders of a club that chose none. */
const REMINDERS_MS = [24 * HOUR, 2 * HOUR];

/** The answer of a member to a run; undefined for none. */
type Answer = 'going' | 'waiting' | 'maybe' | 'no' | undefined;

interface Place {
  /** What it may be by what they did and were told. */
  possible: Set<Answer>;
  /** When they last pressed anything there, or were found to have come off the waitlist. */
  changedAt: number;
  /** How often they were told, or may have been, that they wait. */
  waits: number;
  /** When they were first found to have come off the waitlist. */
  promotedBy: number | undefined;
}

export interface RunNote {
  readonly guild: Guild;
  readonly title: string;
  /** Its number; undefined where nobody was told. */
  number: number | undefined;
  readonly createdAt: number;
  startsAt: number;
  movedAt: number;
  told: 'made' | 'not-made' | 'nothing';
  /** When it was changed, surely or perhaps. */
  readonly edits: { readonly at: number; readonly sure: boolean }[];
  /** When it was cancelled, by what the leader was told. */
  readonly cancelled: { readonly at: number; readonly sure: boolean }[];
  readonly places: Map<string, Place>;
}

export interface RaceNote {
  readonly guild: Guild;
  readonly title: string;
  number: number | undefined;
  told: RunNote['told'];
  /** Who was told that they race, and when. */
  readonly racing: Map<string, number>;
}

/** Everything that is counted as wrong, in a sentence each. */
export type Findings = Record<'lost' | 'doubled' | 'toldWrongly', string[]>;

interface RunRow {
  readonly guild_id: string;
  readonly number: number;
  readonly title: string;
  readonly starts_at: number;
  readonly cancelled_at: number | null;
}

interface RsvpRow {
  readonly guild_id: string;
  readonly number: number;
  readonly user_id: string;
  readonly answer: Exclude<Answer, undefined>;
}

export type Book = ReturnType<typeof openBook>;

export function openBook(sandbox: Sandbox) {
  const runs: RunNote[] = [];
  const races: RaceNote[] = [];
  /** Members who chose to have no reminders in a club, or may have. */
  const noReminders = new Set<string>();
  const gone = new Set<string>();
  const findings: Findings = { lost: [], doubled: [], toldWrongly: [] };
  const { now } = sandbox.clock;
  const memberKey = (guildId: string, userId: string) => `${guildId} ${userId}`;

  const posted = (guild: Guild): Message[] =>
    [...guild.channels.keys()].flatMap((id) =>
      (sandbox.world.messages.get(id) ?? []).filter(
        ({ authorId, ephemeralFor, answerTo }) =>
          authorId === sandbox.world.bot.id && ephemeralFor === undefined && answerTo === undefined,
      ),
    );
  const textIn = (message: Message) => sentText(message);

  /** The last that was found of each: looking through all messages takes long. */
  const cards = new Map<string, Message>();

  function isCardOf({ title }: RunNote | RaceNote, message: Message): boolean {
    const seen = seenMessage(sandbox.world, '', message);
    const isOpen = buttonsOf(seen).some(({ label }) => /^(Going|I'm racing)$/.test(label));
    return isOpen && textOf(seen).includes(title);
  }

  /** Posts of a club that say these words. */
  function postsSaying(guild: Guild, words: string, from = 0, to = Number.POSITIVE_INFINITY): Message[] {
    return posted(guild).filter(
      (message) => message.createdAt >= from && message.createdAt < to && textIn(message).includes(words),
    );
  }

  const timesPinged = (messages: readonly Message[], userId: string) =>
    messages.filter(({ pinged }) => pinged.includes(userId)).length;

  function placeOf(run: RunNote, userId: string): Place {
    const found = run.places.get(userId);
    if (found) return found;
    const place: Place = {
      possible: new Set([undefined]),
      changedAt: 0,
      waits: 0,
      promotedBy: undefined,
    };
    run.places.set(userId, place);
    return place;
  }

  /** What a press means, where the member was told nothing of it. */
  const meant = (label: string): Answer[] =>
    label === 'Going' ? ['going', 'waiting', undefined] : [label === 'Maybe' ? 'maybe' : 'no', undefined];

  function read(databaseFile: string): { runs: RunRow[]; rsvps: RsvpRow[] } {
    const db = new SQLite(databaseFile, { readonly: true });
    const found = {
      runs: db.prepare('select guild_id, number, title, starts_at, cancelled_at from runs').all() as RunRow[],
      rsvps: db.prepare('select guild_id, number, user_id, answer from rsvps').all() as RsvpRow[],
    };
    db.close();
    return found;
  }

  function checkAnswers(run: RunNote, rsvps: readonly RsvpRow[]): void {
    for (const [userId, place] of run.places) {
      if (gone.has(memberKey(run.guild.id, userId))) continue;
      const actual = rsvps.find((row) => row.user_id === userId)?.answer;
      const promoted = actual === 'going' && place.possible.has('waiting');
      if (!place.possible.has(actual) && !promoted)
        findings.toldWrongly.push(
          `${run.title}: ${userId} is ${actual ?? 'nothing'}, not ${[...place.possible].join(' or ')}`,
        );
      if (promoted && !place.possible.has('going')) {
        place.promotedBy ??= now();
        place.changedAt = now();
      }
      place.possible = new Set([actual]);
    }
  }

  function checkMade(run: RunNote, rows: readonly RunRow[]): RunRow | undefined {
    const made = rows.filter(({ title }) => title === run.title);
    if (made.length > 1) findings.doubled.push(`${run.title}: made ${made.length} times`);
    if (run.told === 'made' && made.length === 0) findings.toldWrongly.push(`${run.title}: told, not made`);
    if (run.told === 'not-made' && made.length > 0)
      findings.toldWrongly.push(`${run.title}: made, told that not`);
    return made[0];
  }

  function checkCard(run: RunNote, rsvps: readonly RsvpRow[]): void {
    const cards = posted(run.guild).filter((message) => {
      const text = textIn(message);
      return text.includes(run.title) && /\*\*Going \(/.test(text);
    });
    if (cards.length === 0) findings.lost.push(`${run.title}: no card`);
    if (cards.length > 1) findings.doubled.push(`${run.title}: ${cards.length} cards`);
    const going = rsvps.filter(({ answer }) => answer === 'going').length;
    const shown = cards[0] && /\*\*Going \((\d+)/.exec(textIn(cards[0]))?.[1];
    if (shown !== undefined && shown !== String(going))
      findings.lost.push(`${run.title}: its card shows ${shown} going of ${going}`);
  }

  /** Somebody to whom a post has to come: how often it came, and how often at least and at most it should have. */
  function holdCount(what: string, times: number, least: number, most: number): void {
    if (times < least) findings.lost.push(`${what}: ${times} of ${least}`);
    if (times > most) findings.doubled.push(`${what}: ${times} instead of ${most}`);
  }

  function checkReminders(run: RunNote, rsvps: readonly RsvpRow[]): void {
    for (const [index, before] of REMINDERS_MS.entries()) {
      const dueAt = run.startsAt - before;
      const until = Math.min(run.startsAt, now());
      if (dueAt < run.movedAt + DOUBT_MS || dueAt > now() - GRACE_MS) continue;
      const reminders = postsSaying(run.guild, `### ${run.title} starts`, dueAt, until);
      for (const { user_id: userId, answer } of rsvps) {
        const key = memberKey(run.guild.id, userId);
        const place = run.places.get(userId);
        if (answer !== 'going' || !place || place.changedAt > dueAt - DOUBT_MS || gone.has(key)) continue;
        const least = noReminders.has(key) ? 0 : 1;
        const stillToCome = REMINDERS_MS.length - index;
        holdCount(`${run.title}: reminder for ${userId}`, timesPinged(reminders, userId), least, stillToCome);
      }
    }
  }

  /** News of a change or a cancellation, to all who had answered well before it. */
  function checkNews(run: RunNote, words: string, times: RunNote['edits'], rsvps: readonly RsvpRow[]): void {
    const news = postsSaying(run.guild, `### ${words}: ${run.title}`);
    for (const { user_id: userId, answer } of rsvps) {
      const place = run.places.get(userId);
      if (!place || answer === 'no' || gone.has(memberKey(run.guild.id, userId))) continue;
      const surely = times.filter(
        ({ at, sure }) => sure && at > place.changedAt + DOUBT_MS && at < run.startsAt - GRACE_MS,
      );
      holdCount(
        `${run.title}: "${words}" for ${userId}`,
        timesPinged(news, userId),
        surely.length,
        times.length,
      );
    }
  }

  function checkPromotions(run: RunNote, rsvps: readonly RsvpRow[]): void {
    const news = postsSaying(run.guild, 'a place is free').filter((message) =>
      textIn(message).includes(`**${run.title}**`),
    );
    for (const [userId, { promotedBy, changedAt, waits }] of run.places) {
      const still = rsvps.find((row) => row.user_id === userId)?.answer === 'going';
      if (promotedBy === undefined || changedAt !== promotedBy || !still) continue;
      if (promotedBy > run.startsAt - GRACE_MS || promotedBy > now() - GRACE_MS) continue;
      holdCount(`${run.title}: place for ${userId}`, timesPinged(news, userId), 1, waits);
    }
  }

  function checkRun(run: RunNote, row: RunRow, rsvps: readonly RsvpRow[]): void {
    if (run.createdAt > now() - GRACE_MS) return;
    checkCard(run, rsvps);
    if (row.cancelled_at === null) {
      checkReminders(run, rsvps);
      checkNews(run, 'Changed', run.edits, rsvps);
      checkPromotions(run, rsvps);
    } else checkNews(run, 'Cancelled', run.cancelled, rsvps);
  }

  function checkRace(race: RaceNote, rows: readonly { title: string }[]): void {
    const made = rows.filter(({ title }) => title === race.title).length;
    if (made > 1) findings.doubled.push(`${race.title}: made ${made} times`);
    if (race.told === 'made' && made === 0) findings.toldWrongly.push(`${race.title}: told, not made`);
    if (race.told === 'not-made' && made > 0) findings.toldWrongly.push(`${race.title}: made, told that not`);
    const about = posted(race.guild).filter((message) => textIn(message).includes(race.title));
    const count = (words: RegExp) => about.filter((message) => words.test(textIn(message))).length;
    if (made === 1) holdCount(`${race.title}: card`, count(/\*\*Racing \(/), 1, 1);
    holdCount(`${race.title}: recap`, count(/## Results/), 0, 1);
    const asked = about.filter((message) => textIn(message).includes('Day 1 after'));
    // Whoever is in several races of a day is asked by one of them.
    const askedOfAny = postsSaying(race.guild, 'Day 1 after');
    for (const [userId, since] of race.racing) {
      const key = memberKey(race.guild.id, userId);
      const due = asked.some(({ createdAt }) => since < createdAt - GRACE_MS) && !gone.has(key);
      const what = `${race.title}: check-in for ${userId}`;
      holdCount(what, timesPinged(asked, userId), 0, 1);
      holdCount(what, timesPinged(askedOfAny, userId), due ? 1 : 0, Number.POSITIVE_INFINITY);
    }
  }

  return {
    runs,
    races,
    findings,
    /** Somebody tries to create a run that starts at an instant. */
    openRun(guild: Guild, title: string, startsAt: number): RunNote {
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
      runs.push(run);
      return run;
    },
    openRace(guild: Guild, title: string): RaceNote {
      const race: RaceNote = { guild, title, number: undefined, told: 'nothing', racing: new Map() };
      races.push(race);
      return race;
    },
    /** The card of a run or a race, while its buttons are there to be pressed. */
    cardOf(note: RunNote | RaceNote): Message | undefined {
      const known = cards.get(note.title);
      if (known && isCardOf(note, known)) return known;
      const found = posted(note.guild).find((message) => isCardOf(note, message));
      if (found) cards.set(note.title, found);
      return found;
    },
    left: (guildId: string, userId: string) => void gone.add(memberKey(guildId, userId)),
    wantsNoReminders: (guildId: string, userId: string) => void noReminders.add(memberKey(guildId, userId)),
    /** Somebody pressed a button of a card and was told something, or nothing. */
    pressed(run: RunNote, userId: string, label: string, told: Told | 'failed' | 'nothing', text = ''): void {
      const place = placeOf(run, userId);
      place.changedAt = now();
      switch (told) {
        case 'not-done':
        case 'failed':
          return;
        case 'nothing':
        case 'open':
          for (const one of meant(label)) place.possible.add(one);
          place.waits += 1;
          return;
        case 'unclear':
          findings.toldWrongly.push(`${run.title}: the book can't read "${text}"`);
          return;
        default:
          place.possible = new Set([told === 'off' ? undefined : told]);
          if (told === 'waiting') place.waits += 1;
          place.promotedBy = undefined;
      }
    },
    /** Holds what is written against what members were told. */
    checkAnswers(databaseFile: string): void {
      const found = read(databaseFile);
      for (const run of runs) {
        const row = found.runs.find(({ title }) => title === run.title);
        const of = found.rsvps.filter(
          (one) => one.guild_id === run.guild.id && one.number === (row?.number ?? -1),
        );
        if (row) checkAnswers(run, of);
      }
    },
    /** At the end: everything that had to come has come, and came once. */
    checkAll(databaseFile: string): void {
      const found = read(databaseFile);
      for (const run of runs) {
        const row = checkMade(run, found.runs);
        if (!row) continue;
        const of = found.rsvps.filter((one) => one.guild_id === run.guild.id && one.number === row.number);
        checkAnswers(run, of);
        run.startsAt = row.starts_at;
        checkRun(run, row, of);
      }
      const db = new SQLite(databaseFile, { readonly: true });
      const rows = db.prepare('select name as title from races').all() as { title: string }[];
      db.close();
      for (const race of races) checkRace(race, rows);
    },
  };
}
