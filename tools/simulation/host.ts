import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from 'discord-sandbox';
import { startBot } from '../../src/bot.ts';
import type { Config } from '../../src/config.ts';
import { loadContent } from '../../src/content.ts';
import { createLog } from '../../src/log.ts';
import { openPictures } from '../../src/pictures/exercise-pictures.ts';

const data = join(import.meta.dirname, '..', '..', 'data');
const content = loadContent(data);
const pictures = openPictures(join(data, 'pictures'), content.exercises);

/** What SQLite and the key keep beside the file of a database. */
const BESIDE = ['', '-wal', '.key'];

/** The real bot in this process, that can be started, stopped and crashed. */
export interface Host {
  start(): Promise<void>;
  /** As an operator does. */
  stop(): Promise<void>;
  /**
   * As `kill -9` does: nothing that is written or sent after this moment counts. The next start finds the files as they
   * are now.
   */
  crash(): Promise<void>;
  /** Lets it look at what is due, and waits until it has sent that. */
  beat(): Promise<void>;
  readonly databaseFile: string;
  /** Lines of the log that are errors. */
  readonly errors: readonly string[];
}

export function createHost(sandbox: Sandbox, folder: string): Host {
  let lives = 0;
  let bot: Awaited<ReturnType<typeof startBot>> | undefined;
  const errors: string[] = [];
  const fileOf = (life: number) => join(folder, `club-${life}.sqlite`);
  const configOf = () =>
    ({
      production: true,
      token: sandbox.token,
      apiUrl: sandbox.url,
      databaseFile: fileOf(lives),
      logLevel: 'error',
      key: undefined,
      oldKeys: [],
      sandboxPort: 0,
    }) as const satisfies Config;

  return {
    async start() {
      const config = configOf();
      bot = await startBot({
        config,
        content,
        pictures,
        clock: sandbox.clock.now,
        monotonic: sandbox.clock.now,
        log: await createLog(config, { write: (line) => void errors.push(line) }),
        onLost: (why: unknown) => errors.push(String(why)),
      });
    },
    async stop() {
      await bot?.stop();
      bot = undefined;
    },
    async crash() {
      const file = fileOf(lives);
      lives += 1;
      // Nothing can be written in between: one process, and copying doesn't let go of it.
      for (const beside of BESIDE)
        if (existsSync(file + beside)) copyFileSync(file + beside, fileOf(lives) + beside);
      sandbox.faults.add({ path: /^/, drop: 'before', times: 1_000_000 });
      await bot?.stop();
      bot = undefined;
      await wait(100);
      sandbox.faults.clear();
    },
    beat: async () => bot?.beat(),
    get databaseFile() {
      return fileOf(lives);
    },
    errors,
  };
}
