import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { type Score, type Scores, scoresIn } from '../../src/domain/checkin.ts';
import { EVENING, eveningAt } from '../../src/domain/checkin-days.ts';
import { MOOD_DAY } from '../../src/domain/group-mood.ts';
import { NOTIFICATIONS, notificationsFrom } from '../../src/domain/notifications.ts';
import type { Distance } from '../../src/domain/plan.ts';
import { addDays } from '../../src/domain/wall-time.ts';
import { type CheckinParts, createCheckinService } from '../../src/services/checkins.ts';
import { createStretchService } from '../../src/services/stretch.ts';
import { keepAnswer, listAnswers } from '../../src/storage/answers.ts';
import { findTally } from '../../src/storage/checkin-tallies.ts';
import { listCheckedIn, listCheckins } from '../../src/storage/checkins.ts';
import { saveKeepingWish, saveNotifications } from '../../src/storage/choices.ts';
import type { Database } from '../../src/storage/database.ts';
import { createEncryption, newKey } from '../../src/storage/encryption.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { cancelRace, saveEntry } from '../../src/storage/races.ts';
import { at, entry, GUILD, openClubFile, RACE_DATE, withRace } from './club-with-race.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const member = (userId: string) => ({ guildId: GUILD, userId });

function scores(digits: string): Scores {
  const read = scoresIn(digits);
  if (!read) throw new Error(`Not scores: ${digits}`);
  return read;
}

const FINE = scores('44444');
const SORE = scores('22122');

function serviceOn(db: Database, wall: string, more: Partial<CheckinParts> = {}) {
  const time = { now: at(wall) };
  let woken = 0;
  const service = createCheckinService({
    db,
    content,
    clock: () => time.now,
    stretch: createStretchService(content),
    encryption: createEncryption({ seals: undefined, opens: [] }),
    onDue: () => {
      woken += 1;
    },
    ...more,
  });
  return { service, time, woken: () => woken };
}

describe('a check-in', () => {
  it('counts for the day it answers, once, and says what comes next', async () => {
    const db = await openClubFile();
    const race = await withRace(db, 'half');
    const { service, time } = serviceOn(db, '2026-10-25T09:10');
    const first = await service.submit(member('a'), race.number, SORE);
    expect(first.standing).toMatchObject({ type: 'raced', day: 1 });
    expect(first.decision).toMatchObject({ level: 'very-easy', expected: true });
    expect(first.plan?.step.text).toMatch(/^Rest, with short walks/);
    expect(first.next).toEqual({ type: 'at', at: at('2026-10-27T09:00') });
    await service.submit(member('a'), race.number, FINE);
    expect(await listCheckedIn(db, race, 1)).toEqual(['a']);
    // Two days later it still answers the first; on the third day another.
    time.now = at('2026-10-26T23:00');
    await service.submit(member('a'), race.number, FINE);
    time.now = at('2026-10-27T08:00');
    expect((await service.submit(member('a'), race.number, FINE)).next).toEqual({
      type: 'at',
      at: at('2026-10-31T09:00'),
    });
    expect(await listCheckins(db, race)).toEqual([
      { userId: 'a', day: 1 },
      { userId: 'a', day: 3 },
    ]);
    time.now = at('2026-11-07T09:00');
    expect((await service.submit(member('a'), race.number, FINE)).next).toEqual({
      type: 'none',
      why: 'last',
    });
  });

  it('takes the last race of a member who names none, and goes without where there is none', async () => {
    const db = await openClubFile();
    await withRace(db, '5k', { date: '2026-10-20' });
    const latest = await withRace(db, '10k');
    await withRace(db, 'half', { date: '2026-11-20' });
    const { service, time } = serviceOn(db, '2026-10-25T12:00');
    expect((await service.begin(member('a'), null, 'own-accord')).standing).toMatchObject({
      race: latest,
      day: 1,
    });
    expect((await service.begin(member('b'), null, 'own-accord')).standing).toMatchObject({
      why: 'own-accord',
    });
    time.now = at('2027-02-01T12:00');
    expect((await service.begin(member('a'), null, 'own-accord')).standing).toMatchObject({
      why: 'own-accord',
    });
    expect((await service.suggest(member('a'), '')).map(({ name }) => name)).toEqual([]);
  });

  it('is answered all the same where it counts for no race', async () => {
    const db = await openClubFile();
    const race = await withRace(db, '10k', { racers: ['a', 'dns'] });
    await saveEntry(db, race, entry('dns', 2, { result: { type: 'dns' }, resultAt: 0 }));
    await saveEntry(db, race, entry('no', 3, { racing: false }));
    const gone = await withRace(db, '10k');
    await cancelRace(db, gone, 0, null);
    const coming = await withRace(db, '10k', { date: '2026-12-24' });
    const tonight = await withRace(db, '10k', { date: '2026-10-25', start: '18:00' });
    const { service, time } = serviceOn(db, '2026-10-25T12:00');
    for (const [who, number, why] of [
      ['stranger', race.number, 'not-in-it'],
      ['no', race.number, 'not-in-it'],
      ['dns', race.number, 'did-not-start'],
      ['a', gone.number, 'cancelled'],
      ['a', coming.number, 'before'],
      ['a', tonight.number, 'before'],
      ['a', 99, 'no-such-race'],
    ] as const) {
      const answered = await service.submit(member(who), number, SORE);
      expect(answered.standing, why).toMatchObject({ type: 'apart', why });
      expect(answered.decision, why).toMatchObject({ level: 'very-easy', expected: false });
      expect(answered.plan).toBeNull();
      expect(answered.next).toEqual({ type: 'none', why: 'no-race' });
    }
    time.now = at('2027-03-01T12:00');
    expect((await service.submit(member('a'), race.number, SORE)).standing).toMatchObject({
      why: 'long-ago',
    });
    for (const { number } of [race, gone, coming])
      expect(await listCheckedIn(db, { guildId: GUILD, number }, 1)).toEqual([]);
  });

  it('notes who ticks a warning sign like everybody, and not which', async () => {
    const db = await openClubFile();
    const race = await withRace(db, 'marathon', { racers: ['a', 'b'] });
    const { service } = serviceOn(db, '2026-10-25T09:10');
    const ticked = await service.reportSigns(
      member('a'),
      race.number,
      ['low-mood', 'dark-urine', 'chest-pain', 'x'],
      'own-accord',
    );
    expect(ticked?.signs.map(({ choice }) => choice.id)).toEqual(['chest-pain', 'dark-urine', 'low-mood']);
    await service.submit(member('b'), race.number, FINE);
    expect((await listCheckedIn(db, race, 1)).sort()).toEqual(['a', 'b']);
    expect(await service.reportSigns(member('a'), race.number, ['x'], 'own-accord')).toBeUndefined();
  });

  it('asks nothing after the list on the evening of a race, except of who asks for it', async () => {
    const db = await openClubFile();
    const race = await withRace(db, 'marathon');
    const { service, time } = serviceOn(db, `${RACE_DATE}T20:30`);
    expect((await service.begin(member('a'), race.number, 'evening')).evening).toBe(true);
    // Buttons of an earlier version don't tell that they are the evening's.
    expect((await service.begin(member('a'), race.number, 'post')).evening).toBe(true);
    expect((await service.begin(member('a'), race.number, 'own-accord')).evening).toBe(false);
    await service.endEvening(member('a'), race.number);
    expect(await listCheckedIn(db, race, 0)).toEqual(['a']);
    time.now = at('2026-10-25T09:00');
    expect((await service.begin(member('a'), race.number, 'evening')).evening).toBe(false);
  });

  it('counts nothing of the evening’s list for the day after, however late it is pressed', async () => {
    const db = await openClubFile();
    const race = await withRace(db, 'marathon', { racers: ['a', 'b', 'c'] });
    const encryption = createEncryption({ seals: newKey(), opens: [] });
    const { service, time } = serviceOn(db, `${RACE_DATE}T23:50`, { encryption });
    time.now = at('2026-10-25T00:10');
    expect((await service.endEvening(member('a'), race.number)).evening).toBe(true);
    await service.reportSigns(member('b'), race.number, ['chest-pain'], 'evening');
    expect((await listCheckedIn(db, race, EVENING)).toSorted()).toEqual(['a', 'b']);
    time.now = at('2026-10-25T12:00');
    expect((await service.endEvening(member('c'), race.number)).evening).toBe(false);
    await service.reportSigns(member('c'), race.number, ['chest-pain'], 'evening');
    expect((await listCheckedIn(db, race, EVENING)).toSorted()).toEqual(['a', 'b']);
    expect(await listCheckedIn(db, race, MOOD_DAY)).toEqual([]);
    expect(await findTally(db, encryption, race, MOOD_DAY)).toEqual({ answered: 0, fine: 0 });
    // What they say of themselves in the morning counts as it is.
    await service.submit(member('a'), race.number, scores('11111'));
    expect(await findTally(db, encryption, race, MOOD_DAY)).toEqual({ answered: 1, fine: 0 });
  });

  it('opens the evening’s list where a race ends so late that its evening begins after midnight', async () => {
    const db = await openClubFile();
    const race = await withRace(db, 'marathon', { start: '17:00' });
    const { service, time } = serviceOn(db, RACE_DATE);
    time.now = eveningAt(race);
    const evening = await service.begin(member('a'), race.number, 'evening');
    expect(evening).toMatchObject({ evening: true, standing: { day: EVENING } });
    expect(await service.begin(member('a'), race.number, 'own-accord')).toMatchObject({
      evening: false,
      standing: { day: 1 },
    });
  });

  it('tells who wants no check-ins, or let two go by, that none will come', async () => {
    const db = await openClubFile();
    const race = await withRace(db, 'half', { racers: ['a'] });
    await rememberMember(db, member('a'), 0);
    await saveNotifications(db, member('a'), { ...notificationsFrom(NOTIFICATIONS), 'check-ins': false });
    const { service } = serviceOn(db, '2026-10-25T09:10');
    expect((await service.submit(member('a'), race.number, FINE)).next).toEqual({
      type: 'none',
      why: 'opted-out',
    });
  });

  it('takes what a member asked to keep into account', async () => {
    const db = await openClubFile();
    const race = await withRace(db, 'half');
    const encryption = createEncryption({ seals: newKey(), opens: [] });
    await rememberMember(db, member('a'), 0);
    const keptOn = (on: string, digits: string) =>
      keepAnswer(db, encryption, member('a'), { race: null, day: null, on, scores: scores(digits) });
    await keptOn('2026-10-20', '55554');
    await keptOn('2026-10-23', '55552');
    const { service } = serviceOn(db, '2026-10-31T09:10', { encryption });
    const { decision } = await service.submit(member('a'), race.number, scores('44442'));
    expect(decision.followUps).toEqual(['mood-help', 'dip']);
  });

  it('is noted together with the answers that are kept of it, or not at all', async () => {
    const db = await openClubFile();
    const race = await withRace(db, 'half');
    await rememberMember(db, member('a'), 0);
    await saveKeepingWish(db, member('a'), true);
    const encryption = createEncryption({ seals: newKey(), opens: [] });
    const crashing: typeof encryption = {
      ...encryption,
      seal(secret, bound) {
        if (bound[0] === 'answer') throw new Error('The program ended here');
        return encryption.seal(secret, bound);
      },
    };
    const wall = '2026-10-27T09:10';
    const broken = serviceOn(db, wall, { encryption: crashing }).service;
    await expect(broken.submit(member('a'), race.number, FINE)).rejects.toThrow('ended here');
    expect(await listCheckedIn(db, race, 3)).toEqual([]);
    const { service } = serviceOn(db, wall, { encryption });
    expect((await service.submit(member('a'), race.number, FINE)).kept).toBe('kept');
    expect(await listCheckedIn(db, race, 3)).toEqual(['a']);
    expect((await listAnswers(db, encryption, member('a'), RACE_DATE)).answers).toHaveLength(1);
  });

  it('is counted right when 500 of 2,000 check in at the same moment, some of them twice', async () => {
    const db = await openClubFile();
    const racers = Array.from({ length: 2_000 }, (_, place) => `u${place}`);
    const race = await withRace(db, '10k', { racers });
    const { service } = serviceOn(db, '2026-10-25T09:10');
    const some = racers.slice(0, 500);
    await Promise.all(
      [...some, ...some.slice(0, 50)].map((userId) => service.submit(member(userId), 1, FINE)),
    );
    expect(new Set(await listCheckedIn(db, race, 1))).toEqual(new Set(some));
  });
});

describe('the sorest place', () => {
  const racers = ['a'];
  const KINDS_OF_SORE = ['static', 'foam-rolling'];

  /** What is offered on a day after a race of that distance, to somebody with that answer about their muscles. */
  async function offered(kind: Distance, day: number, soreness: Score | undefined, muscle = 'calves') {
    const db = await openClubFile();
    await withRace(db, kind, { racers });
    const { service } = serviceOn(db, `${addDays('2026-10-24', day)}T10:00`);
    return service.sore(member('a'), 1, { muscle, side: 'both', soreness });
  }

  it.each(content.muscles.map(({ id }) => id))(
    '%s: little and gentle where it is very sore',
    async (muscle) => {
      const outcome = await offered('5k', 1, 1, muscle);
      if (outcome?.type !== 'routine') throw new Error('No routine');
      const { routine, request } = outcome.routine;
      expect(request.moment).toBe('sore');
      expect(routine.items.length).toBeGreaterThan(0);
      expect(routine.items.filter(({ exercise }) => KINDS_OF_SORE.includes(exercise.kind))).toEqual([]);
      expect(routine.notes).toEqual([{ type: 'or-just-walk' }]);
      expect(routine.seconds).toBeLessThanOrEqual(180);
    },
  );

  it.each<[Distance, number, Score | undefined, string]>([
    ['marathon', 1, 1, 'sore'],
    ['marathon', 3, 4, 'sore'],
    ['half', 3, 3, 'sore'],
    ['half', 4, 3, 'rest-day'],
    ['10k', 1, 3, 'rest-day'],
    ['10k', 1, 2, 'sore'],
    ['marathon', 5, 2, 'sore'],
    ['marathon', 6, 2, 'sore'],
    ['marathon', 9, 2, 'late-soreness'],
    ['ultra', 28, 1, 'late-soreness'],
    ['marathon', 9, 3, 'rest-day'],
    // A button of an earlier version, which doesn't say how sore.
    ['marathon', 9, undefined, 'sore'],
  ])('after a %s, on day %i, with muscles at %s: %s', async (kind, day, soreness, wanted) => {
    const outcome = await offered(kind, day, soreness);
    expect(outcome?.type === 'routine' ? outcome.routine.request.moment : outcome?.type).toBe(wanted);
  });

  it.each(content.muscles.map(({ id }) => id))(
    '%s on one side gets no routine, but signs',
    async (muscle) => {
      const db = await openClubFile();
      const { service } = serviceOn(db, '2026-10-25T09:10');
      const outcome = await service.sore(member('a'), null, { muscle, side: 'one', soreness: 4 });
      if (outcome?.type !== 'one-sided') throw new Error('A routine for an ache on one side');
      expect(outcome.signs.length).toBeGreaterThan(0);
      expect(outcome.signs.length).toBeLessThanOrEqual(25);
    },
  );

  it('is none that is unknown', async () => {
    expect(await offered('5k', 1, 3, 'tail')).toBeUndefined();
  });
});
