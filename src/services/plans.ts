import { raceDayAt } from '../domain/checkin-days.ts';
import type { Content } from '../domain/content.ts';
import {
  DISTANCES,
  type Distance,
  isMarathonOrLonger,
  lengthInName,
  type Plan,
  type Plans,
  planFor,
  recoveryDays,
} from '../domain/plan.ts';
import { type Race, raced } from '../domain/race.ts';
import { named, nearest, numberTyped, plainWords } from '../domain/search.ts';
import { addDays, dateAt, type WallDate } from '../domain/wall-time.ts';
import { findPreferences } from '../storage/choices.ts';
import type { Database } from '../storage/database.ts';
import type { MemberKey } from '../storage/members.ts';
import { findRace, listRaces, listRacesOfMember } from '../storage/races.ts';

/** A race of the club's, and how things stand with it. */
interface PlanFor {
  readonly on: WallDate;
  /** Days since the race; null before it, and where that is long ago. */
  readonly day: number | null;
}

export type PlanOutcome =
  | {
      readonly type: 'plan';
      readonly plan: Plan;
      readonly plans: Plans;
      readonly race: string | undefined;
      /** Where the race is one of the club's. */
      readonly known: PlanFor | undefined;
    }
  /** Nothing told the distance; `race` is what was typed, if anything. */
  | { readonly type: 'which-distance'; readonly plans: Plans; readonly race: string | undefined }
  /** A marathon or longer, and the member is under 18. */
  | { readonly type: 'under-18'; readonly plans: Plans };

/** Nobody still recovers from a race further back. */
const LOOKED_BACK_DAYS = 60;

export type PlanService = ReturnType<typeof createPlanService>;

export function createPlanService({ plans }: Content, db: Database, clock: () => number) {
  const answer = (plan: Plan | undefined, race: string | undefined, known?: PlanFor): PlanOutcome =>
    plan ? { type: 'plan', plan, plans, race, known } : { type: 'which-distance', plans, race };

  const since = () => addDays(dateAt(clock(), 'UTC'), -LOOKED_BACK_DAYS);
  const lengthOf = ({ distance }: Race) => ({ distance: distance.kind, km: distance.metres / 1_000 });

  function forRace(race: Race, distance: Distance | undefined): PlanOutcome {
    const length = distance && distance !== race.distance.kind ? { distance } : lengthOf(race);
    const when = raceDayAt(race, clock());
    const known = { on: race.date, day: when.type === 'day' ? when.day : null };
    return answer(planFor(plans, length), race.name, known);
  }

  function stillRecovers(race: Race): boolean {
    const when = raceDayAt(race, clock());
    const plan = planFor(plans, lengthOf(race));
    return when.type === 'day' && plan !== undefined && when.day <= recoveryDays(plan);
  }

  async function ownRaces(member: MemberKey): Promise<Race[]> {
    const races = await listRacesOfMember(db, member, { from: since() });
    return races.filter(({ entry }) => raced([entry]).length > 0).map(({ race }) => race);
  }

  async function ownRace(member: MemberKey): Promise<Race | undefined> {
    const own = await ownRaces(member);
    return own.findLast(stillRecovers) ?? own.find((race) => raceDayAt(race, clock()).type === 'before');
  }

  /** The club's race that was typed or chosen: by its number, or the latest of that name. */
  async function typedRace({ guildId }: MemberKey, typed: string): Promise<Race | undefined> {
    const races = (await listRaces(db, guildId)).toReversed();
    const called = races.find(({ name }) => plainWords(name) === plainWords(typed));
    const number = called ? called.number : numberTyped(typed, []);
    return number === undefined ? undefined : findRace(db, { guildId, number });
  }

  async function foundFor(member: MemberKey, { distance, race }: Parameters<PlanService['find']>[1]) {
    const known = race === undefined ? undefined : await typedRace(member, race);
    if (known) return forRace(known, distance);
    if (race === undefined && distance === undefined) {
      const own = await ownRace(member);
      if (own) return forRace(own, undefined);
    }
    const inName = race === undefined ? undefined : lengthInName(race);
    const length = distance && distance !== inName?.distance ? { distance } : inName;
    return answer(length && planFor(plans, length), race);
  }

  /** Under 18 there is no plan for a marathon or longer, nor is one offered. */
  async function fitting(member: MemberKey, outcome: PlanOutcome): Promise<PlanOutcome> {
    if (!(await findPreferences(db, member)).under18) return outcome;
    const shorter = { ...plans, plans: plans.plans.filter(({ distance }) => !isMarathonOrLonger(distance)) };
    return outcome.type === 'plan' && isMarathonOrLonger(outcome.plan.distance)
      ? { type: 'under-18', plans: shorter }
      : { ...outcome, plans: shorter };
  }

  return {
    /**
     * The plan for a distance, for a race of the club's or for the distance that a race's name speaks of. With neither it
     * is for the member's own race: the last, as long as they recover from it, or else the next.
     */
    find: async (
      member: MemberKey,
      asked: { readonly distance?: Distance | undefined; readonly race?: string | undefined },
    ) => fitting(member, await foundFor(member, asked)),

    /** The plan with an id, or undefined: an id may come from an old message. */
    async byId(member: MemberKey, id: string): Promise<PlanOutcome | undefined> {
      const plan = plans.plans.find((one) => one.id === id);
      return plan && fitting(member, answer(plan, undefined));
    },

    /**
     * Races for what has been typed so far: the club's, the member's own first, then names as typed if they tell the
     * distance, or else with each distance. `value`: the number of a race of the club's, or what was typed.
     */
    async suggestRaces(member: MemberKey, typed: string) {
      const own = await ownRaces(member);
      const others = (await listRaces(db, member.guildId, { from: since() })).filter(
        ({ number }) => !own.some((one) => one.number === number),
      );
      const all = [...own.toReversed(), ...others];
      const name = typed.trim();
      const fitting =
        name === ''
          ? all
          : nearest(
              name,
              all.map((race) => named(race, [race.name, String(race.number)])),
            );
      const clubs = fitting.map((race) => ({
        name: `${race.name}, ${race.date}`,
        value: String(race.number),
      }));
      if (name === '') return clubs;
      const typedOnes = lengthInName(name) ? [name] : DISTANCES.map((distance) => `${name} ${distance}`);
      return [...clubs, ...typedOnes.map((one) => ({ name: one, value: one }))];
    },
  };
}
