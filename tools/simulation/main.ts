// `npm run test:day`: a day of many clubs in fast time, by the real bot on the sandbox, with everything going wrong that
// the sandbox knows, and an account of what was lost, what came twice and who was told something wrong.
// `-- --seed N` is another day; `--clubs N`, `--hours N`; `--kind` is a day on which nothing goes wrong.
import { parseArgs } from 'node:util';
import { simulateDay } from './day.ts';

const { seed, clubs, hours, kind } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    clubs: { type: 'string', default: '20' },
    hours: { type: 'string', default: '30' },
    kind: { type: 'boolean', default: false },
  },
}).values;

const beganAt = performance.now();
const { figures, findings, errors } = await simulateDay({
  seed: Number(seed),
  clubs: Number(clubs),
  hours: Number(hours),
  unkind: !kind,
});
const seconds = Math.round((performance.now() - beganAt) / 1000);
for (const [what, of] of Object.entries(findings))
  for (const one of of.slice(0, 20)) process.stdout.write(`${what}: ${one}\n`);
if (process.env['SHOW_ERRORS']) process.stdout.write(errors.slice(0, 5).join(''));
for (const [what, count] of Object.entries(figures)) process.stdout.write(`${what}: ${count}\n`);
const { lost, doubled, toldWrongly } = findings;
process.stdout.write(
  `${lost.length} lost, ${doubled.length} doubled, ${toldWrongly.length} told wrongly, in ${seconds} s.\n`,
);
process.exit(lost.length + doubled.length + toldWrongly.length > 0 ? 1 : 0);
