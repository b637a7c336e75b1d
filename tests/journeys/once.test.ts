import Sqlite from 'better-sqlite3';
import { ApplicationCommandOptionType as Option } from 'discord.js';
import { buttonsOf, channelNamed, type SeenMessage, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { readComponentId } from '../../src/discord/component-id.ts';
import { meIds, raceIds, recoveryIds, runIds, stretchIds } from '../../src/discord/ids.ts';
import { fieldId } from '../../src/discord/messages/checkin.ts';
import { ITEMS, scoresIn } from '../../src/domain/checkin.ts';
import type { Club } from './club.ts';
import { packetsOf } from './packets.ts';
import { callOff, clubSetUp, clubWithRun, HOUR, inDays, posts, saturday } from './run-club.ts';
import { said, shown } from './said.ts';

/** All that is kept, but for what is being sent. */
function rowsIn(databaseFile: string): string {
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  const tables = sqlite
    .prepare("select name from sqlite_master where type = 'table' and name not in ('outbox', 'mentions')")
    .pluck()
    .all()
    .map(String);
  const rows = tables.map((table) => [table, sqlite.prepare(`select * from "${table}"`).all()]);
  sqlite.close();
  return JSON.stringify(rows, (_name, value) => (value instanceof Uint8Array ? [...value] : value));
}

/** Whether all that was due by `now` (UTC ms) is posted: then its cards are noted, too. */
function isAllPosted(databaseFile: string, now: number): boolean {
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  const due = sqlite.prepare('select 1 from outbox where next_at <= ?').get(now);
  sqlite.close();
  return due === undefined;
}

const idOf = (message: SeenMessage, action: string) =>
  buttonsOf(message)
    .map(({ customId = '' }) => readComponentId(customId))
    .find((id) => id.action === action)?.args ?? [];

/** A club in which there is something to do for everything that can be said or pressed, and all of it by its admin. */
async function busyClub() {
  const club = await clubSetUp({ expectTrouble: true });
  const { sandbox, beat } = club;
  const admin = sandbox.as('admin').in('group-runs');
  const day = (days: number) => inDays(sandbox, days).slice(0, 10);
  await admin.run('run create', { ...saturday, when: inDays(sandbox, 3), pace: '5:00, 6:00' });
  await admin.run('run create', { ...saturday, title: 'Track night', when: 'in 2 hours' });
  await admin.run('race add', { name: 'Old race', distance: 'marathon', date: day(-1) });
  await admin.run('race add', { name: 'Older race', distance: 'marathon', date: day(-3) });
  for (const race of ['1', '2']) await admin.run('race join', { race });
  await admin.run('race add', { name: 'Next race', distance: '10k', date: day(30) });
  await admin.run('race add', { name: 'No race', distance: '10k', date: day(40) });
  sandbox.clock.advance(3 * HOUR);
  await beat();
  const ofRun = idOf(shown(await admin.run('run cancel', { run: '1' })), 'cancel');
  const ofRace = idOf(shown(await admin.run('race cancel', { race: '3' })), 'cancel');
  const undone = idOf(shown(await callOff(admin, 'race', { race: '4' })), 'undo');
  const routine = shown(await admin.run('stretch', { muscle: 'calves', minutes: 3 }));
  const session = idOf(shown(await admin.press(routine, 'Start guided session')), 'session');
  await beat();
  return { ...club, admin, ofRun, ofRace, undone, session };
}

type BusyClub = Awaited<ReturnType<typeof busyClub>>;

interface Entry {
  readonly name: string;
  readonly packet: () => { readonly id: string; readonly token: string };
  /** Whether anything is kept of it. */
  readonly writes: boolean;
}

/** Everything that can be said, pressed, chosen or sent, in an order in which each that writes has something to write. */
function everything({ sandbox, admin, ofRun, ofRace, undone, session }: BusyClub): Entry[] {
  const packets = packetsOf(sandbox);
  const { id: me } = admin;
  const ben = sandbox.as('ben').id;
  const channel = (name: string) => channelNamed(sandbox.world, name, sandbox.world.home)?.id ?? '';
  const named = (id: string) => {
    const { command, action } = readComponentId(id);
    return `${command}:${action}`;
  };
  const says =
    (writes: boolean) =>
    (path: string, options = {}, chosen = {}) => ({
      name: path,
      writes,
      packet: () => packets.command(me, path, options, chosen),
    });
  const pressing = (writes: boolean) => (id: string) => ({
    name: named(id),
    writes,
    packet: () => packets.press(me, id),
  });
  const choosing = (id: string, values: readonly string[], kind?: number) => ({
    name: named(id),
    writes: true,
    packet: () => packets.choose(me, id, values, kind),
  });
  const USERS = 5;
  const [reads, writes, shows, presses] = [says(false), says(true), pressing(false), pressing(true)];
  const routine = ['calves', null, null, 3, 0] as const;
  const [cancelRun, cancelRace, undoRace, id] = [ofRun, ofRace, undone, session].map(([one]) => Number(one));
  if (!cancelRun || !cancelRace || !undoRace || !id) throw new Error('Something was not made');
  const scores = scoresIn('22222');
  if (!scores) throw new Error('These are no scores');
  const form = recoveryIds.form(1, '2026-11-24');
  const fields = Object.fromEntries(ITEMS.map((item) => [fieldId(item, '2026-11-24'), '2']));
  return [
    reads('help'),
    reads('stretch', { muscle: 'calves' }),
    reads('recovery plan', { distance: 'marathon' }),
    reads('recovery checkin'),
    reads('recovery history'),
    reads('run list'),
    reads('run show', { run: '1' }),
    reads('run calendar'),
    reads('run sheet', { run: '1' }),
    reads('run attendance', { run: '2' }),
    reads('race list'),
    reads('race show', { race: '1' }),
    reads('me overview'),
    reads('me export'),
    reads('me erase'),
    reads('club status'),
    shows(stretchIds.another(...routine)),
    shows(stretchIds.show(...routine)),
    shows(stretchIds.share(...routine)),
    shows(stretchIds.done()),
    shows(stretchIds.read()),
    shows(recoveryIds.checkIn(1)),
    shows(recoveryIds.begin()),
    shows(recoveryIds.list(1, 'now')),
    shows(recoveryIds.listTonight(1, 'now')),
    shows(recoveryIds.none(1)),
    shows(recoveryIds.read()),
    { ...choosing(recoveryIds.plan(), ['marathon']), writes: false },
    { ...choosing(recoveryIds.sore(1, 2), ['calves/both']), writes: false },
    shows(runIds.look(2, 1)),
    shows(runIds.sheet(1)),
    shows(runIds.list(1, 'add')),
    // Both cards are up.
    shows(runIds.postCard(1)),
    shows(raceIds.postCard(3)),
    shows(runIds.keep()),
    shows(raceIds.keep()),
    shows(meIds.keep()),

    writes('recovery tip'),
    presses(recoveryIds.anotherTip('')),
    writes(
      'club setup',
      { timezone: 'Europe/Berlin' },
      { 'runs-channel': channel('group-runs'), 'recovery-channel': channel('recovery') },
    ),
    writes('club settings', { units: 'mi' }),
    writes('run create', { ...saturday, title: 'One more', when: inDays(sandbox, 5) }),
    writes('run edit', { run: '1', meet: 'The bridge' }),
    writes('run cancel', { run: '1' }),
    presses(runIds.going(1)),
    choosing(runIds.pace(1), ['6:00/km']),
    presses(runIds.maybe(1)),
    presses(runIds.no(1)),
    choosing(runIds.listed(1, 'add'), [ben], USERS),
    presses(runIds.save(2, 1)),
    choosing(runIds.came(2, 1, 0), [me], USERS),
    choosing(runIds.page(2, 1, 1), [ben], USERS),
    presses(runIds.cancel(cancelRun)),
    presses(runIds.undo(cancelRun)),
    writes('race add', { name: 'Another race', distance: '5k', date: inDays(sandbox, 50).slice(0, 10) }),
    writes('race edit', { race: '3', location: 'The park' }),
    writes('race cancel', { race: '3' }),
    presses(raceIds.racing(3)),
    presses(raceIds.not(3)),
    writes('race join', { race: '3', goal: '45:00' }),
    writes('race leave', { race: '3' }),
    presses(raceIds.cancel(cancelRace)),
    presses(raceIds.undo(undoRace)),
    {
      name: 'recovery:form',
      writes: true,
      packet: () => packets.submit(me, form, fields),
    },
    choosing(recoveryIds.signs(2, 'now'), ['chest-pain']),
    // It is nobody's evening: nothing is noted.
    shows(recoveryIds.noneTonight(1)),
    presses(recoveryIds.keep(1, 1, scores)),
    presses(recoveryIds.stopKeeping()),
    presses(recoveryIds.keep(1, 1, scores)),
    presses(recoveryIds.forgetAnswers()),
    writes('race result', { race: '1', time: '3:58:12' }),
    presses(stretchIds.session(id, 'pause', 0)),
    choosing(stretchIds.signs(id), ['chest-pain']),
    presses(stretchIds.guide(...routine)),
    writes('me notifications', { 'check-ins': false }),
    choosing(meIds.notify('1111'), ['run-reminders']),
    presses(meIds.pictures('still')),
    choosing(meIds.goal('0'), ['2']),
    presses(meIds.under18('erase')),
    writes('me preferences', { 'under-18': false }),
    presses(meIds.erase(me, sandbox.clock.now())),
  ];
}

const isOver = 'Discord takes no answer to this any more';

/** Whatever is answered by Discord's webhooks and callbacks is taken, although the sandbox knows nothing of it. */
function takeAll({ sandbox }: Club): void {
  sandbox.faults.add({ path: /^\/(interactions|webhooks)\//, status: 200, body: {}, times: 10_000 });
}

describe('everything that can be said or pressed', () => {
  it('is listed here', async () => {
    const said = commands.flatMap(({ declaration: { name, options = [] }, press = {}, submit = {} }) => {
      const below = options
        .filter(({ type }) => type === Option.Subcommand)
        .map((sub) => `${name} ${sub.name}`);
      const pressed = [...Object.keys(press), ...Object.keys(submit)].map((action) => `${name}:${action}`);
      return [...(below.length > 0 ? below : [name]), ...pressed];
    });
    const listed = everything(await busyClub()).map(({ name }) => name);
    expect([...new Set(listed)].sort()).toEqual(said.sort());
  });

  it('changes nothing and says nothing where Discord takes no acknowledgement', async () => {
    const club = await busyClub();
    const { sandbox, databaseFile, complaints } = club;
    const { deliver } = packetsOf(sandbox);
    const before = rowsIn(databaseFile);
    const asked: string[] = [];
    sandbox.traffic.onRequest(({ method, path }) => {
      if (method !== 'GET') asked.push(path);
    });
    for (const { name, packet } of everything(club)) {
      const sent = packet();
      deliver(sent);
      const over = () => complaints.some(({ interaction, msg }) => interaction === sent.id && msg === isOver);
      await expect.poll(over, { message: name, timeout: 30_000 }).toBe(true);
      expect(rowsIn(databaseFile) === before, name).toBe(true);
    }
    // Posts are brought up to date meanwhile.
    const answers = asked.filter((path) => !path.startsWith('/channels/'));
    expect(answers.filter((path) => !/^\/interactions\/\d+\/[^/]+\/callback$/.test(path))).toEqual([]);
    expect(complaints.filter(({ msg }) => msg !== isOver)).toEqual([]);
  });

  it('is carried out where Discord takes it, and once though it comes twice', async () => {
    const club = await busyClub();
    const { sandbox, databaseFile, complaints } = club;
    const { deliver } = packetsOf(sandbox);
    takeAll(club);
    let answers = 0;
    sandbox.traffic.onRequest(({ path }, _violation, { sent }) => {
      const { type } = (sent ?? {}) as { readonly type?: number };
      // What only acknowledges is followed by an answer.
      if (path.startsWith('/webhooks/') || (path.endsWith('/callback') && type !== 5 && type !== 6))
        answers += 1;
    });
    for (const { name, packet, writes } of everything(club)) {
      const before = rowsIn(databaseFile);
      const sent = packet();
      answers = 0;
      deliver(sent);
      await expect
        .poll(() => answers, { message: `${name} is answered`, timeout: 30_000 })
        .toBeGreaterThan(0);
      if (writes) await expect.poll(() => rowsIn(databaseFile) !== before, { message: name }).toBe(true);
      const posted = () => isAllPosted(databaseFile, sandbox.clock.now());
      await expect.poll(posted, { message: `${name} is posted` }).toBe(true);
      const after = rowsIn(databaseFile);
      if (!writes) expect(after === before, name).toBe(true);
      deliver(sent);
      const twice = () =>
        complaints.some(
          ({ interaction, msg }) => interaction === sent.id && msg === 'Discord sent this twice',
        );
      await expect.poll(twice, { message: `${name} twice`, timeout: 30_000 }).toBe(true);
      expect(rowsIn(databaseFile) === after, `${name} twice`).toBe(true);
    }
  });
});

describe('an acknowledgement', () => {
  it('whose answer got lost is asked for again, and then what was asked is done once', async () => {
    const { sandbox, leader } = await clubSetUp();
    sandbox.faults.add({ method: 'POST', path: /\/callback$/, drop: 'after' });
    const asked = { ...saturday, when: inDays(sandbox, 3) };
    expect(said(await leader.run('run create', asked))).toContain('is on');
    expect(said(await leader.run('run list'))).toContain('**1. ');
    expect(said(await leader.run('run list'))).not.toContain('**2. ');
  });

  it('that Discord had no time for is made again, too', async () => {
    const { sandbox, card } = await clubWithRun();
    sandbox.faults.add({ method: 'POST', path: /\/callback$/, status: 503, times: 2 });
    expect(said(await sandbox.as('ben').in('group-runs').press(card, 'Going'))).toContain("You're going");
  });
});

describe('an answer to what was written', () => {
  it('is sent again where Discord fails', async () => {
    const { sandbox, card } = await clubWithRun();
    sandbox.faults.add({ method: 'PATCH', path: /^\/webhooks\//, status: 502, times: 2 });
    sandbox.faults.add({ method: 'PATCH', path: /^\/webhooks\//, drop: 'after' });
    expect(said(await sandbox.as('ben').in('group-runs').press(card, 'Going'))).toContain("You're going");
  });

  it.each([
    ['a refused token', { status: 401, body: { message: '401: Unauthorized', code: 0 } }],
    ['a web page that says 403', { status: 403, body: '<html>Sign in</html>' }],
    ['no line at all', { drop: 'before' }],
  ] as const)('is sent again after some seconds: %s', async (_what, fault) => {
    const { sandbox, card, pauses } = await clubWithRun();
    sandbox.faults.add({ method: 'PATCH', path: /^\/webhooks\//, times: 3, ...fault });
    expect(said(await sandbox.as('ben').in('group-runs').press(card, 'Going'))).toContain("You're going");
    expect(pauses).toEqual([250, 1_000, 4_000]);
  });

  it('is sent again at once by a bot that is to stop', async () => {
    const { sandbox, card, hasty, stopBot, pauses } = await clubWithRun(
      {},
      { wait: () => new Promise(() => {}) },
    );
    sandbox.faults.add({ method: 'PATCH', path: /^\/webhooks\//, drop: 'before' });
    const ben = hasty('ben').in('group-runs');
    await ben.press(card, 'Going');
    await expect.poll(() => pauses).toEqual([250]);
    await stopBot();
    expect(ben.read().some((message) => textOf(message).includes("You're going"))).toBe(true);
  });

  it('that never arrives is not told as a fault', async () => {
    const { sandbox, card, complaints } = await clubWithRun({}, { expectTrouble: true });
    sandbox.faults.add({
      method: 'PATCH',
      path: /^\/webhooks\//,
      status: 400,
      body: { code: 50_035, message: 'No' },
    });
    const ben = sandbox.as('ben').in('group-runs');
    const text = said(await ben.press(card, 'Going'));
    expect(text).toContain('It may be done already');
    expect(text).not.toContain("didn't");
    await ben.sees((message) => textOf(message).includes(`Going (1)**: <@${ben.id}>`));
    expect(complaints).toHaveLength(1);
  });
});

describe('a share', () => {
  const page = '<html>Sign in</html>';
  const posting = { method: 'POST', path: /^\/webhooks\// };
  const changing = { method: 'PATCH', path: /^\/webhooks\// };

  async function routineOfBen() {
    const { sandbox } = await clubSetUp({ expectTrouble: true });
    const ben = sandbox.as('ben').in('group-runs');
    const routine = shown(await ben.run('stretch', { muscle: 'calves' }));
    const shared = () => posts(ben).filter((message) => textOf(message).includes('Calves'));
    return { sandbox, ben, routine, shared };
  }

  it('whose answer gets lost is posted once, and nobody is told that it failed', async () => {
    const { sandbox, ben, routine, shared } = await routineOfBen();
    sandbox.faults.add({ ...posting, drop: 'after' });
    await ben.press(routine, 'Share');
    await ben.sees((message) => textOf(message).includes('It may be done already'));
    expect(shared()).toHaveLength(1);
  });

  it.each([
    ['by the token', { status: 401, body: { message: '401: Unauthorized', code: 0 } }],
    ['by a web page that says 400', { status: 400, body: page }],
    ['by a web page that says 403', { status: 403, body: page }],
  ])('is posted, and its button says so though that is refused at first: %s', async (_how, fault) => {
    const { sandbox, ben, routine, shared } = await routineOfBen();
    sandbox.faults.add({ ...changing, ...fault });
    await ben.press(routine, 'Share');
    await ben.sees(({ id, editedAt }) => id === routine.id && editedAt !== null);
    expect(shared()).toHaveLength(1);
    expect(ben.read().some((message) => textOf(message).includes('my side'))).toBe(false);
  });

  it.each([
    [
      'its button can’t be changed any more',
      { ...changing, status: 403, body: { code: 50_027, message: 'No' } },
    ],
    ['a web page takes the place of its answer', { ...posting, status: 400, body: page }],
  ])('that may be posted is not told as one that isn’t: %s', async (_how, fault) => {
    const { sandbox, ben, routine } = await routineOfBen();
    sandbox.faults.add(fault);
    await ben.press(routine, 'Share');
    await ben.sees((message) => textOf(message).includes('It may be done already'));
  });

  it('that Discord doesn’t let the bot post is no fault, and says what to do', async () => {
    const { sandbox, ben, routine, shared } = await routineOfBen();
    sandbox.faults.add({ ...posting, status: 403, body: { code: 50_013, message: 'Missing Permissions' } });
    await ben.press(routine, 'Share');
    const told = textOf(await ben.sees((message) => textOf(message).includes("Discord doesn't let me")));
    expect(told).toContain('Send Messages');
    expect(told).not.toContain('my side');
    expect(shared()).toEqual([]);
    await ben.press(routine, 'Share');
    await ben.sees(({ id, editedAt }) => id === routine.id && editedAt !== null);
    expect(shared()).toHaveLength(1);
  });
});

describe('presses of a club', () => {
  it('are written in the order they were made, whichever is acknowledged first', async () => {
    const club = await clubWithRun({ capacity: 1 });
    const { sandbox, databaseFile } = club;
    const { press, deliver } = packetsOf(sandbox);
    const [ada, ben] = [press('101', runIds.going(1), false), press('102', runIds.going(1), false)];
    sandbox.faults.add({ path: new RegExp(`/interactions/${ada.id}/`), status: 200, delayMs: 1_000 });
    takeAll(club);
    const heard: string[] = [];
    sandbox.traffic.onRequest(({ path }) => heard.push(path));
    deliver(ada);
    deliver(ben);
    await expect.poll(() => heard.some((path) => path.startsWith(`/interactions/${ben.id}/`))).toBe(true);
    sandbox.clock.advance(1_000);
    const answers = () => {
      const sqlite = new Sqlite(databaseFile, { readonly: true });
      const rows = sqlite.prepare('select user_id, answer from rsvps order by place_order').raw().all();
      sqlite.close();
      return rows;
    };
    await expect.poll(() => answers().length).toBe(2);
    expect(answers()).toEqual([
      ['101', 'going'],
      ['102', 'waiting'],
    ]);
  });
});

describe('an interaction from elsewhere', () => {
  it.each([
    [
      'a direct message',
      { guild_id: undefined, member: undefined, user: { id: '1', username: 'ann' } },
      "your club's server",
    ],
    [
      'a server that the bot is not in',
      { authorizing_integration_owners: { 1: '5' } },
      "I'm not in this server",
    ],
  ])('of %s is answered in a sentence, and nothing is kept of it', async (_where, other, sentence) => {
    const club = await clubSetUp();
    const { sandbox, databaseFile } = club;
    const { command, deliver } = packetsOf(sandbox);
    takeAll(club);
    const before = rowsIn(databaseFile);
    const texts: string[] = [];
    sandbox.traffic.onRequest((_request, _violation, { sent }) => texts.push(JSON.stringify(sent)));
    for (const [path, options] of [
      ['me notifications', { 'check-ins': false }],
      ['recovery tip', {}],
      ['help', {}],
    ] as const)
      deliver({ ...command('1', path, options), ...other });
    await expect.poll(() => texts.filter((text) => text.includes(sentence)).length).toBe(3);
    expect(rowsIn(databaseFile)).toBe(before);
  });
});
