import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** Tokens of interactions stand in the paths of Discord's requests, and so in the errors about them. */
const INTERACTION_TOKEN = /(\/(?:interactions|webhooks)\/\d+\/)[\w.-]{20,}/g;

const SHORTEST_TOKEN = 10;

/** The text without the bot's token and the tokens of interactions. */
export function withoutSecrets(text: string, token: string | undefined): string {
  const shorter = text.replace(INTERACTION_TOKEN, '$1[token]');
  // Whatever is too short to be a token would turn up in innocent words.
  return token && token.trim().length > SHORTEST_TOKEN
    ? shorter.replaceAll(token.trim(), '[token]')
    : shorter;
}

/** Bodies of requests hold what members typed; of an error only these are worth a line. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const { code, status, method, url } = error as Error & Record<string, unknown>;
  return {
    name,
    message,
    code,
    status,
    method,
    url,
    stack,
    ...(cause ? { cause: describeError(cause) } : {}),
  };
}

/**
 * The log: JSON lines in production, readable ones in a terminal, always to `out` (standard error, since standard
 * output belongs to the chat) and never with a token in it.
 */
export async function createLog(config: Config, out: { write(text: string): unknown }): Promise<Logger> {
  const safe: DestinationStream = { write: (line) => out.write(withoutSecrets(line, config.token)) };
  const options = { level: config.logLevel, base: null, serializers: { err: describeError } };
  if (config.production) return pino(options, safe);
  const { PinoPretty } = await import('pino-pretty');
  const { Writable } = await import('node:stream');
  const destination = new Writable({
    write(line, _encoding, done) {
      safe.write(String(line));
      done();
    },
  });
  return pino(
    options,
    PinoPretty({ destination, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }),
  );
}
