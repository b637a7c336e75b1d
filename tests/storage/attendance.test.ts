import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Reached } from '../../src/domain/milestone.ts';
import type { Rsvp } from '../../src/domain/roster.ts';
import type { RunKey } from '../../src/domain/run.ts';
import {
  claimMilestones,
  countTimesCame,
  findAttendance,
  listFreeMilestones,
  listLastSeen,
  listStartsCameTo,
  saveAttendance,
} from '../../src/storage/attendance.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { rememberMembers } from '../../src/storage/members.ts';
import { giveUp, listDuePosts, planPost } from '../../src/storage/outbox.ts';
import { cancelRun, insertRun, saveRsvps } from '../../src/storage/runs.ts';
import { aRunPlan } from '../fixtures.ts';
import { ownFolder } from '../folders.ts';

const GUILD = '100';
const HOUR = 60 * 60_000;
const NOW = Date.UTC(2026, 10, 24, 12);
const members = ['1', '2', '3', '4'];

async function open() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  for (const guildId of [GUILD, '200']) await rememberMembers(db, guildId, members, 0);
  return db;
}

const addRunAt = (db: Database, startsAt: number, guildId = GUILD) =>
  insertRun(db, guildId, aRunPlan({ startsAt }), { userId: '7', now: 0 });

const ticked = (userIds: readonly string[], present = userIds) =>
  userIds.map((userId, one) => ({ userId, line: one + 1, present: present.includes(userId) }));

describe('an attendance', () => {
  it('is none until it is taken, and may then be of nobody', async () => {
    const db = await open();
    const run = await addRunAt(db, NOW);
    expect(await findAttendance(db, run)).toBeUndefined();
    await saveAttendance(db, run, [], [], NOW);
    expect(await findAttendance(db, run)).toEqual({ list: [], takenAt: NOW });
  });

  it('is kept as it was corrected, with the time it was first taken', async () => {
    const db = await open();
    const run = await addRunAt(db, NOW);
    const [before, after] = [ticked(['1', '2']), ticked(['1', '2', '3'], ['2', '3'])];
    await saveAttendance(db, run, [], before, NOW);
    await saveAttendance(db, run, before, after, NOW + HOUR);
    expect(await findAttendance(db, run)).toEqual({ list: after, takenAt: NOW });
    expect(await findAttendance(db, { ...run, guildId: '200' })).toBeUndefined();
  });

  it('gives a line to one member, and is gone with the run, the member and the club', async () => {
    const db = await open();
    const run = await addRunAt(db, NOW);
    await saveAttendance(db, run, [], ticked(['1', '2']), NOW);
    await expect(saveAttendance(db, run, [], [{ userId: '3', line: 2, present: true }], NOW)).rejects.toThrow(
      /UNIQUE/,
    );
    await claimFree(db, run, [{ userId: '1', runs: 10 }]);
    await db.deleteFrom('members').where('guild_id', '=', GUILD).where('user_id', '=', '1').execute();
    expect((await findAttendance(db, run))?.list.map(({ userId }) => userId)).toEqual(['2']);
    expect(await db.selectFrom('milestones').selectAll().execute()).toEqual([]);
    await db.deleteFrom('clubs').where('guild_id', '=', GUILD).execute();
    expect(await db.selectFrom('attendance_entries').selectAll().execute()).toEqual([]);
  });
});

/** One run as a generated case has it; by member what they answered, and who was ticked where that was done. */
interface Case {
  readonly hour: number;
  readonly cancelled: boolean;
  readonly elsewhere: boolean;
  readonly answers: readonly (Rsvp['answer'] | null)[];
  readonly ticked: readonly boolean[] | null;
}

const anyRun: fc.Arbitrary<Case> = fc.record({
  hour: fc.integer({ min: -10, max: 3 }),
  cancelled: fc.boolean(),
  elsewhere: fc.boolean(),
  answers: fc.array(fc.constantFrom('going', 'maybe', 'waiting', 'no', null), { minLength: 4, maxLength: 4 }),
  ticked: fc.option(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })),
});

async function write(db: Database, one: Case) {
  const run = await addRunAt(db, NOW + one.hour * HOUR, one.elsewhere ? '200' : GUILD);
  const rsvps = members.flatMap((userId, index): Rsvp[] => {
    const answer = one.answers[index];
    if (!answer) return [];
    return [
      {
        userId,
        answer,
        seat: answer === 'going' ? index + 1 : null,
        order: String(index + 1).padStart(20, '0'),
        pace: null,
      },
    ];
  });
  await saveRsvps(db, run, [], rsvps);
  const there = members.filter((_, index) => one.ticked?.[index]);
  if (one.ticked) await saveAttendance(db, run, [], ticked(members, there), NOW);
  if (one.cancelled) await cancelRun(db, run, NOW, null);
}

/** The same told in plain words: at which hours a member was there. */
function hoursOf(cases: readonly Case[], index: number): number[] {
  return cases
    .filter(({ elsewhere, cancelled }) => !elsewhere && !cancelled)
    .filter((one) => (one.ticked ? one.ticked[index] : one.answers[index] === 'going'))
    .map(({ hour }) => hour)
    .sort((a, b) => a - b);
}

describe('who came to how many runs', () => {
  it('is as it was ticked, else as they said, in this club, and never what was cancelled or is to come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRun, { maxLength: 12 }),
        fc.integer({ min: -11, max: 1 }),
        async (cases, hour) => {
          const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
          for (const guildId of [GUILD, '200']) await rememberMembers(db, guildId, members, 0);
          for (const one of cases) await write(db, one);
          const times = await countTimesCame(db, GUILD, members, NOW + hour * HOUR);
          const seen = await listLastSeen(db, GUILD, {
            from: NOW - 8 * HOUR,
            to: NOW + hour * HOUR,
            now: NOW,
          });
          for (const [index, userId] of members.entries()) {
            const hours = hoursOf(cases, index);
            const starts = await listStartsCameTo(db, { guildId: GUILD, userId }, NOW);
            expect(starts).toEqual(hours.filter((one) => one <= 0).map((one) => NOW + one * HOUR));
            expect(times.get(userId) ?? 0).toBe(hours.filter((one) => one < hour).length);
            const last = hours.filter((one) => one <= 0).at(-1);
            expect(seen.includes(userId)).toBe(last !== undefined && last >= -8 && last < hour);
          }
          await db.destroy();
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** Claims those of these milestones that no other recap has, and returns them. */
async function claimFree(
  db: Database,
  run: RunKey,
  reached: readonly Reached[],
): Promise<readonly Reached[]> {
  const free = await listFreeMilestones(db, run, reached);
  await claimMilestones(db, run, free);
  return free;
}

describe('a milestone', () => {
  const ten = { userId: '1', runs: 10 };

  it('is told by one recap, the first to claim it, however often each asks', async () => {
    const db = await open();
    const [first, second] = [await addRunAt(db, NOW), await addRunAt(db, NOW + HOUR)];
    expect(await claimFree(db, first, [ten])).toEqual([ten]);
    expect(await claimFree(db, second, [ten])).toEqual([]);
    expect(await claimFree(db, first, [ten])).toEqual([ten]);
    const elsewhere = await addRunAt(db, NOW, '200');
    expect(await claimFree(db, elsewhere, [ten])).toEqual([ten]);
  });

  it('is free again where the list was corrected, or where the recap was given up', async () => {
    const db = await open();
    const [first, second, third] = [
      await addRunAt(db, NOW),
      await addRunAt(db, NOW + HOUR),
      await addRunAt(db, NOW + 2 * HOUR),
    ];
    await claimFree(db, first, [ten]);
    await claimFree(db, first, []);
    expect(await claimFree(db, second, [ten])).toEqual([ten]);
    await planPost(db, { kind: 'run-recap', about: second, details: {} }, NOW);
    expect(await claimFree(db, third, [ten])).toEqual([]);
    const [post] = await listDuePosts(db, NOW, 1);
    if (!post) throw new Error('No post');
    await giveUp(db, post, 'failed', 'Refused', NOW);
    expect(await claimFree(db, third, [ten])).toEqual([ten]);
  });
});
