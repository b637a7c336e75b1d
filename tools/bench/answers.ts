import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  COOLDOWN,
  type Contender,
  openPlace,
  type Place,
  type Question,
  STRETCH,
  startContender,
  textOf,
} from './contender.ts';
import { ratioOf, spreadOf, table } from './figures.ts';
import { kibOf, type RecordedMessage, recordMessage } from './recorded.ts';

/** Nobody asks in the moment in which they are answered; what is left to do then is done in it. */
const PAUSE_MS = 4;
const WARM_UP = 100;
const ASKED = 650;

/** Answered with pictures; the bare client sends the same message and files. */
const WITH_FILES: readonly Question[] = [STRETCH, { path: 'help' }];
/** Answered with text alone; the bare client sends one line. */
const TEXTS: readonly Question[] = [
  { path: 'help', options: { command: 'me overview' } },
  { path: 'recovery tip' },
];
const ALL = [...WITH_FILES, ...TEXTS];

type Figures = Readonly<Record<'bare' | 'ours', number[]>>;

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** One question after the other; both are asked in turn, so that a slow moment of the machine meets both. */
async function inTurn(bare: Contender, ours: Contender, times: number): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const question of ALL) {
    const both: Figures = { bare: [], ours: [] };
    for (let turn = 0; turn < times; turn++) {
      both.bare.push(await bare.ask(question));
      await pause();
      both.ours.push(await ours.ask(question));
      await pause();
    }
    figures.push(both);
  }
  return figures;
}

function rowsOf(what: string, { bare, ours }: Figures): string[][] {
  const [bareSpread, oursSpread] = [spreadOf(bare), spreadOf(ours)];
  return (['p50', 'p95', 'p99'] as const).map((at) => [
    `${what}, ${at} (ms)`,
    bareSpread[at].toFixed(2),
    oursSpread[at].toFixed(2),
    ratioOf(oursSpread[at], bareSpread[at]),
  ]);
}

/** What Cooldown answers to the questions whose answers have files. */
async function record(ours: Contender): Promise<Map<string, RecordedMessage>> {
  const recorded = new Map<string, RecordedMessage>();
  for (const question of WITH_FILES) {
    const { message, failure } = await ours.answer(question);
    if (!message) throw new Error(failure ?? 'No message came');
    recorded.set(textOf(question), await recordMessage(message));
  }
  return recorded;
}

async function startBare(place: Place, recorded: ReadonlyMap<string, RecordedMessage>): Promise<Contender> {
  const file = join(place.folder, 'recorded.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(recorded)));
  return startContender(['tools/bench/bare-client.ts', file], place);
}

/**
 * Cooldown beside a bare client, both in `guilds` servers. The aims: acknowledged at the median within 1.2 times, and
 * memory at most 1.15 times the bare client's.
 */
export async function benchAnswers(guilds: number): Promise<string> {
  const barePlace = await openPlace({ idleGuilds: guilds - 1 });
  const oursPlace = await openPlace({ idleGuilds: guilds - 1 });
  const ours = await startContender(COOLDOWN, oursPlace);
  const recorded = await record(ours);
  const bare = await startBare(barePlace, recorded);
  await inTurn(bare, ours, WARM_UP);
  const figures = await inTurn(bare, ours, ASKED);
  const [bareMemory, oursMemory] = [bare.residentMiB(), ours.residentMiB()];
  await Promise.all([bare.stop(), ours.stop()]);
  await Promise.all([barePlace.close(), oursPlace.close()]);

  const answers = ((WARM_UP + ASKED) * ALL.length).toLocaleString('en');
  const names = ALL.map((question) => {
    const message = recorded.get(textOf(question));
    return message
      ? `${textOf(question)}, ${message.files.length} pictures of ${kibOf(message).toFixed(0)} KiB`
      : `${textOf(question)}, text`;
  });
  const { length: violations } = oursPlace.sandbox.traffic.violations;
  return [
    `${guilds} guild${guilds === 1 ? '' : 's'}: ${ASKED} answers to each, in turn, how soon they are acknowledged`,
    table([
      ['', 'bare client', 'Cooldown', 'ratio'],
      ...figures.flatMap((both, place) => rowsOf(names[place] ?? '', both)),
      [
        `memory after ${answers} answers (MiB)`,
        bareMemory.toFixed(1),
        oursMemory.toFixed(1),
        ratioOf(oursMemory, bareMemory),
      ],
    ]),
    ...(violations > 0 ? [`Cooldown broke Discord's schema ${violations} times.`] : []),
  ].join('\n');
}
