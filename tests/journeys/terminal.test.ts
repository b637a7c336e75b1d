import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text as wholeOf } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import {
  type APIMessageTopLevelComponent,
  ComponentType,
  ApplicationCommandOptionType as Option,
  SelectMenuDefaultValueType,
} from 'discord-api-types/v10';
import { type SeenMessage, textOf } from 'discord-sandbox';
import { chat } from 'discord-sandbox/terminal';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/discord/command.ts';
import { ownFolder } from '../folders.ts';
import { type Club, openClub } from './club.ts';

const ESCAPE = '\u001b';

/** What a terminal takes for a change of colour or weight: an escape character, `[`, a number and `m`. */
const COLOUR = new RegExp(`${ESCAPE}\\[\\d+m`);

function openPipe({ sandbox, beat }: Club) {
  const input = new PassThrough();
  const output = new PassThrough();
  const said = wholeOf(output);
  const ended = chat({ sandbox, beat, input, output }).then(async (end) => {
    output.end();
    return { said: await said, well: end === 'well' };
  });
  return { input, output, ended };
}

/** Resolves when something is printed that has `text` in it. */
const printed = (output: PassThrough, text: string) =>
  new Promise<void>((resolve) => {
    output.on('data', (chunk) => String(chunk).includes(text) && resolve());
  });

/** The same for lines that are all there from the beginning. */
function piped(club: Club, ...lines: string[]) {
  const { input, ended } = openPipe(club);
  input.end(lines.map((line) => `${line}\n`).join(''));
  return ended;
}

/** A command that isn't there in time, but is announced. */
/**
 * The lines above messages, and what the chat says itself. What names somebody for all to see is edited once, at once or after
 * it was printed.
 */
const headsIn = (said: string) =>
  said
    .split('\n')
    .filter((line) => /^\S/.test(line))
    .map((line) => (line.includes('only you') ? line : line.replace(/ · edited$/, '')));

const slow: Command = {
  declaration: { name: 'slow', description: 'Takes its time' },
  examples: ['slow'],
  writes: () => ({ writes: 'publicly' }),
  run: () => ({ type: 'reply', to: 'channel', message: { components: [{ type: 10, content: 'At last' }] } }),
};

describe('the chat, from a pipe', () => {
  it('draws answers, presses, shares and goes on', async () => {
    const { input, output, ended } = openPipe(await openClub());
    const shared = printed(output, 'shared by');
    input.write('/stretch hamstrings\n\n:press another ROUTINE\n:press Share\n');
    // What is shared comes after the answer to the press, and is printed whenever it comes.
    await shared;
    input.end();
    const { said, well } = await ended;
    expect(headsIn(said)).toEqual([
      'Cooldown [APP] · Leo used /stretch · only you can see this',
      'Cooldown [APP] · Leo used /stretch · only you can see this · edited',
      'Cooldown [APP] · Leo used /stretch · only you can see this · edited',
      'Cooldown [APP]',
    ]);
    expect(said).toContain('routine 1 of 3');
    expect(said).toContain('routine 2 of 3');
    expect(said).toContain('  | [Start guided session]  [Another routine]  [Share]\n');
    expect(said).toContain('[Shared] (off)');
    expect(said).toContain('shared by @Leo');
    expect(said).not.toContain(ESCAPE);
    expect(well).toBe(true);
  });

  it('prints what others say while the pipe says nothing', async () => {
    const club = await openClub();
    const { input, output, ended } = openPipe(club);
    const tip = printed(output, 'Source:');
    input.write('/recovery tip\n');
    await tip;
    await new Promise((resolve) => setImmediate(resolve));
    const heard = printed(output, 'Anybody there?');
    club.sandbox.as('ben').say('Anybody there?');
    await heard;
    input.end();
    expect((await ended).well).toBe(true);
  });

  it('chooses, also what has a comma in its name', async () => {
    const { said, well } = await piped(
      await openClub(),
      '/recovery plan',
      ':choose ultra, 50 km to 50 miles',
      ':choose 5K',
    );
    expect(said).toContain('{Choose the distance: 5K | 10K');
    expect(said).toContain('After the race: Ultra, 50 km to 50 miles');
    expect(said).toContain('After the race: 5K');
    expect(well).toBe(true);
  });

  it('chooses from the list that is named, also people and also nobody', async () => {
    const list = (placeholder: string, chosen: readonly string[]): APIMessageTopLevelComponent => ({
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.UserSelect,
          custom_id: `list:take:${placeholder}`,
          placeholder,
          min_values: 0,
          max_values: 25,
          default_values: chosen.map((id) => ({ id, type: SelectMenuDefaultValueType.User })),
        },
      ],
    });
    const lists: Command = {
      declaration: { name: 'list', description: 'Two lists' },
      examples: ['list'],
      run: ({ interaction: { user } }) => ({
        type: 'reply',
        to: 'member',
        message: { components: [list('Away', []), list('Here', [user.id])] },
      }),
      press: {
        take: {
          handle: ({ interaction }, [name]) => ({
            type: 'reply',
            to: 'member',
            message: {
              components: [
                {
                  type: 10,
                  content: `${name}: ${interaction.isUserSelectMenu() ? interaction.users.map(({ username }) => username).join(' and ') : ''}.`,
                },
              ],
            },
          }),
        },
      },
    };
    const { said, well } = await piped(
      await openClub({ moreCommands: [lists] }),
      '/list',
      ':choose here: ben, leader',
      ':choose Away:',
    );
    expect(said).toContain('{Here: *Leo}');
    expect(said).toContain('{Away: a member}');
    expect(said).toContain('Here: ben and leader.');
    expect(said).toContain('Away: .');
    expect(well).toBe(true);
  });

  it('is somebody else, in the same channel where they can see it', async () => {
    const { said, well } = await piped(
      await openClub(),
      '#committee',
      ':as admin',
      ':as ben',
      '#group-runs',
      '/stretch calves share: true',
      ':as Chloe',
      ':read',
      '#races',
      ':read',
    );
    expect(headsIn(said)).toEqual([
      'You are in #committee now.',
      'You are admin now, in #committee.',
      'You are ben now, in #general.',
      'You are in #group-runs now.',
      'Cooldown [APP] · Ben used /stretch',
      'You are chloe now, in #group-runs.',
      'Cooldown [APP] · Ben used /stretch',
      'You are in #races now.',
      'Nothing has been said in #races yet.',
    ]);
    expect(well).toBe(true);
  });

  it("shows the server's events", async () => {
    const club = await openClub();
    const { said } = await piped(
      club,
      ':events',
      ':as admin',
      '/club setup timezone: London runs-channel: group-runs recovery-channel: recovery events: true',
      '/run create title: Long run when: tomorrow 7:30am meet: The boathouse',
      ':clock +1m',
      ':events',
    );
    expect(said).toMatch(/^The server has no events\.\n/);
    expect(said).toMatch(/\nLong run\n\w+, .+ · The boathouse\nSay whether you come .*\nRun 1 · Cooldown\n/);
  });

  it('moves the clock', async () => {
    const club = await openClub();
    const before = club.sandbox.clock.now();
    const { said, well } = await piped(club, ':clock', ':clock +2h', ':clock +0m');
    expect(club.sandbox.clock.now() - before).toBeGreaterThanOrEqual(2 * 60 * 60 * 1000);
    expect(said).toMatch(/^It is \w+, .+\.\nIt is \w+, .+ now\.\nIt is \w+, .+ now\.\n$/);
    expect(well).toBe(true);
    expect((await piped(club, ':clock 2020-01-01 09:00')).said).toMatch(
      /^That is over: it is .+ only moves forward\.$/m,
    );
  });

  it('brings what becomes due while the clock is moved, each at its own time', async () => {
    const club = await openClub();
    const { said, well } = await piped(
      club,
      ':as admin',
      '/club setup timezone: UTC runs-channel: group-runs recovery-channel: recovery reminders: 2d, 24h, 2h',
      ':as leader',
      '#group-runs',
      '/run create title: Long run when: in 80 hours meet: The boathouse',
      ':press Going',
      ':clock +81h',
    );
    const { read } = club.sandbox.as('leader').in('group-runs');
    const reminders = read().filter((message) => textOf(message).includes('starts <t:'));
    const startsAt = Number(/<t:(\d+):R>/.exec(textOf(reminders[0] as SeenMessage))?.[1]) * 1000;
    const quartersBefore = reminders.map(({ createdAt }) => Math.ceil((startsAt - createdAt) / 900_000));
    expect(quartersBefore.map((quarters) => quarters / 4)).toEqual([48, 24, 2]);
    expect(said.match(/Long run starts/g)).toHaveLength(3);
    expect(said).not.toContain('This comes late');
    expect(well).toBe(true);
  });

  it('waits for an answer that was announced', async () => {
    const { said, well } = await piped(await openClub({ moreCommands: [slow] }), '/slow');
    expect(said).toContain('  | At last\n');
    expect(well).toBe(true);
  });

  it('helps, and leaves at once', async () => {
    const { said, well } = await piped(await openClub(), ':help', ':quit', '/stretch calves');
    for (const part of [
      ':press',
      ':choose',
      ':submit',
      ':as',
      '#group-runs',
      ':clock',
      ':read',
      ':events',
      ':quit',
    ])
      expect(said).toContain(part);
    for (const line of said.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(said).not.toContain('Calves');
    expect(well).toBe(true);
  });

  it.each([
    ['hello', 'Say a command, such as /stretch hamstrings. :help shows more.'],
    ['/nope', /^There is no command \/nope\. There is \/stretch, .*\/help\.$/],
    [
      '/recovery',
      'There is no command /recovery. There is /recovery tip, /recovery plan, /recovery checkin, /recovery history.',
    ],
    ['/stretch', '/stretch needs "muscle": Which muscle, such as hamstrings.'],
    ['/stretch area: calves', '/stretch has no option "area"; it has muscle, when, kind, minutes, share.'],
    ['/stretch calves when: never', '"when" takes one of: before-run, after-run, rest-day.'],
    ['/stretch calves minutes: many', '"minutes" takes a whole number.'],
    [':nope', 'There is no :nope. :help shows what there is.'],
    [':constructor', 'There is no :constructor. :help shows what there is.'],
    [':press Nothing', 'There is no button "Nothing" in #general.'],
    [':press', 'There is no button in #general.'],
    [':choose Nothing', 'There is nothing like "Nothing" to choose in #general.'],
    [':submit Name: x', 'There is no form open.'],
    [':as bob', /^Nobody here is called "bob"\. There are admin, leader, amara, /],
    [':as', /^Say who to be\. There are admin, leader, amara, /],
    ['#nowhere', /^There is no #nowhere that leader can see\. There is #general, #group-runs, /],
    [':clock 25:00', /^I can't read "25:00" as a time\. Try tomorrow 9:00, /],
    [`:as ${ESCAPE}[2J`, /^Nobody here is called "�\[2J"\./],
  ])('goes on after a line that can not be said: %j', async (line, why) => {
    const { said, well } = await piped(await openClub(), line, ':quit');
    expect(said.split('\n')).toHaveLength(2);
    expect(said.trimEnd()).toMatch(why instanceof RegExp ? why : new RegExp(`^${RegExp.escape(why)}$`));
    expect(well).toBe(false);
  });

  it('names what there is to press and choose', async () => {
    const { said } = await piped(
      await openClub(),
      '/stretch calves',
      ':press Share',
      ':press Shared',
      ':press Nope',
      '/recovery plan',
      ':choose Nope',
    );
    expect(said).toContain('The button "Shared" is switched off.');
    expect(said).toContain(
      'There is no button "Nope" in #general. There is Start guided session | Another routine | Shared.',
    );
    expect(said).toMatch(/nothing like "Nope" to choose in #general\. There is 5K \| 10K \| Half marathon/);
  });

  it('says what Discord says when the bot takes too long', async () => {
    const late: Command = {
      declaration: { name: 'late', description: 'Comes too late' },
      examples: ['late'],
      run() {
        club.sandbox.clock.advance(3_000);
        return { type: 'reply', to: 'member', message: { components: [{ type: 10, content: 'Too late' }] } };
      },
    };
    const club = await openClub({ moreCommands: [late], expectTrouble: true });
    const { said, well } = await piped(club, '/late');
    expect(said).toBe('The application did not respond.\n');
    expect(well).toBe(false);
  });
});

/** A terminal of 80 columns with somebody at its keys. */
function terminal({ sandbox, beat }: Club, colours = false) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, hasColors: () => colours });
  let all = '';
  let seen = 0;
  output.on('data', (chunk) => {
    all += chunk;
  });
  return {
    ended: chat({ sandbox, beat, input, output }),
    press: (keys: string) => input.write(keys),
    /** What is printed, from what was last seen up to and with `text`. */
    async sees(text: string): Promise<string> {
      while (!all.includes(text, seen))
        await new Promise<void>((resolve) => output.once('data', () => resolve()));
      const from = seen;
      seen = all.indexOf(text, seen) + text.length;
      return all.slice(from, seen);
    },
  };
}

describe('the chat, in a terminal', () => {
  it.each([
    ['the name of a command', '/str', 'etch '],
    ['all below it', '/rec', 'overy '],
    ['a subcommand', '/recovery p', 'lan '],
    ['a suggestion', '/stretch ham', '/stretch Hamstrings '],
    ['a suggestion for a misspelt word', '/stretch hamstirng', '/stretch Hamstrings '],
    ['a suggestion of two words', '/stretch hip f', '/stretch Hip flexors '],
    ['the name of an option', '/stretch calves wh', 'en: '],
    ['the name of an option at the start', '/recovery tip to', 'pic: '],
    ['a choice', '/stretch calves when: b', 'efore-run '],
    ['yes or no', '/stretch calves share: t', 'rue '],
    ['an action', ':cl', 'ock '],
    ['somebody', ':as ch', 'loe'],
    ['a channel', '#gr', 'oup-runs'],
    ['a day', ':clock tom', 'orrow '],
  ])('completes %s: %j', async (_what, typed, whole) => {
    const at = terminal(await openClub());
    await at.sees('> ');
    at.press(typed);
    await at.sees(typed);
    at.press('\t');
    await at.sees(whole);
    at.press('\u0003');
    expect(await at.ended).toBe('well');
  });

  it('lists what a suggestion is followed by, buttons and choices', async () => {
    const at = terminal(await openClub());
    await at.sees('> ');
    at.press('/stretch hamstrings ');
    await at.sees('hamstrings ');
    at.press('\t');
    at.press('\t');
    const options = stripVTControlCharacters(await at.sees('/stretch hamstrings '));
    expect(options.split(/\s+/)).toEqual(expect.arrayContaining(['when:', 'kind:', 'minutes:', 'share:']));
    expect(options).not.toContain('muscle:');
    at.press('\r');
    await at.sees('[Share]');
    await at.sees('> ');
    at.press(':press an');
    await at.sees(':press an');
    at.press('\t');
    await at.sees(':press Another routine');
    at.press('\r');
    await at.sees('routine 2 of 3');
    await at.sees('> ');
    at.press('\u0004');
    expect(await at.ended).toBe('well');
  });

  it('sends the value of a suggestion that was taken', async () => {
    const echo: Command = {
      declaration: {
        name: 'echo',
        description: 'Says it again',
        options: [{ type: Option.String, name: 'run', description: 'Which', autocomplete: true }],
      },
      examples: ['echo'],
      run: ({ interaction: { options } }) => ({
        type: 'reply',
        to: 'member',
        message: { components: [{ type: 10, content: `Heard ${options.getString('run')}` }] },
      }),
      suggest: () => [{ name: 'Long run, Sunday', value: 'run-17' }],
    };
    const at = terminal(await openClub({ moreCommands: [echo] }));
    await at.sees('> ');
    at.press('/echo lo');
    await at.sees('lo');
    at.press('\t');
    await at.sees('Long run, Sunday ');
    at.press('\r');
    await at.sees('Heard run-17');
    at.press(':quit\r');
    expect(await at.ended).toBe('well');
  });

  it('wraps at words and keeps the margin; colours only where there are some', async () => {
    for (const colours of [false, true]) {
      const at = terminal(await openClub(), colours);
      await at.sees('> ');
      at.press('/stretch hamstrings\r');
      const said = await at.sees('[Share]');
      expect(COLOUR.test(said)).toBe(colours);
      const lines = stripVTControlCharacters(said).split('\n').slice(2);
      for (const line of lines) {
        expect(line.length).toBeLessThanOrEqual(80);
        expect(line).toMatch(/^ {2}\|/);
      }
      at.press('\u0003');
      await at.ended;
    }
  });

  it('shows what the bot says by itself above what is being typed', async () => {
    const club = await openClub();
    const { sandbox } = club;
    const at = terminal(club);
    await at.sees('> ');
    at.press('/stretch cal');
    await at.sees('/stretch cal');
    const [channel] = sandbox.world.home.channels.values();
    if (!channel) throw new Error('The club has no channel.');
    sandbox.messages.create({
      channel,
      authorId: sandbox.world.bot.id,
      form: { content: 'Run at nine!' },
      files: [],
    });
    await at.sees('  | Run at nine!');
    await at.sees('/stretch cal');
    at.press('ves\r');
    await at.sees('Calves');
    at.press('\u0003');
    expect(await at.ended).toBe('well');
  });

  it('takes wrong lines lightly', async () => {
    const at = terminal(await openClub());
    await at.sees('> ');
    at.press('/nope\r');
    await at.sees('There is no command /nope.');
    await at.sees('> ');
    at.press('\u0003');
    expect(await at.ended).toBe('well');
  });
});

/** The program itself, without a token, with lines from a pipe. */
async function program(...lines: string[]) {
  const folder = ownFolder();
  const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: `file:${join(folder, 'club.sqlite')}`,
      SANDBOX_PORT: '0',
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [answers, notes] = [wholeOf(child.stdout), wholeOf(child.stderr)];
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return { code: await ended, answers: await answers, notes: await notes };
}

describe('npm start without a token', () => {
  it('answers a line from a pipe and ends well', async () => {
    const { code, answers, notes } = await program('/stretch hamstrings');
    expect(answers).toMatch(
      /^Cooldown \[APP\] · Leo used \/stretch · only you can see this\n {2}\| Hamstrings\n/,
    );
    expect(answers).toContain('  | [Start guided session]  [Another routine]  [Share]\n');
    expect(notes).toMatch(
      /^There is no DISCORD_TOKEN, so this is the sandbox: [^\n]+\nIn your browser: [^\n]+\n$/,
    );
    expect(code).toBe(0);
  });

  it('tells by its exit code when a line could not be said', async () => {
    const { code, answers } = await program('/nope', '/help');
    expect(answers).toContain('There is no command /nope.');
    expect(answers).toContain('Leo used /help');
    expect(code).toBe(1);
  });
});
