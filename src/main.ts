import dotenv from 'dotenv';
import type { Logger } from 'pino';
import { type BotParts, register, rotateKey, startBot } from './bot.ts';
import { type Config, readConfig } from './config.ts';
import { createLog, withoutSecrets } from './log.ts';
import { StartError } from './start-error.ts';

/** What the operator has to mend: a setting, a file, a port. Anything else that ends the program is 1. */
const EXIT_MISCONFIGURED = 2;

const say = (text: string) => process.stdout.write(`${text}\n`);

function giveUp(error: unknown, token?: string): never {
  const known = error instanceof StartError;
  const text = known
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`${withoutSecrets(text, token)}\n`);
  process.exit(known ? EXIT_MISCONFIGURED : 1);
}

/** Stops on the first signal; a second one doesn't wait. */
function stopOnSignals(stop: () => Promise<void>, log: Logger, token?: string): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, 'Stopping');
      stop().then(
        () => process.exit(0),
        (error: unknown) => giveUp(error, token),
      );
    });
}

async function runOnDiscord(parts: BotParts): Promise<void> {
  const bot = await startBot(parts);
  stopOnSignals(bot.stop, parts.log, parts.config.token);
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

async function main(): Promise<void> {
  dotenv.config({ quiet: true });
  const dev = process.argv[2] === 'dev';
  const config = readConfig(process.env, { keepsSandbox: dev });
  const { token } = config;
  const log = await createLog(config, process.stderr);
  process.on('uncaughtException', (error) => giveUp(error, token));
  process.on('unhandledRejection', (error) => giveUp(error, token));
  const onLost = (why: string) =>
    giveUp(new StartError(`${why} Check DISCORD_TOKEN, then start again.`), token);

  if (process.argv[2] === 'rotate-key') {
    await changeKey(config);
  } else if (process.argv[2] === 'register') {
    if (!token)
      throw new StartError(
        'DISCORD_TOKEN is needed to register commands; the sandbox registers them by itself.',
      );
    const { count, changed } = await register(config.apiUrl, token);
    say(
      changed
        ? `Registered ${count} commands.`
        : `All ${count} commands were registered already; nothing changed.`,
    );
  } else if (token) {
    await runOnDiscord({ config: { ...config, token }, clock: Date.now, log, onLost });
  } else {
    // Standard output belongs to the chat, so that scripts can read the answers alone.
    process.stderr.write(
      'There is no DISCORD_TOKEN, so this is the sandbox: a small Discord on your own machine. Nothing leaves it.\n',
    );
    const { stdin: input, stdout: output } = process;
    const { runOnSandbox } = await import('./on-sandbox/on-sandbox.ts');
    const well = await runOnSandbox({
      config,
      dev,
      log,
      onLost,
      input,
      output,
      note: input.isTTY ? say : (text) => void process.stderr.write(`${text}\n`),
      onStarted: (stop) => stopOnSignals(stop, log),
    });
    process.exit(well ? 0 : 1);
  }
}

main().catch((error: unknown) => giveUp(error, process.env['DISCORD_TOKEN']));
