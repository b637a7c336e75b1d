import type { Run } from './run.ts';

/** How a run went. Users who don't want to be congratulated are counted and not named. */
export interface RecapView {
  readonly type: 'run-recap';
  readonly run: Run;
  /** How many came. */
  readonly came: number;
  readonly firstTimers: readonly string[];
  /** Who reached which number of runs, the greatest first. */
  readonly milestones: readonly { readonly runs: number; readonly userIds: readonly string[] }[];
  readonly late: boolean;
}
