import { going, type Pressed, press, promote, type Rsvp, waiting } from './roster.ts';

/** What somebody who leads a run may do with the places on its list. */
export const PLACE_CHANGES = ['add', 'take-off', 'to-front', 'to-back'] as const;
export type PlaceChange = (typeof PLACE_CHANGES)[number];

/** What became of one member's place. `unchanged`: it was so already, or there was nothing to change. */
export type LedOutcome =
  | 'added'
  | 'added-to-waitlist'
  /** They have said that they can't go. */
  | 'said-no'
  | 'taken-off'
  | 'in-front'
  | 'got-place'
  | 'to-back'
  | 'unchanged';

export interface Led {
  readonly rsvps: readonly Rsvp[];
  readonly outcome: LedOutcome;
  /** Members who came off the waitlist by it, in order. */
  readonly promoted: readonly string[];
}

/** As if the member had pressed a button themselves. */
function pressedFor({ rsvps, outcome, promoted }: Pressed, before: readonly Rsvp[]): Led {
  const became = {
    going: 'added',
    waiting: 'added-to-waitlist',
    no: 'taken-off',
    maybe: 'unchanged',
  } as const;
  return { rsvps, promoted, outcome: rsvps === before ? 'unchanged' : became[outcome.type] };
}

/** The member goes before all who wait; those step back by one. */
function toFront(rsvps: readonly Rsvp[], capacity: number | null, userId: string): Led {
  const line = waiting(rsvps);
  const mine = line.find((place) => place.userId === userId);
  if (!mine) return { rsvps, outcome: 'unchanged', promoted: [] };
  const orders = line.map(({ order }) => order);
  const turned = [mine, ...line.filter((place) => place !== mine)];
  const moved = turned.map((place, at) => ({ ...place, order: orders[at] ?? place.order }));
  const others = rsvps.filter(({ answer }) => answer !== 'waiting');
  const { rsvps: list, promoted } = promote([...others, ...moved], capacity);
  return { rsvps: list, promoted, outcome: promoted.includes(userId) ? 'got-place' : 'in-front' };
}

/** The member's seat goes to the next in line, and they wait behind all others. */
function toBack(rsvps: readonly Rsvp[], capacity: number | null, userId: string, order: Rsvp['order']): Led {
  const mine = going(rsvps).find((place) => place.userId === userId);
  if (!mine || waiting(rsvps).length === 0) return { rsvps, outcome: 'unchanged', promoted: [] };
  const moved: Rsvp = { ...mine, answer: 'waiting', seat: null, order };
  const others = rsvps.filter((place) => place !== mine);
  return { ...promote([...others, moved], capacity), outcome: 'to-back' };
}

/** What the list of a run becomes when whoever leads it changes one place. `order` must be on the list nowhere else. */
export function lead(
  rsvps: readonly Rsvp[],
  capacity: number | null,
  userId: string,
  change: PlaceChange,
  order: Rsvp['order'],
): Led {
  switch (change) {
    case 'add':
      if (rsvps.some((place) => place.userId === userId && place.answer === 'no'))
        return { rsvps, outcome: 'said-no', promoted: [] };
      return pressedFor(press(rsvps, capacity, userId, 'going', order), rsvps);
    case 'take-off': {
      const isOn = rsvps.some((place) => place.userId === userId && place.answer !== 'no');
      if (!isOn) return { rsvps, outcome: 'unchanged', promoted: [] };
      return pressedFor(press(rsvps, capacity, userId, 'no', order), rsvps);
    }
    case 'to-front':
      return toFront(rsvps, capacity, userId);
    case 'to-back':
      return toBack(rsvps, capacity, userId, order);
  }
}
