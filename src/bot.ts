import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Events, Routes } from 'discord.js';
import type { Logger } from 'pino';
import { commands as ours } from '../commands/index.ts';
import manifest from '../package.json' with { type: 'json' };
import { whenAborted, within } from './aborted.ts';
import { type Clock, createClock, learnTime } from './clock.ts';
import type { Config } from './config.ts';
import { loadContent } from './content.ts';
import { createFetchFile } from './discord/attachment.ts';
import { createClient, restWith } from './discord/client.ts';
import type { Command } from './discord/command.ts';
import { createCatalogue } from './discord/command-catalogue.ts';
import { createDispatcher } from './discord/dispatch.ts';
import { createEventSender } from './discord/event-sender.ts';
import { createFindMember } from './discord/find-member.ts';
import { enter, TOKEN_REFUSED, watchLine } from './discord/gateway.ts';
import { isInGuild, listGuilds } from './discord/guilds.ts';
import { clockInWords } from './discord/messages/club.ts';
import { guardPackets } from './discord/packets.ts';
import { followPresence } from './discord/presence.ts';
import { keepRawInteractions } from './discord/raw-interaction.ts';
import { keepRegistered, registerCommands } from './discord/registration.ts';
import {
  createRefusalLimit,
  createRest,
  createRestForAnswers,
  createRestForSessions,
} from './discord/rest.ts';
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
import { RestartError, StartError } from './start-error.ts';
import { countLocked } from './storage/answers.ts';
import { type Database, holdAlone } from './storage/database.ts';
import { createEncryption } from './storage/encryption.ts';
import { openKeyRing } from './storage/key-ring.ts';
import { openOwnDatabase } from './storage/ownership.ts';
import { checkpoint } from './storage/secure-erase.ts';
import { type Staged, stageSnapshot, takeSnapshot } from './storage/snapshot.ts';

const CONTENT_FOLDER = join(import.meta.dirname, '..', 'data');
const PICTURES_FOLDER = join(CONTENT_FOLDER, 'pictures');

/** Docker and systemd wait at least ten seconds before they kill; an answer to a member is due within three. */
const STOP_WITHIN_MS = 4_000;

/** What is due waits no longer than this; the commands are registered whenever Discord answers. */
const REGISTERED_WITHIN_MS = 10_000;

const STILL_IN_FILE =
  'What members had erased an hour ago is still in the bytes of the database file: another program keeps reading it. Close that program; then it goes within a minute';

const goneFrom = (file: string) =>
  `The database ${file}, its log or its lock was removed or replaced while the bot was running, so what it wrote since may be lost. Put the right database there, with nothing beside it that isn't its own, then start again.`;

export interface BotParts {
  readonly config: Config & { readonly token: string };
  /** The machine's clock in UTC ms, which may be wrong. */
  readonly clock: () => number;
  /** Milliseconds of a monotonic clock; the machine's, except in tests. */
  readonly monotonic?: () => number;
  /** Waits so many ms before a member is answered once more; by timers, except in tests. */
  readonly wait?: (ms: number) => Promise<unknown>;
  readonly log: Logger;
  /** Called when the bot can't go on: Discord has shut it out for good, or its database is gone. */
  readonly onLost: (why: Error) => void;
  /** The club's own commands, except in tests. */
  readonly commands?: readonly Command[];
  /** What the bot knows, and the pictures of it; tests open many clubs and read both once. */
  readonly content?: Content;
  readonly pictures?: ExercisePictures;
  /** Draws a picture, except in tests of what happens where that fails. */
  readonly drawPicture?: typeof drawPng;
  /** Aborted when the program is to stop: a start that is under way is given up then, in order. */
  readonly until?: AbortSignal;
}

export type Bot = Awaited<ReturnType<typeof startBot>>;

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

/** Warns once whenever the machine's clock goes wrong. */
function clockWatch({ difference }: Clock, log: Logger) {
  let told = false;
  return () => {
    const [wrong] = clockInWords(difference());
    if (wrong !== undefined && !told) log.warn({ difference: difference() }, wrong);
    told = wrong !== undefined;
  };
}

/** Whoever asks while the answer is on its way gets the same one. */
function sharing<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
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
 * @throws {StartError} where something outside the program is not right; the reason of `until` where that is aborted.
 */
export async function startBot({
  config,
  clock: machine,
  monotonic = () => performance.now(),
  wait = (ms) => delay(ms, undefined, { ref: false }),
  log,
  onLost,
  commands = ours,
  content = loadContent(CONTENT_FOLDER),
  pictures = openPictures(PICTURES_FOLDER, content.exercises),
  drawPicture = drawPng,
  until,
}: BotParts) {
  const { db, isReplaced, diskTrouble, close } = await openOwnDatabase(config.databaseFile, { until });
  const encryption = await openEncryption(db, config, log);
  const time = createClock({ machine, monotonic });
  const clock = time.now;
  const restParts = {
    ...config,
    onAsk: time.ask,
    onRefused: () => onLost(new StartError(TOKEN_REFUSED)),
    refusalLimit: createRefusalLimit(monotonic),
  };
  const rest = createRest(restParts);
  const askForTime = () => rest.get(Routes.gateway(), { auth: false });
  const settleTime = sharing(() => learnTime(time, askForTime));
  const warnOfClock = clockWatch(time, log);
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
    health: () => ({
      version: manifest.version,
      upSince,
      lastBeat: schedule?.lastBeat() ?? null,
      clockDifference: time.difference(),
      diskTrouble: diskTrouble(),
    }),
    pictures,
    onDue: (what) => schedule?.wake(what),
    playing: {
      settled: async (id) => schedule?.sessions.settled(id),
      onChange: (stale) => schedule?.sessions.changed(stale),
    },
  });
  const context = {
    services,
    catalogue,
    raw: keepRawInteractions(client),
    rights,
    fetchFile: createFetchFile(config.apiUrl),
  };
  const dispatcher = createDispatcher({
    commands,
    context,
    rest: createRestForAnswers(restParts),
    settleTime,
    wait,
    log,
  });
  const presence = createPresence(
    db,
    clock,
    () => schedule?.wake(),
    (error) => log.error({ err: error }, 'Whether the bot is in a server could not be written down'),
  );
  followPresence(client, presence);

  client.on(Events.InteractionCreate, dispatcher.take);
  guardPackets(client, log, {
    onUnread: dispatcher.takeUnread,
    onNeverReady: () =>
      onLost(
        new RestartError('What Discord said to begin with can’t be read. A new start asks for it again.'),
      ),
  });
  const aboutToLeave = watchLine(client, log, onLost);

  /** Takes no new work, finishes the work in hand, leaves Discord and closes the database: within five seconds. */
  async function stop(): Promise<void> {
    await within(STOP_WITHIN_MS, Promise.all([dispatcher.close(), schedule?.stop(), presence.written()]));
    aboutToLeave();
    await client.destroy();
    await close();
  }

  try {
    refuseDamaged(await pictures.findDamaged());
    const ready = await enter(client, { ...config, log, until });
    const registration = keepRegistered({
      register: () =>
        registerCommands(
          rest,
          ready.application.id,
          commands.map((command) => command.declaration),
          (known) => {
            ids = known;
          },
        ),
      log,
    });
    await Promise.race([within(REGISTERED_WITHIN_MS, registration.atStart(clock())), whenAborted(until)]);
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
          createRestForSessions(restParts),
          ready.application.id,
          services.sessionPicture,
        ),
      },
      time: {
        isSure: time.isSure,
        settle: settleTime,
      },
      watch() {
        if (isReplaced()) onLost(new StartError(goneFrom(config.databaseFile)));
        warnOfClock();
        // Of a machine that slept with all its clocks nobody else tells; what fails is tried again in a minute.
        askForTime().catch(() => {});
      },
      departures: services.departures,
      findMember: createFindMember(rest),
      upkeep: [
        () => presence.lookAgain((guildId) => isInGuild(rest, guildId)),
        (now, onTrouble) => keepSeriesGoing(db, now, onTrouble),
        (now, onTrouble) => closeRaces(db, now, onTrouble),
        (now, onTrouble) => freezeGroupMoods(db, encryption, now, onTrouble),
        (now, onTrouble) => keepTipsComing(db, now, onTrouble),
        registration.upkeep,
        services.answers.upkeep,
        createSecureErase(db, () => log.warn(STILL_IN_FILE)),
        sessionPlayer.upkeep,
      ],
      daily: {
        before: async () => presence.listed(await listGuilds(rest)),
        after: async (now) => {
          await forgetOldCancellations(db, now);
          await pruneOldPosts(db, now);
          await checkpoint(db);
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
    log.info({ user: ready.user.tag, commands: ids.size }, 'Ready');
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
  return registerCommands(
    rest,
    applicationId,
    ours.map((command) => command.declaration),
  );
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
  const { db, close } = await openOwnDatabase(databaseFile, { ms: 0 });
  try {
    // A bot of a version that owned no database, or another program.
    if (!(await holdAlone(db)))
      throw new StartError(
        `The bot is running on ${databaseFile}; stop it first, or what it seals meanwhile would be lost. Nothing was changed.`,
      );
    return await rotate(rotationSteps(db, databaseFile, { key, old }, now));
  } finally {
    await close();
  }
}
