import { textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { openClub } from './club.ts';
import {
  clubSetUp,
  clubWithRun,
  DAY,
  HOUR,
  inDays,
  instantIn,
  isCard,
  MINUTE,
  posts,
  setUp,
  startIn,
} from './run-club.ts';
import { said } from './said.ts';

/** A club whose machine's clock can be set: by how much it is ahead of Discord's, in ms. */
function machine(ahead: number) {
  const set = { ahead, asleep: 0 };
  const options = { machineAhead: () => set.ahead, asleep: () => set.asleep, expectTrouble: true };
  return { set, options };
}

it.each([
  ['three hours behind', -3 * HOUR],
  ['a day ahead', DAY],
])('reads what members say by Discord’s clock: the machine is %s', async (_, ahead) => {
  const { options } = machine(ahead);
  const { sandbox, complaints, ...club } = await openClub(options);
  await sandbox.as('admin').run('club setup', setUp);
  const leader = sandbox.as('leader').in('group-runs');
  await leader.run('run create', { title: 'Soon', when: 'in 2 hours', meet: 'Here' });
  const card = await leader.sees(isCard);
  expect(Math.abs(startIn(card) - sandbox.clock.now() - 2 * HOUR)).toBeLessThanOrEqual(MINUTE);
  await club.beat();
  expect(complaints.map(({ msg }) => msg)).toEqual([
    expect.stringMatching(/clock of the machine .* is (3 hours behind|1 day ahead)/),
  ]);
  expect(said(await sandbox.as('admin').run('club status', {}))).toMatch(
    /clock .* (3 hours behind|1 day ahead)/,
  );
});

it('says nothing of a clock that is right', async () => {
  const { sandbox } = await clubWithRun();
  expect(said(await sandbox.as('admin').run('club status', {}))).not.toContain('clock of the machine');
});

it.each([
  ['ten minutes ahead', 10 * MINUTE],
  ['ten minutes behind', -10 * MINUTE],
])('finds a post whose answer was lost, long after, where the machine is %s', async (_, ahead) => {
  const { options } = machine(ahead);
  const { sandbox, beat, stopBot, startBot } = await openClub(options);
  await sandbox.as('admin').run('club setup', { ...setUp, events: true });
  sandbox.faults.add({ method: 'POST', path: /^\/channels\/\d+\/messages$/, drop: 'after' });
  sandbox.faults.add({ method: 'POST', path: /\/scheduled-events$/, drop: 'after' });
  const leader = sandbox.as('leader').in('group-runs');
  await leader.run('run create', { title: 'Long run', when: inDays(sandbox, 3), meet: 'Here' });
  await beat();
  await stopBot();
  // Discord has forgotten the nonce by then.
  sandbox.clock.advance(HOUR);
  await startBot();
  await beat();
  expect(leader.read().filter(isCard)).toHaveLength(1);
  expect([...sandbox.world.home.events.values()]).toHaveLength(1);
});

it('sends what is due on time after the machine’s clock was set back by an hour', async () => {
  const { set, options } = machine(0);
  const { sandbox, card, beat } = await clubWithRun({}, options);
  const ben = sandbox.as('ben').in('group-runs');
  await ben.press(card, 'Going');
  set.ahead = -HOUR;
  sandbox.clock.set(startIn(card) - DAY - MINUTE);
  await beat();
  expect(posts(ben)).toEqual([]);
  sandbox.clock.advance(MINUTE);
  await beat();
  expect(posts(ben).map(({ pinged }) => pinged)).toEqual([['ben']]);
});

it.each([
  ['while it runs', false],
  ['at a start', true],
])('drops, skips and erases nothing because the machine’s clock was a year ahead %s', async (_, atStart) => {
  const { set, options } = machine(0);
  const { sandbox, card, beat, startBot, stopBot } = await clubWithRun({ repeat: 'weekly' }, options);
  const ben = sandbox.as('ben').in('group-runs');
  await ben.press(card, 'Going');
  if (atStart) await stopBot();
  set.ahead = 365 * DAY;
  if (atStart) await startBot();
  await beat();
  expect(posts(ben)).toEqual([]);
  set.ahead = 0;
  await beat();
  sandbox.clock.set(startIn(card) - DAY);
  await beat();
  expect(posts(ben).map(({ pinged }) => pinged)).toEqual([['ben']]);
  sandbox.clock.set(startIn(card) + HOUR);
  await beat();
  expect(ben.read().filter(isCard).map(startIn)).toContain(instantIn(sandbox, 7));
});

it('sends and drops nothing as long as Discord tells no time, and all of it then', async () => {
  const { set, options } = machine(0);
  const { sandbox, card, beat } = await clubWithRun({}, options);
  const ben = sandbox.as('ben').in('group-runs');
  await ben.press(card, 'Going');
  sandbox.clock.set(startIn(card) - DAY);
  set.ahead = 3 * DAY;
  sandbox.faults.add({
    method: 'GET',
    path: /^\/gateway$/,
    status: 503,
    times: 1_000,
    headers: { date: '' },
  });
  await beat();
  expect(posts(ben)).toEqual([]);
  sandbox.faults.clear();
  await beat();
  expect(posts(ben).map((message) => textOf(message).includes('This comes late'))).toEqual([false]);
});

/** A bot that has just begun to hear members, on a machine three hours behind, before it has looked at what is due. */
async function justStarted() {
  const { set, options } = machine(0);
  const club = await openClub(options);
  const { sandbox, startBot, stopBot } = club;
  await sandbox.as('admin').run('club setup', setUp);
  await stopBot();
  set.ahead = -3 * HOUR;
  const before = sandbox.faults.pending;
  sandbox.faults.add({ method: 'GET', path: /^\/applications\/\d+\/commands$/, delayMs: HOUR });
  const started = startBot();
  await expect.poll(() => sandbox.faults.pending).toBe(before);
  return { ...club, started, leader: sandbox.as('leader').in('group-runs') };
}

const SOON = { title: 'Soon', when: 'in 2 hours', meet: 'Here' };

it('reads the first command of a start by Discord’s clock', async () => {
  const { sandbox, leader, started } = await justStarted();
  const [, at = ''] = /<t:(\d+):F>/.exec(said(await leader.run('run create', SOON))) ?? [];
  expect(Math.abs(Number(at) * 1_000 - sandbox.clock.now() - 2 * HOUR)).toBeLessThanOrEqual(MINUTE);
  sandbox.clock.advance(HOUR);
  await started;
});

it('keeps nobody waiting for a Discord that doesn’t tell the time', async () => {
  const { sandbox, leader, started } = await justStarted();
  sandbox.faults.add({ method: 'GET', path: /^\/gateway$/, delayMs: HOUR, times: 100 });
  expect(said(await leader.run('run create', SOON))).toContain('is on');
  sandbox.clock.advance(HOUR);
  await started;
});

it('sends what was due while the machine slept with all its clocks, a minute after it wakes', async () => {
  const { set, options } = machine(0);
  const { sandbox, card, beat } = await clubWithRun({}, options);
  const ben = sandbox.as('ben').in('group-runs');
  await ben.press(card, 'Going');
  sandbox.clock.set(startIn(card) - DAY - HOUR);
  await beat();
  // Its clocks show the hour at which it fell asleep.
  set.ahead = -2 * HOUR;
  set.asleep = 2 * HOUR;
  sandbox.clock.advance(2 * HOUR);
  const comes = async () => {
    await beat();
    return posts(ben).length;
  };
  await expect.poll(comes).toBe(1);
});

it('reads the first command by Discord’s clock after the machine slept with all its clocks', async () => {
  const { set, options } = machine(0);
  const { sandbox, leader } = await clubSetUp(options);
  set.ahead = -3 * HOUR;
  set.asleep = 3 * HOUR;
  sandbox.clock.advance(3 * HOUR);
  const [, at = ''] = /<t:(\d+):F>/.exec(said(await leader.run('run create', SOON))) ?? [];
  expect(Math.abs(Number(at) * 1_000 - sandbox.clock.now() - 2 * HOUR)).toBeLessThanOrEqual(MINUTE);
});
