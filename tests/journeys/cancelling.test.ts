import Sqlite from 'better-sqlite3';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Member, Sandbox, SeenMessage } from 'discord-sandbox';
import { buttonsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { componentId } from '../../src/discord/component-id.ts';
import { button, card, row, text } from '../../src/discord/messages/components.ts';
import { type ClubOptions, openClub } from './club.ts';
import { forging } from './forging.ts';
import {
  callOff,
  cardSaying,
  clubSetUp,
  clubWithRun,
  DAY,
  HOUR,
  inDays,
  isCard,
  MINUTE,
  posts,
  saturday,
  setUp,
  startIn,
} from './run-club.ts';
import { said, shown } from './said.ts';

const labels = (message: SeenMessage) => buttonsOf(message).map(({ label }) => label);
const postsSaying = (reader: Member, wanted: RegExp) =>
  posts(reader).filter((message) => wanted.test(textOf(message)));
const CANCELLED = /### Cancelled: /;
const ON_AGAIN = /### It is on again: /;

/** The buttons of the first cancellation, as a client shows them that hasn't heard that they are gone. */
const oldButtons = (what: 'run' | 'race') =>
  forging(
    card(
      0,
      [text('Old')],
      row(
        button(`Cancel the ${what}`, componentId(what, 'cancel', 1)),
        button('Undo', componentId(what, 'undo', 1)),
      ),
    ),
  );

/** Keeps the bot from posting in the runs channel; what is returned lets it again. */
function forbidPosting({ world }: Sandbox): () => void {
  const channel = [...world.home.channels.values()].find(({ name }) => name === 'group-runs');
  const deny = PermissionFlagsBits.SendMessages;
  channel?.overwrites.push({ id: world.bot.id, type: 1, allow: 0n, deny });
  return () => void channel?.overwrites.pop();
}

/** A run with two places that Ben and Grace have, for which Hiro waits and to which Finn said maybe. */
async function clubWithFullRun(more: Record<string, string> = {}, options: ClubOptions = {}) {
  const club = await clubWithRun({ capacity: 2, ...more }, { moreCommands: [oldButtons('run')], ...options });
  const [ben, grace, hiro, finn] = ['ben', 'grace', 'hiro', 'finn'].map((name) =>
    club.sandbox.as(name).in('group-runs'),
  );
  if (!ben || !grace || !hiro || !finn) throw new Error('Nobody there');
  for (const one of [ben, grace, hiro]) await one.press(club.card, 'Going');
  await finn.press(club.card, 'Maybe');
  await cardSaying(ben, /Maybe \(1\)[\s\S]*Waitlist \(1\)/);
  return { ...club, ben, grace, hiro, finn };
}

const CONCERNED = ['ben', 'finn', 'grace', 'hiro'];

describe('whoever cancels a run', () => {
  it('is asked once, with what will happen, and nothing happens before they say yes', async () => {
    const { leader, ben, beat, card } = await clubWithFullRun();
    const question = shown(await leader.run('run cancel', { run: '1', reason: 'Ice on the paths' }));
    expect(question.ephemeral).toBe(true);
    const text = textOf(question);
    expect(text).toContain('## Cancel Saturday long run?');
    expect(text).toContain(`<t:${startIn(card) / 1000}:F>`);
    expect(text).toContain('4 members will be told.');
    expect(text).toContain('Everybody sees that you cancelled it, and why: Ice on the paths.');
    expect(labels(question)).toEqual(['Cancel the run', 'Keep it']);
    await beat();
    expect(posts(ben)).toEqual([]);
    expect(said(await leader.press(question, 'Keep it'))).toBe(
      'All right, it stays on. Nothing was changed.',
    );
    await beat();
    expect(posts(ben)).toEqual([]);
    expect(said(await leader.run('run list'))).toContain('Saturday long run');
  });

  it('hears that nobody had signed up, and that a reason could be given', async () => {
    const { leader } = await clubWithRun();
    const question = shown(await leader.run('run cancel', { run: '1' }));
    expect(textOf(question)).toContain('Nobody has signed up yet.');
    expect(textOf(question)).toContain('`/run cancel` also takes a `reason`');
    expect(said(await leader.press(question, 'Cancel the run'))).toContain('Nobody had signed up yet.');
  });

  it('is named with the reason, and only those concerned are notified, whatever was typed', async () => {
    const { leader, ben, sandbox } = await clubWithFullRun();
    const amara = sandbox.as('amara').id;
    const reason = `# Ice\n@everyone <@${amara}> **bold** [x](https://evil.example) ${'long '.repeat(20)}`;
    const done = shown(await callOff(leader, 'run', { run: '1', reason }));
    expect(textOf(done)).toContain('**Saturday long run** is cancelled.');
    expect(textOf(done)).toContain("I'm telling the 4 members who had signed up.");
    expect(labels(done)).toEqual(['Undo']);
    const off = await ben.sees((message) => /Cancelled by <@/.test(textOf(message)));
    expect(off.pinged.toSorted()).toEqual(CONCERNED);
    const line = textOf(off)
      .split('\n')
      .find((one) => one.startsWith('Cancelled by'));
    expect(line).toContain(
      `Cancelled by <@${leader.id}>: \\# Ice \\@everyone \\<\\@${amara}\\> \\*\\*bold\\*\\*`,
    );
    expect(line).toContain('\\[x\\](<');
    const card = textOf(await cardOff(ben));
    expect(card).toContain(`Cancelled by <@${leader.id}>: \\# Ice`);
  });

  it('cancels once, however often they press', async () => {
    const { leader, ben, beat } = await clubWithFullRun();
    const question = shown(await leader.run('run cancel', { run: '1' }));
    const answers = await Promise.all([1, 2, 3].map(() => leader.press(question, 'Cancel the run')));
    for (const answer of answers) expect(said(answer)).toContain('is cancelled');
    await beat();
    expect(postsSaying(ben, CANCELLED)).toHaveLength(1);
    await leader.press(shown(await leader.run('forge')), 'Undo');
    expect(said(await leader.press(shown(await leader.run('forge')), 'Cancel the run'))).toMatch(
      /answered before\. Nothing was changed\. <\/run cancel:\d+> asks again/,
    );
    expect(said(await leader.run('run list'))).toContain('Saturday long run');
  });

  it('is asked again after ten minutes, also after a restart', async () => {
    const { leader, sandbox, stopBot, startBot } = await clubWithFullRun();
    const [first, second] = [
      shown(await leader.run('run cancel', { run: '1' })),
      shown(await leader.run('run cancel', { run: '1', reason: 'Ice' })),
    ];
    await stopBot();
    await startBot();
    sandbox.clock.advance(10 * MINUTE - 1_000);
    const done = shown(await leader.press(second, 'Cancel the run'));
    expect(textOf(done)).toContain('is cancelled');
    await leader.press(done, 'Undo');
    sandbox.clock.advance(2_000);
    expect(said(await leader.press(first, 'Cancel the run'))).toMatch(
      /more than ten minutes old\. Nothing was changed/,
    );
  });

  it('hears where the run is over or cancelled by then', async () => {
    const { leader, sandbox, card } = await clubWithRun();
    const admin = sandbox.as('admin');
    const mine = shown(await leader.run('run cancel', { run: '1' }));
    const done = shown(await callOff(admin, 'run', { run: '1' }));
    expect(said(await leader.press(mine, 'Cancel the run'))).toMatch(
      /was cancelled, so nothing can be changed/,
    );
    await admin.press(done, 'Undo');
    sandbox.clock.set(startIn(card) - MINUTE);
    const late = shown(await leader.run('run cancel', { run: '1' }));
    sandbox.clock.set(startIn(card));
    expect(said(await leader.press(late, 'Cancel the run'))).toMatch(/started .* nothing can be changed/);
  });
});

const cardOff = (reader: Member) => cardAll(reader, /## Cancelled: /);
const cardAll = (reader: Member, wanted: RegExp) =>
  reader.sees((message) => /Run \d+ ·/.test(textOf(message)) && wanted.test(textOf(message)));

describe('a cancelled run', () => {
  it('is on again as it was, and those who were told are told', async () => {
    const { leader, ben, beat, sandbox, card } = await clubWithFullRun();
    const done = shown(await callOff(leader, 'run', { run: '1', reason: 'Ice' }));
    await beat();
    await cardOff(ben);
    const back = await leader.press(done, 'Undo');
    expect(back.kind).toBe('update');
    expect(said(back)).toContain(
      "**Saturday long run** is on again, with the same answers and the same waitlist. I'm telling the 4 members who had signed up.",
    );
    expect(labels(shown(back))).toEqual([]);
    await beat();
    const news = await ben.sees((message) => ON_AGAIN.test(textOf(message)));
    expect(news.pinged.toSorted()).toEqual(CONCERNED);
    expect(textOf(news)).toContain('**Meet:** The boathouse');
    const again = await cardSaying(ben, /## Saturday long run\n[\s\S]*Going \(2 of 2\)[\s\S]*Waitlist \(1\)/);
    expect(textOf(again)).not.toContain('Cancelled by');
    // The buttons work, and whoever waited is next in line.
    await ben.press(card, "Can't go");
    await ben.sees((message) => /a place is free/.test(textOf(message)));
    for (const before of [DAY, 2 * HOUR]) {
      sandbox.clock.set(startIn(card) - before);
      await beat();
    }
    expect(postsSaying(ben, /starts </)).toHaveLength(2);
    expect([postsSaying(ben, CANCELLED), postsSaying(ben, ON_AGAIN)].map((all) => all.length)).toEqual([
      1, 1,
    ]);
  });

  it('is not spoken of where nobody had been told yet, and nothing is lost that was to be told before', async () => {
    const { leader, grace, ben, hiro, beat, sandbox, card } = await clubWithFullRun(
      {},
      { expectTrouble: true },
    );
    const mend = forbidPosting(sandbox);
    await leader.run('run edit', { run: '1', meet: 'The pub' });
    await grace.press(card, "Can't go");
    await beat();
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    await beat();
    const back = said(await leader.press(done, 'Undo'));
    expect(back).toContain('Nobody had heard of the cancellation yet, so nobody is told.');
    mend();
    sandbox.clock.advance(31 * MINUTE);
    await beat();
    expect(postsSaying(ben, CANCELLED)).toEqual([]);
    expect(postsSaying(ben, ON_AGAIN)).toEqual([]);
    expect(postsSaying(ben, /### Changed[\s\S]*The pub/)).toHaveLength(1);
    expect(postsSaying(ben, /a place is free/).map(({ pinged }) => pinged)).toEqual([[hiro.name]]);
  });

  it('gets the card that it never had', async () => {
    const club = await clubSetUp();
    const { sandbox, leader, beat } = club;
    sandbox.faults.add({ method: 'POST', path: /^\/channels\/\d+\/messages$/, status: 503, times: 100 });
    await leader.run('run create', { ...saturday, when: inDays(sandbox, 3) });
    await beat();
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    sandbox.faults.clear();
    sandbox.clock.advance(2 * MINUTE);
    await beat();
    expect(leader.read().filter(isCard)).toEqual([]);
    await leader.press(done, 'Undo');
    await beat();
    expect(leader.read().filter(isCard)).toHaveLength(1);
  });

  it('is reminded of by what the club has chosen meanwhile', async () => {
    const { leader, ben, beat, sandbox, card } = await clubWithFullRun();
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    await sandbox.as('admin').run('club settings', { reminders: '3h' });
    await leader.press(done, 'Undo');
    sandbox.clock.set(startIn(card) - DAY);
    await beat();
    expect(postsSaying(ben, /starts </)).toEqual([]);
    sandbox.clock.set(startIn(card) - 3 * HOUR);
    await beat();
    expect(postsSaying(ben, /starts </)).toHaveLength(1);
  });

  it('is reminded of where the reminder fell due while it was cancelled', async () => {
    const { leader, ben, beat, sandbox, card } = await clubWithFullRun();
    sandbox.clock.set(startIn(card) - DAY - MINUTE);
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    sandbox.clock.advance(3 * MINUTE);
    await beat();
    expect(postsSaying(ben, /starts </)).toEqual([]);
    await leader.press(done, 'Undo');
    await beat();
    expect(postsSaying(ben, /starts </)).toHaveLength(1);
  });

  it('has its event of the server again', async () => {
    const { leader, beat, sandbox } = await clubWithRun();
    const { roles } = sandbox.world.home;
    for (const role of roles.values())
      if (role.name === 'Cooldown')
        roles.set(role.id, { ...role, permissions: role.permissions | PermissionFlagsBits.CreateEvents });
    await sandbox.as('admin').run('club settings', { events: true });
    await beat();
    expect(leader.events()).toHaveLength(1);
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    await beat();
    expect(leader.events()).toEqual([]);
    await leader.press(done, 'Undo');
    await beat();
    expect(leader.events()).toMatchObject([{ name: 'Saturday long run' }]);
  });

  it('gives the place of who left to the next in line', async () => {
    const { leader, ben, hiro, beat } = await clubWithFullRun();
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    await beat();
    await ben.press(shown(await ben.run('me erase')), 'Erase everything');
    await leader.press(done, 'Undo');
    await beat();
    await cardSaying(hiro, new RegExp(`Going \\(2 of 2\\)\\*\\*: <@\\d+>, <@${hiro.id}>`));
    expect(postsSaying(hiro, /a place is free/)).toHaveLength(1);
    expect(postsSaying(hiro, ON_AGAIN)[0]?.pinged.toSorted()).toEqual(['finn', 'grace', 'hiro']);
  });
});

describe('undoing', () => {
  it('works for ten minutes, also after a restart, and no longer', async () => {
    const { leader, sandbox, stopBot, startBot } = await clubWithFullRun();
    const first = shown(await callOff(leader, 'run', { run: '1' }));
    await stopBot();
    sandbox.clock.advance(10 * MINUTE - 1_000);
    await startBot();
    expect(said(await leader.press(first, 'Undo'))).toContain('is on again');
    const second = shown(await callOff(leader, 'run', { run: '1' }));
    sandbox.clock.advance(10 * MINUTE + 1_000);
    expect(said(await leader.press(second, 'Undo'))).toMatch(
      /was cancelled more than ten minutes ago.*`\/run create` makes a new one\. Nothing was changed/,
    );
    expect(said(await leader.run('run list'))).toContain('No run is planned');
  });

  it('is forgotten after some days, with its reason', async () => {
    const { leader, sandbox, beat, databaseFile } = await clubWithFullRun();
    const question = shown(await leader.run('run cancel', { run: '1', reason: 'Ice' }));
    for (let day = 0; day < 2; day++) {
      sandbox.clock.advance(DAY + MINUTE);
      await beat();
    }
    expect(said(await leader.press(question, 'Cancel the run'))).toMatch(
      /don't know of that cancellation any more\. Nothing was changed/,
    );
    const sqlite = new Sqlite(databaseFile, { readonly: true });
    expect(sqlite.prepare('select count(*) from cancellations').pluck().get()).toBe(0);
    sqlite.close();
  });

  it('happens once, also by two presses at once, and never a second time', async () => {
    const { leader, ben, beat } = await clubWithFullRun();
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    await beat();
    const both = await Promise.all([leader.press(done, 'Undo'), leader.press(done, 'Undo')]);
    expect(both.map(said).toSorted()).toEqual([
      expect.stringContaining('is on again'),
      expect.stringContaining('is on already. Nothing was changed.'),
    ]);
    await beat();
    expect(postsSaying(ben, ON_AGAIN)).toHaveLength(1);
    expect(said(await leader.press(shown(await leader.run('forge')), 'Undo'))).toContain('is on already');
  });

  it('leaves alone what somebody cancelled again', async () => {
    const { leader, sandbox, beat, ben } = await clubWithFullRun();
    const first = shown(await callOff(leader, 'run', { run: '1' }));
    await beat();
    await leader.press(first, 'Undo');
    await beat();
    const second = shown(await callOff(sandbox.as('admin'), 'run', { run: '1', reason: 'Storm' }));
    expect(said(await leader.press(shown(await leader.run('forge')), 'Undo'))).toMatch(
      /cancelled again since.*Nothing was changed/,
    );
    expect(said(await sandbox.as('admin').press(second, 'Undo'))).toContain('is on again');
    await beat();
    expect([postsSaying(ben, CANCELLED), postsSaying(ben, ON_AGAIN)].map((all) => all.length)).toEqual([
      2, 2,
    ]);
  });

  it('comes too late once the run would have started', async () => {
    const { leader, sandbox, card } = await clubWithRun();
    sandbox.clock.set(startIn(card) - 2 * MINUTE);
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    sandbox.clock.set(startIn(card));
    expect(said(await leader.press(done, 'Undo'))).toMatch(/would have started by now.*Nothing was changed/);
  });

  it('is for who cancelled too, where they don’t lead any more', async () => {
    const { leader, sandbox } = await clubWithRun();
    const admin = sandbox.as('admin').in('group-runs');
    await admin.run('run create', { ...saturday, title: 'Tempo', when: inDays(sandbox, 4) });
    const done = shown(await callOff(leader, 'run', { run: '2' }));
    sandbox.world.home.members.set(leader.id, { userId: leader.id, roleIds: [], joinedAt: 0 });
    expect(said(await leader.run('run edit', { run: '2', meet: 'Here' }))).toContain('was cancelled');
    expect(said(await leader.press(done, 'Undo'))).toContain('**Tempo** is on again');
    expect(said(await leader.run('run edit', { run: '2', meet: 'Here' }))).toContain('Only its creator');
  });
});

describe('a run of a series', () => {
  const weekly = { repeat: 'weekly' };

  it('can be cancelled alone; on again it stands beside the next, which is up by then', async () => {
    const { leader, ben, beat, sandbox } = await clubWithFullRun(weekly);
    const question = shown(await leader.run('run cancel', { run: '1' }));
    expect(textOf(question)).toContain('Only this run. The others of its series stay as they are.');
    const done = shown(await leader.press(question, 'Cancel the run'));
    await beat();
    await beat();
    const next = await cardAll(ben, /Run 2 ·/);
    expect(said(await leader.press(done, 'Undo'))).toContain(
      `The next run of its series, <t:${startIn(next) / 1000}:F>, is up already and stays.`,
    );
    await beat();
    await beat();
    expect(said(await leader.run('run list'))).toMatch(/1\. Saturday long run[\s\S]*2\. Saturday long run/);
    sandbox.clock.set(startIn(next) + HOUR);
    await beat();
    await beat();
    const third = await cardAll(ben, /Run 3 ·/);
    expect(startIn(third) - startIn(next)).toBeGreaterThan(6 * DAY);
  });

  it('can be cancelled with all that follow, and all are on again', async () => {
    const { leader, ben, beat, sandbox, card } = await clubWithFullRun(weekly);
    const question = shown(await leader.run('run cancel', { run: '1', scope: 'series' }));
    expect(textOf(question)).toContain('This run and all that follow in its series.');
    const done = shown(await leader.press(question, 'Cancel the run'));
    expect(textOf(done)).toContain('is cancelled, and all that would have followed');
    sandbox.clock.advance(5 * MINUTE);
    await beat();
    await beat();
    expect(said(await leader.run('run list'))).toContain('No run is planned');
    expect(said(await leader.press(done, 'Undo'))).toContain('Its series goes on too.');
    sandbox.clock.set(startIn(card) + HOUR);
    await beat();
    await beat();
    await cardAll(ben, /Run 2 ·/);
  });

  it('stays cancelled where it would have started, and its series goes on again', async () => {
    const { leader, ben, beat, sandbox, card } = await clubWithFullRun(weekly);
    sandbox.clock.set(startIn(card) - 3 * MINUTE);
    const done = shown(await callOff(leader, 'run', { run: '1', scope: 'series' }));
    await beat();
    sandbox.clock.advance(5 * MINUTE);
    const answer = said(await leader.press(done, 'Undo'));
    expect(answer).toContain(`<t:${startIn(card) / 1000}:F> stays cancelled`);
    expect(answer).toContain('Its series goes on.');
    expect(answer).not.toContain('telling');
    await beat();
    await beat();
    const next = await cardAll(ben, /Run 2 ·/);
    expect(startIn(next) - startIn(card)).toBeGreaterThan(6 * DAY);
    // Of one run alone nothing could go on.
    sandbox.clock.set(startIn(next) - 3 * MINUTE);
    const alone = shown(await callOff(leader, 'run', { run: '2' }));
    sandbox.clock.advance(5 * MINUTE);
    expect(said(await leader.press(alone, 'Undo'))).toContain('would have started by now');
  });

  it('stays cancelled where the whole series was changed since', async () => {
    const { leader, beat, sandbox } = await clubWithFullRun(weekly);
    const done = shown(await callOff(leader, 'run', { run: '1' }));
    await beat();
    await beat();
    // The second run takes the day of the first.
    await leader.run('run edit', { run: '2', when: inDays(sandbox, 3, '09:00'), scope: 'series' });
    expect(said(await leader.press(done, 'Undo'))).toMatch(/was changed .*since.*Nothing was changed/);
    expect(said(await leader.run('run list'))).not.toContain('1. Saturday');
  });
});

describe('a race', () => {
  const isRaceCard = (message: SeenMessage) => /-# .*Race \d+ · by/.test(textOf(message));

  /** A marathon in twelve days that Ben and Grace run. */
  async function clubWithRace(options: ClubOptions = {}) {
    const club = await openClub({ moreCommands: [oldButtons('race')], ...options });
    const { sandbox } = club;
    await sandbox.as('admin').run('club setup', setUp);
    const leader = sandbox.as('leader').in('group-runs');
    const date = inDays(sandbox, 12).slice(0, 10);
    await leader.run('race add', { name: 'Berlin Marathon', distance: 'marathon', date });
    const card = await leader.sees(isRaceCard);
    const [ben, grace] = [sandbox.as('ben').in('group-runs'), sandbox.as('grace').in('group-runs')];
    for (const one of [ben, grace]) await one.press(card, "I'm racing");
    /** Moves to nine o'clock so many days from the race. */
    const move = async (days: number) => {
      const day = Temporal.PlainDate.from(date).add({ days });
      sandbox.clock.set(
        day.toZonedDateTime({ timeZone: 'Europe/London', plainTime: '09:00' }).epochMilliseconds,
      );
      await club.beat();
      await club.beat();
    };
    const said9 = (channel: string, wanted: RegExp) =>
      ben.read(channel).filter((message) => !isRaceCard(message) && wanted.test(textOf(message)));
    return { ...club, leader, ben, grace, card, date, move, saying: said9 };
  }

  it('is asked about, cancelled by name, and on again with its racers, reminders and check-ins', async () => {
    const { leader, ben, beat, move, saying, date } = await clubWithRace();
    const question = shown(await leader.run('race cancel', { race: '1', reason: 'Storm @everyone' }));
    expect(textOf(question)).toContain('## Cancel Berlin Marathon?');
    expect(textOf(question)).toContain(String(Number(date.slice(8))));
    expect(textOf(question)).toContain('2 members will be told.');
    expect(labels(question)).toEqual(['Cancel the race', 'Keep it']);
    expect(said(await leader.press(question, 'Keep it'))).toContain('it stays on');
    const done = shown(await callOff(leader, 'race', { race: '1', reason: 'Storm @everyone' }));
    await beat();
    const off = await ben.sees((message) => /Cancelled by <@/.test(textOf(message)));
    expect(off.pinged.toSorted()).toEqual(['ben', 'grace']);
    expect(textOf(off)).toContain(`Cancelled by <@${leader.id}>: Storm \\@everyone`);
    const back = said(await leader.press(done, 'Undo'));
    expect(back).toContain("is on again, with the same answers and results. I'm telling the 2 who race.");
    await beat();
    const news = await ben.sees((message) => ON_AGAIN.test(textOf(message)));
    expect(news.pinged.toSorted()).toEqual(['ben', 'grace']);
    const card = await ben.sees((message) => isRaceCard(message) && /Racing \(2\)/.test(textOf(message)));
    expect(labels(card)).toEqual(["I'm racing", 'Not racing']);
    for (const days of [-7, -1, 1, 3]) await move(days);
    expect(saying('group-runs', /Berlin Marathon is /)).toHaveLength(2);
    expect(saying('recovery', /Berlin Marathon/).length).toBeGreaterThanOrEqual(2);
  });

  it('is not spoken of where nobody had been told, and can’t be undone twice or late', async () => {
    const { leader, beat, sandbox, saying } = await clubWithRace({ expectTrouble: true });
    const staleUndo = async () => said(await leader.press(shown(await leader.run('forge')), 'Undo'));
    const mend = forbidPosting(sandbox);
    const done = shown(await callOff(leader, 'race', { race: '1' }));
    await beat();
    expect(said(await leader.press(done, 'Undo'))).toContain('Nobody had heard of the cancellation yet');
    mend();
    sandbox.clock.advance(MINUTE);
    await beat();
    expect(saying('group-runs', /Cancelled|on again/)).toEqual([]);
    expect(await staleUndo()).toContain('is on already. Nothing was changed.');
    const again = shown(await callOff(leader, 'race', { race: '1' }));
    expect(await staleUndo()).toContain('cancelled again since');
    sandbox.clock.advance(11 * MINUTE);
    expect(said(await leader.press(again, 'Undo'))).toMatch(/ten minutes ago.*`\/race add` makes a new one/);
  });

  it('that is over can be called off and be on again with its results, and nobody is told', async () => {
    const { leader, ben, move, saying } = await clubWithRace();
    await move(0);
    await ben.run('race result', { race: '1', time: '3:58:12' });
    await move(2);
    const question = shown(await leader.run('race cancel', { race: '1' }));
    expect(textOf(question)).toContain('Nobody has to be told.');
    const done = shown(await leader.press(question, 'Cancel the race'));
    expect(said(await leader.press(done, 'Undo'))).toContain('with the same answers and results');
    expect(said(await ben.run('race list'))).toContain('your time: 3:58:12');
    await move(3);
    expect(saying('group-runs', /Results: Berlin Marathon[\s\S]*3:58:12/)).toHaveLength(1);
    expect(saying('group-runs', /Cancelled|on again/)).toEqual([]);
  });
});
