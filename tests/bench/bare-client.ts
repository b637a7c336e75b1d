// The least that a discord.js bot can be: it answers a constant. What the bench compares Cooldown with.
import { Client, Events, MessageFlags } from 'discord.js';

const client = new Client({ intents: [], rest: { api: process.env['DISCORD_API_URL'] ?? '' } });

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isChatInputCommand())
    await interaction.reply({ content: 'Hold for 30 seconds on each side.', flags: MessageFlags.Ephemeral });
});

client.once(Events.ClientReady, async (ready) => {
  await ready.application.commands.set([
    {
      name: 'stretch',
      description: 'A constant',
      options: [{ type: 3, name: 'muscle', description: 'Ignored', required: true }],
    },
  ]);
  process.stderr.write('Ready\n');
});

process.on('SIGTERM', () => client.destroy().then(() => process.exit(0)));
await client.login(process.env['DISCORD_TOKEN']);
