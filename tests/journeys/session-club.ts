import type { Entered, Member, SeenMessage } from 'discord-sandbox';
import { buttonsOf, textOf } from 'discord-sandbox';
import type { Club } from './club.ts';
import { shown } from './said.ts';

/** A message as the member sees it now; undefined where it is gone. */
export const nowOf = (member: Member, { id }: Pick<SeenMessage, 'id'>): SeenMessage | undefined =>
  member.read().find((message) => message.id === id);

/** The same, of a message that has to be there. */
export function stillThere(member: Member, message: Pick<SeenMessage, 'id'>): SeenMessage {
  const found = nowOf(member, message);
  if (!found) throw new Error('The message is gone');
  return found;
}

export async function startSession(
  member: Member,
  request: Entered = { muscle: 'calves', minutes: 3 },
): Promise<SeenMessage> {
  const routine = shown(await member.run('stretch', request));
  return shown(await member.press(routine, 'Start guided session'));
}

export const labelsOf = (message: SeenMessage) => buttonsOf(message).map(({ label }) => label);

/** When the step ends, by the countdown that is shown (UTC ms); undefined where nothing runs. */
export function endOf(message: SeenMessage): number | undefined {
  const [, seconds] = /<t:(\d+):R>/.exec(textOf(message)) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** Moves the clock to the end of the step that is on, and lets the bot go on. */
export async function toNextStep(
  { sandbox, beat }: Pick<Club, 'sandbox' | 'beat'>,
  member: Member,
  message: SeenMessage,
): Promise<SeenMessage> {
  const end = endOf(stillThere(member, message));
  if (end === undefined) throw new Error('Nothing runs');
  if (end > sandbox.clock.now()) sandbox.clock.set(end);
  await beat();
  return stillThere(member, message);
}

/** Everything that the message says from now to the end, step by step. */
export async function playThrough(
  club: Pick<Club, 'sandbox' | 'beat'>,
  member: Member,
  message: SeenMessage,
): Promise<SeenMessage[]> {
  const seen = [stillThere(member, message)];
  for (let last = seen[0]; last && endOf(last) !== undefined; last = seen.at(-1))
    seen.push(await toNextStep(club, member, message));
  return seen;
}
