import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { buttonsOf, plainMembers, selectsOf, textOf } from 'discord-sandbox';
import { readLine } from 'discord-sandbox/terminal';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { commands } from '../../commands/index.ts';
import { loadContent } from '../../src/content.ts';
import { DISTANCES } from '../../src/domain/plan.ts';
import { TOPICS } from '../../src/domain/tip.ts';
import { openClub } from './club.ts';
import { said, shown } from './said.ts';

const { tips, plans } = loadContent(join(import.meta.dirname, '..', '..', 'data'));

/** Which tip a message shows. */
function tipIn(text: string): string {
  const tip = tips.find((one) => text.includes(one.text));
  if (!tip) throw new Error(`No tip in: ${text}`);
  return tip.id;
}

describe('/recovery tip', () => {
  it('gives one tip, privately, with its source, its grade and the safety line', async () => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('ben').run('recovery tip');
    expect(shown(answer).ephemeral).toBe(true);
    const text = said(answer);
    tipIn(text);
    expect(text).toMatch(/-# Source: .+ · grade [ABCD]/);
    expect(text).toContain('General information, not medical advice.');
    expect(buttonsOf(shown(answer)).map(({ label }) => label)).toEqual(['Another tip']);
  });

  it.each(TOPICS)('keeps to the topic: %s', async (topic) => {
    const { sandbox } = await openClub();
    const member = sandbox.as('ben');
    const answer = await member.run('recovery tip', { topic });
    const next = await member.press(shown(answer), 'Another tip');
    expect(next.kind).toBe('update');
    const shownTips = [said(answer), said(next)].map(tipIn);
    expect(new Set(shownTips).size).toBe(2);
    for (const id of shownTips) expect(tips.find((tip) => tip.id === id)?.topic).toBe(topic);
  });

  it('shows a member all of a topic before any of it again, even when the bot restarts in between', async () => {
    const club = await openClub();
    const ofTopic = tips.filter(({ topic }) => topic === 'sleep').length;
    const member = club.sandbox.as('ben');
    const seen: string[] = [];
    let answer = await member.run('recovery tip', { topic: 'sleep' });
    seen.push(tipIn(said(answer)));
    for (let turn = 1; turn < 3 * ofTopic; turn++) {
      if (turn === 2) {
        await club.stopBot();
        await club.startBot();
      }
      answer =
        turn % 2
          ? await member.press(shown(answer), 'Another tip')
          : await member.run('recovery tip', { topic: 'sleep' });
      seen.push(tipIn(said(answer)));
    }
    expect(new Set(seen.slice(0, ofTopic)).size).toBe(ofTopic);
    for (const [turn, id] of seen.entries()) expect(id).not.toBe(seen[turn + 1]);
  });

  it('begins at different places for different members', async () => {
    const { sandbox } = await openClub();
    const first = await Promise.all(
      plainMembers(sandbox.world).map(async (name) =>
        tipIn(said(await sandbox.as(name).run('recovery tip'))),
      ),
    );
    expect(new Set(first).size).toBeGreaterThan(1);
  });

  it('keeps count when a member asks for many at once', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('ben');
    const answers = await Promise.all(Array.from({ length: 20 }, () => member.run('recovery tip')));
    expect(new Set(answers.map((answer) => tipIn(said(answer)))).size).toBe(20);
  });

  it('starts over only once all of a topic was seen, also when a member asks for many at once', async () => {
    const { sandbox } = await openClub();
    const ofTopic = tips.filter(({ topic }) => topic === 'sleep').length;
    const member = sandbox.as('ben');
    const ask = async () => tipIn(said(await member.run('recovery tip', { topic: 'sleep' })));
    const seen = await Promise.all(Array.from({ length: 2 * ofTopic }, ask));
    for (const tip of new Set(seen)) expect(seen.filter((one) => one === tip)).toHaveLength(2);
    expect(new Set(seen).size).toBe(ofTopic);
  });

  it('answers even if it can’t be noted that the tip was seen, which costs no more than seeing it again', async () => {
    const club = await openClub({ expectTrouble: true });
    const database = new Sqlite(club.databaseFile);
    onTestFinished(() => void database.close());
    const member = club.sandbox.as('ben');
    const ask = async () => tipIn(said(await member.run('recovery tip')));
    database.exec(
      `create trigger full before insert on tip_views begin select raise(abort, 'the disk is full'); end`,
    );
    const unnoted = await ask();
    await vi.waitUntil(() => club.complaints.length > 0);
    expect(club.complaints).toMatchObject([
      { msg: 'What was left to do after an answer failed', err: { message: 'the disk is full' } },
    ]);
    database.exec('drop trigger full');
    await club.stopBot();
    await club.startBot();
    expect(await ask()).toBe(unnoted);
    expect(await ask()).not.toBe(unnoted);
  });
});

describe('/recovery plan', () => {
  it.each(DISTANCES)('says what to do on which day after %s', async (distance) => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('ben').run('recovery plan', { distance });
    expect(shown(answer).ephemeral).toBe(true);
    const text = said(answer);
    // Of two plans for a distance, the longer rest.
    const plan = plans.plans.findLast((one) => one.distance === distance);
    for (const part of [
      '**Race day**',
      '**Day 1**',
      'all of these should be true',
      'No trial has tested them',
      'grade D',
    ])
      expect(text).toContain(part);
    for (const step of plan?.steps ?? []) expect(text).toContain(step.text);
  });

  it.each([
    ['Berlin Marathon', 'Marathon'],
    ['Brighton half', 'Half marathon'],
    ['Club 10k', '10K'],
    ['Lakes 50 miles', 'Ultra, 50 km to 50 miles'],
    ['Lakes 100 miles', 'Ultra, 100 km and up'],
    ['Night Ultra', 'Ultra, 100 km and up'],
    ['5000m on the track', '5K'],
    ['parkrun', '5K'],
  ])('reads the distance from the name of a race: %s', async (race, name) => {
    const { sandbox } = await openClub();
    expect(said(await sandbox.as('ben').run('recovery plan', { race }))).toContain(
      `## After \`${race}\`: ${name}`,
    );
  });

  it('takes the distance that was chosen over the one in the name', async () => {
    const { sandbox } = await openClub();
    const text = said(
      await sandbox.as('ben').run('recovery plan', { race: 'Marathon relay', distance: '10k' }),
    );
    expect(text).toContain(': 10K');
  });

  it('puts a warning sign before any plan', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('ben');
    for (const answer of [
      await member.run('recovery plan', { race: 'chest pain 10k' }),
      await member.run('help', { command: 'chest pain' }),
    ]) {
      expect(said(answer)).toContain('Please read this first');
      expect(said(answer)).not.toContain('Race day');
      expect(shown(answer).ephemeral).toBe(true);
      expect(said(await member.press(shown(answer), "I've read this"))).toBe(said(answer));
    }
    expect(said(await member.run('recovery plan', { distance: 'marathon' }))).toMatch(
      /Call your local emergency number at once.*chest pain/,
    );
  });

  it('says whom to call where a race is no race it can know, but not for a name of one', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('ben');
    const net = 'Was that about how you feel?';
    const plan = async (race: string) => said(await member.run('recovery plan', { race }));
    expect(await plan('something is off with my head')).toContain(net);
    expect(await plan('my knee hurts after the half')).toMatch(/Half.*Was that about how you feel\?/s);
    for (const race of ['Great North Run', 'Corrida de São Silvestre', 'Two Oceans', 'Berlin Marathon'])
      expect(await plan(race), race).not.toContain(net);
    expect(await plan('Frostbite Half')).toMatch(/Half.*If this is about you:.*white and numb/s);
    expect(said(await member.run('recovery checkin', { race: 'feeling off' }))).toContain(net);
    expect(said(await member.run('recovery checkin', { race: 'Autumn race' }))).not.toContain(net);
    expect(said(await member.run('help', { command: 'feeling off' }))).toContain(net);
    expect(said(await member.run('help', { command: 'strech' }))).not.toContain(net);
  });

  it('asks where nothing tells the distance, and shows the plan that is chosen', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('ben');
    for (const options of [{}, { race: '@everyone **Turkey Trot**' }]) {
      const answer = await member.run('recovery plan', options);
      expect(said(answer)).toMatch(/how far/i);
      expect(shown(answer).pinged).toEqual([]);
      const select = selectsOf(shown(answer))[0];
      expect(select?.options.map(({ label }) => label)).toEqual(plans.plans.map(({ name }) => name));
      const chosen = await member.choose(shown(answer), 'Choose the distance', ['Ultra, 100 km and up']);
      expect(chosen.kind).toBe('update');
      expect(said(chosen)).toContain('Ultra, 100 km and up');
      const other = await member.choose(shown(chosen), 'Another distance', ['5K']);
      expect(said(other)).toContain('After the race: 5K');
    }
  });

  it('completes the name of a race with a distance, within what Discord takes', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('ben');
    const suggested = async (typed: string) =>
      (await member.suggest('recovery plan', { race: typed }, 'race')).map(({ name }) => name);
    expect(await suggested('')).toEqual([]);
    expect(await suggested('Berlin Mara')).toContain('Berlin Mara marathon');
    expect(await suggested('Brighton half')).toEqual(['Brighton half']);
    expect((await suggested('x'.repeat(500))).every((name) => name.length <= 100)).toBe(true);
  });
});

describe('/help', () => {
  it('lists all that can be said as clickable commands', async () => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('ben').run('help');
    expect(shown(answer).ephemeral).toBe(true);
    for (const path of ['stretch', 'recovery tip', 'recovery plan', 'help'])
      expect(said(answer)).toMatch(new RegExp(`</${path}:\\d+>`));
  });

  it('explains one command with its options and examples', async () => {
    const { sandbox } = await openClub();
    const text = said(await sandbox.as('ben').run('help', { command: 'recovery plan' }));
    expect(text).toMatch(/<\/recovery plan:\d+>/);
    expect(text).toContain('`distance` (if you like)');
    expect(text).toContain('`/recovery plan distance: marathon`');
  });

  it('offers the nearest for a command that there is not', async () => {
    const { sandbox } = await openClub();
    expect(said(await sandbox.as('ben').run('help', { command: 'strech' }))).toMatch(
      /Did you mean <\/stretch:\d+>\?/,
    );
    expect(said(await sandbox.as('ben').run('help', { command: '@everyone' }))).toContain('`@everyone`');
  });

  it('suggests commands while one is typed', async () => {
    const { sandbox } = await openClub();
    const suggested = await sandbox.as('ben').suggest('help', { command: 'rec' }, 'command');
    expect(suggested.map(({ name }) => name)).toEqual([
      '/recovery tip',
      '/recovery plan',
      '/recovery checkin',
      '/recovery history',
    ]);
  });

  it('names only examples that work as they are typed', async () => {
    const { sandbox } = await openClub();
    const admin = sandbox.as('admin');
    await admin.run('club setup', {
      timezone: 'Europe/London',
      'runs-channel': 'group-runs',
      'recovery-channel': 'recovery',
    });
    const examples = commands.flatMap((command) => command.examples);
    for (const example of examples) {
      const line = readLine(
        `/${example.replace('runs-channel: runs', 'runs-channel: group-runs')}`,
        admin.commands(),
        example,
      );
      if (line.type !== 'command') throw new Error(`Not a command: ${example}`);
      const answer = await admin.run(line.path, line.entered);
      expect(answer.kind, example).toBe('message');
      expect(said(answer), example).not.toMatch(/I don't know|I can't read|I have no|I can't tell/);
    }
    for (const { path } of admin.commands())
      expect(said(await admin.run('help', { command: path })), path).toMatch(/For example/);
  });
});

describe('a message that has been shared', () => {
  it('is the same for all, and can be asked for again by anybody for themselves', async () => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('ben').run('stretch', { muscle: 'calves', share: true });
    const seen = sandbox.as('grace').read().at(-1);
    expect(seen && textOf(seen)).toBe(said(answer));
    if (!seen) throw new Error('Grace sees nothing');
    const own = await sandbox.as('grace').press(seen, 'Another routine');
    expect(shown(own).ephemeral).toBe(true);
    expect(
      sandbox
        .as('ben')
        .read()
        .some(({ id }) => id === shown(own).id),
    ).toBe(false);
  });
});
