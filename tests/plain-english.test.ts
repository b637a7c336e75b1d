import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Where sentences about health and safety stand. The other messages are written anew in a later turn. */
const MESSAGES = [
  'checkin',
  'checkin-post',
  'emergency',
  'evidence',
  'history',
  'plan',
  'red-flag',
  'safety-net',
  'session',
  'stretch',
  'tip',
].map((name) => `src/discord/messages/${name}.ts`);

const DATA = ['checkin', 'help-lines', 'muscles', 'plans', 'red-flags', 'tips'].map(
  (name) => `data/${name}.json`,
);

const EXERCISES = readdirSync(join(ROOT, 'data', 'exercises')).map((name) => `data/exercises/${name}`);

/** What members had to read twice, each as the kind of sentence that it was. */
const READ_TWICE: readonly (readonly [string, RegExp])[] = [
  ['Is anything on this list so for you?', /\bso for (you|them)\b/i],
  ['If one of the signs below is so', /\b(is|are|was|were) so(,| as well| too)?[.,;:?!]/i],
  ['Is one of these so?', /\bof these so\b/i],
  ['Tick all that fits, also if you are unsure', /,? also if\b/i],
  ['Well stopped: Hamstring foam roll', /\bwell stopped\b/i],
  ['takes up where you left off', /\btakes? up where\b/i],
  ['In an emergency fill in nothing', /\bfill in nothing\b/i],
  ['Somebody who … is that who', /\bis who\b/i],
  ['where it is to be had', /\bto be had\b/i],
  ['needs it not', /\b(needs|knows|does|has) it not\b/i],
  ['Nobody wanted to come', /\bnobody wanted\b/i],
  ['as soon as may be', /\b(whilst|hitherto|thereof|therein|whereupon|lest)\b/i],
];

it.each([...MESSAGES, ...DATA, ...EXERCISES])('%s is read once', (file) => {
  const said = readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(\/?\*|\/\/)/.test(line));
  const found = READ_TWICE.flatMap(([example, wrong]) =>
    said.filter((line) => wrong.test(line)).map((line) => `${line.trim()} (as "${example}")`),
  );
  expect(found).toEqual([]);
});
