import type { Sign } from './checkin-content.ts';
import type { Dose, Exercise } from './exercise.ts';
import type { HelpLines } from './help-lines.ts';
import type { Muscle } from './muscle.ts';
import type { Step } from './session.ts';

/** Where a guided session stands, with all that is said of it. */
export interface SessionView {
  readonly id: number;
  readonly muscle: Muscle;
  readonly exercise: Exercise;
  readonly dose: Dose;
  /** By its easier variant. */
  readonly easier: boolean;
  readonly step: Step;
  /** The step of the same exercise that follows. */
  readonly following: Step | undefined;
  /** The exercise that comes next. */
  readonly next: Exercise | undefined;
  /** Which exercise it is, from 0, and of how many. */
  readonly place: number;
  readonly count: number;
  readonly state:
    | { readonly type: 'running' /** UTC ms. */; readonly endsAt: number }
    | { readonly type: 'paused' }
    | { readonly type: 'warm-up'; readonly seconds: number };
  readonly stillPictures: boolean;
}

/** How a member's guided sessions go, in one club. */
export interface SessionTotals {
  readonly sessions: number;
  readonly seconds: number;
  readonly thisWeek: number;
  /** Weeks in a row with a session, of which up to two without one are forgiven. */
  readonly streakWeeks: number;
  /** Sessions a week that they have in mind; null where none. */
  readonly goal: number | null;
}

export interface SessionEnded {
  /** How long it took; undefined where it doesn't count, because no exercise was done to its end. */
  readonly seconds: number | undefined;
  readonly totals: SessionTotals;
}

/** What a member can press while a session is on, or where it waits. */
export const SESSION_PRESSES = ['now', 'pause', 'go', 'skip', 'hurts', 'easier', 'other', 'stop'] as const;
export type SessionPress = (typeof SESSION_PRESSES)[number];

/** Where something hurts: what was being done, and what there is instead. */
export interface Hurt {
  readonly id: number;
  /** Which exercise of the plan. */
  readonly place: number;
  readonly exercise: Exercise;
  /** There is an easier way that isn't what they did. */
  readonly easier: boolean;
  readonly other: Exercise | undefined;
  readonly next: Exercise | undefined;
  /** Signs that pain there may go with. */
  readonly signs: readonly Sign[];
  readonly help: HelpLines;
}

/** The same, where the session was over in that very moment. */
export type HurtAfter = Pick<Hurt, 'id' | 'signs' | 'help'>;

export type SessionAnswer =
  | { readonly type: 'on'; readonly view: SessionView }
  | { readonly type: 'hurts'; readonly hurt: Hurt }
  /** It hurts, though there is nothing left to stop. */
  | { readonly type: 'hurts-after'; readonly hurt: HurtAfter }
  | { readonly type: 'over'; readonly ended: SessionEnded };

/** What the message of a session has to say now, and Discord's token by which it can be changed. */
export interface SessionShown {
  readonly id: number;
  readonly token: string;
  readonly answer: Extract<SessionAnswer, { readonly type: 'on' | 'over' }>;
}
