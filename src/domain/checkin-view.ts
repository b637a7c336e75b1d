import type { Decision, Scores } from './checkin.ts';
import type { Sign, Watch } from './checkin-content.ts';
import type { HelpLines } from './help-lines.ts';
import type { Plan, PlanStep } from './plan.ts';
import type { Race } from './race.ts';

/** Why a check-in belongs to no day of a race. Advice is given all the same, without a plan. */
export type Apart =
  | 'own-accord'
  | 'no-such-race'
  | 'not-in-it'
  | 'did-not-start'
  | 'cancelled'
  | 'before'
  | 'long-ago';

/** How a member stands with a race when they check in. */
export type Standing =
  | { readonly type: 'raced'; readonly race: Race; readonly day: number }
  | { readonly type: 'apart'; readonly why: Apart; readonly race: Race | null };

/** Where a check-in is begun: with a command, on a post that asks how they are, or on what a race's evening shows. */
export type CheckinFrom = 'own-accord' | 'post' | 'evening';

/** The list of warning signs, which comes before everything else. */
export interface CheckinBegun {
  readonly standing: Standing;
  /** What is asked first. */
  readonly watch: Watch['lines'];
  /** The whole list. */
  readonly signs: readonly Sign[];
  readonly help: HelpLines;
  /** It is the race's evening: after the list nothing is asked. */
  readonly evening: boolean;
}

/** Signs that were ticked, the most urgent first. Nothing is said beside them. */
export interface SignsTicked {
  readonly signs: readonly Sign[];
  readonly help: HelpLines;
}

/** When the club asks again: or why it won't. */
export type NextCheckin =
  | { readonly type: 'at'; readonly at: number }
  | { readonly type: 'none'; readonly why: 'last' | 'opted-out' | 'silenced' | 'no-race' };

/** What is said to a check-in. */
export interface CheckinAnswered {
  readonly standing: Standing;
  readonly scores: Scores;
  readonly decision: Decision;
  /** The plan for that race, where it stands today and what comes then. */
  readonly plan: { readonly plan: Plan; readonly step: PlanStep; readonly next: PlanStep | undefined } | null;
  readonly next: NextCheckin;
  readonly help: HelpLines;
}
