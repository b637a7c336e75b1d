import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { CHECKIN_DAYS } from '../../src/domain/checkin-days.ts';
import type { CheckinPostView } from '../../src/domain/checkin-post.ts';
import { NOTIFICATIONS, notificationsFrom } from '../../src/domain/notifications.ts';
import type { Distance } from '../../src/domain/plan.ts';
import { timelinessOf } from '../../src/domain/post.ts';
import { wallOf } from '../../src/domain/wall-time.ts';
import { MOST_UNANSWERED } from '../../src/services/checkin-posts.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { MOST_MENTIONED } from '../../src/services/post-composer.ts';
import { createRaceService } from '../../src/services/races.ts';
import { noteCheckin } from '../../src/storage/checkins.ts';
import { saveNotifications } from '../../src/storage/choices.ts';
import type { Database } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { erasePersonalData } from '../../src/storage/personal-data.ts';
import { cancelRace, changeRace, removeEntry, saveEntry } from '../../src/storage/races.ts';
import { at, DAY, entry, GUILD, HOUR, openClubFile, RACE_DATE, withRace, ZONE } from './club-with-race.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

/** A post as it went out. */
interface Out {
  readonly at: number;
  readonly view: CheckinPostView;
}

/** Sends what is due at `now` as the schedule does, one post at a time, and tells which check-ins went out. */
async function beat(db: Database, now: number): Promise<Out[]> {
  const outbox = createOutbox(db, createComposers(content));
  const out: Out[] = [];
  for (;;) {
    const [post] = await outbox.due(now, 1);
    if (!post) return out;
    const timeliness = timelinessOf(post.kind, post.dueAt, now);
    const composed =
      timeliness === 'too-late' ? undefined : await outbox.makeReady(post, now, timeliness !== 'on-time');
    if (composed?.type !== 'say') {
      await outbox.dropped(post, composed?.why ?? 'too late', now);
      continue;
    }
    await outbox.begin(post, composed.channelId, now);
    await outbox.sent(post, { channelId: composed.channelId, messageId: `m${post.id}` }, now);
    const { view } = composed;
    if (view.type === 'checkin' || view.type === 'race-evening') out.push({ at: now, view });
  }
}

const optOut = (db: Database, userId: string, wants: boolean) =>
  rememberMember(db, { guildId: GUILD, userId }, 0).then(() =>
    saveNotifications(
      db,
      { guildId: GUILD, userId },
      { ...notificationsFrom(NOTIFICATIONS), 'check-ins': wants },
    ),
  );

const dayOf = ({ view }: Out) => (view.type === 'checkin' ? view.day : 0);

describe('check-in posts', () => {
  it.each(Object.entries(CHECKIN_DAYS))(
    'of %s come on its days, at the same hour on both sides of a clock change',
    async (kind, days) => {
      const db = await openClubFile();
      await withRace(db, kind as Distance);
      const out: Out[] = [];
      for (let hour = 0; hour < 31 * 24; hour++) {
        const now = at(`${RACE_DATE}T00:00`) + hour * HOUR;
        const more = await beat(db, now);
        out.push(...more);
        // Whoever answers is asked again.
        for (const one of more) await noteCheckin(db, one.view.race, dayOf(one), 'a');
      }
      const long = kind === 'marathon' || kind === 'ultra';
      expect(out.map((one) => [dayOf(one), wallOf(one.at, ZONE)])).toEqual([
        ...(long ? [[0, `${RACE_DATE}T20:00`]] : []),
        ...days.map((day) => [day, `${Temporal.PlainDate.from(RACE_DATE).add({ days: day })}T09:00`]),
      ]);
    },
  );

  it.each([
    ['known to end in the afternoon', '09:00', `${RACE_DATE}T20:00`],
    ['late in the day', '14:30', `${RACE_DATE}T21:50`],
    ['in the night', '18:00', '2026-10-25T01:20'],
    ['not known', null, `${RACE_DATE}T20:00`],
  ])('bring the list of warning signs in time where the finish is %s', async (_when, start, due) => {
    const db = await openClubFile();
    await withRace(db, 'marathon', { start });
    const first = at(due) - 2 * 60_000;
    expect(await beat(db, first)).toEqual([]);
    const [list] = await beat(db, at(due) + 60_000);
    expect(list?.view.type).toBe('race-evening');
  });

  it('come up to a day late and say so, and after that no more', async () => {
    const db = await openClubFile();
    await withRace(db, '10k');
    const [late] = await beat(db, at('2026-10-26T08:00'));
    expect(late?.view).toMatchObject({ type: 'checkin', day: 1, late: true });
    expect(await beat(db, at('2026-10-28T09:30'))).toEqual([]);
  });

  it('leave the list of the evening out when the next day has begun', async () => {
    const db = await openClubFile();
    await withRace(db, 'marathon');
    const out = await beat(db, at('2026-10-25T10:00'));
    expect(out.map(dayOf)).toEqual([1]);
  });

  it('ask nobody about a race that was cancelled, moved or had nobody in it', async () => {
    const db = await openClubFile();
    const cancelled = await withRace(db);
    await cancelRace(db, cancelled, 0, null);
    const moved = await withRace(db);
    await changeRace(db, moved, { ...moved, date: '2026-11-24' });
    await withRace(db, '5k', { racers: [] });
    expect(await beat(db, at('2026-10-25T10:00'))).toEqual([]);
  });

  it('follow a race that is moved after it was asked about', async () => {
    const db = await openClubFile();
    const race = await withRace(db, '10k', { racers: ['1'] });
    expect((await beat(db, at('2026-10-25T09:00'))).map(dayOf)).toEqual([1]);
    await noteCheckin(db, race, 1, '1');
    const races = createRaceService(
      db,
      () => at('2026-10-25T12:00'),
      () => {},
    );
    const leader = { guildId: GUILD, userId: 'leader', roleIds: [], isAdmin: true, locale: 'en-GB' };
    const { type } = await races.change(leader, race.number, { date: '2026-10-31' });
    expect(type).toBe('changed');
    expect(await beat(db, at('2026-10-27T09:00'))).toEqual([]);
    const [again] = await beat(db, at('2026-11-01T09:00'));
    expect(again?.view).toMatchObject({ day: 1, mention: ['1'], count: { checkedIn: 0, of: 1 } });
  });

  it('mention a member once a day, however many races they were in', async () => {
    const db = await openClubFile();
    await withRace(db, '5k', { racers: ['a', 'b'] });
    await withRace(db, '10k', { racers: ['b', 'c'] });
    const out = await beat(db, at('2026-10-25T09:00'));
    expect(out.map(({ view }) => view.mention)).toEqual([['a', 'b'], ['c']]);
    // The figure is of everybody in it all the same.
    expect(out.map(({ view }) => view.count)).toEqual([
      { checkedIn: 0, of: 2 },
      { checkedIn: 0, of: 2 },
    ]);
  });

  it('mention the same people when they have to be sent again, and others where those have gone', async () => {
    const db = await openClubFile();
    const race = await withRace(db, '10k', { racers: ['a', 'b'] });
    const outbox = createOutbox(db, createComposers(content));
    const now = at('2026-10-25T09:00');
    const compose = async (when = now) => {
      const [post] = await outbox.due(when, 1);
      if (!post) throw new Error('Nothing is due');
      const composed = await outbox.makeReady(post, when, false);
      return { post, view: composed.type === 'say' ? (composed.view as CheckinPostView) : undefined };
    };
    const first = await compose();
    expect(first.view?.mention).toEqual(['a', 'b']);
    await outbox.begin(first.post, '11', now);
    await outbox.postponed(first.post, now, 'The line broke');
    await saveEntry(db, race, entry('c', 3));
    expect((await compose()).view?.mention).toEqual(['a', 'b']);
    await removeEntry(db, race, 'a');
    await noteCheckin(db, race, 1, 'b');
    // It may have arrived: it isn't dropped, so that it can be found, but pings nobody who needs it no more.
    expect((await compose()).view).toMatchObject({ mention: [], count: { checkedIn: 1, of: 2 } });
  });

  it('reach everybody in parts where the first part has to be sent again', async () => {
    const db = await openClubFile();
    const racers = Array.from({ length: 200 }, (_, place) => `u${place}`);
    await withRace(db, '10k', { racers });
    const outbox = createOutbox(db, createComposers(content));
    const now = at('2026-10-25T09:00');
    const [held] = await outbox.due(now, 1);
    if (!held) throw new Error('Nothing is due');
    await outbox.makeReady(held, now, false);
    await outbox.begin(held, '11', now);
    await outbox.postponed(held, now + HOUR, '503');
    const out = [...(await beat(db, now)), ...(await beat(db, now + HOUR))];
    expect(out.flatMap(({ view }) => view.mention).sort()).toEqual(racers.sort());
  });

  it('reach 2,000 racers in parts, each of them once', async () => {
    const db = await openClubFile();
    const racers = Array.from({ length: 2_000 }, (_, place) => `u${place}`);
    await withRace(db, '10k', { racers });
    const out = await beat(db, at('2026-10-25T09:00'));
    expect(out).toHaveLength(Math.ceil(2_000 / MOST_MENTIONED));
    expect(out.every(({ view }) => view.mention.length <= MOST_MENTIONED)).toBe(true);
    expect(out.flatMap(({ view }) => view.mention)).toEqual(racers);
    expect(out.map(({ view }) => view.count?.of ?? null)).toEqual([2_000, ...out.slice(1).map(() => null)]);
  });
});

describe('over any sequence of what members do', () => {
  type Step =
    | {
        readonly do: 'join' | 'leave' | 'dns' | 'opt-out' | 'opt-in' | 'erase';
        readonly who: string;
        readonly race: number;
      }
    | { readonly do: 'check-in'; readonly who: string; readonly race: number }
    | { readonly do: 'hours'; readonly hours: number };

  const who = fc.constantFrom('a', 'b', 'c');
  const race = fc.constantFrom(0, 1);
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('hours' as const), hours: fc.integer({ min: 1, max: 60 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('join', 'leave', 'dns', 'opt-out', 'opt-in', 'check-in', 'erase'),
        who,
        race,
      }) as fc.Arbitrary<Step>,
    },
  );

  it('nobody is mentioned who left, did not start, opted out or let two go by; nobody twice a day', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const db = await openClubFile();
        const races = [
          await withRace(db, 'marathon', { racers: [] }),
          await withRace(db, 'half', { racers: [], date: '2026-10-26' }),
        ];
        let now = at(`${RACE_DATE}T08:00`);
        const racing = new Map<string, 'racing' | 'dns'>();
        const out = new Set<string>();
        /** Check-ins that each was mentioned for, by race, and those of them that they answered. */
        const asked = new Map<string, Set<number>>();
        const done = new Set<string>();
        const mentionedOn = new Set<string>();

        const hear = (sent: readonly Out[]) => {
          for (const one of sent) {
            const number = one.view.race.number;
            const day = dayOf(one);
            expect(one.view.mention.length).toBeGreaterThan(0);
            for (const userId of one.view.mention) {
              const name = `${number} ${userId}`;
              expect(racing.get(name)).toBe('racing');
              expect(out.has(userId)).toBe(false);
              expect(done.has(`${name} ${day}`)).toBe(false);
              const on = `${userId} ${one.view.type} ${wallOf(one.at, ZONE).slice(0, 10)}`;
              expect(mentionedOn.has(on)).toBe(false);
              mentionedOn.add(on);
              if (day === 0) continue;
              const before = asked.get(name) ?? new Set<number>();
              const unanswered = [...before].filter((other) => !done.has(`${name} ${other}`));
              expect(unanswered.length).toBeLessThan(MOST_UNANSWERED);
              expect(before.has(day)).toBe(false);
              asked.set(name, before.add(day));
            }
          }
        };

        for (const one of steps) {
          if (one.do === 'hours') {
            for (let hour = 0; hour < one.hours; hour++) {
              now += HOUR;
              hear(await beat(db, now));
            }
            continue;
          }
          const target = races[one.race];
          if (!target) throw new Error('No such race');
          const name = `${target.number} ${one.who}`;
          switch (one.do) {
            case 'join':
              await saveEntry(db, target, entry(one.who, 1));
              racing.set(name, 'racing');
              break;
            case 'leave':
              await removeEntry(db, target, one.who);
              racing.delete(name);
              break;
            case 'dns':
              await saveEntry(db, target, entry(one.who, 1, { result: { type: 'dns' }, resultAt: now }));
              racing.set(name, 'dns');
              break;
            case 'opt-out':
            case 'opt-in':
              await optOut(db, one.who, one.do === 'opt-in');
              if (one.do === 'opt-out') out.add(one.who);
              else out.delete(one.who);
              break;
            case 'check-in':
              for (const day of asked.get(name) ?? []) {
                await noteCheckin(db, target, day, one.who);
                done.add(`${name} ${day}`);
              }
              break;
            case 'erase':
              // They are in no race then, and nothing is known of what they were asked or wished.
              await erasePersonalData(db, { guildId: GUILD, userId: one.who }, now);
              await rememberMember(db, { guildId: GUILD, userId: one.who }, now);
              out.delete(one.who);
              for (const { number } of races) {
                racing.delete(`${number} ${one.who}`);
                asked.delete(`${number} ${one.who}`);
              }
              for (const key of [...done]) if (key.split(' ')[1] === one.who) done.delete(key);
              for (const key of [...mentionedOn]) if (key.startsWith(`${one.who} `)) mentionedOn.delete(key);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('everybody who is to be asked is, exactly once', async () => {
    const db = await openClubFile();
    await withRace(db, 'ultra', { racers: ['answers', 'never', 'once'] });
    const days = new Map<string, number[]>();
    for (let now = at(`${RACE_DATE}T08:00`); now < at(`${RACE_DATE}T08:00`) + 31 * DAY; now += HOUR)
      for (const one of await beat(db, now))
        for (const userId of one.view.mention) {
          days.set(userId, [...(days.get(userId) ?? []), dayOf(one)]);
          if (userId === 'answers' || (userId === 'once' && dayOf(one) === 3))
            await noteCheckin(db, one.view.race, dayOf(one), userId);
        }
    expect(Object.fromEntries(days)).toEqual({
      answers: [0, 1, 3, 7, 14, 21, 28],
      never: [0, 1, 3],
      once: [0, 1, 3, 7],
    });
  });
});
