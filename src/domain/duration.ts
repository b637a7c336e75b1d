/** Lengths of time in ms. A day is 24 hours here; days of a calendar are counted by `addDays`. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
