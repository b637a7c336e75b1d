import { describe, expect, it } from 'vitest';
import { askedState, type Cancellation, WITHIN_MS, whyNotUndo } from '../../src/domain/cancellation.ts';

const ASKED = 1_000_000;
const DONE = ASKED + 5_000;
const START = DONE + 60 * 60_000;

const asked: Cancellation = {
  id: 7,
  guildId: '1',
  what: 'run',
  number: 1,
  scope: 'this',
  reason: null,
  askedAt: ASKED,
  doneAt: null,
};
const done: Cancellation = { ...asked, doneAt: DONE };

const on = { cancelledAt: null, cancellation: null };
const off = { cancelledAt: DONE, cancellation: 7 };
const offByAnother = { cancelledAt: DONE + 1, cancellation: 8 };
const offForGood = { cancelledAt: DONE, cancellation: null };

describe('a question whether to cancel', () => {
  it.each([
    ['is open for ten minutes', asked, on, ASKED + WITHIN_MS, 'open'],
    ['is too old after that', asked, on, ASKED + WITHIN_MS + 1, 'too-old'],
    ['is open too where another cancelled meanwhile', asked, offByAnother, DONE, 'open'],
    ['is done once it was answered, however late', done, off, DONE + 2 * WITHIN_MS, 'done'],
    ['is answered where that was undone', done, on, DONE + 1, 'answered'],
    ['is answered where it was cancelled again', done, offByAnother, DONE + 1, 'answered'],
  ])('%s', (_what, cancellation, thing, now, state) => {
    expect(askedState(cancellation, thing, now)).toBe(state);
  });
});

describe('a cancellation', () => {
  it.each([
    ['can be undone for ten minutes', done, off, DONE + WITHIN_MS, undefined],
    ['not after that', done, off, DONE + WITHIN_MS + 1, 'too-late'],
    ['not twice', done, on, DONE + 1, 'on-already'],
    ['not where it was cancelled again', done, offByAnother, DONE + 2, 'changed-since'],
    ['not where its series was changed', done, offForGood, DONE + 2, 'changed-since'],
    ['not before it was confirmed', asked, on, ASKED + 1, 'never-cancelled'],
  ])('%s', (_what, cancellation, thing, now, why) => {
    expect(whyNotUndo(cancellation, thing, START, now)).toBe(why);
  });

  it('can be undone until the start, and not from then on', () => {
    const late = { ...done, doneAt: START - 1_000 };
    expect(whyNotUndo(late, off, START, START - 1)).toBeUndefined();
    expect(whyNotUndo(late, off, START, START)).toBe('over');
  });
});
