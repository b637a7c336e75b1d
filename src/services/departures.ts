import { afterMissing } from '../domain/departure.ts';
import { racePhaseOf } from '../domain/race.ts';
import type { Database } from '../storage/database.ts';
import {
  findMembership,
  listMembersToLookUp,
  noteLeft,
  noteMissed,
  noteThere,
  noteUnanswered,
} from '../storage/departures.ts';
import type { MemberKey } from '../storage/members.ts';
import { wantUpToDate } from '../storage/outbox.ts';
import { listRacesOfMember, removeEntry } from '../storage/races.ts';
import { listRunsOfMemberToCome } from '../storage/runs.ts';
import { inClub } from '../storage/transaction.ts';
import { takeOffList } from './run-schedule.ts';
import { createWriter } from './writer.ts';

/** Their place on runs to come goes to the next in line, and they race no more; what is over stays as it was. */
async function freePlaces(trx: Database, member: MemberKey, now: number): Promise<void> {
  for (const run of await listRunsOfMemberToCome(trx, member, now))
    await takeOffList(trx, run, member.userId, now);
  for (const { race } of await listRacesOfMember(trx, member)) {
    if (racePhaseOf(race, now) !== 'open') continue;
    await removeEntry(trx, race, member.userId);
    await wantUpToDate(trx, 'race-card', race);
  }
}

export type { MemberKey } from '../storage/members.ts';

export type Departures = ReturnType<typeof createDepartures>;

/** Who left the server. `erase`: has all that is kept of a member erased. */
export function createDepartures(
  db: Database,
  erase: (member: MemberKey) => Promise<unknown>,
  clock: () => number,
  onDue: () => void,
) {
  const write = createWriter(db, onDue);

  return {
    /** Members of whom Discord is to be asked now, at most `most`. */
    due: (most: number) => listMembersToLookUp(db, clock(), most),

    unanswered: (member: MemberKey) =>
      inClub(db, member.guildId, (trx) => noteUnanswered(trx, member, clock())),

    there: (member: MemberKey) => write(member.guildId, (trx) => noteThere(trx, member, clock())),

    /** Discord doesn't find the member. Where it doesn't a second time, their places are freed. */
    async missing(member: MemberKey): Promise<void> {
      const what = await write(member.guildId, async (trx) => {
        const known = await findMembership(trx, member);
        if (!known) return 'wait';
        const now = clock();
        const follows = afterMissing(known, now);
        await noteMissed(trx, member, now);
        if (follows === 'leave') {
          await noteLeft(trx, member, now);
          await freePlaces(trx, member, now);
        }
        return follows;
      });
      if (what === 'erase') await erase(member);
    },
  };
}
