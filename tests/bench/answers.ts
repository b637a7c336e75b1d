import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COOLDOWN, type Contender, openPlace, type Question, STRETCH, startContender } from './contender.ts';
import { ratioOf, spreadOf, table } from './figures.ts';
import { kibOf, recordMessage } from './recorded.ts';

const WARM_UP = 100;
const ASKED = 1_000;

const ASKS: readonly Question[] = [STRETCH, { path: 'help' }, { path: 'recovery tip' }];

type Figures = Readonly<Record<'bare' | 'ours', number[]>>;

/** All are asked in turn, so that a slow moment of the machine meets each of them. */
async function inTurn(bare: Contender, ours: Contender, times: number): Promise<Map<string, Figures>> {
  const figures = new Map(ASKS.map(({ path }) => [path, { bare: [], ours: [] } as Figures]));
  for (let turn = 0; turn < times; turn++)
    for (const question of ASKS) {
      figures.get(question.path)?.bare.push(await bare.ask(question));
      figures.get(question.path)?.ours.push(await ours.ask(question));
    }
  return figures;
}

function rowsOf(path: string, { bare, ours }: Figures): string[][] {
  const [bareSpread, oursSpread] = [spreadOf(bare), spreadOf(ours)];
  return (['p50', 'p95', 'p99'] as const).map((at) => [
    `/${path} acknowledged, ${at} (ms)`,
    bareSpread[at].toFixed(2),
    oursSpread[at].toFixed(2),
    ratioOf(oursSpread[at], bareSpread[at]),
  ]);
}

/**
 * Cooldown beside a bare client, both in `guilds` servers. `/stretch` is answered by both with the same message and files,
 * the others by the bare client with one line. The aims: acknowledged at the median at most 1.2 times, memory at most
 * 1.15 times the bare client's.
 */
export async function benchAnswers(guilds: number): Promise<string> {
  const [barePlace, oursPlace] = [
    await openPlace({ idleGuilds: guilds - 1 }),
    await openPlace({ idleGuilds: guilds - 1 }),
  ];
  const ours = await startContender(COOLDOWN, oursPlace);
  const { message } = await ours.answer(STRETCH);
  if (!message) throw new Error('Cooldown has no stretch');
  const recorded = await recordMessage(message);
  const file = join(barePlace.folder, 'stretch.json');
  writeFileSync(file, JSON.stringify(recorded));
  const bare = await startContender(['tests/bench/bare-client.ts', file], barePlace);

  await inTurn(bare, ours, WARM_UP);
  const figures = await inTurn(bare, ours, ASKED);
  const [bareMemory, oursMemory] = [bare.residentMiB(), ours.residentMiB()];
  await Promise.all([bare.stop(), ours.stop()]);
  await Promise.all([barePlace.close(), oursPlace.close()]);

  const answers = ((WARM_UP + ASKED) * ASKS.length).toLocaleString('en');
  const { length: violations } = oursPlace.sandbox.traffic.violations;
  return [
    `${guilds} guild${guilds === 1 ? '' : 's'}: ${ASKED} answers to each, in turn; /stretch with ${recorded.files.length} pictures, ${kibOf(recorded).toFixed(0)} KiB`,
    table([
      ['', 'bare client', 'Cooldown', 'ratio'],
      ...[...figures].flatMap(([path, both]) => rowsOf(path, both)),
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
