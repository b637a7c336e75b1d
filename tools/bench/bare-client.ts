// The least that a discord.js bot can be: it answers constants. What the bench compares Cooldown with. Where a file with
// messages is named, they are its answers to what they are called by; everything else is answered by one line.
import { readFileSync } from 'node:fs';
import { ApplicationCommandOptionType, Client, Events, MessageFlags } from 'discord.js';
import type { RecordedMessages } from './recorded.ts';

const { Ephemeral, IsComponentsV2 } = MessageFlags;

const [file] = process.argv.slice(2);
const recorded: RecordedMessages = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
const constants = new Map(
  Object.entries(recorded).map(([asked, { components, files }]) => [
    asked,
    {
      components,
      files: files.map(({ base64, ...about }) => ({ ...about, attachment: Buffer.from(base64, 'base64') })),
      flags: Ephemeral | IsComponentsV2,
    } as const,
  ]),
);
const line = { content: 'Hold for 30 seconds on each side.', flags: Ephemeral } as const;

const client = new Client({ intents: [], rest: { api: process.env['DISCORD_API_URL'] ?? '' } });

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isChatInputCommand()) await interaction.reply(constants.get(String(interaction)) ?? line);
});

client.once(Events.ClientReady, async (ready) => {
  await ready.application.commands.set([
    {
      name: 'stretch',
      description: 'A constant',
      options: [
        {
          type: ApplicationCommandOptionType.String,
          name: 'muscle',
          description: 'Ignored',
          required: true,
        },
      ],
    },
    {
      name: 'recovery',
      description: 'A constant',
      options: [{ type: ApplicationCommandOptionType.Subcommand, name: 'tip', description: 'A constant' }],
    },
    {
      name: 'help',
      description: 'A constant',
      options: [{ type: ApplicationCommandOptionType.String, name: 'command', description: 'Ignored' }],
    },
  ]);
  process.stderr.write('Ready\n');
});

process.on('SIGTERM', () => client.destroy().then(() => process.exit(0)));
await client.login(process.env['DISCORD_TOKEN']);
