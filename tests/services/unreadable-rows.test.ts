import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { templateOf } from '../../src/domain/run.ts';
import { keepSeriesGoing } from '../../src/services/series.ts';
import { createSessionPlayer } from '../../src/services/session-player.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { findRun } from '../../src/storage/runs.ts';
import { insertSeries } from '../../src/storage/series.ts';
import { addSession, findSession } from '../../src/storage/sessions.ts';
import { aRunPlan } from '../fixtures.ts';
import { at, GUILD, openClubFile } from './club-with-race.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const NOW = at('2026-10-01T12:00');
const SECRET = 'Meet at my door';

const template = templateOf(aRunPlan({ title: 'Weekly run' }));
const rule = { repeat: 'weekly', first: '2026-10-05T18:30', zone: 'Europe/London' } as const;

it.each([
  ['is not JSON', `{"title":"${SECRET}"`],
  ['lacks what it always had', `{"title":"${SECRET}"}`],
])('a series whose template %s is told of by name alone, and the others go on', async (_what, unreadable) => {
  const db = await openClubFile();
  const [broken, fine] = [
    await insertSeries(db, GUILD, rule, template, '7'),
    await insertSeries(db, GUILD, rule, template, '7'),
  ];
  await db.updateTable('series').set({ template: unreadable }).where('number', '=', broken.number).execute();
  const troubles: string[] = [];
  await keepSeriesGoing(db, NOW, (error) => troubles.push(String(error)));
  expect(troubles).toEqual([expect.stringContaining(`template of series 1 of club ${GUILD} can't be read`)]);
  expect(troubles[0]).not.toContain(SECRET);
  expect(await findRun(db, { guildId: GUILD, number: 1 })).toMatchObject({ series: { number: fine.number } });
});

it('a guided session whose plan can’t be read waits, and the others move on', async () => {
  const db = await openClubFile();
  const player = createSessionPlayer(db, content, () => NOW);
  const started = async (userId: string) => {
    await rememberMember(db, { guildId: GUILD, userId }, NOW);
    const exercise = content.exercises.find(({ muscle }) => muscle === 'calves')?.id ?? '';
    return addSession(db, {
      ...{ guildId: GUILD, userId, origin: '1', token: 'token', tokenUntil: NOW + 60_000 },
      ...{ startedAt: NOW - 60_000, touchedAt: NOW - 60_000 },
      plan: { muscle: 'calves', warmUpSeconds: 0, items: [{ exercise, dose: 'usual', easier: false }] },
      progress: { place: 0, step: 0, endsAt: NOW, leftMs: null, done: 0, spentMs: 0 },
    });
  };
  const [broken, fine] = [await started('7'), await started('8')];
  await db.updateTable('sessions').set({ plan: '[]' }).where('id', '=', broken.id).execute();
  const troubles: string[] = [];
  const shown = await player.moveOn((error) => troubles.push(String(error)));
  expect(shown.map(({ id }) => id)).toEqual([fine.id]);
  expect(troubles).toEqual([expect.stringContaining(`plan of session ${broken.id} of club ${GUILD}`)]);
  expect(await player.moveOn(() => expect.unreachable())).toEqual([]);
  // It goes like any other that nobody came back to.
  await player.upkeep(NOW + 25 * 60 * 60_000);
  expect(await findSession(db, broken.id)).toBeUndefined();
});
