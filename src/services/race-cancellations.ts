import { askedState, type UndoRefusal, whyNotUndo } from '../domain/cancellation.ts';
import { type NotAllowed, whyNotRestore } from '../domain/leading.ts';
import { LONGEST_IN_RACE, type Race, racePhaseOf, racing, resultsCloseAt } from '../domain/race.ts';
import { oneLine } from '../domain/sanitize.ts';
import { addCancellation, noteConfirmed } from '../storage/cancellations.ts';
import type { Database } from '../storage/database.ts';
import { rememberMember } from '../storage/members.ts';
import { cancelRace, findRace, listEntries, restoreRace } from '../storage/races.ts';
import { inClub } from '../storage/transaction.ts';
import {
  type AnsweredOrTooOld,
  type AskedAbout,
  findAsked,
  type NoSuchCancellation,
  postCancelled,
  postOnAgain,
  takeUpPosts,
} from './cancellations.ts';
import { moveRacePosts } from './race-schedule.ts';
import { changeableRace, type RaceNotToChange } from './races.ts';
import type { Actor, NotSetUp } from './runs.ts';
import { createWriter } from './writer.ts';

export interface RaceCalledOff extends AskedAbout {
  readonly race: Race;
}

export type RaceAskOutcome = RaceNotToChange | ({ readonly type: 'asked' } & RaceCalledOff);

export type RaceCancelOutcome =
  | RaceNotToChange
  | NoSuchCancellation
  | AnsweredOrTooOld
  | ({ readonly type: 'cancelled' } & RaceCalledOff);

export type RaceUndoOutcome =
  | NotSetUp
  | NotAllowed
  | NoSuchCancellation
  | { readonly type: 'not-undone'; readonly race: Race; readonly why: UndoRefusal }
  | { readonly type: 'on-again'; readonly race: Race; readonly told: number };

export function createRaceCancellationService(db: Database, clock: () => number, onDue: () => void) {
  const write = createWriter(db, onDue);

  /** Those who race, and so hear of it as long as its day isn't over. */
  async function concernedBy(trx: Database, race: Race): Promise<string[]> {
    const open = racePhaseOf({ ...race, cancelledAt: null }, clock()) === 'open';
    return open ? racing(await listEntries(trx, race)).map(({ userId }) => userId) : [];
  }

  return {
    /** Asks once more. Nothing is changed yet. */
    ask: (actor: Actor, number: number, typed: string | null) =>
      inClub(db, actor.guildId, async (trx): Promise<RaceAskOutcome> => {
        const found = await changeableRace(trx, actor, number, clock());
        if (found.type !== 'race') return found;
        const { race } = found;
        const { id, reason } = await addCancellation(trx, {
          guildId: actor.guildId,
          what: 'race',
          number,
          scope: 'this',
          reason: oneLine(typed ?? '', LONGEST_IN_RACE.reason) || null,
          askedAt: clock(),
        });
        return { type: 'asked', race, id, reason, told: (await concernedBy(trx, race)).length };
      }),

    /** Calls off what was asked about, and has those who race told; asked twice it does so once. */
    confirm: (actor: Actor, id: number) =>
      write(actor.guildId, async (trx): Promise<RaceCancelOutcome> => {
        const found = await findAsked(trx, { guildId: actor.guildId, what: 'race', id }, findRace);
        if (found.type !== 'found') return found;
        const { asked, thing: race, settings } = found;
        const { reason } = asked;
        const now = clock();
        const state = askedState(asked, race, now);
        const concerned = await concernedBy(trx, race);
        const cancelled = (after: Race) =>
          ({ type: 'cancelled', race: after, id, reason, told: concerned.length }) as const;
        if (state === 'done') return whyNotRestore(settings, race, actor) ?? cancelled(race);
        const changeable = await changeableRace(trx, actor, race.number, now);
        if (changeable.type !== 'race') return changeable;
        if (state !== 'open') return { type: state };
        await cancelRace(trx, race, now, reason, { userId: actor.userId, cancellation: id });
        await postCancelled(trx, 'race', race, { id, concerned, now });
        await rememberMember(trx, actor, now);
        await noteConfirmed(trx, asked, now);
        return cancelled((await findRace(trx, race)) ?? race);
      }),

    /** The race is on again as it was; those who had heard that it was cancelled are told. */
    undo: (actor: Actor, id: number) =>
      write(actor.guildId, async (trx): Promise<RaceUndoOutcome> => {
        const found = await findAsked(trx, { guildId: actor.guildId, what: 'race', id }, findRace);
        if (found.type !== 'found') return found;
        const { asked, thing: race, settings } = found;
        const now = clock();
        const why = whyNotUndo(asked, race, resultsCloseAt(race), now);
        if (why) return { type: 'not-undone', race, why };
        const refused = whyNotRestore(settings, race, actor);
        if (refused) return refused;
        await restoreRace(trx, race);
        await takeUpPosts(trx, 'race', race, now);
        // The club may have chosen another hour meanwhile.
        await moveRacePosts(trx, race, settings, now);
        const concerned = await concernedBy(trx, race);
        const heard = await postOnAgain(trx, 'race', race, { id, concerned, now });
        return { type: 'on-again', race: (await findRace(trx, race)) ?? race, told: heard.length };
      }),
  };
}
