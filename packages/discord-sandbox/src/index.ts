import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { GatewayIntentBits, PermissionFlagsBits } from 'discord-api-types/v10';
import { travel } from './advance-clock.ts';
import { createMember, type Member } from './client/member.ts';
import { type Clock, createClock } from './clock.ts';
import { type Conditions, createConditions } from './conditions.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import { createDelivery } from './interaction-delivery.ts';
import { createInteractions } from './interactions.ts';
import { createLatency } from './latency.ts';
import { createMessages, type Messages } from './messages.ts';
import { createPage } from './page/page.ts';
import type { TourStep } from './page/protocol.ts';
import { createStateDoor, type Prepare } from './page/state.ts';
import { createConditionFaults } from './rest/condition-faults.ts';
import { createFaults, type Faults } from './rest/faults.ts';
import { createRateLimits } from './rest/rate-limits.ts';
import type { Discord } from './rest/route.ts';
import { routesOf } from './rest/routes.ts';
import { createRestServer } from './rest/server.ts';
import { createTraffic, type Traffic } from './rest/traffic.ts';
import { createServer, type Server } from './server.ts';
import { apiChannel, apiMessage } from './world/api.ts';
import { may } from './world/permissions.ts';
import { defaultSeed, type Extras, type Seed, seedWorld } from './world/seed.ts';
import { packed, revived, type Saved } from './world/state.ts';
import { type Guild, guildOf, peopleOf, userNamed, type World } from './world/world.ts';

export { type Answer, ClientRefusal, type Member } from './client/member.ts';
export type { ChosenFile, Entered, Spoken } from './client/options.ts';
export { buttonsOf, type SeenButton, type SeenSelect, selectsOf, textOf } from './client/queries.ts';
export {
  type SeenEvent,
  type SeenField,
  type SeenMessage,
  type SeenModal,
  seenMessage,
} from './client/views.ts';
export { CONDITIONS, type Condition, type ConditionState, type Conditions } from './conditions.ts';
export type { TourAct, TourStep } from './page/protocol.ts';
export type { Prepare, Prepared } from './page/state.ts';
export { type Component, flatten } from './rest/limits.ts';
export type { Server } from './server.ts';
export { may } from './world/permissions.ts';
export { defaultSeed, type Seed, type SeedChannel, type SeedPerson, type SeedRole } from './world/seed.ts';
export { NoState, type Saved, unpacked as readState } from './world/state.ts';
export { channelNamed, type Guild, type Message, plainMembers, type World } from './world/world.ts';

export interface SandboxOptions extends Extras {
  /** What the bot's application is called. */
  readonly application?: string;
  /** The server that there is at first, with its people, roles and channels. */
  readonly seed?: Seed;
  /** The username of the member whom the page and the terminal begin as; the server's first unless told. */
  readonly visitor?: string;
  /** What the page offers to show on a first visit; no tour without any. */
  readonly tour?: readonly TourStep[];
  /** Examples that the terminal's help gives; some that fit any bot unless told. */
  readonly hints?: Partial<Hints>;
  /** Port on 127.0.0.1; without one, or with 0, a free one is taken. */
  readonly port?: number;
  /**
   * How long a first answer may take, in ms: Discord's three seconds, unless a crowd is to press at once while bot and
   * sandbox share a processor with other tests.
   */
  readonly patienceMs?: number;
  /** What `save` gave before: the sandbox goes on from there and then, with the same people, channels and messages. */
  readonly state?: Saved;
  /** When it is at first, in UTC ms, where no state says so; now unless told. */
  readonly begins?: number;
  /** Whether time stands still until it is moved by hand; it flows unless told. */
  readonly still?: boolean;
  /** How long the way to the bot and back takes, in ms; no time unless told. It counts in an interaction's three seconds. */
  readonly latencyMs?: number;
  /** What chance in `conditions` begins with: the same seed and the same requests give the same strikes. */
  readonly chanceSeed?: number;
  /** What a page says to its reader while the sandbox is gone. */
  readonly parting?: string;
}

/** Examples of what can be typed in the terminal, as the bot at hand would understand them. */
export interface Hints {
  /** A command whose first option needs no name. */
  readonly command: string;
  /** A command with a further option by its name. */
  readonly options: string;
  /** The label of a button. */
  readonly button: string;
  /** A choice in a list. */
  readonly choice: string;
  /** A list by its name, and what is chosen in it. */
  readonly list: string;
}

const USUAL_HINTS: Hints = {
  command: '/greet Ada',
  options: '/greet Ada times: 3',
  button: 'Yes',
  choice: 'Red',
  list: 'Who came: ben, leo',
};

/** A small Discord on loopback: REST and gateway for a bot, and its members for a driver. */
export interface Sandbox {
  /** The REST base without a version, for `DISCORD_API_URL`. */
  readonly url: string;
  readonly port: number;
  /** The bot's token. It opens nothing but this sandbox. */
  readonly token: string;
  readonly world: World;
  readonly clock: Clock;
  /** What goes wrong once, or a few times. */
  readonly faults: Faults;
  /** What goes wrong until it is switched off again. */
  readonly conditions: Conditions;
  readonly traffic: Traffic;
  readonly gateway: Gateway;
  /** Says when a message is created, updated or deleted. */
  readonly messages: Messages;
  /** The address of the chat page. */
  readonly pageUrl: string;
  /** Everything there is, as the content of a file, for `state` by way of `readState`. */
  save(): Uint8Array;
  /** `memory` gives what the bot remembers, as the content of a file; from now on that is saved with the rest. */
  onSaving(memory: () => Uint8Array): void;
  /** `prepare` is asked when a page wants another state; without anybody to ask, none can be loaded. */
  onLoading(prepare: Prepare): void;
  /** `look` is called and waited for at each stop while a page lets time pass: it lets the bot look at what is due. */
  onPassing(look: () => Promise<void>): void;
  /** Whom the page and the terminal begin as. */
  readonly visitor: string;
  readonly hints: Hints;
  /**
   * A member's Discord client, at first in the first channel that they see. @throws {Error} where nobody is called
   * that.
   */
  as(username: string, guild?: Guild): Member;
  /** The first server, or another, in the hands of its owner: who is in it, its channels and roles, its outages. */
  server(guild?: Guild): Server;
  /** Somebody installs the app for themselves, for wherever they are. @throws {Error} where nobody is called that. */
  install(username: string): void;
  /** Usernames of those whose phone rang for a message: neither by an edit, nor by a role that may not be mentioned. */
  notified(messageId: string): string[];
  stop(): Promise<void>;
}

const USUAL_PARTING = 'The sandbox has stopped. Start it again; this page comes back by itself.';

/** Who is called `wanted`, or else the first of the server's people. */
function visitorOf(world: World, wanted: string | undefined): string {
  const names = peopleOf(world).map(({ username }) => username);
  return names.find((name) => name === wanted) ?? names[0] ?? '';
}

/** Opens a sandbox with a server in it. @throws the system's error where the port can't be had. */
export async function startSandbox({
  port = 0,
  application = 'Your bot',
  seed = defaultSeed,
  visitor,
  tour = [],
  hints = {},
  patienceMs,
  state,
  begins,
  still,
  chanceSeed,
  latencyMs = 0,
  parting = USUAL_PARTING,
  ...extras
}: SandboxOptions = {}): Promise<Sandbox> {
  const clock = createClock(state?.now ?? begins, still);
  const world = state ? revived(state.kept, clock.now) : seedWorld(clock.now, application, seed, extras);
  const who = visitorOf(world, visitor);
  const messages = createMessages(world, clock.now);
  const interactions = createInteractions(world, messages, clock, patienceMs);
  const faults = createFaults();
  const conditions = createConditions(chanceSeed);
  const traffic = createTraffic();
  let base = '';
  const limits = createRateLimits(() => performance.now());
  const conditionFaults = createConditionFaults(conditions);
  const latency = createLatency(clock, conditions, latencyMs);
  const discord: Discord = {
    world,
    messages,
    interactions,
    base: () => base,
    now: clock.now,
    tell: (...event) => gateway.dispatch(...event),
    identifiesLeft: () => gateway.identifiesLeft(),
    limits,
    conditionFaults,
  };
  let memory: () => Uint8Array | undefined = () => undefined;
  let prepare: Prepare = async () => ({ type: 'refused', why: 'No state can be loaded here.' });
  const save = () => packed(world, clock.now(), memory());
  const serveState = createStateDoor({
    save,
    prepare: (saved) => prepare(saved),
    onLeaving: () => page.tell({ type: 'loading' }),
  });
  const routes = routesOf(discord);
  const http = createRestServer({
    world,
    routes,
    faults,
    conditionFaults,
    latency,
    limits,
    traffic,
    clock,
    serveState,
  });
  const gateway = createGateway(http, world, () => base, clock);

  for (const [event, type] of [
    ['created', 'MESSAGE_CREATE'],
    ['updated', 'MESSAGE_UPDATE'],
    ['deleted', 'MESSAGE_DELETE'],
  ] as const)
    messages.on(event, (message) => {
      const channel = world.channels.get(message.channelId);
      const guild = guildOf(world, message.guildId);
      if (message.ephemeralFor !== undefined || !channel) return;
      // The bot gets no events of channels that it can't see.
      if (!may(guild, channel, world.bot.id, PermissionFlagsBits.ViewChannel)) return;
      const data =
        event === 'deleted'
          ? { id: message.id, channel_id: message.channelId, guild_id: guild.id }
          : { ...apiMessage(world, base, message), guild_id: guild.id };
      gateway.dispatch(type, message.guildId, data, GatewayIntentBits.GuildMessages);
    });

  messages.on('reopened', (thread) =>
    gateway.dispatch('THREAD_UPDATE', thread.guildId, apiChannel(thread), GatewayIntentBits.Guilds),
  );
  const deliver = createDelivery({
    world,
    interactions,
    gateway,
    clock,
    conditions,
    latency,
    base: () => base,
  });

  http.listen(port, '127.0.0.1');
  await Promise.race([once(http, 'listening'), once(http, 'error').then(([error]) => Promise.reject(error))]);
  const { port: taken } = http.address() as AddressInfo;
  base = `http://127.0.0.1:${taken}`;

  const as = (username: string, guild = world.home) =>
    createMember(
      { world, guild, messages, deliver, clock, base: () => base },
      userNamed(world, username, guild),
    );
  const lookers: (() => Promise<void>)[] = [];
  const passTime = (instant: number) =>
    travel(clock, instant, async () => {
      for (const look of lookers) await look();
    });
  const page = createPage(http, {
    world,
    messages,
    clock,
    gateway,
    faults,
    traffic,
    as,
    base,
    parting,
    passTime,
    tour,
    visitor: who,
  });

  return {
    url: `${base}/api`,
    pageUrl: `${base}/`,
    save,
    onSaving(give) {
      memory = give;
    },
    onLoading(ask) {
      prepare = ask;
    },
    onPassing: (look) => void lookers.push(look),
    port: taken,
    token: world.token,
    world,
    visitor: who,
    hints: { ...USUAL_HINTS, ...hints },
    clock,
    faults,
    conditions,
    traffic,
    gateway,
    messages,
    as,
    server: (guild = world.home) => createServer({ world, gateway, now: clock.now }, guild),
    install(username) {
      world.installers.add(userNamed(world, username).id);
    },
    notified(messageId) {
      const all = [...world.messages.values()].flat();
      const pinged = all.find(({ id }) => id === messageId)?.pinged ?? [];
      return pinged.map((id) => world.users.get(id)?.username ?? id);
    },
    async stop() {
      // If a page is moving the clock at this moment, the bot is no longer waited for.
      lookers.length = 0;
      clock.stop();
      page.stop();
      gateway.stop();
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
