import type { Member, Sandbox, SeenMessage } from 'discord-sandbox';
import { buttonsOf, textOf } from 'discord-sandbox';
import { type ClubOptions, openClub } from './club.ts';
import { shown } from './said.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const setUp = {
  timezone: 'Europe/London',
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  'leader-role': 'Run Leader',
};

export const saturday = { title: 'Saturday long run', when: 'in 3 days', meet: 'The boathouse' };

/** "2026-12-05 07:30" of some days ahead on the club's own clocks. */
export function inDays(sandbox: Sandbox, days: number, hour = '07:30'): string {
  const date = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now()).toZonedDateTimeISO(
    'Europe/London',
  );
  return `${date.add({ days }).toPlainDate()} ${hour}`;
}

/** The instant (UTC ms) that `inDays` names. */
export function instantIn(sandbox: Sandbox, days: number, hour?: string): number {
  const wall = Temporal.PlainDateTime.from(inDays(sandbox, days, hour).replace(' ', 'T'));
  return wall.toZonedDateTime('Europe/London').epochMilliseconds;
}

/** A club that is set up, with nothing on. */
export async function clubSetUp(options: ClubOptions = {}) {
  const club = await openClub(options);
  const { sandbox } = club;
  await sandbox.as('admin').run('club setup', setUp);
  return { ...club, leader: sandbox.as('leader').in('group-runs') };
}

/** The same with a run in three days, whose card is up. */
export async function clubWithRun(more: Record<string, string | number> = {}, options: ClubOptions = {}) {
  const club = await clubSetUp(options);
  const created = await club.leader.run('run create', {
    ...saturday,
    when: inDays(club.sandbox, 3),
    ...more,
  });
  const card = await club.leader.sees(isCard);
  return { ...club, created, card };
}

export const isCard = (message: SeenMessage) => buttonsOf(message).some(({ label }) => label === 'Going');

export const cardSaying = (reader: Member, wanted: RegExp) =>
  reader.sees((message) => isCard(message) && wanted.test(textOf(message)));

/** What has been posted that isn't a card and isn't for one member alone. */
export const posts = (reader: Member) =>
  reader.read().filter((message) => !isCard(message) && !message.ephemeral);

/** When the run of a card, or of another post, starts (UTC ms). */
export function startIn(message: SeenMessage): number {
  return Number(/<t:(\d+):F>/.exec(textOf(message))?.[1]) * 1000;
}

/** Cancels a run or a race and says yes when asked; the answer has the button `Undo`. */
export async function callOff(member: Member, what: 'run' | 'race', asked: Record<string, string>) {
  const question = shown(await member.run(`${what} cancel`, asked));
  return member.press(question, `Cancel the ${what}`);
}
