import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Events } from 'discord.js';
import type { Logger } from 'pino';
import { commands as ours } from '../commands/index.ts';
import manifest from '../package.json' with { type: 'json' };
import type { Config } from './config.ts';
import { loadContent } from './content.ts';
import { createClient, logIn, restWith } from './discord/client.ts';
import type { Command } from './discord/command.ts';
import { createCatalogue } from './discord/command-catalogue.ts';
import { createDispatcher } from './discord/dispatch.ts';
import { createEventSender } from './discord/event-sender.ts';
import { isInGuild, listGuilds } from './discord/guilds.ts';
import { logLine } from './discord/line-log.ts';
import { followPresence } from './discord/presence.ts';
import { keepRawInteractions } from './discord/raw-interaction.ts';
import { registerCommands } from './discord/registration.ts';
import { createRest, createRestForAnswers } from './discord/rest.ts';
import { createRights } from './discord/rights.ts';
import { createSender } from './discord/sender.ts';
import { createSessionSender } from './discord/session-sender.ts';
import type { Content } from './domain/content.ts';
import { type ExercisePictures, openPictures } from './pictures/exercise-pictures.ts';
import { historySvg } from './pictures/history.ts';
import { drawPng } from './pictures/png.ts';
import { type Schedule, startSchedule } from './schedule/schedule.ts';
import { forgetOldCancellations } from './services/cancellations.ts';
import { createEventSync } from './services/event-sync.ts';
import { freezeGroupMoods } from './services/group-mood.ts';
import { type Rotation, rotate, rotationSteps, whyNotRotate } from './services/key-rotation.ts';
import { createMessageEdits } from './services/message-edits.ts';
import { createComposers, createOutbox, pruneOldPosts } from './services/outbox.ts';
import { createPresence } from './services/presence.ts';
import { closeRaces } from './services/race-posts.ts';
import { createSecureErase } from './services/secure-erase.ts';
import { keepSeriesGoing } from './services/series.ts';
import { createServices, type DrawHistory } from './services/services.ts';
import { createSessionPlayer } from './services/session-player.ts';
import { keepTipsComing } from './services/weekly-tips.ts';
import { StartError } from './start-error.ts';
import { countLocked } from './storage/answers.ts';
import { type Database, holdAlone, openDatabase } from './storage/database.ts';
import { createEncryption } from './storage/encryption.ts';
import { openKeyRing } from './storage/key-ring.ts';
import { type Staged, stageSnapshot, takeSnapshot } from './storage/snapshot.ts';

const CONTENT_FOLDER = join(import.meta.dirname, '..', 'data');
const PICTURES_FOLDER = join(CONTENT_FOLDER, 'pictures');

/** Docker and systemd wait ten seconds and more before they kill; members get no answer for longer than three. */
const STOP_WITHIN_MS = 4_000;

const STILL_IN_FILE =
  'What members had erased an hour ago is still in the bytes of the database file: another program keeps reading it. Close that program; then it goes within a minute';

export interface BotParts {
  readonly config: Config & { readonly token: string };
  /** The time in UTC milliseconds. */
  readonly clock: () => number;
  readonly log: Logger;
  /** Called once when Discord has shut the bot out for good; `why` is a sentence. */
  readonly onLost: (why: string) => void;
  /** The club's own commands, except in tests. */
  readonly commands?: readonly Command[];
  /** What the bot knows, and the pictures of it; tests open many clubs and read both once. */
  readonly content?: Content;
  readonly pictures?: ExercisePictures;
  /** Draws a picture, except in tests of what happens where that fails. */
  readonly drawPicture?: typeof drawPng;
}

export type Bot = Awaited<ReturnType<typeof startBot>>;

/** Resolves when the work is done, or after `ms` without it. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeUp, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, timeUp]);
  clearTimeout(timer);
}

/** The encryption of members' answers. Whatever is wrong with its keys is told to the operator and keeps nothing else back. */
async function openEncryption(db: Database, { databaseFile, key, oldKeys: old }: Config, log: Logger) {
  const ring = openKeyRing(databaseFile, { key, old });
  const encryption = createEncryption(ring);
  const locked = await countLocked(db, encryption);
  const troubles = [...ring.troubles];
  if (locked > 0)
    troubles.push(
      `${locked} of the answers that members had kept are sealed by a key that isn't here. Put back the key file of ${databaseFile}, or give the key as COOLDOWN_KEY_OLD; until then their history does without them.`,
    );
  if (troubles.length > 0) log.warn(troubles.join(' '));
  return encryption;
}

/** Draws histories; if that fails, the log says so once. */
function historyDrawer(draw: typeof drawPng, log: Logger): DrawHistory {
  let told = false;
  return async (history) => {
    try {
      return await draw(historySvg(history));
    } catch (error) {
      if (!told) log.warn({ err: error }, 'Pictures can’t be drawn; members get the words alone');
      told = true;
      return undefined;
    }
  };
}

function refuseDamaged(pictures: readonly string[]): void {
  if (pictures.length > 0)
    throw new StartError(
      `Missing or damaged in data/pictures: ${pictures.join(', ')}. Take them from the repository again.`,
    );
}

/**
 * Builds everything and joins it: content, database, services, commands, Discord. Resolves when members get answers.
 * @throws {StartError} where something outside the program is not right.
 */
export async function startBot({
  config,
  clock,
  log,
  onLost,
  commands = ours,
  content = loadContent(CONTENT_FOLDER),
  pictures = openPictures(PICTURES_FOLDER, content.exercises),
  drawPicture = drawPng,
}: BotParts) {
  const db = await openDatabase(config.databaseFile);
  const encryption = await openEncryption(db, config, log);
  const restParts = { ...config, onRefused: () => onLost('Discord has refused the token for five minutes.') };
  const rest = createRest(restParts);
  const client = createClient(rest);
  let ids: ReadonlyMap<string, string> = new Map();
  const catalogue = createCatalogue(commands, (name) => ids.get(name));
  let schedule: Schedule | undefined;
  const upSince = clock();
  const rights = createRights(rest, () => client.user?.id ?? '', clock);
  const composers = createComposers(content);
  const services = createServices({
    db,
    encryption,
    content,
    composers,
    clock,
    drawHistory: historyDrawer(drawPicture, log),
    health: () => ({ version: manifest.version, upSince, lastBeat: schedule?.lastBeat() ?? null }),
    pictures,
    onDue: (what) => schedule?.wake(what),
    playing: {
      settled: async (id) => schedule?.sessions.settled(id),
      onChange: (stale) => schedule?.sessions.changed(stale),
    },
  });
  const context = { services, catalogue, raw: keepRawInteractions(client), rights };
  const dispatcher = createDispatcher(commands, context, log);
  const presence = createPresence(
    db,
    clock,
    () => schedule?.wake(),
    (error) => log.error({ err: error }, 'Whether the bot is in a server could not be written down'),
  );
  followPresence(client, presence);

  client.on(Events.InteractionCreate, dispatcher.take);
  client.on(Events.Error, (error) => log.error({ err: error }, 'Trouble on the line to Discord'));
  const sayNoMoreOfLine = logLine(client, log);
  client.on(Events.ShardDisconnect, ({ code }) =>
    onLost(`Discord closed the connection for good (code ${code}).`),
  );

  /** Takes no new work, finishes the work in hand, leaves Discord and closes the database: within five seconds. */
  async function stop(): Promise<void> {
    await within(STOP_WITHIN_MS, Promise.all([dispatcher.close(), schedule?.stop(), presence.written()]));
    sayNoMoreOfLine();
    await client.destroy();
    await db.destroy();
  }

  try {
    refuseDamaged(await pictures.findDamaged());
    const ready = await logIn(client, config.token, config.apiUrl);
    const registered = await registerCommands(
      rest,
      ready.application.id,
      commands.map((command) => command.declaration),
    );
    ids = registered.ids;
    const sessionPlayer = createSessionPlayer(db, content, clock);
    schedule = startSchedule({
      outbox: createOutbox(db, composers, rights.placeForLeaders),
      edits: createMessageEdits(db, composers, clock),
      sender: createSender(rest, ready.user.id, rights),
      events: {
        sync: createEventSync(db, clock),
        sender: createEventSender(rest, ready.user.id),
      },
      sessions: {
        player: sessionPlayer,
        sender: createSessionSender(
          createRestForAnswers(restParts),
          ready.application.id,
          services.sessionPicture,
        ),
      },
      upkeep: [
        () => presence.lookAgain((guildId) => isInGuild(rest, guildId)),
        (now, onTrouble) => keepSeriesGoing(db, now, onTrouble),
        (now, onTrouble) => closeRaces(db, now, onTrouble),
        (now, onTrouble) => freezeGroupMoods(db, encryption, now, onTrouble),
        (now, onTrouble) => keepTipsComing(db, now, onTrouble),
        services.answers.upkeep,
        createSecureErase(db, () => log.warn(STILL_IN_FILE)),
        sessionPlayer.upkeep,
      ],
      daily: {
        before: async () => presence.listed(await listGuilds(rest)),
        after: async (now) => {
          await forgetOldCancellations(db, now);
          await pruneOldPosts(db, now);
        },
      },
      clock,
      onFailed: ({ id, kind, guildId }, why) =>
        log.warn({ post: id, kind, guild: guildId, why }, 'A post does not get through'),
      onTrouble: (error, post) =>
        post
          ? log.error({ err: error, post: post.id }, 'A post could not be taken care of')
          : log.error({ err: error }, 'Something that was due could not be done'),
    });
    log.info({ user: ready.user.tag, commands: ids.size, changed: registered.changed }, 'Ready');
    /** `beat`: sends what is due now, as happens by itself every minute. */
    return { stop, beat: async () => schedule?.beat() };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the bot remembers, as the content of a file, as it is at this moment. */
export const snapshotOf = ({ databaseFile }: Config): Uint8Array => takeSnapshot(databaseFile);

/**
 * Makes such a copy ready to become what the bot remembers, or nothing at all where there is none. What was there before
 * stays beside it. The bot must not be running when it is put there.
 */
export const stageSnapshotOf = ({ databaseFile }: Config, copy: Uint8Array | undefined): Promise<Staged> =>
  stageSnapshot(databaseFile, copy);

/**
 * Registers the commands and does nothing else; for `npm run register`.
 * @throws {StartError} where the token is refused or Discord can't be reached.
 */
export async function register(apiUrl: string, token: string): Promise<{ count: number; changed: boolean }> {
  const { rest, applicationId } = await restWith(apiUrl, token);
  const { ids, changed } = await registerCommands(
    rest,
    applicationId,
    ours.map((command) => command.declaration),
  );
  return { count: ids.size, changed };
}

/**
 * Seals all answers that are kept by a new key, and does nothing else; for `npm run rotate-key`. `now` in UTC ms.
 * @throws {StartError} where there is no database or key, or the bot is running on it.
 */
export async function rotateKey(config: Config, now: number): Promise<Rotation> {
  const { databaseFile, key, oldKeys: old } = config;
  if (!existsSync(databaseFile)) throw new StartError(`There is no database ${databaseFile} yet.`);
  const why = whyNotRotate(databaseFile, { key, old });
  if (why) throw new StartError(why);
  const db = await openDatabase(databaseFile);
  try {
    if (!(await holdAlone(db)))
      throw new StartError(
        `The bot is running on ${databaseFile}; stop it first, or what it seals meanwhile would be lost. Nothing was changed.`,
      );
    return await rotate(rotationSteps(db, databaseFile, { key, old }, now));
  } finally {
    await db.destroy();
  }
}
