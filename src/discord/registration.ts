import { type REST, type RESTPostAPIChatInputApplicationCommandsJSONBody, Routes } from 'discord.js';
import type { Logger } from 'pino';
import { z } from 'zod';
import { HOUR, MINUTE } from '../domain/duration.ts';
import { answered } from './failure.ts';
import { snowflake } from './snowflake.ts';

type Declaration = RESTPostAPIChatInputApplicationCommandsJSONBody;

/** Defaults that Discord leaves out or fills in, so that they make no difference. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  type: 1,
  required: false,
  autocomplete: false,
  nsfw: false,
  default_member_permissions: null,
};

/** What we may say of a command or of its options. Discord adds more by itself, and may begin to at any time. */
const OURS = new Set([
  ...['type', 'name', 'name_localizations', 'description', 'description_localizations', 'options'],
  ...['integration_types', 'contexts', 'nsfw', 'default_member_permissions'],
  ...['required', 'choices', 'value', 'autocomplete', 'channel_types', 'file_types'],
  ...['min_value', 'max_value', 'min_length', 'max_length'],
]);

/** The same command always reads the same: no defaults, nothing empty, nothing that Discord added, keys in order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const isEmpty = (part: unknown) =>
    part === null || part === undefined || (Array.isArray(part) && part.length === 0);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => OURS.has(key) && !isEmpty(part) && part !== DEFAULTS[key])
      .map(([key, part]) => [key, plain(part)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Commands as Discord tells them, as far as we rely on it. */
const commands = z.array(z.looseObject({ id: snowflake, name: z.string() }));
type Registered = z.output<typeof commands>;

const idsOf = (all: Registered) => new Map(all.map(({ name, id }) => [name, id]));

const fingerprint = (commands: Registered | readonly Declaration[]) =>
  JSON.stringify(commands.map((command) => JSON.stringify(plain(command))).sort());

/**
 * Makes Discord's list of commands the same as ours: one look, and one bulk overwrite only where they differ.
 * `onKnown` is told the id of each command by its name, also of those from before where Discord then takes no new ones.
 * Returns how many there are, and whether anything was changed.
 */
export async function registerCommands(
  rest: REST,
  applicationId: string,
  declarations: readonly Declaration[],
  onKnown: (ids: ReadonlyMap<string, string>) => void = () => {},
): Promise<{ count: number; changed: boolean }> {
  const route = Routes.applicationCommands(applicationId);
  const query = new URLSearchParams({ with_localizations: 'true' });
  const before = answered(commands, await rest.get(route, { query }));
  onKnown(idsOf(before));
  const changed = fingerprint(before) !== fingerprint(declarations);
  const after = changed ? answered(commands, await rest.put(route, { body: declarations })) : before;
  onKnown(idsOf(after));
  return { count: after.length, changed };
}

interface RegistrationParts {
  readonly register: () => ReturnType<typeof registerCommands>;
  readonly log: Logger;
}

/**
 * Keeps our commands registered. Where Discord doesn't take them (an outage, 200 new ones a day, a rule that is new), those
 * that it has go on working; they are tried again after a minute, then after twice as long each time, up to an hour. All
 * times in UTC ms.
 */
export function keepRegistered({ register, log }: RegistrationParts) {
  let nextTry: number | undefined;
  let failures = 0;
  async function tryAt(now: number): Promise<void> {
    nextTry = now + Math.min(HOUR, MINUTE * 2 ** failures);
    failures += 1;
    try {
      const { count, changed } = await register();
      nextTry = undefined;
      if (changed) log.info({ commands: count }, 'Commands registered');
    } catch (error) {
      log.warn(
        { err: error },
        'The commands could not be registered; the ones that Discord has go on working, and registering is tried again',
      );
    }
  }
  return {
    atStart: tryAt,
    upkeep: async (now: number) => {
      if (nextTry !== undefined && now >= nextTry) await tryAt(now);
    },
  };
}
