import type { Trouble } from '../domain/post-view.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { forgetTrouble, planPost } from '../storage/posts.ts';
import { drop, type PostComposer } from './post-composer.ts';

/** Stands in a subject where there is no channel. */
const EVENTS = 'events';

/** Plans word to the leaders of a club that something needs mending: once, until it has been. `now` in UTC ms. */
export async function tellLeaders(
  db: Database,
  guildId: string,
  { channelId, why }: Trouble,
  now: number,
): Promise<void> {
  const subject = `${guildId}:${channelId ?? EVENTS}:${why}`;
  await planPost(db, guildId, { kind: 'leaders-told', subject, slot: 'once' }, now);
}

/** It works again, so leaders are to hear of it should it break again. Without a channel: the server's events. */
export async function forgetTold(db: Database, guildId: string, channelId: string | null): Promise<void> {
  await forgetTrouble(db, guildId, channelId ?? EVENTS);
}

function troubleIn(subject: string): Trouble {
  const [channelId = '', why = ''] = subject.split(':').slice(1);
  return { channelId: channelId === EVENTS ? null : channelId, why } as Trouble;
}

/** Looks for a channel that leaders see and the bot may write in: the club's own first, never the one in trouble. */
export type FindPlace = (
  guildId: string,
  wish: {
    readonly preferred: readonly string[];
    readonly except: string | null;
    readonly leaderRoleId: string | null;
  },
) => Promise<string | undefined>;

/** The club's own channels, as far as they aren't the one in trouble. */
const ownPlace: FindPlace = async (_guildId, { preferred, except }) => preferred.find((id) => id !== except);

/** What leaders are told, in a channel other than the one that is in trouble. */
export function createLeaderPosts(db: Database, findPlace: FindPlace = ownPlace) {
  const told: PostComposer = {
    async compose(post) {
      const settings = await settingsOf(db, post.guildId);
      if (!settings) return drop('The club is not set up');
      const { runsChannelId, recoveryChannelId, leaderRoleId } = settings;
      const trouble = troubleIn(post.subject);
      const preferred = trouble.channelId === null ? [runsChannelId] : [recoveryChannelId, runsChannelId];
      const wish = { preferred, except: trouble.channelId, leaderRoleId };
      // Where Discord can't be asked, the club's own channel has to do.
      const channelId = await findPlace(post.guildId, wish).catch(() => ownPlace(post.guildId, wish));
      if (channelId === undefined) return drop('There is no other channel to say it in');
      return { type: 'say', channelId, view: { type: 'leaders-told', trouble, leaderRoleId } };
    },
  };
  /** Planned by the migration that brought the rule, for clubs in which until then everybody could change everything. */
  const newRule: PostComposer = {
    async compose(post) {
      const settings = await settingsOf(db, post.guildId);
      if (!settings) return drop('The club is not set up');
      return { type: 'say', channelId: settings.runsChannelId, view: { type: 'new-rule' } };
    },
  };

  return { 'leaders-told': told, 'new-rule': newRule };
}
