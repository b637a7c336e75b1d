import type { ChannelTrouble } from '../domain/post-view.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { forgetMessagesIn, listPosts } from '../storage/outbox.ts';
import { inClub } from '../storage/transaction.ts';
import { tellLeaders } from './leader-posts.ts';
import type { PostComposers } from './post-composer.ts';

/** Nothing more goes to a channel of the club; what must not be lost with it is posted anew. */
async function leaveChannel(
  trx: Database,
  composers: PostComposers,
  guildId: string,
  channelId: string,
  now: number,
): Promise<void> {
  await forgetMessagesIn(trx, guildId, channelId);
  for (const composer of Object.values(composers)) await composer.leaving?.(trx, guildId, channelId, now);
}

/** What came of it that a channel can't be written in. */
export type TroubleNoted =
  /** Leaders are told of it now. */
  | 'told'
  | 'known'
  /** The club has chosen another, where all goes on. */
  | 'left';

/**
 * A channel of the club can't be written in: leaders are told once. One that is surely gone is left, if the club has
 * chosen another. `now` in UTC ms.
 */
export async function noteChannelTrouble(
  db: Database,
  composers: PostComposers,
  guildId: string,
  trouble: ChannelTrouble,
  now: number,
): Promise<TroubleNoted> {
  return inClub(db, guildId, async (trx) => {
    const { channelId, why } = trouble;
    if (why === 'channel-gone' && !(await isChosen(trx, guildId, channelId))) {
      await leaveChannel(trx, composers, guildId, channelId, now);
      return 'left';
    }
    return (await tellLeaders(trx, guildId, trouble, now)) ? 'told' : 'known';
  });
}

async function isChosen(trx: Database, guildId: string, channelId: string): Promise<boolean> {
  const settings = await findSettings(trx, guildId);
  return [settings?.runsChannelId, settings?.recoveryChannelId, settings?.tipChannelId].includes(channelId);
}

/** The club has chosen its channels anew: those that were in trouble and aren't among them are left. */
export async function leaveTroubled(
  trx: Database,
  composers: PostComposers,
  guildId: string,
  chosen: readonly (string | null)[],
  now: number,
): Promise<void> {
  const told = await listPosts(trx, 'leaders-told', { guildId });
  for (const channelId of new Set(told.map(({ details }) => details.channelId)))
    if (channelId !== null && !chosen.includes(channelId))
      await leaveChannel(trx, composers, guildId, channelId, now);
}
