import type { Member, Message } from 'discord-sandbox';
import { flatten, textOf } from 'discord-sandbox';
import { COOLDOWN, openPlace, startContender } from './contender.ts';
import { spreadOf, table } from './figures.ts';

const SESSIONS = 200;
/** Long enough for each to change sides twice. */
const WATCHED_MS = 100_000;
const ASKED_EVERY_MS = 100;
const LATE_MS = 1_000;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** When the step ends by the countdown in the message (UTC ms). */
function endIn({ components }: Message): number | undefined {
  const texts = flatten(components as never).map(([component]) => component['content'] ?? '');
  const [, seconds] = /<t:(\d+):R>/.exec(texts.join('\n')) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

async function start(member: Member, kind: string): Promise<void> {
  const { message: routine } = await member.run('stretch', { muscle: 'hamstrings', minutes: 5, kind });
  const started = routine && (await member.press(routine, 'Start guided session'));
  const { message, failure } = (await started?.whole()) ?? {};
  if (!message || !textOf(message).includes('Get into place')) throw new Error(failure ?? 'It did not start');
}

/** Sessions with moving pictures that are started `overMs`, and how late their steps come. */
async function play(overMs: number, kind: string): Promise<string[]> {
  const place = await openPlace({ extraMembers: SESSIONS, patienceMs: 30_000 });
  const { sandbox } = place;
  const ends = new Map<string, number | undefined>();
  const late: number[] = [];
  sandbox.messages.on('updated', (message) => {
    const due = ends.get(message.id);
    if (due !== undefined && sandbox.clock.now() >= due) late.push(sandbox.clock.now() - due);
    ends.set(message.id, endIn(message));
  });
  const bot = await startContender(COOLDOWN, place);
  const members = Array.from({ length: SESSIONS }, (_, one) => sandbox.as(`member-${one + 1}`));
  await Promise.all(
    members.map(async (member, place) => {
      await wait((overMs / SESSIONS) * place);
      await start(member, kind);
    }),
  );
  const asked: number[] = [];
  for (const until = Date.now() + WATCHED_MS; Date.now() < until; await wait(ASKED_EVERY_MS))
    asked.push(await bot.ask());
  const refused = sandbox.traffic.requests.filter(({ status }) => status === 429).length;
  const memory = bot.residentMiB();
  await bot.stop();
  await place.close();
  const { p50, p95, p99 } = spreadOf(late);
  return [
    overMs === 0 ? 'all at once' : `within ${overMs / 1_000} s`,
    kind,
    String(late.length),
    ...[p50, p95, p99, Math.max(...late)].map((ms) => ms.toFixed(0)),
    String(late.filter((ms) => ms > LATE_MS).length),
    String(refused),
    spreadOf(asked).p50.toFixed(2),
    spreadOf(asked).p99.toFixed(1),
    memory.toFixed(0),
  ];
}

/** `npm run bench`, guided sessions: whether their steps come in time. */
export async function benchSessions(): Promise<string> {
  return [
    `${SESSIONS} guided sessions at the same time: how late their steps are shown`,
    table([
      [
        'started',
        'kind',
        'steps',
        'p50 (ms)',
        'p95 (ms)',
        'p99 (ms)',
        'latest (ms)',
        'over 1 s',
        '429',
        '/stretch p50 (ms)',
        '/stretch p99 (ms)',
        'memory (MiB)',
      ],
      await play(60_000, 'static'),
      await play(0, 'static'),
      await play(0, 'foam-rolling'),
    ]),
  ].join('\n');
}
