import Sqlite from 'better-sqlite3';
import { textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { cardSaying, clubWithRun } from './run-club.ts';
import { said } from './said.ts';

const CROWD = 500;
const CAPACITY = 40;

/** Bot, sandbox and 500 members share a processor with other tests; how fast it goes is for the bench to say. */
const PATIENCE_MS = 30_000;

it('lets exactly the capacity in when 500 members press at the same moment, and its card ends up right', async () => {
  const { sandbox, card, leader, databaseFile } = await clubWithRun(
    { capacity: CAPACITY },
    { extraMembers: CROWD, patienceMs: PATIENCE_MS },
  );
  const members = Array.from({ length: CROWD }, (_, one) => sandbox.as(`member-${one + 1}`).in('group-runs'));
  const began = performance.now();
  const answers = await Promise.all(members.map((member) => member.press(card, 'Going')));
  const texts = answers.map(said);
  expect(texts.filter((text) => text.includes("You're going"))).toHaveLength(CAPACITY);
  const seated = members.filter((_member, one) => texts[one]?.includes("You're going"));
  const others = members.filter((member) => !seated.includes(member));
  const waiting = CROWD - CAPACITY;
  const ended = await cardSaying(
    leader,
    new RegExp(`Going \\(${CAPACITY} of ${CAPACITY}\\)[\\s\\S]*Waitlist \\(${waiting}\\)`),
  );
  const text = textOf(ended);
  for (const { id } of seated) expect(text).toContain(`<@${id}>`);
  // The others wait in the order in which they pressed, whenever their presses were acknowledged.
  expect(text).toContain(`1. <@${others[0]?.id}>, 2. <@${others[1]?.id}>`);
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  const line = sqlite
    .prepare("select user_id from rsvps where answer = 'waiting' order by place_order")
    .pluck();
  expect(line.all()).toEqual(others.map(({ id }) => id));
  sqlite.close();
  // One a second at most. When each is sent is the bot's doing; when it arrives, a busy machine's.
  const most = (performance.now() - began) / 1_000 + 1;
  const edits = sandbox.traffic.requests.filter(
    ({ method, path }) => method === 'PATCH' && path.endsWith(card.id),
  );
  expect(edits.length).toBeGreaterThan(0);
  expect(edits.length).toBeLessThanOrEqual(most);
});
