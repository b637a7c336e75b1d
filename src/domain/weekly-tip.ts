import type { TipTime } from './club.ts';
import { dateAt, instantAt, type WallDate } from './wall-time.ts';

/** The week of a date as ISO 8601 counts them, from Monday: "2026-W48". */
export function weekOf(date: WallDate): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(date);
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`;
}

export interface WeeklyTip {
  readonly week: string;
  readonly tipId: string;
  /** Counts up when all tips were posted. */
  readonly round: number;
}

/** When the next tip of the week is due after `now` (both UTC ms), in a week that hasn't had one, and which week that is. */
export function nextTipDue(
  { day, time }: TipTime,
  zone: string,
  now: number,
  had: ReadonlySet<string>,
): { readonly week: string; readonly dueAt: number } {
  const today = Temporal.PlainDate.from(dateAt(now, zone));
  let date = today.subtract({ days: today.dayOfWeek - day });
  for (;;) {
    const due = { week: weekOf(date.toString()), dueAt: instantAt(date.toString(), time, zone) };
    if (due.dueAt > now && !had.has(due.week)) return due;
    date = date.add({ weeks: 1 });
  }
}
