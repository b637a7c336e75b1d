import type { Answer, Member, SeenMessage, SeenModal } from 'discord-sandbox';
import { buttonsOf, selectsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { button, card, row, text } from '../../src/discord/messages/components.ts';
import { ITEMS } from '../../src/domain/checkin.ts';
import { CHECKIN_DAYS, eveningAt } from '../../src/domain/checkin-days.ts';
import { DISTANCES, type Distance } from '../../src/domain/plan.ts';
import type { Race } from '../../src/domain/race.ts';
import { planCheckins } from '../../src/services/checkin-posts.ts';
import { MOST_MENTIONED } from '../../src/services/post-composer.ts';
import { findSettings } from '../../src/storage/clubs.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { cancelRace, insertRace, removeEntry, saveEntry } from '../../src/storage/races.ts';
import { aRacePlan } from '../fixtures.ts';
import { entry, METRES } from '../services/club-with-race.ts';
import { type ClubOptions, openClub } from './club.ts';
import { forging } from './forging.ts';
import { said, shown } from './said.ts';

const ZONE = 'Europe/London';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const setUp = {
  timezone: ZONE,
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  region: 'uk',
};

const RACERS = ['ben', 'grace'] as const;

/** The date before the clocks in London change next. */
function beforeClockChange(now: number): Temporal.PlainDate {
  const change = Temporal.Instant.fromEpochMilliseconds(now)
    .add({ hours: 24 * 10 })
    .toZonedDateTimeISO(ZONE)
    .getTimeZoneTransition('next');
  if (!change) throw new Error('The clocks change no more');
  return change.toPlainDate().subtract({ days: 1 });
}

/** A club with a race on the day before the clocks change. */
async function clubWithRace(
  kind: Distance = 'half',
  racers: readonly string[] = RACERS,
  options: ClubOptions = {},
) {
  const club = await openClub(options);
  const { sandbox } = club;
  await sandbox.as('admin').run('club setup', setUp);
  const [guildId = ''] = sandbox.world.guilds.keys();
  const date = beforeClockChange(sandbox.clock.now());
  const ids = racers.map((name) => sandbox.as(name).id);

  /** Writes beside the bot, as another of its processes would. */
  async function inFile<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const db = await openDatabase(club.databaseFile);
    try {
      return await work(db);
    } finally {
      await db.destroy();
    }
  }

  const race = await inFile(async (db) => {
    const settings = await findSettings(db, guildId);
    if (!settings) throw new Error('Not set up');
    const plan = aRacePlan({
      date: date.toString(),
      start: '09:00',
      zone: ZONE,
      distance: { kind, metres: METRES[kind], label: kind },
    });
    const added = await insertRace(db, guildId, plan, { userId: ids[0] ?? '', now: sandbox.clock.now() });
    for (const [order, id] of ids.entries()) await saveEntry(db, added, entry(id, order + 1));
    await planCheckins(db, added, settings, sandbox.clock.now());
    return added;
  });

  /** Moves the clock to an hour (`HH:MM`) some days after the race, and lets the bot look. */
  async function on(day: number, time: string): Promise<void> {
    sandbox.clock.set(
      date.add({ days: day }).toZonedDateTime({ timeZone: ZONE, plainTime: time }).epochMilliseconds,
    );
    await club.beat();
  }

  const posts = (reader: Member) =>
    reader.read('recovery').filter((message) => !message.ephemeral && buttonsOf(message).some(isCheckIn));

  return { ...club, race, on, posts, inFile, member: (name: string) => sandbox.as(name).in('recovery') };
}

const isCheckIn = ({ label }: { readonly label: string }) => label === 'Check in';

function form({ modal }: Answer): SeenModal {
  if (!modal) throw new Error('No form was opened');
  return modal;
}

/** Two presses and five taps. `digits` in the order of the questions. */
async function checksIn(member: Member, post: SeenMessage, digits: string): Promise<Answer> {
  const list = shown(await member.press(post, 'Check in'));
  return fillsIn(member, form(await member.press(list, 'None of these')), digits);
}

const fillsIn = (member: Member, modal: SeenModal, digits: string) =>
  member.submit(
    modal,
    Object.fromEntries(modal.fields.map(({ customId }, place) => [customId, digits[place] ?? ''])),
  );

function last<T>(things: readonly T[]): T {
  const thing = things.at(-1);
  if (thing === undefined) throw new Error('Nothing is there');
  return thing;
}

const rowsOf = (race: Race, db: Database) =>
  db
    .selectFrom('checkins')
    .select(['day', 'user_id'])
    .where('number', '=', race.number)
    .orderBy('day')
    .execute();

describe.each(DISTANCES)('after a race of %s', (distance) => {
  it('each racer is asked on its days at nine, over a clock change, and gets what fits the day', async () => {
    const { on, posts, member, sandbox, beat, race } = await clubWithRace(distance);
    const [ben, grace] = [member('ben'), member('grace')];
    const evening = distance === 'marathon' || distance === 'ultra';
    await on(0, '19:00');
    expect(posts(ben)).toEqual([]);

    // An ultra of a hundred kilometres goes on past midnight: its days count from where it ends.
    const shift = distance === 'ultra' ? 1 : 0;
    if (evening) {
      sandbox.clock.set(eveningAt(race) - MINUTE);
      await beat();
      expect(posts(ben)).toEqual([]);
      sandbox.clock.set(eveningAt(race) + MINUTE);
      await beat();
      const list = last(posts(ben));
      expect(textOf(list)).toContain('The evening of **Spring race**');
      expect([...list.pinged].sort()).toEqual(['ben', 'grace']);
      const opened = shown(await ben.press(list, 'Check in'));
      const done = await ben.press(opened, 'None of these');
      expect(done.kind).toBe('update');
      expect(said(done)).toMatch(/drink to thirst and no more/);
      // Some signs show hours later, so the list is never out of reach.
      const again = await ben.press(shown(done), 'Show the list again');
      expect(selectsOf(shown(again)).map(({ placeholder }) => placeholder)).toEqual([
        'Get help now',
        'Get help today or this week',
      ]);
      expect(said(await ben.press(shown(again), 'None of these'))).toMatch(/drink to thirst and no more/);
    }
    for (const [place, day] of CHECKIN_DAYS[distance].entries()) {
      await on(day + shift, '08:59');
      expect(posts(ben)).toHaveLength(place + (evening ? 1 : 0));
      await on(day + shift, '09:01');
      const post = last(posts(ben));
      expect(textOf(post)).toContain(`### Day ${day} after **Spring race**: how are you?`);
      expect(textOf(post)).toContain('0 of 2 checked in');
      expect(post.pinged).toContain('ben');
      const answer = await checksIn(ben, post, '44444');
      expect(shown(answer).ephemeral).toBe(true);
      expect(said(answer)).toMatch(new RegExp(`Nicely on track.*Day ${day} after`, 's'));
      const next = CHECKIN_DAYS[distance][place + 1];
      expect(said(answer)).toMatch(
        next === undefined ? /That was the last check-in/ : /\*\*Next check-in:\*\* <t:\d+:F>/,
      );
      await grace.sees((message) => message.id === post.id && /1 of 2 checked in/.test(textOf(message)));
    }
    // Whoever never answers is left in peace after two, and the channel sees nobody's answers.
    const asked = posts(grace).filter(({ pinged }) => pinged.includes('grace'));
    expect(asked).toHaveLength(Math.min(2, CHECKIN_DAYS[distance].length) + (evening ? 1 : 0));
    await on(60, '12:00');
    expect(posts(grace)).toHaveLength(CHECKIN_DAYS[distance].length + (evening ? 1 : 0));
    expect(
      sandbox
        .as('hiro')
        .read('recovery')
        .filter(({ ephemeral }) => ephemeral),
    ).toEqual([]);
  });
});

describe('a bot that was down', () => {
  it('asks up to a day late and says so', async () => {
    const { on, posts, member, stopBot, startBot, sandbox } = await clubWithRace('5k');
    await stopBot();
    await on(1, '15:00');
    await startBot();
    const post = await member('ben').sees((message) => buttonsOf(message).some(isCheckIn));
    expect(textOf(post)).toContain('This comes late: I was away.');
    await checksIn(member('ben'), post, '33333');
    // Also after it was edited.
    const edited = await member('ben').sees((message) => /1 of 2 checked in/.test(textOf(message)));
    expect(textOf(edited)).toContain('This comes late');
    await stopBot();
    sandbox.clock.advance(3 * 24 * HOUR);
    await startBot();
    expect(posts(member('ben'))).toHaveLength(1);
  });
});

describe('the list of warning signs', () => {
  it('comes first and privately, the most urgent on top', async () => {
    const { on, posts, member } = await clubWithRace();
    await on(1, '09:01');
    const answer = await member('ben').press(last(posts(member('ben'))), 'Check in');
    expect(shown(answer).ephemeral).toBe(true);
    expect(selectsOf(shown(answer))).toEqual([]);
    expect(said(answer)).toMatch(/Do any of these apply to you\?.*Chest pain.*Thoughts of harming yourself/s);
    expect(said(answer)).toContain('Call **999** now');
    const opened = await Promise.all(
      [0, 1].map(() => member('ben').press(last(posts(member('ben'))), 'Check in')),
    );
    for (const [place, button, first] of [
      [0, 'One of these', 'Chest pain, pressure or tightness'],
      [1, 'Something else', 'One calf or thigh swollen, warm, red or darker'],
    ] as const) {
      const list = await member('ben').press(shown(opened[place] ?? answer), button);
      const [page, other] = selectsOf(shown(list));
      expect(page?.options[0]?.label).toBe(first);
      for (const one of [page, other]) expect(one?.options.length).toBeLessThanOrEqual(25);
    }
  });

  it('leads straight to the urgent text, which is kept nowhere and told nobody', async () => {
    const { on, posts, member, inFile, race } = await clubWithRace();
    await on(1, '09:01');
    const ben = member('ben');
    const list = shown(await ben.press(last(posts(ben)), 'Check in'));
    const before = posts(member('grace')).length;
    const whole = shown(await ben.press(list, 'One of these'));
    const urgent = await ben.choose(whole, 'Get help now', [
      "A rock-hard, swollen muscle that hurts far more than you'd expect",
      'Chest pain, pressure or tightness',
    ]);
    expect(urgent.kind).toBe('update');
    expect(said(urgent)).toMatch(/^## Please stop and get medical help now\nCall \*\*999\*\* now\./);
    expect(said(urgent)).not.toMatch(/Next check-in|routine/);
    expect(buttonsOf(shown(urgent)).map(({ label }) => label)).toEqual(["I've read this"]);
    const read = await ben.press(shown(urgent), "I've read this");
    expect(said(read)).toBe(said(urgent));
    expect(buttonsOf(shown(read)).map(({ disabled }) => disabled)).toEqual([true]);
    expect(posts(member('grace'))).toHaveLength(before);
    // Counted like everybody, so that nobody is known by being missing.
    expect((await inFile((db) => rowsOf(race, db))).map(({ user_id: id }) => id)).toEqual([ben.id]);
  });
});

describe('the form', () => {
  it('asks five things in radio groups and answers privately in place of the list', async () => {
    const { on, posts, member } = await clubWithRace('10k');
    await on(1, '09:01');
    const ben = member('ben');
    const list = shown(await ben.press(last(posts(ben)), 'Check in'));
    const modal = form(await ben.press(list, 'None of these'));
    expect(modal.fields.map(({ kind, choices }) => [kind, choices.length])).toEqual(
      ITEMS.map(() => ['one', 5]),
    );
    const answer = await fillsIn(ben, modal, '22333');
    expect(answer.kind).toBe('update');
    expect(said(answer)).toMatch(/A day for rest or a gentle walk/);
    expect(said(answer)).toContain('is normal in the first three days');
    expect(said(answer)).not.toContain('An easy jog');
  });

  it('sent twice counts once and is answered twice', async () => {
    const { on, posts, member, inFile, race } = await clubWithRace('10k');
    await on(1, '09:01');
    const ben = member('ben');
    const list = shown(await ben.press(last(posts(ben)), 'Check in'));
    const modal = form(await ben.press(list, 'None of these'));
    const answers = await Promise.all([fillsIn(ben, modal, '44444'), fillsIn(ben, modal, '33333')]);
    expect(answers.map((answer) => /Day 1 after/.test(said(answer)))).toEqual([true, true]);
    expect(await inFile((db) => rowsOf(race, db))).toEqual([{ day: 1, user_id: ben.id }]);
  });

  it('sent late, for a cancelled race or by who was not in it, still gets its answer', async () => {
    const { on, posts, member, inFile, race } = await clubWithRace('10k');
    await on(1, '09:01');
    const [ben, hiro, grace] = [member('ben'), member('hiro'), member('grace')];
    const post = last(posts(ben));
    const stranger = await checksIn(hiro, post, '11111');
    expect(said(stranger)).toMatch(/You aren't on the list of \*\*Spring race\*\*.*Rest today/s);
    const open = form(await ben.press(shown(await ben.press(post, 'Check in')), 'None of these'));
    await on(2, '20:00');
    expect(said(await fillsIn(ben, open, '44444'))).toContain('Day 2 after **Spring race**');
    const left = form(await grace.press(shown(await grace.press(post, 'Check in')), 'None of these'));
    await inFile((db) => removeEntry(db, race, grace.id));
    expect(said(await fillsIn(grace, left, '44444'))).toContain("You aren't on the list of");
    await inFile((db) => cancelRace(db, race, 0, null));
    const again = form(await ben.press(shown(await ben.press(post, 'Check in')), 'None of these'));
    const answer = await fillsIn(ben, again, '44444');
    expect(said(answer)).toMatch(/\*\*Spring race\*\* was cancelled.*You get your answer all the same/s);
    expect(await inFile((db) => rowsOf(race, db))).toEqual([{ day: 1, user_id: ben.id }]);
    await on(3, '09:01');
    expect(posts(ben)).toHaveLength(1);
  });
});

describe('the sorest place', () => {
  async function answered(digits = '33333', kind: Distance = '10k', options?: ClubOptions) {
    const { on, posts, member } = await clubWithRace(kind, RACERS, options);
    await on(1, '09:01');
    const ben = member('ben');
    return { ben, reply: shown(await checksIn(ben, last(posts(ben)), digits)) };
  }

  it('on both sides opens the routine for it', async () => {
    const { ben, reply } = await answered();
    const answer = await ben.choose(reply, 'Where is it sorest?', ['Calves: both sides']);
    expect(shown(answer).ephemeral).toBe(true);
    expect(said(answer)).toMatch(/## Calves.*A mild pull or firm pressure, never pain/s);
  });

  it.each([
    ['very sore', '33233', '10k'],
    ['in the first days after a long race', '33433', 'half'],
  ] as const)(
    'gets neither a roller nor a hold where it is %s, and can be moved guided',
    async (_when, digits, kind) => {
      const { ben, reply } = await answered(digits, kind);
      const answer = await ben.choose(reply, 'Where is it sorest?', ['Calves: both sides']);
      expect(said(answer)).toMatch(/## Calves, gently, while you are sore.*Or just take a walk/s);
      expect(said(answer)).not.toMatch(/foam roll|static stretch/i);
      const session = await ben.press(shown(answer), 'Start guided session');
      expect(said(session)).toMatch(/Exercise 1 of \d/);
    },
  );

  it('comes with the pictures of the routine', async () => {
    const { ben, reply } = await answered('33333', '10k');
    const answer = shown(await ben.choose(reply, 'Where is it sorest?', ['Calves: both sides']));
    const steps = textOf(answer).match(/^### \d/gm) ?? [];
    expect(steps.length).toBeGreaterThan(0);
    expect(answer.attachments).toHaveLength(steps.length);
  });

  it('on one side leads to advice and signs, and on to the urgent text', async () => {
    const { ben, reply } = await answered();
    const answer = await ben.choose(reply, 'Where is it sorest?', ['Calves: one side or one spot']);
    expect(said(answer)).toMatch(/physiotherapist.*don't stretch, massage, roll or heat it/s);
    expect(said(answer)).not.toContain('Mild pull only');
    const urgent = await ben.choose(shown(answer), 'Tick every one that applies', [
      'One calf or thigh swollen, warm, red or darker',
    ]);
    expect(said(urgent)).toContain('## Please get medical help today');
  });
});

describe('/recovery checkin', () => {
  it('is there at any time, also before the set-up and without a race', async () => {
    const { sandbox } = await openClub();
    const ben = sandbox.as('ben');
    const list = await ben.run('recovery checkin');
    expect(said(list)).toContain('Call your local emergency number now');
    const answer = await fillsIn(ben, form(await ben.press(shown(list), 'None of these')), '55555');
    expect(said(answer)).toMatch(/You feel about as usual.*After a race I ask by myself/s);
  });

  it("takes the member's last race, or the one that they name", async () => {
    const { on, sandbox, inFile, race } = await clubWithRace('marathon');
    await on(2, '12:00');
    const ben = sandbox.as('ben');
    expect(said(await ben.run('recovery checkin'))).toContain('### Day 2, **Spring race**');
    const offered = await ben.suggest('recovery checkin', { race: 'spri' }, 'race');
    expect(offered[0]).toMatchObject({ value: String(race.number) });
    for (const named of [String(race.number), 'Spring race', 'spring RACE'])
      expect(said(await ben.run('recovery checkin', { race: named }))).toContain(
        '### Day 2, **Spring race**',
      );
    const list = await ben.run('recovery checkin', { race: 'Autumn race' });
    expect(said(list)).toContain('I can find no such race of yours');
    const answer = await fillsIn(ben, form(await ben.press(shown(list), 'None of these')), '55555');
    expect(said(answer)).not.toContain('Spring race');
    expect(await inFile((db) => rowsOf(race, db))).toEqual([]);
  });

  it('puts a warning sign in what was typed before everything else', async () => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('ben').run('recovery checkin', { race: 'my chest hurts' });
    expect(said(answer)).toMatch(/Please read this first.*Meant the name of a race/s);
  });
});

describe('who is asked', () => {
  it('is in the race that was added, wants to be, and has not said that they did not start', async () => {
    const club = await openClub();
    const { sandbox } = club;
    await sandbox.as('admin').run('club setup', setUp);
    const date = beforeClockChange(sandbox.clock.now());
    const race = { name: 'Spring 10k', distance: '10k', date: date.toString() };
    await sandbox.as('leader').in('group-runs').run('race add', race);
    const runs = (name: string) => sandbox.as(name).in('group-runs');
    const card = await runs('ben').sees((message) =>
      buttonsOf(message).some(({ label }) => label === "I'm racing"),
    );
    for (const name of ['ben', 'grace', 'hiro', 'leader']) await runs(name).press(card, "I'm racing");
    await sandbox.as('grace').run('me notifications', { 'check-ins': false });
    await runs('hiro').press(card, 'Not racing');
    const on = async (day: number, time: string) => {
      const when = date.add({ days: day }).toZonedDateTime({ timeZone: ZONE, plainTime: time });
      sandbox.clock.set(when.epochMilliseconds);
      await club.beat();
    };
    await on(0, '12:00');
    await sandbox.as('leader').run('race result', { race: '1', time: 'DNS' });
    await on(1, '09:01');
    const reader = sandbox.as('ben').in('recovery');
    const asked = reader.read().filter((message) => buttonsOf(message).some(isCheckIn));
    expect(asked.map(({ pinged }) => pinged)).toEqual([['ben']]);
    expect(textOf(last(asked))).toContain('0 of 1 checked in');
    // Who wants no mention may check in all the same, and is counted then.
    await checksIn(sandbox.as('grace').in('recovery'), last(asked), '44444');
    await reader.sees((message) => /1 of 2 checked in/.test(textOf(message)));
  });
});

describe('an id that nobody made', () => {
  it.each([
    'check-in',
    'check-in:x',
    'check-in:-1',
    'none:1e9',
    'none-tonight:x',
    'list:1:x',
    'list-tonight:x:now',
  ])('recovery:%s is answered plainly', async (id) => {
    const message = card(0, [text('Press')], row(button('Go', `recovery:${id}`)));
    const { sandbox } = await openClub({ moreCommands: [forging(message)] });
    const ben = sandbox.as('ben');
    const answer = await ben.press(shown(await ben.run('forge')), 'Go');
    expect(said(answer)).toContain("That button is from an older message and doesn't work any more.");
  });

  it('is answered plainly where it is a form of another day, or of an earlier version', async () => {
    const { sandbox } = await openClub();
    const ben = sandbox.as('ben');
    const modal = form(await ben.press(shown(await ben.run('recovery checkin')), 'None of these'));
    for (const customId of ['recovery:form::2020-01-01', 'recovery:form:'])
      expect(said(await fillsIn(ben, { ...modal, customId }, '44444'))).toContain("doesn't work any more");
  });

  it('of a race that is none leads to a check-in without one', async () => {
    const message = card(0, [text('Press')], row(button('Go', 'recovery:check-in:77')));
    const { sandbox } = await openClub({ moreCommands: [forging(message)] });
    const ben = sandbox.as('ben');
    const list = await ben.press(shown(await ben.run('forge')), 'Go');
    expect(said(list)).toContain('I can find no such race of yours');
    expect(said(await fillsIn(ben, form(await ben.press(shown(list), 'None of these')), '33333'))).toContain(
      'You feel about as usual',
    );
  });
});

describe('the crowd', () => {
  it('of 2,000 is mentioned in parts, and counted right while 500 check in', async () => {
    const names = Array.from({ length: 2_000 }, (_, place) => `member-${place + 1}`);
    const { on, posts, member } = await clubWithRace('10k', names, {
      extraMembers: 2_000,
      patienceMs: 30_000,
    });
    await on(1, '09:01');
    const all = posts(member('ben'));
    expect(all).toHaveLength(Math.ceil(2_000 / MOST_MENTIONED));
    expect(all.every(({ pinged }) => pinged.length <= 90)).toBe(true);
    const pinged = all.flatMap((post) => post.pinged);
    expect(new Set(pinged)).toEqual(new Set(names));
    expect(pinged).toHaveLength(2_000);
    const [first] = all;
    if (!first) throw new Error('Nothing was posted');
    expect(textOf(first)).toContain('0 of 2000 checked in');
    // All the 500 at once on one file are a test of the service; here come waves of a hundred.
    for (let from = 0; from < 500; from += 100) {
      const wave = names.slice(from, from + 100).map(member);
      const answers = await Promise.all(wave.map((one) => checksIn(one, first, '43434')));
      expect(answers.every((answer) => /Day 1 after/.test(said(answer)))).toBe(true);
    }
    await member('ben').sees((message) => message.id === first.id && /500 of 2000/.test(textOf(message)));
  });
});
