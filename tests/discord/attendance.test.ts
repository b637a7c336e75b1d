import { describe, expect, it } from 'vitest';
import { runIds } from '../../src/discord/ids.ts';
import { screenOf } from '../../src/discord/messages/attendance.ts';
import { recapPosts } from '../../src/discord/messages/run-recap.ts';
import { MILESTONES } from '../../src/domain/milestone.ts';
import { aRun } from '../fixtures.ts';

describe('the id of a list of who came', () => {
  it('says which lines were shown and who of them was ticked', () => {
    expect(runIds.page.read(['4', '26', (0b11111).toString(36)])).toEqual([4, 26, 0b11111]);
    expect(runIds.page.read(['4', '1', (2 ** 25 - 1).toString(36)])).toEqual([4, 1, 2 ** 25 - 1]);
  });

  it.each([
    [[]],
    [['1']],
    [['', '']],
    [['2', '1']],
    [['0', '1']],
    [['-24', '1']],
    [['1', '-1']],
    [['1', 'zzzzz']],
    [['1', 'zzzzzzzz']],
    [['1e3', '1']],
    [['9999999', '1']],
  ])('is none of ours: %o', (args) => {
    expect(runIds.page.read(['4', ...args])).toBeUndefined();
  });

  it.each([
    [1, 1],
    [26, 1],
    [100, 1],
    [101, 101],
    [130, 101],
    [999_999, 999_901],
  ])('puts line %i on the screen that begins with %i', (line, first) => {
    expect(screenOf(line)).toBe(first);
  });
});

it('a recap fits one message, whoever came', () => {
  const userIds = Array.from(
    { length: 1_000 },
    (_, one) => `18446744073709551${String(one).padStart(3, '0')}`,
  );
  const run = aRun({ number: 999_999, title: '*'.repeat(80) });
  const { message, mention } = recapPosts['run-recap'].write({
    type: 'run-recap',
    run,
    came: 1_000,
    firstTimers: userIds,
    milestones: MILESTONES.map((runs) => ({ runs, userIds })),
    late: true,
  });
  expect(JSON.stringify(message).length).toBeLessThan(4_000);
  expect(mention).toEqual({ users: [], roles: [] });
});
