// `npm run test:crash`: troubles the bot in every way that it has to bear, and counts in the sandbox what was lost, what
// came twice, and which members were told something of their own doing that isn't so.
// `-- --only NAME` runs some of the campaigns, by the beginning of their names; `-- --kills N` changes how often each
// strikes. `-- --from COMMIT` kills the program of an older commit, and lets this one upgrade and finish.
import { parseArgs } from 'node:util';
import { campaign } from './campaign.ts';
import { FAULT_KINDS, type FaultKind, faultyPosts } from './faults.ts';
import { MOMENTS, type Moment } from './kills.ts';
import { olderVersion } from './older-version.ts';
import { isWell, sumOf, type Tally } from './tally.ts';

const { only, from, kills } = parseArgs({
  options: { only: { type: 'string' }, from: { type: 'string' }, kills: { type: 'string' } },
}).values;
const version = from === undefined ? undefined : await olderVersion(from);

const CLUBS = 60;
const KILLS_A_CAMPAIGN = 5;

/** Campaigns wait for Discord's limits most of the time. */
const AT_ONCE = 2;

/** Runs a campaign with other chances, `each` troubles in one, until there were so many. */
async function untilTroubled(
  wanted: number,
  one: (troubles: number, seed: number) => Promise<Tally>,
  each = KILLS_A_CAMPAIGN,
): Promise<Tally> {
  const tallies: Tally[] = [];
  for (let troubled = 0; troubled < wanted; troubled += each)
    tallies.push(await one(Math.min(each, wanted - troubled), tallies.length + 1));
  return sumOf(tallies);
}

interface Campaign {
  readonly name: string;
  /** How often it strikes unless told. */
  readonly usual: number;
  run(troubles: number): Promise<Tally>;
}

const killedWhilePosting = (moment: Moment): Campaign => ({
  name: `posts: killed ${moment}`,
  usual: moment === 'at a random moment' ? 200 : 25,
  run: (wanted) =>
    untilTroubled(
      wanted,
      (some, seed) => campaign(moment, CLUBS, some, seed, version),
      moment === 'at a random moment' ? 2 * KILLS_A_CAMPAIGN : KILLS_A_CAMPAIGN,
    ),
});

const postsMeeting = (kind: FaultKind): Campaign => ({
  name: `faults: a post is sent and ${kind}`,
  usual: 10,
  run: (wanted) => faultyPosts(kind, wanted, wanted),
});

const CAMPAIGNS: readonly Campaign[] = [...MOMENTS.map(killedWhilePosting), ...FAULT_KINDS.map(postsMeeting)];

const waiting = CAMPAIGNS.filter(({ name }) => name.startsWith(only ?? ''));
let failed = false;

async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const beganAt = performance.now();
    const tally = await next.run(kills === undefined ? next.usual : Number(kills));
    failed ||= !isWell(tally);
    const { troubles, due, lost, doubled, toldWrongly } = tally;
    const seconds = Math.round((performance.now() - beganAt) / 1000);
    process.stdout.write(
      `${next.name}: ${troubles} times, ${due} due, ${lost} lost, ${doubled} doubled, ${toldWrongly} told wrongly (${seconds} s).\n`,
    );
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
process.exit(failed ? 1 : 0);
