/** Ways in which Discord is unkind now and then. All are off at first; what it always does can't be switched. */
export const CONDITIONS = {
  'history-fails': 'Reading a channel’s messages answers 500 where one of them holds a container.',
  'registration-fails':
    'Commands can’t be registered: 500, too many today (30034), or an entry point is missing (50240).',
  'delivers-twice': 'The same interaction reaches the bot twice.',
  'delivers-late': 'Some interactions reach the bot after their three seconds.',
  'guild-list-incomplete': 'The list of the bot’s servers misses some of them, or all.',
  'stray-401': 'Some requests are answered 401, though the token is right.',
  'stray-404': 'Some requests about a channel or a server are answered 404, though it is there.',
  'not-a-message':
    'Some requests about messages are answered 200 with a web page, an empty list or half of a message, and do nothing.',
  'answers-lost': 'Some requests do what they ask for, and then the connection is cut before the answer.',
  slow: 'Everything takes its time: 200 to 800 ms there and back.',
} as const;

export type Condition = keyof typeof CONDITIONS;

/** One chance in so many, for those that don't hold all the time. */
const USUALLY_ONE_IN: Readonly<Partial<Record<Condition, number>>> = {
  'delivers-late': 5,
  'stray-401': 10,
  'stray-404': 10,
  'not-a-message': 10,
  'answers-lost': 10,
};

export interface ConditionState {
  readonly name: Condition;
  /** What it does, in one sentence for people. */
  readonly about: string;
  readonly on: boolean;
}

export interface Conditions {
  /**
   * Switches one. `oneIn`: it strikes once in so many chances, by turns that chance decides; as often as is usual for it
   * unless told, and each time with 1.
   */
  set(name: Condition, on: boolean, oneIn?: number): void;
  /** Switches all at once. */
  setAll(on: boolean): void;
  isOn(name: Condition): boolean;
  list(): ConditionState[];
  /** Calls `listener` whenever one is switched. Returns how to stop that. */
  onChanged(listener: () => void): () => void;
}

/** As the sandbox itself sees them. */
export interface ActiveConditions extends Conditions {
  /** Whether a condition is on and strikes this time. */
  strikes(name: Condition): boolean;
  /** A number from 0 to under 1, from the same seed as everything else that chance decides here. */
  chance(): number;
}

const NAMES = Object.keys(CONDITIONS) as Condition[];

/** Numbers from 0 to under 1 that are the same each time for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `seed`: the same seed and the same requests give the same strikes. */
export function createConditions(seed = 1): ActiveConditions {
  const on = new Map<Condition, number>();
  const listeners = new Set<() => void>();
  // Each has chance of its own, so that switching one doesn't change when another strikes.
  const chances = new Map(NAMES.map((name, place) => [name, randomFrom(seed * 1_000 + place)]));
  const chance = randomFrom(seed * 1_000 + NAMES.length);

  function put(name: Condition, oneIn: number | undefined): void {
    if (oneIn === undefined) on.delete(name);
    else on.set(name, oneIn);
  }

  function changed(): void {
    for (const listener of listeners) listener();
  }

  return {
    set(name, wanted, oneIn = USUALLY_ONE_IN[name] ?? 1) {
      put(name, wanted ? oneIn : undefined);
      changed();
    },
    setAll(wanted) {
      for (const name of NAMES) put(name, wanted ? (USUALLY_ONE_IN[name] ?? 1) : undefined);
      changed();
    },
    isOn: (name) => on.has(name),
    list: () => NAMES.map((name) => ({ name, about: CONDITIONS[name], on: on.has(name) })),
    onChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    strikes(name) {
      const oneIn = on.get(name);
      return oneIn !== undefined && (chances.get(name)?.() ?? 1) < 1 / oneIn;
    },
    chance,
  };
}
