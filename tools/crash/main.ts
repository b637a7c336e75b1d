// `npm run test:crash`: troubles the bot in every way that it has to bear, and counts in the sandbox what was lost, what
// came twice, and which members were told something of their own doing that isn't so.
// `-- --only NAME` runs some of the campaigns, by the beginning of their names; `-- --kills N` changes how often each
// strikes. `-- --from COMMIT` kills the program of an older commit, and lets this one upgrade and finish.
import { parseArgs } from 'node:util';
import type { Condition } from 'discord-sandbox';
import { campaign } from './campaign.ts';
import { clockJump, JUMPS, type Jump } from './clock-jumps.ts';
import { killedEvents } from './events.ts';
import { FAULT_KINDS, type FaultKind, faultyPosts } from './faults.ts';
import { MOMENTS, type Moment } from './kills.ts';
import { olderVersion } from './older-version.ts';
import { killedPresses, unkindPresses } from './presses.ts';
import { killedSessions } from './sessions.ts';
import { isWell, sumOf, type Tally } from './tally.ts';
import { secondProcess, takenOver } from './two-processes.ts';

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

const killedWhileAnswering = (moment: Moment): Campaign => ({
  name: `presses: killed ${moment}`,
  usual: 10,
  run: (wanted) => untilTroubled(wanted, (some, seed) => killedPresses(moment, some, seed), 10),
});

/** How Discord is unkind to presses, and how often: once in so many. */
const UNKIND: readonly (readonly [Condition, number])[] = [
  ['answers-lost', 4],
  ['delivers-twice', 2],
  ['delivers-late', 4],
  ['stray-401', 4],
  ['stray-404', 4],
  ['not-a-message', 4],
  ['slow', 1],
];

const pressesWhere = ([condition, oneIn]: (typeof UNKIND)[number]): Campaign => ({
  name: `presses: ${condition}, 1 in ${oneIn}`,
  usual: 10,
  run: (turns) => unkindPresses(condition, oneIn, turns, 1),
});

const killedWhileMakingEvents = (moment: Moment): Campaign => ({
  name: `events: killed ${moment}`,
  usual: 10,
  run: (wanted) => killedEvents(moment, wanted, 1),
});

const killedInSessions = (moment: Moment): Campaign => ({
  name: `sessions: killed ${moment}`,
  usual: 12,
  run: (wanted) => untilTroubled(wanted, (some, seed) => killedSessions(moment, some, seed), 12),
});

/** Both at once, because they wait for the beat of a minute. */
const clockJumping = (jump: Jump): Campaign => ({
  name: `clock: ${jump}`,
  usual: 2,
  run: async () =>
    sumOf(await Promise.all([clockJump(jump, 'while it runs'), clockJump(jump, 'before it starts')])),
});

const CAMPAIGNS: readonly Campaign[] = [
  ...MOMENTS.map(killedWhilePosting),
  ...FAULT_KINDS.map(postsMeeting),
  ...MOMENTS.map(killedWhileAnswering),
  ...UNKIND.map(pressesWhere),
  ...MOMENTS.map(killedWhileMakingEvents),
  ...MOMENTS.map(killedInSessions),
  ...(Object.keys(JUMPS) as Jump[]).map(clockJumping),
  { name: 'two processes: a second is started', usual: 6, run: secondProcess },
  { name: 'two processes: one takes over from the other', usual: 6, run: takenOver },
];

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
