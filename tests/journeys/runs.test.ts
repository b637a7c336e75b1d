import { readFileSync } from 'node:fs';
import type { Member } from 'discord-sandbox';
import { buttonsOf, plainMembers, selectsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { insertRun } from '../../src/storage/runs.ts';
import { aRunPlan } from '../fixtures.ts';
import { openClub } from './club.ts';
import {
  callOff,
  cardSaying,
  clubWithRun,
  DAY,
  HOUR,
  inDays,
  isCard,
  posts,
  saturday,
  setUp,
  startIn,
} from './run-club.ts';
import { said, shown } from './said.ts';

describe('/club', () => {
  it('is set up in one command, reads everything back and can be changed', async () => {
    const { sandbox } = await openClub();
    const admin = sandbox.as('admin');
    const text = said(await admin.run('club setup', setUp));
    expect(text).toContain('## The club is set up');
    for (const part of ['Europe/London', 'Run Leader', '24 h and 2 h before a run'].map((one) =>
      one === 'Run Leader' ? '**Leaders:** <@&' : one,
    ))
      expect(text).toContain(part);
    const changed = said(await admin.run('club settings', { units: 'mi', reminders: '90m' }));
    expect(changed).toContain('**Units:** mi');
    expect(changed).toContain('**Reminders:** 90 min before a run');
    expect(changed).toContain('**Time zone:** Europe/London');
    const again = said(await admin.run('club setup', { ...setUp, timezone: 'America/New_York' }));
    expect(again).toContain('**Units:** mi');
  });

  it('finds time zones by city while they are typed', async () => {
    const { sandbox } = await openClub();
    const found = await sandbox.as('admin').suggest('club setup', { timezone: 'new yo' }, 'timezone');
    expect(found[0]?.value).toBe('America/New_York');
  });

  it('names each right that is missing in a channel that was chosen', async () => {
    const { sandbox } = await openClub();
    const text = said(
      await sandbox.as('admin').run('club setup', { ...setUp, 'runs-channel': 'announcements' }),
    );
    expect(text).toContain('## Nearly done');
    expect(text).toContain('**Send Messages**, to post runs and reminders');
    const hidden = said(
      await sandbox.as('admin').run('club setup', { ...setUp, 'recovery-channel': 'committee' }),
    );
    expect(hidden).toContain('**View Channel**');
  });

  it.each([
    [{ timezone: 'Atlantis' }, "I don't know a time zone called `Atlantis`"],
    [{ 'checkin-time': 'dawn' }, "I can't read `dawn` as a time of day"],
    [{ reminders: 'soon' }, "I can't read `soon` as reminders"],
  ])('refuses what it cannot read, and changes nothing: %o', async (wrong, why) => {
    const { sandbox } = await openClub();
    const admin = sandbox.as('admin');
    await admin.run('club setup', setUp);
    const text = said(await admin.run('club settings', wrong));
    expect(text).toContain(why);
    expect(text).toContain('Nothing was changed.');
    expect(said(await admin.run('club settings', {}))).toContain('Europe/London');
  });

  it('is for those who manage the server; leaders may see how things stand', async () => {
    const { sandbox } = await openClub();
    expect(said(await sandbox.as('ben').run('club setup', setUp))).toContain(
      'Only somebody who may manage the server',
    );
    expect(said(await sandbox.as('admin').run('club status'))).toContain("isn't set up yet");
    await sandbox.as('admin').run('club setup', setUp);
    expect(said(await sandbox.as('leader').run('club status'))).toContain('## How things stand');
    expect(said(await sandbox.as('ben').run('club status'))).toContain(
      'Only somebody who may manage the server',
    );
  });
});

describe('/run create', () => {
  it('reads the run back as a Discord timestamp and puts up its card', async () => {
    const { created, card, sandbox } = await clubWithRun({
      distance: '10k',
      pace: '5:00, 5:30',
      capacity: 12,
    });
    const text = said(created);
    expect(shown(created).ephemeral).toBe(true);
    const at = Number(/<t:(\d+):F>/.exec(text)?.[1]) * 1000;
    expect(
      Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/London').toPlainTime().toString(),
    ).toBe('07:30:00');
    expect(text).toContain('10 km');
    expect(textOf(card)).toContain('**Going (0 of 12)**: nobody yet');
    expect(buttonsOf(card).map(({ label }) => label)).toEqual(['Going', 'Maybe', "Can't go"]);
    expect(selectsOf(card)[0]?.options.map(({ label }) => label)).toEqual(['5:00/km', '5:30/km']);
    expect(card.pinged).toEqual([]);
    expect(sandbox.as('ben').read('general')).toEqual([]);
  });

  it('says what is missing before the club is set up, and who leads', async () => {
    const { sandbox } = await openClub();
    const leader = sandbox.as('leader');
    expect(said(await leader.run('run create', saturday))).toMatch(/isn't set up yet.*<\/club setup:\d+>/);
    await sandbox.as('admin').run('club setup', setUp);
    expect(
      said(await sandbox.as('ben').run('run create', { ...saturday, when: inDays(sandbox, 2) })),
    ).toContain('Saturday long run');
  });

  it.each([
    ['no hour', { when: 'Saturday' }, /no hour/],
    ['nothing that is a time', { when: 'soonish' }, /can't read `soonish` as a time/],
    ['a time that is over', { when: '2020-01-01 07:30' }, /is over/],
    ['a time too far off', { when: '2031-01-01 07:30' }, /over a year ahead/],
    ['a distance that is none', { distance: 'far' }, /can't read `far` as a distance/],
    ['a pace that is none', { pace: '5:75/km' }, /as a pace/],
    ['a title of nothing', { title: '\u200b ' }, /title is empty/],
  ])('refuses %s in plain words, and creates nothing', async (_what, wrong, why) => {
    const { sandbox } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader');
    const text = said(await leader.run('run create', { ...saturday, when: inDays(sandbox, 3), ...wrong }));
    expect(text).toMatch(why);
    expect(text).toContain('Nothing was changed.');
    expect(said(await leader.run('run list'))).toContain('No run is planned');
  });

  it('lets nothing that was typed ping anybody or break the card', async () => {
    const hostile = '@everyone <@1> <@&2> # big **bold** [x](https://evil.example) `code`';
    const { card, leader } = await clubWithRun({
      title: hostile,
      meet: hostile,
      notes: `${hostile}\n# ${hostile}`,
    });
    expect(card.pinged).toEqual([]);
    expect(textOf(card)).not.toMatch(/(?<!\\)@everyone|(?<!\\)<@(1>|&)|(?<!\\)\*\*bold|\n# /);
    await leader.press(card, 'Going');
    const up = await cardSaying(leader, /Going \(1\)/);
    expect(up.pinged).toEqual([]);
  });

  const gpx = (text: string) => ({
    filename: 'route.gpx',
    contentType: 'application/gpx+xml',
    bytes: new TextEncoder().encode(text),
  });
  const route = `<gpx version="1.1"><trk><name>Over <![CDATA[<@1>]]> the hill</name><trkseg>
    <trkpt lat="52" lon="0"><ele>10</ele></trkpt><trkpt lat="52.05" lon="0"><ele>60</ele></trkpt>
    <trkpt lat="52.1" lon="0"><ele>10</ele></trkpt></trkseg></trk></gpx>`;

  it('reads length and climb from a GPX file, and nothing of where it goes', async () => {
    const { sandbox, databaseFile } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader').in('group-runs');
    const text = said(
      await leader.run('run create', { ...saturday, when: inDays(sandbox, 3), route: gpx(route) }),
    );
    expect(text).toContain('**Route:** Over \\<\\@1\\> the hill, 11.1 km (6.9 mi), 50 m (160 ft) of climb');
    expect(readFileSync(databaseFile).includes('52.05')).toBe(false);
  });

  it.each([
    ['no GPX', 'hello', /not a GPX file/],
    ['entities', `<!DOCTYPE gpx [<!ENTITY a "b">]>${route}`, /holds more than a route/],
    ['too much', `${route}${' '.repeat(5_000_001)}`, /larger than the 5 MB/],
  ])('refuses a file that is %s', async (_what, file, why) => {
    const { sandbox } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const answer = await sandbox
      .as('leader')
      .run('run create', { ...saturday, when: inDays(sandbox, 3), route: gpx(file) });
    expect(said(answer)).toMatch(why);
    expect(said(await sandbox.as('leader').run('run list'))).toContain('No run is planned');
  });

  it('keeps to the quota of a member', async () => {
    const { sandbox } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader');
    for (let turn = 0; turn < 10; turn++)
      expect(
        said(await leader.run('run create', { ...saturday, when: inDays(sandbox, 3 + turn) })),
      ).toContain('is on');
    expect(said(await leader.run('run create', { ...saturday, when: inDays(sandbox, 20) }))).toContain(
      'You have created 10 runs within a day',
    );
    sandbox.clock.advance(DAY + 1);
    expect(said(await leader.run('run create', { ...saturday, when: inDays(sandbox, 20) }))).toContain(
      'is on',
    );
  });
});

describe('an answer to a run', () => {
  it('is one press, is confirmed by the same, taken back by another, and shows on the card', async () => {
    const { sandbox, card } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    const answer = await ben.press(card, 'Going');
    expect(shown(answer).ephemeral).toBe(true);
    expect(said(answer)).toContain("You're going to **Saturday long run**");
    await cardSaying(ben, new RegExp(`Going \\(1\\)\\*\\*: <@${ben.id}>`));
    expect(said(await ben.press(card, 'Going'))).toContain("You're going to **Saturday long run**");
    expect(said(await ben.press(card, 'Maybe'))).toContain('maybe for');
    expect(said(await ben.press(card, "Can't go"))).toContain('Thanks for saying');
    expect(said(await ben.press(card, "Can't go"))).toContain('Thanks for saying');
    await cardSaying(ben, /nobody yet/);
  });

  it('puts members on the waitlist when it is full, and promotes the first when a place is free', async () => {
    const { sandbox, card, leader } = await clubWithRun({ capacity: 1 });
    const [ben, grace, hiro] = ['ben', 'grace', 'hiro'].map((name) => sandbox.as(name).in('group-runs'));
    if (!ben || !grace || !hiro) throw new Error('Nobody there');
    await ben.press(card, 'Going');
    expect(said(await grace.press(card, 'Going'))).toContain("You're number 1 on the waitlist");
    expect(said(await hiro.press(card, 'Going'))).toContain("You're number 2 on the waitlist");
    await cardSaying(leader, /Waitlist \(2\)/);
    await ben.press(card, "Can't go");
    const told = await grace.sees(
      (message) => !message.ephemeral && textOf(message).includes('a place is free'),
    );
    expect(told.pinged).toEqual(['grace']);
    await cardSaying(leader, new RegExp(`Going \\(1 of 1\\)\\*\\*: <@${grace.id}>`));
    expect(said(await leader.run('run edit', { run: '1', capacity: 5 }))).toContain(
      '1 came off the waitlist',
    );
    const also = await hiro.sees((message) => textOf(message).includes(`<@${hiro.id}>, a place is free`));
    expect(also.pinged).toEqual(['hiro']);
    expect(said(await leader.run('run edit', { run: '1', capacity: 1 }))).toContain('the number of places');
    await cardSaying(leader, /Going \(2 of 1\)/);
  });

  it('tells a member of every place they get, also the second time', async () => {
    const { sandbox, card } = await clubWithRun({ capacity: 1 });
    const [ben, grace] = ['ben', 'grace'].map((name) => sandbox.as(name).in('group-runs'));
    if (!ben || !grace) throw new Error('Nobody there');
    const told = () => posts(grace).filter((message) => textOf(message).includes('a place is free')).length;
    await ben.press(card, 'Going');
    for (let time = 1; time <= 2; time++) {
      await grace.press(card, 'Going');
      await ben.press(card, "Can't go");
      await expect.poll(told).toBe(time);
      await ben.press(card, 'Going');
      await grace.press(card, "Can't go");
    }
  });

  it('is shown on the card after a crash, though nobody presses again', async () => {
    const { sandbox, card, stopBot, startBot, beat } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    sandbox.faults.add({ method: 'PATCH', path: /^\/channels\//, status: 503, times: 20 });
    await ben.press(card, 'Going');
    await stopBot();
    sandbox.faults.clear();
    sandbox.clock.advance(HOUR);
    await startBot();
    await beat();
    await cardSaying(ben, /Going \(1\)/);
  });

  it('chooses a pace group', async () => {
    const { sandbox, card } = await clubWithRun({ pace: '5:00, 5:30' });
    const ben = sandbox.as('ben').in('group-runs');
    expect(said(await ben.choose(card, 'My pace group', ['5:30/km']))).toContain('Press `Going` first');
    await ben.press(card, 'Going');
    expect(said(await ben.choose(card, 'My pace group', ['5:30/km']))).toContain('group **5:30/km**');
    await cardSaying(ben, new RegExp(`5:30/km \\(1\\): <@${ben.id}>`));
  });

  it('chooses no other pace group by an old card than the one it shows', async () => {
    const { sandbox, leader } = await clubWithRun({ pace: '5:00, 5:30' });
    const ben = sandbox.as('ben').in('group-runs');
    const old = shown(await ben.run('run show', { run: '1' }));
    await ben.press(old, 'Going');
    await leader.run('run edit', { run: '1', pace: '6:00, 5:30, 7:00' });
    const gone = said(await ben.choose(old, 'My pace group', ['5:00/km']));
    expect(gone).toContain('no longer has that pace group; it has **6:00/km**, **5:30/km** or **7:00/km**');
    expect(gone).toContain('Nothing was changed.');
    expect(said(await ben.choose(old, 'My pace group', ['5:30/km']))).toContain('group **5:30/km**');
  });

  it('is no longer taken once the run was cancelled', async () => {
    const { sandbox, leader } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    const old = shown(await ben.run('run show', { run: '1' }));
    await callOff(leader, 'run', { run: '1', reason: 'Ice' });
    for (const label of ['Going', 'Maybe', "Can't go"])
      expect(said(await ben.press(old, label))).toMatch(/was cancelled, .*nothing can be changed/);
  });

  it('is taken until the start, and from the very start on no more', async () => {
    const { sandbox, card, leader } = await clubWithRun({ pace: '5:00, 5:30' });
    const ben = sandbox.as('ben').in('group-runs');
    sandbox.clock.set(startIn(card) - 1_000);
    expect(said(await ben.press(card, 'Going'))).toContain("You're going");
    sandbox.clock.set(startIn(card));
    for (const label of ['Going', 'Maybe', "Can't go"])
      expect(said(await ben.press(card, label))).toMatch(/started .*nothing can be changed/);
    expect(said(await ben.choose(card, 'My pace group', ['5:30/km']))).toMatch(/started/);
    for (const [command, more] of [
      ['run edit', { meet: 'Elsewhere' }],
      ['run edit', { capacity: 3, scope: 'series' }],
      ['run cancel', {}],
    ] as const)
      expect(said(await leader.run(command, { run: '1', ...more }))).toMatch(/started/);
    expect(said(await leader.run('run show', { run: '1' }))).toMatch(/Going \(1\)[\s\S]*Run 1/);
  });

  it('keeps the capacity, whoever presses at the same moment', async () => {
    const { sandbox, card } = await clubWithRun({ capacity: 3 });
    const members = ['admin', 'leader', ...plainMembers(sandbox.world)].map((name) =>
      sandbox.as(name).in('group-runs'),
    );
    const answers = await Promise.all(members.map(async (member) => said(await member.press(card, 'Going'))));
    expect(answers.filter((text) => text.includes("You're going"))).toHaveLength(3);
    const places = answers.flatMap((text) => /number (\d+)/.exec(text)?.[1] ?? []).map(Number);
    expect(places.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await cardSaying(sandbox.as('ben').in('group-runs'), /Going \(3 of 3\)[\s\S]*Waitlist \(7\)/);
  });

  it('edits the card at most once a second, and ends up right', async () => {
    const { sandbox, card } = await clubWithRun();
    const members = plainMembers(sandbox.world).map((name) => sandbox.as(name).in('group-runs'));
    const edits = () =>
      sandbox.traffic.requests.filter(({ method, path }) => method === 'PATCH' && path.endsWith(card.id))
        .length;
    const began = performance.now();
    for (let round = 0; round < 5; round++)
      await Promise.all(members.map((member) => member.press(card, round % 2 ? "Can't go" : 'Going')));
    await cardSaying(sandbox.as('ben').in('group-runs'), /Going \(8\)/);
    // One at once, and one more for each second that it took.
    expect(edits()).toBeLessThanOrEqual((performance.now() - began) / 1_000 + 1);
  });
});

describe('naming a run', () => {
  it.each(['Sunday long run', 'run', '🎽', '!!!', '7', '@everyone'])(
    'takes no run that might be another one: %s',
    async (typed) => {
      const { sandbox, leader } = await clubWithRun();
      await leader.run('run create', { ...saturday, title: 'Saturday short run', when: inDays(sandbox, 4) });
      const text = said(await leader.run('run cancel', { run: typed }));
      expect(text).toMatch(/can't tell which run/);
      expect(said(await leader.run('run list'))).toContain('Saturday long run');
    },
  );

  it.each(['1', '#1', 'saturday LONG run', 'Saturday l'])(
    'takes the run that is meant: %s',
    async (typed) => {
      const { sandbox, leader } = await clubWithRun();
      await leader.run('run create', { ...saturday, title: 'Saturday short run', when: inDays(sandbox, 4) });
      expect(said(await callOff(leader, 'run', { run: typed }))).toContain(
        '**Saturday long run** is cancelled',
      );
    },
  );
});

describe('a club that the bot was removed from', () => {
  it('gets no more posts, finds everything as it was within 30 days, and is forgotten after them', async () => {
    const { sandbox, card, beat, databaseFile, stopBot, startBot } = await clubWithRun(
      {},
      { expectTrouble: true },
    );
    const { home, bot } = sandbox.world;
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(card, 'Going');
    const own = home.members.get(bot.id);
    if (!own) throw new Error('The bot is not there');
    home.members.delete(bot.id);
    sandbox.clock.advance(DAY);
    await beat();
    sandbox.clock.advance(DAY + HOUR);
    await beat();
    expect(posts(ben)).toEqual([]);
    home.members.set(bot.id, own);
    sandbox.clock.advance(DAY);
    await beat();
    expect(said(await sandbox.as('leader').run('club status'))).toContain('Europe/London');
    home.members.delete(bot.id);
    // The list of servers is without it, and two hours later the server itself says so.
    sandbox.clock.advance(DAY);
    await beat();
    sandbox.clock.advance(2 * HOUR);
    await beat();
    sandbox.clock.advance(31 * DAY);
    await beat();
    await stopBot();
    const db = await openDatabase(databaseFile);
    for (const table of [
      'clubs',
      'club_settings',
      'members',
      'runs',
      'rsvps',
      'outbox',
      'mentions',
      'tip_views',
      'member_choices',
      'attendance_entries',
      'milestones',
    ] as const)
      expect(await db.selectFrom(table).selectAll().execute(), table).toEqual([]);
    await db.destroy();
    home.members.set(bot.id, own);
    await startBot();
  });
});

describe('a run of another club', () => {
  it('is neither seen nor reached, whatever number is guessed', async () => {
    const { sandbox, databaseFile, stopBot, startBot } = await clubWithRun();
    await stopBot();
    const db = await openDatabase(databaseFile);
    const now = sandbox.clock.now();
    const elsewhere = { guildId: '4242', userId: '7' };
    await rememberMember(db, elsewhere, now);
    const plan = aRunPlan({ title: 'Secret run', startsAt: now + DAY, meet: 'Elsewhere' });
    for (let number = 1; number <= 3; number++)
      await insertRun(db, elsewhere.guildId, plan, { userId: '7', now });
    await db.destroy();
    await startBot();
    const leader = sandbox.as('leader').in('group-runs');
    for (const run of ['2', '3', 'Secret run'])
      for (const command of ['run show', 'run edit', 'run cancel'])
        expect(
          said(await leader.run(command, { run, ...(command === 'run edit' ? { meet: 'Here' } : {}) })),
        ).toMatch(/can't tell which run/);
    expect(said(await leader.run('run list'))).not.toContain('Secret');
    expect((await leader.suggest('run show', { run: 'Sec' }, 'run')).map(({ name }) => name)).toEqual([]);
  });
});

describe('a run that repeats', () => {
  const weekly = { ...saturday, repeat: 'weekly' };
  const titles = (reader: Member) =>
    reader
      .read()
      .filter(isCard)
      .map((message) => Number(/<t:(\d+):F>/.exec(textOf(message))?.[1]) * 1000);
  const wallIn = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/London').toPlainTime().toString();

  it('shows its next dates, and keeps its hour when the clocks change', async () => {
    const { sandbox, beat } = await openClub();
    const now = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now()).toZonedDateTimeISO(
      'Europe/London',
    );
    const change = now.add({ days: 15 }).getTimeZoneTransition('next');
    sandbox.clock.set((change?.epochMilliseconds ?? 0) - 12 * DAY);
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader').in('group-runs');
    const text = said(await leader.run('run create', { ...weekly, when: inDays(sandbox, 3) }));
    expect(text).toMatch(/It repeats every \w+\. After this one: (<t:\d+:F>(, )?){3}\./);
    await leader.sees(isCard);
    for (let week = 1; week <= 3; week++) {
      const [last] = titles(leader).slice(-1);
      sandbox.clock.set((last ?? 0) + HOUR);
      await beat();
      await beat();
      expect(titles(leader)).toHaveLength(week + 1);
    }
    const starts = titles(leader);
    expect(new Set(starts.map(wallIn))).toEqual(new Set(['07:30:00']));
    const gaps = starts.slice(1).map((at, place) => Math.abs((at - (starts[place] ?? 0)) / HOUR - 168));
    expect(gaps.sort()).toEqual([0, 0, 1]);
  });

  it('can lose one run without the others, and go on after it', async () => {
    const { sandbox, beat } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader').in('group-runs');
    await leader.run('run create', { ...weekly, when: inDays(sandbox, 3) });
    const [first] =
      titles(leader).length > 0 ? titles(leader) : [await leader.sees(isCard)].map(() => titles(leader)[0]);
    await callOff(leader, 'run', { run: '1', reason: 'Ice' });
    await beat();
    await beat();
    const next = await leader.sees((message) => isCard(message) && /Run 2 /.test(textOf(message)));
    expect(Number(/<t:(\d+):F>/.exec(textOf(next))?.[1]) * 1000 - (first ?? 0)).toBeGreaterThanOrEqual(
      6.9 * DAY,
    );
    expect(said(await leader.run('run edit', { run: '2', meet: 'The pub', scope: 'series' }))).toContain(
      'the meeting place',
    );
    sandbox.clock.advance(11 * DAY);
    await beat();
    await beat();
    await leader.sees(
      (message) => isCard(message) && /Run 3 /.test(textOf(message)) && textOf(message).includes('The pub'),
    );
    const off = said(await callOff(leader, 'run', { run: '3', scope: 'series' }));
    expect(off).toContain('is cancelled, and all that would have followed');
    sandbox.clock.advance(60 * DAY);
    await beat();
    await beat();
    expect(said(await leader.run('run list'))).toContain('No run is planned');
  });

  it('comes once, however many beats meet', async () => {
    const { sandbox, beat } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader').in('group-runs');
    await leader.run('run create', { ...weekly, when: inDays(sandbox, 3) });
    await leader.sees(isCard);
    sandbox.clock.advance(4 * DAY);
    await Promise.all([beat(), beat(), beat()]);
    await beat();
    expect(titles(leader)).toHaveLength(2);
  });

  it('ends at its last date', async () => {
    const { sandbox, beat } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader').in('group-runs');
    const until = inDays(sandbox, 12).slice(0, 10);
    expect(said(await leader.run('run create', { ...weekly, when: inDays(sandbox, 3), until }))).toContain(
      `until ${until}`,
    );
    for (let week = 0; week < 4; week++) {
      sandbox.clock.advance(7 * DAY);
      await beat();
      await beat();
    }
    expect(titles(leader)).toHaveLength(2);
  });

  it.each([
    [
      'a date before the start',
      { repeat: 'weekly', until: '2026-01-01' },
      /is before the first run|can't read/,
    ],
    ['no date at all', { repeat: 'weekly', until: 'whenever' }, /as a date/],
    ['an end of nothing', { until: '2027-03-28' }, /doesn't repeat/],
  ])('is refused with %s', async (_what, wrong, why) => {
    const { sandbox } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const text = said(
      await sandbox.as('leader').run('run create', { ...saturday, when: inDays(sandbox, 3), ...wrong }),
    );
    expect(text).toMatch(why);
    expect(text).toContain('Nothing was changed.');
  });
});

describe('a reminder', () => {
  it('comes 24 hours and 2 hours before, once each, to those going alone', async () => {
    const { sandbox, card, beat } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(card, 'Going');
    await sandbox.as('grace').in('group-runs').press(card, 'Maybe');
    const start = Number(/<t:(\d+):F>/.exec(textOf(card))?.[1]) * 1000;
    sandbox.clock.set(start - DAY - 1_000);
    await beat();
    expect(posts(ben)).toEqual([]);
    sandbox.clock.advance(1_000);
    await beat();
    await beat();
    expect(posts(ben).map(({ pinged }) => pinged)).toEqual([['ben']]);
    expect(textOf(posts(ben)[0] ?? card)).toContain('### Saturday long run starts <t:');
    sandbox.clock.set(start - 2 * HOUR);
    await beat();
    expect(posts(ben)).toHaveLength(2);
    sandbox.clock.set(start + HOUR);
    await beat();
    expect(posts(ben)).toHaveLength(2);
  });

  it('says who goes then, not who went when it was planned', async () => {
    const { sandbox, card, beat } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    const start = Number(/<t:(\d+):F>/.exec(textOf(card))?.[1]) * 1000;
    await ben.press(card, 'Going');
    await ben.press(card, "Can't go");
    await sandbox.as('grace').in('group-runs').press(card, 'Going');
    sandbox.clock.set(start - DAY);
    await beat();
    expect(posts(ben).map(({ pinged }) => pinged)).toEqual([['grace']]);
  });

  it('moves with the run and is dropped when the run is cancelled', async () => {
    const { sandbox, card, leader, beat } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(card, 'Going');
    await leader.run('run edit', { run: '1', when: inDays(sandbox, 5) });
    const change = await ben.sees((message) => textOf(message).includes('### Changed'));
    expect(change.pinged).toEqual(['ben']);
    const start = Number(/<t:(\d+):F>/.exec(textOf(change))?.[1]) * 1000;
    sandbox.clock.set(start - 2 * DAY);
    await beat();
    expect(posts(ben)).toHaveLength(1);
    sandbox.clock.set(start - DAY);
    await beat();
    expect(posts(ben)).toHaveLength(2);
    await callOff(leader, 'run', { run: '1', reason: 'Ice on the paths' });
    const off = await ben.sees((message) => textOf(message).includes('### Cancelled'));
    expect(off.pinged).toEqual(['ben']);
    expect(textOf(off)).toContain('Ice on the paths');
    sandbox.clock.set(start - 2 * HOUR);
    await beat();
    expect(posts(ben)).toHaveLength(3);
  });

  it.each([
    ['1 hour', HOUR, true],
    ['21 hours', 21 * HOUR, true],
    ['25 hours', 25 * HOUR, false],
    ['8 days', 8 * DAY, false],
  ])(
    'that fell due while the bot was away for %s comes once and says so, or not at all',
    async (_what, away, comes) => {
      const { sandbox, card, startBot, stopBot, beat } = await clubWithRun();
      const ben = sandbox.as('ben').in('group-runs');
      await ben.press(card, 'Going');
      const start = Number(/<t:(\d+):F>/.exec(textOf(card))?.[1]) * 1000;
      sandbox.clock.set(start - DAY - 1_000);
      await stopBot();
      sandbox.clock.advance(away + 1_000);
      await startBot();
      await beat();
      await beat();
      const came = posts(ben);
      expect(came).toHaveLength(comes ? 1 : 0);
      if (comes) expect(textOf(came[0] ?? card)).toContain('This comes late');
    },
  );
});

describe('a channel that cannot be posted in', () => {
  it('is told to the leaders once, in the other channel, and posts wait until it is mended', async () => {
    const { sandbox, card, beat } = await clubWithRun({}, { expectTrouble: true });
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(card, 'Going');
    const start = Number(/<t:(\d+):F>/.exec(textOf(card))?.[1]) * 1000;
    const channel = [...sandbox.world.home.channels.values()].find(({ name }) => name === 'group-runs');
    if (!channel) throw new Error('No channel');
    channel.overwrites.push({ id: sandbox.world.bot.id, type: 1, allow: 0n, deny: 1n << 11n });
    sandbox.clock.set(start - DAY);
    await beat();
    await beat();
    sandbox.clock.advance(31 * 60_000);
    await beat();
    const told = sandbox.as('leader').read('recovery');
    expect(told).toHaveLength(1);
    expect(told[0]?.pinged).toEqual(['leader']);
    expect(told[0] && textOf(told[0])).toContain('Send Messages');
    channel.overwrites.pop();
    sandbox.clock.advance(31 * 60_000);
    await beat();
    expect(posts(ben).map(({ pinged }) => pinged)).toEqual([['ben']]);
  });
});
