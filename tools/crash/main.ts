// `npm run test:crash`: kills the bot with SIGKILL while posts of all kinds of runs and check-ins are due, at every step
// of sending and at 200 random moments, and counts in the sandbox what was lost and what came twice.
// `npm run test:crash -- --from COMMIT` kills the program of an older commit, and lets this one upgrade and finish.
import { parseArgs } from 'node:util';
import { campaign, MOMENTS, type Tally } from './campaign.ts';
import { olderVersion } from './older-version.ts';

const { from } = parseArgs({ options: { from: { type: 'string' } } }).values;
const version = from === undefined ? undefined : await olderVersion(from);

const CLUBS = 60;
const KILLS_A_CAMPAIGN = 5;
const KILLS = { atEachStep: 25, atRandom: 200 };

async function untilKilled(moment: (typeof MOMENTS)[number], wanted: number): Promise<Tally> {
  const tallies: Tally[] = [];
  const killed = () => tallies.reduce((sum, { kills }) => sum + kills, 0);
  for (let seed = 1; killed() < wanted; seed++)
    tallies.push(await campaign(moment, CLUBS, Math.min(KILLS_A_CAMPAIGN, wanted - killed()), seed, version));
  const sum = (part: 'due' | 'kills' | 'lost' | 'doubled') =>
    tallies.reduce((all, tally) => all + tally[part], 0);
  return { moment, due: sum('due'), kills: sum('kills'), lost: sum('lost'), doubled: sum('doubled') };
}

let failed = false;
for (const moment of MOMENTS) {
  const { due, kills, lost, doubled } = await untilKilled(
    moment,
    moment === 'at a random moment' ? KILLS.atRandom : KILLS.atEachStep,
  );
  failed ||= lost + doubled > 0;
  process.stdout.write(
    `Killed ${moment}: ${kills} kills, ${due} posts and mentions due, ${lost} lost, ${doubled} doubled.\n`,
  );
}
process.exit(failed ? 1 : 0);
