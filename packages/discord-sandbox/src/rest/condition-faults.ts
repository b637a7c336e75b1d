import { ComponentType } from 'discord-api-types/v10';
import type { ActiveConditions } from '../conditions.ts';
import type { Message } from '../world/world.ts';
import { type Refusal, refusals } from './errors.ts';
import type { Fault } from './faults.ts';
import { type Component, flatten } from './limits.ts';

const MAINTENANCE = '<!DOCTYPE html><html><body><h1>Discord is under maintenance</h1></body></html>';

const REGISTERS = /^(PUT|POST|PATCH) \/applications\/\d+(\/guilds\/\d+)?\/commands/;
/** Requests that are let in by the bot's own token, not by one in the path. */
const BY_TOKEN = /^\w+ \/(?!interactions\/|webhooks\/)/;
const ABOUT_A_PLACE = /^\w+ \/(channels|guilds)\/\d+/;
const OF_MESSAGES = /^(POST|PATCH|GET) \/(channels\/\d+\/messages|webhooks\/\d+\/[^/]+)/;
const WITH_AN_EFFECT = /^(PUT|POST|PATCH|DELETE) /;

const asFault = ({ status, body }: Refusal): Fault => ({ path: /^/, status, body });

/** Chooses by turns. */
function byTurns<Thing>(things: readonly [Thing, ...Thing[]]): () => Thing {
  let turn = 0;
  return () => things[turn++ % things.length] ?? things[0];
}

/** What goes wrong with requests while conditions are on. */
export interface ConditionFaults {
  /** The fault that a request meets, if any strikes. */
  faultFor(method: string, path: string): Fault | undefined;
  /** Whether reading these messages fails. */
  failsToRead(messages: readonly Message[]): boolean;
  /** The list of the bot's servers as it is told. */
  told<Listed>(servers: readonly Listed[]): readonly Listed[];
}

const holdsContainer = ({ components }: Message) =>
  flatten(components as unknown as Component[]).some(([{ type }]) => type === ComponentType.Container);

export function createConditionFaults(conditions: ActiveConditions): ConditionFaults {
  const refusedRegistration = byTurns<Fault>([
    { path: /^/, status: 500 },
    asFault(refusals.tooManyCommandsToday()),
    asFault(refusals.entryPointMissing()),
  ]);
  const noMessage = byTurns<Fault>([
    { path: /^/, status: 200, body: MAINTENANCE, headers: { 'content-type': 'text/html; charset=utf-8' } },
    { path: /^/, status: 200, body: [] },
    { path: /^/, status: 200, body: '{"id": "1', headers: { 'content-type': 'application/json' } },
  ]);
  const shortened = byTurns([0, 0.5]);

  return {
    faultFor(method, path) {
      const request = `${method} ${path}`;
      const strikes = (name: Parameters<typeof conditions.strikes>[0], where: RegExp) =>
        where.test(request) && conditions.strikes(name);
      if (strikes('registration-fails', REGISTERS)) return refusedRegistration();
      if (strikes('stray-401', BY_TOKEN)) return asFault(refusals.unauthorized());
      if (strikes('stray-404', ABOUT_A_PLACE))
        return asFault(path.startsWith('/guilds/') ? refusals.unknownGuild() : refusals.unknownChannel());
      if (strikes('not-a-message', OF_MESSAGES)) return noMessage();
      if (strikes('answers-lost', WITH_AN_EFFECT)) return { path: /^/, drop: 'after' };
      return undefined;
    },
    failsToRead: (messages) => messages.some(holdsContainer) && conditions.strikes('history-fails'),
    told(servers) {
      if (!conditions.strikes('guild-list-incomplete')) return servers;
      return servers.slice(0, Math.floor(servers.length * shortened()));
    },
  };
}
