import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { forgetOldCancellations } from '../../src/services/cancellations.ts';
import { checkinOn } from '../../src/services/checkin-posts.ts';
import { tellLeaders } from '../../src/services/leader-posts.ts';
import {
  createComposers,
  createOutbox,
  type Outbox,
  type Prepared,
  pruneOldPosts,
} from '../../src/services/outbox.ts';
import { MOST_MENTIONED } from '../../src/services/post-composer.ts';
import { createPrivacyService } from '../../src/services/privacy.ts';
import { createRaceService } from '../../src/services/races.ts';
import { createRunService } from '../../src/services/runs.ts';
import { claimMilestones, listFreeMilestones } from '../../src/storage/attendance.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { createEncryption } from '../../src/storage/encryption.ts';
import { saveMentions } from '../../src/storage/mentions.ts';
import { giveUp, listPosts, planPost, retryNow } from '../../src/storage/outbox.ts';
import { insertRace } from '../../src/storage/races.ts';
import { aRacePlan } from '../fixtures.ts';
import { ownFolder } from '../folders.ts';
import { pressId } from '../press-id.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

const NOW = Date.UTC(2026, 10, 24, 12);
const DAY = 24 * 60 * 60_000;

const actor = (userId: string) => ({ guildId: '1', userId, roleIds: [], isAdmin: false, locale: 'en-GB' });

async function clubWithRun() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, '1', settings, NOW);
  const time = { now: NOW };
  const runs = createRunService(
    db,
    () => time.now,
    () => {},
  );
  await runs.create(actor('999'), { title: 'Long run', when: '2026-11-28 07:30', meet: 'Here' });
  return { db, time, runs, outbox: createOutbox(db, createComposers(content)) };
}

/** Sends one due post; returns whom it notified, or undefined where nothing is due. */
async function sendOne(outbox: Outbox, now: number): Promise<readonly string[] | undefined> {
  const [post] = await outbox.due(now, 1);
  if (!post) return undefined;
  const composed = await outbox.makeReady(post, now, false);
  if (composed.type === 'drop') await outbox.dropped(post, composed.why, now);
  else await outbox.sent(post, { channelId: composed.channelId, messageId: '1' }, now);
  return composed.type === 'say' && 'mention' in composed.view ? composed.view.mention : [];
}

it('notifies each of many once, whoever leaves or answers anew while it is being told in parts', async () => {
  const { time, runs, outbox } = await clubWithRun();
  const members = Array.from({ length: 200 }, (_, one) => String(1_000 + one));
  for (const member of members) await runs.press(actor(member), 1, 'going', pressId());
  while (await sendOne(outbox, time.now));
  time.now = Date.UTC(2026, 10, 27, 7, 30);
  const told = [...((await sendOne(outbox, time.now)) ?? [])];
  expect(told.length).toBeLessThan(100);
  const leaving = told.slice(0, 30);
  for (const member of leaving) await runs.press(actor(member), 1, 'no', pressId());
  const anew = told.slice(30, 35);
  for (const member of anew) {
    await runs.press(actor(member), 1, 'maybe', pressId());
    await runs.press(actor(member), 1, 'going', pressId());
  }
  for (let sent = await sendOne(outbox, time.now); sent; sent = await sendOne(outbox, time.now))
    told.push(...sent);
  expect(told.sort()).toEqual(members);
  time.now += DAY;
  expect(await sendOne(outbox, time.now)).toEqual([]);
});

describe('a post that is told in parts', () => {
  const TWO_PARTS = 2 * MOST_MENTIONED;
  const MORNING_BEFORE = Date.UTC(2026, 10, 27, 7, 30);

  /** A run of many, at the hour of its reminder. */
  async function crowded(members: number) {
    const club = await clubWithRun();
    for (let one = 0; one < members; one++)
      await club.runs.press(actor(String(5_000 + one)), 1, 'going', pressId());
    while (await sendOne(club.outbox, club.time.now));
    club.time.now = MORNING_BEFORE;
    return club;
  }

  const due = async ({ outbox, time }: Awaited<ReturnType<typeof crowded>>) => {
    const [post] = await outbox.due(time.now, 1);
    if (!post) throw new Error('Nothing is due');
    return post;
  };

  const mentionOf = (composed: Prepared) =>
    composed.type === 'say' && 'mention' in composed.view ? composed.view.mention : [];

  it('reaches whoever comes between two parts, whatever their id', async () => {
    const club = await crowded(TWO_PARTS);
    const told = [...((await sendOne(club.outbox, club.time.now)) ?? [])];
    for (const late of ['4000', '9000']) await club.runs.press(actor(late), 1, 'going', pressId());
    for (
      let sent = await sendOne(club.outbox, club.time.now);
      sent;
      sent = await sendOne(club.outbox, club.time.now)
    )
      told.push(...sent);
    expect(new Set(told).size).toBe(told.length);
    expect(told).toHaveLength(TWO_PARTS + 2);
  });

  it('keeps to the same people where it may have arrived, and takes in who came where it surely has not', async () => {
    const club = await crowded(3);
    const { outbox, time, runs } = club;
    let post = await due(club);
    const first = mentionOf(await outbox.makeReady(post, time.now, false));
    expect(first).toHaveLength(3);
    await outbox.begin(post, '10', time.now);
    await outbox.postponed(post, time.now, 'Forbidden', true);
    await runs.press(actor('4000'), 1, 'going', pressId());
    post = await due(club);
    expect(mentionOf(await outbox.makeReady(post, time.now, false))).toHaveLength(4);
    await outbox.begin(post, '10', time.now);
    // The process is killed here: nobody knows whether it arrived.
    await runs.press(actor('4001'), 1, 'going', pressId());
    await runs.press(actor('5000'), 1, 'no', pressId());
    post = await due(club);
    expect([...mentionOf(await outbox.makeReady(post, time.now, false))].sort()).toEqual([
      '4000',
      '5001',
      '5002',
    ]);
    await outbox.sent(post, { channelId: '10', messageId: '1' }, time.now);
    await runs.press(actor('5000'), 1, 'going', pressId());
    expect(await sendOne(outbox, time.now)).toEqual(['4001']);
    expect(await sendOne(outbox, time.now)).toBeUndefined();
  });

  it('tells whoever came while a part of it was held up and the others were sent', async () => {
    const club = await crowded(TWO_PARTS);
    const { outbox, time, runs } = club;
    const held = await due(club);
    const first = mentionOf(await outbox.makeReady(held, time.now, false));
    await outbox.begin(held, '10', time.now);
    await outbox.postponed(held, time.now + DAY / 48, 'No answer came');
    const second = await sendOne(outbox, time.now);
    await runs.press(actor('4000'), 1, 'going', pressId());
    time.now += DAY / 48;
    const told = [...(second ?? []), ...((await sendOne(outbox, time.now)) ?? [])];
    expect(told.sort()).toEqual([...first, ...(second ?? [])].sort());
    expect(await sendOne(outbox, time.now)).toEqual(['4000']);
    expect(await sendOne(outbox, time.now)).toBeUndefined();
  });

  it('tells whoever came, where all whom a page in doubt mentions have left', async () => {
    const club = await crowded(0);
    const { outbox, time, runs } = club;
    while (await sendOne(outbox, time.now));
    await runs.press(actor('5000'), 1, 'maybe', pressId());
    const leader = { ...actor('999'), isAdmin: true };
    expect((await runs.change(leader, 1, { meet: 'There' }, 'this')).type).toBe('changed');
    const post = await due(club);
    expect(mentionOf(await outbox.makeReady(post, time.now, false))).toEqual(['5000']);
    await outbox.begin(post, '10', time.now);
    // The process is killed here: nobody knows whether it arrived.
    await runs.press(actor('5000'), 1, 'no', pressId());
    await runs.press(actor('5001'), 1, 'maybe', pressId());
    expect(await sendOne(outbox, time.now)).toEqual([]);
    expect(await sendOne(outbox, time.now)).toEqual(['5001']);
    expect(await sendOne(outbox, time.now)).toBeUndefined();
  });

  it('brings back nobody who is erased while it is being sent', async () => {
    const club = await crowded(TWO_PARTS);
    const { db, outbox, time } = club;
    const privacy = createPrivacyService(
      db,
      createEncryption({ seals: undefined, opens: [] }),
      () => time.now,
      () => {},
    );
    const post = await due(club);
    await Promise.all([outbox.makeReady(post, time.now, false), privacy.erase(actor('5000'))]);
    await privacy.erase(actor('5001'));
    const kept = await db.selectFrom('mentions').select('user_id').execute();
    expect(kept.map(({ user_id }) => user_id)).toEqual(
      Array.from({ length: MOST_MENTIONED - 2 }, (_, one) => String(5_002 + one)),
    );
  });

  it('forgets whom it mentioned a day after the last of the kind', async () => {
    const club = await crowded(TWO_PARTS);
    const { db, outbox, time } = club;
    const kept = async () => (await db.selectFrom('mentions').selectAll().execute()).length;
    await sendOne(outbox, time.now);
    time.now += DAY;
    await forgetOldCancellations(db, time.now);
    expect(await kept()).toBe(MOST_MENTIONED);
    while (await sendOne(outbox, time.now));
    time.now += DAY;
    await forgetOldCancellations(db, time.now);
    expect(await kept()).toBe(MOST_MENTIONED);
    await forgetOldCancellations(db, time.now + 1);
    expect(await kept()).toBe(0);
  });
});

it('sends no second card where the first was refused and a change has put up another', async () => {
  const { db, time, runs, outbox } = await clubWithRun();
  const races = createRaceService(
    db,
    () => time.now,
    () => {},
  );
  await races.add(actor('999'), { name: 'City run', distance: '10k', date: '2026-12-24' });
  for (const post of await outbox.due(time.now, 9)) await outbox.refused(post, '200000: Blocked', time.now);
  await runs.change(actor('999'), 1, { title: 'Other words' }, 'this');
  await races.change(actor('999'), 1, { name: 'Other words' });
  while (await sendOne(outbox, time.now));
  // As by /club settings, which leaders are told to use.
  await retryNow(db, '1', time.now);
  while (await sendOne(outbox, time.now));
  for (const kind of ['run-card', 'race-card'] as const) {
    const cards = await listPosts(db, kind, { guildId: '1', number: 1 });
    expect(cards.map(({ post }) => [post.state, post.error])).toEqual([
      ['dropped', 'Its card is up'],
      ['sent', null],
    ]);
  }
});

describe('posts that nobody needs any more', () => {
  const kinds = async (db: Database) =>
    (await db.selectFrom('outbox').select('kind').orderBy('kind').execute()).map(({ kind }) => kind);

  it('are deleted 90 days after they are finished and what they speak of is over, and no sooner', async () => {
    const { db, time, runs, outbox } = await clubWithRun();
    const inNineMonths = { title: 'Far away', when: '2027-08-28 07:30', meet: 'Here' };
    await runs.create(actor('999'), inNineMonths);
    while (await sendOne(outbox, time.now));
    const all = ['run-card', 'run-card', ...Array.from({ length: 4 }, () => 'run-reminder')];
    expect(await kinds(db)).toEqual(all);
    const start = Date.UTC(2026, 10, 28, 7, 30);
    for (time.now = start - DAY; time.now < start; time.now += DAY / 24)
      while (await sendOne(outbox, time.now));
    await pruneOldPosts(db, start + 90 * DAY);
    expect(await kinds(db)).toEqual(all);
    // What spoke of the first run goes; the card of the other one, posted on the same day, keeps its message.
    await pruneOldPosts(db, start + 90 * DAY + 1);
    const ofSecond = ['run-card', 'run-reminder', 'run-reminder'];
    expect(await kinds(db)).toEqual(ofSecond);
    const card = { message_id: '1', kind: 'run-card', run: 2 };
    expect(await db.selectFrom('outbox').selectAll().execute()).toContainEqual(expect.objectContaining(card));
    // What is still to be sent stays, however old it is.
    await pruneOldPosts(db, Date.UTC(2030, 0, 1));
    expect(await kinds(db)).toEqual(['run-reminder', 'run-reminder']);
  });

  it('stay while leaders have something to mend, and while another page is to be sent', async () => {
    const { db, time, runs, outbox } = await clubWithRun();
    await tellLeaders(db, '1', { channelId: '12', why: 'no-access' }, time.now);
    for (let one = 0; one <= MOST_MENTIONED; one++)
      await runs.press(actor(String(5_000 + one)), 1, 'going', pressId());
    while (await sendOne(outbox, time.now));
    time.now = Date.UTC(2026, 10, 27, 7, 30);
    await sendOne(outbox, time.now);
    const later = time.now + 200 * DAY;
    await pruneOldPosts(db, later);
    // Both pages of the reminder of the day before, and the one of two hours before.
    const reminders = ['run-reminder', 'run-reminder', 'run-reminder'];
    expect(await kinds(db)).toEqual(['leaders-told', ...reminders]);
    while (await sendOne(outbox, time.now));
    await pruneOldPosts(db, later);
    expect(await kinds(db)).toEqual(['leaders-told', 'run-reminder']);
  });
});

it('frees the milestones of a recap that was given up before its post is deleted', async () => {
  const { db, time, runs } = await clubWithRun();
  await runs.create(actor('999'), { title: 'Next', when: '2026-11-29 07:30', meet: 'Here' });
  const [first, second] = [1, 2].map((number) => ({ guildId: '1', number }));
  if (!first || !second) throw new Error('No runs');
  const ten = { userId: '999', runs: 10 };
  await claimMilestones(db, first, [ten]);
  await planPost(db, { kind: 'run-recap', about: first, details: {} }, time.now);
  const [recap] = await listPosts(db, 'run-recap', first);
  if (!recap) throw new Error('No recap');
  await giveUp(db, recap.post, 'failed', 'Refused', time.now);
  await pruneOldPosts(db, time.now + 200 * DAY);
  expect(await listPosts(db, 'run-recap', first)).toEqual([]);
  expect(await listFreeMilestones(db, second, [ten])).toEqual([ten]);
});

it('mentions nobody twice on a date by check-ins of a kind, by a constraint of the database', async () => {
  const { db } = await clubWithRun();
  const race = await insertRace(db, '1', aRacePlan(), { userId: '999', now: NOW });
  for (const day of [1, 3]) await planPost(db, checkinOn(race, day), NOW);
  const [first, second] = (await listPosts(db, 'checkin', race)).map(({ post }) => post);
  if (!first || !second) throw new Error('No posts');
  await saveMentions(db, first, [{ userId: '5', onDate: '2026-11-24' }]);
  await saveMentions(db, second, [{ userId: '5', onDate: '2026-11-25' }]);
  const twice = saveMentions(db, second, [{ userId: '5', onDate: '2026-11-24' }]);
  await expect(twice).rejects.toThrow(/UNIQUE/);
});
