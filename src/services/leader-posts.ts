import { isPostKind, POST_RULES, type Trouble } from '../domain/post.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { type Post, planPost } from '../storage/outbox.ts';
import { drop, type PostComposer } from './post-composer.ts';

/**
 * Plans word to the leaders of a club that something needs mending: once, until it has been. `now` in UTC ms. Returns
 * whether they are told by this.
 */
export function tellLeaders(trx: Database, guildId: string, trouble: Trouble, now: number): Promise<boolean> {
  return planPost(trx, { kind: 'leaders-told', about: { guildId }, details: trouble }, now);
}

/** Leaders are told of a post that Discord won't have: once for each. */
export async function tellOfRefused(trx: Database, post: Post, now: number): Promise<void> {
  // Word to the leaders fails in the same way; that is for /club status to show, not for another post.
  if (!isPostKind(post.kind) || post.kind === 'leaders-told') return;
  const { about } = POST_RULES[post.kind];
  const details = {
    channelId: null,
    why: 'post-refused',
    post: post.firstId,
    about,
    number: post.number,
  } as const;
  await tellLeaders(trx, post.guildId, details, now);
}

const told: PostComposer<'leaders-told'> = {
  async compose({ trx, post, details: trouble }) {
    const settings = await findSettings(trx, post.guildId);
    if (!settings) return drop('The club is not set up');
    const { runsChannelId, recoveryChannelId, leaderRoleId } = settings;
    const preferred = trouble.channelId === null ? [runsChannelId] : [recoveryChannelId, runsChannelId];
    const wish = { preferred, except: trouble.channelId, leaderRoleId };
    return { type: 'say-to-leaders', wish, view: { type: 'leaders-told', trouble, leaderRoleId } };
  },
};

/** Planned by the migration that brought the rule, for clubs in which until then everybody could change everything. */
const newRule: PostComposer<'new-rule'> = {
  async compose({ trx, post }) {
    const settings = await findSettings(trx, post.guildId);
    if (!settings) return drop('The club is not set up');
    return { type: 'say', channelId: settings.runsChannelId, view: { type: 'new-rule' } };
  },
};

/** What leaders are told, in a channel other than the one that is in trouble, and the club of a new rule. */
export const leaderPosts = { 'leaders-told': told, 'new-rule': newRule };
