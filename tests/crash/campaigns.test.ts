import { describe, expect, it } from 'vitest';
import { type FaultKind, faultyPosts } from '../../tools/crash/faults.ts';
import { killedPresses } from '../../tools/crash/presses.ts';
import { killedSessions } from '../../tools/crash/sessions.ts';
import type { Tally } from '../../tools/crash/tally.ts';
import { takenOver } from '../../tools/crash/two-processes.ts';

// Short forms of some; `npm run test:crash` has all of them, strikes more often, and prints its figures.

const expectWell = ({ lost, doubled, toldWrongly }: Tally) =>
  expect({ lost, doubled, toldWrongly }).toEqual({ lost: 0, doubled: 0, toldWrongly: 0 });

describe('nothing is lost and nothing comes twice', () => {
  it.each<FaultKind>(['its answer is lost, and the history fails', 'its channel is said to be unknown'])(
    'when a post is sent and %s',
    async (kind) => expectWell(await faultyPosts(kind, 2, 2)),
  );

  it('when the bot is killed in guided sessions', async () =>
    expectWell(await killedSessions('at a random moment', 3, 1)));
});

describe('members are told what is so', () => {
  it('when the bot is killed while they press', async () =>
    expectWell(await killedPresses('after it had its effect, before the answer', 2, 1)));

  it('when one process takes over from another', async () => expectWell(await takenOver(1)));
});
