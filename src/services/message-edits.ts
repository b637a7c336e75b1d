import { timelinessOf } from '../domain/post.ts';
import type { ChannelTrouble, PostView } from '../domain/post-view.ts';
import type { Database } from '../storage/database.ts';
import { forgetMessage, listPostsToEdit, noteEdited, type Post, postponeEdit } from '../storage/outbox.ts';
import { inClub } from '../storage/transaction.ts';
import { noteChannelTrouble } from './channel-trouble.ts';
import { tellOfRefused } from './leader-posts.ts';
import { composeAndNote } from './outbox.ts';
import type { PostComposers } from './post-composer.ts';

interface Edit {
  readonly view: PostView;
  readonly at: { readonly channelId: string; readonly messageId: string; readonly mark: number };
}

const MOST_AT_ONCE = 100;

/** Whether the message had to say that it came late, and goes on saying so. */
const cameLate = ({ kind, dueAt, finishedAt }: Post) =>
  finishedAt !== null && timelinessOf(kind, dueAt, finishedAt) !== 'on-time';

export type MessageEdits = ReturnType<typeof createMessageEdits>;

export function createMessageEdits(db: Database, composers: PostComposers, clock: () => number) {
  return {
    stale: () => listPostsToEdit(db, clock(), MOST_AT_ONCE),
    /** The message as it should be now; undefined where there is none, or nothing to say in it. */
    async take(post: Post): Promise<Edit | undefined> {
      const { channelId, messageId } = post;
      if (channelId === null || messageId === null) return undefined;
      const moment = { now: clock(), late: cameLate(post), again: true };
      const composed = await composeAndNote(db, composers, post, moment);
      if (composed.type === 'say')
        return { view: composed.view, at: { channelId, messageId, mark: post.id } };
      await noteEdited(db, post);
      return undefined;
    },
    /** It shows all changes that it was to show when `post` was read; those that came since then keep it stale. */
    shown: (post: Post) => noteEdited(db, post),
    /** It couldn't be edited, and may be tried again in `ms`. */
    postponed: (post: Post, ms: number) => postponeEdit(db, post, clock() + ms),
    /** Discord says that it isn't there, since `goneSince`; that is looked at again in `ms`. */
    doubted: (post: Post, ms: number, goneSince: number) => postponeEdit(db, post, clock() + ms, goneSince),
    /** Discord won't have it as it should be: it stays as it was until the next change. Leaders are told once. */
    refused: (post: Post) =>
      inClub(db, post.guildId, async (trx) => {
        await noteEdited(trx, post);
        await tellOfRefused(trx, post, clock());
      }),
    /** Its channel can't be written in: leaders are to be told once. */
    channelTrouble: ({ guildId }: Post, trouble: ChannelTrouble) =>
      noteChannelTrouble(db, composers, guildId, trouble, clock()),
    lost: (post: Post) =>
      inClub(db, post.guildId, async (trx) => {
        await forgetMessage(trx, post);
        await composers[post.kind].lost?.(trx, post, clock());
      }),
  };
}
