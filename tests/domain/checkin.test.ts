import { describe, expect, it } from 'vitest';
import {
  type CheckinInput,
  type Decision,
  decide,
  digitsOf,
  type FollowUp,
  feelsFine,
  ITEMS,
  LEVELS,
  type Level,
  SCORES,
  type Scores,
  scoresIn,
  totalOf,
} from '../../src/domain/checkin.ts';

/** "43521" in the order of `ITEMS`: fatigue, sleep, soreness, stress, mood. */
function scores(digits: string): Scores {
  const read = scoresIn(digits);
  if (!read) throw new Error(`Not scores: ${digits}`);
  return read;
}

const input = (digits: string, more: Partial<CheckinInput> = {}): CheckinInput => ({
  scores: scores(digits),
  day: 5,
  signs: [],
  ...more,
});

/** Every one of the 5^5 combinations. */
const ALL: readonly Scores[] = SCORES.flatMap((fatigue) =>
  SCORES.flatMap((sleep) =>
    SCORES.flatMap((soreness) =>
      SCORES.flatMap((stress) => SCORES.map((mood) => ({ fatigue, sleep, soreness, stress, mood }))),
    ),
  ),
);

const DAYS = [null, 0, 1, 2, 3, 4, 6, 7, 13, 14, 21, 28];
const caution = ({ level }: Decision) => LEVELS.indexOf(level);

describe('each row of the evidence sheet', () => {
  it.each<[string, Partial<CheckinInput>, Level, FollowUp[]]>([
    // Any red-flag answer.
    ['55555', { signs: ['chest-pain'] }, 'red-flag', []],
    ['11111', { signs: ['chest-pain'], day: 21, baseline: 25 }, 'red-flag', []],
    // Total 20 to 25 and soreness from 3.
    ['55555', {}, 'on-track', []],
    ['44444', {}, 'on-track', []],
    ['55345', {}, 'on-track', []],
    // Total 15 to 19.
    ['43444', {}, 'recovering', []],
    ['33333', {}, 'recovering', []],
    // Total 10 to 14, or one of fatigue, sleep and soreness low.
    ['33332', {}, 'rest', ['mood-kind']],
    ['33323', {}, 'rest', []],
    ['25555', {}, 'rest', []],
    ['15555', {}, 'rest', []],
    ['52555', {}, 'rest', []],
    ['55255', {}, 'rest', []],
    ['55155', {}, 'rest', []],
    ['22222', {}, 'rest', ['mood-kind']],
    // Stress and mood alone hold nobody back.
    ['55525', {}, 'on-track', []],
    // But nobody is told that all is well who gave the worst answer to anything.
    ['55515', {}, 'recovering', []],
    ['55551', {}, 'recovering', ['mood-now']],
    ['55551', { day: null }, 'recovering', ['mood-now']],
    // From day 8 on, and without a race, the middle is how people usually are.
    ['33333', { day: 7 }, 'recovering', []],
    ['33333', { day: 8 }, 'as-usual', []],
    ['33333', { day: null }, 'as-usual', []],
    ['55555', { day: null }, 'as-usual', []],
    ['55555', { day: 8 }, 'on-track', []],
    ['43332', { day: 8 }, 'recovering', ['mood-kind']],
    ['33333', { day: 21, baseline: 18 }, 'recovering', ['dip']],
    // Total 5 to 9, or two of any at 1.
    ['22221', {}, 'very-easy', ['mood-now']],
    ['11111', {}, 'very-easy', ['mood-now']],
    ['11555', {}, 'very-easy', []],
    ['55511', {}, 'very-easy', ['mood-now']],
    // Low mood once; again a week or more apart; still on day 14.
    ['55552', {}, 'on-track', ['mood-kind']],
    ['55552', { day: null }, 'as-usual', ['mood-kind']],
    ['55552', { lowMoodBefore: [{ daysAgo: 6 }] }, 'on-track', ['mood-kind']],
    ['55552', { lowMoodBefore: [{ daysAgo: 2 }, { daysAgo: 7 }] }, 'on-track', ['mood-help']],
    ['55552', { day: null, lowMoodBefore: [{ daysAgo: 30 }] }, 'as-usual', ['mood-help']],
    ['55552', { day: 13 }, 'on-track', ['mood-kind']],
    ['55552', { day: 14 }, 'on-track', ['mood-help']],
    ['55553', { day: 14, lowMoodBefore: [{ daysAgo: 7 }] }, 'on-track', []],
    // Sore on day 7 or later.
    ['55255', { day: 6 }, 'rest', []],
    ['55255', { day: 7 }, 'rest', ['late-soreness']],
    ['55155', { day: 28 }, 'rest', ['late-soreness']],
    ['55355', { day: 7 }, 'on-track', []],
    ['55255', { day: null }, 'rest', []],
    // On one side or in one spot: on any day, and the plan is held.
    ['55555', { sore: { muscle: 'calves', side: 'one' } }, 'recovering', ['one-sided']],
    ['55255', { day: 1, sore: { muscle: 'calves', side: 'one' } }, 'rest', ['one-sided']],
    ['55255', { day: 9, sore: { muscle: 'calves', side: 'one' } }, 'rest', ['one-sided', 'late-soreness']],
    ['55555', { sore: { muscle: 'calves', side: 'both' } }, 'on-track', []],
    // Three or more below their own usual.
    ['44444', { baseline: 22 }, 'on-track', []],
    ['44444', { baseline: 23 }, 'recovering', ['dip']],
    ['22222', { baseline: 23 }, 'rest', ['mood-kind', 'dip']],
    ['44444', { baseline: 10 }, 'on-track', []],
  ])('%s with %o is %s, %o', (digits, more, level, followUps) => {
    expect(decide(input(digits, more))).toMatchObject({ level, followUps });
  });

  it.each<[string, number | null, boolean]>([
    ['55255', 0, false],
    ['55255', 1, true],
    ['25555', 2, true],
    ['11155', 3, true],
    ['55255', 4, false],
    ['55255', null, false],
    ['52555', 1, false],
    ['55522', 1, false],
  ])(
    '%s on day %s is expected after any race: %s, and the advice stays the same',
    (digits, day, expected) => {
      const decision = decide(input(digits, { day }));
      expect(decision.expected).toBe(expected);
      expect(decision.level).toBe(decide(input(digits, { day: 5 })).level);
    },
  );

  it('calls an ache on one side normal on no day', () => {
    for (const day of DAYS)
      expect(decide(input('11155', { day, sore: { muscle: 'shins', side: 'one' } })).expected).toBe(false);
  });
});

describe('every combination of answers', () => {
  it('comes to exactly one level, the one of the most cautious row that applies', () => {
    expect(ALL).toHaveLength(5 ** 5);
    const counts = new Map<Level, number>();
    for (const one of ALL) {
      const { level } = decide({ scores: one, day: 5, signs: [] });
      const total = totalOf(one);
      const worst = ITEMS.filter((item) => one[item] === 1).length;
      const low = one.fatigue <= 2 || one.sleep <= 2 || one.soreness <= 2;
      const wanted =
        total <= 9 || worst >= 2
          ? 'very-easy'
          : total <= 14 || low
            ? 'rest'
            : total <= 19 || worst > 0
              ? 'recovering'
              : 'on-track';
      if (level !== wanted) throw new Error(`${digitsOf(one)} is ${level} and not ${wanted}`);
      counts.set(level, (counts.get(level) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['on-track', 'recovering', 'rest', 'very-easy']);
  });

  it('is never less cautious where any one answer is worse', () => {
    for (const day of DAYS)
      for (const baseline of [undefined, 20])
        for (const one of ALL) {
          const better = decide({ scores: one, day, signs: [], baseline });
          for (const item of ITEMS) {
            const lower = one[item] - 1;
            if (lower < 1) continue;
            const worse = decide({ scores: { ...one, [item]: lower } as Scores, day, signs: [], baseline });
            if (caution(worse) > caution(better))
              throw new Error(`${digitsOf(one)} with a worse ${item} on day ${day}`);
            // A worse mood gets more help, not less.
            const kept = (followUp: FollowUp) =>
              worse.followUps.includes(followUp) ||
              (followUp === 'mood-kind' && worse.followUps.includes('mood-now'));
            if (!better.followUps.every(kept))
              throw new Error(`${digitsOf(one)} with a worse ${item} on day ${day} drops a follow-up`);
          }
        }
  });

  it('is outranked by a red flag, and nothing is said beside it', () => {
    for (const one of ALL)
      for (const day of DAYS) {
        const decision = decide({
          scores: one,
          day,
          signs: ['dark-urine', 'low-mood'],
          sore: { muscle: 'calves', side: 'one' },
          baseline: 25,
          lowMoodBefore: [{ daysAgo: 9 }],
        });
        if (decision.level !== 'red-flag' || decision.followUps.length > 0 || decision.expected)
          throw new Error(`${digitsOf(one)} on day ${day} speaks beside a red flag`);
        expect(decision.signs).toEqual(['dark-urine', 'low-mood']);
      }
  });

  it('counts as feeling fine only without anything low that matters', () => {
    for (const one of ALL) {
      const fine = feelsFine({ scores: one, day: 1, signs: [] });
      if (fine && (one.mood <= 2 || one.soreness <= 2 || one.fatigue <= 2 || one.sleep <= 2))
        throw new Error(`${digitsOf(one)} is fine`);
    }
    expect(feelsFine(input('55555', { signs: ['chest-pain'] }))).toBe(false);
  });

  it('survives being written into a custom id', () => {
    for (const one of ALL) expect(scoresIn(digitsOf(one))).toEqual(one);
    for (const wrong of ['', '1234', '123456', '12340', '1234６', '12346', 'abcde'])
      expect(scoresIn(wrong)).toBeUndefined();
  });
});
