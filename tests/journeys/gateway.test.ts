import { expect, it } from 'vitest';
import { openClub } from './club.ts';

const IDENTIFY = 'The bot says IDENTIFY';

it('begins sessions ever more slowly where none holds, and asks each time whether it may', async () => {
  const { sandbox, complaints } = await openClub({ expectTrouble: true });
  const seen: string[] = [];
  sandbox.gateway.onEvent((type) => {
    if (type === IDENTIFY) seen.push(type);
    if (type === 'READY') sandbox.gateway.invalidate(false);
  });
  sandbox.traffic.onRequest(({ path }) => {
    if (path.endsWith('/gateway/bot')) seen.push('asked');
  });
  sandbox.gateway.invalidate(false);
  await expect.poll(() => complaints.map(({ pauseMs }) => pauseMs)).toEqual([5_000, 10_000]);
  expect(seen).toEqual(['asked', IDENTIFY]);
});

it('spares the sessions that are left in a day when it has to begin another', async () => {
  const { sandbox, complaints, stopBot } = await openClub({ expectTrouble: true });
  const left = sandbox.gateway.identifiesLeft();
  sandbox.faults.add({
    method: 'GET',
    path: /\/gateway\/bot$/,
    status: 200,
    body: {
      url: 'ws://127.0.0.1:9',
      shards: 1,
      session_start_limit: { total: 1_000, remaining: 9, reset_after: 3_600_000, max_concurrency: 1 },
    },
  });
  sandbox.gateway.invalidate(false);
  await expect.poll(() => complaints.at(-1)).toMatchObject({ remaining: 9, pauseMs: 360_000 });
  await stopBot();
  expect(sandbox.gateway.identifiesLeft()).toBe(left);
});
