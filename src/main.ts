import dotenv from 'dotenv';
import type { Logger } from 'pino';
import { whenAborted } from './aborted.ts';
import { type BotParts, register, rotateKey, startBot } from './bot.ts';
import { type Config, readConfig } from './config.ts';
import { createLog, withoutSecrets } from './log.ts';
import { readEnvFile } from './process/env-file.ts';
import { errors, surviveLostOutputs } from './process/outputs.ts';
import { listenForStop } from './process/stopping.ts';
import { isOfOnePacket } from './process/survivable.ts';
import { RestartError, StartError } from './start-error.ts';

/** What the operator has to mend: a setting, a file, a port. Anything else that ends the program is 1. */
const EXIT_MISCONFIGURED = 2;

/** What the program writes is for the user that runs it: the database, its log and lock, the key, states. */
const FOR_THE_OWNER = 0o077;

const say = (text: string) => process.stdout.write(`${text}\n`);

function giveUp(error: unknown, token?: string): never {
  const known = error instanceof StartError || error instanceof RestartError;
  const text = known
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  errors.write(`${withoutSecrets(text, token)}\n`);
  process.exit(error instanceof StartError ? EXIT_MISCONFIGURED : 1);
}

/** Runs until the program is to stop; then stops in order. */
async function runOnDiscord(parts: BotParts, stop: AbortSignal): Promise<void> {
  const bot = await startBot({ ...parts, until: stop });
  await whenAborted(stop).catch(() => {});
  await bot.stop();
}

async function changeKey(config: Config): Promise<void> {
  const { sealed, locked } = await rotateKey(config, Date.now());
  const answers = (count: number) => `${count} answer${count === 1 ? '' : 's'}`;
  say(`${answers(sealed)} in ${config.databaseFile} sealed by the new key.`);
  if (locked > 0)
    say(
      `${answers(locked)} left as before: the key that opens ${locked === 1 ? 'it' : 'them'} isn't here. Give it as COOLDOWN_KEY_OLD and run this again.`,
    );
  else if (config.oldKeys.length > 0) say('COOLDOWN_KEY_OLD is no longer needed.');
}

/** @throws {StartError} where its packages are missing. */
async function loadSandbox() {
  try {
    return await import('./on-sandbox/on-sandbox.ts');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StartError(
      'There is no DISCORD_TOKEN, and the sandbox lacks packages that an install for production leaves out. Give the token, or run npm ci.',
    );
  }
}

async function main(stop: AbortSignal, onLog: (log: Logger) => void): Promise<void> {
  dotenv.populate(process.env as Record<string, string>, readEnvFile('.env'));
  const dev = process.argv[2] === 'dev';
  const config = readConfig(process.env, { keepsSandbox: dev });
  const { token } = config;
  const log = await createLog(config, errors);
  onLog(log);
  process.on('uncaughtException', (error) => giveUp(error, token));
  const told = new Set<string>();
  process.on('unhandledRejection', (error) => {
    if (!isOfOnePacket(error)) giveUp(error, token);
    if (!told.has(String(error)))
      log.error({ err: error }, 'Discord sent something that can’t be read; it was left out');
    told.add(String(error));
  });
  const onLost = (why: Error) => giveUp(why, token);

  if (process.argv[2] === 'rotate-key') {
    await changeKey(config);
  } else if (process.argv[2] === 'register') {
    if (!token)
      throw new StartError(
        'DISCORD_TOKEN is needed to register commands; the sandbox registers them by itself.',
      );
    const { count, changed } = await Promise.race([register(config.apiUrl, token), whenAborted(stop)]);
    say(
      changed
        ? `Registered ${count} commands.`
        : `All ${count} commands were registered already; nothing changed.`,
    );
  } else if (token) {
    await runOnDiscord({ config: { ...config, token }, clock: Date.now, log, onLost }, stop);
  } else {
    // Standard output belongs to the chat, so that scripts can read the answers alone.
    errors.write(
      'There is no DISCORD_TOKEN, so this is the sandbox: a small Discord on your own machine. Nothing leaves it.\n',
    );
    const { stdin: input, stdout: output } = process;
    const { runOnSandbox } = await loadSandbox();
    const well = await runOnSandbox({
      config,
      dev,
      log,
      onLost,
      input,
      output,
      note: input.isTTY ? say : (text) => errors.write(`${text}\n`),
      until: stop,
    });
    if (!well) process.exit(1);
  }
}

process.umask(FOR_THE_OWNER);
surviveLostOutputs();
let log: Logger | undefined;
const stop = listenForStop((signal) => log?.info({ signal }, 'Stopping'));
main(stop, (ready) => {
  log = ready;
}).then(
  () => process.exit(0),
  (error: unknown) => {
    // A start that was given up ends with this.
    if (stop.aborted && error instanceof Error && error.name === 'AbortError') process.exit(0);
    giveUp(error, process.env['DISCORD_TOKEN']);
  },
);
