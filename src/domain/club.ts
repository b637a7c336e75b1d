export const UNITS = ['km', 'mi'] as const;
export type Units = (typeof UNITS)[number];

/** Where the club runs, for the right emergency number. */
export const REGIONS = ['eu', 'uk', 'us-canada', 'australia', 'new-zealand', 'elsewhere'] as const;
export type Region = (typeof REGIONS)[number];

/** What a club has chosen with `/club setup`. */
export interface ClubSettings {
  /** IANA name. */
  readonly zone: string;
  readonly runsChannelId: string;
  readonly recoveryChannelId: string;
  /** Whoever holds it leads runs; without one, everybody may. */
  readonly leaderRoleId: string | null;
  readonly units: Units;
  /** Wall time, `HH:MM`. */
  readonly checkinTime: string;
  readonly region: Region;
  /** Minutes before the start, longest first. */
  readonly reminders: readonly number[];
  /** Whether each run to come is an event of the server too. */
  readonly events: boolean;
}

export const USUAL_SETTINGS = {
  leaderRoleId: null,
  units: 'km',
  checkinTime: '09:00',
  region: 'elsewhere',
  reminders: [24 * 60, 2 * 60],
  events: false,
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
