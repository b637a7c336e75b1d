import { textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/discord/command.ts';
import { componentId } from '../../src/discord/component-id.ts';
import { button, card, row, select, text } from '../../src/discord/messages/components.ts';
import { openClub } from './club.ts';
import { forging } from './forging.ts';
import { callOff, cardSaying, DAY, HOUR, inDays, isCard, posts, startIn } from './run-club.ts';
import { said, shown } from './said.ts';

const channels = {
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  'leader-role': 'Run Leader',
};

/** Two clubs with the same people in them, in London and in Auckland, each with its own run 1; Auckland has run 2 too. */
async function twoClubs(forged?: Message) {
  const club = await openClub({ servers: 2, ...(forged ? { moreCommands: [forging(forged)] } : {}) });
  const { sandbox } = club;
  const [here, there] = sandbox.world.servers;
  if (!here || !there) throw new Error('There are not two clubs');
  const as = (name: string, guild = here) => sandbox.as(name, guild).in('group-runs');
  await as('admin').run('club setup', { ...channels, timezone: 'Europe/London' });
  await as('admin', there).run('club setup', { ...channels, timezone: 'Pacific/Auckland' });
  const when = inDays(sandbox, 3, '07:30');
  await as('leader').run('run create', { title: 'Thames run', when, meet: 'The boathouse', capacity: 1 });
  await as('leader', there).run('run create', {
    title: 'Harbour run',
    when,
    meet: 'The wharf',
    pace: '5:00, 6:00',
  });
  await as('leader', there).run('run create', {
    title: 'Secret run',
    when,
    meet: 'The wharf',
    pace: '5:00, 6:00',
  });
  const ours = await as('ben').sees(isCard);
  const theirs = await cardSaying(as('ben', there), /Harbour/);
  return { ...club, as, there, ours, theirs };
}

describe('two clubs in two zones', () => {
  it('each run at their own half past seven', async () => {
    const { ours, theirs } = await twoClubs();
    const hourIn = (at: number, zone: string) =>
      Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainTime().toString();
    expect(hourIn(startIn(ours), 'Europe/London')).toBe('07:30:00');
    expect(hourIn(startIn(theirs), 'Pacific/Auckland')).toBe('07:30:00');
    expect(startIn(ours)).not.toBe(startIn(theirs));
  });

  it('neither see nor reach each other’s runs by name, by number or by what is suggested', async () => {
    const { as } = await twoClubs();
    const leader = as('leader');
    for (const run of ['2', '#2', 'Secret run', 'Harbour'])
      for (const [command, more] of [
        ['run show', {}],
        ['run edit', { meet: 'Here' }],
        ['run cancel', {}],
        ['run cancel', { scope: 'series' }],
      ] as const)
        expect(said(await leader.run(command, { run, ...more }))).toMatch(/can't tell which run/);
    expect(said(await leader.run('run list'))).not.toMatch(/Harbour|Secret/);
    for (const typed of ['', 'Sec', '2', 'Harbour'])
      for (const command of ['run show', 'run edit', 'run cancel'])
        expect(
          (await leader.suggest(command, { run: typed }, 'run')).map(({ name }) => name).join(),
        ).not.toMatch(/Harbour|Secret/);
  });

  it('count their own runs from one, answer for their own alone and post in their own channel', async () => {
    const { as, there, ours, theirs, sandbox, beat } = await twoClubs();
    expect(said(await as('ben').press(ours, 'Going'))).toContain('Thames run');
    await cardSaying(as('ben'), /Going \(1 of 1\)/);
    expect(textOf(await cardSaying(as('ben', there), /Harbour/))).toContain('nobody yet');
    expect(said(await as('ben', there).press(theirs, 'Maybe'))).toContain('Harbour run');
    expect(said(await as('grace').press(ours, 'Going'))).toContain('number 1 on the waitlist');
    // The bearer of the other club's leader role leads nothing here.
    const own = there.members.get(as('ben').id);
    own?.roleIds.push(
      ...[...there.roles.values()].filter(({ name }) => name === 'Run Leader').map(({ id }) => id),
    );
    expect(said(await as('ben').run('run cancel', { run: '1' }))).toMatch(/Only its creator <@\d+>/);
    await callOff(as('leader', there), 'run', { run: '1', reason: 'Rain' });
    const off = await as('ben', there).sees((message) => textOf(message).includes('### Cancelled'));
    expect(off.pinged).toEqual(['ben']);
    expect(posts(as('ben'))).toEqual([]);
    sandbox.clock.set(startIn(ours) - DAY);
    await beat();
    expect(posts(as('ben')).map(({ pinged }) => pinged)).toEqual([['ben']]);
    expect(posts(as('ben', there)).filter((message) => textOf(message).includes('Thames'))).toEqual([]);
    sandbox.clock.set(startIn(ours) + HOUR);
    await beat();
    expect(said(await as('leader').run('club status'))).not.toMatch(/run 2/);
  });

  it('are not reached by a custom id with the other’s number, or one that nobody made', async () => {
    const ids = (action: string, ...args: (string | number)[]) => componentId('run', action, ...args);
    const forged = card(
      0,
      [text('Old buttons')],
      row(button('a', ids('going', 2)), button('b', ids('maybe', 2)), button('c', ids('no', 2))),
      row(
        button('d', ids('going', -1)),
        button('e', ids('going')),
        button('f', ids('going', '1e9')),
        button('g', ids('going', '9'.repeat(40))),
        button('h', ids('going', 'x')),
      ),
      row(
        button('i', ids('going', 'Infinity')),
        button('j', ids('going', '')),
        button('k', ids('constructor', 2)),
        button('l', ids('pace', 2)),
      ),
      row(
        select('pace', ids('pace', 2, 'x'), [
          { label: '5:00/km', value: '5:00/km' },
          { label: 'a', value: 'a' },
        ]),
      ),
    );
    const { as, there } = await twoClubs(forged);
    const message = shown(await as('ben').run('forge'));
    for (const label of 'abcdefghijkl')
      expect(said(await as('ben').press(message, label)), label).toMatch(/Nothing was changed/);
    for (const value of ['5:00/km', 'a'])
      expect(said(await as('ben').choose(message, 'pace', [value]))).toMatch(/Nothing was changed/);
    expect(said(await as('ben', there).run('run show', { run: '2' }))).toContain('nobody yet');
    expect(said(await as('ben').run('run show', { run: '1' }))).toContain('nobody yet');
  });
});
