import { stripVTControlCharacters } from 'node:util';
import { ApplicationCommandOptionType as Option } from 'discord-api-types/v10';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { ClientRefusal, type Spoken } from '../src/client/options.ts';
import { commandIn, focusIn, valuesIn } from '../src/client/typed.ts';
import { type SeenMessage, seenModal } from '../src/client/views.ts';
import { buttonsOf, selectsOf, textOf } from '../src/index.ts';
import { drawMessage, drawModal } from '../src/terminal/draw.ts';
import { drawMarkdown, harmless, type Look } from '../src/terminal/markdown.ts';
import { formValuesIn, labelsIn, readLine } from '../src/terminal/typed-line.ts';
import { countdown, instantFor, wallTime } from '../src/terminal/when.ts';
import { NO_BREAK, wrapped } from '../src/terminal/wrap.ts';

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
    expect(readLine(line, all, '/stretch hamstrings')).toEqual({ type: 'command', path, entered });
  });

  it.each([
    ['', { type: 'nothing' }],
    [' \t ', { type: 'nothing' }],
    ['#meetings', { type: 'channel', name: 'meetings' }],
    ['# photos ', { type: 'channel', name: 'photos' }],
    [':press Another routine', { type: 'action', name: 'press', rest: 'Another routine' }],
    [':CLOCK   tomorrow 9:00 ', { type: 'action', name: 'clock', rest: 'tomorrow 9:00' }],
    [':help', { type: 'action', name: 'help', rest: '' }],
  ])('is something else: %j', (line, read) => {
    expect(readLine(line, all, '/stretch hamstrings')).toEqual(read);
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
    expect(readLine(line, all, '/stretch hamstrings')).toEqual({ type: 'unknown', why });
  });

  it('says when there is no command at all', () => {
    expect(readLine('/x', [], '/stretch hamstrings')).toEqual({
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
    id === '7' || id === '9' ? { user: 'Leo', role: 'Team Lead', channel: 'photos' }[kind] : undefined,
  wallTime: (instant) => wallTime(instant, 'Europe/London'),
};
const colourful: Look = { ...plainLook, plain: false };

describe('markdown', () => {
  it.each([
    ['## A **heading**', 'A heading'],
    ['-# small', 'small'],
    ['> said', '| said'],
    ['- one', '- one'],
    ['hello <@7> and <@!7>, <@9>', 'hello @Leo and @Leo, @unknown-user'],
    ['ask <@&7> in <#7>', 'ask @Team Lead in #photos'],
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
    expect(drawMarkdown(markdown, plainLook, { 7: 'Leo' })).toEqual([line]);
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
    author: { id: '9', name: 'Greeter', bot: true },
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
    names: {},
    ...parts,
  };
}

const drawn = (parts: Partial<SeenMessage>, look = plainLook) =>
  drawMessage(message(parts), look).map((line) => line.replaceAll(NO_BREAK, ' '));

describe('a message', () => {
  it('says who wrote it, what for, who sees it and whether it was changed', () => {
    expect(drawn({ content: 'Hi\n\nthere' })).toEqual(['Greeter [APP]', '  | Hi', '  |', '  | there']);
    expect(drawn({ author: { id: '7', name: 'Leo', bot: false } })).toEqual(['Leo']);
    expect(drawn({ ephemeral: true, editedAt: 1, interaction: { user: 'Leo', command: 'stretch' } })).toEqual(
      ['Greeter [APP] · Leo used /stretch · only you can see this · edited'],
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
      'Greeter [APP]',
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

  it('names in its texts only whose names came with it', () => {
    const content = '<@7> and <@9>';
    expect(drawn({ content, names: { 7: 'Leo' } })).toEqual(['Greeter [APP]', '  | @Leo and @unknown-user']);
    const components = [{ type: 10, content }] as SeenMessage['components'];
    expect(drawn({ components, names: { 9: 'Elif' } }).at(-1)).toBe('  | @unknown-user and @Elif');
  });

  it('is drawn plainly where it holds what nobody knows, nothing, or a file that isn’t there', () => {
    const components = [
      null,
      { type: 99 },
      { type: 10, content: null },
      { type: 12, items: [{ media: null, description: null }, null] },
      { type: 12, items: [{ media: { url: 'attachment://lost.png' } }] },
      { type: 13, file: null },
      { type: 9, components: null, accessory: null },
      { type: 1, components: [{ type: 3, custom_id: 'd', options: null, placeholder: null }, null] },
      { type: 1, components: [{ type: 5, custom_id: 'e', default_values: null }] },
      { type: 1, components: [{ type: 2, style: null, label: null, emoji: null, custom_id: 'f' }] },
    ] as unknown as SeenMessage['components'];
    expect(drawn({ components }).filter((line) => line.trim() !== '|')).toEqual([
      'Greeter [APP]',
      '  | (a component that this terminal does not know)',
      '  | (picture: not there)',
      '  | (picture: attachment://lost.png)',
      '  | (file: not there)',
      '  | {Choose: …}',
      '  | {Choose: a member}',
      '  | []',
    ]);
    expect(buttonsOf(message({ components })).map(({ customId }) => customId)).toEqual(['f']);
    expect(selectsOf(message({ components })).map(({ customId }) => customId)).toEqual(['d', 'e']);
    expect(textOf(message({ components }))).toBe('');
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
    expect(stripVTControlCharacters(lines.join('\n'))).toBe('Greeter [APP]\n  | x�[2Jy');
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
    expect(stringWidth(line)).toBe(23);
    expect(wrapped(line, 24)).toEqual([line]);
    expect(wrapped(`${line} six`, 24)).toHaveLength(2);
  });
});

/** A chat with a pipe; when that ends, what was printed, and whether the chat says that all went well. */
