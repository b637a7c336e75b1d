// `npm run bench`: Cooldown beside the least that a discord.js bot can be, in one run, through the same sandbox.
import manifest from '../../package.json' with { type: 'json' };
import { benchCheckins } from './checkins.ts';
import { type Contender, startContender } from './contender.ts';
import { spreadOf, table } from './figures.ts';
import { benchHistory } from './history.ts';
import { benchPage } from './page.ts';
import { benchBeat, benchBurst } from './posts.ts';
import { benchReading } from './reading.ts';
import { benchSessions } from './sessions.ts';

const GUILDS = [1, 100, 1_000];
const WARM_UP = 300;
const ASKED = 1_500;

/** What `npm start` runs, flags and all. */
const asStarted = manifest.scripts.start.split(' ').slice(1);

const say = (text: string) => process.stdout.write(`${text}\n`);
const ms = (figure: number) => figure.toFixed(2);
const ratio = (ours: number, bare: number) => `${(ours / bare).toFixed(2)}x`;

/** Both answer in turn, so that a slow moment of the machine meets both. */
async function inTurn(contenders: readonly Contender[], times: number): Promise<Map<Contender, number[]>> {
  const figures = new Map(contenders.map((contender) => [contender, [] as number[]]));
  for (let turn = 0; turn < times; turn++)
    for (const contender of contenders) figures.get(contender)?.push(await contender.ask());
  return figures;
}

async function compare(guilds: number): Promise<void> {
  const bare = await startContender('bare client', ['tests/bench/bare-client.ts'], guilds - 1);
  const ours = await startContender('Cooldown', asStarted, guilds - 1);
  await inTurn([bare, ours], WARM_UP);
  const figures = await inTurn([bare, ours], ASKED);
  const [bareSpread, oursSpread] = [bare, ours].map((contender) => spreadOf(figures.get(contender) ?? []));
  if (!bareSpread || !oursSpread) throw new Error('Nothing was measured');
  const [bareMemory, oursMemory] = [bare.residentMiB(), ours.residentMiB()];

  say(`\n${guilds} guild${guilds === 1 ? '' : 's'}: /stretch hamstrings, ${ASKED} times each, in turn`);
  say(
    table([
      ['', 'bare client', 'Cooldown', 'ratio'],
      ...(['p50', 'p95', 'p99'] as const).map((at) => [
        `acknowledged, ${at} (ms)`,
        ms(bareSpread[at]),
        ms(oursSpread[at]),
        ratio(oursSpread[at], bareSpread[at]),
      ]),
      [
        'start-up (ms)',
        bare.startUpMs.toFixed(0),
        ours.startUpMs.toFixed(0),
        ratio(ours.startUpMs, bare.startUpMs),
      ],
      ['resident memory (MiB)', bareMemory.toFixed(1), oursMemory.toFixed(1), ratio(oursMemory, bareMemory)],
    ]),
  );
  if (ours.violations() > 0) say(`Cooldown broke Discord's schema ${ours.violations()} times.`);
  await Promise.all([bare.stop(), ours.stop()]);
}

for (const guilds of GUILDS) await compare(guilds);
say(`\n${await benchCheckins()}`);
say(`\n${await benchBeat()}`);
say(`\n${await benchBurst()}`);
say(`\n${await benchHistory()}`);
say(`\n${await benchSessions()}`);
say(`\n${benchReading()}`);
say(`\n${await benchPage()}`);
