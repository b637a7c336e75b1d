import { GatewayDispatchEvents } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { openClub } from './club.ts';
import { said } from './said.ts';

const someone = { id: '7', username: 'x', discriminator: '0', global_name: null, avatar: null };
const whole = {
  id: '900000000000000001',
  application_id: '1',
  token: 'a-token-of-nobody',
  version: 1,
  guild_id: '2',
  channel_id: '3',
  locale: 'en-GB',
  user: someone,
  entitlements: [],
  authorizing_integration_owners: {},
};

/** What is no interaction, though it is sent as one. */
const NO_INTERACTIONS: readonly unknown[] = [
  null,
  [],
  'x',
  {},
  { id: whole.id },
  { ...whole, type: 2, data: null },
  { ...whole, type: 2, data: { id: '1', name: 'help', type: 1, options: 'many' } },
  { ...whole, type: 2, data: { id: '1', name: 'help', type: 1, options: [null] } },
  { ...whole, type: 2, user: null, data: { id: '1', name: 'help', type: 1 } },
  { ...whole, type: 3, data: { custom_id: 'x', component_type: 2 } },
  { ...whole, type: 3, message: null, data: { custom_id: 'x', component_type: 2 } },
  { ...whole, type: 4, data: {} },
  { ...whole, type: 5, data: { custom_id: 'x' } },
  { ...whole, type: 5, data: { custom_id: 'x', components: [null] } },
  { ...whole, type: 99, data: {} },
  { ...whole, type: 2, data: { id: '1', name: 'x'.repeat(10_000_000), type: 'y' } },
];

describe('what Discord should not send', () => {
  it('as an interaction is left out and logged once for each kind, and the bot goes on', async () => {
    const { sandbox, complaints, lost } = await openClub({ expectTrouble: true });
    const [guild = ''] = sandbox.world.guilds.keys();
    for (const packet of [...NO_INTERACTIONS, ...NO_INTERACTIONS])
      sandbox.gateway.dispatch(GatewayDispatchEvents.InteractionCreate, guild, packet);
    expect(said(await sandbox.as('ben').run('recovery tip'))).toContain('Source:');
    const kinds = complaints.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(kinds.length).toBeGreaterThan(5);
    expect(kinds.length).toBeLessThanOrEqual(NO_INTERACTIONS.length);
    expect(JSON.stringify(complaints)).not.toContain('a-token-of-nobody');
    expect(JSON.stringify(complaints).length).toBeLessThan(100_000);
    expect(lost).toEqual([]);
  });

  it.each([null, {}, [], 'x', { guild_id: 'x', user: null, channel: null }])(
    'as any event (%j) ends nothing',
    async (about) => {
      const { sandbox, lost } = await openClub({ expectTrouble: true });
      const [guild = ''] = sandbox.world.guilds.keys();
      const harmful = [GatewayDispatchEvents.Ready, GatewayDispatchEvents.Resumed];
      for (const type of Object.values(GatewayDispatchEvents))
        if (!(harmful as string[]).includes(type)) sandbox.gateway.dispatch(type, guild, about);
      sandbox.gateway.dispatch('SOMETHING_NEW', guild, about);
      expect(said(await sandbox.as('ben').run('recovery tip'))).toContain('Source:');
      expect(lost).toEqual([]);
    },
  );
});
