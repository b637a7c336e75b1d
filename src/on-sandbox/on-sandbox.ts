import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { NoState, type Prepare, readState, type Sandbox, type Saved } from 'discord-sandbox';
import { chat } from 'discord-sandbox/terminal';
import { whenAborted } from '../aborted.ts';
import { type Bot, type BotParts, snapshotOf, stageSnapshotOf, startBot } from '../bot.ts';
import type { Config } from '../config.ts';
import { StartError } from '../start-error.ts';
import { startClubSandbox } from './club.ts';

export interface OnSandboxParts extends Omit<BotParts, 'config' | 'clock'> {
  readonly config: Config;
  /** Whether the program starts anew when a file changes. */
  readonly dev: boolean;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Says something that isn't part of the chat. */
  note(text: string): void;
}

/** A sandbox, and the bot that is in it. */
interface RunningSandbox {
  readonly sandbox: Sandbox;
  readonly bot: Bot;
}

/** A state that is ready to take the place of the one there is; `put` brings the bot's memory in place. */
interface Wanted {
  readonly saved: Saved;
  readonly put: () => Promise<void>;
}

const DEV_PARTING =
  'The program is starting anew, because a file has changed. This page comes back by itself; if it doesn’t, the terminal says why.';

/** What was kept of the sandbox; undefined where there is nothing yet. @throws {StartError} */
function keptIn(file: string): Saved | undefined {
  try {
    return readState(readFileSync(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const why = error instanceof NoState ? error.message : `It can’t be read (${(error as Error).message}).`;
    throw new StartError(
      `SANDBOX_STATE names ${file}: ${why} It was left as it is. Name a file that was saved, or one that isn’t there yet.`,
    );
  }
}

/** Writes the file as a whole or not at all. */
function keepIn(file: string, sandbox: Sandbox, note: (text: string) => void): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, sandbox.save(), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    note(`The sandbox could not be kept in ${file}: ${(error as Error).message}`);
  }
}

/** @throws {StartError} where the port is taken. */
async function openPlace(
  { config, dev, input, output, note, ...parts }: OnSandboxParts,
  port: number,
  state: Saved | undefined,
): Promise<RunningSandbox> {
  const sandbox = await startClubSandbox({
    port,
    ...(state ? { state } : {}),
    ...(dev ? { parting: DEV_PARTING } : {}),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new StartError(
      `The sandbox can't start: port ${port} on 127.0.0.1 is in use. Stop what uses it, or set SANDBOX_PORT to another port (0 takes a free one).`,
    );
  });
  const bot = await startBot({
    ...parts,
    config: { ...config, token: sandbox.token, apiUrl: sandbox.url },
    clock: () => sandbox.clock.now(),
    // Moving the sandbox's time is time that passes, not a clock that is set.
    monotonic: () => sandbox.clock.now(),
  });
  sandbox.onPassing(bot.beat);
  sandbox.onSaving(() => snapshotOf(config));
  return { sandbox, bot };
}

async function close({ sandbox, bot }: RunningSandbox): Promise<void> {
  await bot.stop();
  await sandbox.stop();
}

/** Puts the bot's memory in place that was kept with the state of a sandbox. @throws {StartError} */
async function remember(config: Config, { memory }: Saved): Promise<void> {
  const staged = await stageSnapshotOf(config, memory);
  if (staged.type === 'refused')
    throw new StartError(`SANDBOX_STATE names ${config.sandboxState}: ${staged.why} It was left as it is.`);
  await staged.put();
}

/** Until somebody wants another state on a page. */
function wantedOn({ sandbox }: RunningSandbox, config: Config): Promise<Wanted> {
  const { promise, resolve } = Promise.withResolvers<Wanted>();
  const prepare: Prepare = async (saved) => {
    const staged = await stageSnapshotOf(config, saved.memory);
    if (staged.type === 'refused') return staged;
    return { type: 'ready', go: () => resolve({ saved, put: staged.put }) };
  };
  sandbox.onLoading(prepare);
  return promise;
}

/**
 * Runs the bot on a sandbox until the chat in the terminal is left; where nobody says anything there, as under a service
 * manager, for as long as the program runs. When a page loads another state, both begin anew with it: what is under way
 * ends, and nothing of the old state can get into the new one. Tells whether all went well.
 */
export async function runOnSandbox(parts: OnSandboxParts): Promise<boolean> {
  const { config, input, output, note, until } = parts;
  const { sandboxState: file } = config;
  const kept = file === undefined ? undefined : keptIn(file);
  if (kept) await remember(config, kept);
  let place: RunningSandbox | undefined = await openPlace(parts, config.sandboxPort, kept);
  const { port, pageUrl } = place.sandbox;
  // However the program ends, even by a defect of its own: a state that can be tried again helps to mend it.
  process.once('exit', () => {
    if (file !== undefined && place) keepIn(file, place.sandbox, note);
  });
  const stopped = whenAborted(until).catch(() => 'stopped' as const);
  note(`In your browser: ${pageUrl}`);

  let talking = true;
  for (;;) {
    const { sandbox, bot } = place;
    const leave = new AbortController();
    const wanted = wantedOn(place, config);
    const talk = async () => {
      if (!talking) return wanted;
      const end = await chat({ sandbox, beat: bot.beat, input, output, until: leave.signal });
      if (end !== 'unspoken' || leave.signal.aborted) return end;
      talking = false;
      // Under nohup this signal should be ignored, but Node resets that.
      process.on('SIGHUP', () => {});
      note('Nobody speaks here, so only the page is served, until SIGINT or SIGTERM.');
      return wanted;
    };
    const next = await Promise.race([wanted, talk(), stopped]);
    if (next === 'stopped') {
      await bot.stop();
      return true;
    }
    if (typeof next === 'string') {
      await close(place);
      return next === 'well';
    }
    leave.abort();
    const old: RunningSandbox = place;
    place = undefined;
    await close(old);
    await next.put();
    place = await openPlace(parts, port, next.saved);
    note('Another state was loaded from the page.');
  }
}
