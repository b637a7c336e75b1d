import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import type { RunAsked } from '../../src/domain/run-request.ts';
import { createRunService } from '../../src/services/runs.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { ownFolder } from '../folders.ts';

const NOW = Date.UTC(2026, 10, 24, 12);

const leader = { guildId: '1', userId: '7', roleIds: [], isAdmin: false, locale: 'en-GB' };
const run: RunAsked = { title: 'Long run', when: 'tomorrow 18:30', meet: 'Here' };

/** What Discord's client would not let anybody send, and what it would. */
const WRONG: readonly (readonly [what: string, asked: Partial<RunAsked>, why: object])[] = [
  ['no places', { capacity: 0 }, { type: 'capacity', most: 1_000 }],
  ['fewer than no places', { capacity: -5 }, { type: 'capacity' }],
  ['half a place', { capacity: 1.5 }, { type: 'capacity' }],
  ['no number of places', { capacity: Number.NaN }, { type: 'capacity' }],
  ['too many places', { capacity: 1_001 }, { type: 'capacity' }],
  ['a name of nothing', { title: '\u200b\n' }, { type: 'empty', part: 'title' }],
  ['a meeting place of nothing', { meet: ' ' }, { type: 'empty', part: 'meet' }],
  ['no time', { when: '' }, { type: 'when', outcome: { type: 'no-time' } }],
  ['no hour', { when: 'Saturday' }, { type: 'when', outcome: { type: 'no-hour' } }],
  ['a time that is over', { when: 'yesterday 18:30' }, { type: 'when', outcome: { type: 'past' } }],
  ['a time too far off', { when: '2028-01-01 07:30' }, { type: 'when', outcome: { type: 'too-far' } }],
  ['an hour left out', { when: '2027-03-28 01:30' }, { type: 'when', outcome: { type: 'no-such-hour' } }],
  ['no distance', { distance: '' }, { type: 'distance' }],
  ['no pace', { pace: '1:00/km' }, { type: 'pace' }],
  [
    'too many paces',
    { pace: [...'abcdefghijkl'].join(',') },
    { type: 'pace', outcome: { type: 'too-many' } },
  ],
  ['an empty file', { route: new Uint8Array() }, { type: 'route', outcome: { type: 'not-gpx' } }],
  ['a picture', { route: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) }, { type: 'route' }],
  [
    'an end before the start',
    { repeat: 'weekly', until: '2026-11-24' },
    { type: 'until', why: 'before-start' },
  ],
  ['an end that is none', { repeat: 'weekly', until: 'later' }, { type: 'until', why: 'unreadable' }],
  ['an end without a repeat', { until: '2027-01-01' }, { type: 'until', why: 'no-repeat' }],
];

async function club() {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const settings = { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '10', recoveryChannelId: '11' };
  await saveSettings(db, '1', settings, NOW);
  const runs = createRunService(
    db,
    () => NOW,
    () => {},
  );
  const kept = async () => [
    await db.selectFrom('runs').selectAll().execute(),
    await db.selectFrom('series').selectAll().execute(),
    await db.selectFrom('outbox').selectAll().execute(),
  ];
  return { runs, kept };
}

describe.each(WRONG)('%s', (_what, asked, why) => {
  it('makes no run', async () => {
    const { runs, kept } = await club();
    expect(await runs.create(leader, { ...run, ...asked })).toMatchObject({ type: 'unreadable', why });
    expect(await kept()).toEqual([[], [], []]);
  });

  it('changes none', async () => {
    const { runs, kept } = await club();
    await runs.create(leader, { ...run, repeat: 'weekly' });
    const before = await kept();
    // A new end can't be given to a series that goes on; the command doesn't offer it.
    if (asked.until !== undefined) return;
    for (const scope of ['this', 'series'] as const)
      expect(await runs.change(leader, 1, { meet: 'There', ...asked }, scope)).toMatchObject({
        type: 'unreadable',
        why,
      });
    expect(await kept()).toEqual(before);
  });
});
