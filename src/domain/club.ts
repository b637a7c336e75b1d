export const UNITS = ['km', 'mi'] as const;
export type Units = (typeof UNITS)[number];

/** Where a club can run: what is stored of it. Names and numbers are in data/help-lines.json. */
export const REGIONS = [
  'eu',
  'uk',
  'us-canada',
  'australia',
  'new-zealand',
  'ireland',
  'canada',
  'austria',
  'belgium',
  'france',
  'germany',
  'netherlands',
  'spain',
  'norway',
  'switzerland',
  'iceland',
  'turkey',
  'india',
  'japan',
  'south-korea',
  'singapore',
  'hong-kong',
  'malaysia',
  'uae',
  'israel',
  'south-africa',
  'kenya',
  'nigeria',
  'brazil',
  'mexico',
  'argentina',
  'chile',
  'colombia',
  'philippines',
  'thailand',
  'china',
  'elsewhere',
] as const;
export type Region = (typeof REGIONS)[number];

/** What a club has chosen with `/club setup`. */
export interface ClubSettings {
  /** IANA name. */
  readonly zone: string;
  readonly runsChannelId: string;
  readonly recoveryChannelId: string;
  /** Whoever holds it may change all runs and races; without one only who may manage the server. */
  readonly leaderRoleId: string | null;
  readonly units: Units;
  /** Wall time, `HH:MM`. */
  readonly checkinTime: string;
  /** Where it runs, for the right numbers to call; null: as its zone tells. */
  readonly region: Region | null;
  /** The club's own numbers, which go before those of its region. */
  readonly ownLines: OwnLines;
  /** The member who looks after those under 18; null: nobody. */
  readonly welfareOfficerId: string | null;
  /** Minutes before the start, longest first. */
  readonly reminders: readonly number[];
  /** Whether each run to come is an event of the server too. */
  readonly events: boolean;
  /** When the tip of the week comes; null: there is none. */
  readonly tipTime: TipTime | null;
  /** Where it comes; null: in the recovery channel. */
  readonly tipChannelId: string | null;
}

/** What a club has chosen now, and what it had before, where it was set up. */
export interface ClubSetUp {
  readonly settings: ClubSettings;
  readonly before: ClubSettings | undefined;
}

/** What an admin typed to be called instead of the region's numbers; null: nothing. */
export interface OwnLines {
  readonly emergency: string | null;
  readonly advice: string | null;
  readonly crisis: string | null;
}

/** A day of the week, from 1 (Monday) to 7, and wall time `HH:MM`. */
export interface TipTime {
  readonly day: number;
  readonly time: string;
}

export const USUAL_SETTINGS = {
  leaderRoleId: null,
  units: 'km',
  checkinTime: '09:00',
  region: null,
  ownLines: { emergency: null, advice: null, crisis: null },
  welfareOfficerId: null,
  reminders: [24 * 60, 2 * 60],
  events: false,
  tipTime: null,
  tipChannelId: null,
} as const satisfies Partial<ClubSettings>;

const LONGEST_REMINDER_HOURS = 14 * 24;
const MOST_REMINDERS = 4;

/** "24h, 2h" or "90m" as minutes, longest first; `none` is no reminders; undefined where it can't be read. */
export function readReminders(typed: string): readonly number[] | undefined {
  const text = typed.trim().toLowerCase();
  if (text === 'none') return [];
  const minutes = text.split(/[\s,]+/).map((part) => {
    const read = /^(\d{1,4})(m|min|h|d)$/.exec(part);
    if (!read) return Number.NaN;
    return Number(read[1]) * (read[2] === 'h' ? 60 : read[2] === 'd' ? 24 * 60 : 1);
  });
  const fine = minutes.every((one) => one >= 5 && one <= LONGEST_REMINDER_HOURS * 60);
  if (!fine || minutes.length > MOST_REMINDERS) return undefined;
  return [...new Set(minutes)].sort((a, b) => b - a);
}

/** `HH:MM` of "9", "9:00", "09:00", "9h30", "9am" or "9 Uhr"; undefined where it can't be read. */
export function readTimeOfDay(typed: string): string | undefined {
  const read = /^(\d{1,2})(?:[:.h](\d{2})|h)?\s*(am|pm|uhr|h)?$/.exec(typed.trim().toLowerCase());
  if (!read) return undefined;
  const [, hours, minutes = '00', suffix = ''] = read;
  const half = suffix.endsWith('m');
  const hour = half ? (Number(hours) % 12) + (suffix === 'pm' ? 12 : 0) : Number(hours);
  if (hour > 23 || Number(minutes) > 59 || (half && Number(hours) > 12)) return undefined;
  return `${String(hour).padStart(2, '0')}:${minutes}`;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** When the tip of the week comes where only a channel was chosen. */
export const USUAL_TIP_TIME: TipTime = { day: 1, time: '18:00' };

/** "Monday 18:00", "fri 7am" or "18:00 on Sundays"; `none` is null, undefined what can't be read. */
export function readTipTime(typed: string): TipTime | null | undefined {
  const words = typed
    .toLowerCase()
    .replace(/,|\b(on|at|every|each)\b/g, ' ')
    .trim()
    .split(/\s+/);
  if (words.join('') === 'none') return null;
  const dayIn = (word: string) =>
    word.length < 2 ? -1 : WEEKDAYS.findIndex((day) => `${day}s`.startsWith(word.replace(/\.$/, '')));
  const day = words.map(dayIn).find((found) => found >= 0);
  const time = readTimeOfDay(words.filter((word) => dayIn(word) < 0).join(' '));
  return day === undefined || time === undefined ? undefined : { day: day + 1, time };
}

/** "Monday 18:00" */
export function tipTimeInWords({ day, time }: TipTime): string {
  const name = WEEKDAYS[day - 1] ?? '';
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${time}`;
}
