import type { ChannelTrouble } from '../domain/post-view.ts';
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

/** A channel of the club can't be written in: leaders are told once, and one that was deleted is left. `now` in UTC ms. */
export async function noteChannelTrouble(
  db: Database,
  composers: PostComposers,
  guildId: string,
  trouble: ChannelTrouble,
  now: number,
): Promise<void> {
  await inClub(db, guildId, async (trx) => {
    await tellLeaders(trx, guildId, trouble, now);
    if (trouble.why === 'channel-gone') await leaveChannel(trx, composers, guildId, trouble.channelId, now);
  });
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
