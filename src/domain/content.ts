import type { CheckinContent } from './checkin-content.ts';
import type { Exercise, Grade } from './exercise.ts';
import type { Regions } from './help-lines.ts';
import type { Language } from './language.ts';
import type { Area, Muscle } from './muscle.ts';
import type { Plans } from './plan.ts';
import type { RedFlag } from './red-flag.ts';
import type { Tip } from './tip.ts';

/**
 * Where a statement comes from. `url` is its DOI or its own page, never a copy of it; `read` says what was read: the
 * page or (an abstract of) the article itself, a copy or a report of it, or nothing of it. Members are told.
 */
export interface Source {
  readonly title: string;
  /** The name a member would recognise it by. */
  readonly short: string;
  readonly url?: string | undefined;
  readonly read: 'own-page' | 'reprint' | 'not-read';
}

/** What anything said about a body rests on. Without a source it is usual practice, and grade D. */
export interface Evidence {
  readonly sources: readonly string[];
  readonly grade: Grade;
}

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
