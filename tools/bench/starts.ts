import { COOLDOWN, openPlace, type Place, startContender } from './contender.ts';
import { ratioOf, spreadOf, table } from './figures.ts';

const ROUNDS = 10;
/** What has to be done after the start is over by then, and the garbage of it collected or not. */
const IDLE_MS = 3_000;

const BARE = ['tools/bench/bare-client.ts'];

interface Start {
  readonly ms: number;
  readonly idleMiB: number;
}

async function start(args: readonly string[], place: Place, env?: Record<string, string>): Promise<Start> {
  const bot = await startContender(args, place, env);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const idleMiB = bot.residentMiB();
  await bot.stop();
  return { ms: bot.startUpMs, idleMiB };
}

interface Twice {
  readonly first: Start;
  readonly again: Start;
}

/** The first start of a version, with nothing there; and starting again, as happens ever after. */
async function startTwice(args: readonly string[]): Promise<Twice> {
  const place = await openPlace();
  const first = await start(args, place, { NODE_DISABLE_COMPILE_CACHE: '1' });
  const again = await start(args, place);
  await place.close();
  return { first, again };
}

function rowsOf(what: string, bare: readonly number[], ours: readonly number[]): string[][] {
  const ratios = spreadOf(ours.map((figure, round) => figure / (bare[round] ?? Number.NaN)));
  const [bareSpread, oursSpread] = [spreadOf(bare), spreadOf(ours)];
  return (['p50', 'p95'] as const).map((at) => [
    `${what}, ${at}`,
    bareSpread[at].toFixed(0),
    oursSpread[at].toFixed(0),
    ratioOf(ratios[at], 1),
  ]);
}

/**
 * How long it takes from the start of the process until it is ready, and what memory it has then, doing nothing. The aims:
 * ready within 1.6 times, memory at most 1.25 times what the bare client takes.
 */
export async function benchStarts(): Promise<string> {
  // What is compiled now is there for all that follow.
  await startTwice(COOLDOWN);
  const rounds: Record<'bare' | 'ours', Twice>[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ bare: await startTwice(BARE), ours: await startTwice(COOLDOWN) });
  const figures = (by: 'bare' | 'ours', when: keyof Twice, what: keyof Start) =>
    rounds.map((round) => round[by][when][what]);
  const rows = (name: string, when: keyof Twice, what: keyof Start) =>
    rowsOf(name, figures('bare', when, what), figures('ours', when, what));
  return [
    `${ROUNDS} starts of each, in turn; ratios are those of the rounds`,
    table([
      ['', 'bare client', 'Cooldown', 'ratio'],
      ...rows('ready, the first time (ms)', 'first', 'ms'),
      ...rows('ready, ever after (ms)', 'again', 'ms'),
      ...rows('idle memory, the first time (MiB)', 'first', 'idleMiB'),
      ...rows('idle memory, ever after (MiB)', 'again', 'idleMiB'),
    ]),
  ].join('\n');
}
