import { isPostKind, type PostKind } from '../../domain/post.ts';
import type { PostView } from '../../domain/post-view.ts';
import { checkinPosts } from './checkin-post.ts';
import { leaderPosts } from './leaders.ts';
import type { Posted, PostWriters } from './post-writer.ts';
import { racePosts } from './race-post.ts';
import { runPosts } from './run-post.ts';
import { recapPosts } from './run-recap.ts';
import { tipPosts } from './tip.ts';

const writers: PostWriters<PostView> = {
  ...runPosts,
  ...recapPosts,
  ...racePosts,
  ...checkinPosts,
  ...tipPosts,
  ...leaderPosts,
};

export function postMessage(view: PostView): Posted {
  // The writer is chosen by the view's own type, which TypeScript can't follow through the table.
  const { write } = writers[view.type] as { write(view: PostView): Posted };
  return write(view);
}

/** What a post of a kind is called in a sentence. */
export const kindInWords = (kind: PostKind): string => (isPostKind(kind) ? writers[kind].called : kind);
