import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { KINDS, MOMENTS, secondsFor } from '../../src/domain/exercise.ts';
import { MINUTES, routinesFor } from '../../src/domain/routine.ts';
import {
  advance,
  again,
  begin,
  beginNow,
  goOn,
  LATE_MS,
  type Next,
  type Progress,
  pause,
  planOf,
  type SessionPlan,
  skip,
  stepsOf,
  warmingUp,
} from '../../src/domain/session.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const SECOND = 1_000;
const NOW = Date.UTC(2026, 10, 28, 9, 0, 0, 250);

/** Discord's token holds 15 minutes; nobody needs to press anything for that long. */
const FITS_SECONDS = 14 * 60;

const hold = { rounds: 2, seconds: 30 };
const [oneSided, bothAtOnce] = [{ sides: 'each' }, { sides: 'together' }] as const;
const steps = [stepsOf(oneSided, hold), stepsOf(bothAtOnce, { rounds: 1, seconds: 45 })];
const plan: SessionPlan = {
  muscle: 'calves',
  warmUpSeconds: 0,
  items: [
    { exercise: 'one', dose: 'usual', easier: false },
    { exercise: 'two', dose: 'usual', easier: false },
  ],
};

const end = ({ progress }: { progress: Progress }) => progress.endsAt ?? 0;

describe('stepsOf', () => {
  it('takes one side after the other, round by round, with time to change', () => {
    expect(stepsOf(oneSided, hold)).toEqual([
      { type: 'ready', seconds: 15, side: 'left' },
      { type: 'work', seconds: 30, change: 0, side: 'left', round: 1, rounds: 2 },
      { type: 'work', seconds: 35, change: 5, side: 'right', round: 1, rounds: 2 },
      { type: 'work', seconds: 35, change: 5, side: 'left', round: 2, rounds: 2 },
      { type: 'work', seconds: 35, change: 5, side: 'right', round: 2, rounds: 2 },
    ]);
  });

  it.each(content.exercises)('of $id take as long as a routine counts for it', (exercise) => {
    for (const dose of Object.values(exercise.dose)) {
      const seconds = stepsOf(exercise, dose).reduce((sum, step) => sum + step.seconds, 0);
      expect(seconds).toBe(secondsFor(exercise, dose));
      if (exercise.sides !== 'each')
        expect(stepsOf(exercise, dose).every(({ side }) => side === undefined)).toBe(true);
    }
  });
});

describe('every routine there is', () => {
  it('can be gone through hands-free while Discord’s token holds', () => {
    for (const { id } of content.muscles)
      for (const moment of [undefined, ...MOMENTS])
        for (const kind of [undefined, ...KINDS])
          for (const minutes of [MINUTES.usual, MINUTES.max])
            for (const routine of routinesFor(
              content.exercises.filter(({ muscle }) => muscle === id),
              { moment, kind, minutes },
            )) {
              const work = routine.items.reduce((sum, { seconds }) => sum + seconds, 0);
              expect(work).toBeLessThanOrEqual(FITS_SECONDS);
              expect(planOf(routine, id, moment).items.map(({ exercise }) => exercise)).toEqual(
                routine.items.map(({ exercise }) => exercise.id),
              );
            }
  });
});

describe('a session', () => {
  it('begins on a whole second, and keeps to its times where it is told in time', () => {
    const begun = begin(plan, steps, NOW);
    expect(end(begun)).toBe(NOW + 750 + 15 * SECOND);
    const second = advance(begun.progress, steps, end(begun) + 400);
    expect(second.progress).toMatchObject({
      place: 0,
      step: 1,
      endsAt: end(begun) + 30 * SECOND,
      spentMs: 15_000,
    });
  });

  it('gives a step all its time where the one before ended unseen', () => {
    const begun = begin(plan, steps, NOW);
    const late = end(begun) + LATE_MS + 60_001;
    const next = advance(begun.progress, steps, late);
    expect(end(next)).toBe(Math.ceil(late / SECOND) * SECOND + 30 * SECOND);
    expect(next.progress.step).toBe(1);
  });

  it('waits for a warm-up, and begins when told to', () => {
    const warm = { ...plan, warmUpSeconds: 300 };
    const { progress } = begin(warm, steps, NOW);
    expect(progress).toMatchObject({ endsAt: null, leftMs: 15_000 });
    expect(warmingUp(warm, steps, progress)).toBe(true);
    const later = NOW + 3_600_000;
    const on = goOn(progress, steps, later);
    expect(on.endsAt).toBe(Math.ceil(later / SECOND) * SECOND + 15_000);
    expect(warmingUp(warm, steps, pause(on, later + 2_000))).toBe(false);
  });

  it('is begun before its time only while one gets into place', () => {
    const { progress } = begin(plan, steps, NOW);
    const at = beginNow(progress, steps, NOW + 2_000);
    expect(at).toMatchObject({ step: 1, endsAt: NOW + 2_750 + 30 * SECOND });
    expect(beginNow(at, steps, NOW + 3_000)).toEqual(at);
  });

  it('paused twice is paused once, and goes on once', () => {
    const work = beginNow(begin(plan, steps, NOW).progress, steps, NOW);
    const paused = pause(work, NOW + 10_000);
    expect(pause(paused, NOW + 20_000)).toEqual(paused);
    const on = goOn(paused, steps, NOW + 60_000);
    expect(goOn(on, steps, NOW + 61_000)).toEqual(on);
    // Five seconds to get back into place, and never more than those on top of the whole step.
    expect((on.endsAt ?? 0) - (NOW + 60_750)).toBe(26_000);
    expect((goOn(pause(on, NOW + 60_800), steps, NOW + 99_750).endsAt ?? 0) - (NOW + 99_750)).toBe(31_000);
  });

  it('passes over exercises that are no longer known, and is over where none is left', () => {
    const holes = [[], steps[0] ?? [], []];
    const begun = begin(plan, holes, NOW);
    expect(begun.progress.place).toBe(1);
    expect(skip(begun.progress, holes, NOW).type).toBe('over');
    expect(begin(plan, [[], []], NOW).type).toBe('over');
    expect(again(begun.progress, [[], [], []], NOW).type).toBe('over');
  });

  it('ends, whatever is pressed at whatever moment, and never counts more than was there', () => {
    const presses = ['wait', 'late', 'now', 'pause', 'go', 'skip', 'again'] as const;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...presses), fc.nat(50_000)), { maxLength: 40 }),
        (pressed) => {
          let now = NOW;
          let state: Next = begin(plan, steps, now);
          for (const [press, ms] of pressed) {
            if (state.type === 'over') break;
            const { progress } = state;
            now += ms;
            const on = (next: Progress): Next => ({ type: 'on', progress: next });
            state = {
              wait: () => advance(progress, steps, Math.max(now, progress.endsAt ?? now)),
              late: () => advance(progress, steps, now + 600_000),
              now: () => on(beginNow(progress, steps, now)),
              pause: () => on(pause(progress, now)),
              go: () => on(goOn(progress, steps, now)),
              skip: () => skip(progress, steps, now),
              again: () => again(progress, steps, now),
            }[press]();
            now = Math.max(now, press === 'wait' ? (progress.endsAt ?? now) : now);
            const { place, step, endsAt, leftMs, done } = state.progress;
            if (state.type === 'on') {
              expect((endsAt === null) === (leftMs === null)).toBe(false);
              expect(steps[place]?.[step]).toBeDefined();
              expect((endsAt ?? 0) % SECOND).toBe(0);
            }
            expect(done).toBeLessThanOrEqual(place + 1);
          }
          // Left alone from here it comes to its end.
          for (let turn = 0; state.type === 'on'; turn++) {
            expect(turn).toBeLessThan(20);
            const running = goOn(state.progress, steps, now);
            now = running.endsAt ?? now;
            state = advance(running, steps, now);
          }
          expect(state.progress.done).toBeLessThanOrEqual(plan.items.length);
        },
      ),
    );
  });
});
