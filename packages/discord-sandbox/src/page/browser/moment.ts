import { h } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { relativeTime } from '../../client/devices.ts';
import { TextContext } from './context.ts';

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

/** A relative time as the device at hand shows it, in a text that was drawn when `text` came. */
function Counting({ at, text }: { at: number; text: unknown }) {
  const { now, device } = useContext(TextContext);
  const drawnAt = useMemo(now, [text]);
  useSeconds(now);
  return relativeTime(device, { at, drawnAt, now: now() }, relative);
}

/** A timestamp in a text. It is drawn anew when it stands in another `text`. */
export function Moment({ at, style, text }: { at: number; style: string; text: unknown }) {
  const full = written(at, 'F');
  return h(
    'time',
    { class: 'moment', title: full },
    style === 'R' ? h(Counting, { at, text }) : written(at, style),
  );
}
