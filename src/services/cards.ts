import type { Called } from '../domain/cancellation.ts';
import type { Run } from '../domain/run.ts';
import type { Database } from '../storage/database.ts';
import { type CardKind, isCardLost, planLostCard, type WithCard } from './card-posts.ts';
import { changeableRace, type RaceNotToChange } from './races.ts';
import { type Actor, changeableRun, type RunNotToChange } from './runs.ts';
import { createWriter } from './writer.ts';

export type CardOutcome =
  | RunNotToChange
  | RaceNotToChange
  /** It is up, at `card`; or null: it is on its way already. */
  | { readonly type: 'there'; readonly guildId: string; readonly card: Run['card'] }
  | { readonly type: 'planned'; readonly channelId: string };

const KINDS: Readonly<Record<Called, CardKind>> = { run: 'run-card', race: 'race-card' };

/** The run or race of a number, for those who may change it, as long as it can be changed. */
async function findChangeable(trx: Database, what: Called, actor: Actor, number: number, now: number) {
  if (what === 'run') {
    const found = await changeableRun(trx, actor, number, now);
    return found.type === 'open'
      ? ({ type: 'found', thing: found.run as WithCard, settings: found.settings } as const)
      : found;
  }
  const found = await changeableRace(trx, actor, number, now);
  return found.type === 'race'
    ? ({ type: 'found', thing: found.race as WithCard, settings: found.settings } as const)
    : found;
}

export function createCardService(db: Database, clock: () => number, onDue: () => void) {
  const write = createWriter(db, onDue);
  return {
    /** Whether somebody may have a card posted once more, because it was deleted. */
    async mayPostAgain(what: Called, actor: Actor, number: number): Promise<boolean> {
      const found = await findChangeable(db, what, actor, number, clock());
      return found.type === 'found' && isCardLost(db, KINDS[what], found.thing);
    },

    /** Plans it once more, where it isn't up and isn't on its way. */
    postAgain: (what: Called, actor: Actor, number: number) =>
      write(actor.guildId, async (trx): Promise<CardOutcome> => {
        const found = await findChangeable(trx, what, actor, number, clock());
        if (found.type !== 'found') return found;
        const { thing, settings } = found;
        return (await planLostCard(trx, KINDS[what], thing, clock()))
          ? { type: 'planned', channelId: settings.runsChannelId }
          : { type: 'there', guildId: thing.guildId, card: thing.card };
      }),
  };
}
