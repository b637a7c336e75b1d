import { textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { cardSaying, clubWithRun } from './run-club.ts';
import { said } from './said.ts';

const CROWD = 500;
const CAPACITY = 40;

/** Bot, sandbox and 500 members share a processor with other tests; how fast it goes is for the bench to say. */
const PATIENCE_MS = 30_000;

it('lets exactly the capacity in when 500 members press at the same moment, and its card ends up right', async () => {
  const { sandbox, card, leader } = await clubWithRun(
    { capacity: CAPACITY },
    { extraMembers: CROWD, patienceMs: PATIENCE_MS },
  );
  const members = Array.from({ length: CROWD }, (_, one) => sandbox.as(`member-${one + 1}`).in('group-runs'));
  const began = performance.now();
  const answers = await Promise.all(members.map((member) => member.press(card, 'Going')));
  const texts = answers.map(said);
  expect(texts.filter((text) => text.includes("You're going"))).toHaveLength(CAPACITY);
  // The gateway brings presses in order, so those who pressed first are in, and the others wait in theirs.
  const places = texts.map((text) => Number(/number (\d+) on the waitlist/.exec(text)?.[1] ?? 0));
  expect(places).toEqual(Array.from({ length: CROWD }, (_, one) => Math.max(0, one + 1 - CAPACITY)));

  const waiting = CROWD - CAPACITY;
  const ended = await cardSaying(
    leader,
    new RegExp(`Going \\(${CAPACITY} of ${CAPACITY}\\)[\\s\\S]*Waitlist \\(${waiting}\\)`),
  );
  const text = textOf(ended);
  for (const { id } of members.slice(0, CAPACITY)) expect(text).toContain(`<@${id}>`);
  expect(text).toContain(`1. <@${members[CAPACITY]?.id}>, 2. <@${members[CAPACITY + 1]?.id}>`);
  // One a second at most. When each is sent is the bot's doing; when it arrives, a busy machine's.
  const most = (performance.now() - began) / 1_000 + 1;
  const edits = sandbox.traffic.requests.filter(
    ({ method, path }) => method === 'PATCH' && path.endsWith(card.id),
  );
  expect(edits.length).toBeGreaterThan(0);
  expect(edits.length).toBeLessThanOrEqual(most);
});
