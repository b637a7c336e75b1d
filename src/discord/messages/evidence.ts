import type { Content } from '../../domain/content.ts';
import type { Evidence, Grade, Source } from '../../domain/evidence.ts';

/** Said with every routine. */
export const ROUTINE_SAFETY =
  'A mild pull or firm pressure, never pain. Stop and get advice if it hurts, tingles or goes numb.';

/** Said with every routine, after the evidence sheet's house rule 5. */
export const ASK_FIRST =
  'Pregnant, just operated on, or with heart disease, osteoporosis, a new joint or very loose joints? Ask a professional first.';

/** Said where a routine has foam rolling, after the evidence sheet's section 3. */
export const ASK_BEFORE_ROLLING =
  'Blood thinners, clotting problems, varicose veins or numb skin? Ask a doctor before rolling.';

/** The evidence sheet's section 1.6, for somebody who came because something hurts. */
export const WHEN_IT_HURTS =
  "If something hurts: don't stretch or roll a fresh injury. One calf swollen, warm and tender: get medical advice today. Numb, tingling or getting worse: have it looked at first.";

/** Said with every other answer about bodies. */
export const GENERAL_SAFETY =
  'General information, not medical advice. If something worries you, ask a doctor or physio.';

/** What the grades mean, for `/help`. */
export const GRADES_IN_WORDS: Readonly<Record<Grade, string>> = {
  A: 'many trials pooled, and they agree',
  B: 'expert consensus, official guidance, or small trials pooled',
  C: 'single trials or observations',
  D: 'usual practice of coaches and physios',
};

/** How a source was read, where it was not its own page or article that was read. */
const READ_IN_WORDS: Readonly<Record<Source['read'], string>> = {
  'own-page': '',
  reprint: ' (from a copy)',
  'not-read': ' (not read)',
};

/** "Source: Mayo Clinic (from a copy), NHS Fife · grade B", with links where the page is known and `links` is asked for. */
export function sourceLine(evidence: Evidence, sources: Content['sources'], links = false): string {
  const names = evidence.sources.flatMap((id) => {
    const source = sources[id];
    if (!source) return [];
    const name = `${source.short}${READ_IN_WORDS[source.read]}`;
    return [links && source.url ? `[${name}](<${source.url}>)` : name];
  });
  const said = names.length > 0 ? [...new Set(names)].join(', ') : 'usual practice, no study';
  return `Source: ${said} · grade ${evidence.grade}`;
}
