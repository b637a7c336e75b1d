import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from 'discord-sandbox';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { fill, fillAll, tallyOf, untilAllCame } from './campaign.ts';
import { POSTING } from './kills.ts';
import { createMachineClock, start, stop } from './program.ts';
import type { Tally } from './tally.ts';

type Fault = Parameters<Sandbox['faults']['add']>[0];

const WEB_PAGE = '<html><body>We’ll be back soon.</body></html>';

/** Lists the messages of a channel, as when a post is looked for. */
const HISTORY = { method: 'GET', path: /^\/channels\/\d+\/messages$/ };

/** What Discord, or something on the way to it, may say to a post for once. */
const FAULTS = {
  'its answer is lost': [{ ...POSTING, drop: 'after' }],
  'it is lost itself': [{ ...POSTING, drop: 'before' }],
  'its answer is lost, and the history fails': [
    { ...POSTING, drop: 'after' },
    { ...HISTORY, status: 500 },
  ],
  '401 comes back': [{ ...POSTING, status: 401, body: { message: '401: Unauthorized', code: 0 } }],
  '403 comes back': [{ ...POSTING, status: 403, body: { message: 'Missing Access', code: 50001 } }],
  'its channel is said to be unknown': [
    { ...POSTING, status: 404, body: { message: 'Unknown Channel', code: 10003 } },
  ],
  'its server is said to be unknown': [
    { ...POSTING, status: 404, body: { message: 'Unknown Guild', code: 10004 } },
  ],
  '400 comes back with a web page': [{ ...POSTING, status: 400, body: WEB_PAGE }],
  '200 comes back with a web page': [{ ...POSTING, status: 200, body: WEB_PAGE }],
  '200 comes back with an empty list': [{ ...POSTING, status: 200, body: [] }],
  '200 comes back with half of a message': [{ ...POSTING, status: 200, body: '{"id": "12' }],
  '429 comes back without a time': [{ ...POSTING, status: 429, headers: { 'retry-after': null } }],
  '503 comes back': [{ ...POSTING, status: 503 }],
} as const satisfies Record<string, readonly Fault[]>;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** Longer than anything waits before it is tried again. */
const LATER_MS = 31 * 60_000;
const MOST_STARTS = 4;
const QUIET_MS = 6_000;

/**
 * Lets posts of all kinds fall due in `clubs` clubs while so many of the requests that send them meet a fault, then lets
 * time pass until all has been tried again, and counts what came.
 */
export async function faultyPosts(kind: FaultKind, clubs: number, faults: number): Promise<Tally> {
  const sandbox = await startClubSandbox({ idleGuilds: clubs - 1 });
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-faults-'));
  const databaseFile = join(folder, 'club.sqlite');
  const clock = createMachineClock(folder);
  try {
    const cards = await fill(databaseFile, sandbox, 1, ['run-card'], 'Early');
    const before = start(sandbox, databaseFile, clock);
    await untilAllCame(sandbox, cards);
    await stop(before);
    const due = cards + (await fillAll(databaseFile, sandbox));
    for (const fault of FAULTS[kind]) sandbox.faults.add({ ...fault, times: faults });
    for (let started = 0; started < MOST_STARTS; started++) {
      if (started > 0) sandbox.clock.advance(LATER_MS);
      clock.set(started * LATER_MS);
      const program = start(sandbox, databaseFile, clock);
      await untilAllCame(sandbox, due, QUIET_MS);
      await stop(program);
    }
    return { troubles: faults, ...tallyOf(sandbox, due) };
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
