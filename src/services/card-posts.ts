import type { Run, RunKey } from '../domain/run.ts';
import type { Database } from '../storage/database.ts';
import { listPosts, planPost, saveDetails, wantUpToDate } from '../storage/outbox.ts';

export type CardKind = 'run-card' | 'race-card';

/** A run or a race, and where its card is. */
export type WithCard = RunKey & Pick<Run, 'card'>;

/** Posts of a card, if somebody has deleted it; undefined where it is up, or on its way. */
async function findLost(trx: Database, kind: CardKind, { card, ...key }: WithCard) {
  if (card !== null) return undefined;
  const posts = await listPosts(trx, kind, key);
  const onItsWay = posts.some(({ post }) => post.state === 'waiting' || post.state === 'sending');
  return onItsWay ? undefined : posts;
}

export const isCardLost = async (trx: Database, kind: CardKind, thing: WithCard): Promise<boolean> =>
  (await findLost(trx, kind, thing)) !== undefined;

/** Plans a card once more if somebody has deleted it. Returns whether it did. `now` in UTC ms. */
export async function planLostCard(trx: Database, kind: CardKind, thing: WithCard, now: number) {
  const posts = await findLost(trx, kind, thing);
  if (posts) await planPost(trx, { kind, about: thing, details: { again: posts.length } }, now);
  return posts !== undefined;
}

/** Shows a change on the card; if somebody has deleted it, it is posted again. `now` in UTC ms. */
export async function showOnCard(trx: Database, kind: CardKind, thing: WithCard, now: number): Promise<void> {
  for (const { post, details } of await listPosts(trx, kind, thing))
    await saveDetails(trx, post, { ...details, changedAt: now });
  await wantUpToDate(trx, kind, thing);
  await planLostCard(trx, kind, thing, now);
}
