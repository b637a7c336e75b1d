import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Sandbox } from 'discord-sandbox';
import { textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { openClub } from './club.ts';
import { callOff } from './run-club.ts';
import { said } from './said.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const setUp = {
  timezone: 'Europe/London',
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  'leader-role': 'Run Leader',
};

/** Lets the bot create events, or not any more. */
function allowEvents(sandbox: Sandbox, allowed: boolean): void {
  const { roles } = sandbox.world.home;
  const role = [...roles.values()].find(({ name }) => name === 'Cooldown');
  if (!role) throw new Error('The bot has no role');
  const rest = role.permissions & ~P.CreateEvents;
  roles.set(role.id, { ...role, permissions: allowed ? rest | P.CreateEvents : rest });
}

async function clubWithEvents(more: Record<string, boolean> = { events: true }) {
  const club = await openClub();
  const { sandbox, beat } = club;
  const admin = sandbox.as('admin');
  await admin.run('club setup', { ...setUp, ...more });
  const leader = sandbox.as('leader').in('group-runs');
  const inDays = (days: number, hour = '07:30') => {
    const now = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now());
    return `${now.toZonedDateTimeISO('Europe/London').add({ days }).toPlainDate()} ${hour}`;
  };
  const create = async (days: number, typed: Record<string, string | number> = {}) => {
    const asked = { title: 'Saturday long run', meet: 'The boathouse', when: inDays(days), ...typed };
    const answer = await leader.run('run create', asked);
    await beat();
    return Number(/<t:(\d+):F>/.exec(said(answer))?.[1]) * 1000;
  };
  const writes = (method: string) =>
    sandbox.traffic.requests.filter(
      (request) => request.method === method && request.path.includes('/scheduled-events'),
    ).length;
  const events = () => leader.events();
  return { ...club, admin, leader, inDays, create, writes, events };
}

describe("the server's events", () => {
  it('are none of the bot unless the club asks for them', async () => {
    const { create, events, writes, admin } = await clubWithEvents({});
    await create(3);
    expect(events()).toEqual([]);
    expect(writes('POST')).toBe(0);
    expect(said(await admin.run('club settings'))).toContain('**Server events:** off');
  });

  it('show each run to come, change with it and go with it', async () => {
    const { create, events, leader, inDays, beat, writes } = await clubWithEvents();
    const startsAt = await create(3, { distance: '10 km', notes: 'Bring a torch' });
    expect(events()).toEqual([
      {
        id: expect.any(String),
        name: 'Saturday long run',
        location: 'The boathouse',
        description: expect.stringMatching(
          /^Distance: 10 km\nBring a torch\nSay whether you come with the buttons of its card.*\.\nRun 1 · Cooldown$/,
        ),
        startsAt,
        endsAt: startsAt + 75 * MINUTE,
      },
    ]);
    const [before] = events();
    await leader.run('run edit', { run: '1', when: inDays(4, '09:00'), meet: 'The pub' });
    await beat();
    expect(events()).toMatchObject([{ id: before?.id, location: 'The pub' }]);
    expect(events()[0]?.startsAt).toBeGreaterThan(startsAt + DAY);
    await callOff(leader, 'run', { run: '1' });
    await beat();
    expect(events()).toEqual([]);
    expect([writes('POST'), writes('PATCH'), writes('DELETE')]).toEqual([1, 1, 1]);
  });

  it('come one by one for a run that repeats', async () => {
    const { create, events, sandbox, beat } = await clubWithEvents();
    const first = await create(3, { repeat: 'weekly' });
    expect(events().map(({ startsAt }) => startsAt)).toEqual([first]);
    sandbox.clock.set(first + 3 * HOUR);
    await beat();
    await beat();
    expect(events()).toHaveLength(1);
    expect(Math.round(((events()[0]?.startsAt ?? 0) - first) / DAY)).toBe(7);
  });

  it('are made for the runs to come when switched on, and taken away when switched off', async () => {
    const { create, events, admin, beat, sandbox } = await clubWithEvents({});
    await create(1, { title: 'Over by then' });
    await create(3);
    await create(4, { title: 'Another' });
    sandbox.clock.advance(2 * DAY);
    expect(said(await admin.run('club settings', { events: true }))).toContain('**Server events:** on');
    await beat();
    expect(events().map(({ name }) => name)).toEqual(['Saturday long run', 'Another']);
    await admin.run('club settings', { events: false });
    await beat();
    expect(events()).toEqual([]);
    await admin.run('club settings', { events: true });
    await beat();
    expect(events()).toHaveLength(2);
  });

  it('that somebody has deleted stay away, until the club asks for them again', async () => {
    const { create, events, admin, leader, beat, sandbox } = await clubWithEvents();
    await create(3);
    sandbox.world.home.events.clear();
    await leader.run('run edit', { run: '1', meet: 'The pub' });
    await beat();
    await leader.run('run edit', { run: '1', meet: 'The park' });
    await beat();
    sandbox.clock.advance(4 * MINUTE);
    await beat();
    expect(events()).toEqual([]);
    await admin.run('club settings', { events: true });
    await beat();
    expect(events()).toMatchObject([{ location: 'The park' }]);
  });

  it('fit into what Discord takes, whatever was typed', async () => {
    const { create, events } = await clubWithEvents();
    const hostile = '@everyone <@1> **bold** [x](https://evil.example)\u202e';
    await create(3, {
      title: hostile.slice(0, 80),
      meet: `${hostile} ${'🏃'.repeat(30)}`.slice(0, 120),
      notes: `*`.repeat(500),
      pace: Array.from({ length: 9 }, (_, one) => `group-(${one})-[x]!`).join(', '),
    });
    const [event] = events();
    expect(event?.location.length).toBeLessThanOrEqual(100);
    expect(event?.description.length).toBeLessThanOrEqual(1_000);
    expect(event?.description).toMatch(/\nRun 1 · Cooldown$/);
    expect(event?.name).not.toContain('\u202e');
  });
});

describe('an event whose request goes wrong', () => {
  it('is there once, when the line is cut after Discord has heard and the bot is started anew', async () => {
    const { sandbox, create, events, stopBot, startBot, beat, writes } = await clubWithEvents();
    sandbox.faults.add({ method: 'POST', path: /\/scheduled-events$/, drop: 'after' });
    await create(3);
    expect(events()).toHaveLength(1);
    await stopBot();
    await startBot();
    sandbox.clock.advance(HOUR);
    await beat();
    await beat();
    expect(events()).toHaveLength(1);
    expect(writes('POST')).toBe(1);
  });

  it('is tried again, and says then what is true then', async () => {
    const { sandbox, create, leader, events, beat } = await clubWithEvents();
    sandbox.faults.add({ method: 'POST', path: /\/scheduled-events$/, status: 503, times: 1 });
    sandbox.faults.add({ method: 'POST', path: /\/scheduled-events$/, drop: 'before' });
    await create(3);
    expect(events()).toEqual([]);
    sandbox.clock.advance(MINUTE);
    await beat();
    expect(events()).toEqual([]);
    await leader.run('run edit', { run: '1', meet: 'The pub' });
    await beat();
    for (const minutes of [4, 1, 4]) {
      sandbox.clock.advance(minutes * MINUTE);
      await beat();
    }
    expect(events()).toMatchObject([{ location: 'The pub' }]);
  });

  it('is not made again for one list that is empty', async () => {
    const { sandbox, create, events, beat } = await clubWithEvents();
    sandbox.faults.add({ method: 'POST', path: /\/scheduled-events$/, drop: 'after' });
    await create(3);
    sandbox.faults.add({ method: 'GET', path: /\/scheduled-events$/, status: 200, body: [] });
    for (const minutes of [1, 4, 4]) {
      sandbox.clock.advance(minutes * MINUTE);
      await beat();
    }
    expect(sandbox.faults.pending).toBe(0);
    expect(events()).toHaveLength(1);
  });

  it('is taken away though nobody had heard of it, when the run is cancelled meanwhile', async () => {
    const { sandbox, create, leader, events, beat } = await clubWithEvents();
    sandbox.faults.add({ method: 'POST', path: /\/scheduled-events$/, drop: 'after' });
    await create(3);
    expect(events()).toHaveLength(1);
    await callOff(leader, 'run', { run: '1' });
    await beat();
    expect(events()).toEqual([]);
  });

  it('is not taken for one that somebody else has made with the same words', async () => {
    const { sandbox, create, events, beat } = await clubWithEvents();
    sandbox.faults.add({ method: 'POST', path: /\/scheduled-events$/, drop: 'after' });
    await create(3);
    const { events: all } = sandbox.world.home;
    for (const event of all.values()) all.set(event.id, { ...event, creatorId: sandbox.as('ben').id });
    for (const minutes of [1, 4]) {
      sandbox.clock.advance(minutes * MINUTE);
      await beat();
    }
    expect(events()).toHaveLength(2);
  });
});

describe('a right that is missing for events', () => {
  it('is named when they are switched on, told to the leaders once and shown, and all come when it is given', async () => {
    const { sandbox, create, events, admin, leader, beat, writes } = await clubWithEvents({});
    allowEvents(sandbox, false);
    const named = said(await admin.run('club settings', { events: true }));
    expect(named).toContain('## Nearly done');
    expect(named).toContain("**Create Events**, to keep the server's events as the runs are");
    await create(3);
    await create(4);
    sandbox.clock.advance(31 * MINUTE);
    await beat();
    const told = leader.read('group-runs').filter((message) => textOf(message).includes("server's events"));
    expect(told.map(({ pinged }) => pinged)).toEqual([['leader']]);
    expect(textOf(told[0] ?? raise())).toContain('Create Events');
    const status = said(await leader.run('club status'));
    expect(status).toContain('**Create Events**');
    expect(status).toContain('- 2 not as their runs are: I may not create them; give my role Create Events');
    // One club's events aren't tried one by one where none of them can be made.
    expect(writes('POST')).toBeLessThanOrEqual(3);
    expect(events()).toEqual([]);
    allowEvents(sandbox, true);
    sandbox.clock.advance(31 * MINUTE);
    await beat();
    expect(events()).toHaveLength(2);
    expect(said(await leader.run('club status'))).not.toMatch(/Create Events|not as/);
  });

  it('is one thing with a server that is full of them', async () => {
    const { sandbox, create, events, admin, leader, beat } = await clubWithEvents();
    await create(3);
    const { events: all } = sandbox.world.home;
    const [event] = all.values();
    if (!event) throw new Error('There is no event');
    for (let one = 1; one < 100; one++) all.set(`${one}`, { ...event, id: `${one}` });
    await create(4, { title: 'One too many' });
    await beat();
    const told = leader.read('group-runs').filter((message) => textOf(message).includes('100 events'));
    expect(told).toHaveLength(1);
    expect(said(await admin.run('club status'))).toContain(
      '- 1 not as its run is: the server has 100 events',
    );
    all.delete('7');
    sandbox.clock.advance(31 * MINUTE);
    await beat();
    expect(events().map(({ name }) => name)).toContain('One too many');
  });
});

function raise(): never {
  throw new Error('There is none');
}
