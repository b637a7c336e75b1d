import { GatewayDispatchEvents } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { recoveryIds } from '../../src/discord/ids.ts';
import { openClub } from './club.ts';
import { packetsOf } from './packets.ts';
import { clubSetUp, inDays, saturday } from './run-club.ts';
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

type Packet = Record<string, unknown> & { readonly id: string; readonly token: string };

/** What is wrong with an interaction, though nothing is missing that matters. */
const HARMLESS: readonly (readonly [string, (packet: Packet) => object])[] = [
  ['entitlements: null', () => ({ entitlements: null })],
  ['no entitlements', () => ({ entitlements: undefined })],
  ['app_permissions: null', () => ({ app_permissions: null })],
  ['app_permissions in words', () => ({ app_permissions: 'all' })],
  ['no authorizing_integration_owners', () => ({ authorizing_integration_owners: undefined })],
  ['authorizing_integration_owners: null', () => ({ authorizing_integration_owners: null })],
  ['locale: null', () => ({ locale: null })],
  ['no locale', () => ({ locale: undefined })],
  ['member.roles: null', ({ member }) => ({ member: { ...Object(member), roles: null } })],
  ['no member.permissions', ({ member }) => ({ member: { ...Object(member), permissions: undefined } })],
  ['member.flags: null', ({ member }) => ({ member: { ...Object(member), flags: null } })],
  [
    'data.options: null',
    ({ data }) => ({ data: { ...Object(data), options: Object(data).options ?? null } }),
  ],
  ['data.resolved: null', ({ data }) => ({ data: { ...Object(data), resolved: null } })],
  ['data.resolved.users: null', ({ data }) => ({ data: { ...Object(data), resolved: { users: null } } })],
  [
    'message.application.install_params: null',
    ({ message }) =>
      message ? { message: { ...Object(message), application: { id: '1', install_params: null } } } : {},
  ],
  [
    'message.interaction_metadata without owners',
    ({ message }) =>
      message
        ? { message: { ...Object(message), interaction_metadata: { id: '1', type: 2, user: null } } }
        : {},
  ],
  ['message.flags: null', ({ message }) => (message ? { message: { ...Object(message), flags: null } } : {})],
  ['channel: null', () => ({ channel: null })],
  ['guild_locale, context and version: null', () => ({ guild_locale: null, context: null, version: null })],
];

describe('an interaction with a part that is null or missing', () => {
  it('is answered as if it were whole', async () => {
    const { sandbox, complaints } = await clubSetUp();
    sandbox.faults.add({ path: /^\/(interactions|webhooks)\//, status: 200, body: {}, times: 1_000 });
    let answers: string[] = [];
    sandbox.traffic.onRequest((_request, _violation, { sent }) => answers.push(JSON.stringify(sent ?? '')));
    const packets = packetsOf(sandbox);
    const ben = sandbox.as('ben').id;
    for (const [what, changed] of HARMLESS)
      for (const [packet, wanted] of [
        [packets.command(ben, 'recovery tip', {}), 'Source:'],
        [
          packets.command(ben, 'run create', { ...saturday, when: inDays(sandbox, 3), title: what }),
          '"components":[{',
        ],
        [packets.press(ben, recoveryIds.anotherTip('')), 'Source:'],
      ] as const) {
        answers = [];
        packets.deliver({ ...packet, ...changed(packet) });
        const answered = () => answers.some((answer) => answer.includes(wanted));
        await expect.poll(answered, { message: `${what}: ${wanted}`, timeout: 15_000 }).toBe(true);
        expect(answers.join(), what).not.toContain('it is not your fault');
      }
    expect(complaints).toEqual([]);
  });
});

describe('what Discord should not send', () => {
  it('as an interaction is left out and logged once for each kind, and the bot goes on', async () => {
    const { sandbox, complaints, lost } = await openClub({ expectTrouble: true });
    const [guild = ''] = sandbox.world.guilds.keys();
    const answers: string[] = [];
    sandbox.traffic.onRequest(({ path }, _violation, { sent }) => {
      if (path === `/interactions/${whole.id}/:token/callback`) answers.push(JSON.stringify(sent));
    });
    for (const packet of [...NO_INTERACTIONS, ...NO_INTERACTIONS])
      sandbox.gateway.dispatch(GatewayDispatchEvents.InteractionCreate, guild, packet);
    expect(said(await sandbox.as('ben').run('recovery tip'))).toContain('Source:');
    const answerable = NO_INTERACTIONS.filter((packet) => Object(packet).token && Object(packet).type);
    await expect.poll(() => answers.length).toBe(2 * answerable.length);
    const suggestions = answers.filter((answer) => answer === '{"type":8,"data":{"choices":[]}}');
    const sorry = answers.filter((answer) => answer.includes('it is not your fault'));
    expect([suggestions.length, sorry.length]).toEqual([2, 2 * answerable.length - 2]);
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
