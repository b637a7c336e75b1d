import { join } from 'node:path';
import type { Member, Sandbox } from 'discord-sandbox';
import { expect, onTestFinished } from 'vitest';
import { commands } from '../../commands/index.ts';
import { type Bot, type BotParts, startBot } from '../../src/bot.ts';
import type { Config } from '../../src/config.ts';
import { loadContent } from '../../src/content.ts';
import type { Command } from '../../src/discord/command.ts';
import { createLog } from '../../src/log.ts';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { openPictures } from '../../src/pictures/exercise-pictures.ts';
import { ownFolder } from '../folders.ts';
import { START } from '../start.ts';

/** Read once for all clubs of a file of tests; nothing can change them. */
const data = join(import.meta.dirname, '..', '..', 'data');
const content = loadContent(data);
const pictures = openPictures(join(data, 'pictures'), content.exercises);

/** A club of the test's own: the real bot, by the real discord.js, on a sandbox, with a real SQLite file. */
export interface Club {
  /** Its members wait until "is thinking" has become an answer. */
  readonly sandbox: Sandbox;
  /** A member who doesn't. */
  hasty(name: string): Member;
  readonly databaseFile: string;
  /** Lines that the bot has logged as warnings or worse. */
  readonly complaints: Record<string, unknown>[];
  /** Why Discord shut the bot out, if it did. */
  readonly lost: string[];
  /** How long the bot has waited before it answered members once more, in ms. */
  readonly pauses: number[];
  stopBot(): Promise<void>;
  startBot(): Promise<void>;
  /** Lets the bot look at what is due, as it does every minute, and waits until it has sent it. */
  beat(): Promise<void>;
}

export interface ClubOptions {
  /** Commands beside the club's own. */
  readonly moreCommands?: readonly Command[];
  /** Members of the club beside those with a name. */
  readonly extraMembers?: number;
  readonly patienceMs?: number;
  /** Whether time stands still until the test moves it. It does, unless the test is about time that flows. */
  readonly still?: boolean;
  /** Clubs with the same people in them; 1 unless told. */
  readonly servers?: number;
  /** Draws pictures, where the test is about what happens when that fails. */
  readonly drawPicture?: BotParts['drawPicture'];
  /** Waits before a member is answered once more; no test waits for it unless told. */
  readonly wait?: BotParts['wait'];
  /** How far the machine's clock is ahead of Discord's, in ms. */
  readonly machineAhead?: () => number;
  /** How long the machine has slept with all its clocks, in ms. */
  readonly asleep?: () => number;
  /** Set where the test breaks Discord's schema, or the bot's log, on purpose. */
  readonly expectTrouble?: boolean;
}

function patient(member: Member): Member {
  return {
    ...member,
    in: (channel) => patient(member.in(channel)),
    run: async (...what) => (await member.run(...what)).whole(),
    press: async (...what) => (await member.press(...what)).whole(),
    choose: async (...what) => (await member.choose(...what)).whole(),
    submit: async (...what) => (await member.submit(...what)).whole(),
  };
}

/** Opens the club; when the test is over it holds that no request broke Discord's schema and nothing was complained of. */
export async function openClub({
  moreCommands = [],
  drawPicture,
  wait = async () => {},
  machineAhead = () => 0,
  asleep = () => 0,
  expectTrouble = false,
  ...seeds
}: ClubOptions = {}): Promise<Club> {
  const own = await startClubSandbox({ begins: START, still: true, ...seeds });
  const sandbox: Sandbox = { ...own, as: (...who) => patient(own.as(...who)) };
  const databaseFile = join(ownFolder(), 'club.sqlite');
  const complaints: Record<string, unknown>[] = [];
  const lost: string[] = [];
  const pauses: number[] = [];
  let bot: Bot | undefined;
  const config = {
    production: true,
    token: sandbox.token,
    apiUrl: sandbox.url,
    databaseFile,
    logLevel: 'warn',
    key: undefined,
    oldKeys: [],
    sandboxPort: 0,
  } as const satisfies Config;

  const club: Club = {
    sandbox,
    hasty: own.as,
    databaseFile,
    complaints,
    lost,
    pauses,
    async startBot() {
      bot = await startBot({
        config,
        content,
        pictures,
        clock: () => sandbox.clock.now() + machineAhead(),
        monotonic: () => sandbox.clock.now() - asleep(),
        wait: (ms) => {
          pauses.push(ms);
          return wait(ms);
        },
        log: await createLog(config, { write: (line) => complaints.push(JSON.parse(line)) }),
        onLost: ({ message }) => lost.push(message),
        commands: [...commands, ...moreCommands],
        ...(drawPicture ? { drawPicture } : {}),
      });
    },
    beat: async () => bot?.beat(),
    async stopBot() {
      await bot?.stop();
      bot = undefined;
    },
  };
  onTestFinished(async () => {
    await club.stopBot();
    await sandbox.stop();
    expect(sandbox.traffic.violations).toEqual([]);
    if (!expectTrouble) expect(complaints).toEqual([]);
  });
  await club.startBot();
  return club;
}
