import type { ChannelTrouble, PostView } from '../domain/post-view.ts';
import type { Database } from '../storage/database.ts';
import {
  findEditsWanted,
  forgetMessage,
  listPostsToEdit,
  noteEdited,
  type Post,
  postponeEdit,
} from '../storage/outbox.ts';
import { inClub } from '../storage/transaction.ts';
import { noteChannelTrouble } from './channel-trouble.ts';
import { composeAndNote } from './outbox.ts';
import type { PostComposers } from './post-composer.ts';

/** A message as it should look now. `wanted` tells which changes that shows. */
export interface Edit {
  readonly view: PostView;
  readonly at: { readonly channelId: string; readonly messageId: string; readonly mark: number };
  readonly wanted: number;
}

/** Knows which messages no longer say what is true, and how they should look. */
export interface LiveDesk {
  stale(): Promise<Post[]>;
  /** The message as it should be now; undefined where there is none, or nothing to say in it. */
  take(post: Post): Promise<Edit | undefined>;
  /** It shows all changes up to `wanted` now; those that came meanwhile keep it stale. */
  shown(post: Post, wanted: number): Promise<void>;
  /** It couldn't be edited, and may be tried again in `ms`. */
  postponed(post: Post, ms: number): Promise<void>;
  /** Its channel can't be written in: leaders are to be told once. */
  channelTrouble(post: Post, trouble: ChannelTrouble): Promise<void>;
  /** Somebody has deleted it. */
  lost(post: Post): Promise<void>;
}

const MOST_AT_ONCE = 100;

export function createLiveDesk(db: Database, composers: PostComposers, clock: () => number): LiveDesk {
  return {
    stale: () => listPostsToEdit(db, clock(), MOST_AT_ONCE),
    async take(post) {
      const { channelId, messageId } = post;
      if (channelId === null || messageId === null) return undefined;
      // Read first: a change that comes while it is composed is shown again rather than missed.
      const wanted = await findEditsWanted(db, post);
      const moment = { now: clock(), late: false, again: true };
      const composed = await composeAndNote(db, composers, post, moment);
      if (composed.type === 'say')
        return { view: composed.view, at: { channelId, messageId, mark: post.id }, wanted };
      await noteEdited(db, post, wanted);
      return undefined;
    },
    shown: (post, wanted) => noteEdited(db, post, wanted),
    postponed: (post, ms) => postponeEdit(db, post, clock() + ms),
    channelTrouble: ({ guildId }, trouble) => noteChannelTrouble(db, composers, guildId, trouble, clock()),
    lost: (post) =>
      inClub(db, post.guildId, async (trx) => {
        await forgetMessage(trx, post);
        await composers[post.kind].lost?.(trx, post);
      }),
  };
}
