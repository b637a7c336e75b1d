/** What a member can answer to a run. */
export const REPLIES = ['going', 'maybe', 'no'] as const;
export type Reply = (typeof REPLIES)[number];

/**
 * When an answer was given: Discord's id of the press, as text that sorts as the ids do. Ids grow with time and none comes
 * twice.
 */
export const orderOf = (interactionId: string): string => interactionId.padStart(20, '0');

/** One member's place on the list of a run. Whoever is going has a seat of their own; `order` tells who came first. */
export interface Rsvp {
  readonly userId: string;
  readonly answer: Reply | 'waiting';
  /** From 1, unique within the run; null for all who aren't going. */
  readonly seat: number | null;
  /** As `orderOf` makes it, with a fraction where one press changed several places. */
  readonly order: string;
  /** The id of the pace group they chose. */
  readonly pace: string | null;
}

/** How a press was taken. `place`: how many are before them on the waitlist, counting themselves. */
export type PressOutcome =
  | { readonly type: 'going' | 'maybe' | 'no' }
  | { readonly type: 'waiting'; readonly place: number };

export interface Pressed {
  readonly rsvps: readonly Rsvp[];
  readonly outcome: PressOutcome;
  /** Members who came off the waitlist by it, in order. */
  readonly promoted: readonly string[];
}

const byOrder = (a: Rsvp, b: Rsvp) => (a.order < b.order ? -1 : 1);

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

function outcomeFor(rsvps: readonly Rsvp[], userId: string): PressOutcome {
  const answer = rsvps.find((place) => place.userId === userId)?.answer;
  if (answer === undefined) throw new Error(`${userId} has no place`);
  if (answer !== 'waiting') return { type: answer };
  return { type: answer, place: waiting(rsvps).findIndex((place) => place.userId === userId) + 1 };
}

/** Whether that is their answer already, as whoever waits has said that they go; or they have given another since. */
const stands = (before: Rsvp, reply: Reply, order: string) =>
  before.answer === reply || (before.answer === 'waiting' && reply === 'going') || before.order > order;

/**
 * What the list of a run becomes when a member presses a button. Pressing what they answered already changes nothing; nor
 * does a press that arrives after a later one of theirs. If the run is full, they wait in line, in the order of the
 * presses: one that arrives late goes before later ones, but takes nobody's seat. No two places have the same `order`.
 */
export function press(
  rsvps: readonly Rsvp[],
  capacity: number | null,
  userId: string,
  reply: Reply,
  order: string,
): Pressed {
  const before = rsvps.find((place) => place.userId === userId);
  if (before && stands(before, reply, order))
    return { rsvps, outcome: outcomeFor(rsvps, userId), promoted: [] };
  const others = rsvps.filter((place) => place.userId !== userId);
  const going = reply === 'going';
  const answer = going ? 'waiting' : reply;
  const place: Rsvp = { userId, answer, seat: null, order, pace: going ? (before?.pace ?? null) : null };
  const { rsvps: list, promoted } = promote([...others, place], capacity);
  return {
    rsvps: list,
    outcome: outcomeFor(list, userId),
    promoted: promoted.filter((id) => id !== userId),
  };
}
