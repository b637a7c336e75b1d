import { HOUR } from '../domain/duration.ts';
import type { PostKind } from '../domain/post.ts';
import type { Dropped, PostNotes, PostView } from '../domain/post-view.ts';
import type { Run, RunKey } from '../domain/run.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { detailsOf, type Post, planPost } from '../storage/outbox.ts';
import { planLostCard } from './card-posts.ts';
import { type Composing, drop, findPage, type PostComposer } from './post-composer.ts';

/** The message that shows a run or a race, and in which members answer. */
type Card = Run['card'];

/** What there is to say, with what is to be noted of it; or why there is nothing. */
type Said = { readonly view: PostView; readonly notes?: PostNotes } | Dropped | string;

/** Composers for posts that speak of a run, or of a race, and go where its card is. `find` finds what they speak of. */
export function postsAbout<Found extends { readonly card: Card }>(
  what: 'run' | 'race',
  find: (trx: Database, key: RunKey) => Promise<Found | undefined>,
) {
  const about = <Kind extends PostKind>(
    say: (composing: Composing<Kind> & Found) => Said | Promise<Said>,
  ): Pick<PostComposer<Kind>, 'compose'> => ({
    async compose(composing) {
      const { trx, post } = composing;
      const { guildId, number } = post;
      const found = number === null ? undefined : await find(trx, { guildId, number });
      const channelId = found && (found.card?.channelId ?? (await findSettings(trx, guildId))?.runsChannelId);
      if (!channelId) return drop(`The ${what} is gone`);
      const said = await say({ ...composing, ...found });
      if (typeof said === 'string') return drop(said);
      return 'view' in said ? { type: 'say', channelId, ...said } : said;
    },
  });

  /** A composer for news that mention some people, in as many messages as it takes. `whom`: or why nobody is told. */
  const mentioning = <Kind extends PostKind>(
    whom: (composing: Composing<Kind> & Found) => Promise<readonly string[]> | readonly string[] | string,
    view: (composing: Composing<Kind> & Found, mention: readonly string[]) => PostView,
  ) =>
    about<Kind>(async (composing) => {
      const users = await whom(composing);
      if (typeof users === 'string') return users;
      const { mention, notes } = await findPage(composing.trx, composing.post, users);
      return mention.length > 0
        ? { view: view(composing, mention), notes }
        : drop('Nobody was concerned', notes);
    });

  return { about, mentioning };
}

/** Why a card isn't posted where there is one: a change put it up while this one was refused. */
export const CARD_IS_UP = 'Its card is up';

/** A deleted card is posted again if that turns out within this time after a change of what it shows, in ms. */
const FOUND_LOST_WITHIN_MS = HOUR;

/**
 * What becomes of cards that were sent. `note` writes down where the card of one is; `listNeeded` lists those of a club
 * whose cards are still needed.
 */
export function cardPlaces(
  kind: 'run-card' | 'race-card',
  note: (trx: Database, key: RunKey, card: Card) => Promise<void>,
  listNeeded: (
    trx: Database,
    guildId: string,
    now: number,
  ) => Promise<readonly (RunKey & { readonly card: Card })[]>,
): Omit<PostComposer<typeof kind>, 'compose'> {
  async function noteOf(trx: Database, { guildId, number }: Post, card: Card): Promise<void> {
    if (number !== null) await note(trx, { guildId, number }, card);
  }
  return {
    sent: noteOf,
    async lost(trx, post, now) {
      await noteOf(trx, post, null);
      const { guildId, number } = post;
      const { changedAt = 0 } = detailsOf(kind, post);
      if (number !== null && now - changedAt < FOUND_LOST_WITHIN_MS)
        await planLostCard(trx, kind, { guildId, number, card: null }, now);
    },
    async leaving(trx, guildId, channelId, now) {
      for (const one of await listNeeded(trx, guildId, now)) {
        if (one.card?.channelId !== channelId) continue;
        await note(trx, one, null);
        await planPost(trx, { kind, about: one, details: { leftChannel: channelId } }, now);
      }
    },
  };
}
