import { describe, expect, it } from 'vitest';
import { killedEvents } from '../../tools/crash/events.ts';
import { type FaultKind, faultyPosts } from '../../tools/crash/faults.ts';
import { killedPresses, unkindPresses } from '../../tools/crash/presses.ts';
import { killedSessions } from '../../tools/crash/sessions.ts';
import type { Tally } from '../../tools/crash/tally.ts';
import { secondProcess, takenOver } from '../../tools/crash/two-processes.ts';

// The short forms; `npm run test:crash` strikes more often, and prints its figures.

const expectWell = ({ lost, doubled, toldWrongly }: Tally) =>
  expect({ lost, doubled, toldWrongly }).toEqual({ lost: 0, doubled: 0, toldWrongly: 0 });

describe('nothing is lost and nothing comes twice', () => {
  it.each<FaultKind>([
    'its answer is lost, and the history fails',
    '401 comes back',
    'its channel is said to be unknown',
    '200 comes back with a web page',
  ])('when a post is sent and %s', async (kind) => expectWell(await faultyPosts(kind, 2, 2)));

  it('when the bot is killed as it makes the server’s events', async () =>
    expectWell(await killedEvents('after it had its effect, before the answer', 2, 1)));

  it('when the bot is killed in guided sessions', async () =>
    expectWell(await killedSessions('at a random moment', 3, 1)));
});

describe('members are told what is so', () => {
  it('when the bot is killed while they press', async () =>
    expectWell(await killedPresses('after it had its effect, before the answer', 2, 1)));

  it.each([
    ['delivers-twice', 1],
    ['delivers-late', 2],
    ['answers-lost', 2],
  ] as const)('where the sandbox has the condition %s', async (condition, oneIn) =>
    expectWell(await unkindPresses(condition, oneIn, 2, 1)),
  );

  it('when a second process is started, which is refused', async () => expectWell(await secondProcess(1)));

  it('when one process takes over from another', async () => expectWell(await takenOver(1)));
});
