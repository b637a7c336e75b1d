/** What a member can answer to a run. */
export const REPLIES = ['going', 'maybe', 'no'] as const;
export type Reply = (typeof REPLIES)[number];

/** One member's place on the list of a run. Whoever is going has a seat of their own; `order` tells who came first. */
export interface Rsvp {
  readonly userId: string;
  readonly answer: Reply | 'waiting';
  /** From 1, unique within the run; null for all who aren't going. */
  readonly seat: number | null;
  readonly order: number;
  /** The id of the pace group they chose. */
  readonly pace: string | null;
}

/** How a press was taken. `place`: how many are before them on the waitlist, counting themselves. */
export type PressOutcome =
  | { readonly type: 'going' | 'maybe' | 'no' }
  | { readonly type: 'waiting'; readonly place: number }
  | { readonly type: 'undone'; readonly was: Rsvp['answer'] };

export interface Pressed {
  readonly rsvps: readonly Rsvp[];
  readonly outcome: PressOutcome;
  /** Members who came off the waitlist by it, in order. */
  readonly promoted: readonly string[];
}

const byOrder = (a: Rsvp, b: Rsvp) => a.order - b.order;

export function going(rsvps: readonly Rsvp[]): Rsvp[] {
  return rsvps.filter(({ answer }) => answer === 'going').sort(byOrder);
}

export function waiting(rsvps: readonly Rsvp[]): Rsvp[] {
  return rsvps.filter(({ answer }) => answer === 'waiting').sort(byOrder);
}

function freeSeat(rsvps: readonly Rsvp[]): number {
  const taken = new Set(rsvps.map(({ seat }) => seat));
  let seat = 1;
  while (taken.has(seat)) seat += 1;
  return seat;
}

/**
 * Gives free seats to those who wait, first come first served. `capacity` null: there is no limit. Nobody loses a seat,
 * even where there are more seats taken than the capacity allows now.
 */
export function promote(
  rsvps: readonly Rsvp[],
  capacity: number | null,
): { rsvps: readonly Rsvp[]; promoted: readonly string[] } {
  let list = [...rsvps];
  const promoted: string[] = [];
  for (const next of waiting(list)) {
    if (capacity !== null && going(list).length >= capacity) break;
    const seated: Rsvp = { ...next, answer: 'going', seat: freeSeat(list) };
    list = list.map((place) => (place.userId === next.userId ? seated : place));
    promoted.push(next.userId);
  }
  return { rsvps: list, promoted };
}

/**
 * What the list of a run becomes when a member presses a button. Pressing the same again takes the answer back; if the
 * run is full, they wait in line. `order` must be greater than any on the list.
 */
export function press(
  rsvps: readonly Rsvp[],
  capacity: number | null,
  userId: string,
  reply: Reply,
  order: number,
): Pressed {
  const before = rsvps.find((place) => place.userId === userId);
  const others = rsvps.filter((place) => place.userId !== userId);
  const same = before && (before.answer === reply || (before.answer === 'waiting' && reply === 'going'));
  if (same) return { ...promote(others, capacity), outcome: { type: 'undone', was: before.answer } };

  const pace = before?.pace ?? null;
  if (reply !== 'going') {
    const place: Rsvp = { userId, answer: reply, seat: null, order, pace: null };
    return { ...promote([...others, place], capacity), outcome: { type: reply } };
  }
  const last: Rsvp = { userId, answer: 'waiting', seat: null, order, pace };
  const { rsvps: list, promoted } = promote([...others, last], capacity);
  const seated = promoted.includes(userId);
  return {
    rsvps: list,
    outcome: seated
      ? { type: 'going' }
      : { type: 'waiting', place: waiting(list).findIndex((place) => place.userId === userId) + 1 },
    promoted: promoted.filter((id) => id !== userId),
  };
}
