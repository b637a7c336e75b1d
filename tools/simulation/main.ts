// `npm run test:day`: a day of many clubs in fast time, by the real bot on the sandbox, with everything going wrong that
// the sandbox knows, and an account of what was lost, what came twice and who was told something wrong.
// `-- --seed N` is another day; `--clubs N`, `--hours N`; `--kind` is one on which only the bot is restarted and killed;
// `--errors N` shows so many lines of the bot's log.
import { parseArgs } from 'node:util';
import { simulateDay } from './day.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    clubs: { type: 'string', default: '20' },
    hours: { type: 'string', default: '30' },
    kind: { type: 'boolean', default: false },
    errors: { type: 'string', default: '0' },
  },
});
const MOST_SHOWN = 20;

const say = (line: string) => process.stdout.write(`${line}\n`);
const beganAt = performance.now();
const { figures, findings, errors } = await simulateDay({
  seed: Number(values.seed),
  clubs: Number(values.clubs),
  hours: Number(values.hours),
  unkind: !values.kind,
});
const seconds = Math.round((performance.now() - beganAt) / 1000);
for (const line of errors.slice(0, Number(values.errors))) say(line.trim());
for (const [what, of] of Object.entries(findings))
  for (const one of of.slice(0, MOST_SHOWN)) say(`${what}: ${one}`);
for (const [what, count] of Object.entries(figures)) say(`${what}: ${count}`);
say(`errors logged: ${errors.length}`);
const { lost, doubled, toldWrongly } = findings;
say(`${lost.length} lost, ${doubled.length} doubled, ${toldWrongly.length} told wrongly, in ${seconds} s.`);
process.exit(lost.length + doubled.length + toldWrongly.length > 0 ? 1 : 0);
