import { type Answer, buttonsOf } from 'discord-sandbox';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { openClub } from './club.ts';
import { callOff } from './run-club.ts';
import { said, shown } from './said.ts';

const DAY = 24 * 60 * 60_000;

const setUp = {
  timezone: 'Europe/London',
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  'leader-role': 'Run Leader',
};
const saturday = { title: 'Saturday long run', meet: 'The boathouse' };

async function clubOfRuns() {
  const club = await openClub();
  await club.sandbox.as('admin').run('club setup', setUp);
  const leader = club.sandbox.as('leader').in('group-runs');
  const inDays = (days: number, hour = '07:30') => {
    const now = Temporal.Instant.fromEpochMilliseconds(club.sandbox.clock.now());
    return `${now.toZonedDateTimeISO('Europe/London').add({ days }).toPlainDate()} ${hour}`;
  };
  const create = (days: number, more: Record<string, string | number> = {}) =>
    leader.run('run create', { ...saturday, when: inDays(days), ...more });
  return { ...club, leader, create, inDays };
}

/** The events of the file that came with an answer, as another program reads it. */
async function fileIn(answer: Answer) {
  const message = shown(answer);
  const [file, ...more] = message.attachments;
  if (!file) throw new Error(`No file came: ${said(answer)}`);
  expect(more).toEqual([]);
  // Discord tells a file's kind by its name.
  expect(file.filename).toMatch(/\.ics$/);
  expect(message.ephemeral).toBe(true);
  const text = await (await fetch(file.url)).text();
  const calendar = new ICAL.Component(ICAL.parse(text));
  const entries = calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      title: event.summary,
      place: event.location,
      description: event.description,
      startsAt: event.startDate.toUnixTime() * 1000,
      status: component.getFirstPropertyValue('status'),
    };
  });
  return { name: file.filename, text, entries };
}

const startIn = (answer: Answer) => Number(/<t:(\d+):F>/.exec(said(answer))?.[1]) * 1000;

it('gives one run as a file, named the same after every change, which it counts', async () => {
  const { leader, create, inDays } = await clubOfRuns();
  const created = await create(3, { distance: '10k', notes: 'Bring a torch; it, is \\dark' });
  await leader.sees(({ attachments, components }) => attachments.length === 0 && components.length > 1);
  const first = await fileIn(await leader.run('run calendar', { run: 'Saturday long run' }));
  expect(first.name).toBe('run-1.ics');
  expect(first.entries).toEqual([
    {
      uid: expect.stringMatching(/^r1\.\d+@cooldown$/),
      sequence: 0,
      title: 'Saturday long run',
      place: 'The boathouse',
      description: expect.stringMatching(
        /^Distance: 10 km\nBring a torch; it, is \\dark\nhttps:\/\/discord\.com\/channels\/\d+\/\d+\/\d+$/,
      ),
      startsAt: startIn(created),
      status: 'CONFIRMED',
    },
  ]);
  const changed = await leader.run('run edit', { run: '1', when: inDays(4, '09:00') });
  const second = await fileIn(await leader.run('run calendar', { run: '1' }));
  expect(second.entries).toMatchObject([
    { uid: first.entries[0]?.uid, sequence: 1, startsAt: startIn(changed) },
  ]);
  await callOff(leader, 'run', { run: '1', reason: 'Ice' });
  const third = await fileIn(await leader.run('run calendar', { run: '1' }));
  expect(third.entries).toMatchObject([
    {
      uid: first.entries[0]?.uid,
      sequence: 2,
      status: 'CANCELLED',
      title: 'Cancelled: Saturday long run',
      description: expect.stringMatching(/^Cancelled\. Ice\n/),
    },
  ]);
});

it('gives all to come, what was called off ahead among them, and nothing that is over', async () => {
  const { sandbox, leader, create } = await clubOfRuns();
  await create(1, { title: 'Over by then' });
  await create(5, { title: 'Later' });
  await create(4, { title: 'Called off' });
  await callOff(leader, 'run', { run: '3' });
  sandbox.clock.advance(2 * DAY);
  const answer = await leader.run('run calendar');
  expect(said(answer)).toContain('2 runs for your calendar.');
  const { entries, name } = await fileIn(answer);
  expect(name).toBe('runs.ics');
  expect(entries.map(({ title, status }) => [title, status])).toEqual([
    ['Cancelled: Called off', 'CANCELLED'],
    ['Later', 'CONFIRMED'],
  ]);
});

it('gives the next dates of a run that repeats, each named as its run will be, at the same hour all year', async () => {
  const { sandbox, leader, create, beat } = await clubOfRuns();
  await create(3, { repeat: 'weekly' });
  const before = await fileIn(await leader.run('run calendar'));
  expect(before.entries).toHaveLength(9);
  expect(new Set(before.entries.map(({ uid }) => uid)).size).toBe(9);
  const hours = before.entries.map(({ startsAt }) =>
    Temporal.Instant.fromEpochMilliseconds(startsAt)
      .toZonedDateTimeISO('Europe/London')
      .toPlainTime()
      .toString(),
  );
  expect(new Set(hours)).toEqual(new Set(['07:30:00']));
  sandbox.clock.advance(4 * DAY);
  await beat();
  const after = await fileIn(await leader.run('run calendar'));
  expect(after.entries.slice(0, 8).map(({ uid, startsAt }) => [uid, startsAt])).toEqual(
    before.entries.slice(1).map(({ uid, startsAt }) => [uid, startsAt]),
  );
  expect((await fileIn(await leader.run('run calendar', { run: '2' }))).entries).toMatchObject([
    { uid: before.entries[1]?.uid, sequence: 0 },
  ]);
});

it('counts a change of the whole series for its dates too, and keeps the names of runs that were moved', async () => {
  const { sandbox, leader, create, inDays, beat } = await clubOfRuns();
  await create(10, { repeat: 'weekly' });
  const before = await fileIn(await leader.run('run calendar'));
  await leader.run('run edit', { run: '1', when: inDays(3), meet: 'The pub', scope: 'series' });
  const after = await fileIn(await leader.run('run calendar'));
  expect(after.entries.map(({ sequence, place }) => [sequence, place])).toEqual(
    after.entries.map(() => [1, 'The pub']),
  );
  expect(after.entries[0]?.uid).toBe(before.entries[0]?.uid);
  expect(new Set(after.entries.map(({ uid }) => uid)).size).toBe(9);
  // The date that the first run was moved away from comes anew; its run is called what the date was.
  sandbox.clock.advance(4 * DAY);
  await beat();
  const then = await fileIn(await leader.run('run calendar'));
  expect(then.entries[0]).toMatchObject({ uid: after.entries[1]?.uid, sequence: 1 });
});

it.each([
  ['a number of none', '99'],
  ['nothing like a run', '🎽'],
  ['hostile text', '@everyone\r\nBEGIN:VEVENT'],
])('says so where the run is %s', async (_what, run) => {
  const { leader, create } = await clubOfRuns();
  await create(3);
  const answer = await leader.run('run calendar', { run });
  expect(said(answer)).toMatch(/can't tell which run/);
  expect(shown(answer).attachments).toEqual([]);
});

it('lets no title out of its line', async () => {
  const { leader, create } = await clubOfRuns();
  await create(3, {
    title: 'A\r\nEND:VEVENT\r\nBEGIN:VALARM',
    meet: 'B\nATTENDEE:mailto:a@b.example',
    notes: 'C\rX',
  });
  const { text, entries } = await fileIn(await leader.run('run calendar'));
  expect(entries).toHaveLength(1);
  expect(text).not.toMatch(/^(ATTENDEE|BEGIN:VALARM)/m);
});

it('says that nothing is planned, and what is missing before the club is set up', async () => {
  const { sandbox } = await openClub();
  const ben = sandbox.as('ben');
  expect(said(await ben.run('run calendar'))).toContain("isn't set up yet");
  await sandbox.as('admin').run('club setup', setUp);
  expect(said(await ben.run('run calendar'))).toContain('nothing for a calendar yet');
});

describe('the button for Google Calendar', () => {
  const urlIn = (answer: Answer) => buttonsOf(shown(answer)).map(({ url = '' }) => new URL(url));

  it('opens one run with its title, time, place and card, which phones understand, too', async () => {
    const { leader, create } = await clubOfRuns();
    const created = await create(3, { title: 'Hills & more', meet: 'The boathouse #2' });
    await leader.sees(({ attachments, components }) => attachments.length === 0 && components.length > 1);
    const [url] = urlIn(await leader.run('run calendar', { run: '1' }));
    const start = new Date(startIn(created)).toISOString().replace(/[-:]|\.000/g, '');
    expect(url?.origin).toBe('https://calendar.google.com');
    expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
      action: 'TEMPLATE',
      text: 'Hills & more',
      location: 'The boathouse #2',
      details: expect.stringMatching(/^https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+$/),
      dates: expect.stringContaining(`${start}/`),
    });
    expect(urlIn(await leader.run('run calendar'))).toHaveLength(1);
    await create(4);
    expect(urlIn(await leader.run('run calendar'))).toEqual([]);
  });

  it.each(['🏃‍♀️', '中', 'é', 'a', 'é'])('fits Discord, however long its texts of %s are', async (letter) => {
    const { leader, create } = await clubOfRuns();
    await create(3, { title: letter.repeat(80).slice(0, 80), meet: letter.repeat(120).slice(0, 120) });
    const [url] = urlIn(await leader.run('run calendar', { run: '1' }));
    expect(url?.href.length).toBeLessThanOrEqual(512);
    expect(url?.searchParams.get('text')).toContain(letter);
  });
});
