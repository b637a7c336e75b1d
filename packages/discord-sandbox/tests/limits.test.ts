import { expect, test } from 'vitest';
import { badAt, button, COMPONENTS_V2, labelled, openPlace, refusal, row, words } from './bare-bot.ts';

const chars = (count: number) => 'x'.repeat(count);
const many = <Thing>(count: number, make: (place: number) => Thing) =>
  Array.from({ length: count }, (_, place) => make(place));
const buttons = (count: number, from = 0) =>
  many(count, (place) => button(`${place}`, `button-${from + place}`));
const choice = (place: number) => ({ label: `${place}`, value: `${place}` });
const select = (more: object = {}) => ({
  type: 3,
  custom_id: 'select',
  options: [choice(1), choice(2)],
  ...more,
});
const embed = (more: object) => ({ embeds: [{ title: 'Run', ...more }] });
const layout = (...components: readonly object[]) => ({ flags: COMPONENTS_V2, components });
const container = (...components: readonly object[]) => ({ type: 17, components });
const link = (more: object) => ({ type: 2, style: 5, label: 'Map', ...more });
const id = '1442359339191894016';

/** What is wrong, the form, where it is wrong and with which code, where that is documented. */
type Row = readonly [what: string, form: object, path: string, code?: string];

const MESSAGES: readonly Row[] = [
  ['text of 2,001 characters', { content: chars(2_001) }, 'content', 'BASE_TYPE_MAX_LENGTH'],
  ['text that is a number', { content: 7 }, 'content'],
  ['11 embeds', { embeds: many(11, () => ({ title: 'Run' })) }, 'embeds', 'BASE_TYPE_MAX_LENGTH'],
  ["an embed's title of 257 characters", embed({ title: chars(257) }), 'embeds.0.title'],
  ["an embed's description of 4,097", embed({ description: chars(4_097) }), 'embeds.0.description'],
  ['26 fields', embed({ fields: many(26, () => ({ name: 'a', value: 'b' })) }), 'embeds.0.fields'],
  [
    "a field's value of 1,025",
    embed({ fields: [{ name: 'a', value: chars(1_025) }] }),
    'embeds.0.fields.0.value',
  ],
  ["a field's name of 257", embed({ fields: [{ name: chars(257), value: 'b' }] }), 'embeds.0.fields.0.name'],
  ['a footer of 2,049', embed({ footer: { text: chars(2_049) } }), 'embeds.0.footer.text'],
  ['an author of 257', embed({ author: { name: chars(257) } }), 'embeds.0.author.name'],
  [
    'embeds of 6,001 characters together',
    { embeds: [{ description: chars(4_000) }, { description: chars(2_001) }] },
    'embeds',
    'MAX_EMBED_SIZE_EXCEEDED',
  ],
  ['an embed that shows nothing', { embeds: [{ color: 1 }] }, 'embeds.0.description', 'BASE_TYPE_REQUIRED'],
  ['6 rows', { components: many(6, (place) => row(...buttons(1, place))) }, 'components'],
  ['6 buttons in a row', { components: [row(...buttons(6))] }, 'components.0.components'],
  ['a row with nothing in it', { components: [row()] }, 'components.0.components'],
  [
    'a label of 81 characters',
    { components: [row(...buttons(1)), row(button('a', 'a'), button(chars(81), 'b'))] },
    'components.1.components.1.label',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a custom id of 101 characters',
    { components: [row(button('a', chars(101)))] },
    'components.0.components.0.custom_id',
  ],
  ['a button that says nothing', { components: [row(button('', 'a'))] }, 'components.0.components.0'],
  ['a button without a custom id', { components: [row(link({ style: 1 }))] }, 'components.0.components.0'],
  ['a link without a url', { components: [row(link({}))] }, 'components.0.components.0'],
  [
    'a link with a custom id',
    { components: [row(link({ url: 'https://a.example', custom_id: 'a' }))] },
    'components.0.components.0',
  ],
  [
    'two components of one custom id',
    { components: [row(button('a', 'same')), row(button('b', 'same'))] },
    'components.1.components.0.custom_id',
    'COMPONENT_CUSTOM_ID_DUPLICATED',
  ],
  [
    'two components of one number',
    { components: [row(button('a', 'a', { id: 7 }), button('b', 'b', { id: 7 }))] },
    'components.0.components.1.id',
  ],
  [
    'a component of an unknown type',
    { components: [{ type: 99 }] },
    'components.0.type',
    'BASE_TYPE_CHOICES',
  ],
  [
    '26 choices',
    { components: [row(select({ options: many(26, choice) }))] },
    'components.0.components.0.options',
  ],
  ['no choices', { components: [row(select({ options: [] }))] }, 'components.0.components.0.options'],
  [
    'two choices of one value',
    { components: [row(select({ options: [choice(1), choice(1)] }))] },
    'components.0.components.0.options.1.value',
  ],
  [
    'a choice labelled with 101 characters',
    { components: [row(select({ options: [choice(1), { label: chars(101), value: 'b' }] }))] },
    'components.0.components.0.options.1.label',
  ],
  [
    'a placeholder of 151 characters',
    { components: [row(select({ placeholder: chars(151) }))] },
    'components.0.components.0.placeholder',
  ],
  [
    'more choices made beforehand than may be',
    { components: [row(select({ options: many(2, (place) => ({ ...choice(place), default: true })) }))] },
    'components.0.components.0.options',
  ],
  [
    'more members chosen beforehand than may be',
    {
      components: [row({ type: 5, custom_id: 'who', default_values: many(2, () => ({ id, type: 'user' })) })],
    },
    'components.0.components.0.default_values',
  ],
  [
    'fewer members chosen beforehand than must be',
    {
      components: [
        row({
          type: 5,
          custom_id: 'who',
          min_values: 2,
          max_values: 3,
          default_values: [{ id, type: 'user' }],
        }),
      ],
    },
    'components.0.components.0.default_values',
  ],
  [
    'a role chosen beforehand among members',
    { components: [row({ type: 5, custom_id: 'who', default_values: [{ id, type: 'role' }] })] },
    'components.0.components.0.default_values.0.type',
  ],
  ['a select beside a button', { components: [row(select(), button('a', 'a'))] }, 'components.0.components'],
  ['a layout component without the flag', { components: [words('Hello')] }, 'components.0'],
  ['text beside layout components', { ...layout(words('a')), content: 'b' }, 'content'],
  ['embeds beside layout components', { ...layout(words('a')), ...embed({}) }, 'embeds'],
  [
    '41 components, those inside others counted',
    layout(...many(4, () => container(...many(9, () => words('a')))), words('b')),
    'components',
  ],
  [
    '4,001 characters in text displays',
    layout(words(chars(2_000)), container(words(chars(2_001)))),
    'components',
  ],
  [
    'a long label deep inside',
    layout(words('a'), container(words('b'), row(button('c', 'c'), button(chars(81), 'd')))),
    'components.1.components.1.components.1.label',
  ],
  [
    'a fault in an accessory',
    layout({ type: 9, components: [words('a')], accessory: button(chars(81), 'b') }),
    'components.0.accessory.label',
  ],
  ['a section without an accessory', layout({ type: 9, components: [words('a')] }), 'components.0.accessory'],
  [
    'a section of four texts',
    layout({ type: 9, components: many(4, () => words('a')), accessory: button('b', 'b') }),
    'components.0.components',
  ],
  ['a container in a container', layout(container(container(words('a')))), 'components.0.components.0.type'],
  ['a nonce of 26 characters', { content: 'a', nonce: chars(26) }, 'nonce'],
  [
    'mentions of 101 users',
    { content: 'a', allowed_mentions: { users: many(101, () => id) } },
    'allowed_mentions.users',
  ],
  [
    'mentions of a kind there is not',
    { content: 'a', allowed_mentions: { parse: ['all'] } },
    'allowed_mentions.parse.0',
  ],
  [
    'all users allowed, and some by name',
    { content: 'a', allowed_mentions: { parse: ['users'], users: [id] } },
    'allowed_mentions',
    'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
  ],
  [
    'descriptions of 11 files',
    { content: 'a', attachments: many(11, (place) => ({ id: place })) },
    'attachments',
  ],
];

test.for(MESSAGES)('refuses a message with %s, and says where', async ([, form, path, code]) => {
  const { sandbox, bot } = await openPlace();
  expect(await bot.say('general', form)).toMatchObject(badAt(path, code));
  expect(sandbox.as('amara').read()).toEqual([]);
  expect(sandbox.traffic.violations).toMatchObject([{ method: 'POST', message: 'Invalid Form Body' }]);
});

const FITTING: readonly (readonly [string, object])[] = [
  ['2,000 characters', { content: chars(2_000) }],
  ['10 embeds', { embeds: many(10, () => ({ title: 'Run' })) }],
  ['embeds of 6,000 characters', { embeds: many(2, () => ({ description: chars(3_000) })) }],
  ['5 rows of 5 buttons', { components: many(5, (place) => row(...buttons(5, place * 5))) }],
  ['a label of 80 and a custom id of 100', { components: [row(button(chars(80), chars(100)))] }],
  [
    'an emoji for a label',
    { components: [row({ ...button('', 'a'), label: undefined, emoji: { name: '🏃' } })] },
  ],
  ['a link', { components: [row(link({ url: 'https://a.example' }))] }],
  [
    '25 members chosen beforehand',
    {
      components: [
        row({
          type: 5,
          custom_id: 'who',
          min_values: 0,
          max_values: 25,
          default_values: many(25, () => ({ id, type: 'user' })),
        }),
      ],
    },
  ],
  ['25 choices', { components: [row(select({ options: many(25, choice) }))] }],
  ['40 components', layout(...many(4, () => container(...many(9, () => words('a')))))],
  ['4,000 characters of text displays', layout(words(chars(2_000)), container(words(chars(2_000))))],
  ['a nonce of 25', { content: 'a', nonce: chars(25) }],
  ['100 users allowed', { content: 'a', allowed_mentions: { users: many(100, () => id) } }],
  [
    'an empty list beside what is parsed',
    { content: 'a', allowed_mentions: { parse: ['users'], users: [] } },
  ],
];

test.for(FITTING)('takes a message with %s', async ([, form]) => {
  const { sandbox, bot } = await openPlace();
  expect((await bot.say('general', form)).status).toBe(200);
  expect(sandbox.traffic.violations).toEqual([]);
});

test('names every fault of a form at once', async () => {
  const { bot } = await openPlace();
  expect(
    await bot.say('general', { components: [row(button(chars(81), chars(101))), row(...buttons(6))] }),
  ).toMatchObject({
    body: {
      errors: {
        components: {
          0: { components: { 0: { label: { _errors: [{}] }, custom_id: { _errors: [{}] } } } },
          1: { components: { _errors: [{}] } },
        },
      },
    },
  });
});

test('holds an edit to the same limits and leaves the message as it was', async () => {
  const { bot, channel, sandbox } = await openPlace();
  const said = await bot.say('general', { content: 'Run' });
  const path = `/channels/${channel('general')}/messages/${said.id}`;
  expect(await bot.ask('PATCH', path, { content: chars(2_001) })).toMatchObject(badAt('content'));
  expect(await bot.ask('PATCH', path, { components: [row(button(chars(81), 'a'))] })).toMatchObject(
    badAt('components.0.components.0.label'),
  );
  expect(sandbox.as('amara').read()).toMatchObject([{ content: 'Run', editedAt: null }]);
});

const message = (data: object) => ({ type: 4, data });
const modal = (...components: readonly object[]) => ({
  type: 9,
  data: { custom_id: 'form', title: 'Form', components },
});
const input = (more: object = {}) => ({ type: 4, custom_id: 'text', style: 1, ...more });
const radio = (count: number, more: object = {}) => ({
  type: 21,
  custom_id: 'radio',
  options: many(count, choice),
  ...more,
});
const boxes = (count: number, more: object = {}) => ({ ...radio(count, more), type: 22, custom_id: 'boxes' });
const field = (component: object) => modal(labelled('Field', component));
const inField = (rest: string) => `data.components.0.component.${rest}`;

const ANSWERS: readonly Row[] = [
  ['a type there is not', { type: 99 }, 'type', 'BASE_TYPE_CHOICES'],
  ['no type', { data: {} }, 'type'],
  ['text of 2,001 characters', message({ content: chars(2_001) }), 'data.content'],
  [
    'a long label deep inside',
    message(layout(container(row(button(chars(81), 'a'))))),
    'data.components.0.components.0.components.0.label',
  ],
  [
    'two components of one custom id',
    message({ components: [row(button('a', 'same'), button('b', 'same'))] }),
    'data.components.0.components.1.custom_id',
  ],
  ['a layout component without the flag', message({ components: [words('a')] }), 'data.components.0'],
  ['text beside layout components', message({ ...layout(words('a')), content: 'b' }), 'data.content'],
  ['a deferral into layout components', { type: 5, data: { flags: COMPONENTS_V2 } }, 'data.flags'],
  ['a modal without a title', { type: 9, data: { custom_id: 'a', components: [] } }, 'data.title'],
  [
    'a title of 46 characters',
    { type: 9, data: { ...field(input()).data, title: chars(46) } },
    'data.title',
    'BASE_TYPE_MAX_LENGTH',
  ],
  ['a modal with nothing in it', modal(), 'data.components'],
  [
    'a modal of six components',
    modal(...many(6, (place) => labelled('Field', input({ custom_id: `${place}` })))),
    'data.components',
    'BASE_TYPE_BAD_LENGTH',
  ],
  ['a label of 46 characters', modal(labelled(chars(46), input())), 'data.components.0.label'],
  [
    'a description of 101',
    modal({ ...labelled('Field', input()), description: chars(101) }),
    'data.components.0.description',
  ],
  ['a field without a label', modal(input()), 'data.components.0.type'],
  ['a button in a modal', field(button('a', 'a')), inField('type')],
  ['a text longer than 4,000', field(input({ max_length: 4_001 })), inField('max_length')],
  ['a placeholder of 101', field(input({ placeholder: chars(101) })), inField('placeholder')],
  ['a radio group of one', field(radio(1)), inField('options')],
  ['a radio group of eleven', field(radio(11)), inField('options')],
  [
    'two radio choices made beforehand',
    field(radio(2, { options: many(2, (place) => ({ ...choice(place), default: true })) })),
    inField('options'),
  ],
  ['no checkboxes', field(boxes(0)), inField('options')],
  ['eleven checkboxes', field(boxes(11)), inField('options')],
  ['a required group that takes none', field(boxes(2, { min_values: 0 })), inField('min_values')],
  ['a required select that takes none', field(select({ min_values: 0 })), inField('min_values')],
  ['a select switched off in a modal', field(select({ disabled: true })), inField('disabled')],
  ['26 choices', field(select({ options: many(26, choice) })), inField('options')],
  [
    'two fields of one custom id',
    modal(labelled('A', input()), labelled('B', input())),
    'data.components.1.component.custom_id',
  ],
];

test.for(ANSWERS)(
  'refuses an answer with %s, says where, and lets the bot try again',
  async ([, form, path, code]) => {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'stretch', description: 'Stretch' });
    const running = sandbox.as('amara').run('stretch');
    const heard = await bot.hears();
    expect(await bot.answer(heard, form)).toMatchObject(badAt(path, code));
    expect((await bot.answer(heard, message({ content: 'Hold' }))).status).toBe(204);
    expect((await running).message?.content).toBe('Hold');
  },
);

test('takes a modal of every kind of field at its limits', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register({ name: 'goal', description: 'Goal' });
  const running = sandbox.as('amara').run('goal');
  const form = modal(
    words('Everything here can be left out.'),
    labelled(chars(45), input({ min_length: 0, max_length: 4_000, value: chars(4_000) })),
    labelled('One', radio(10, { required: false })),
    { ...labelled('Some', boxes(10, { min_values: 0, required: false })), description: chars(100) },
    labelled('Yes', { type: 23, custom_id: 'tick' }),
  );
  expect((await bot.answer(await bot.hears(), form)).status).toBe(204);
  expect((await running).modal?.fields.map(({ kind }) => kind)).toEqual(['text', 'one', 'many', 'tick']);
});

test('refuses more than 25 suggestions, and one that is too long', async () => {
  const { sandbox, bot } = await openPlace();
  await bot.register({
    name: 'tip',
    description: 'Tip',
    options: [{ type: 3, name: 'topic', description: 'Topic', autocomplete: true }],
  });
  const suggested = sandbox.as('amara').suggest('tip', { topic: 'sl' }, 'topic');
  const heard = await bot.hears();
  const choices = many(26, (place) => ({ name: `${place}`, value: `${place}` }));
  expect(await bot.answer(heard, { type: 8, data: { choices } })).toMatchObject(badAt('data.choices'));
  const long = [{ name: chars(101), value: 'a' }];
  expect(await bot.answer(heard, { type: 8, data: { choices: long } })).toMatchObject(
    badAt('data.choices.0.name'),
  );
  expect((await bot.answer(heard, { type: 8, data: { choices: choices.slice(1) } })).status).toBe(204);
  expect(await suggested).toHaveLength(25);
});

const command = (more: object) => ({ name: 'stretch', description: 'Stretch', ...more });
const option = (more: object = {}) => ({ type: 3, name: 'muscle', description: 'Muscle', ...more });
const sub = (name: string, more: object = {}) => ({ type: 1, name, description: 'Part', ...more });
const withOptions = (...options: readonly object[]) => command({ options });

const COMMANDS: readonly Row[] = [
  ['a name in capitals', command({ name: 'Stretch' }), 'name', 'APPLICATION_COMMAND_INVALID_NAME'],
  ['a name with a space', command({ name: 'calf raise' }), 'name'],
  ['a name of 33 characters', command({ name: chars(33) }), 'name'],
  [
    'a translated name in capitals',
    command({ name_localizations: { fr: 'Étirement' } }),
    'name_localizations.fr',
  ],
  ['no description', { name: 'stretch' }, 'description', 'BASE_TYPE_REQUIRED'],
  ['a description of 101 characters', command({ description: chars(101) }), 'description'],
  ['26 options', withOptions(...many(26, (place) => option({ name: `o${place}` }))), 'options'],
  ['two options of one name', withOptions(option(), option()), 'options.1.name'],
  [
    'a required option after one that is not',
    withOptions(option(), option({ name: 'side', required: true })),
    'options.1',
    'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  ],
  [
    '26 choices',
    withOptions(option({ choices: many(26, (place) => ({ name: `${place}`, value: `${place}` })) })),
    'options.0.choices',
  ],
  [
    'a choice of 101 characters',
    withOptions(option({ choices: [{ name: chars(101), value: 'a' }] })),
    'options.0.choices.0.name',
  ],
  [
    'choices beside suggestions',
    withOptions(option({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] })),
    'options.0.choices',
  ],
  ['a subcommand beside an option', withOptions(option(), sub('tip')), 'options.1.type'],
  [
    'a bad option inside a subcommand',
    withOptions(sub('tip'), sub('plan', { options: [option({ description: chars(101) })] })),
    'options.1.options.0.description',
  ],
  [
    'more than 8,000 characters together, the longest translation counted',
    withOptions(
      ...many(4, (place) =>
        option({
          name: `o${place}`,
          choices: many(20, (one) => ({
            name: 'a',
            name_localizations: { fr: chars(60) },
            value: `${one}${chars(48)}`,
          })),
        }),
      ),
    ),
    '',
    'APPLICATION_COMMAND_TOO_LARGE',
  ],
];

test.for(COMMANDS)('refuses a command with %s, alone and among others', async ([, form, path, code]) => {
  const { sandbox, bot } = await openPlace();
  const commands = `/applications/${sandbox.world.applicationId}/commands`;
  expect(await bot.ask('POST', commands, form)).toMatchObject(badAt(path, code));
  const good = { name: 'plan', description: 'Plan' };
  expect(await bot.register(good, form)).toMatchObject(badAt(path === '' ? '1' : `1.${path}`, code));
  expect(await bot.ask('GET', commands)).toMatchObject({ body: [] });
});

test('takes names in other alphabets, and translations of them', async () => {
  const { bot } = await openPlace();
  expect(
    await bot.register(
      command({ name: 'étirement', name_localizations: { ja: 'ストレッチ', hi: 'खिंचाव', th: 'ยืด' } }),
      command({ name: 'a-b_c' }),
      command({ name: 'User command', type: 2, description: '' }),
    ),
  ).toMatchObject({ status: 200 });
});

test('takes 100 chat commands and refuses one more', async () => {
  const { sandbox, bot } = await openPlace();
  const all = many(101, (place) => command({ name: `c${place}` }));
  expect(await bot.register(...all)).toMatchObject({ status: 400 });
  expect(await bot.register(...all.slice(1))).toMatchObject({ status: 200 });
  const commands = `/applications/${sandbox.world.applicationId}/commands`;
  expect(await bot.ask('POST', commands, all[0])).toMatchObject(refusal(400, 30032));
  expect((await bot.ask('POST', commands, all[1])).status).toBe(200);
});

test('refuses two commands of one name, but not of different kinds', async () => {
  const { bot } = await openPlace();
  const user = { name: 'stretch', type: 2 };
  expect(await bot.register(user, command({}), command({}))).toMatchObject(
    badAt('2.name', 'APPLICATION_COMMANDS_DUPLICATE_NAME'),
  );
  expect((await bot.register(user, command({}))).status).toBe(200);
});
