import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Styles = Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** Discord's styles of a timestamp, in the reader's own language and zone. */
const STYLES: Styles = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

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

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' });
const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant (UTC ms) in one of Discord's styles, except the one that counts. */
export function written(at: number, style: string): string {
  const name = style in STYLES ? style : 'f';
  const format = formats.get(name) ?? new Intl.DateTimeFormat(undefined, STYLES[name]);
  formats.set(name, format);
  // Discord's latest instants lie beyond what a date can hold.
  return Math.abs(at) <= 8.64e15 ? format.format(at) : 'Invalid Date';
}

/** "in 3 hours", "2 days ago". Counted from the whole second that it is, so that all change together. */
function counted(at: number, now: number): string {
  const ms = at - Math.floor(now / SECOND) * SECOND;
  const [unit, size] = UNITS.find(([, , from]) => Math.abs(ms) >= from) ?? ['second', SECOND];
  return relative.format(Math.round(ms / size), unit);
}

/** "16:40" today, "24/11/2026 16:40" before. */
export function stamp(at: number, now: number): string {
  const today = written(at, 'd') === written(now, 'd');
  return today ? written(at, 't') : `${written(at, 'd')} ${written(at, 't')}`;
}

/** Callbacks for each second. One timer serves all of them. */
const counting = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Waits for the next whole second of a clock, which may be moved meanwhile. */
function waitForSecond(now: () => number): void {
  timer = setTimeout(
    () => {
      timer = undefined;
      for (const draw of counting) draw();
      if (counting.size > 0) waitForSecond(now);
    },
    SECOND - (now() % SECOND),
  );
}

/** Draws anew at each second of a clock. */
export function useSeconds(now: () => number): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const draw = () => tick((count) => count + 1);
    counting.add(draw);
    if (timer === undefined) waitForSecond(now);
    return () => void counting.delete(draw);
  }, [now]);
}

function Counting({ at, now }: { at: number; now: () => number }) {
  useSeconds(now);
  return counted(at, now());
}

/** A timestamp in a text. */
export function Moment({ at, style, now }: { at: number; style: string; now: () => number }) {
  const full = written(at, 'F');
  return h(
    'time',
    { class: 'moment', title: full },
    style === 'R' ? h(Counting, { at, now }) : written(at, style),
  );
}
