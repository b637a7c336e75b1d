// On what Discord's app runs, and how that shows times. It runs in the browser too, so it imports nothing.

/** Devices by what they do to relative times (`<t:…:R>`), each in a sentence for people. */
export const DEVICES = {
  computer: 'On a computer: times count, and people who wrote here lately have their names.',
  stuck:
    'On a computer where countdowns stand still in their last minute, as they do for some (discord-api-docs#7874).',
  phone:
    'On a phone: times stand still, forms keep what was typed into them, and nobody has been met before (#6060, #7554, #2126).',
} as const;

export type Device = keyof typeof DEVICES;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Units of a span of time; each is used from `from` ms on. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, ms: number, from: number])[] = [
  ['year', 365 * DAY, 320 * DAY],
  ['month', 30 * DAY, 26 * DAY],
  ['day', DAY, 22 * HOUR],
  ['hour', HOUR, 45 * MINUTE],
  ['minute', MINUTE, MINUTE],
  ['second', SECOND, 0],
];

/** "in 3 hours", "2 days ago". Counted from the whole second that it is, so that all change together. */
function counted(at: number, now: number, format: Intl.RelativeTimeFormat): string {
  const ms = at - Math.floor(now / SECOND) * SECOND;
  const [unit, size] = UNITS.find(([, , from]) => Math.abs(ms) >= from) ?? ['second', SECOND];
  return format.format(Math.round(ms / size), unit);
}

/** When the device last brought a relative time up to date. */
function lastCounted(device: Device, at: number, drawnAt: number, now: number): number {
  switch (device) {
    case 'computer':
      return now;
    case 'stuck': {
      const lastMinute = at - MINUTE + SECOND;
      return now < lastMinute ? now : Math.max(drawnAt, lastMinute);
    }
    case 'phone':
      return drawnAt;
  }
}

/** A relative time as a device shows it `now`, in a message that it drew at `drawnAt` (all in UTC ms). */
export const relativeTime = (
  device: Device,
  { at, drawnAt, now }: { readonly at: number; readonly drawnAt: number; readonly now: number },
  format: Intl.RelativeTimeFormat,
): string => counted(at, lastCounted(device, at, drawnAt, now), format);
