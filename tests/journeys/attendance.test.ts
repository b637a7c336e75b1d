import type { Member, Sandbox, SeenMessage } from 'discord-sandbox';
import { buttonsOf, selectsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { orderOf, type Rsvp } from '../../src/domain/roster.ts';
import type { Run } from '../../src/domain/run.ts';
import { findAttendance, saveAttendance } from '../../src/storage/attendance.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { rememberMember, rememberMembers } from '../../src/storage/members.ts';
import { cancelRun, insertRun, saveRsvps } from '../../src/storage/runs.ts';
import { aRunPlan } from '../fixtures.ts';
import { type Club, type ClubOptions, openClub } from './club.ts';
import { callOff } from './run-club.ts';
import { said, shown } from './said.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

const setUp = {
  timezone: 'Europe/London',
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  'leader-role': 'Run Leader',
};

async function setUpClub(options: ClubOptions = {}): Promise<Club & { leader: Member }> {
  const club = await openClub(options);
  await club.sandbox.as('admin').run('club setup', setUp);
  return { ...club, leader: club.sandbox.as('leader').in('group-runs') };
}

/** Works on the club's own file while the bot is away. */
async function whileAway({ stopBot, startBot, databaseFile }: Club, work: (db: Database) => Promise<void>) {
  await stopBot();
  const db = await openDatabase(databaseFile);
  await work(db);
  await db.destroy();
  await startBot();
}

interface Past {
  /** From now, in ms; less than 0 where it is over. */
  readonly startsIn: number;
  readonly title?: string;
  readonly going?: readonly string[];
  readonly others?: Readonly<Record<string, Exclude<Rsvp['answer'], 'going'>>>;
  /** Who was ticked; without it no attendance was taken. */
  readonly ticked?: readonly string[];
  readonly guildId?: string;
}

const ID_OF_NOBODY = '7';

async function addPast(db: Database, sandbox: Sandbox, past: Past): Promise<Run> {
  const { startsIn, title = 'Old run', going = [], others = {}, ticked } = past;
  const now = sandbox.clock.now();
  const guildId = past.guildId ?? sandbox.world.home.id;
  await rememberMember(db, { guildId, userId: ID_OF_NOBODY }, now);
  const plan = aRunPlan({ title, startsAt: now + startsIn });
  const run = await insertRun(db, guildId, plan, { userId: ID_OF_NOBODY, now: now - DAY });
  const rsvps: Rsvp[] = [
    ...going.map((userId, one) => ({
      userId,
      answer: 'going' as const,
      seat: one + 1,
      order: orderOf(String(one + 1)),
      pace: null,
    })),
    ...Object.entries(others).map(([userId, answer], one) => ({
      userId,
      answer,
      seat: null,
      order: orderOf(String(1_000 + one)),
      pace: null,
    })),
  ];
  await saveRsvps(db, run, [], rsvps);
  if (ticked) {
    await rememberMembers(db, guildId, ticked, now);
    const list = ticked.map((userId, one) => ({ userId, line: one + 1, present: true }));
    await saveAttendance(db, run, [], list, now + startsIn);
  }
  return run;
}

/** Members beside those the club has anyway: m1, m2 … */
function manyMore({ world }: Sandbox, count: number): string[] {
  return Array.from({ length: count }, (_, one) => {
    const id = world.newId();
    const username = `m${one + 1}`;
    world.users.set(id, { id, username, name: username.toUpperCase(), locale: 'en-GB', bot: false });
    world.home.members.set(id, { userId: id, roleIds: [], joinedAt: 0 });
    return id;
  });
}

const presentOn = (message: SeenMessage) => selectsOf(message).flatMap(({ defaults }) => defaults);
const lists = (message: SeenMessage) => selectsOf(message).map(({ placeholder }) => placeholder);
const labels = (message: SeenMessage) => buttonsOf(message).map(({ label }) => label);

async function noted({ databaseFile }: Club, run: Run): Promise<string[]> {
  const db = await openDatabase(databaseFile);
  const { list = [] } = (await findAttendance(db, run)) ?? {};
  await db.destroy();
  return list.filter(({ present }) => present).map(({ userId }) => userId);
}

/** A run that began two hours ago, to which 30 members are going. */
async function clubAfterRun(count = 30, more: Partial<Past> = {}) {
  const club = await setUpClub();
  const ids = manyMore(club.sandbox, count);
  let run: Run | undefined;
  await whileAway(club, async (db) => {
    run = await addPast(db, club.sandbox, { startsIn: -2 * HOUR, title: 'Long run', going: ids, ...more });
  });
  if (!run) throw new Error('No run');
  const open = async (leader = club.leader) => shown(await leader.run('run attendance', { run: '1' }));
  const nameOf = (id: string) => club.sandbox.world.users.get(id)?.username ?? id;
  return { club, ids, names: ids.map(nameOf), run, open, nameOf };
}

describe('/run sheet', () => {
  it('shows who goes by pace group, maybe, waiting, who is new, and who has not been seen for five weeks', async () => {
    const club = await setUpClub();
    const { sandbox, leader } = club;
    const id = (name: string) => sandbox.as(name).id;
    await whileAway(club, async (db) => {
      // Ben was ticked, Grace said she would come and nobody took attendance: neither is new.
      await addPast(db, sandbox, { startsIn: -60 * DAY, ticked: [id('ben'), id('amara'), id('chloe')] });
      await addPast(db, sandbox, { startsIn: -30 * DAY, going: [id('grace'), id('ben')] });
      // Hiro said he would come, and wasn't there; Diego was there too long ago to be missed.
      await addPast(db, sandbox, { startsIn: -200 * DAY, going: [id('hiro')], ticked: [id('diego')] });
    });
    await leader.run('run create', {
      title: 'Tempo',
      when: 'in 3 days 18:30',
      meet: 'The track',
      pace: '5:00, 5:30',
      capacity: 3,
    });
    const card = await leader.sees((message) => labels(message).includes('Going'));
    for (const name of ['hiro', 'ben', 'grace', 'amara'])
      await sandbox.as(name).in('group-runs').press(card, 'Going');
    await sandbox.as('ben').in('group-runs').choose(card, 'My pace group', ['5:30/km']);
    await sandbox.as('finn').in('group-runs').press(card, 'Maybe');
    await sandbox.as('elif').in('group-runs').press(card, "Can't go");
    const answer = await leader.run('run sheet', { run: 'Tempo' });
    const text = said(answer);
    expect(shown(answer).ephemeral).toBe(true);
    expect(text).toContain('## Sheet: Tempo');
    expect(text).toContain('**Going (3 of 3)**');
    expect(text).toContain(`5:30/km (1): <@${id('ben')}>`);
    expect(text).toContain(`pace not said (2): <@${id('hiro')}>, <@${id('grace')}>`);
    expect(text).toContain(`**Maybe (1)**: <@${id('finn')}>`);
    expect(text).toContain(`**Waitlist (1)**: 1. <@${id('amara')}>`);
    expect(text).toContain("**Can't go:** 1");
    expect(text).toContain(`**First time (1)**: <@${id('hiro')}>\n`);
    expect(text).toMatch(
      new RegExp(`Not seen for five weeks \\(2\\)\\*\\*: <@(${id('amara')}|${id('chloe')})>, <@`),
    );
    expect(text).not.toContain(id('diego'));
    expect(shown(answer).pinged).toEqual([]);
  });

  it('works for a run that is over, with who came, and offers it while the name is typed', async () => {
    const { club, ids } = await clubAfterRun(3);
    const { sandbox, leader } = club;
    await whileAway(club, async (db) => {
      await addPast(db, sandbox, { startsIn: 30 * DAY, title: 'Far off' });
      await addPast(db, sandbox, { startsIn: -90 * DAY, title: 'Long ago' });
    });
    const offered = await leader.suggest('run sheet', { run: '' }, 'run');
    expect(offered.map(({ value }) => value)).toEqual(['1', '2']);
    expect(said(await leader.run('run sheet', { run: 'long run' }))).not.toContain('**Came');
    await leader.press(shown(await leader.run('run attendance', { run: '1' })), 'Save as it is');
    const text = said(await leader.run('run sheet', { run: '1' }));
    expect(text).toContain(`**Came (3)**: <@${ids[0]}>, <@${ids[1]}>, <@${ids[2]}>`);
    expect(text).toContain('**First time (3)**');
    expect(text).toContain('Nobody has been away for five weeks or more.');
  });

  it('fits one message with 300 going', async () => {
    const { club } = await clubAfterRun(300, { startsIn: DAY, title: '**'.repeat(40) });
    const answer = await club.leader.run('run sheet', { run: '1' });
    expect(said(answer).length).toBeLessThanOrEqual(4_000);
    expect(said(answer)).toMatch(/Going \(300\)\*\*: (<@\d+>, )+<@\d+> and \d+ more/);
    expect(said(answer)).toMatch(/First time \(300\)/);
  });

  it('names a few of those who were not seen, and counts the others', async () => {
    const club = await setUpClub();
    const ids = manyMore(club.sandbox, 40);
    await whileAway(club, async (db) => {
      await addPast(db, club.sandbox, { startsIn: -36 * DAY, ticked: ids });
      await addPast(db, club.sandbox, { startsIn: DAY, title: 'Next' });
    });
    const text = said(await club.leader.run('run sheet', { run: 'Next' }));
    expect(text).toMatch(/Not seen for five weeks \(40\)\*\*: (<@\d+>, ){9}<@\d+> and 30 more/);
    expect(text).toContain('A friendly word is often welcome');
  });
});

describe('whoever does not lead', () => {
  it.each(['run sheet', 'run attendance'])('is refused %s in plain words', async (path) => {
    const { sandbox } = await openClub();
    expect(said(await sandbox.as('leader').run(path, { run: '1' }))).toContain("isn't set up yet");
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader');
    for (const typed of ['1', 'nope', '999999999', '@everyone', '🎽'])
      expect(said(await leader.run(path, { run: typed }))).toMatch(
        /can't tell which run.*Nothing was changed/s,
      );
    await leader.run('run create', { title: 'Tempo', when: 'in 3 days 18:30', meet: 'Here' });
    const refused = said(await sandbox.as('ben').run(path, { run: '1' }));
    expect(refused).toMatch(
      /Only its creator <@\d+>, members with the role <@&\d+> and .*Nothing was changed/,
    );
  });

  it('may still see to a run of their own', async () => {
    const club = await setUpClub();
    const { sandbox } = club;
    await sandbox.as('admin').run('club settings', { 'leader-role': 'Run Leader' });
    let run: Run | undefined;
    await whileAway(club, async (db) => {
      const guildId = sandbox.world.home.id;
      run = await addPast(db, sandbox, { startsIn: -HOUR });
      await db
        .updateTable('runs')
        .set({ created_by: sandbox.as('ben').id })
        .where('guild_id', '=', guildId)
        .execute();
    });
    expect(said(await sandbox.as('ben').run('run attendance', { run: String(run?.number) }))).toContain(
      '## Who came: Old run',
    );
  });

  it('reaches no run of another club', async () => {
    const club = await setUpClub();
    await whileAway(club, async (db) => {
      await addPast(db, club.sandbox, { startsIn: -HOUR, title: 'Secret run', guildId: '4242' });
    });
    for (const path of ['run sheet', 'run attendance']) {
      expect(await club.leader.suggest(path, { run: '' }, 'run')).toEqual([]);
      expect(said(await club.leader.run(path, { run: '1' }))).toContain("can't tell which run");
      expect(said(await club.leader.run(path, { run: 'Secret run' }))).toContain("can't tell which run");
    }
  });
});

describe('/run attendance', () => {
  it('is taken once a run has started, and not of one that was cancelled', async () => {
    const club = await setUpClub();
    const { sandbox, leader } = club;
    await leader.run('run create', { title: 'Tempo', when: 'in 3 days 18:30', meet: 'Here' });
    expect(said(await leader.run('run attendance', { run: '1' }))).toMatch(
      /\*\*Tempo\*\* starts <t:\d+:R>\. Attendance is taken from then on\. Nothing was changed/,
    );
    await whileAway(club, async (db) => {
      const run = await addPast(db, sandbox, { startsIn: -HOUR });
      await cancelRun(db, run, sandbox.clock.now() - DAY, null);
    });
    expect(said(await leader.run('run attendance', { run: '2' }))).toMatch(
      /was cancelled.*Nothing was changed/,
    );
    expect(await leader.suggest('run attendance', { run: '' }, 'run')).toEqual([]);
  });

  it('has those ticked who said Going, page by page, and saves nothing until something is chosen', async () => {
    const { club, ids, run, open } = await clubAfterRun(30, {
      others: { '77': 'maybe', '78': 'waiting', '79': 'no' },
    });
    expect(
      (await club.leader.suggest('run attendance', { run: '' }, 'run')).map(({ value }) => value),
    ).toEqual(['1']);
    const list = await open();
    expect(list.ephemeral).toBe(true);
    expect(lists(list)).toEqual(['Who came, 1 to 25', 'Who came, 26 to 30', 'Somebody else came']);
    expect(presentOn(list)).toEqual(ids);
    expect(labels(list)).toEqual(['Save as it is']);
    expect(await noted(club, run)).toEqual([]);
    const saved = await club.leader.press(list, 'Save as it is');
    expect(saved.kind).toBe('update');
    expect(said(saved)).toMatch(/Saved: 30 came.*The recap goes up <t:\d+:R>/);
    expect(labels(shown(saved))).toEqual([]);
    expect(await noted(club, run)).toEqual(ids);
  });

  it('saves each correction at once, takes in who came without an answer, and keeps it over a restart', async () => {
    const { club, ids, names, run, open } = await clubAfterRun();
    const { sandbox, leader } = club;
    const list = await open();
    const without = shown(await leader.choose(list, 'Who came, 1 to 25', names.slice(2, 25)));
    expect(textOf(without)).toContain(`**Not ticked (2)**: <@${ids[0]}>, <@${ids[1]}>`);
    expect(await noted(club, run)).toEqual(ids.slice(2));
    await club.stopBot();
    await club.startBot();
    const alsoCame = shown(await leader.choose(without, 'Somebody else came', ['ben']));
    expect(lists(alsoCame)).toEqual(['Who came, 1 to 25', 'Who came, 26 to 31', 'Somebody else came']);
    expect(textOf(alsoCame)).toContain('Saved: 29 came');
    const back = shown(await leader.choose(alsoCame, 'Somebody else came', [names[0] ?? '']));
    expect(textOf(back)).toContain(`**Not ticked (1)**: <@${ids[1]}>`);
    const second = shown(await leader.choose(back, 'Who came, 26 to 31', ['ben']));
    const wanted = [ids[0], ...ids.slice(2, 25), sandbox.as('ben').id];
    expect(await noted(club, run)).toEqual(wanted);
    expect(presentOn(second)).toEqual(wanted);
    expect(presentOn(await open())).toEqual(wanted);
  });

  it('ends right when two leaders tick at once, each with an old list before them', async () => {
    const { club, ids, names, run, open } = await clubAfterRun();
    const admin = club.sandbox.as('admin').in('group-runs');
    const [mine, theirs] = [await open(), await open(admin)];
    await Promise.all([
      club.leader.choose(mine, 'Who came, 1 to 25', names.slice(1, 25)),
      admin.choose(theirs, 'Who came, 1 to 25', [...names.slice(0, 24), 'ben']),
      admin.choose(theirs, 'Who came, 26 to 30', names.slice(26, 30)),
      club.leader.choose(mine, 'Somebody else came', ['ben', 'amara']),
    ]);
    const wanted = [
      ...ids.slice(1, 24),
      ...ids.slice(26),
      club.sandbox.as('ben').id,
      club.sandbox.as('amara').id,
    ];
    expect((await noted(club, run)).sort()).toEqual(wanted.sort());
    // Said once more, nothing is changed by it.
    await club.leader.choose(mine, 'Who came, 1 to 25', names.slice(1, 24));
    expect((await noted(club, run)).sort()).toEqual(wanted);
  });

  it('pages beyond what one message holds, and tells where everybody stands', async () => {
    const { club, ids, run, open } = await clubAfterRun(130);
    const first = await open();
    expect(lists(first)).toHaveLength(5);
    expect(labels(first)).toEqual(['Save as it is', 'More names']);
    const second = shown(await club.leader.press(first, 'More names'));
    expect(lists(second)).toEqual(['Who came, 101 to 125', 'Who came, 126 to 130', 'Somebody else came']);
    expect(labels(second)).toEqual(['Save as it is', 'Earlier names']);
    const emptied = shown(await club.leader.choose(second, 'Who came, 126 to 130', []));
    expect(lists(emptied)).toEqual(lists(second));
    expect(await noted(club, run)).toEqual(ids.slice(0, 125));
    expect(lists(shown(await club.leader.press(emptied, 'Earlier names')))).toHaveLength(5);
  });

  it('opens the latest of several runs of one name, and says so where there is only one to come', async () => {
    const { club } = await clubAfterRun(1);
    const { sandbox, leader } = club;
    await whileAway(club, async (db) => {
      await addPast(db, sandbox, { startsIn: -7 * DAY, title: 'Long run' });
      await addPast(db, sandbox, { startsIn: 5 * DAY, title: 'Long run' });
      await addPast(db, sandbox, { startsIn: 5 * DAY, title: 'Tempo' });
    });
    expect(said(await leader.run('run attendance', { run: 'long run' }))).toContain('Run 1 ·');
    expect(said(await leader.run('run sheet', { run: 'long run' }))).toContain('Run 1 ·');
    expect(said(await leader.run('run attendance', { run: 'long' }))).toContain("can't tell which run");
    expect(said(await leader.run('run attendance', { run: 'tempo' }))).toContain(
      'Attendance is taken from then on',
    );
    expect(said(await callOff(leader, 'run', { run: 'long run' }))).toContain('**Long run** is cancelled');
    expect(said(await leader.run('run show', { run: '1' }))).not.toContain('Cancelled');
  });

  it('counts nobody who is a bot', async () => {
    const { club, run, open } = await clubAfterRun(1);
    const list = await open();
    expect(said(await club.leader.choose(list, 'Somebody else came', ['Cooldown']))).toContain(
      "bots don't run",
    );
    expect(await noted(club, run)).toEqual([]);
    await club.leader.choose(list, 'Somebody else came', ['Cooldown', 'ben']);
    expect(await noted(club, run)).toHaveLength(2);
  });

  it('is no longer open to a leader who has given up the role', async () => {
    const { club, run, names, open } = await clubAfterRun(2);
    const list = await open();
    const { members } = club.sandbox.world.home;
    members.set(club.leader.id, { userId: club.leader.id, roleIds: [], joinedAt: 0 });
    for (const answer of [
      await club.leader.press(list, 'Save as it is'),
      await club.leader.choose(list, 'Who came, 1 to 2', names.slice(1)),
      await club.leader.choose(list, 'Somebody else came', ['ben']),
    ])
      expect(said(answer)).toContain('Only its creator');
    expect(await noted(club, run)).toEqual([]);
  });

  it('may be taken where nobody had said Going, also as nobody', async () => {
    const { club, run, open } = await clubAfterRun(0);
    const list = await open();
    expect(lists(list)).toEqual(['Somebody else came']);
    expect(said(await club.leader.press(list, 'Save as it is'))).toContain('Saved: 0 came.');
    expect(await noted(club, run)).toEqual([]);
    await club.leader.choose(await open(), 'Somebody else came', ['ben']);
    expect(await noted(club, run)).toEqual([club.sandbox.as('ben').id]);
  });
});

const recaps = (reader: Member) => reader.read().filter((message) => textOf(message).includes('how it went'));
/** With the names that an edit shows. */
const showsRecap = (of: string) => (message: SeenMessage) =>
  textOf(message).includes(`${of}how it went`) && !textOf(message).includes('@unknown-user');
const recap = (reader: Member) => reader.sees(showsRecap(''));

describe('the recap', () => {
  /** A club in which the members have come to so many runs before, each ticked. */
  async function clubWithHistory(before: Readonly<Record<string, number>>, options: ClubOptions = {}) {
    const club = await setUpClub(options);
    const id = (name: string) => club.sandbox.as(name).id;
    const most = Math.max(...Object.values(before));
    await whileAway(club, async (db) => {
      for (let turn = 1; turn <= most; turn++) {
        const ticked = Object.keys(before).filter((name) => (before[name] ?? 0) >= turn);
        await addPast(db, club.sandbox, { startsIn: -turn * DAY, ticked: ticked.map(id) });
      }
      await addPast(db, club.sandbox, {
        startsIn: -2 * HOUR,
        title: 'Long run',
        going: Object.keys(before).map(id),
      });
    });
    const take = async (number = most + 1) => {
      const list = shown(await club.leader.run('run attendance', { run: String(number) }));
      return shown(await club.leader.press(list, 'Save as it is'));
    };
    return { club, id, take, last: most + 1 };
  }

  it('tells how many came, welcomes who is new and congratulates on milestones, and pings nobody', async () => {
    const { club, id, take } = await clubWithHistory({ ben: 9, grace: 24, hiro: 0, amara: 10, chloe: 3 });
    await take();
    await club.beat();
    expect(recaps(club.leader)).toEqual([]);
    club.sandbox.clock.advance(31 * 60_000);
    await club.beat();
    const text = textOf(await recap(club.leader));
    expect(text).toContain('### Long run: how it went');
    expect(text).toContain('5 of us came on <t:');
    expect(text).toContain(`For the first time: <@${id('hiro')}>. Welcome!`);
    expect(text).toContain(`**25 runs:** <@${id('grace')}>. Congratulations!`);
    // Amara passed ten before anybody took note; her name isn't lost.
    expect(text).toMatch(new RegExp(`\\*\\*10 runs:\\*\\* <@(${id('ben')}|${id('amara')})>, <@`));
    expect(text).not.toContain(id('chloe'));
    expect((await recap(club.leader)).pinged).toEqual([]);
  });

  it('is composed from what is true when it is sent: corrections get in', async () => {
    const { club, id, take, last } = await clubWithHistory({ ben: 9, grace: 9, hiro: 0 });
    const list = await take();
    club.sandbox.clock.advance(10 * 60_000);
    await club.leader.choose(list, 'Who came, 1 to 3', ['grace', 'amara']);
    club.sandbox.clock.advance(21 * 60_000);
    await club.beat();
    const text = textOf(await recap(club.leader));
    expect(text).toContain('2 of us came');
    expect(text).toContain(`For the first time: <@${id('amara')}>.`);
    expect(text).toContain(`**10 runs:** <@${id('grace')}>.`);
    expect(text).not.toContain(id('ben'));
    expect(last).toBe(10);
  });

  it('congratulates once, whatever is corrected or comes late, and is posted once', async () => {
    const { club, id, take, last } = await clubWithHistory({ ben: 9 });
    const list = await take();
    club.sandbox.clock.advance(31 * 60_000);
    await club.beat();
    await recap(club.leader);
    await club.leader.choose(list, 'Who came, 1 to 1', []);
    await club.leader.choose(
      shown(await club.leader.run('run attendance', { run: String(last) })),
      'Somebody else came',
      ['ben'],
    );
    await whileAway(club, async (db) => {
      await addPast(db, club.sandbox, { startsIn: -3 * HOUR, title: 'Evening run', going: [id('ben')] });
    });
    await take(last + 1);
    club.sandbox.clock.advance(31 * 60_000);
    await club.beat();
    const second = await club.leader.sees(showsRecap('Evening run: '));
    expect(textOf(second)).not.toContain('runs:**');
    expect(recaps(club.leader)).toHaveLength(2);
  });

  it('leaves out the names of those who do not want to be congratulated, and does not make up for it later', async () => {
    const { club, id, take, last } = await clubWithHistory({ ben: 9, hiro: 0, grace: 3 });
    for (const name of ['ben', 'hiro'])
      await club.sandbox.as(name).run('me notifications', { congratulations: false });
    await take();
    club.sandbox.clock.advance(31 * 60_000);
    await club.beat();
    const text = textOf(await recap(club.leader));
    expect(text).toContain('3 of us came');
    for (const name of ['ben', 'hiro']) expect(text).not.toContain(id(name));
    await club.sandbox.as('ben').run('me notifications', { congratulations: true });
    await whileAway(club, async (db) => {
      await addPast(db, club.sandbox, { startsIn: -3 * HOUR, title: 'Evening run', going: [id('ben')] });
    });
    await take(last + 1);
    club.sandbox.clock.advance(31 * 60_000);
    await club.beat();
    const second = await club.leader.sees(showsRecap('Evening run: '));
    expect(textOf(second)).not.toContain('runs:**');
  });

  it('leaves its milestones to the next where it could not be sent', async () => {
    const { club, id, take, last } = await clubWithHistory({ ben: 9 }, { expectTrouble: true });
    await take();
    club.sandbox.faults.add({ method: 'POST', path: /\/messages$/, status: 400, body: { code: 50_035 } });
    club.sandbox.clock.advance(31 * 60_000);
    await club.beat();
    expect(recaps(club.leader)).toEqual([]);
    await whileAway(club, async (db) => {
      await addPast(db, club.sandbox, { startsIn: -3 * HOUR, title: 'Evening run', going: [id('ben')] });
    });
    await take(last + 1);
    club.sandbox.clock.advance(31 * 60_000);
    await club.beat();
    expect(textOf(await recap(club.leader))).toContain(`**10 runs:** <@${id('ben')}>`);
  });

  it('comes two hours after the start where the list was ticked at the start', async () => {
    const { club } = await clubAfterRun(2, { startsIn: -60_000 });
    await club.leader.press(shown(await club.leader.run('run attendance', { run: '1' })), 'Save as it is');
    club.sandbox.clock.advance(HOUR);
    await club.beat();
    expect(recaps(club.leader)).toEqual([]);
    club.sandbox.clock.advance(HOUR);
    await club.beat();
    expect(textOf(await recap(club.leader))).toContain('2 of us came');
  });

  it('does not come where nobody came, nor for a run of weeks ago', async () => {
    const { club, open } = await clubAfterRun(1);
    await club.leader.choose(await open(), 'Who came, 1 to 1', []);
    await whileAway(club, async (db) => {
      await addPast(db, club.sandbox, { startsIn: -20 * DAY, going: [club.leader.id] });
    });
    const old = shown(await club.leader.run('run attendance', { run: '2' }));
    expect(said(await club.leader.press(old, 'Save as it is'))).not.toContain('recap');
    club.sandbox.clock.advance(HOUR);
    await club.beat();
    expect(recaps(club.leader)).toEqual([]);
  });
});
