import type { Race, RacePlan } from '../src/domain/race.ts';
import { EMPTY_RUN, type Run, type RunPlan } from '../src/domain/run.ts';

/** What a leader says of a run; a test says what matters to it. */
export const aRunPlan = (more: Partial<RunPlan> = {}): RunPlan => ({
  ...EMPTY_RUN,
  title: 'Long run',
  wall: '2026-12-05T07:30',
  zone: 'Europe/London',
  startsAt: Date.UTC(2026, 11, 5, 7, 30),
  meet: 'The boathouse',
  ...more,
});

/** What a leader says of a race. */
export const aRacePlan = (more: Partial<RacePlan> = {}): RacePlan => ({
  name: 'Spring race',
  date: '2026-10-24',
  start: null,
  zone: 'Europe/London',
  distance: { kind: '10k', metres: 10_000, label: '10k' },
  location: null,
  link: null,
  ...more,
});

/** What runs and races have in common: just made, not cancelled, not posted. */
const made = {
  guildId: '1',
  number: 1,
  createdBy: '7',
  createdAt: 0,
  revision: 0,
  cancelledAt: null,
  cancelledBy: null,
  cancelReason: null,
  cancellation: null,
  card: null,
} as const;

export const aRun = (more: Partial<Run> = {}): Run => ({
  ...aRunPlan(),
  ...made,
  series: null,
  uid: 'r1',
  ...more,
});

export const aRace = (more: Partial<Race> = {}): Race => ({ ...aRacePlan(), ...made, ...more });
