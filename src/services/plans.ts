import type { Content } from '../domain/content.ts';
import { DISTANCES, type Distance, lengthInName, type Plan, type Plans, planFor } from '../domain/plan.ts';

export type PlanOutcome =
  | { readonly type: 'plan'; readonly plan: Plan; readonly plans: Plans; readonly race: string | undefined }
  /** Nothing told the distance; `race` is what was typed, if anything. */
  | { readonly type: 'which-distance'; readonly plans: Plans; readonly race: string | undefined };

export interface PlanService {
  /** The plan for a distance, or for the one that the race's name speaks of. */
  find(asked: { readonly distance?: Distance | undefined; readonly race?: string | undefined }): PlanOutcome;
  /** The plan with an id, or undefined: an id may come from an old message. */
  byId(id: string): PlanOutcome | undefined;
  /** Names of races for what has been typed so far: as typed if that tells the distance, else with each distance. */
  suggestRaces(typed: string): string[];
}

export function createPlanService({ plans }: Content): PlanService {
  const answer = (plan: Plan | undefined, race: string | undefined): PlanOutcome =>
    plan ? { type: 'plan', plan, plans, race } : { type: 'which-distance', plans, race };
  return {
    find({ distance, race }) {
      const named = race === undefined ? undefined : lengthInName(race);
      const length = distance && distance !== named?.distance ? { distance } : named;
      return answer(length && planFor(plans, length), race);
    },
    byId(id) {
      const plan = plans.plans.find((one) => one.id === id);
      return plan && answer(plan, undefined);
    },
    suggestRaces(typed) {
      const race = typed.trim();
      if (race === '') return [];
      return lengthInName(race) ? [race] : DISTANCES.map((distance) => `${race} ${distance}`);
    },
  };
}
