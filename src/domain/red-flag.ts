import type { Evidence } from './evidence.ts';

/**
 * `emergency`: the local emergency number now; `at-once`: an emergency department now; `same-day`: today; `few-days`: a
 * doctor or physio this week.
 */
export const URGENCIES = ['emergency', 'at-once', 'same-day', 'few-days'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** A sign that calls for medical help, and outranks any routine or tip. */
export interface RedFlag extends Evidence {
  readonly id: string;
  /** The row of the evidence sheet's section 7, which has 26; those that came later go on counting. */
  readonly number: number;
  readonly level: Urgency;
  readonly sign: string;
  readonly meanwhile: string;
  /** Whom to see, where that isn't what its urgency usually asks for. */
  readonly see?: string | undefined;
  readonly escalate?: { readonly if: string; readonly level: Urgency } | undefined;
}
