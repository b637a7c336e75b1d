import { rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Member, SeenMessage } from 'discord-sandbox';
import { textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { componentId } from '../../src/discord/component-id.ts';
import { button, card, memberSelect, row, text } from '../../src/discord/messages/components.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { migrations } from '../../src/storage/migrations.ts';
import { type Club, type ClubOptions, openClub } from './club.ts';
import { forging } from './forging.ts';
import { callOff, DAY, HOUR, inDays, saturday, setUp } from './run-club.ts';
import { said, shown } from './said.ts';

const NO_LEADERS = { timezone: setUp.timezone, 'runs-channel': 'group-runs', 'recovery-channel': 'recovery' };

/** All buttons and lists that change a run or a race, as somebody might forge them for the first of each. */
const forged = forging(
  card(
    0,
    [text('Forged')],
    row(
      button('Yes to a run', componentId('run', 'cancel', 1)),
      button('Undo a run', componentId('run', 'undo', 1)),
      button('Yes to a race', componentId('race', 'cancel', 2)),
      button('Undo a race', componentId('race', 'undo', 2)),
      button('Nonsense', componentId('run', 'undo', '1e3')),
    ),
    row(
      button('Attendance', componentId('run', 'attendance-look', 2, 1)),
      button('Save attendance', componentId('run', 'attendance-keep', 2, 1)),
      button('Nobody asked', componentId('run', 'cancel', 999)),
      button('Nothing to undo', componentId('race', 'undo', 999)),
    ),
    row(memberSelect('Came', componentId('run', 'attendance-came', 2, 1, 0), { least: 1 })),
  ),
);

/** A club, with leaders or without, in which Ben has created two runs and a race; the second run has begun. */
async function clubOfBen(settings: Record<string, string>, options: ClubOptions = {}) {
  const club = await openClub({ moreCommands: [forged], ...options });
  const { sandbox } = club;
  await sandbox.as('admin').run('club setup', settings);
  const as = (name: string) => sandbox.as(name).in('group-runs');
  const ben = as('ben');
  await ben.run('run create', { ...saturday, when: inDays(sandbox, 5) });
  await ben.run('run create', { title: 'Tempo', when: inDays(sandbox, 1, '18:30'), meet: 'The track' });
  await ben.run('race add', {
    name: 'Berlin Marathon',
    distance: 'marathon',
    date: inDays(sandbox, 20).slice(0, 10),
  });
  sandbox.clock.advance(2 * DAY);
  await club.beat();
  return { ...club, as, ben };
}

/** Everything that is only for some, at each of its doors. */
const DOORS = [
  ['run edit', { run: '1', meet: 'The pub' }],
  ['run edit', { run: '1', meet: 'The pub', scope: 'series' }],
  ['run cancel', { run: '1', reason: 'Ice' }],
  ['run cancel', { run: 'Saturday long run', scope: 'series' }],
  ['run sheet', { run: '1' }],
  ['run sheet', { run: 'Tempo' }],
  ['run attendance', { run: '2' }],
  ['race edit', { race: '1', name: 'Mine' }],
  ['race cancel', { race: 'Berlin Marathon' }],
] as const;

const nothingPosted = (reader: Member) =>
  reader.read().filter((message) => !message.ephemeral && /Cancelled|Changed/.test(textOf(message)));

describe.each([
  ['with leaders', setUp],
  ['without leaders', NO_LEADERS],
] as const)('in a club %s', (_which, settings) => {
  const hasLeaders = settings === setUp;

  it('everybody may create, and a member who didn’t is refused at every door, by name and without a ping', async () => {
    const { as, ben, beat } = await clubOfBen(settings);
    const finn = as('finn');
    for (const [path, typed] of DOORS) {
      const answer = shown(await finn.run(path, typed));
      expect(textOf(answer), path).toContain(`Only its creator <@${ben.id}>`);
      expect(textOf(answer).includes('members with the role <@&')).toBe(hasLeaders);
      expect(textOf(answer)).toMatch(/people who may manage the server can .*\. Nothing was changed\.$/);
      expect([answer.ephemeral, answer.pinged]).toEqual([true, []]);
    }
    for (const path of ['run edit', 'run cancel', 'run sheet', 'run attendance'])
      expect(await finn.suggest(path, { run: '' }, 'run'), path).toEqual([]);
    for (const path of ['race edit', 'race cancel'])
      expect(await finn.suggest(path, { race: '' }, 'race'), path).toEqual([]);
    expect(await finn.suggest('run show', { run: '' }, 'run')).toHaveLength(1);
    expect(await finn.suggest('race join', { race: '' }, 'race')).toHaveLength(1);
    await beat();
    expect(nothingPosted(finn)).toEqual([]);
    expect(said(await finn.run('run show', { run: '1' }))).toContain('The boathouse');
  });

  it('buttons that somebody forged open no door either', async () => {
    const { as, ben } = await clubOfBen(settings);
    const finn = as('finn');
    // Ben is asked about the run and the race, and has said neither yes nor no.
    await ben.run('run cancel', { run: '1' });
    await ben.run('race cancel', { race: '1' });
    const press = async (label: string) => said(await finn.press(shown(await finn.run('forge')), label));
    for (const label of ['Yes to a run', 'Yes to a race', 'Attendance', 'Save attendance'])
      expect(await press(label), label).toContain(`Only its creator <@${ben.id}>`);
    expect(said(await finn.choose(shown(await finn.run('forge')), 'Came', ['finn']))).toContain(
      'Only its creator',
    );
    for (const label of ['Undo a run', 'Undo a race', 'Nobody asked', 'Nothing to undo'])
      expect(await press(label), label).toContain("don't know of that cancellation any more");
    expect(await press('Nonsense')).toMatch(/button/);
    await callOff(ben, 'run', { run: '1' });
    expect(said(await finn.run('run list'))).toContain('No run is planned');
  });

  it('only who cancelled, or may change it, puts it on again', async () => {
    const { as, ben } = await clubOfBen(settings);
    const [finn, admin] = [as('finn'), as('admin')];
    await callOff(ben, 'run', { run: '1' });
    await callOff(ben, 'race', { race: '1' });
    const press = async (by: Member, label: string) =>
      said(await by.press(shown(await by.run('forge')), label));
    for (const label of ['Undo a run', 'Yes to a run', 'Undo a race', 'Yes to a race'])
      expect(await press(finn, label), label).toContain(`Only its creator <@${ben.id}>`);
    expect(await press(admin, 'Undo a run')).toContain('is on again');
    expect(await press(admin, 'Undo a race')).toContain('is on again');
  });

  it.each(['ben', ...(hasLeaders ? ['leader'] : []), 'admin'])('%s may do it all', async (name) => {
    const { as } = await clubOfBen(settings);
    const member = as(name);
    for (const path of ['run edit', 'run cancel'])
      expect((await member.suggest(path, { run: '' }, 'run')).map(({ value }) => value)).toEqual(['1']);
    expect((await member.suggest('run sheet', { run: '' }, 'run')).map(({ value }) => value)).toEqual([
      '2',
      '1',
    ]);
    expect((await member.suggest('run attendance', { run: '' }, 'run')).map(({ value }) => value)).toEqual([
      '2',
    ]);
    expect((await member.suggest('race edit', { race: '' }, 'race')).map(({ value }) => value)).toEqual([
      '1',
    ]);
    expect(said(await member.run('run edit', { run: '1', meet: 'The pub' }))).toContain('## Changed');
    expect(said(await member.run('run sheet', { run: '1' }))).toContain('## Sheet: Saturday long run');
    expect(said(await member.run('run attendance', { run: '2' }))).toContain('## Who came: Tempo');
    expect(said(await member.run('race edit', { race: '1', start: '9:15' }))).toContain('## Changed');
    expect(said(await callOff(member, 'run', { run: '1' }))).toContain('is cancelled');
    expect(said(await callOff(member, 'race', { race: '1' }))).toContain('is cancelled');
  });

  it('what an erased member created is left to those who lead', async () => {
    const { as, ben, sandbox } = await clubOfBen(settings);
    await ben.press(shown(await ben.run('me erase')), 'Erase everything');
    for (const [path, typed] of DOORS) {
      const answer = said(await ben.run(path, typed));
      expect(answer, path).toMatch(
        hasLeaders
          ? /^Only members with the role <@&\d+> and people/
          : /^Only people who may manage the server can/,
      );
    }
    expect(said(await sandbox.as('admin').run('run edit', { run: '1', meet: 'The pub' }))).toContain(
      '## Changed',
    );
    expect(said(await as('admin').run('race edit', { race: '1', start: '9:15' }))).toContain('## Changed');
  });
});

describe('whom nobody has seen for a while', () => {
  const AWAY = /Not seen for five weeks|five weeks or more/;

  it('is for leaders to know, and not for a member who created a run', async () => {
    const { as } = await clubOfBen(setUp);
    const mine = said(await as('ben').run('run sheet', { run: '1' }));
    expect(mine).toContain('**Going (0)**');
    expect(mine).not.toMatch(AWAY);
    for (const name of ['leader', 'admin'])
      expect(said(await as(name).run('run sheet', { run: '1' }))).toMatch(AWAY);
    expect(said(await as('ben').run('club status'))).toMatch(/Only somebody who may manage the server/);
  });

  it('is for who may manage the server alone where there are no leaders', async () => {
    const { as } = await clubOfBen(NO_LEADERS);
    expect(said(await as('ben').run('run sheet', { run: '1' }))).not.toMatch(AWAY);
    expect(said(await as('leader').run('run sheet', { run: '1' }))).toContain('Only its creator');
    expect(said(await as('admin').run('run sheet', { run: '1' }))).toMatch(AWAY);
  });
});

describe('of two runs of one name', () => {
  it('the one is meant that somebody may change', async () => {
    const { as, sandbox } = await clubOfBen(setUp);
    const finn = as('finn');
    await finn.run('run create', { ...saturday, when: inDays(sandbox, 9) });
    expect(said(await finn.run('run edit', { run: 'Saturday long run', meet: 'The pub' }))).toContain(
      '## Changed',
    );
    expect(said(await finn.run('run show', { run: '1' }))).toContain('The boathouse');
    expect(said(await as('leader').run('run edit', { run: 'Saturday long run', meet: 'Here' }))).toContain(
      "can't tell which run",
    );
  });
});

describe('a club that was set up before the rule', () => {
  const RULE = /New: who may change a run or a race/;
  const news = (reader: Member): SeenMessage[] =>
    reader.read().filter((message) => RULE.test(textOf(message)));

  /** Puts a database from before the rule in the place of the club's. */
  async function fromBefore({ sandbox, databaseFile, stopBot }: Club, leaderRoleId: string | null) {
    await stopBot();
    for (const end of ['', '-wal', '-shm']) rmSync(`${databaseFile}${end}`, { force: true });
    const older = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0012'));
    await (await openDatabase(databaseFile, older)).destroy();
    const { id, channels } = sandbox.world.home;
    const channelOf = (name: string) => [...channels.values()].find((one) => one.name === name)?.id;
    const sqlite = new Sqlite(databaseFile);
    sqlite
      .prepare('insert into clubs (guild_id, created_at) values (?, ?)')
      .run(id, sandbox.clock.now() - 90 * DAY);
    sqlite
      .prepare(
        `insert into club_settings (guild_id, zone, runs_channel_id, recovery_channel_id, leader_role_id, units,
           checkin_time, region, reminders, events)
         values (?, 'Europe/London', ?, ?, ?, 'km', '09:00', 'uk', '[120]', 0)`,
      )
      .run(id, channelOf('group-runs'), channelOf('recovery'), leaderRoleId);
    sqlite.close();
  }

  it('hears of it once, in the runs channel, and nobody is notified', async () => {
    const club = await openClub();
    await fromBefore(club, null);
    await club.startBot();
    await club.beat();
    const finn = club.sandbox.as('finn').in('group-runs');
    expect(news(finn)).toHaveLength(1);
    expect(news(finn)[0]?.pinged).toEqual([]);
    expect(textOf(news(finn)[0] as SeenMessage)).toMatch(/`\/club settings leader-role`/);
    for (let start = 0; start < 2; start++) {
      await club.stopBot();
      club.sandbox.clock.advance(26 * HOUR);
      await club.startBot();
      await club.beat();
    }
    expect(news(finn)).toHaveLength(1);
  });

  it('hears of it after Discord took no messages, or the bot was away', async () => {
    const club = await openClub();
    await fromBefore(club, null);
    club.sandbox.faults.add({ method: 'POST', path: /^\/channels\/\d+\/messages$/, status: 503, times: 100 });
    await club.startBot();
    await club.beat();
    await club.stopBot();
    club.sandbox.faults.clear();
    club.sandbox.clock.advance(30 * DAY);
    await club.startBot();
    await club.beat();
    expect(news(club.sandbox.as('finn').in('group-runs'))).toHaveLength(1);
  });

  it('hears nothing of it where it has leaders', async () => {
    const club = await openClub();
    const role = [...club.sandbox.world.home.roles.values()].find(({ name }) => name === 'Run Leader');
    await fromBefore(club, role?.id ?? '');
    await club.startBot();
    await club.beat();
    expect(news(club.sandbox.as('finn').in('group-runs'))).toEqual([]);
  });

  it('is told apart from a club that is set up now, which reads the rule in its settings', async () => {
    const { sandbox, beat } = await openClub();
    const answer = said(await sandbox.as('admin').run('club setup', NO_LEADERS));
    expect(answer).toContain(
      '**Leaders:** no role chosen; only its creator and people who may manage the server',
    );
    await beat();
    expect(news(sandbox.as('finn').in('group-runs'))).toEqual([]);
  });
});
