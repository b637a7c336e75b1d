import type { CheckinContent } from './checkin-content.ts';
import type { Exercise, Grade } from './exercise.ts';
import type { Regions } from './help-lines.ts';
import type { Muscle } from './muscle.ts';
import type { Plans } from './plan.ts';
import type { Figure } from './pose.ts';
import type { RedFlag, SignWords } from './red-flag.ts';
import type { Tip } from './tip.ts';

/** Where a statement comes from. `reprint`: read through a mirror or a report of it, which we say. */
export interface Source {
  readonly title: string;
  /** The name a member would recognise it by. */
  readonly short: string;
  readonly url?: string | undefined;
  readonly read: 'own-page' | 'reprint' | 'not-read';
}

/** What anything said about a body rests on. No sources and grade D is a coaching rule of thumb. */
export interface Evidence {
  readonly sources: readonly string[];
  readonly grade: Grade;
}

/** Everything the bot knows, read from `data/` at start and frozen. */
export interface Content {
  readonly muscles: readonly Muscle[];
  readonly exercises: readonly Exercise[];
  /** What each exercise looks like, by its id. */
  readonly figures: Readonly<Record<string, Figure>>;
  readonly tips: readonly Tip[];
  readonly plans: Plans;
  readonly redFlags: readonly RedFlag[];
  /** Words and phrases in free text that point to a sign, by the sign's id. */
  readonly signWords: SignWords;
  readonly checkin: CheckinContent;
  /** Whom to call, by region. */
  readonly helpLines: Regions;
  readonly sources: Readonly<Record<string, Source>>;
}
