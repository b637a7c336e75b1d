import {
  type AnyInteractionGateway,
  Client,
  type ClientEvents,
  type CommandInteraction,
  type ComponentInteraction,
  Constants,
  type CreateApplicationCommandOptions,
  DiscordRESTError,
  type MessageActionRow,
  type MessageActionRowComponent,
  type ModalData,
  type ModalSubmitInteraction,
  type TextButton,
  type TextDisplayComponent,
} from 'oceanic.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Answer } from '../src/client/member.ts';
import { buttonsOf, selectsOf, textOf } from '../src/client/queries.ts';
import type { SeenMessage, SeenModal } from '../src/client/views.ts';
import { type Sandbox, startSandbox } from '../src/index.ts';
import { channelNamed } from '../src/world/world.ts';
import { START } from './start.ts';

// A Discord that only our own bot could talk to would prove nothing. So here is another bot, of another library, that
// knows nothing of the sandbox but where it is.

const { ButtonStyles, ComponentTypes, MessageFlags, TextInputStyles } = Constants;
const Option = Constants.ApplicationCommandOptionTypes;

interface Bot {
  readonly sandbox: Sandbox;
  readonly client: Client;
  /** The id of one of the server's channels. */
  channel(name: string): string;
  onCommand(run: (command: CommandInteraction) => Promise<unknown>): void;
  onComponent(run: (component: ComponentInteraction) => Promise<unknown>): void;
  onForm(run: (form: ModalSubmitInteraction) => Promise<unknown>): void;
}

const MEET: CreateApplicationCommandOptions = {
  type: Constants.ApplicationCommandTypes.CHAT_INPUT,
  name: 'meet',
  description: 'Meet for a run',
  contexts: [Constants.InteractionContextTypes.GUILD],
  options: [
    {
      type: Option.STRING,
      name: 'route',
      description: 'Where the run goes',
      autocomplete: true,
      maxLength: 50,
    },
    { type: Option.INTEGER, name: 'km', description: 'How far', minValue: 1, maxValue: 50 },
    {
      type: Option.STRING,
      name: 'pace',
      description: 'How fast',
      choices: [
        { name: 'Easy', value: 'easy' },
        { name: 'Fast', value: 'fast' },
      ],
    },
    { type: Option.CHANNEL, name: 'where', description: 'Where to say it' },
    { type: Option.USER, name: 'with', description: 'Whom to take along' },
    { type: Option.ROLE, name: 'for', description: 'Whom it is for' },
    { type: Option.BOOLEAN, name: 'dogs', description: 'Whether dogs may come' },
    { type: Option.ATTACHMENT, name: 'map', description: 'The way' },
  ],
};

/** The next event of a kind; an error is none of them, and is held against the bot when the test is over. */
function next<K extends keyof ClientEvents & string>(client: Client, event: K): Promise<ClientEvents[K]> {
  const { promise, resolve } = Promise.withResolvers<ClientEvents[K]>();
  client.once(event, (...args) => resolve(args));
  return promise;
}

interface Expected {
  /** Set where the test breaks Discord's schema on purpose. */
  readonly violations?: boolean;
  /** Set where the library has cause to warn of something. */
  readonly complaints?: boolean;
}

/** The bot, logged in, with `/meet` for all servers. When the test is over it holds that nothing went wrong anywhere. */
async function openBot({ violations = false, complaints = false }: Expected = {}): Promise<Bot> {
  const sandbox = await startSandbox({ begins: START });
  const client = new Client({
    auth: `Bot ${sandbox.token}`,
    rest: { baseURL: `${sandbox.url}/v10` },
    gateway: { intents: ['GUILDS', 'GUILD_MESSAGES'] },
  });
  const troubles: unknown[] = [];
  client.on('error', (error) => troubles.push(error));
  client.on('warn', (text) => troubles.push(text));
  onTestFinished(async () => {
    client.disconnect(false);
    await expect.poll(() => sandbox.gateway.connections()).toBe(0);
    await sandbox.stop();
    expect(sandbox.traffic.unknownRoutes).toEqual([]);
    if (!violations) expect(sandbox.traffic.violations).toEqual([]);
    if (!complaints) expect(troubles).toEqual([]);
  });
  const ready = next(client, 'ready');
  await client.connect();
  await ready;
  await client.rest.applications.bulkEditGlobalCommands(client.application.id, [MEET]);

  const hear = (answer: (interaction: AnyInteractionGateway) => Promise<unknown> | false) =>
    client.on('interactionCreate', (interaction) => {
      const answered = answer(interaction);
      if (answered) answered.catch((error: unknown) => troubles.push(error));
    });
  return {
    sandbox,
    client,
    channel: (name) => channelNamed(sandbox.world, name)?.id ?? '',
    onCommand: (run) => hear((one) => one.isCommandInteraction() && run(one)),
    onComponent: (run) => hear((one) => one.isComponentInteraction() && run(one)),
    onForm: (run) => hear((one) => one.isModalSubmitInteraction() && run(one)),
  };
}

function messageOf({ message, kind, failure }: Answer): SeenMessage {
  if (!message) throw new Error(`The answer has no message; it is ${kind} (${failure}).`);
  return message;
}

function modalOf({ modal, kind }: Answer): SeenModal {
  if (!modal) throw new Error(`The answer is no form but ${kind}.`);
  return modal;
}

const button = (label: string, customID: string): TextButton => ({
  type: ComponentTypes.BUTTON,
  style: ButtonStyles.PRIMARY,
  label,
  customID,
});

const row = (...components: MessageActionRowComponent[]): MessageActionRow => ({
  type: ComponentTypes.ACTION_ROW,
  components,
});

const words = (content: string): TextDisplayComponent => ({
  type: ComponentTypes.TEXT_DISPLAY,
  content,
});

const NOTE_FORM: ModalData = {
  title: 'A note',
  customID: 'note',
  components: [
    {
      type: ComponentTypes.LABEL,
      label: 'Your note',
      description: 'Everybody will read it',
      component: {
        type: ComponentTypes.TEXT_INPUT,
        customID: 'text',
        style: TextInputStyles.PARAGRAPH,
        maxLength: 100,
      },
    },
  ],
};

describe('a bot of another library', () => {
  it('logs in and knows who it is, where it is and what is there', async () => {
    const { client, sandbox } = await openBot();
    const { bot, home } = sandbox.world;
    expect(client.user).toMatchObject({ id: bot.id, username: bot.username, bot: true });
    const guild = client.guilds.get(home.id);
    expect(guild).toMatchObject({ name: home.name, ownerID: home.ownerId, memberCount: home.members.size });
    expect(guild?.channels.map(({ name }) => name)).toEqual(
      [...home.channels.values()].map(({ name }) => name),
    );
    expect(guild?.clientMember.roles).toEqual(home.members.get(bot.id)?.roleIds);
  });

  it('asks over REST for what it needn’t know, and is told the same', async () => {
    const { client, sandbox, channel } = await openBot();
    const { home } = sandbox.world;
    const amara = sandbox.as('amara');
    expect(await client.rest.guilds.getMember(home.id, amara.id)).toMatchObject({ id: amara.id });
    expect(await client.rest.channels.get(channel('photos'))).toMatchObject({ name: 'photos' });
    expect(await client.rest.guilds.getRoles(home.id)).toHaveLength(home.roles.size);
  });

  it('leaves for good when it disconnects: its session is over', async () => {
    const { client, sandbox } = await openBot();
    expect(sandbox.gateway.connections()).toBe(1);
    client.disconnect(false);
    await expect.poll(() => sandbox.gateway.connections()).toBe(0);
    const answer = sandbox.as('leader').run('meet');
    sandbox.clock.advance(3_000);
    expect(await answer).toMatchObject({ kind: 'failed', failure: 'The application did not respond' });
  });

  it('is refused as it knows it from Discord: an error with a code and the place of the fault', async () => {
    const { client, channel } = await openBot({ violations: true });
    const tooLong = client.rest.channels.createMessage(channel('general'), { content: 'a'.repeat(2_001) });
    await expect(tooLong).rejects.toBeInstanceOf(DiscordRESTError);
    await expect(tooLong).rejects.toMatchObject({
      status: 400,
      code: 50035,
      message: expect.stringContaining('content'),
    });
    await expect(
      client.rest.channels.createMessage(channel('staff'), { content: 'Hello' }),
    ).rejects.toMatchObject({ status: 403, code: 50001 });
  });
});

describe('its commands', () => {
  it('are offered to the members as soon as they are registered', async () => {
    const { client, sandbox } = await openBot();
    const [command] = await client.rest.applications.getGlobalCommands(client.application.id);
    expect(command).toMatchObject({ name: 'meet', description: 'Meet for a run' });
    const [spoken] = sandbox.as('leader').commands();
    expect(spoken).toMatchObject({ path: 'meet', command: { id: command?.id } });
    expect(spoken?.options.map(({ name }) => name)).toEqual([
      'route',
      'km',
      'pace',
      'where',
      'with',
      'for',
      'dogs',
      'map',
    ]);
  });

  it('come with everything that was entered, and what it stands for', async () => {
    const bot = await openBot();
    const { promise: got, resolve } = Promise.withResolvers<CommandInteraction>();
    bot.onCommand((command) => {
      resolve(command);
      return command.createMessage('Noted.');
    });
    const leader = bot.sandbox.as('leader');
    const answer = await leader.in('meetings').run('meet', {
      route: 'Along the river',
      km: 12,
      pace: 'Fast',
      where: 'photos',
      with: 'amara',
      for: 'Team Lead',
      dogs: true,
      map: { filename: 'map.gpx', contentType: 'application/gpx+xml', bytes: Buffer.from('<gpx/>') },
    });
    expect(textOf(messageOf(answer))).toBe('Noted.');

    const command = await got;
    expect(command).toMatchObject({
      channelID: bot.channel('meetings'),
      guildID: bot.sandbox.world.home.id,
      locale: 'en-GB',
      guildLocale: 'en-GB',
      user: { id: leader.id, username: 'leader', globalName: 'Leo' },
    });
    expect(command.memberPermissions?.has('SEND_MESSAGES')).toBe(true);
    expect(command.memberPermissions?.has('ADMINISTRATOR')).toBe(false);
    const { options } = command.data;
    expect(options.getString('route', true)).toBe('Along the river');
    expect(options.getInteger('km', true)).toBe(12);
    expect(options.getString('pace', true)).toBe('fast');
    expect(options.getChannel('where', true)).toMatchObject({ id: bot.channel('photos'), name: 'photos' });
    expect(options.getUser('with', true)).toMatchObject({ username: 'amara' });
    expect(options.getMember('with', true)).toMatchObject({ guildID: bot.sandbox.world.home.id });
    expect(options.getRole('for', true)).toMatchObject({ name: 'Team Lead' });
    expect(options.getBoolean('dogs', true)).toBe(true);
    const map = options.getAttachment('map', true);
    expect(map).toMatchObject({ filename: 'map.gpx', size: 6 });
    expect(await (await fetch(map.url)).text()).toBe('<gpx/>');
  });

  it('offer choices for what is being typed', async () => {
    const { client, sandbox } = await openBot();
    client.on('interactionCreate', (interaction) => {
      if (!interaction.isAutocompleteInteraction()) return;
      const { name, value } = interaction.data.options.getFocused(true);
      const km = interaction.data.options.getInteger('km');
      void interaction.result([{ name: `${name}: ${value}, ${km} km`, value: 'river' }]);
    });
    expect(await sandbox.as('leader').suggest('meet', { route: 'riv', km: 5 }, 'route')).toMatchObject([
      { name: 'route: riv, 5 km', value: 'river' },
    ]);
  });

  it('may be answered with "is thinking" for one alone, and with the answer later', async () => {
    const bot = await openBot();
    const { promise: letGo, resolve: finish } = Promise.withResolvers<void>();
    bot.onCommand(async (command) => {
      await command.defer(MessageFlags.EPHEMERAL);
      await letGo;
      await command.editOriginal({ content: 'Here it is.', components: [row(button('Good', 'good'))] });
    });
    const leader = bot.sandbox.as('leader');
    const answer = await leader.run('meet');
    expect(answer).toMatchObject({ kind: 'thinking', message: { ephemeral: true, content: '' } });
    finish();
    const edited = await leader.sees(({ content }) => content === 'Here it is.');
    expect(edited).toMatchObject({ id: messageOf(answer).id, ephemeral: true });
    expect(buttonsOf(edited)).toMatchObject([{ label: 'Good' }]);
    expect(bot.sandbox.as('amara').read()).toEqual([]);
  });

  it('may be followed up, and what followed may be changed and taken back', async () => {
    const bot = await openBot();
    const { promise: letGo, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    bot.onCommand(async (command) => {
      await command.createMessage('First.');
      const { message } = await command.createFollowup({ content: 'Second.' });
      await letGo;
      await command.editFollowup(message.id, { content: 'Second, mended.' });
      expect(await command.getFollowup(message.id)).toMatchObject({ content: 'Second, mended.' });
      expect(await command.getOriginal()).toMatchObject({ content: 'First.' });
      await command.deleteOriginal();
      finish();
    });
    const leader = bot.sandbox.as('leader');
    await leader.run('meet');
    await leader.sees(({ content }) => content === 'Second.');
    expect(leader.read().map(textOf)).toEqual(['First.', 'Second.']);
    goOn();
    await done;
    expect(leader.read().map(textOf)).toEqual(['Second, mended.']);
  });
});

describe('its messages', () => {
  it('in their classic form have a button that changes them', async () => {
    const bot = await openBot();
    bot.onCommand((command) =>
      command.createMessage({
        content: 'Who comes?',
        embeds: [{ title: 'Tuesday', description: 'Along the river', color: 0x336699 }],
        components: [row(button('I do', 'come:tuesday'))],
      }),
    );
    bot.onComponent((press) =>
      press.editParent({
        content: `${press.user.globalName} comes (${press.data.customID}, ${press.message.content})`,
        embeds: [],
        components: [],
      }),
    );
    const message = messageOf(await bot.sandbox.as('leader').run('meet'));
    expect(message).toMatchObject({
      content: 'Who comes?',
      embeds: [{ title: 'Tuesday' }],
      interaction: { user: 'Leo', command: 'meet' },
    });
    const answer = await bot.sandbox.as('amara').press(message, 'I do');
    expect(answer).toMatchObject({ kind: 'update', message: { id: message.id, embeds: [], components: [] } });
    expect(messageOf(answer).content).toBe('Amara comes (come:tuesday, Who comes?)');
  });

  it('of layout components have a button that changes them', async () => {
    const bot = await openBot();
    bot.onCommand((command) =>
      command.createMessage({
        flags: MessageFlags.IS_COMPONENTS_V2,
        components: [
          {
            type: ComponentTypes.CONTAINER,
            accentColor: 0x336699,
            components: [
              words('## Tuesday'),
              { type: ComponentTypes.SEPARATOR, divider: true },
              {
                type: ComponentTypes.SECTION,
                components: [words('Along the river')],
                accessory: button('I do', 'come'),
              },
            ],
          },
          row(button('Not me', 'stay')),
        ],
      }),
    );
    bot.onComponent((press) =>
      press.editParent({
        flags: MessageFlags.IS_COMPONENTS_V2,
        components: [words(`${press.data.customID}: ${press.message.components.length} parts`)],
      }),
    );
    const message = messageOf(await bot.sandbox.as('leader').run('meet'));
    expect(textOf(message)).toBe('## Tuesday\nAlong the river');
    expect(buttonsOf(message).map(({ label }) => label)).toEqual(['I do', 'Not me']);
    const answer = await bot.sandbox.as('leader').press(message, 'I do');
    expect(answer.kind).toBe('update');
    expect(textOf(messageOf(answer))).toBe('come: 2 parts');
  });

  it('have lists to choose from, of texts and of people', async () => {
    const bot = await openBot();
    bot.onCommand((command) =>
      command.createMessage({
        content: 'Choose.',
        components: [
          row({
            type: ComponentTypes.STRING_SELECT,
            customID: 'days',
            placeholder: 'Days',
            minValues: 1,
            maxValues: 2,
            options: [
              { label: 'Tuesday', value: 'tue' },
              { label: 'Thursday', value: 'thu' },
            ],
          }),
          row({ type: ComponentTypes.USER_SELECT, customID: 'who', placeholder: 'Who' }),
        ],
      }),
    );
    bot.onComponent((choice) => {
      const { data } = choice;
      if (!('values' in data)) return Promise.reject(new Error('This is no list.'));
      const { values } = data;
      const chosen =
        data.customID === 'days'
          ? values.getStrings()
          : values.getUsers(true).map(({ username }) => username);
      return choice.createMessage({ content: chosen.join(' and '), flags: MessageFlags.EPHEMERAL });
    });
    const leader = bot.sandbox.as('leader');
    const message = messageOf(await leader.run('meet'));
    expect(selectsOf(message).map(({ placeholder }) => placeholder)).toEqual(['Days', 'Who']);
    const days = messageOf(await leader.choose(message, 'Days', ['Tuesday', 'Thursday']));
    expect(days).toMatchObject({ content: 'tue and thu', ephemeral: true });
    const people = messageOf(await leader.choose(message, 'Who', ['amara']));
    expect(people.content).toBe('amara');
  });

  it('take a press that is answered later, without a word in between', async () => {
    const bot = await openBot();
    bot.onCommand((command) =>
      command.createMessage({ content: 'Slow', components: [row(button('Go', 'go'))] }),
    );
    bot.onComponent(async (press) => {
      await press.deferUpdate();
      await press.editOriginal({ content: 'Done', components: [] });
    });
    const leader = bot.sandbox.as('leader');
    const message = messageOf(await leader.run('meet'));
    expect((await leader.press(message, 'Go')).kind).toBe('acknowledged');
    expect(await leader.sees(({ content }) => content === 'Done')).toMatchObject({ id: message.id });
  });

  it('in a channel come once for a nonce, and come back over the gateway', async () => {
    const { client, channel, sandbox } = await openBot();
    const created = next(client, 'messageCreate');
    const form = { content: 'Run tonight!', nonce: 'tonight', enforceNonce: true };
    const first = await client.rest.channels.createMessage(channel('general'), form);
    const second = await client.rest.channels.createMessage(channel('general'), form);
    expect(second.id).toBe(first.id);
    const [echo] = await created;
    expect(echo).toMatchObject({ id: first.id, content: 'Run tonight!', nonce: 'tonight' });
    const amara = sandbox.as('amara');
    expect(amara.read().map(textOf)).toEqual(['Run tonight!']);

    await client.rest.channels.editMessage(channel('general'), first.id, { content: 'Run tomorrow!' });
    expect(amara.read()).toMatchObject([{ content: 'Run tomorrow!', editedAt: expect.any(Number) }]);
    await client.rest.channels.deleteMessage(channel('general'), first.id);
    expect(amara.read()).toEqual([]);
  });

  it('carry files, in a channel and in an answer', async () => {
    const bot = await openBot();
    const contents = Buffer.from('\u0000\u0001 not text \u00ff', 'latin1');
    bot.onCommand((command) =>
      command.createMessage({
        content: 'The map',
        files: [{ name: 'map.bin', contents }],
      }),
    );
    await bot.client.rest.channels.createMessage(bot.channel('general'), {
      content: 'The way',
      attachments: [{ id: '0', filename: 'way.bin', description: 'The way home' }],
      files: [{ name: 'way.bin', contents, index: 0 }],
    });
    const leader = bot.sandbox.as('leader');
    await leader.run('meet');
    const messages = leader.read();
    expect(messages.map(({ attachments }) => attachments)).toMatchObject([
      [{ filename: 'way.bin', size: contents.length }],
      [{ filename: 'map.bin', size: contents.length }],
    ]);
    for (const { attachments } of messages) {
      const file = await fetch(attachments[0]?.url ?? '');
      expect(Buffer.from(await file.arrayBuffer())).toEqual(contents);
    }
  });
});

describe('its forms', () => {
  it('open on a command, and what was entered is answered', async () => {
    const bot = await openBot();
    bot.onCommand((command) => command.createModal(NOTE_FORM));
    bot.onForm((form) =>
      form.createMessage({
        content: `${form.data.customID}: ${form.data.components.getTextInput('text', true)}`,
      }),
    );
    const leader = bot.sandbox.as('leader');
    const modal = modalOf(await leader.run('meet'));
    expect(modal).toMatchObject({
      title: 'A note',
      fields: [{ label: 'Your note', description: 'Everybody will read it', kind: 'text', max: 100 }],
    });
    const answer = await leader.submit(modal, { 'Your note': 'Bring water' });
    expect(answer.kind).toBe('message');
    expect(textOf(messageOf(answer))).toBe('note: Bring water');
    expect(bot.sandbox.as('amara').read().map(textOf)).toEqual(['note: Bring water']);
  });

  it('open on a button, and change the message that the button is on', async () => {
    const bot = await openBot();
    bot.onCommand((command) =>
      command.createMessage({ content: 'No note yet', components: [row(button('Write one', 'write'))] }),
    );
    bot.onComponent((press) => press.createModal(NOTE_FORM));
    bot.onForm((form) => form.editParent({ content: form.data.components.getTextInput('text', true) }));
    const leader = bot.sandbox.as('leader');
    const message = messageOf(await leader.run('meet'));
    const modal = modalOf(await leader.press(message, 'Write one'));
    const answer = await leader.submit(modal, { 'Your note': 'Bring water' });
    expect(answer).toMatchObject({ kind: 'update', message: { id: message.id, content: 'Bring water' } });
  });
});

describe('its line', () => {
  it.each([
    ['is lost', ({ gateway }: Sandbox) => gateway.drop()],
    ['has to be made anew', ({ gateway }: Sandbox) => gateway.reconnect()],
    ['is closed for an unknown reason', ({ gateway }: Sandbox) => gateway.close(4000)],
    ['stays, but its session does not', ({ gateway }: Sandbox) => gateway.invalidate(true)],
  ])('is resumed where it %s, and nothing that came meanwhile is lost', async (_what, cut) => {
    const { sandbox, client, onCommand } = await openBot({ complaints: true });
    onCommand((command) => command.createMessage('Still here.'));
    const resumed = next(client, 'shardResume');
    cut(sandbox);
    expect(textOf(messageOf(await sandbox.as('leader').run('meet')))).toBe('Still here.');
    await resumed;
    expect(sandbox.gateway.identifiesLeft()).toBe(999);
  });

  it('begins anew on the same connection where its session is over for good', async () => {
    const { sandbox, client, onCommand } = await openBot({ complaints: true });
    onCommand((command) => command.createMessage('Here again.'));
    const begun = next(client, 'shardPreReady');
    sandbox.gateway.invalidate(false);
    await begun;
    expect(textOf(messageOf(await sandbox.as('leader').run('meet')))).toBe('Here again.');
    expect(sandbox.gateway.identifiesLeft()).toBe(998);
  });
});
