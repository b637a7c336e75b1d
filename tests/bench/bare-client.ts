// The least that a discord.js bot can be: it answers constants. What the bench compares Cooldown with. Where a file names a
// message, that is what it answers to `/stretch`.
import { readFileSync } from 'node:fs';
import { ApplicationCommandOptionType, Client, Events, MessageFlags } from 'discord.js';
import type { RecordedMessage } from './recorded.ts';

const { Ephemeral, IsComponentsV2 } = MessageFlags;

const [file] = process.argv.slice(2);
const recorded: RecordedMessage | undefined = file ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
const text = { content: 'Hold for 30 seconds on each side.', flags: Ephemeral } as const;
const stretch = recorded && {
  components: recorded.components,
  files: recorded.files.map(({ base64, ...about }) => ({
    ...about,
    attachment: Buffer.from(base64, 'base64'),
  })),
  flags: Ephemeral | IsComponentsV2,
};

const client = new Client({ intents: [], rest: { api: process.env['DISCORD_API_URL'] ?? '' } });

client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  await interaction.reply((interaction.commandName === 'stretch' && stretch) || text);
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
    { name: 'help', description: 'A constant' },
  ]);
  process.stderr.write('Ready\n');
});

process.on('SIGTERM', () => client.destroy().then(() => process.exit(0)));
await client.login(process.env['DISCORD_TOKEN']);
