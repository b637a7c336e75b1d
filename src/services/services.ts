import type { Content } from '../domain/content.ts';
import type { Database } from '../storage/database.ts';
import { createPlanService, type PlanService } from './plans.ts';
import { createStretchService, type StretchService } from './stretch.ts';
import { createTipService, type TipService } from './tips.ts';

/** Everything that may happen, as the commands see it. */
export interface Services {
  readonly content: Content;
  readonly stretch: StretchService;
  readonly tips: TipService;
  readonly plans: PlanService;
}

/** `clock` tells the time in UTC milliseconds. */
export function createServices(db: Database, content: Content, clock: () => number): Services {
  return {
    content,
    stretch: createStretchService(content),
    tips: createTipService(db, content, clock),
    plans: createPlanService(content),
  };
}
