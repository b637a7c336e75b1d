import type { CheckinContent } from './checkin-content.ts';
import type { Source } from './evidence.ts';
import type { Exercise } from './exercise.ts';
import type { Regions } from './help-lines.ts';
import type { Language } from './language.ts';
import type { Area, Muscle } from './muscle.ts';
import type { Plans } from './plan.ts';
import type { RedFlag } from './red-flag.ts';
import type { Tip } from './tip.ts';

/** Everything the bot knows, read from `data/` at start and frozen. */
export interface Content {
  readonly muscles: readonly Muscle[];
  /** Parts of the body that people ask for and that have several muscles. */
  readonly areas: readonly Area[];
  readonly exercises: readonly Exercise[];
  readonly tips: readonly Tip[];
  readonly plans: Plans;
  readonly redFlags: readonly RedFlag[];
  /** What people say about bodies, one for each language. */
  readonly languages: readonly Language[];
  readonly checkin: CheckinContent;
  /** Whom to call, by region. */
  readonly helpLines: Regions;
  readonly sources: Readonly<Record<string, Source>>;
}
