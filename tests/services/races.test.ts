import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { postMessage } from '../../src/discord/messages/post.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { NOTIFICATIONS, notificationsFrom } from '../../src/domain/notifications.ts';
import { DISTANCES } from '../../src/domain/plan.ts';
import type { PostView } from '../../src/domain/post-view.ts';
import { type Entry, REMINDER_DAYS } from '../../src/domain/race.ts';
import { raceWeekTip } from '../../src/domain/tip.ts';
import { instantAt } from '../../src/domain/wall-time.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { MOST_MENTIONED } from '../../src/services/post-composer.ts';
import { createRaceService } from '../../src/services/races.ts';
import { keepTipsComing } from '../../src/services/weekly-tips.ts';
import { saveNotifications } from '../../src/storage/choices.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { freezeGroupMood } from '../../src/storage/group-mood.ts';
import { rememberMember } from '../../src/storage/members.ts';
import {
  cancelRace,
  findEntry,
  findRace,
  insertRace,
  listEntries,
  listRaces,
  listRacesOfMember,
  saveEntry,
} from '../../src/storage/races.ts';
import { ownFolder } from '../folders.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const ZONE = 'Europe/London';
const NOON = Date.parse('2026-11-24T12:00Z');
const settings = { ...USUAL_SETTINGS, zone: ZONE, runsChannelId: '10', recoveryChannelId: '11' };

const actor = (one: number, guildId = '1') => ({
  guildId,
  userId: String(1_000 + one),
  roleIds: [],
  isAdmin: false,
  locale: 'en-GB',
});

/** A club on a real database, with the clock in hand; `send` sends all that is due, as the beat does. */
async function club() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const time = { now: NOON };
  await saveSettings(db, '1', settings, NOON);
  const races = createRaceService(
    db,
    () => time.now,
    () => {},
  );
  const outbox = createOutbox(db, createComposers(content));
  async function send(): Promise<PostView[]> {
    const views: PostView[] = [];
    for (;;) {
      const due = await outbox.due(time.now, 1_000);
      if (due.length === 0) return views;
      for (const post of due) {
        const composed = await outbox.makeReady(post, time.now, false);
        if (composed.type === 'drop') {
          await outbox.dropped(post, composed.why, time.now);
          continue;
        }
        await outbox.begin(post, composed.channelId, time.now);
        await outbox.sent(post, { channelId: composed.channelId, messageId: String(post.id) }, time.now);
        views.push(composed.view);
      }
    }
  }
  const add = async (date: string, more: Record<string, string> = {}) => {
    const outcome = await races.add(actor(0), { name: 'City race', distance: 'marathon', date, ...more });
    if (outcome.type !== 'added') throw new Error(outcome.type);
    await send();
    return outcome.race;
  };
  return { db, time, races, send, add, at: (date: string, hour: string) => instantAt(date, hour, ZONE) };
}

/** All text of a post's message. */
function textOf(view: PostView): string {
  const texts: string[] = [];
  const look = (part: object): void => {
    if ('content' in part && typeof part.content === 'string') texts.push(part.content);
    if ('components' in part && Array.isArray(part.components)) part.components.forEach(look);
  };
  postMessage(view).message.components.forEach(look);
  return texts.join('\n');
}

const entry = (one: number, more: Partial<Entry> = {}): Entry => ({
  userId: String(1_000 + one),
  racing: true,
  goalSeconds: null,
  result: null,
  resultAt: null,
  order: one,
  ...more,
});

describe('a race of 2,000', () => {
  it('is reminded in parts that Discord takes, each member once, and every message fits', async () => {
    const { db, time, add, send, at } = await club();
    const race = await add('2026-11-30', {
      name: '*'.repeat(80),
      location: '_'.repeat(120),
      link: `race.example/${'x'.repeat(250)}`,
    });
    await db.transaction().execute(async (trx) => {
      for (let one = 0; one < 2_000; one++) await saveEntry(trx, race, entry(one));
    });
    time.now = at('2026-11-29', '09:00');
    const views = await send();
    const mentions = views.flatMap((view) => (view.type === 'race-reminder' ? [view.mention] : []));
    expect(Math.max(...mentions.map(({ length }) => length))).toBe(MOST_MENTIONED);
    expect(mentions.flat().sort()).toEqual(
      Array.from({ length: 2_000 }, (_, one) => String(1_000 + one)).sort(),
    );
    for (const view of views) expect(textOf(view).length).toBeLessThan(4_000);
    // All parts of a reminder have the same tip.
    const tips = views.flatMap((view) => (view.type === 'race-reminder' ? [view.tip?.tip.id] : []));
    expect(new Set(tips).size).toBe(1);
  });

  it('has a card and a recap that fit', async () => {
    const { db, time, add, send, at } = await club();
    const race = await add('2026-12-06', { location: 'x'.repeat(120), start: '9:15' });
    await db.transaction().execute(async (trx) => {
      for (let one = 0; one < 2_000; one++)
        await saveEntry(
          trx,
          race,
          entry(one, {
            userId: String(10n ** 18n + BigInt(one)),
            result: { type: 'time', seconds: 20_000 - one },
            resultAt: NOON,
          }),
        );
    });
    await freezeGroupMood(db, race, 'fewer-than-half');
    time.now = at('2026-12-09', '09:00');
    const [recap] = (await send()).filter(({ type }) => type === 'race-recap');
    if (recap?.type !== 'race-recap') throw new Error('No recap');
    expect(textOf(recap)).toContain('and 1950 more');
    expect(textOf(recap)).toContain('The day after, fewer than half of those who checked in felt fine.');
    expect(textOf(recap).length).toBeLessThan(4_000);
    const entries = await listEntries(db, race);
    expect(textOf({ type: 'race-card', race, entries, open: true }).length).toBeLessThan(4_000);
  });

  it('takes 500 presses at the same moment', async () => {
    const { db, races, add } = await club();
    const race = await add('2026-12-06');
    const members = Array.from({ length: 500 }, (_, one) => actor(one));
    await Promise.all(members.map((member) => races.press(member, race.number, true)));
    expect(await listEntries(db, race)).toHaveLength(500);
  });
});

describe('a recap', () => {
  it.each([
    ['most', 'The day after, most of those who checked in felt fine.'],
    ['about-half', 'The day after, about half of those who checked in felt fine.'],
    [null, null],
  ] as const)('tells how people felt in words, without a number or a name: %s', async (mood, said) => {
    const { db, time, add, send, at } = await club();
    const race = await add('2026-12-06');
    await saveEntry(db, race, entry(1, { result: { type: 'time', seconds: 14_292 }, resultAt: NOON }));
    await freezeGroupMood(db, race, mood);
    time.now = at('2026-12-09', '09:00');
    const recap = (await send()).find(({ type }) => type === 'race-recap');
    if (!recap) throw new Error('No recap');
    const lines = textOf(recap).split('\n');
    expect(lines.filter((line) => line.includes('checked in'))).toEqual(said ? [said] : []);
  });

  it('names bests by what was run before, and not who doesn’t want it', async () => {
    const { db, time, races, add, send, at } = await club();
    const runs = async (date: string, times: readonly (readonly [number, string])[]) => {
      const race = await add(date);
      time.now = at(date, '16:00');
      for (const [one, typed] of times) await races.result(actor(one), race.number, typed);
      time.now = at(date, '23:00') + 12 * 3_600_000;
      return (await send()).flatMap((view) => (view.type === 'race-recap' ? [view] : []))[0];
    };
    await rememberMember(db, actor(3), NOON);
    await saveNotifications(db, actor(3), notificationsFrom(['check-ins']));
    await runs('2026-12-06', [
      [1, '4:00:00'],
      [2, '4:00:00'],
      [3, '4:00:00'],
    ]);
    const second = await runs('2026-12-13', [
      [1, '3:59:59'],
      [2, '4:00:00'],
      [3, '3:30:00'],
      [4, '5:00:00'],
    ]);
    expect(second?.times.map(({ userId, standing }) => [userId, standing?.type ?? null])).toEqual([
      ['1003', null],
      ['1001', 'best'],
      ['1002', 'usual'],
      ['1004', 'first'],
    ]);
    expect(second && textOf(second)).toContain('with 1 personal best, and thanks');
  });
});

describe('who is mentioned', () => {
  it('races and wants to be reminded, whatever was pressed before', async () => {
    const step = fc.record({
      who: fc.integer({ min: 1, max: 4 }),
      what: fc.constantFrom('racing', 'not', 'join', 'leave', 'off', 'on'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { db, time, races, add, send, at } = await club();
        const race = await add('2026-11-30');
        const inIt = new Set<number>();
        const off = new Set<number>();
        for (const { who, what } of steps) {
          const member = actor(who);
          await rememberMember(db, member, NOON);
          if (what === 'racing') {
            await races.press(member, race.number, true);
            inIt.add(who);
          }
          if (what === 'not') {
            await races.press(member, race.number, false);
            inIt.delete(who);
          }
          if (what === 'join') {
            await races.join(member, race.number, undefined);
            inIt.add(who);
          }
          if (what === 'leave') {
            await races.leave(member, race.number);
            inIt.delete(who);
          }
          if (what === 'off' || what === 'on') {
            await saveNotifications(db, member, notificationsFrom(what === 'on' ? NOTIFICATIONS : []));
            if (what === 'off') off.add(who);
            else off.delete(who);
          }
        }
        time.now = at('2026-11-29', '09:00');
        const mentioned = (await send()).flatMap((view) => ('mention' in view ? view.mention : []));
        const wanted = [...inIt].filter((who) => !off.has(who)).map((who) => String(1_000 + who));
        expect([...mentioned].sort()).toEqual(wanted.sort());
        await db.destroy();
      }),
      { numRuns: 40 },
    );
  });
});

describe('race-week tips', () => {
  it('are there for every distance and reminder, and for two moves of the race', () => {
    for (const distance of DISTANCES) {
      const said: string[] = [];
      for (let round = 0; round < 2; round++)
        for (const days of REMINDER_DAYS) {
          const tip = raceWeekTip(content.tips, distance, days, said);
          if (round === 0) expect(tip, `${distance}, ${days} days before`).toBeDefined();
          if (tip) said.push(tip.id);
        }
      expect(new Set(said).size).toBe(said.length);
    }
  });

  it('are all of the topic, and never one that comes too late to be of use', () => {
    const fitting = content.tips.filter(({ raceWeek }) => raceWeek);
    expect(new Set(fitting.map(({ topic }) => topic))).toEqual(new Set(['race-week']));
    const eve = fitting.filter(({ raceWeek }) => raceWeek?.days.includes(1)).map(({ id }) => id);
    expect(eve.sort()).toEqual(['ill-dont-start', 'long-trip-home', 'short-stretch-warm-up']);
  });
});

describe('the tip of the week', () => {
  it('is never the same before all were posted, nor twice in a row', async () => {
    const { db, time, send } = await club();
    await saveSettings(db, '1', { ...settings, tipTime: { day: 1, time: '18:00' } }, NOON);
    const posted: string[] = [];
    for (let week = 0; week < content.tips.length * 2 + 3; week++) {
      await keepTipsComing(db, time.now, (error) => {
        throw error;
      });
      time.now += 7 * 24 * 3_600_000;
      for (const view of await send()) if (view.type === 'tip-of-the-week') posted.push(view.tip.id);
    }
    expect(posted).toHaveLength(content.tips.length * 2 + 3);
    const all = content.tips.length;
    expect(new Set(posted.slice(0, all)).size).toBe(all);
    expect(new Set(posted.slice(all, 2 * all)).size).toBe(all);
    expect(posted.slice(1).filter((id, place) => id === posted[place])).toEqual([]);
  });

  it('fits a message, whichever it is', () => {
    for (const tip of content.tips)
      expect(textOf({ type: 'tip-of-the-week', tip, sources: content.sources }).length).toBeLessThan(4_000);
  });
});

describe('what is kept of races', () => {
  it('is found by date and by member, and goes with the club', async () => {
    const { db, races, add } = await club();
    const first = await add('2026-12-06');
    const second = await add('2026-12-13');
    await races.join(actor(1), second.number, '3:45');
    const numbers = (found: readonly { readonly number: number }[]) => found.map(({ number }) => number);
    expect(numbers(await listRaces(db, '1'))).toEqual([first.number, second.number]);
    expect(numbers(await listRaces(db, '1', { from: '2026-12-07' }))).toEqual([second.number]);
    expect(numbers(await listRaces(db, '1', { from: '2026-12-06', to: '2026-12-06' }))).toEqual([
      first.number,
    ]);
    const [mine, ...others] = await listRacesOfMember(db, actor(1));
    expect(others).toEqual([]);
    expect(mine?.race.number).toBe(second.number);
    expect(mine?.entry.goalSeconds).toBe(13_500);
    expect(await listRacesOfMember(db, actor(1), { to: '2026-12-12' })).toEqual([]);
    await cancelRace(db, second, 0, null);
    expect(await listRacesOfMember(db, actor(1))).toEqual([]);
    await db.deleteFrom('clubs').where('guild_id', '=', '1').execute();
    expect(await findRace(db, first)).toBeUndefined();
    for (const table of ['races', 'race_entries', 'weekly_tips', 'outbox'] as const)
      expect(await db.selectFrom(table).selectAll().execute(), table).toEqual([]);
  });

  it('holds what an entry may be', async () => {
    const { db, add } = await club();
    const race = await add('2026-12-06');
    const plain = entry(1);
    await saveEntry(db, race, plain);
    expect(await findEntry(db, race, plain.userId)).toEqual(plain);
    const wrong = entry(1, { racing: false, result: { type: 'dnf' }, resultAt: 1 });
    await expect(saveEntry(db, race, wrong)).rejects.toThrow(/CHECK/);
    await expect(saveEntry(db, { guildId: '1', number: 99 }, plain)).rejects.toThrow(/FOREIGN KEY/);
    expect(await findEntry(db, race, plain.userId)).toEqual(plain);
  });

  it('keeps numbers of two clubs apart', async () => {
    const { db, add } = await club();
    await saveSettings(db, '2', settings, NOON);
    const mine = await add('2026-12-06');
    const theirs = await insertRace(db, '2', { ...mine, name: 'Theirs' }, { userId: '7', now: NOON });
    expect(theirs.number).toBe(mine.number);
    await saveEntry(db, theirs, entry(1));
    expect(await listEntries(db, mine)).toEqual([]);
  });
});
