import type { Member, Sandbox, SeenMessage } from 'discord-sandbox';
import { buttonsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { USUAL_DISTANCES } from '../../src/domain/race-distance.ts';
import { saveNotifications } from '../../src/storage/choices.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { insertRace, saveEntry } from '../../src/storage/races.ts';
import { aRacePlan } from '../fixtures.ts';
import { type ClubOptions, openClub } from './club.ts';
import { callOff } from './run-club.ts';
import { said, shown } from './said.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONE = 'Europe/London';

const setUp = {
  timezone: ZONE,
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  'leader-role': 'Run Leader',
};

const berlin = { name: 'Berlin Marathon', distance: 'marathon' };

/** "2026-12-05" of some days ahead on the club's own clocks. */
const inDays = (sandbox: Sandbox, days: number) =>
  Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now())
    .toZonedDateTimeISO(ZONE)
    .toPlainDate()
    .add({ days })
    .toString();

/** The instant of an hour on the club's clocks. */
const at = (date: string, time: string) =>
  Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(ZONE).epochMilliseconds;

const later = (date: string, days: number) => Temporal.PlainDate.from(date).add({ days }).toString();

/** The weekday before a date. */
const eveOf = (date: string) =>
  Temporal.PlainDate.from(date).subtract({ days: 1 }).toLocaleString('en-GB', { weekday: 'long' });

const isCard = (message: SeenMessage) => /-# .*Race \d+ · by/.test(textOf(message));

const cardSaying = (reader: Member, wanted: RegExp) =>
  reader.sees((message) => isCard(message) && wanted.test(textOf(message)));

/** What has been posted that isn't a card and isn't for one member alone. */
const posts = (reader: Member) => reader.read().filter((message) => !isCard(message) && !message.ephemeral);

const lastPost = (reader: Member) => {
  const post = posts(reader).at(-1);
  if (!post) throw new Error('Nothing was posted');
  return post;
};

async function clubWithRace(days = 30, more: Record<string, string> = {}, options: ClubOptions = {}) {
  const club = await openClub(options);
  const { sandbox } = club;
  await sandbox.as('admin').run('club setup', setUp);
  const leader = sandbox.as('leader').in('group-runs');
  const date = inDays(sandbox, days);
  const added = await leader.run('race add', { ...berlin, date, ...more });
  const card = await leader.sees(isCard);
  const [ben, grace, hiro] = ['ben', 'grace', 'hiro'].map((name) => sandbox.as(name).in('group-runs'));
  if (!ben || !grace || !hiro) throw new Error('Nobody there');
  /** Moves the clock to an hour on the club's clocks, and lets the bot look. */
  async function move(day: string, time: string) {
    sandbox.clock.set(at(day, time));
    await club.beat();
    await club.beat();
  }
  return { ...club, leader, ben, grace, hiro, date, added, card, move };
}

describe('/race add', () => {
  it('reads the race back and puts up its card', async () => {
    const { added, card, leader } = await clubWithRace(30, {
      start: '9:15',
      location: 'Tiergarten',
      link: 'https://race.example/2026',
    });
    const text = said(added);
    expect(shown(added).ephemeral).toBe(true);
    expect(text).toContain('## Race 1 is on: Berlin Marathon');
    expect(text).toMatch(/<t:\d+:F> \(<t:\d+:R>\)/);
    expect(text).toContain('**Distance:** marathon');
    expect(text).toContain('is reminded a week and a day before');
    expect(textOf(card)).toContain('**Where:** Tiergarten');
    expect(textOf(card)).toContain('[Race page](<https://race.example/2026>) (race.example)');
    expect(textOf(card)).toContain('**Racing (0)**: nobody yet');
    expect(buttonsOf(card).map(({ label }) => label)).toEqual(["I'm racing", 'Not racing']);
    expect(card.pinged).toEqual([]);
    expect(posts(leader)).toEqual([]);
  });

  it.each<[string, (date: string) => Record<string, string>, RegExp]>([
    ['nothing that is a date', () => ({ date: 'whenever' }), /can't read `whenever` as a date/],
    ['a date too long ago', () => ({ date: '2020-01-01' }), /over two weeks ago/],
    ['a date too far off', () => ({ date: '2099-01-01' }), /over a year ahead/],
    ['another weekday', (date) => ({ date: `${eveOf(date)} ${date}` }), /another day of the week/],
    ['words beside the date', (date) => ({ date: `${date} with cake` }), /not `with cake`/],
    ['a distance that is none', () => ({ distance: 'far' }), /can't read `far` as a distance/],
    ['a start that is none', () => ({ start: 'dawn' }), /can't read `dawn` as a time of day/],
    [
      'a link that is none',
      () => ({ link: 'javascript:alert(1)' }),
      /can't take `javascript:alert\(1\)` as a link/,
    ],
    ['a name of nothing', () => ({ name: '\u200b ' }), /name is empty/],
  ])('refuses %s in plain words, and adds nothing', async (_what, wrong, why) => {
    const { sandbox } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader');
    const date = inDays(sandbox, 20);
    const text = said(await leader.run('race add', { ...berlin, date, ...wrong(date) }));
    expect(text).toMatch(why);
    expect(text).toContain('Nothing was changed.');
    expect(said(await leader.run('race list'))).toContain('No race is planned');
  });

  it('says what is missing before the club is set up, and who may', async () => {
    const { sandbox } = await openClub();
    const race = { ...berlin, date: inDays(sandbox, 20) };
    expect(said(await sandbox.as('leader').run('race add', race))).toMatch(/isn't set up yet/);
    expect(said(await sandbox.as('leader').run('race list'))).toContain('No race is planned');
    await sandbox.as('admin').run('club setup', setUp);
    expect(said(await sandbox.as('ben').run('race add', race))).toContain('## Race 1 is on');
  });

  it('lets nothing that was typed ping anybody or break the card', async () => {
    const hostile = '@everyone <@1> <@&2> # big **bold** [x](https://evil.example) `code`';
    const { card, ben } = await clubWithRace(30, { name: hostile, location: hostile });
    expect(card.pinged).toEqual([]);
    expect(textOf(card)).not.toMatch(/(?<!\\)@everyone|(?<!\\)<@(1>|&)|(?<!\\)\*\*bold|\n# |(?<!\\)\[x\]/);
    await ben.press(card, "I'm racing");
    expect((await cardSaying(ben, /Racing \(1\)/)).pinged).toEqual([]);
  });

  it('keeps to the quota of a member', async () => {
    const { sandbox } = await openClub();
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader');
    const race = { ...berlin, date: inDays(sandbox, 20) };
    for (let turn = 0; turn < 10; turn++) expect(said(await leader.run('race add', race))).toContain('is on');
    expect(said(await leader.run('race add', race))).toContain('You have added 10 races within a day');
  });

  it('asks for the start of an ultra, which may go on over midnight', async () => {
    const { added } = await clubWithRace(30, { distance: '100 miles' });
    expect(said(added)).toContain('Does it go on over midnight?');
  });
});

describe('an answer to a race', () => {
  it('is one press, is confirmed by the same, taken back by another, and shows on the card', async () => {
    const { card, ben, grace } = await clubWithRace();
    const answer = await ben.press(card, "I'm racing");
    expect(shown(answer).ephemeral).toBe(true);
    expect(said(answer)).toContain("You're down for **Berlin Marathon**");
    await cardSaying(ben, new RegExp(`Racing \\(1\\)\\*\\*: <@${ben.id}>`));
    expect(said(await grace.press(card, 'Not racing'))).toContain('not racing **Berlin Marathon**');
    await cardSaying(ben, /Not racing:\*\* 1/);
    expect(said(await ben.press(card, "I'm racing"))).toContain("You're down for **Berlin Marathon**");
    expect(said(await ben.press(card, 'Not racing'))).toContain('not racing **Berlin Marathon**');
    await cardSaying(ben, /Racing \(0\)\*\*: nobody yet/);
  });

  it('is given and taken back by command, with a goal that nobody else sees', async () => {
    const { ben, grace, card } = await clubWithRace();
    expect(said(await ben.run('race join', { race: 'Berlin', goal: '3h45' }))).toContain(
      'Your goal is 3:45:00; nobody but you sees it.',
    );
    const seen = await cardSaying(grace, new RegExp(`<@${ben.id}>`));
    expect(textOf(seen)).not.toContain('3:45');
    expect(said(await grace.run('race show', { race: '1' }))).not.toContain('3:45');
    expect(said(await ben.run('race list'))).toContain("you're racing, goal 3:45:00");
    expect(said(await grace.run('race list'))).not.toContain('3:45');
    expect(said(await ben.run('race join', { race: '1' }))).toContain('Your goal is 3:45:00');
    expect(said(await ben.run('race join', { race: '1', goal: 'none' }))).not.toContain('goal');
    expect(said(await ben.run('race leave', { race: '1' }))).toContain("You're off the list");
    expect(said(await ben.run('race leave', { race: '1' }))).toContain("You weren't down for");
    await cardSaying(ben, /nobody yet/);
    expect(textOf(card)).not.toContain('3:45');
  });

  it.each([
    ['fast', /can't read `fast` as a time\. Try `3:58:03` or `3h58`/],
    ['DNF', /can't read `DNF` as a time/],
    ['58:12', /`58:12` can't be right for \*\*marathon\*\*: I take 1:53:56 to 14:03:54/],
  ])('takes no goal of %s', async (goal, why) => {
    const { ben } = await clubWithRace();
    const text = said(await ben.run('race join', { race: '1', goal }));
    expect(text).toMatch(why);
    expect(text).toContain('Nothing was changed.');
    expect(said(await ben.run('race list'))).toContain('0 racing');
  });

  it('is no longer taken when the day is over, and the buttons go', async () => {
    const { card, ben, grace, date, move } = await clubWithRace();
    await ben.press(card, "I'm racing");
    await move(date, '23:59');
    expect(buttonsOf(await cardSaying(ben, /Racing \(1\)/))).toHaveLength(2);
    expect(said(await grace.press(card, "I'm racing"))).toContain("You're down for");
    await move(later(date, 1), '00:00');
    const closed = await cardSaying(ben, /how did it go\? `\/race result`/);
    expect(buttonsOf(closed)).toEqual([]);
    expect(
      said(await grace.press(card, "I'm racing").catch(() => grace.run('race join', { race: '1' }))),
    ).toContain('tell me with `/race result`');
    expect(said(await grace.run('race leave', { race: '1' }))).toContain("You're off the list");
  });

  it('can be given to yesterday’s race for a day', async () => {
    const { added, card, ben, grace, sandbox, move } = await clubWithRace(-1);
    expect(said(added)).toContain('give their time with `/race result`');
    expect(said(await ben.press(card, "I'm racing"))).toContain("You're down for");
    await move(inDays(sandbox, 2), '12:00');
    expect(said(await grace.run('race join', { race: '1' }))).toContain('is over');
  });
});

describe('a result', () => {
  it('waits for the start, and is taken for two weeks after', async () => {
    const { ben, date, move } = await clubWithRace(30, { start: '9:15' });
    await ben.run('race join', { race: '1', goal: '4h' });
    const result = async (time: string) => said(await ben.run('race result', { race: '1', time }));
    expect(await result('3:58:12')).toMatch(/hasn't started yet.*Nothing was changed\./);
    await move(date, '09:14');
    expect(await result('3:58:12')).toMatch(/hasn't started yet/);
    expect(await result('DNS')).toContain('not started');
    await move(date, '14:00');
    expect(await result('58:12')).toMatch(/can't be right for \*\*marathon\*\*/);
    expect(await result('nonsense')).toContain('as a time, `DNF` or `DNS`. Try `3:58:03`');
    const text = await result('3:58:12');
    expect(text).toContain("I've corrected your result for **Berlin Marathon**: **3:58:12**.");
    expect(text).toContain('your first marathon here');
    expect(text).toContain('you made your goal of 4:00:00');
    expect(said(await ben.run('race list'))).toContain('your time: 3:58:12');
    await move(later(date, 14), '23:59');
    expect(await result('3:58:10')).toContain('3:58:10');
    await move(later(date, 15), '00:00');
    expect(await result('3:58:12')).toContain('was over two weeks ago');
  });

  it('puts who raced on the list, but nobody for not having started', async () => {
    const { ben, grace, date, move } = await clubWithRace();
    await move(date, '14:00');
    expect(said(await grace.run('race result', { race: '1', time: 'DNS' }))).toContain(
      "You weren't down for",
    );
    const text = said(await ben.run('race result', { race: '1', time: '4h' }));
    expect(text).toContain("I've put you on the list of those who raced, too.");
    await cardSaying(ben, new RegExp(`Racing \\(1\\)\\*\\*: <@${ben.id}>`));
  });

  it('is not lost by pressing a button', async () => {
    const { card, ben, date, move } = await clubWithRace();
    await move(date, '14:00');
    await ben.run('race result', { race: '1', time: '4h' });
    for (const label of ["I'm racing", 'Not racing'])
      expect(said(await ben.press(card, label))).toContain('I left everything as it is');
    expect(said(await ben.run('race list'))).toContain('your time: 4:00:00');
  });

  it('is cheered when it is a best over the distance, unless that was switched off', async () => {
    const { ben, grace, leader, sandbox, date, move, databaseFile, stopBot, startBot } =
      await clubWithRace(3);
    await leader.run('race add', {
      name: 'Spring 26.2 miles',
      distance: '42.2 km',
      date: inDays(sandbox, 10),
    });
    await leader.run('race add', { name: 'Half', distance: 'half', date: inDays(sandbox, 10) });
    const second = inDays(sandbox, 10);
    await stopBot();
    const db = await openDatabase(databaseFile);
    const guildId = sandbox.world.home.id;
    const member = { guildId, userId: grace.id };
    await rememberMember(db, member, 0);
    await saveNotifications(db, member, {
      'run-reminders': true,
      'race-reminders': true,
      'check-ins': true,
      congratulations: false,
    });
    await db.destroy();
    await startBot();
    await move(date, '15:00');
    for (const member of [ben, grace]) await member.run('race result', { race: '1', time: '4:00:00' });
    await move(second, '15:00');
    expect(said(await ben.run('race result', { race: '2', time: '3:58:12' }))).toContain(
      'A personal best over marathon, 1:48 faster than before: congratulations!',
    );
    expect(said(await grace.run('race result', { race: '2', time: '3:58:12' }))).toMatch(
      /\*\*3:58:12\*\*\. Well done\. I've put you on the list/,
    );
    expect(said(await ben.run('race result', { race: '2', time: '4:10:00' }))).toContain(
      '**4:10:00**. Well done.',
    );
    expect(said(await ben.run('race result', { race: '3', time: '1:50' }))).toContain(
      'your first half marathon',
    );
  });
});

describe('a race reminder', () => {
  it('comes a week and a day before, at the check-in time, to who races, each with another tip', async () => {
    const { card, ben, grace, hiro, date, move, leader } = await clubWithRace(30, { start: '9:15' });
    await ben.press(card, "I'm racing");
    await hiro.press(card, 'Not racing');
    await move(later(date, -7), '08:59');
    expect(posts(leader)).toEqual([]);
    await grace.press(card, "I'm racing");
    await move(later(date, -7), '09:00');
    const [week] = posts(leader);
    if (!week) throw new Error('No reminder');
    expect(textOf(week)).toContain('### Berlin Marathon is in 7 days');
    expect([...week.pinged].sort()).toEqual(['ben', 'grace']);
    const tipIn = (message: SeenMessage) => /\*\*For race week:\*\* (.*)/.exec(textOf(message))?.[1] ?? '';
    expect(tipIn(week)).not.toBe('');
    expect(textOf(week)).toContain('-# Source: ');
    await move(later(date, -1), '09:00');
    expect(posts(leader)).toHaveLength(2);
    const eve = lastPost(leader);
    expect(textOf(eve)).toContain('### Berlin Marathon is tomorrow');
    expect(tipIn(eve)).not.toBe('');
    expect(tipIn(eve)).not.toBe(tipIn(week));
    await move(date, '09:00');
    expect(posts(leader)).toHaveLength(2);
  });

  it('moves with the race, says so once, and has a tip that it has not had', async () => {
    const { card, ben, date, move, leader } = await clubWithRace(8);
    await ben.press(card, "I'm racing");
    await move(later(date, -7), '09:00');
    expect(posts(leader)).toHaveLength(1);
    const moved = later(date, 20);
    expect(
      said(await leader.run('race edit', { race: '1', date: moved, link: 'https://x.example' })),
    ).toContain('What is new: the date and the link.');
    const change = await ben.sees((message) => textOf(message).includes('### Changed: Berlin Marathon'));
    expect(change.pinged).toEqual(['ben']);
    expect(textOf(change)).toContain('What is new: the date.');
    await move(later(date, -1), '09:00');
    expect(posts(leader)).toHaveLength(2);
    await move(later(moved, -7), '09:00');
    await move(later(moved, -1), '09:00');
    expect(posts(leader)).toHaveLength(4);
    const tips = posts(leader).flatMap((message) => /race week:\*\* (.*)/.exec(textOf(message))?.[1] ?? []);
    expect(new Set(tips).size).toBe(3);
    expect(tips).toHaveLength(3);
  });

  it('is no longer for who left, nor who switched it off, and not sent where nobody is left', async () => {
    const { card, ben, grace, date, move, leader, databaseFile, stopBot, startBot, sandbox } =
      await clubWithRace(10);
    await ben.press(card, "I'm racing");
    await grace.press(card, "I'm racing");
    await stopBot();
    const db = await openDatabase(databaseFile);
    await saveNotifications(
      db,
      { guildId: sandbox.world.home.id, userId: grace.id },
      { 'run-reminders': true, 'race-reminders': false, 'check-ins': true, congratulations: true },
    );
    await db.destroy();
    await startBot();
    await move(later(date, -7), '09:00');
    expect(posts(leader).map(({ pinged }) => pinged)).toEqual([['ben']]);
    await ben.press(card, 'Not racing');
    await move(later(date, -1), '09:00');
    expect(posts(leader)).toHaveLength(1);
  });

  it('keeps its hour over a change of the clocks', async () => {
    const club = await openClub();
    const { sandbox, beat } = club;
    const change = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now() + 40 * DAY)
      .toZonedDateTimeISO(ZONE)
      .getTimeZoneTransition('next');
    if (!change) throw new Error('No change of the clocks');
    const date = change.toPlainDate().add({ days: 1 }).toString();
    sandbox.clock.set(at(later(date, -10), '12:00'));
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader').in('group-runs');
    await leader.run('race add', { ...berlin, date });
    await leader.press(await leader.sees(isCard), "I'm racing");
    for (const days of [-7, -1]) {
      const due = at(later(date, days), '09:00');
      const before = posts(leader).length;
      sandbox.clock.set(due - MINUTE);
      await beat();
      expect(posts(leader)).toHaveLength(before);
      sandbox.clock.set(due);
      await beat();
      expect(posts(leader)).toHaveLength(before + 1);
    }
    expect(at(later(date, -1), '09:00') - at(later(date, -2), '09:00')).not.toBe(DAY);
  });

  it('follows the check-in time of the club', async () => {
    const { card, ben, date, move, leader, sandbox } = await clubWithRace(10);
    await ben.press(card, "I'm racing");
    await sandbox.as('admin').run('club settings', { 'checkin-time': '18:30' });
    await move(later(date, -7), '18:29');
    expect(posts(leader)).toEqual([]);
    await move(later(date, -7), '18:30');
    expect(posts(leader)).toHaveLength(1);
    await sandbox.as('admin').run('club settings', { 'checkin-time': '20:00' });
    await move(later(date, -7), '20:00');
    expect(posts(leader)).toHaveLength(1);
  });

  it('that fell due while the bot was away comes once, says how far off the race is now, or not at all', async () => {
    const { card, ben, date, leader, sandbox, stopBot, startBot, beat } = await clubWithRace(10, {
      start: '9:15',
    });
    await ben.press(card, "I'm racing");
    sandbox.clock.set(at(later(date, -8), '12:00'));
    await stopBot();
    sandbox.clock.set(at(later(date, -6), '08:00'));
    await startBot();
    await beat();
    await beat();
    expect(posts(leader)).toHaveLength(1);
    expect(textOf(lastPost(leader))).toContain('is in 6 days');
    expect(textOf(lastPost(leader))).toContain('This comes late');
    await stopBot();
    sandbox.clock.set(at(date, '09:15'));
    await startBot();
    await beat();
    expect(posts(leader)).toHaveLength(1);
  });
});

describe('a race that is cancelled', () => {
  it('is told once to those who race, and everything planned is dropped', async () => {
    const { card, ben, grace, date, move, leader } = await clubWithRace(10);
    await ben.press(card, "I'm racing");
    await grace.press(card, 'Not racing');
    expect(said(await ben.run('race cancel', { race: '1' }))).toMatch(/Only its creator <@\d+>/);
    expect(said(await callOff(leader, 'race', { race: 'berlin', reason: 'Storm @everyone' }))).toContain(
      "is cancelled. I'm telling the 1 who races.",
    );
    const off = await ben.sees((message) => textOf(message).includes('### Cancelled: Berlin Marathon'));
    expect(off.pinged).toEqual(['ben']);
    expect(textOf(off)).toContain('Storm');
    expect(buttonsOf(await cardSaying(ben, /## Cancelled/))).toEqual([]);
    expect(
      said(await ben.press(card, "I'm racing").catch(() => ben.run('race join', { race: '1' }))),
    ).toContain('was cancelled');
    for (const days of [-7, -1, 1, 3, 4]) await move(later(date, days), '09:00');
    expect(posts(leader)).toHaveLength(1);
    expect(said(await leader.run('race cancel', { race: '1' }))).toContain('was cancelled');
    expect(said(await leader.run('race list'))).toContain('No race is planned');
  });
});

describe('/race edit', () => {
  it('changes what is said, tells who races, and refuses the rest', async () => {
    const { card, ben, leader, sandbox } = await clubWithRace(20, { start: '9:15', link: 'race.example' });
    await ben.press(card, "I'm racing");
    const edit = async (asked: Record<string, string>) =>
      said(await leader.run('race edit', { race: '1', ...asked }));
    expect(await edit({})).toContain('says that already');
    expect(await edit({ name: 'Berlin Marathon' })).toContain('says that already');
    expect(await edit({ distance: 'far' })).toContain('Nothing was changed.');
    expect(await edit({ link: 'none' })).toContain('Nobody had to be told.');
    expect(await edit({ distance: 'half', start: 'none' })).toContain(
      'What is new: the start and the distance.',
    );
    const change = await ben.sees((message) => textOf(message).includes('### Changed'));
    expect(textOf(change)).toContain('**Distance:** half marathon');
    await cardSaying(ben, /half marathon/);
    expect(said(await sandbox.as('ben').run('race edit', { race: '1', name: 'Mine' }))).toMatch(
      /Only its creator <@\d+>/,
    );
  });

  it('keeps a race with results where it is', async () => {
    const { ben, leader, date, move } = await clubWithRace(3);
    await move(date, '14:00');
    await ben.run('race result', { race: '1', time: '4h' });
    expect(said(await leader.run('race edit', { race: '1', date: later(date, 7) }))).toContain(
      "can't be moved to a day to come",
    );
    expect(said(await leader.run('race edit', { race: '1', date: later(date, -1) }))).toContain('## Changed');
  });
});

describe('a race recap', () => {
  it('comes the day after the last result, with times and bests, and pings nobody', async () => {
    const { card, ben, grace, hiro, date, move, leader } = await clubWithRace(10);
    for (const member of [ben, grace, hiro]) await member.press(card, "I'm racing");
    await move(date, '15:00');
    await grace.run('race result', { race: '1', time: '4:10:00' });
    await ben.run('race result', { race: '1', time: '3:58:12' });
    const before = posts(leader).length;
    await move(later(date, 1), '15:00');
    expect(posts(leader)).toHaveLength(before);
    await hiro.run('race result', { race: '1', time: 'DNF' });
    await move(later(date, 2), '08:59');
    expect(posts(leader)).toHaveLength(before);
    await move(later(date, 2), '09:00');
    expect(posts(leader)).toHaveLength(before + 1);
    const recap = await leader.sees(
      (message) => textOf(message).includes('## Results') && !textOf(message).includes('@unknown-user'),
    );
    const text = textOf(recap);
    expect(recap.pinged).toEqual([]);
    expect(text).toContain('## Results: Berlin Marathon');
    expect(text).toContain(`1. <@${ben.id}> **3:58:12** · first at this distance`);
    expect(text).toContain(`2. <@${grace.id}> **4:10:00** · first at this distance`);
    expect(text).toContain('Well done to all 3 who raced');
    expect(text).not.toContain(hiro.id);
    expect(text).not.toMatch(/feel fine|DNF/);
    await move(later(date, 4), '09:00');
    expect(posts(leader)).toHaveLength(before + 1);
    await grace.run('race result', { race: '1', time: '4:09:00' });
    await leader.sees((message) => textOf(message).includes('**4:09:00**'));
    expect(posts(leader)).toHaveLength(before + 1);
  });

  it('waits three days for those of whom nothing is heard', async () => {
    const { card, ben, grace, date, move, leader } = await clubWithRace(10);
    await ben.press(card, "I'm racing");
    await grace.press(card, "I'm racing");
    await move(date, '15:00');
    await ben.run('race result', { race: '1', time: '3:58:12' });
    const before = posts(leader).length;
    await move(later(date, 2), '12:00');
    expect(posts(leader)).toHaveLength(before);
    await move(later(date, 3), '09:00');
    expect(textOf(lastPost(leader))).toContain('## Results');
  });

  it('does not come where no result is in', async () => {
    const { card, ben, date, move, leader } = await clubWithRace(3);
    await ben.press(card, "I'm racing");
    for (const days of [1, 2, 3, 4, 5]) await move(later(date, days), '09:00');
    expect(posts(leader).filter((message) => textOf(message).includes('Results'))).toEqual([]);
  });

  it('comes once, though the bot was away and stopped in between', async () => {
    const { ben, date, move, leader, stopBot, startBot, sandbox, beat } = await clubWithRace(3);
    await move(date, '15:00');
    await ben.run('race result', { race: '1', time: '3:58:12' });
    await stopBot();
    sandbox.clock.set(at(later(date, 2), '12:00'));
    await startBot();
    await beat();
    await stopBot();
    await startBot();
    await beat();
    const recaps = posts(leader).filter((message) => textOf(message).includes('## Results'));
    expect(recaps).toHaveLength(1);
    expect(textOf(recaps[0] ?? lastPost(leader))).not.toContain('late');
  });

  it('loses the time of who leaves the race', async () => {
    const { ben, date, move, leader } = await clubWithRace(3);
    await move(date, '15:00');
    await ben.run('race result', { race: '1', time: '3:58:12' });
    await move(later(date, 1), '09:00');
    expect(textOf(lastPost(leader))).toContain('3:58:12');
    await ben.run('race leave', { race: '1' });
    await leader.sees((message) => textOf(message).includes('No result is kept any more'));
    expect(textOf(lastPost(leader))).not.toContain('3:58:12');
  });
});

describe('a runs channel that was deleted', () => {
  it('leaves the cards of races to the one that is chosen then, where all goes on', async () => {
    const { sandbox, card, ben, date, move, beat } = await clubWithRace(10, {}, { expectTrouble: true });
    await ben.press(card, "I'm racing");
    const channel = [...sandbox.world.home.channels.values()].find(({ name }) => name === 'group-runs');
    if (!channel) throw new Error('No channel');
    sandbox.world.home.channels.delete(channel.id);
    sandbox.world.channels.delete(channel.id);
    await sandbox.as('grace').in('recovery').run('race join', { race: '1' });
    const told = async () => {
      sandbox.clock.advance(60_000);
      await beat();
      return sandbox
        .as('leader')
        .read('recovery')
        .filter(({ ephemeral }) => !ephemeral).length;
    };
    await expect.poll(told).toBe(1);
    await sandbox.as('admin').run('club settings', { 'runs-channel': 'races' });
    const races = sandbox.as('ben').in('races');
    const again = await races.sees(isCard);
    expect(textOf(again)).toContain('Racing (2)');
    await races.press(again, 'Not racing');
    await cardSaying(races, /Racing \(1\)/);
    await move(later(date, -7), '09:00');
    expect(posts(races).map(({ pinged }) => pinged)).toEqual([['grace']]);
    expect(races.read().filter(isCard)).toHaveLength(1);
  });
});

describe('two races on one day', () => {
  it('are told apart', async () => {
    const { leader, ben, grace, date, move, sandbox } = await clubWithRace(10);
    await leader.run('race add', { name: 'Berlin 10k', distance: '10k', date, start: '11:00' });
    expect(said(await ben.run('race join', { race: 'Berlin' }))).toMatch(/can't tell which race/);
    await ben.run('race join', { race: 'Berlin M' });
    await grace.run('race join', { race: 'berlin 10K' });
    await move(later(date, -1), '09:00');
    const eves = posts(leader).filter((message) => textOf(message).includes('is tomorrow'));
    expect(eves.map(({ pinged }) => pinged)).toEqual([['ben'], ['grace']]);
    const found = await sandbox.as('ben').suggest('race join', { race: 'berl' }, 'race');
    expect(found.map(({ name }) => name)).toEqual([
      `1. Berlin Marathon (${date})`,
      `2. Berlin 10k (${date})`,
    ]);
    await move(date, '13:00');
    expect(said(await grace.run('race result', { race: '2', time: '58:12' }))).toContain('first 10 km');
    expect(said(await ben.run('race result', { race: '1', time: '58:12' }))).toContain("can't be right");
  });
});

describe('a race over midnight', () => {
  it('stays open until it ends, and its recap counts from then', async () => {
    const { card, ben, date, move, leader } = await clubWithRace(10, { distance: '100k', start: '18:00' });
    await ben.press(card, "I'm racing");
    await move(later(date, 1), '10:00');
    expect(buttonsOf(await cardSaying(ben, /Racing \(1\)/))).toHaveLength(2);
    const before = posts(leader).length;
    expect(said(await ben.run('race result', { race: '1', time: '13:30' }))).toContain('13:30:00');
    await move(later(date, 1), '23:00');
    expect(posts(leader)).toHaveLength(before);
    await move(later(date, 2), '09:00');
    expect(posts(leader)).toHaveLength(before + 1);
  });
});

describe('a race of another club', () => {
  it('is neither seen nor reached, and counts for no best', async () => {
    const { sandbox, databaseFile, stopBot, startBot, ben, leader, date, move } = await clubWithRace(3);
    await stopBot();
    const db = await openDatabase(databaseFile);
    const now = sandbox.clock.now();
    const settings = { ...USUAL_SETTINGS, zone: ZONE, runsChannelId: '1', recoveryChannelId: '2' };
    await saveSettings(db, '4242', settings, now);
    const plan = aRacePlan({
      name: 'Secret race',
      date: later(date, -1),
      zone: ZONE,
      distance: USUAL_DISTANCES.marathon,
    });
    for (let number = 1; number <= 3; number++) {
      const race = await insertRace(db, '4242', plan, { userId: '7', now });
      await saveEntry(db, race, {
        userId: ben.id,
        racing: true,
        goalSeconds: null,
        result: { type: 'time', seconds: 10_000 },
        resultAt: now,
        order: 1,
      });
    }
    await db.destroy();
    await startBot();
    for (const race of ['2', '3', 'Secret race'])
      for (const command of ['show', 'join', 'leave', 'result', 'edit', 'cancel'])
        expect(
          said(
            await leader.run(`race ${command}`, {
              race,
              ...(command === 'result' ? { time: '4h' } : {}),
            }),
          ),
        ).toMatch(/can't tell which race/);
    expect(said(await leader.run('race list'))).not.toContain('Secret');
    expect(await leader.suggest('race show', { race: 'Sec' }, 'race')).toEqual([]);
    await move(date, '15:00');
    expect(said(await ben.run('race result', { race: '1', time: '4h' }))).toContain(
      'your first marathon here',
    );
  });
});

describe('the tip of the week', () => {
  const WEEKS = 8;

  const tips = (reader: Member) =>
    reader.read('recovery').filter((message) => textOf(message).includes('### Tip of the week'));

  /** The next Monday whose six o'clock is still to come on the club's clocks. */
  const monday = ({ clock }: Sandbox) => {
    const now = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(ZONE);
    const soonest = now.add({ days: (8 - now.dayOfWeek) % 7 }).toPlainDate();
    const over = at(soonest.toString(), '18:00') <= clock.now();
    return later(soonest.toString(), over ? 7 : 0);
  };

  async function clubOfTips() {
    const club = await openClub();
    const admin = club.sandbox.as('admin');
    await admin.run('club setup', setUp);
    const move = async (date: string, time: string) => {
      club.sandbox.clock.set(at(date, time));
      await club.beat();
      await club.beat();
    };
    return { ...club, admin, leader: club.sandbox.as('leader').in('recovery'), move };
  }

  it('is off until it is switched on, and comes every week then, never the same', async () => {
    const { sandbox, admin, leader, move } = await clubOfTips();
    const first = monday(sandbox);
    await move(first, '19:00');
    expect(tips(leader)).toEqual([]);
    const text = said(await admin.run('club settings', { 'tip-time': 'Monday 18:00' }));
    expect(text).toContain('**Tip of the week:** Monday 18:00 in <#');
    for (let week = 1; week <= WEEKS; week++) {
      await move(later(first, 7 * week), '17:59');
      expect(tips(leader)).toHaveLength(week - 1);
      await move(later(first, 7 * week), '18:00');
      expect(tips(leader)).toHaveLength(week);
    }
    expect(new Set(tips(leader).map(textOf)).size).toBe(WEEKS);
    expect(tips(leader).flatMap(({ pinged }) => pinged)).toEqual([]);
    await admin.run('club settings', { 'tip-time': 'none' });
    await move(later(first, 7 * (WEEKS + 1)), '18:00');
    expect(tips(leader)).toHaveLength(WEEKS);
  });

  it('comes at most once after the bot was away, and does not apologise', async () => {
    const { sandbox, admin, leader, move, stopBot, startBot, beat } = await clubOfTips();
    const first = monday(sandbox);
    await admin.run('club settings', { 'tip-time': 'Monday 18:00' });
    await stopBot();
    sandbox.clock.set(at(later(first, 1), '18:00'));
    await startBot();
    await beat();
    await beat();
    expect(tips(leader)).toHaveLength(1);
    expect(tips(leader).map(textOf).join()).not.toContain('late');
    await stopBot();
    sandbox.clock.set(at(later(first, 31), '12:00'));
    await startBot();
    await beat();
    await beat();
    expect(tips(leader)).toHaveLength(1);
    await move(later(first, 35), '18:00');
    expect(tips(leader)).toHaveLength(2);
  });

  it('goes to the channel of the club’s choice, and another time in the same week brings no second one', async () => {
    const { sandbox, admin, leader, move } = await clubOfTips();
    const first = monday(sandbox);
    expect(said(await admin.run('club settings', { 'tip-channel': 'group-runs' }))).toContain(
      '**Tip of the week:** Monday 18:00 in <#',
    );
    const inRuns = () =>
      leader.read('group-runs').filter((message) => textOf(message).includes('### Tip of the week'));
    await move(first, '18:00');
    expect(inRuns()).toHaveLength(1);
    await admin.run('club settings', { 'tip-time': 'Friday 7am' });
    await move(later(first, 4), '12:00');
    expect(inRuns()).toHaveLength(1);
    await move(later(first, 11), '07:00');
    expect(inRuns()).toHaveLength(2);
    expect(tips(leader)).toEqual([]);
  });

  it.each(['whenever', 'Monday', '18:00', 'Monday 25:00', 'Funday 18:00'])(
    'refuses %s as its time',
    async (typed) => {
      const { admin } = await clubOfTips();
      const text = said(await admin.run('club settings', { 'tip-time': typed }));
      expect(text).toContain('as a day and a time. Try Monday 18:00');
      expect(text).toContain('Nothing was changed.');
      expect(said(await admin.run('club settings', {}))).toContain('**Tip of the week:** none');
    },
  );
});
