import type { APIMessageTopLevelComponent } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/discord/command-catalogue.ts';
import { runCancellationAnswer } from '../../src/discord/messages/cancellation.ts';
import { postMessage } from '../../src/discord/messages/post.ts';
import { runCard } from '../../src/discord/messages/run.ts';
import { runAnswer, runChoice, runListMessage } from '../../src/discord/messages/run-answer.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { LONGEST_PACE, MOST_PACES, readPaces } from '../../src/domain/pace.ts';
import { orderOf, type Rsvp } from '../../src/domain/roster.ts';
import { LONGEST_REASON, PARTS, RUN_TEXTS, type Run } from '../../src/domain/run.ts';
import { MOST_MENTIONED } from '../../src/services/post-composer.ts';
import type { RunUndoOutcome } from '../../src/services/run-cancellations.ts';
import { aRun } from '../fixtures.ts';

const catalogue = createCatalogue([], () => undefined);
const START = Date.UTC(2026, 11, 5, 7, 30);

/** A run with as much as can be typed, of signs that all need an escape. */
function longest(sign: string): Run {
  const full = (length: number) => sign.repeat(length).slice(0, length);
  const paces = Array.from(
    { length: MOST_PACES },
    (_, one) => `${'-('.repeat(LONGEST_PACE)}`.slice(0, LONGEST_PACE - 2) + one,
  );
  const read = readPaces(paces.join(','), 'km');
  return aRun({
    guildId: '9'.repeat(19),
    number: 999_999_999,
    title: full(RUN_TEXTS.title.longest),
    startsAt: START,
    meet: full(RUN_TEXTS.meet.longest),
    distance: 'about 21.12 or 42.22 km',
    paces: read.type === 'paces' ? read.groups : [],
    capacity: 1_000,
    notes: full(RUN_TEXTS.notes.longest),
    route: { name: full(80), metres: 123_456, climbMetres: 4_321 },
    createdBy: '8'.repeat(20),
    createdAt: START - 1_000,
    revision: 7,
    series: { number: 1, date: '2026-12-05' },
    card: { channelId: '7'.repeat(20), messageId: '6'.repeat(20) },
  });
}

const id = (one: number) => String(10n ** 19n + BigInt(one));
const mention = Array.from({ length: MOST_MENTIONED }, (_, one) => id(one));

const onAgain = (said: Omit<Extract<RunUndoOutcome, { type: 'on-again' }>, 'type'>) =>
  runCancellationAnswer({ type: 'on-again', ...said }, catalogue);

const crowd = (run: Run): Rsvp[] =>
  Array.from({ length: 900 }, (_, one): Rsvp => {
    const answer = one < 500 ? 'going' : one < 700 ? 'maybe' : 'waiting';
    return {
      userId: id(one),
      answer,
      seat: answer === 'going' ? one + 1 : null,
      order: orderOf(String(one)),
      pace: run.paces[one % MOST_PACES]?.id ?? null,
    };
  });

function sizeOf(components: readonly APIMessageTopLevelComponent[]) {
  let characters = 0;
  let count = 0;
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) for (const one of part) walk(one);
    if (typeof part !== 'object' || part === null) return;
    if ('type' in part && typeof part.type === 'number') count += 1;
    if ('content' in part) {
      expect(part.content).not.toBe('');
      characters += String(part.content).length;
    }
    if ('components' in part) walk(part.components);
  };
  walk(components);
  return { characters, count };
}

describe.each(['*', '<', '_', '@here ', '>\n>', 'a'])('a run full of %j', (sign) => {
  const run = longest(sign);
  const cancelReason = sign.repeat(LONGEST_REASON).slice(0, LONGEST_REASON);
  const cancelled: Run = { ...run, cancelledAt: START - 1, cancelledBy: id(1), cancelReason };
  const asked = { run, id: 10 ** 15 - 1, reason: cancelReason, told: 1_000, wholeSeries: false };
  const late = true;
  it.each([
    ['card', runCard(run, crowd(run))],
    ['card of nobody', runCard(run, [])],
    ['cancelled card', runCard(cancelled, crowd(run))],
    ['reminder', postMessage({ type: 'run-reminder', run, rsvps: crowd(run), mention, late }).message],
    ['change', postMessage({ type: 'run-change', run, changed: PARTS, mention, late }).message],
    ['cancellation', postMessage({ type: 'run-cancelled', run: cancelled, mention, late }).message],
    ['news that it is on again', postMessage({ type: 'run-on-again', run, mention, late }).message],
    ['question', runCancellationAnswer({ type: 'asked', ...asked }, catalogue)],
    ['cancelled', runCancellationAnswer({ type: 'cancelled', ...asked }, catalogue)],
    ['on again', onAgain({ run, told: 1_000, wholeSeries: false, next: run })],
    [
      'a series on again',
      onAgain({ run: { ...run, cancelledAt: 1 }, told: 1_000, wholeSeries: true, next: undefined }),
    ],
    ['promotion', postMessage({ type: 'run-promotion', run, userId: id(1), late }).message],
    [
      'read back when created',
      runAnswer(
        {
          type: 'created',
          run,
          settings: { ...USUAL_SETTINGS, zone: run.zone, runsChannelId: id(1), recoveryChannelId: id(2) },
          stated: 'first-of-two',
          series: {
            guildId: run.guildId,
            number: 1,
            rule: { repeat: 'monthly', first: run.wall, zone: run.zone, until: '2027-11-05' },
            template: run,
            createdBy: id(1),
            revision: 0,
          },
          next: [START, START, START],
        },
        catalogue,
      ),
    ],
    [
      'read back when changed',
      runAnswer(
        { type: 'changed', run, changed: PARTS, promoted: 12, stated: 'first-of-two', wholeSeries: true },
        catalogue,
      ),
    ],
    [
      'list of fifty',
      runListMessage(
        Array.from({ length: 50 }, () => ({ run, rsvps: crowd(run) })),
        catalogue,
      ),
    ],
  ] as const)('fits a message as a %s', (_what, { components }) => {
    const { characters, count } = sizeOf(components);
    expect(characters).toBeLessThanOrEqual(4_000);
    expect(count).toBeLessThanOrEqual(40);
  });

  it('fits a choice', () => {
    expect(runChoice(run).length).toBeLessThanOrEqual(100);
  });
});

it('says only how many they are on a card that has no room for names', () => {
  const label = '<'.repeat(LONGEST_PACE - 1);
  const paces = Array.from({ length: MOST_PACES }, (_, one) => ({ id: String(one), label: label + one }));
  const notes = '<'.repeat(RUN_TEXTS.notes.longest - 100);
  const cancelReason = '<'.repeat(LONGEST_REASON);
  const run: Run = { ...longest('<'), paces, notes, cancelledAt: START, cancelledBy: id(1), cancelReason };
  const shown = JSON.stringify(runCard(run, crowd(run)).components);
  expect(/9 \(50\)\\n\*\*Maybe \(200\)\*\*\\n\*\*Waitlist \(200\)\*\*"/.test(shown)).toBe(true);
});
