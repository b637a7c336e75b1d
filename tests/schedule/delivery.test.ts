import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { kindInWords } from '../../src/discord/messages/post.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { createDelivery } from '../../src/schedule/delivery.ts';
import type { FindResult, Sender, SendResult } from '../../src/schedule/sender.ts';
import { createThrottle } from '../../src/schedule/throttle.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { detailsOf, listDuePosts, listPostsOfClub, planPost, retryNow } from '../../src/storage/outbox.ts';
import { insertRun, saveRsvps } from '../../src/storage/runs.ts';
import { aRunPlan } from '../fixtures.ts';
import { ownFolder } from '../folders.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 24, 12);

/** Clubs with a run in two hours whose reminder is due, on a real database; what is sent goes into a list. */
async function clubs(count: number, remindersEach = 1) {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const time = { now: NOON };
  for (let club = 1; club <= count; club++) {
    const guildId = String(club);
    const channel = `${club}00`;
    await saveSettings(
      db,
      guildId,
      { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: channel, recoveryChannelId: `${channel}1` },
      NOON,
    );
    await rememberMember(db, { guildId, userId: '7' }, NOON);
    for (let one = 0; one < remindersEach; one++) {
      const startsAt = NOON + 120 * MINUTE;
      const run = await insertRun(
        db,
        guildId,
        aRunPlan({ title: `Run ${one}`, wall: '2026-11-24T14:00', startsAt }),
        { userId: '7', now: NOON },
      );
      await saveRsvps(db, run, [], [{ userId: '7', answer: 'going', seat: 1, order: '1', pace: null }]);
      await planPost(db, { kind: 'run-reminder', about: run, details: { minutes: 120, startsAt } }, NOON);
    }
  }
  return { db, time };
}

interface Wire {
  readonly sent: string[];
  readonly found: string[];
  readonly sender: Sender;
}

/** Takes what is sent, or answers as the test has it. */
function wire(
  answer: (channelId: string) => SendResult | Promise<SendResult> = () => ({ type: 'sent', messageId: '1' }),
): Wire {
  const sent: string[] = [];
  const found: string[] = [];
  return {
    sent,
    found,
    sender: {
      async send(_view, { channelId }) {
        sent.push(channelId);
        return answer(channelId);
      },
      async find({ channelId }) {
        found.push(channelId);
        return { type: 'none', until: null };
      },
      isGone: async () => false,
      edit: async (_view, { messageId }) => ({ type: 'sent', messageId }),
    },
  };
}

async function beatOn({ db, time }: Awaited<ReturnType<typeof clubs>>, { sender }: Wire) {
  const troubles: unknown[] = [];
  const failed: string[] = [];
  let looks = 0;
  const outbox = createOutbox(db, createComposers(content));
  const counted: typeof outbox = {
    ...outbox,
    due(now, most) {
      looks += 1;
      return outbox.due(now, most);
    },
  };
  const beat = createDelivery({
    outbox: counted,
    sender,
    clock: () => time.now,
    pace: async () => {},
    wait: async () => {},
    onTrouble: (error) => troubles.push(error),
    onFailed: (_post, why) => failed.push(why),
  });
  onTestFinished(() => {
    expect(troubles).toEqual([]);
  });
  return { beat, failed, looks: () => looks };
}

describe('the beat', () => {
  it('sends what is due once, however often it comes', async () => {
    const place = await clubs(3, 2);
    const line = wire();
    const { beat } = await beatOn(place, line);
    await Promise.all([beat.run(), beat.run(), beat.run()]);
    await beat.run();
    expect(line.sent.sort()).toEqual(['100', '100', '200', '200', '300', '300']);
  });

  it('is held up by no slow channel: other clubs get theirs, also what falls due meanwhile', async () => {
    const place = await clubs(3, 2);
    const { promise: slow, resolve: letGo } = Promise.withResolvers<void>();
    const line = wire(async (channelId) => {
      if (channelId === '100') await slow;
      return { type: 'sent', messageId: '1' };
    });
    const { beat, looks } = await beatOn(place, line);
    const done = beat.run();
    await expect.poll(() => line.sent.filter((channel) => channel !== '100')).toHaveLength(4);
    const { db, time } = place;
    await db
      .updateTable('outbox')
      .set({ next_at: time.now, state: 'waiting', tried_at: null })
      .where('guild_id', '=', '2')
      .execute();
    void beat.run();
    await expect.poll(() => line.sent.filter((channel) => channel === '200')).toHaveLength(4);
    expect(line.sent.filter((channel) => channel === '100')).toHaveLength(1);
    expect(looks()).toBeLessThan(20);
    letGo();
    await done;
    expect(line.sent.filter((channel) => channel === '100')).toHaveLength(2);
  });

  it('sends one club its only reminder at once, though another has 300, also one that falls due meanwhile', async () => {
    const place = await clubs(3, 300);
    const { db } = place;
    const rest = (guild: string) =>
      db.updateTable('outbox').set({ next_at: null }).where('guild_id', '=', guild);
    await rest('2').where('run', '!=', 1).execute();
    await rest('3').execute();
    const line: Wire = wire(async () => {
      if (line.sent.length === 100) {
        await db
          .updateTable('outbox')
          .set({ next_at: NOON })
          .where('guild_id', '=', '3')
          .where('run', '=', 1)
          .execute();
        void beat.run();
      }
      return { type: 'sent', messageId: '1' };
    });
    const { beat } = await beatOn(place, line);
    await beat.run();
    expect(line.sent).toHaveLength(302);
    expect(line.sent.indexOf('200')).toBeLessThan(2);
    expect(line.sent.indexOf('300')).toBeLessThan(103);
  });

  it('tries again after a passing fault, later each time, and looks first whether it had arrived', async () => {
    const place = await clubs(1);
    let failing = true;
    const line = wire(() => (failing ? { type: 'passing', why: '503' } : { type: 'sent', messageId: '1' }));
    const { beat } = await beatOn(place, line);
    await beat.run();
    expect(line.sent).toHaveLength(1);
    place.time.now += 14_000;
    await beat.run();
    expect(line.sent).toHaveLength(1);
    place.time.now += 1_000;
    await beat.run();
    expect(line.sent).toHaveLength(2);
    place.time.now += 29_000;
    await beat.run();
    expect(line.sent).toHaveLength(2);
    failing = false;
    place.time.now += 1_000;
    await beat.run();
    expect(line.sent).toHaveLength(3);
    expect(line.found).toHaveLength(2);
    expect((await listPostsOfClub(place.db, '1', 'sent', 5)).map(({ tries }) => tries)).toEqual([3]);
  });

  it('gives up what Discord will never take, and keeps the reason', async () => {
    const place = await clubs(1);
    const line = wire(() => ({ type: 'refused', why: '50035: Invalid Form Body' }));
    const { beat } = await beatOn(place, line);
    await beat.run();
    place.time.now += 60 * MINUTE;
    await beat.run();
    // The second is word to the leaders, which isn't taken either, and of which nobody is told.
    expect(line.sent).toHaveLength(2);
    expect((await listPostsOfClub(place.db, '1', 'failed', 5)).map(({ error }) => error)).toEqual([
      '50035: Invalid Form Body',
      '50035: Invalid Form Body',
    ]);
  });

  it('drops what a newer version planned, of a kind that this one does not know', async () => {
    const place = await clubs(1);
    await place.db
      .updateTable('outbox')
      .set({ kind: 'from-tomorrow' as 'run-card' })
      .execute();
    const line = wire();
    const { beat } = await beatOn(place, line);
    await beat.run();
    expect(line.sent).toEqual([]);
    const [post] = await place.db.selectFrom('outbox').select(['state', 'error']).execute();
    expect(post).toEqual({ state: 'dropped', error: 'Nothing is known of from-tomorrow' });
    expect(kindInWords('from-tomorrow' as 'run-card')).toBe('from-tomorrow');
  });

  it('drops a reminder whose run has started', async () => {
    const place = await clubs(1);
    const line = wire();
    const { beat } = await beatOn(place, line);
    place.time.now += 121 * MINUTE;
    await beat.run();
    expect(line.sent).toEqual([]);
    expect(await listDuePosts(place.db, place.time.now, 10)).toEqual([]);
  });

  it('takes up a post that was being sent when the program ended', async () => {
    const place = await clubs(1);
    await place.db.updateTable('outbox').set({ state: 'sending', tries: 1, tried_at: NOON }).execute();
    const arrived = wire();
    const sender: Sender = { ...arrived.sender, find: async () => ({ type: 'sent', messageId: '9' }) };
    const { beat } = await beatOn(place, { ...arrived, sender });
    await beat.run();
    expect(arrived.sent).toEqual([]);
    expect((await listPostsOfClub(place.db, '1', 'sent', 5)).map(({ messageId }) => messageId)).toEqual([
      '9',
    ]);
  });

  it('looks for a post in doubt in the channel where it was tried', async () => {
    const place = await clubs(1);
    await place.db
      .updateTable('outbox')
      .set({ state: 'sending', tries: 1, tried_at: NOON, channel_id: '555' })
      .execute();
    const line = wire();
    const { beat } = await beatOn(place, line);
    await beat.run();
    expect(line.found).toEqual(['555']);
    expect(line.sent).toEqual(['100']);
  });

  describe('a post in doubt that cannot be looked for', () => {
    const inDoubt = async (found: FindResult, since = NOON - 10 * MINUTE, answer?: SendResult) => {
      const place = await clubs(1);
      await place.db
        .updateTable('outbox')
        .set({ state: 'sending', tries: 1, tried_at: since, channel_id: '100' })
        .execute();
      const line = wire(answer && (() => answer));
      const looks: (string | null)[] = [];
      const sender: Sender = {
        ...line.sender,
        async find({ until }) {
          looks.push(until);
          return found;
        },
      };
      const { beat, failed } = await beatOn(place, { ...line, sender });
      const sentAfter = async (minutes: number) => {
        place.time.now += minutes * MINUTE;
        await beat.run();
        return line.sent.filter((channel) => channel === '100').length;
      };
      return { sentAfter, looks, failed };
    };

    it.each([
      ['passing', { type: 'passing', why: '500' }],
      ['unknown', { type: 'unknown', why: '99: No' }],
      ['no right to read', { type: 'channel', why: 'no-history' }],
    ] as const)('is sent at once while Discord knows it again: %s', async (_what, found) => {
      const { sentAfter, failed } = await inDoubt(found, NOON - MINUTE);
      expect(await sentAfter(0)).toBe(1);
      expect(failed).toEqual([]);
    });

    it('is sent after three looks, and the log says so', async () => {
      const { sentAfter, failed } = await inDoubt({ type: 'passing', why: '500' });
      expect(await sentAfter(0)).toBe(0);
      expect(await sentAfter(1)).toBe(0);
      expect(await sentAfter(1)).toBe(1);
      expect(failed).toEqual(['It may have arrived, which could not be found out; it is sent once more']);
    });

    it('stays in doubt where it was sent without having been found and is then refused', async () => {
      const no = { type: 'channel', why: 'missing-permission' } as const;
      const { sentAfter, looks } = await inDoubt({ type: 'passing', why: '500' }, NOON - MINUTE, no);
      expect(await sentAfter(0)).toBe(1);
      await sentAfter(31);
      expect(looks).toHaveLength(2);
    });

    it('is looked for from where the last look ended', async () => {
      const { sentAfter, looks } = await inDoubt({ type: 'more', until: '77' });
      await sentAfter(0);
      await sentAfter(1);
      expect(looks).toEqual([null, '77']);
    });

    it('waits for nobody to give the right to read, of which leaders are told', async () => {
      const { sentAfter, failed } = await inDoubt({ type: 'channel', why: 'no-history' });
      expect(await sentAfter(0)).toBe(0);
      expect(await sentAfter(1)).toBe(0);
      expect(await sentAfter(1)).toBe(1);
      expect(failed).toEqual([
        'no-history',
        'It may have arrived, which could not be found out; it is sent once more',
      ]);
    });
  });

  it('tells once of a post that does not get through, however often it is tried', async () => {
    const place = await clubs(1);
    const { beat, failed } = await beatOn(
      place,
      wire(() => ({ type: 'passing', why: '503' })),
    );
    for (let minute = 0; minute < 60; minute++) {
      await beat.run();
      place.time.now += MINUTE;
    }
    expect(failed).toEqual(['503']);
  });

  it('gives up after some tries what is refused by a code that nobody knows', async () => {
    const place = await clubs(1);
    const line = wire(() => ({ type: 'unknown', why: '99: No' }));
    const { beat, failed } = await beatOn(place, line);
    for (let minute = 0; minute < 5; minute++) {
      await beat.run();
      place.time.now += MINUTE;
    }
    expect(failed).toEqual([]);
    for (let minute = 0; minute < 30; minute++) {
      await beat.run();
      place.time.now += MINUTE;
    }
    expect((await listPostsOfClub(place.db, '1', 'failed', 5)).map(({ kind }) => kind)).toContain(
      'run-reminder',
    );
    expect(failed[0]).toBe('99: No');
  });

  it('tries one post where many wait for the same to be mended, and all once it is', async () => {
    const place = await clubs(1, 30);
    let mended = false;
    const refused = { type: 'channel', why: 'missing-permission' } as const;
    const line = wire((channelId) =>
      channelId === '100' && !mended ? refused : { type: 'sent', messageId: '1' },
    );
    const { beat } = await beatOn(place, line);
    const asked = () => line.sent.filter((channel) => channel === '100').length;
    await beat.run();
    expect(asked()).toBe(30);
    // By the next try that comes by itself, and by /club settings however often.
    place.time.now += 31 * MINUTE;
    await beat.run();
    expect(asked()).toBe(31);
    for (let press = 0; press < 10; press++) {
      await retryNow(place.db, '1', place.time.now);
      await beat.run();
    }
    expect(asked()).toBe(41);
    mended = true;
    await retryNow(place.db, '1', place.time.now);
    await beat.run();
    expect(asked()).toBe(71);
  });

  it.each([
    ['passing faults', { type: 'passing', why: '503' }],
    ['waiting for a right', { type: 'channel', why: 'missing-permission' }],
  ] as const)('believes no single unknown code after %s', async (_what, before) => {
    const place = await clubs(1);
    await place.db.updateTable('outbox').set({ tries: 6, error: before.why }).execute();
    const answers: SendResult[] = [before, { type: 'unknown', why: '99: No' }];
    // Leaders are told in another channel.
    const next = (channelId: string) => (channelId === '100' ? answers.shift() : undefined);
    const line = wire((channelId) => next(channelId) ?? { type: 'sent', messageId: '1' });
    const { beat } = await beatOn(place, line);
    for (let minute = 0; minute < 100; minute++) {
      await beat.run();
      place.time.now += MINUTE;
    }
    expect((await listPostsOfClub(place.db, '1', 'sent', 5)).map(({ kind }) => kind)).toContain(
      'run-reminder',
    );
  });

  it('does not spin where nothing can be written', async () => {
    const place = await clubs(1);
    const line = wire();
    const outbox = createOutbox(place.db, createComposers(content));
    let tries = 0;
    const waits: number[] = [];
    const broken = async () => {
      tries += 1;
      throw new Error('disk full');
    };
    const beat = createDelivery({
      outbox: { ...outbox, begin: broken, postponed: broken },
      sender: line.sender,
      clock: () => place.time.now,
      pace: async () => {},
      // That time never comes here.
      wait: (ms) => {
        waits.push(ms);
        return new Promise(() => {});
      },
      onTrouble: () => {},
      onFailed: () => {},
    });
    void beat.run();
    await expect.poll(() => waits).toEqual([5_000]);
    await beat.stop();
    // Sending, and writing down that it failed.
    expect(tries).toBe(2);
    expect(waits).toHaveLength(1);
  });

  it('takes nothing new once it is stopped, and finishes what it has begun', async () => {
    const place = await clubs(2, 3);
    const { promise: slow, resolve: letGo } = Promise.withResolvers<void>();
    const line = wire(async () => {
      await slow;
      return { type: 'sent', messageId: '1' };
    });
    const { beat } = await beatOn(place, line);
    void beat.run();
    await expect.poll(() => line.sent).toHaveLength(2);
    const stopped = beat.stop();
    letGo();
    await stopped;
    expect(line.sent).toHaveLength(2);
    expect(await listPostsOfClub(place.db, '1', 'sent', 5)).toHaveLength(1);
  });
});

describe('planning', () => {
  it('twice is planning once', async () => {
    const { db } = await clubs(1);
    const [post] = await listDuePosts(db, NOON, 10);
    if (!post) throw new Error('Nothing is due');
    const { kind, guildId, number } = post;
    if (kind !== 'run-reminder' || number === null) throw new Error('Another post is due');
    await planPost(db, { kind, about: { guildId, number }, details: detailsOf(kind, post) }, NOON + 5);
    expect(await listDuePosts(db, NOON + 10, 10)).toHaveLength(1);
  });

  it('puts the first of each club before the second of any', async () => {
    const { db } = await clubs(3, 3);
    expect((await listDuePosts(db, NOON, 6)).map(({ guildId }) => guildId)).toEqual([
      '1',
      '2',
      '3',
      '1',
      '2',
      '3',
    ]);
  });
});

describe('the pacer', () => {
  it('lets one through at a time and saves nothing up', async () => {
    const time = { now: 0 };
    const waits: number[] = [];
    const pace = createThrottle(
      20,
      () => time.now,
      async (ms) => void waits.push(ms),
    );
    await pace();
    await pace();
    await pace();
    expect(waits).toEqual([20, 40]);
    time.now = 1_000;
    await pace();
    await pace();
    expect(waits).toEqual([20, 40, 20]);
  });
});
