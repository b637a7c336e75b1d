import { z } from 'zod';
import { StartError } from './start-error.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Everything the program is told from outside. */
export interface Config {
  readonly production: boolean;
  /** The bot's token; undefined means that the local sandbox takes Discord's place. */
  readonly token: string | undefined;
  /** Discord's REST base without a version. */
  readonly apiUrl: string;
  /** Path of the SQLite file. */
  readonly databaseFile: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** The operator's own key to members' answers, of 32 bytes; undefined: it is in a file beside the database. */
  readonly key: Uint8Array | undefined;
  /** Keys from before, which still open what they sealed. */
  readonly oldKeys: readonly Uint8Array[];
  /** Port of the sandbox on 127.0.0.1; 0 takes a free one. */
  readonly sandboxPort: number;
  /** File in which the sandbox is kept from one start to the next; without one it begins anew. */
  readonly sandboxState?: string | undefined;
}

/** A variable that is set to nothing, as in `DISCORD_TOKEN=`, is not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema);

const KEY_BYTES = 32;

/** 32 bytes as 64 hexadecimal digits or in base64; undefined where they are anything else. */
function keyIn(typed: string): Uint8Array | undefined {
  const text = typed.trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  const bytes = /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  return bytes?.byteLength === KEY_BYTES ? bytes : undefined;
}

const A_KEY =
  'must be 32 bytes in base64 or as 64 hexadecimal digits, such as `openssl rand -base64 32` gives';

const key = z.string().transform((typed, context) => {
  const bytes = keyIn(typed);
  if (!bytes) context.addIssue({ code: 'custom', message: A_KEY });
  return bytes;
});

const keys = z.string().transform((typed, context) => {
  const read = typed.split(',').map(keyIn);
  const whole = read.filter((bytes) => bytes !== undefined);
  if (whole.length < read.length)
    context.addIssue({ code: 'custom', message: `${A_KEY}; separate several with commas` });
  return whole;
});

/** Paths that SQLite would take literally though something else was meant, and what to write instead. */
const NOT_A_PATH: readonly (readonly [RegExp, string])[] = [
  [/^$|^\.{1,2}$|[/\\]$/, 'must name a file, not a folder, such as file:var/cooldown.sqlite'],
  [/:memory:/, 'must name a file, because what is in memory alone is lost at the next start'],
  [/[?]/, 'takes no settings after the path; leave out the ? and what follows'],
  [
    /^\/\/(?!\/)/,
    'must not name a host; for a path from the root, write one slash, as in file:/srv/cooldown.sqlite',
  ],
  [/^[~$'"`]/, 'must hold the whole path as it is, without ~, variables or quotation marks'],
  [/%[\da-f]{2}/i, 'must hold the path as it is; write a space as a space, not as %20'],
  [/\p{Cc}/u, 'must not hold control characters'],
];

const A_FILE = 'must be file: and a path, such as file:var/cooldown.sqlite';

const databaseFile = z.string().transform((typed, context) => {
  const [, path = ''] = /^file:\s*(.*)$/s.exec(typed.trim()) ?? [];
  const [, odd] = NOT_A_PATH.find(([form]) => form.test(path)) ?? [];
  const problem = typed.trim().startsWith('file:') ? odd : A_FILE;
  if (problem) context.addIssue({ code: 'custom', message: problem });
  return path.replace(/^\/+/, '/');
});

const A_PORT = 'must be a port from 0 to 65535; 0 takes a free one';

/** Rules across variables are checked even if single ones are wrong, so that all problems are told at once. */
const always = () => true;

const environment = z
  .object({
    NODE_ENV: optional(
      z
        .enum(
          ['development', 'production', 'test'],
          'must be development, production or test; leave it out for development',
        )
        .default('development'),
    ),
    DISCORD_TOKEN: optional(
      z
        .string()
        .trim()
        .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, {
          error:
            'does not look like a bot token (three parts joined by dots); copy it again from the Bot page of your application',
        })
        .optional(),
    ),
    DISCORD_API_URL: optional(
      z
        .url({
          protocol: /^https?$/,
          error: 'must be a web address such as https://discord.com/api; leave it out for Discord',
        })
        .refine((address) => !URL.parse(address)?.username, {
          error: 'must not hold a user name or password; it is shown in messages',
        })
        .optional(),
    ),
    DATABASE_URL: optional(databaseFile.optional()),
    LOG_LEVEL: optional(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).optional()),
    COOLDOWN_KEY: optional(key.optional()),
    COOLDOWN_KEY_OLD: optional(keys.optional()),
    SANDBOX_PORT: optional(
      z
        .string()
        .regex(/^\d{1,5}$/, A_PORT)
        .transform(Number)
        .refine((port) => port <= 65_535, A_PORT)
        .default(3210),
    ),
    SANDBOX_STATE: optional(z.string().trim().optional()),
  })
  .refine((env) => env.DISCORD_TOKEN || env.NODE_ENV !== 'production', {
    path: ['DISCORD_TOKEN'],
    error: 'is needed when NODE_ENV is production; copy it from the Bot page of your application',
    when: always,
  })
  .refine((env) => env.DISCORD_TOKEN || env.NODE_ENV === 'production' || !env.DISCORD_API_URL, {
    path: ['DISCORD_TOKEN'],
    error: 'is needed when DISCORD_API_URL is set; leave both out to use the sandbox',
    when: always,
  });

/**
 * The configuration from environment variables. Without a token the sandbox is used, with a database of its own, and
 * only warnings are logged, because the terminal belongs to the chat. `keepsSandbox`, for work on the program: the sandbox
 * is kept from one start to the next.
 * @throws {StartError} naming every variable that is wrong and what would be right; never a variable's value.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  { keepsSandbox = false }: { readonly keepsSandbox?: boolean } = {},
): Config {
  const read = environment.safeParse(env);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}.`);
    throw new StartError(`The configuration is not right:\n${problems.join('\n')}`);
  }
  const { NODE_ENV, DISCORD_TOKEN, DISCORD_API_URL, DATABASE_URL, LOG_LEVEL, SANDBOX_PORT } = read.data;
  const { COOLDOWN_KEY, COOLDOWN_KEY_OLD, SANDBOX_STATE } = read.data;
  const sandbox = keepsSandbox ? 'dev' : 'sandbox';
  return {
    production: NODE_ENV === 'production',
    token: DISCORD_TOKEN,
    apiUrl: (DISCORD_API_URL ?? 'https://discord.com/api').replace(/\/+$/, ''),
    databaseFile: DATABASE_URL ?? `var/${DISCORD_TOKEN ? 'cooldown' : sandbox}.sqlite`,
    logLevel: LOG_LEVEL ?? (DISCORD_TOKEN ? 'info' : 'warn'),
    key: COOLDOWN_KEY,
    oldKeys: COOLDOWN_KEY_OLD ?? [],
    sandboxPort: SANDBOX_PORT,
    sandboxState: SANDBOX_STATE ?? (keepsSandbox ? 'var/dev.state' : undefined),
  };
}
