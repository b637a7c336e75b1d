import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { type Schedule, startSchedule } from '../../src/schedule/schedule.ts';
import { createDepartures } from '../../src/services/departures.ts';
import { createEventSync } from '../../src/services/event-sync.ts';
import { createMessageEdits } from '../../src/services/message-edits.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { createRunService } from '../../src/services/runs.ts';
import { createSessionPlayer } from '../../src/services/session-player.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { ownFolder } from '../folders.ts';
import { pressId } from '../press-id.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const NOW = Date.UTC(2026, 10, 24, 12);
const nothing = async (): Promise<never> => {
  throw new Error('Nobody asked for this');
};

/** A club with a run whose card is posted, on the real schedule; every statement of the database is written down. */
async function clubWithCard(upkeep: () => Promise<void> = async () => {}) {
  const statements: string[] = [];
  const file = join(ownFolder(), 'club.sqlite');
  const db = await openDatabase(file, undefined, (sql) => statements.push(String(sql)));
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, '1', settings, NOW);
  let schedule: Schedule | undefined;
  const clock = () => NOW;
  const runs = createRunService(db, clock, (what) => schedule?.wake(what));
  const actor = (userId: string) => ({ guildId: '1', userId, roleIds: [], isAdmin: false, locale: 'en-GB' });
  await runs.create(actor('7'), { title: 'Long run', when: '2026-11-28 07:30', meet: 'Here' });
  const edited: string[] = [];
  const composers = createComposers(content);
  schedule = startSchedule({
    outbox: createOutbox(db, composers),
    edits: createMessageEdits(db, composers, clock),
    sender: {
      send: async () => ({ type: 'sent', messageId: '1' }),
      find: nothing,
      isGone: nothing,
      async edit(_view, { messageId }) {
        edited.push(messageId);
        return { type: 'sent', messageId };
      },
    },
    events: {
      sync: createEventSync(db, clock),
      sender: { create: nothing, find: nothing, edit: nothing, remove: nothing },
    },
    sessions: { player: createSessionPlayer(db, content, clock), sender: { show: nothing } },
    time: { isSure: () => true, settle: async () => true },
    departures: createDepartures(db, nothing, clock, () => {}),
    findMember: nothing,
    watch: () => {},
    upkeep: [upkeep],
    daily: { before: async () => {}, after: async () => {} },
    clock,
    onTrouble: (error) => {
      throw error;
    },
    onFailed: nothing,
  });
  onTestFinished(async () => {
    await schedule.stop();
    await db.destroy();
  });
  await schedule.beat();
  statements.length = 0;
  return { runs, actor, statements, edited, schedule };
}

it('takes at most ten statements for a press of Going, and six to bring its card up to date', async () => {
  const { runs, actor, statements, edited } = await clubWithCard();
  const pressed = runs.press(actor('8'), 1, 'going', pressId());
  await expect.poll(() => edited).toEqual(['1']);
  await pressed;
  await expect.poll(() => statements.at(-1)).toContain('"edits_shown"');
  const commit = statements.indexOf('commit') + 1;
  const [press, card] = [statements.slice(0, commit), statements.slice(commit)];
  expect(press.length, press.join('\n')).toBeLessThanOrEqual(10);
  expect(card.length, card.join('\n')).toBeLessThanOrEqual(6);
});

it('keeps upkeep to the minute, one at a time however often it is asked for', async () => {
  let [begun, atOnce, most] = [0, 0, 0];
  const { promise: slow, resolve: letGo } = Promise.withResolvers<void>();
  const { runs, actor, schedule } = await clubWithCard(async () => {
    begun += 1;
    atOnce += 1;
    most = Math.max(most, atOnce);
    if (begun > 2) await slow;
    atOnce -= 1;
  });
  const before = begun;
  for (let one = 0; one < 20; one++) await runs.press(actor(String(100 + one)), 1, 'going', pressId());
  expect(begun).toBe(before);
  const beats = [schedule.beat(), schedule.beat(), schedule.beat(), schedule.beat()];
  letGo();
  await Promise.all(beats);
  expect([begun - before, most]).toEqual([2, 1]);
});
