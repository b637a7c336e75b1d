import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTip, type Tip } from '../../src/domain/tip.ts';

const tip = (id: string): Tip => ({ id, topic: 'sleep', text: id, sources: [], grade: 'D' });

/** Shows `count` tips one after the other, as the service does, and returns their ids. */
function showing(tips: readonly Tip[], count: number, start: number): string[] {
  let seen: string[] = [];
  return Array.from({ length: count }, (_, turn) => {
    const { tip: next, startOver } = nextTip(tips, seen, start + turn);
    seen = startOver ? [next.id] : [...seen, next.id];
    return next.id;
  });
}

describe('nextTip', () => {
  it('shows every tip once before any is repeated, and never one twice running', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(100_000), (size, start) => {
        const tips = Array.from({ length: size }, (_, place) => tip(`tip-${place}`));
        const shown = showing(tips, size * 3, start);
        expect(new Set(shown.slice(0, size)).size).toBe(size);
        expect(new Set(shown.slice(size, 2 * size)).size).toBe(size);
        expect(shown.some((id, place) => id === shown[place - 1])).toBe(false);
      }),
    );
  });

  it('knows the last one of these tips, whatever else was seen since', () => {
    const { tip: next, startOver } = nextTip([tip('a'), tip('b')], ['b', 'a', 'other'], 0);
    expect(next.id).toBe('b');
    expect(startOver).toBe(true);
  });

  it('repeats the only tip there is', () => {
    expect(nextTip([tip('only')], ['only'], 7)).toEqual({ tip: tip('only'), startOver: true });
  });
});
