const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const UNITS = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const;

/**
 * The instant (UTC ms) that `:clock` is to be moved to: `+2h`, `9:00`, `tomorrow 9:00`, `saturday 7:30`, `sat 7:30` or
 * `2026-12-05 07:30`, as wall time in `zone`. Undefined where it can't be told.
 */
export function instantFor(text: string, now: number, zone: string): number | undefined {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const asked = text.trim().toLowerCase();
  const step = /^\+\s*(\d{1,4})\s*([mhdw])$/.exec(asked);
  if (step) return here.add({ [UNITS[step[2] as keyof typeof UNITS]]: Number(step[1]) }).epochMilliseconds;

  const read = /^(?:([a-z]{3,9}|\d{4}-\d\d-\d\d)(?:\s+|(?<=\d)t))?(\d{1,2}):(\d\d)$/.exec(asked);
  if (!read) return undefined;
  const [, day, hour, minute] = read;
  try {
    const time = Temporal.PlainTime.from(
      { hour: Number(hour), minute: Number(minute) },
      { overflow: 'reject' },
    );
    const at = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone: zone, plainTime: time });
    const today = here.toPlainDate();
    if (day === undefined) {
      const next = at(today);
      return (next.epochMilliseconds > now ? next : at(today.add({ days: 1 }))).epochMilliseconds;
    }
    if (day === 'today') return at(today).epochMilliseconds;
    if (day === 'tomorrow') return at(today.add({ days: 1 })).epochMilliseconds;
    if (/^\d/.test(day)) return at(Temporal.PlainDate.from(day)).epochMilliseconds;
    const wanted = DAYS.findIndex((name) => name.startsWith(day)) + 1;
    if (wanted === 0) return undefined;
    const ahead = (wanted - today.dayOfWeek + 7) % 7;
    const next = at(today.add({ days: ahead }));
    return (next.epochMilliseconds > now ? next : at(today.add({ days: ahead + 7 }))).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** An instant as people in `zone` read it: "Tue, 24 Nov 2026, 09:00 GMT". */
export function wallTime(instant: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(instant);
}

const NEAR_SECONDS = 120;

/** "in 30 seconds", for what comes within two minutes of `now` (both UTC ms); undefined for what doesn't. */
export function countdown(instant: number, now: number): string | undefined {
  const seconds = Math.ceil((instant - now) / 1000);
  if (seconds <= 0 || seconds > NEAR_SECONDS) return undefined;
  return `in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
}
