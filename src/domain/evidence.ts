/** A: pooled trials agree; B: consensus or official guidance; C: single studies; D: usual practice. */
export const GRADES = ['A', 'B', 'C', 'D'] as const;
export type Grade = (typeof GRADES)[number];

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
