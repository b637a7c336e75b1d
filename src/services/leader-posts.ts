import type { ChannelTrouble } from '../domain/post-view.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { planPost } from '../storage/posts.ts';
import { drop, type PostComposer } from './post-composer.ts';

/** Plans word to the leaders of a club that a channel can't be posted in: once, until it has been mended. */
export async function tellLeaders(
  db: Database,
  guildId: string,
  { channelId, why }: ChannelTrouble,
  now: number,
): Promise<void> {
  const key = { kind: 'leaders-told', subject: `${guildId}:${channelId}:${why}`, slot: 'once' } as const;
  await planPost(db, guildId, key, now);
}

/** What leaders are told, in a channel other than the one that is in trouble. */
export function createLeaderPosts(db: Database) {
  const told: PostComposer = {
    async compose(post) {
      const settings = await settingsOf(db, post.guildId);
      const [channelId = '', why = ''] = post.subject.split(':').slice(1);
      if (!settings) return drop('The club is not set up');
      const elsewhere = [settings.recoveryChannelId, settings.runsChannelId].find((id) => id !== channelId);
      if (!elsewhere) return drop('There is no other channel to say it in');
      const trouble = { channelId, why: why as ChannelTrouble['why'] };
      return {
        type: 'say',
        channelId: elsewhere,
        view: { type: 'leaders-told', trouble, leaderRoleId: settings.leaderRoleId },
      };
    },
  };
  return { 'leaders-told': told };
}
