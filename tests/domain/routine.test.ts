import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Dose,
  type Exercise,
  KINDS,
  type Kind,
  MOMENTS,
  secondsFor,
} from '../../src/domain/exercise.ts';
import { MINUTES, type RoutineRequest, routinesFor } from '../../src/domain/routine.ts';

const hold = (rounds: number, seconds: number): Dose => ({ rounds, seconds });

function exercise(id: string, kind: Kind, usual = hold(2, 30), short = hold(2, 15)): Exercise {
  return {
    id,
    name: id,
    alsoCalled: [],
    kind,
    muscle: 'calves',
    targets: ['soleus'],
    kit: [],
    setUp: 'Stand.',
    steps: ['Lean.', 'Hold.'],
    sides: 'each',
    dose: { usual, short, older: usual },
    feel: 'calf',
    mistake: 'bouncing',
    caution: 'Stop if it hurts.',
    easier: { text: 'Lean less.' },
    sources: [],
    grade: 'D',
  };
}

const calves = [
  exercise('wall', 'static'),
  exercise('bent', 'static'),
  exercise('towel', 'static'),
  exercise(
    'rocks',
    'dynamic',
    { rounds: 1, reps: 12, secondsPerRep: 3 },
    { rounds: 1, reps: 6, secondsPerRep: 3 },
  ),
  exercise(
    'ankle',
    'mobility',
    { rounds: 1, reps: 10, secondsPerRep: 4 },
    { rounds: 1, reps: 5, secondsPerRep: 4 },
  ),
  exercise('roll', 'foam-rolling', hold(1, 45), hold(1, 30)),
];

const ids = (request: RoutineRequest) =>
  routinesFor(calves, request).map((routine) => routine.items.map(({ exercise }) => exercise.id));

describe('secondsFor', () => {
  it.each([
    ['each', hold(2, 30), 15 + 4 * 30 + 3 * 5],
    ['together', hold(2, 30), 15 + 2 * 30 + 5],
    ['together', hold(1, 45), 15 + 45],
    ['each', { rounds: 1, reps: 10, secondsPerRep: 3 }, 15 + 2 * 30 + 5],
    ['alternate', { rounds: 1, reps: 10, secondsPerRep: 3 }, 15 + 2 * 30],
  ] as const)('%s side(s), %j: %i s', (sides, dose, seconds) => {
    expect(secondsFor({ sides }, dose)).toBe(seconds);
  });
});

describe('routinesFor', () => {
  it('mixes holding and rolling after a run, and offers each different routine once', () => {
    expect(ids({ moment: 'after-run', minutes: 5 })).toEqual([
      ['wall', 'roll'],
      ['bent', 'roll'],
      ['towel', 'roll'],
    ]);
  });

  it('takes only movement before a run, and fills the time with easy walking', () => {
    const [routine] = routinesFor(calves, { moment: 'before-run', minutes: 10 });
    expect(routine?.items.map(({ exercise }) => exercise.kind)).toEqual(['dynamic', 'mobility']);
    expect(routine?.warmUpSeconds).toBe(360);
  });

  it('takes the short dose where the usual one is too long', () => {
    const [routine] = routinesFor(calves, { kind: 'static', minutes: 2 });
    expect(routine?.items.map(({ dose }) => dose)).toEqual([hold(2, 15)]);
    expect(routine?.notes).toContainEqual({ type: 'short-doses' });
  });

  it('keeps holds short before a run, where somebody insists on them', () => {
    const [routine] = routinesFor(calves, { moment: 'before-run', kind: 'static', minutes: 15 });
    expect(routine?.items.map(({ dose }) => dose)).toEqual([hold(2, 15), hold(2, 15), hold(2, 15)]);
    expect(routine?.notes).toContainEqual({ type: 'static-before-run' });
  });

  it('says when a muscle has none of a kind, and takes the nearest', () => {
    const noMobility = calves.filter(({ kind }) => kind !== 'mobility');
    const [routine] = routinesFor(noMobility, { kind: 'mobility', minutes: 5 });
    expect(routine?.items.map(({ exercise }) => exercise.id)).toEqual(['rocks']);
    expect(routine?.notes).toContainEqual({ type: 'no-such-kind', asked: 'mobility', offered: 'dynamic' });
  });

  it('says when nothing was made for the moment', () => {
    const holds = calves.filter(({ kind }) => kind === 'static');
    const [routine] = routinesFor(holds, { moment: 'before-run', minutes: 5 });
    expect(routine?.notes).toContainEqual({ type: 'nothing-for-the-moment', offered: 'static' });
    expect(routine?.items.every(({ dose }) => 'seconds' in dose && dose.seconds === 15)).toBe(true);
  });

  it('tells that more would add little, where there is more time than work', () => {
    const [routine] = routinesFor(calves, { kind: 'foam-rolling', minutes: 15 });
    expect(routine?.notes).toContainEqual({ type: 'enough-for-one-muscle' });
  });

  it('has nothing for no exercises', () => {
    expect(routinesFor([], { minutes: 5 })).toEqual([]);
  });

  const anyDose = fc.oneof(
    fc.record({ rounds: fc.integer({ min: 1, max: 2 }), seconds: fc.integer({ min: 10, max: 40 }) }),
    fc.record({
      rounds: fc.constant(1),
      reps: fc.integer({ min: 4, max: 15 }),
      secondsPerRep: fc.integer({ min: 1, max: 4 }),
    }),
  );
  const anyExercises = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...KINDS), anyDose), {
      minLength: 1,
      maxLength: 9,
      selector: (one) => one,
    })
    .map((all) => all.map(([kind, dose], place) => exercise(`e${place}`, kind, dose, hold(1, 20))));
  const anyRequest = fc.record({
    moment: fc.constantFrom(undefined, ...MOMENTS),
    kind: fc.constantFrom(undefined, ...KINDS),
    minutes: fc.integer({ min: MINUTES.min, max: MINUTES.max }),
  });

  it('always finds something, and it always fits the minutes', () => {
    fc.assert(
      fc.property(anyExercises, anyRequest, (exercises, request) => {
        const routines = routinesFor(exercises, request);
        expect(routines.length).toBeGreaterThan(0);
        for (const routine of routines) {
          expect(routine.items.length).toBeGreaterThan(0);
          expect(routine.items.length).toBeLessThanOrEqual(4);
          expect(routine.seconds).toBeLessThanOrEqual(request.minutes * 60);
          expect(new Set(routine.items.map(({ exercise }) => exercise.id)).size).toBe(routine.items.length);
          if (request.kind && exercises.some(({ kind }) => kind === request.kind))
            expect(routine.items.every(({ exercise }) => exercise.kind === request.kind)).toBe(true);
        }
      }),
    );
  });

  it('never offers the same routine twice', () => {
    fc.assert(
      fc.property(anyExercises, anyRequest, (exercises, request) => {
        const all = routinesFor(exercises, request).map(({ items }) =>
          items
            .map(({ exercise }) => exercise.id)
            .sort()
            .join(),
        );
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});
