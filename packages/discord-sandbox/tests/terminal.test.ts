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
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/discord/command.ts';
import { ownFolder } from '../../../tests/folders.ts';
import { type Club, openClub } from '../../../tests/journeys/club.ts';
import { textOf } from '../src/client/look.ts';
import { ClientRefusal, type Spoken } from '../src/client/options.ts';
import { type SeenMessage, seenModal } from '../src/client/seen.ts';
import { commandIn, focusIn, valuesIn } from '../src/client/typed.ts';
import { chat } from '../src/terminal/chat.ts';
import { drawMessage, drawModal } from '../src/terminal/draw.ts';
import { formValuesIn, labelsIn, readLine } from '../src/terminal/line.ts';
import { drawMarkdown, harmless, type Look } from '../src/terminal/markdown.ts';
import { countdown, instantFor, wallTime } from '../src/terminal/when.ts';
import { NO_BREAK, widthOf, wrapped } from '../src/terminal/wrap.ts';

const ESCAPE = '\u001b';

function spoken(path: string, ...options: string[]): Spoken {
  return {
    path,
    description: path,
    options: options.map((name) => ({ type: Option.String, name, description: name })),
    command: {
      id: '1',
      application_id: '1',
      version: '1',
      type: 1,
      name: path.split(' ')[0] ?? path,
      description: path,
      default_member_permissions: null,
    },
  };
}

const stretch = spoken('stretch', 'muscle', 'when', 'minutes');
const tip = spoken('recovery tip', 'topic');
const plan = spoken('recovery plan', 'race', 'distance');
const bare = spoken('standings');
const all = [stretch, tip, plan, bare, spoken('race', 'name')];

/** What a terminal takes for a change of colour or weight: an escape character, `[`, a number and `m`. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`);

describe('a line', () => {
  it.each([
    ['', {}],
    ['hamstrings', { muscle: 'hamstrings' }],
    ['  hip flexors  ', { muscle: 'hip flexors' }],
    ['hamstrings minutes: 3', { muscle: 'hamstrings', minutes: '3' }],
    ['hamstrings minutes:3 when:rest-day', { muscle: 'hamstrings', minutes: '3', when: 'rest-day' }],
    ['muscle: hip flexors when: after-run', { muscle: 'hip flexors', when: 'after-run' }],
    ['when: after-run', { when: 'after-run' }],
    ['after-run muscle: calves', { when: 'after-run', muscle: 'calves' }],
    ['Muscle: calves MINUTES: 3', { muscle: 'calves', minutes: '3' }],
    ['muscle: the one: left, at 7:30', { muscle: 'the one: left, at 7:30' }],
    ['see https://example.com at 7:30', { muscle: 'see https://example.com at 7:30' }],
    ['muscle: calves muscle: glutes', { muscle: 'glutes' }],
    ['hamstrings minutes:', { muscle: 'hamstrings', minutes: '' }],
    ['area: calves minutes: 3', { area: 'calves', minutes: '3' }],
    ['calves minute: 3', { muscle: 'calves', minute: '3' }],
  ])('has values: %j', (rest, values) => {
    expect(valuesIn(rest, stretch)).toEqual(values);
  });

  it.each([
    ['/stretch hamstrings', 'stretch', { muscle: 'hamstrings' }],
    ['  /STRETCH   hamstrings ', 'stretch', { muscle: 'hamstrings' }],
    ['/recovery tip', 'recovery tip', {}],
    ['/recovery  tip sleep', 'recovery tip', { topic: 'sleep' }],
    [
      '/recovery plan Berlin Marathon distance: half',
      'recovery plan',
      { race: 'Berlin Marathon', distance: 'half' },
    ],
    ['/standings', 'standings', {}],
    ['/race The 10: an evening', 'race', { name: 'The 10: an evening' }],
  ])('says a command: %j', (line, path, entered) => {
    expect(readLine(line, all)).toEqual({ type: 'command', path, entered });
  });

  it.each([
    ['', { type: 'nothing' }],
    [' \t ', { type: 'nothing' }],
    ['#group-runs', { type: 'channel', name: 'group-runs' }],
    ['# races ', { type: 'channel', name: 'races' }],
    [':press Another routine', { type: 'action', name: 'press', rest: 'Another routine' }],
    [':CLOCK   tomorrow 9:00 ', { type: 'action', name: 'clock', rest: 'tomorrow 9:00' }],
    [':help', { type: 'action', name: 'help', rest: '' }],
  ])('is something else: %j', (line, read) => {
    expect(readLine(line, all)).toEqual(read);
  });

  it.each([
    ['hello', 'Say a command, such as /stretch hamstrings. :help shows more.'],
    [
      '/strech calves',
      'There is no command /strech. There is /stretch, /recovery tip, /recovery plan, /standings, /race.',
    ],
    ['/recovery', 'There is no command /recovery. There is /recovery tip, /recovery plan.'],
    ['/recovery nap', 'There is no command /recovery nap. There is /recovery tip, /recovery plan.'],
    ['/str', 'There is no command /str. There is /stretch.'],
    [
      '/stretches',
      'There is no command /stretches. There is /stretch, /recovery tip, /recovery plan, /standings, /race.',
    ],
    ['/', 'There is no command /. There is /stretch, /recovery tip, /recovery plan, /standings, /race.'],
    ['/standings now', '/standings takes no options; there is no place for "now".'],
    ['/race now name: x', '/race takes only name; there is no place for "now".'],
  ])('can not be said: %j', (line, why) => {
    expect(readLine(line, all)).toEqual({ type: 'unknown', why });
  });

  it('says when there is no command at all', () => {
    expect(readLine('/x', [])).toEqual({
      type: 'unknown',
      why: 'There is no command /x. There is none for you.',
    });
  });

  it('takes the longest command that fits', () => {
    const below = spoken('race result', 'time');
    expect(commandIn('race result 45:00', [spoken('race', 'name'), below])).toEqual({
      spoken: below,
      rest: '45:00',
    });
  });

  it.each([
    ['', { name: 'muscle', typed: '', named: false, left: ['when', 'minutes'] }],
    ['ham', { name: 'muscle', typed: 'ham', named: false, left: ['when', 'minutes'] }],
    ['hip ', { name: 'muscle', typed: 'hip ', named: false, left: ['when', 'minutes'] }],
    ['ham when: ', { name: 'when', typed: '', named: true, left: ['minutes'] }],
    ['when: rest', { name: 'when', typed: 'rest', named: true, left: ['muscle', 'minutes'] }],
  ])('unfinished, has its end in an option: %j', (rest, focus) => {
    expect(focusIn(rest, stretch)).toEqual(focus);
  });

  it.each([
    ['Marathon', ['Marathon']],
    ['marathon, half', ['Marathon', 'Half']],
    ['Ultra, 50 km to 50 miles', ['Ultra, 50 km to 50 miles']],
    ['ultra, 50 km to 50 miles ,Half', ['Ultra, 50 km to 50 miles', 'Half']],
    ['Ultra, Half', ['Ultra', 'Half']],
    ['Halfway, Half', ['Halfway', 'Half']],
    ['', []],
  ])('names labels, even with commas in them: %j', (text, labels) => {
    expect(labelsIn(text, ['Half', 'Marathon', 'Ultra', 'Ultra, 50 km to 50 miles'])).toEqual(labels);
  });
});

describe('a form', () => {
  const form = seenModal({
    custom_id: 'form',
    title: `Log a run${ESCAPE}[2J`,
    components: [
      { type: 10, content: 'How did it **go**?' },
      { type: 18, label: 'How far?', component: { type: 4, custom_id: 'far', style: 1, required: true } },
      {
        type: 18,
        label: 'Where',
        description: 'More than one is fine',
        component: {
          type: 3,
          custom_id: 'where',
          required: false,
          options: [
            { label: 'Road', value: 'road' },
            { label: 'Track', value: 'track' },
          ],
        },
      },
      { type: 18, label: 'Tell all', component: { type: 23, custom_id: 'tell' } },
    ],
  });

  it('is drawn with what each field takes', () => {
    expect(drawModal(form, plainLook)).toEqual([
      'Form: Log a run�[2J',
      '  | How did it go?',
      '  | How far?: text',
      '  | Where: Road | Track (if you like) · More than one is fine',
      '  | Tell all: yes or no (if you like)',
      '  | Send it with :submit Field: value; Field: value',
    ]);
  });

  it.each([
    ['How far?: 10 km', { 'How far?': '10 km' }],
    [
      'how far?: 10; slow: very; where: Road, Track; TELL ALL: yes',
      { 'How far?': '10; slow: very', Where: ['Road', 'Track'], 'Tell all': true },
    ],
    ['Tell all: no', { 'Tell all': false }],
    ['', {}],
  ])('takes %j', (text, values) => {
    expect(formValuesIn(text, form)).toEqual(values);
  });

  it('names its fields where another is named', () => {
    expect(() => formValuesIn('Pace: 5:00', form)).toThrow(
      new ClientRefusal('The form has no field "Pace"; it has How far?, Where, Tell all.'),
    );
  });
});

describe('a time', () => {
  const zone = 'Europe/London';
  /** A Tuesday in winter. */
  const now = Date.parse('2026-11-24T08:30:00Z');

  it.each([
    ['+2h', '2026-11-24T10:30:00Z'],
    ['+90m', '2026-11-24T10:00:00Z'],
    ['+1d', '2026-11-25T08:30:00Z'],
    ['+2w', '2026-12-08T08:30:00Z'],
    ['+ 2 H', '2026-11-24T10:30:00Z'],
    ['18:30', '2026-11-24T18:30:00Z'],
    ['8:31', '2026-11-24T08:31:00Z'],
    ['8:30', '2026-11-25T08:30:00Z'],
    ['07:00', '2026-11-25T07:00:00Z'],
    ['today 0:01', '2026-11-24T00:01:00Z'],
    ['tomorrow 9:00', '2026-11-25T09:00:00Z'],
    ['Tomorrow  09:00 ', '2026-11-25T09:00:00Z'],
    ['saturday 7:30', '2026-11-28T07:30:00Z'],
    ['sat 7:30', '2026-11-28T07:30:00Z'],
    ['tuesday 9:00', '2026-11-24T09:00:00Z'],
    ['tuesday 8:00', '2026-12-01T08:00:00Z'],
    ['monday 23:59', '2026-11-30T23:59:00Z'],
    ['2026-12-05 07:30', '2026-12-05T07:30:00Z'],
    ['2026-12-05T07:30', '2026-12-05T07:30:00Z'],
    ['2026-07-01 07:30', '2026-07-01T06:30:00Z'],
  ])('%j', (text, instant) => {
    expect(instantFor(text, now, zone)).toBe(Date.parse(instant));
  });

  it.each([
    ['before clocks go forward', '2027-03-27T09:00:00Z', 'tomorrow 9:00', '2027-03-28T08:00:00Z'],
    ['before clocks go forward', '2027-03-27T09:00:00Z', '+1d', '2027-03-28T08:00:00Z'],
    ['before clocks go forward', '2027-03-27T09:00:00Z', '+24h', '2027-03-28T09:00:00Z'],
    ['into the hour that is left out', '2027-03-27T09:00:00Z', 'sunday 1:30', '2027-03-28T01:30:00Z'],
    ['after clocks went forward', '2027-03-28T08:00:00Z', 'tomorrow 9:00', '2027-03-29T08:00:00Z'],
    ['before clocks go back', '2026-10-24T08:00:00Z', 'tomorrow 9:00', '2026-10-25T09:00:00Z'],
    ['before clocks go back', '2026-10-24T08:00:00Z', '+1w', '2026-10-31T09:00:00Z'],
    ['into the hour that comes twice', '2026-10-24T08:00:00Z', 'sunday 1:30', '2026-10-25T00:30:00Z'],
    ['after clocks went back', '2026-10-25T09:00:00Z', 'monday 9:00', '2026-10-26T09:00:00Z'],
  ])('%s, from %s: %s', (_when, from, text, instant) => {
    expect(instantFor(text, Date.parse(from), zone)).toBe(Date.parse(instant));
  });

  it.each([
    '',
    'soon',
    '25:00',
    '9:60',
    '9',
    '9:0',
    '-2h',
    '+2',
    '+2y',
    '+99999h',
    'tomorrow',
    'someday 9:00',
    'su 9:00',
    'sundays 9:00',
    'tomorrow9:00',
    '2026-02-30 07:30',
    '2026-13-01 07:30',
    '2026-12-05',
    'tomorrow 9:00 sharp',
  ])('is none: %j', (text) => {
    expect(instantFor(text, now, zone)).toBeUndefined();
  });

  it.each([
    ['2026-11-24T09:00:00Z', 'Tue, 24 Nov 2026, 09:00 GMT'],
    ['2026-07-01T08:00:00Z', 'Wed, 1 Jul 2026, 09:00 BST'],
  ])('is read as wall time: %s', (instant, text) => {
    expect(wallTime(Date.parse(instant), zone)).toBe(text);
  });

  it.each([
    [30_000, 'in 30 seconds'],
    [29_001, 'in 30 seconds'],
    [1_000, 'in 1 second'],
    [120_000, 'in 120 seconds'],
    [121_000, undefined],
    [0, undefined],
    [-5_000, undefined],
  ])('counts down what is %i ms away: %s', (ms, text) => {
    expect(countdown(1_000_000 + ms, 1_000_000)).toBe(text);
  });
});

const plainLook: Look = {
  plain: true,
  nameOf: (kind, id) =>
    id === '7' ? { user: 'Leo', role: 'Run Leader', channel: 'races' }[kind] : undefined,
  wallTime: (instant) => wallTime(instant, 'Europe/London'),
};
const colourful: Look = { ...plainLook, plain: false };

describe('markdown', () => {
  it.each([
    ['## A **heading**', 'A heading'],
    ['-# small', 'small'],
    ['> said', '| said'],
    ['- one', '- one'],
    ['hello <@7> and <@!7>', 'hello @Leo and @Leo'],
    ['ask <@&7> in <#7>', 'ask @Run Leader in #races'],
    ['<@8> <@&8> <#8>', '@unknown-user @unknown-role #unknown-channel'],
    ['try </recovery tip:12>', 'try /recovery tip'],
    ['at <t:1795510800:F>', 'at Tue, 24 Nov 2026, 09:00 GMT'],
    [
      '[NHS](https://nhs.uk/x) and [WHO](<https://who.int>)',
      'NHS (https://nhs.uk/x) and WHO (https://who.int)',
    ],
    ['fine <:run:12> <a:jog:13>', 'fine :run: :jog:'],
    ['`**as** <@7> it - is`', '**as** <@7> it - is'],
    ['**`bold`** and `0`', 'bold and 0'],
  ])('is drawn plainly: %j', (markdown, line) => {
    expect(drawMarkdown(markdown, plainLook)).toEqual([line]);
  });

  it('leaves a block of code as it is, line by line', () => {
    expect(drawMarkdown('Say\n```sh\n**npm** start\n# <@7>\n```\nthen', plainLook)).toEqual([
      'Say',
      '**npm** start',
      '# <@7>',
      'then',
    ]);
  });

  it('is bold, dim and coloured where there are colours, word by word', () => {
    const [line = ''] = drawMarkdown('a **b c** `d`', colourful);
    expect(line).toBe(`a ${ESCAPE}[1mb${ESCAPE}[22m ${ESCAPE}[1mc${ESCAPE}[22m ${ESCAPE}[36md${ESCAPE}[39m`);
  });

  it.each([
    ['clears the screen', `${ESCAPE}[2J${ESCAPE}[Hgone`],
    ['sets the title', `${ESCAPE}]0;title\u0007`],
    ['starts a sequence in one character', '\u009b31mred'],
    ['overwrites the line', 'all well\rall lost'],
    ['goes back', 'ab\b\bcd'],
    ['turns the text around', '\u202eflow\u2066x\u2069'],
    ['passes itself off as code that was set aside', '\u00000\u0000 `code`'],
  ])('from the wire is made harmless where it %s', (_what, hostile) => {
    const drawn = drawMarkdown(hostile, plainLook).join('\n');
    expect(drawn).toContain('�');
    expect(drawn.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(harmless(hostile)).not.toContain(ESCAPE);
  });
});

function message(parts: Partial<SeenMessage>): SeenMessage {
  return {
    id: '1',
    channel: 'general',
    author: { id: '9', name: 'Cooldown', bot: true },
    content: '',
    embeds: [],
    components: [],
    ephemeral: false,
    flags: 0,
    attachments: [],
    createdAt: 0,
    editedAt: null,
    interaction: undefined,
    pinged: [],
    ...parts,
  };
}

const drawn = (parts: Partial<SeenMessage>, look = plainLook) =>
  drawMessage(message(parts), look).map((line) => line.replaceAll(NO_BREAK, ' '));

describe('a message', () => {
  it('says who wrote it, what for, who sees it and whether it was changed', () => {
    expect(drawn({ content: 'Hi\n\nthere' })).toEqual(['Cooldown [APP]', '  | Hi', '  |', '  | there']);
    expect(drawn({ author: { id: '7', name: 'Leo', bot: false } })).toEqual(['Leo']);
    expect(drawn({ ephemeral: true, editedAt: 1, interaction: { user: 'Leo', command: 'stretch' } })).toEqual(
      ['Cooldown [APP] · Leo used /stretch · only you can see this · edited'],
    );
  });

  it('lists what can be pressed and chosen, and what is switched off', () => {
    expect(
      drawn({
        components: [
          { type: 17, components: [{ type: 10, content: '## Card' }, { type: 14 }] },
          {
            type: 1,
            components: [
              { type: 2, style: 1, custom_id: 'a', label: 'Another routine' },
              { type: 2, style: 2, custom_id: 'b', label: 'Shared', disabled: true },
              { type: 2, style: 2, custom_id: 'c', emoji: { name: '👟' } },
              { type: 2, style: 5, url: 'https://example.com', label: 'Read' },
            ],
          },
          {
            type: 1,
            components: [
              {
                type: 3,
                custom_id: 'd',
                placeholder: 'Distance',
                options: [
                  { label: '5K', value: '5k', default: true },
                  { label: 'Marathon', value: 'm' },
                ],
              },
            ],
          },
          { type: 1, components: [{ type: 5, custom_id: 'e', disabled: true }] },
          {
            type: 9,
            components: [{ type: 10, content: 'Text' }],
            accessory: { type: 11, media: { url: 'https://example.com/a.png' }, description: 'A stretch' },
          },
        ],
        attachments: [{ filename: 'plan.ics', contentType: 'text/calendar', size: 12, url: '' }],
      }),
    ).toEqual([
      'Cooldown [APP]',
      '  | Card',
      '  |',
      '  |',
      '  | [Another routine]  [Shared] (off)  [👟]  [Read https://example.com]',
      '  |',
      '  | {Distance: *5K | Marathon}',
      '  |',
      '  | {Choose: a member} (off)',
      '  | Text',
      '  | (picture: A stretch)',
      '  | (attached: plan.ics, 12 bytes)',
    ]);
  });

  it('is harmless in every part', () => {
    const bad = `x${ESCAPE}[2Jy`;
    const lines = drawn({
      content: bad,
      components: [
        { type: 12, items: [{ media: { url: bad }, description: bad }] },
        { type: 13, file: { url: bad } },
        {
          type: 1,
          components: [
            { type: 2, style: 5, url: bad, label: bad },
            { type: 3, custom_id: 'd', placeholder: bad, options: [{ label: bad, value: 'x' }] },
          ],
        },
      ],
      attachments: [{ filename: bad, contentType: '', size: 1, url: '' }],
    });
    expect(lines.join('').match(/x�\[2Jy/g)).toHaveLength(8);
    expect(lines.join('')).not.toContain(ESCAPE);
  });

  it('has escape sequences only of its own, where there are colours', () => {
    const lines = drawn({ content: `**x${ESCAPE}[2Jy**` }, colourful);
    expect(stripVTControlCharacters(lines.join('\n'))).toBe('Cooldown [APP]\n  | x�[2Jy');
  });
});

describe('a long line', () => {
  it.each([
    ['is left whole where it fits', '  | one two', 40, ['  | one two']],
    [
      'is broken between words with its margin',
      '  | one two three four five six',
      24,
      ['  | one two three four', '  | five six'],
    ],
    [
      'leaves room for the mark of a list',
      '  | 1. one two three four five',
      26,
      ['  | 1. one two three four', '  |    five'],
    ],
    [
      'keeps the bar of a quotation',
      '  | | one two three four five',
      24,
      ['  | | one two three four', '  | | five'],
    ],
    [
      'keeps a long word whole',
      'https://example.com/a/very/long/one then',
      24,
      ['https://example.com/a/very/long/one', 'then'],
    ],
    ['never gets absurdly narrow', 'one two three', 3, ['one two three']],
    [
      'keeps a button together',
      `  | [One]  [Two]  [Three${NO_BREAK}and${NO_BREAK}four]`,
      24,
      ['  | [One]  [Two]', `  | [Three${NO_BREAK}and${NO_BREAK}four]`],
    ],
    ['counts wide characters twice', '走る走る走る 走る走る走る', 24, ['走る走る走る', '走る走る走る']],
  ])('%s', (_what, line, columns, lines) => {
    expect(wrapped(line, columns)).toEqual(lines);
  });

  it('counts what is seen, not what colours it', () => {
    const [line = ''] = drawMarkdown('**one two three** four five', colourful);
    expect(widthOf(line)).toBe(23);
    expect(wrapped(line, 24)).toEqual([line]);
    expect(wrapped(`${line} six`, 24)).toHaveLength(2);
  });
});

/** A chat with a pipe; when that ends, what was printed, and whether the chat says that all went well. */
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
const slow: Command = {
  declaration: { name: 'slow', description: 'Takes its time' },
  examples: ['slow'],
  defer: 'channel',
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
    const heads = said.split('\n').filter((line) => /^\S/.test(line));
    expect(heads).toEqual([
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
      run: ({ user }) => ({
        type: 'reply',
        to: 'member',
        message: { components: [list('Away', []), list('Here', [user.id])] },
      }),
      press: {
        take: (interaction, [name]) => ({
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
    expect(said.split('\n').filter((line) => /^\S/.test(line))).toEqual([
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
      run: ({ options }) => ({
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
        expect(widthOf(line)).toBeLessThanOrEqual(80);
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
  const main = join(import.meta.dirname, '..', '..', '..', 'src', 'main.ts');
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
