import { describe, expect, it } from 'vitest';
import { LONGEST_IN_RACE } from '../../src/domain/race.ts';
import { USUAL_DISTANCES } from '../../src/domain/race-distance.ts';
import { type RaceAsked, readLink, readRace } from '../../src/domain/race-request.ts';

/** A Tuesday, 10:00 in Berlin. */
const moment = { now: Date.parse('2026-03-10T09:00:00Z'), locale: 'en-GB' };
const club = { zone: 'Europe/Berlin', units: 'km' } as const;

const berlin = { name: 'Berlin Marathon', distance: 'marathon', date: '27 September' };
const read = (more: RaceAsked) => readRace({ ...berlin, ...more }, undefined, club, moment);
const planOf = (more: RaceAsked) => {
  const outcome = read(more);
  if (outcome.type !== 'plan') throw new Error(outcome.type);
  return outcome.plan;
};

describe('readRace', () => {
  it('reads a new race', () => {
    expect(
      planOf({ start: '9:15', location: ' Tiergarten ', link: 'https://www.bmw-berlin-marathon.com' }),
    ).toEqual({
      name: 'Berlin Marathon',
      date: '2026-09-27',
      start: '09:15',
      zone: 'Europe/Berlin',
      distance: USUAL_DISTANCES.marathon,
      location: 'Tiergarten',
      link: 'https://www.bmw-berlin-marathon.com/',
    });
    expect(planOf({})).toMatchObject({ start: null, location: null, link: null });
  });

  it('takes an hour typed with the date as the start, unless a start was given', () => {
    expect(planOf({ date: '27 September 9:15' }).start).toBe('09:15');
    expect(planOf({ date: '27 September 9:15', start: '10:00' }).start).toBe('10:00');
  });

  it.each([
    [{ name: ' \u200b ' }, 'no-name'],
    [{ distance: 'far' }, 'distance'],
    [{ date: 'whenever' }, 'date'],
    [{ date: '2026-02-23' }, 'date-out-of-reach'],
    [{ date: '2027-03-11' }, 'date-out-of-reach'],
    [{ date: '2020-01-01' }, 'date-out-of-reach'],
    [{ start: 'dawn' }, 'start'],
    [{ start: '25:00' }, 'start'],
    [{ link: 'javascript:alert(1)' }, 'link'],
  ])('refuses %o: %s', (wrong, why) => {
    expect(read(wrong).type).toBe(why);
  });

  it('takes dates from two weeks ago to a year ahead', () => {
    for (const date of ['2026-02-24', '2026-03-09', '2026-03-10', '2027-03-10'])
      expect(planOf({ date }).date).toBe(date);
  });

  it('changes only what is said, and takes away what is none', () => {
    const before = planOf({ start: '9:15', location: 'Tiergarten', link: 'berlin.example/x' });
    const change = (asked: RaceAsked) => readRace(asked, before, { ...club, zone: 'Europe/London' }, moment);
    expect(change({})).toEqual({ type: 'plan', plan: before });
    expect(change({ name: 'Berlin' })).toEqual({ type: 'plan', plan: { ...before, name: 'Berlin' } });
    expect(change({ start: 'none', location: '-', link: 'None' })).toEqual({
      type: 'plan',
      plan: { ...before, start: null, location: null, link: null, zone: 'Europe/London' },
    });
    expect(change({ date: '28 September' })).toMatchObject({
      plan: { date: '2026-09-28', zone: 'Europe/London' },
    });
  });

  it('cuts what is too long', () => {
    const long = 'x'.repeat(1_000);
    const plan = planOf({ name: long, location: long });
    expect(plan.name).toHaveLength(LONGEST_IN_RACE.name);
    expect(plan.location).toHaveLength(LONGEST_IN_RACE.location);
  });
});

describe('readLink', () => {
  it.each([
    ['https://race.example/2026', 'https://race.example/2026'],
    ['HTTP://Race.Example', 'http://race.example/'],
    ['race.example', 'https://race.example/'],
    ['www.race.example/a?b=c#d', 'https://www.race.example/a?b=c#d'],
    ['https://race.example/a b>c', 'https://race.example/a%20b%3Ec'],
    ['https://rennen.example/münchen', 'https://rennen.example/m%C3%BCnchen'],
  ])('%j is %s', (typed, wanted) => {
    expect(readLink(typed)).toBe(wanted);
  });

  it.each([
    '',
    'race',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://race.example',
    'https://google.com@evil.example',
    'https://localhost/',
    'https://',
    'https://race.example/<@1> and more \n text'.padEnd(400, 'x'),
    'discord://x',
    '@everyone',
    '[x](https://evil.example)',
  ])('%j is none', (typed) => {
    expect(readLink(typed)).toBeUndefined();
  });
});
