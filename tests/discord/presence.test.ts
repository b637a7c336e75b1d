import { Events } from 'discord.js';
import { textOf } from 'discord-sandbox';
import { expect, it, onTestFinished } from 'vitest';
import { createClient, logIn } from '../../src/discord/client.ts';
import { followPresence } from '../../src/discord/presence.ts';
import { createRest } from '../../src/discord/rest.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { START } from '../start.ts';

async function place() {
  const sandbox = await startClubSandbox({ begins: START, still: true, servers: 3 });
  const client = createClient(createRest({ apiUrl: sandbox.url, token: sandbox.token }));
  const heard: string[] = [];
  followPresence(client, {
    present: (guildId) => heard.push(`present ${guildId}`),
    left: (guildId) => heard.push(`left ${guildId}`),
  });
  onTestFinished(async () => {
    await client.destroy();
    await sandbox.stop();
  });
  await logIn(client, sandbox.token, sandbox.url);
  await expect.poll(() => heard).toHaveLength(3);
  return { sandbox, client, heard, home: sandbox.world.home.id };
}

it('tells of each server that the bot is in, joins and leaves, and keeps nothing of what is in them', async () => {
  const { sandbox, client, heard, home } = await place();
  const server = sandbox.server();
  heard.length = 0;
  server.kickBot();
  server.inviteBot();
  await expect.poll(() => heard).toEqual([`left ${home}`, `present ${home}`]);
  const { cache: guilds } = client.guilds;
  expect(guilds.size).toBe(3);
  expect(client.channels.cache.size).toBe(0);
  for (const guild of guilds.values())
    for (const { cache } of [guild.channels, guild.roles, guild.members, guild.emojis, guild.scheduledEvents])
      expect(cache.size).toBe(0);
});

it('takes an outage for no leaving', async () => {
  const { sandbox, heard, home } = await place();
  heard.length = 0;
  sandbox.server().fail();
  sandbox.server().recover();
  await expect.poll(() => heard).toEqual([`present ${home}`]);
});

it.each([
  ['nothing', null],
  ['no id', {}],
  ['an odd id', { id: 'x', unavailable: undefined }],
  ['an outage told by null', { id: '1', unavailable: null }],
])('takes a server that goes with %s for none that was left, and goes on', async (_what, d) => {
  const { sandbox, client, heard } = await place();
  heard.length = 0;
  sandbox.gateway.sendRaw(JSON.stringify({ op: 0, t: 'GUILD_DELETE', s: 1_000, d }));
  sandbox.server().inviteBot();
  const answered = new Promise<void>((resolve) =>
    client.once(Events.InteractionCreate, async (interaction) => {
      if (interaction.isRepliable()) await interaction.reply('Here');
      resolve();
    }),
  );
  await client.rest.put(`/applications/${client.user?.id}/commands`, {
    body: [{ name: 'here', description: 'Here?' }],
  });
  const { message } = await sandbox.as('ben').run('here');
  await answered;
  expect(message && textOf(message)).toBe('Here');
  expect(heard.filter((line) => line.startsWith('left'))).toEqual([]);
});
