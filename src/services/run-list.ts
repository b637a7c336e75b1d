import { type Leadership, whyNotLead } from '../domain/leading.ts';
import { type LedOutcome, lead, type PlaceChange } from '../domain/led-roster.ts';
import { orderOf, type Rsvp } from '../domain/roster.ts';
import type { Database } from '../storage/database.ts';
import { rememberMembers } from '../storage/members.ts';
import { planPost, wantUpToDate } from '../storage/outbox.ts';
import { listRsvps } from '../storage/runs.ts';
import { inClub } from '../storage/transaction.ts';
import { saveRoster } from './run-schedule.ts';
import { type Actor, changeableRun, type RunNotToChange, type RunView } from './runs.ts';
import { createWriter } from './writer.ts';

export type RunListOutcome =
  | RunNotToChange
  | ({ readonly type: 'list-to-change' } & RunView)
  | {
      readonly type: 'list-changed';
      readonly run: RunView['run'];
      readonly change: PlaceChange;
      readonly became: readonly { readonly userId: string; readonly outcome: LedOutcome }[];
    };

/** Of whoever had a hand in it, these hear of it; who got a place from the waitlist hears of that. */
const TOLD = {
  added: 'added',
  'added-to-waitlist': 'added',
  'taken-off': 'taken-off',
  'to-back': 'to-back',
} as const;

/** Everybody may create a run, but only who leads the club adds others to one: each of them is notified. */
const whyNotAdd = (settings: Leadership, change: PlaceChange, actor: Actor) =>
  change === 'add' ? whyNotLead(settings, actor) : undefined;

/** What those who lead a run do with its list. */
export function createRunListService(db: Database, clock: () => number, onDue: () => void) {
  const write = createWriter(db, onDue);
  return {
    /** The list, for those who may change it so. */
    toChange: (actor: Actor, number: number, change: PlaceChange) =>
      inClub(db, actor.guildId, async (trx): Promise<RunListOutcome> => {
        const found = await changeableRun(trx, actor, number, clock());
        if (found.type !== 'open') return found;
        const { run, settings } = found;
        return (
          whyNotAdd(settings, change, actor) ?? {
            type: 'list-to-change',
            run,
            rsvps: await listRsvps(trx, run),
          }
        );
      }),

    /** Changes the places of some members; each of them is told, but whoever does it. `pressId`: Discord's id of the press. */
    change: (
      actor: Actor,
      number: number,
      change: PlaceChange,
      userIds: readonly string[],
      pressId: string,
    ) =>
      write(actor.guildId, async (trx): Promise<RunListOutcome> => {
        const now = clock();
        const found = await changeableRun(trx, actor, number, now);
        if (found.type !== 'open') return found;
        const { run, settings } = found;
        const notAllowed = whyNotAdd(settings, change, actor);
        if (notAllowed) return notAllowed;
        const before = await listRsvps(trx, run);
        await rememberMembers(trx, actor.guildId, userIds, now);
        let rsvps: readonly Rsvp[] = before;
        const promoted: string[] = [];
        const became: { userId: string; outcome: LedOutcome }[] = [];
        for (const [place, userId] of userIds.entries()) {
          // Several places by one press, each with an order of its own.
          const led = lead(rsvps, run.capacity, userId, change, `${orderOf(pressId)}.${10 + place}`);
          rsvps = led.rsvps;
          promoted.push(...led.promoted);
          became.push({ userId, outcome: led.outcome });
        }
        await saveRoster(trx, run, before, { rsvps, promoted }, now);
        await wantUpToDate(trx, 'run-card', run);
        for (const { userId, outcome } of became) {
          const order = rsvps.find((one) => one.userId === userId)?.order;
          if (outcome in TOLD && order !== undefined && userId !== actor.userId)
            await planPost(
              trx,
              {
                kind: 'run-place',
                about: run,
                details: { order, became: TOLD[outcome as keyof typeof TOLD] },
              },
              now,
            );
        }
        return { type: 'list-changed', run, change, became };
      }),
  };
}
