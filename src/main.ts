import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import dotenv from 'dotenv';
import type { Logger } from 'pino';
import { type Bot, type BotParts, register, rotateKey, startBot } from './bot.ts';
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

/** Stops the bot on the first signal and does what is last; a second one doesn't wait. */
function stopOnSignals(bot: Bot, log: Logger, token: string, last: () => void = () => {}): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, 'Stopping');
      bot.stop().then(
        () => {
          last();
          process.exit(0);
        },
        (error: unknown) => giveUp(error, token),
      );
    });
}

async function runOnDiscord(parts: BotParts): Promise<void> {
  stopOnSignals(await startBot(parts), parts.log, parts.config.token);
}

/** What was kept of the sandbox; undefined where there is nothing yet. */
function keptState({ sandboxState: file }: Config): Uint8Array | undefined {
  return file !== undefined && existsSync(file) ? readFileSync(file) : undefined;
}

async function runOnSandbox(config: Config, parts: Omit<BotParts, 'config' | 'clock'>): Promise<void> {
  const { startSandbox } = await import('../sandbox/index.ts');
  const { chat } = await import('../sandbox/terminal/chat.ts');
  const state = keptState(config);
  const options = { port: config.sandboxPort, ...(state ? { state } : {}) };
  const sandbox = await startSandbox(options).catch((error: NodeJS.ErrnoException) => {
    if (state && error.code === undefined)
      throw new StartError(
        `SANDBOX_STATE is no state of the sandbox: ${config.sandboxState}. Name a file that was saved, or one that isn't there yet.`,
      );
    if (error.code !== 'EADDRINUSE') throw error;
    throw new StartError(
      `The sandbox can't start: port ${config.sandboxPort} on 127.0.0.1 is in use. Stop what uses it, or set SANDBOX_PORT to another port (0 takes a free one).`,
    );
  });
  const bot = await startBot({
    ...parts,
    config: { ...config, token: sandbox.token, apiUrl: sandbox.url },
    clock: () => sandbox.clock.now(),
  });
  const keep = () => {
    if (config.sandboxState !== undefined) writeFileSync(config.sandboxState, sandbox.save());
  };
  stopOnSignals(bot, parts.log, sandbox.token, keep);
  sandbox.onPassing(bot.beat);
  if (process.stdin.isTTY) say(`In your browser: ${sandbox.pageUrl}`);
  const well = await chat({
    sandbox,
    beat: bot.beat,
    input: process.stdin,
    output: process.stdout,
  });
  await bot.stop();
  keep();
  await sandbox.stop();
  process.exit(well ? 0 : 1);
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
  const config = readConfig(process.env);
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
    await runOnDiscord({ config: { ...config, token }, clock: Date.now, log, onLost, fillPictures: true });
  } else {
    // Standard output belongs to the chat, so that scripts can read the answers alone.
    process.stderr.write(
      'There is no DISCORD_TOKEN, so this is the sandbox: a small Discord on your own machine. Nothing leaves it.\n',
    );
    await runOnSandbox(config, { log, onLost, fillPictures: true });
  }
}

main().catch((error: unknown) => giveUp(error, process.env['DISCORD_TOKEN']));
