import { z } from 'zod';
import { LINES_A_PAGE } from '../domain/attendance.ts';
import { digitsOf, scoresIn } from '../domain/checkin.ts';
import { PAGES } from '../domain/checkin-content.ts';
import { KINDS, MOMENTS } from '../domain/exercise.ts';
import { PLACE_CHANGES } from '../domain/led-roster.ts';
import { MINUTES } from '../domain/routine.ts';
import { SESSION_PRESSES } from '../domain/session-view.ts';
import { id } from './component-id.ts';

// Every custom id that the bot puts on a message. Messages live for months, so what one of them carries must stay
// readable: a part may be added at the end, as an optional one, but none may be taken away or moved.

/** A part as `write` puts it into an id; `read` gives undefined for a text that it can't have come from. */
const part = <Value>(read: (text: string) => Value | undefined, write: (value: Value) => string) =>
  z.codec(z.string(), z.custom<Value>(), {
    decode(text, { issues }) {
      const value = read(text);
      if (value !== undefined) return value;
      issues.push({ code: 'custom', input: text });
      return z.NEVER;
    },
    encode: write,
  });

/** A whole number from 0 on, of at most so many digits. */
const digits = (most: number) =>
  part((text) => (/^\d+$/.test(text) && text.length <= most ? Number(text) : undefined), String);

/** A part that may be empty, which is null. */
const orNothing = <Value>(one: z.ZodType<Value, string>) =>
  part<Value | null>(
    (text) => (text === '' ? null : z.safeDecode(one, text).data),
    (value) => (value === null ? '' : z.encode(one, value)),
  );

const none = z.tuple([]);

/** The number of a run or a race in its club. */
const number = digits(9);
const numbered = z.tuple([number]);

/** The id under which a cancellation or a guided session is kept. */
const kept = digits(15);

/** A line of the list of who came. */
const line = digits(6).refine((one) => one > 0);
const lines = z.tuple([number, line]);
/** The first line of a page of that list. */
const firstLine = line.refine((one) => one % LINES_A_PAGE === 1);
/** Who of a page is ticked, one bit each. */
const ticked = part(
  (text) => (/^[0-9a-z]{1,5}$/.test(text) ? Number.parseInt(text, 36) : undefined),
  (bits) => bits.toString(36),
).refine((bits) => bits < 2 ** LINES_A_PAGE);

const ofList = z.tuple([number, z.enum(PLACE_CHANGES)]);

export const runIds = {
  going: id('run', 'going', numbered),
  maybe: id('run', 'maybe', numbered),
  no: id('run', 'no', numbered),
  pace: id('run', 'pace', numbered),
  postCard: id('run', 'post-card', numbered),
  cancel: id('run', 'cancel', z.tuple([kept])),
  keep: id('run', 'keep', none),
  undo: id('run', 'undo', z.tuple([kept])),
  look: id('run', 'attendance-look', lines),
  save: id('run', 'attendance-keep', lines),
  page: id('run', 'attendance-page', z.tuple([number, firstLine, ticked])),
  /** What is done with the list of a run, and to whom. */
  list: id('run', 'list', ofList),
  listed: id('run', 'listed', ofList),
  sheet: id('run', 'sheet', numbered),
  /** With how many came, so that Discord empties the list once somebody has been added. */
  came: id('run', 'attendance-came', z.tuple([number, line, digits(6)])),
};

export const raceIds = {
  racing: id('race', 'racing', numbered),
  not: id('race', 'not', numbered),
  postCard: id('race', 'post-card', numbered),
  cancel: id('race', 'cancel', z.tuple([kept])),
  keep: id('race', 'keep', none),
  undo: id('race', 'undo', z.tuple([kept])),
};

/** The race of a check-in: null for the member's last, 0 where it is to be none. */
const raceOrNone = orNothing(number);
const ofRace = z.tuple([raceOrNone]);
const listOfRace = z.tuple([raceOrNone, z.enum(PAGES)]);
const evening = z.literal('evening').optional();
const date = z.iso.date().optional();
/** How many days after a race it is. */
const day = part((text) => (/^-?\d{1,3}$/.test(text) ? Number(text) : undefined), String);
const scores = part(scoresIn, digitsOf);

export const recoveryIds = {
  anotherTip: id('recovery', 'another-tip', z.tuple([z.string()])),
  plan: id('recovery', 'plan', none),
  checkIn: id('recovery', 'check-in', z.tuple([number, evening])),
  /** Of one's own accord, without a post that asks. */
  begin: id('recovery', 'begin', none),
  /** The signs of a race that apply: from one page of the list, or from a shorter list of its own. */
  signs: id('recovery', 'signs', z.tuple([raceOrNone, z.enum(PAGES).optional(), evening])),
  list: id('recovery', 'list', listOfRace),
  listTonight: id('recovery', 'list-tonight', listOfRace),
  none: id('recovery', 'none', ofRace),
  noneTonight: id('recovery', 'none-tonight', ofRace),
  /** The form of a day; one that was opened before an upgrade tells no day. */
  form: id('recovery', 'form', z.tuple([raceOrNone, date])),
  /** With how sore they are in all, which earlier versions didn't tell. */
  sore: id('recovery', 'sore', z.tuple([raceOrNone, digits(1).optional()])),
  keep: id('recovery', 'keep', z.tuple([raceOrNone, orNothing(day), scores])),
  stopKeeping: id('recovery', 'stop-keeping', none),
  forgetAnswers: id('recovery', 'forget-answers', none),
  read: id('recovery', 'read', none),
};

/** Muscle, moment, kind, minutes, turn. */
const routine = z.tuple([
  z.string(),
  orNothing(z.enum(MOMENTS)),
  orNothing(z.enum(KINDS)),
  digits(2).refine((minutes) => minutes >= MINUTES.min && minutes <= MINUTES.max),
  digits(4).refine((turn) => turn <= 1_000),
]);

export const stretchIds = {
  another: id('stretch', 'another', routine),
  show: id('stretch', 'show', routine),
  share: id('stretch', 'share', routine),
  guide: id('stretch', 'guide', routine),
  session: id('stretch', 'session', z.tuple([kept, z.enum(SESSION_PRESSES), digits(3)])),
  signs: id('stretch', 'signs', z.tuple([kept])),
  done: id('stretch', 'done', none),
  read: id('stretch', 'read', none),
};

/** What is chosen now, so that Discord shows it and not what was chosen before. */
const chosen = z.tuple([z.string()]);

export const meIds = {
  /** Who was asked, and when (UTC ms). */
  erase: id('me', 'erase', z.tuple([z.string().regex(/^\d{1,20}$/), digits(16)])),
  keep: id('me', 'keep', none),
  notify: id('me', 'notify', chosen),
  pictures: id('me', 'pictures', z.tuple([z.enum(['still', 'moving'])])),
  under18: id('me', 'under-eighteen', z.tuple([z.enum(['on', 'erase', 'off'])])),
  goal: id('me', 'goal', chosen),
};
