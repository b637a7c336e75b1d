import type { Sandbox } from 'discord-sandbox';
import { buttonsOf, selectsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { NOTIFICATIONS } from '../../src/domain/notifications.ts';
import type { Rsvp } from '../../src/domain/roster.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { rememberMember } from '../../src/storage/members.ts';
import { cancelRun, insertRun, saveRsvps } from '../../src/storage/runs.ts';
import { aRunPlan } from '../fixtures.ts';
import { type Club, openClub } from './club.ts';
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

/** Noon on the club's own clocks, some days from today. */
function noon(sandbox: Sandbox, days: number): Temporal.ZonedDateTime {
  const now = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now());
  return now.toZonedDateTimeISO('Europe/London').add({ days }).with({ hour: 12, minute: 0 });
}

const inDays = (sandbox: Sandbox, days: number) => `${noon(sandbox, days).toPlainDate()} 12:00`;

const daysAgo = (sandbox: Sandbox, days: number) =>
  noon(sandbox, -days).epochMilliseconds - sandbox.clock.now();

/** Moves the clock to an hour and a half before a run: both of its reminders are due by then. */
function goToReminder({ clock }: Sandbox, run: Temporal.ZonedDateTime) {
  clock.advance(run.epochMilliseconds - 1.5 * HOUR - clock.now());
}

async function setUpClub() {
  const club = await openClub();
  await club.sandbox.as('admin').run('club setup', setUp);
  return { ...club, leader: club.sandbox.as('leader').in('group-runs') };
}

interface Past {
  readonly startsIn: number;
  readonly answer?: Rsvp['answer'];
  readonly cancelled?: boolean;
  readonly guildId?: string;
}

/** Runs that Ben answered, written while the bot is away. */
async function benAnswered({ sandbox, stopBot, startBot, databaseFile }: Club, ...runs: readonly Past[]) {
  await stopBot();
  const db = await openDatabase(databaseFile);
  const now = sandbox.clock.now();
  const ben = sandbox.as('ben').id;
  for (const { startsIn, answer = 'going', cancelled, guildId = sandbox.world.home.id } of runs) {
    await rememberMember(db, { guildId, userId: ben }, now);
    const plan = aRunPlan({ title: 'Old run', startsAt: now + startsIn });
    const run = await insertRun(db, guildId, plan, { userId: '7', now });
    const place = { userId: ben, answer, seat: answer === 'going' ? 1 : null, order: '1', pace: null };
    await saveRsvps(db, run, [], [place]);
    if (cancelled) await cancelRun(db, run, now, null);
  }
  await db.destroy();
  await startBot();
}

describe('/me overview', () => {
  it('knows next to nothing of a newcomer, also where no club is set up, and says so kindly', async () => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('ben').run('me overview');
    expect(shown(answer).ephemeral).toBe(true);
    const text = said(answer);
    expect(text).toContain("You haven't answered any run to come.");
    expect(text).toContain('Runs you came to: 0\n');
    expect(text).toContain('Next milestone: 10 runs, 10 to go');
    expect(text).toContain('Streak: begins with your next run.');
    expect(text).toContain('Tips I have shown you: 0');
    expect(text).toMatch(/Switched off in <\/me notifications:\d+>: nothing/);
    expect(text).toContain('Where no attendance was taken, those who said Going count as there.');
    expect(text).not.toContain('known you here since');
  });

  it('shows what they answered, how many they came to, the next milestone and the streak', async () => {
    const club = await setUpClub();
    const { sandbox, leader } = club;
    const ben = sandbox.as('ben').in('group-runs');
    await leader.run('run create', { title: '*Tempo* @everyone', when: inDays(sandbox, 3), meet: 'Here' });
    const card = await leader.sees((message) => buttonsOf(message).some(({ label }) => label === 'Going'));
    await ben.press(card, 'Maybe');
    await ben.run('recovery tip');
    await benAnswered(
      club,
      { startsIn: daysAgo(sandbox, 1) },
      { startsIn: daysAgo(sandbox, 8) },
      { startsIn: daysAgo(sandbox, 15) },
      // Two weeks of rest lie before this one, three before the next.
      { startsIn: daysAgo(sandbox, 36) },
      { startsIn: daysAgo(sandbox, 64) },
      // None of these counts.
      { startsIn: -2 * DAY, answer: 'maybe' },
      { startsIn: -2 * DAY, answer: 'waiting' },
      { startsIn: -2 * DAY, cancelled: true },
      { startsIn: -2 * DAY, guildId: '4242' },
      { startsIn: 2 * DAY, cancelled: true },
      { startsIn: 2 * DAY, guildId: '4242' },
    );
    const text = said(await ben.run('me overview'));
    expect(text).toMatch(/- <t:\d+:F>: \*\*\\\*Tempo\\\* \\@everyone\*\* · Maybe\n?/);
    expect(text).not.toContain('Old run');
    expect(text).toMatch(/Runs you came to: 5, the last one <t:\d+:R>/);
    expect(text).toContain('Next milestone: 10 runs, 5 to go');
    expect(text).toContain("Streak: 4 weeks with a run. Up to 2 weeks of rest in between don't end it.");
    expect(text).toContain('Tips I have shown you: 1');
    expect(text).toContain('Runs you created: 0');
    expect(said(await leader.run('me overview'))).toContain('Runs you created: 1');
  });

  it('counts by attendance where it was taken', async () => {
    const club = await setUpClub();
    await benAnswered(club, { startsIn: -1 * DAY }, { startsIn: -2 * DAY });
    const ben = club.sandbox.as('ben');
    expect(said(await ben.run('me overview'))).toContain('Runs you came to: 2');
    const list = shown(await club.leader.run('run attendance', { run: '1' }));
    await club.leader.choose(list, 'Who came, 1 to 1', ['hiro']);
    expect(said(await ben.run('me overview'))).toContain('Runs you came to: 1');
    expect(said(await club.sandbox.as('hiro').run('me overview'))).toContain('Runs you came to: 1');
  });

  it('lists ten runs and counts the others', async () => {
    const club = await setUpClub();
    await benAnswered(club, ...Array.from({ length: 40 }, (_, one) => ({ startsIn: (one + 1) * HOUR })));
    const text = said(await club.sandbox.as('ben').run('me overview'));
    expect(text.match(/· Going/g)).toHaveLength(10);
    expect(text).toContain('- and 30 more');
  });
});

describe('/me notifications', () => {
  const chosen = (message: Parameters<typeof selectsOf>[0]) =>
    selectsOf(message)[0]?.options.flatMap((option) => (option.default ? [option.value] : []));

  it('shows that all is on, and changes it by one list, also to nothing', async () => {
    const club = await openClub();
    const ben = club.sandbox.as('ben');
    const answer = shown(await ben.run('me notifications'));
    expect(answer.ephemeral).toBe(true);
    expect(textOf(answer)).toContain('**Off:** nothing');
    expect(chosen(answer)).toEqual(NOTIFICATIONS);
    const changed = await ben.choose(answer, 'Mention me for', ['Check-ins', 'Run reminders']);
    expect(changed.kind).toBe('update');
    expect(said(changed)).toContain(
      '**On:** Run reminders, check-ins\n**Off:** Race reminders, congratulations',
    );
    const none = shown(await ben.choose(shown(changed), 'Mention me for', []));
    expect(textOf(none)).toContain('**On:** nothing');
    await club.stopBot();
    await club.startBot();
    expect(chosen(shown(await ben.run('me notifications')))).toEqual([]);
    expect(said(await ben.choose(none, 'Mention me for', NOTIFICATIONS))).toContain('**Off:** nothing');
  });

  it.each(NOTIFICATIONS)('switches %s off and on by its option, and leaves the others', async (what) => {
    const { sandbox } = await openClub();
    const ben = sandbox.as('ben');
    const off = shown(await ben.run('me notifications', { [what]: false }));
    expect(chosen(off)).toEqual(NOTIFICATIONS.filter((one) => one !== what));
    expect(chosen(shown(await sandbox.as('hiro').run('me notifications')))).toEqual(NOTIFICATIONS);
    expect(chosen(shown(await ben.run('me notifications', { [what]: true })))).toEqual(NOTIFICATIONS);
  });

  it('keeps a member out of reminders, not of changes, cancellations and places that come free', async () => {
    const { sandbox, leader, beat } = await setUpClub();
    const [ben, hiro] = ['ben', 'hiro'].map((name) => sandbox.as(name).in('group-runs'));
    if (!ben || !hiro) throw new Error('Nobody there');
    const start = noon(sandbox, 3);
    await leader.run('run create', { title: 'Tempo', when: inDays(sandbox, 3), meet: 'Here', capacity: 1 });
    const card = await leader.sees((message) => buttonsOf(message).some(({ label }) => label === 'Going'));
    await ben.run('me notifications', { 'run-reminders': false });
    await hiro.press(card, 'Going');
    await ben.press(card, 'Going');
    const saying = (wanted: RegExp) =>
      leader.sees((message) => !message.ephemeral && wanted.test(textOf(message)));
    await leader.run('run edit', { run: '1', capacity: 2 });
    expect((await saying(/a place is free/)).pinged).toEqual(['ben']);
    await leader.run('run edit', { run: '1', meet: 'There' });
    expect((await saying(/Changed: Tempo/)).pinged.toSorted()).toEqual(['ben', 'hiro']);
    goToReminder(sandbox, start);
    await beat();
    expect((await saying(/Tempo starts/)).pinged).toEqual(['hiro']);
    await hiro.run('me notifications', { 'run-reminders': false });
    await callOff(leader, 'run', { run: '1' });
    expect((await saying(/Cancelled: Tempo/)).pinged.toSorted()).toEqual(['ben', 'hiro']);
  });

  it('sends no reminder that nobody wants', async () => {
    const { sandbox, leader, beat } = await setUpClub();
    const ben = sandbox.as('ben').in('group-runs');
    const start = noon(sandbox, 2);
    await leader.run('run create', { title: 'Tempo', when: inDays(sandbox, 2), meet: 'Here' });
    const card = await leader.sees((message) => buttonsOf(message).some(({ label }) => label === 'Going'));
    await ben.press(card, 'Going');
    await ben.run('me notifications', { 'run-reminders': false });
    goToReminder(sandbox, start);
    await beat();
    expect(leader.read().filter((message) => textOf(message).includes('Tempo starts'))).toEqual([]);
  });
});
