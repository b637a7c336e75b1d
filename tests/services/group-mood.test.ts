import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { scoresIn } from '../../src/domain/checkin.ts';
import { type GroupMood, groupMoodOf } from '../../src/domain/group-mood.ts';
import type { Composed } from '../../src/domain/post-view.ts';
import { wallOf } from '../../src/domain/wall-time.ts';
import { createCheckinService } from '../../src/services/checkins.ts';
import { freezeGroupMoods } from '../../src/services/group-mood.ts';
import { createMemberService } from '../../src/services/members.ts';
import { createMessageEdits } from '../../src/services/message-edits.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { createPrivacyService } from '../../src/services/privacy.ts';
import { planRacePosts } from '../../src/services/race-schedule.ts';
import { createRaceService } from '../../src/services/races.ts';
import { createStretchService } from '../../src/services/stretch.ts';
import { listCheckedIn } from '../../src/storage/checkins.ts';
import { createEncryption, newKey } from '../../src/storage/encryption.ts';
import { findGroupMood } from '../../src/storage/group-mood.ts';
import { at, GUILD, HOUR, openClubFile, RACE_DATE, settings, withRace } from './club-with-race.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const nothing = () => {};

const RACERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

const actor = (userId: string) => ({
  guildId: GUILD,
  userId,
  roleIds: [],
  isAdmin: userId === 'leader',
  locale: 'en-GB',
});

function scores(digits: string) {
  const read = scoresIn(digits);
  if (!read) throw new Error(`Not scores: ${digits}`);
  return read;
}

const FINE = scores('44444');
const SORE = scores('11111');

/** A club with a race of eight, at eight in the evening of the race, and whatever its recap shows from then on. */
async function clubAfterRace({ key = true } = {}) {
  const db = await openClubFile();
  const race = await withRace(db, '10k', { racers: RACERS });
  const time = { now: at(`${RACE_DATE}T20:00`) };
  const clock = () => time.now;
  await planRacePosts(db, race, settings, time.now);
  const encryption = createEncryption({ seals: key ? newKey() : undefined, opens: [] });
  const stretch = createStretchService(content);
  const checkins = createCheckinService({ db, content, clock, stretch, onDue: nothing, encryption });
  const races = createRaceService(db, clock, nothing);
  const privacy = createPrivacyService(db, encryption, clock, nothing);
  const composers = createComposers(content);
  const outbox = createOutbox(db, composers);
  const live = createMessageEdits(db, composers, clock);
  /** What the recap said of the group, each time that it was posted or edited. */
  const shown: (GroupMood | null)[] = [];
  const troubles: unknown[] = [];

  function note(composed: Pick<Extract<Composed, { type: 'say' }>, 'view'>): void {
    if (composed.view.type === 'race-recap') shown.push(composed.view.mood);
  }

  /** Does what the minute's beat does. */
  async function beat(): Promise<void> {
    await freezeGroupMoods(db, encryption, time.now, (error) => troubles.push(error));
    for (let due = await outbox.due(time.now, 1); due[0]; due = await outbox.due(time.now, 1)) {
      const [post] = due;
      const composed = await outbox.makeReady(post, time.now, false);
      if (composed.type === 'drop') {
        await outbox.dropped(post, composed.why, time.now);
        continue;
      }
      note(composed);
      await outbox.begin(post, composed.channelId, time.now);
      await outbox.sent(post, { channelId: composed.channelId, messageId: String(post.id) }, time.now);
    }
    for (const post of await live.stale()) {
      const edit = await live.take(post);
      if (!edit) continue;
      note(edit);
      await live.shown(post);
    }
  }

  const result = (userId: string, typed = '50:00') => races.result(actor(userId), race.number, typed);
  await result('h');
  return {
    db,
    race,
    time,
    shown,
    troubles,
    beat,
    result,
    races,
    privacy,
    me: createMemberService(db, clock),
    answer: (userId: string, fine: boolean) =>
      checkins.submit(actor(userId), race.number, fine ? FINE : SORE),
    ticks: (userId: string) => checkins.reportSigns(actor(userId), race.number, ['dark-urine'], 'post'),
    async until(wall: string) {
      time.now = at(wall);
      await beat();
    },
    tallies: () => db.selectFrom('checkin_tallies').selectAll().execute(),
  };
}

const NEXT_DAY = '2026-10-25';
const DAY_AFTER_THAT = '2026-10-26';

describe('what the recap tells of how people feel', () => {
  it('comes when the day after is over, by one edit, and stays whatever happens then', async () => {
    const { shown, until, result, answer, ticks, beat, privacy, races, race } = await clubAfterRace();
    for (const userId of RACERS) await result(userId);
    await until(`${NEXT_DAY}T09:00`);
    for (const userId of ['a', 'b', 'c', 'd', 'e']) await answer(userId, true);
    for (const userId of ['f', 'g']) await answer(userId, false);
    await ticks('h');
    // An edit of a result, with all answers in, shows nothing of them.
    await result('a', '49:00');
    await until(`${NEXT_DAY}T23:59`);
    expect(new Set(shown)).toEqual(new Set([null]));
    await until(`${DAY_AFTER_THAT}T00:00`);
    expect(shown.at(-1)).toBe('most');
    const before = shown.length;
    await answer('a', false);
    await result('b', '55:00');
    for (const userId of ['a', 'b', 'c']) await privacy.erase(actor(userId));
    await beat();
    await races.change(actor('leader'), race.number, { date: '2026-10-23' });
    await until(`${DAY_AFTER_THAT}T12:00`);
    await result('d', '1:01:00');
    await until('2026-10-30T12:00');
    expect(shown.length).toBeGreaterThan(before + 1);
    expect(new Set(shown.slice(before))).toEqual(new Set(['most']));
  });

  it('is there at once where the recap comes later', async () => {
    const { shown, until, answer } = await clubAfterRace();
    await until(`${NEXT_DAY}T09:00`);
    for (const [place, userId] of RACERS.entries()) await answer(userId, place % 2 === 0);
    await until('2026-10-27T09:00');
    expect(shown).toEqual(['about-half']);
  });

  it('is nothing where an answer that counted was erased before', async () => {
    const { shown, until, answer, privacy, tallies } = await clubAfterRace();
    await until(`${NEXT_DAY}T09:00`);
    for (const [place, userId] of RACERS.entries()) await answer(userId, place % 2 === 0);
    expect(await tallies()).toHaveLength(1);
    await privacy.erase(actor('a'));
    expect(await tallies()).toEqual([]);
    // Nor does it begin anew.
    await answer('a', true);
    expect(await tallies()).toEqual([]);
    await until('2026-10-27T09:00');
    expect(shown).toEqual([null]);
  });

  it('stays, and no file is written anew, where who says that they are under 18 was not counted or has gone', async () => {
    const { db, shown, until, answer, privacy, me, tallies } = await clubAfterRace();
    const scrubs = async () => {
      const { length } = await db.selectFrom('vacuum_requests').selectAll().execute();
      await db.deleteFrom('vacuum_requests').execute();
      return length;
    };
    await until(`${NEXT_DAY}T09:00`);
    await me.prefer(actor('g'), { under18: true });
    for (const [place, userId] of RACERS.entries()) await answer(userId, place % 2 === 0);
    for (const under18 of [false, true, false, true]) await me.prefer(actor('g'), { under18 });
    expect(await scrubs()).toBe(0);
    expect(await privacy.erase(actor('g'))).toBe(true);
    expect(await scrubs()).toBe(1);
    expect(await privacy.erase(actor('g'))).toBe(false);
    expect(await scrubs()).toBe(0);
    expect(await tallies()).toHaveLength(1);
    await until('2026-10-27T09:00');
    expect(shown).toEqual(['about-half']);
  });

  it('is nothing where somebody whose answer counted says that they are under 18, which erases it once', async () => {
    const { db, shown, until, answer, me, tallies } = await clubAfterRace();
    await until(`${NEXT_DAY}T09:00`);
    for (const [place, userId] of RACERS.entries()) await answer(userId, place % 2 === 0);
    for (const scrubs of [1, 0]) {
      await me.prefer(actor('a'), { under18: true });
      expect(await db.selectFrom('vacuum_requests').selectAll().execute()).toHaveLength(scrubs);
      await db.deleteFrom('vacuum_requests').execute();
      await me.prefer(actor('a'), { under18: false });
    }
    expect(await tallies()).toEqual([]);
    await until('2026-10-27T09:00');
    expect(shown).toEqual([null]);
  });

  it('is of the day after alone, and its sum is forgotten when it is told', async () => {
    const { until, answer, tallies } = await clubAfterRace();
    await until(`${NEXT_DAY}T09:00`);
    await answer('a', true);
    expect(await tallies()).toHaveLength(1);
    // The bot was away at midnight, and somebody is quicker than its first look.
    const late = await clubAfterRace();
    late.time.now = at(`${DAY_AFTER_THAT}T08:00`);
    await late.answer('a', true);
    expect(await late.tallies()).toEqual([]);
    expect(await listCheckedIn(late.db, late.race, 1)).toEqual(['a']);
    await until(`${DAY_AFTER_THAT}T00:00`);
    expect(await tallies()).toEqual([]);
    await until('2026-10-27T09:00');
    await answer('a', true);
    expect(await tallies()).toEqual([]);
  });

  it('is told of each race though another can’t be read', async () => {
    const { db, until, answer, race, troubles } = await clubAfterRace();
    await until(`${NEXT_DAY}T09:00`);
    for (const [place, userId] of RACERS.entries()) await answer(userId, place % 2 === 0);
    const bad = await withRace(db, '10k');
    await db.updateTable('races').set({ zone: 'Nowhere/Nix' }).where('number', '=', bad.number).execute();
    const [sum] = await db.selectFrom('checkin_tallies').selectAll().execute();
    if (!sum) throw new Error('Nothing was counted');
    await db
      .insertInto('checkin_tallies')
      .values({ ...sum, number: bad.number })
      .execute();
    await until(`${DAY_AFTER_THAT}T00:00`);
    expect(troubles.length).toBeGreaterThan(0);
    expect(await findGroupMood(db, race)).toBe('about-half');
    expect(await findGroupMood(db, bad)).toBeNull();
  });

  it('is not counted where there is no key', async () => {
    const { until, answer, tallies, db, race } = await clubAfterRace({ key: false });
    await until(`${NEXT_DAY}T09:00`);
    await answer('a', true);
    expect(await tallies()).toEqual([]);
    expect(await listCheckedIn(db, race, 1)).toEqual(['a']);
  });

  it('looks the same on disk whatever was answered', async () => {
    const lengths = new Set<number>();
    for (const fine of [true, false]) {
      const { until, answer, tallies } = await clubAfterRace();
      await until(`${NEXT_DAY}T09:00`);
      await answer('a', fine);
      for (const { sealed } of await tallies()) lengths.add(sealed.length);
    }
    expect([...lengths]).toEqual([8 + 16]);
  });
});

describe('over any sequence of what members do', () => {
  const who = fc.constantFrom(...RACERS);
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), who, fine: fc.boolean() }) },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constantFrom('result', 'leave', 'tick', 'did-not-start'), who }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), who }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('hours' as const), hours: fc.integer({ min: 1, max: 12 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'move' as const }) },
  );

  /** Most answer in the morning. */
  const opening = fc
    .array(fc.boolean(), { minLength: 6, maxLength: RACERS.length })
    .map((all) => all.map((fine, place) => ({ do: 'answer' as const, who: RACERS[place] ?? 'a', fine })));

  const twoDays = Array.from({ length: 4 }, () => ({ do: 'hours' as const, hours: 12 }));

  it('a race has one figure at most, of three and more on either side', async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(opening, fc.array(step, { minLength: 5, maxLength: 25 }), async (first, steps) => {
        const club = await clubAfterRace();
        await club.until(`${NEXT_DAY}T09:00`);
        const { time, shown, races, race } = club;
        let zero = RACE_DATE;
        const racing = new Set<string>(RACERS);
        /** Who has checked in for the day after, and of those who count how each of them is. */
        const checked = new Set<string>();
        const counted = new Map<string, boolean>();
        let spoiled = false;
        let frozen: GroupMood | null | undefined;
        const dayNow = () =>
          Temporal.PlainDate.from(zero).until(wallOf(time.now, 'Europe/London').slice(0, 10)).days;

        function freeze(): void {
          if (frozen !== undefined || counted.size === 0 || dayNow() < 2) return;
          const fine = [...counted.values()].filter(Boolean).length;
          frozen = groupMoodOf({ answered: counted.size, fine });
          if (frozen) expect(Math.min(fine, counted.size - fine)).toBeGreaterThanOrEqual(3);
        }
        function checkIn(userId: string, fine: boolean): void {
          if (!racing.has(userId) || checked.has(userId) || dayNow() < 1 || dayNow() > 2) return;
          checked.add(userId);
          if (dayNow() === 1 && frozen === undefined && !spoiled) counted.set(userId, fine);
        }

        for (const one of [...first, ...steps, ...twoDays]) {
          switch (one.do) {
            case 'answer':
              await club.answer(one.who, one.fine);
              checkIn(one.who, one.fine);
              break;
            case 'tick':
              await club.ticks(one.who);
              checkIn(one.who, false);
              break;
            case 'result':
              await club.result(one.who);
              racing.add(one.who);
              break;
            case 'did-not-start':
              await club.result(one.who, 'DNS');
              racing.delete(one.who);
              break;
            case 'leave':
              await races.leave(actor(one.who), race.number);
              racing.delete(one.who);
              break;
            case 'erase':
              if (counted.has(one.who) && frozen === undefined) {
                spoiled = true;
                counted.clear();
              }
              await club.privacy.erase(actor(one.who));
              racing.delete(one.who);
              checked.delete(one.who);
              break;
            case 'move':
              zero = zero === RACE_DATE ? '2026-10-23' : RACE_DATE;
              expect((await races.change(actor('leader'), race.number, { date: zero })).type).toBe('changed');
              checked.clear();
              counted.clear();
              break;
            case 'hours':
              time.now += one.hours * HOUR;
          }
          freeze();
          await club.beat();
          const figures = new Set(shown.filter((mood) => mood !== null));
          expect(figures.size).toBeLessThanOrEqual(1);
          for (const mood of figures) expect(mood).toBe(frozen);
          // What was told is not taken back either: that would show that it has changed.
          const since = shown.findIndex((mood) => mood !== null);
          if (since >= 0) expect(shown.slice(since)).not.toContain(null);
        }
        if (shown.some((mood) => mood !== null)) told += 1;
        await club.db.destroy();
      }),
      { numRuns: 30 },
    );
    // Otherwise it would have shown nothing.
    expect(told).toBeGreaterThan(0);
  });
});
