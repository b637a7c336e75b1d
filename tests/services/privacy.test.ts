import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { createPrivacyService } from '../../src/services/privacy.ts';
import { createRaceCancellationService } from '../../src/services/race-cancellations.ts';
import { createRaceService } from '../../src/services/races.ts';
import { createRunCancellationService } from '../../src/services/run-cancellations.ts';
import { createRunService } from '../../src/services/runs.ts';
import { findSettings, saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createEncryption } from '../../src/storage/encryption.ts';
import { ownFolder } from '../folders.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const ANNA = '123456789012345678';

const actor = (userId: string) => ({ guildId: '1', userId, roleIds: [], isAdmin: true, locale: 'en-GB' });

/** A club with a run and a race of somebody else's. */
async function clubWithout() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, '1', settings, NOW);
  const parts = [db, () => NOW, () => {}] as const;
  const runs = createRunService(...parts);
  await runs.create(actor('9'), { title: 'Run', when: 'in 5 days 18:30', meet: 'Here' });
  await createRaceService(...parts).add(actor('9'), { name: 'Race', date: '2026-12-06', distance: '10k' });
  const [run, race] = [createRunCancellationService(...parts), createRaceCancellationService(...parts)];
  const privacy = createPrivacyService(
    db,
    createEncryption({ seals: undefined, opens: [] }),
    () => NOW,
    () => {},
  );
  return { db, settings, runs, run, race, erase: () => privacy.erase(actor(ANNA)) };
}

type Club = Awaited<ReturnType<typeof clubWithout>>;

const traces: readonly [string, (club: Club) => Promise<unknown>][] = [
  [
    'looks after young members',
    ({ db, settings }) => saveSettings(db, '1', { ...settings, welfareOfficerId: ANNA }, NOW),
  ],
  [
    'is named in a line of the club',
    ({ db, settings }) =>
      saveSettings(db, '1', { ...settings, ownLines: { ...settings.ownLines, advice: `Anna ${ANNA}` } }, NOW),
  ],
  [
    'is named in a run',
    ({ runs }) => runs.create(actor('9'), { title: 'Run', when: 'in 6 days 18:30', meet: `Ask <@${ANNA}>` }),
  ],
  [
    'cancelled a run',
    async ({ run }) => {
      const asked = await run.ask(actor(ANNA), 1, null, 'this');
      if (asked.type === 'asked') await run.confirm(actor(ANNA), asked.id);
    },
  ],
  [
    'cancelled a race',
    async ({ race }) => {
      const asked = await race.ask(actor(ANNA), 1, null);
      if (asked.type === 'asked') await race.confirm(actor(ANNA), asked.id);
    },
  ],
];

it.each(traces)(
  'tells whoever %s, and did nothing else, that there was something to erase, once',
  async (_, leave) => {
    const club = await clubWithout();
    expect(await club.erase()).toBe(false);
    await leave(club);
    expect(await club.erase()).toBe(true);
    expect(await club.erase()).toBe(false);
  },
);

it('takes an id out of the lines of a club that somebody typed it into', async () => {
  const { db, settings, erase } = await clubWithout();
  const ownLines = { emergency: '112', advice: `Anna ${ANNA}`, crisis: `Ask ${ANNA} first` };
  await saveSettings(db, '1', { ...settings, ownLines }, NOW);
  await erase();
  expect((await findSettings(db, '1'))?.ownLines).toEqual({
    emergency: '112',
    advice: 'Anna somebody',
    crisis: 'Ask somebody first',
  });
});
