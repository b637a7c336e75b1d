import type { Units } from './club.ts';
import type { PaceGroup } from './run.ts';
import { METRES_PER_MILE } from './run-distance.ts';
import { cut, oneLine, withPlainMarks } from './sanitize.ts';

/**
 * The pace groups of a run, or why there are none. `part` is what was wrong, on one line and without markup, but as it
 * was typed: not yet fit for Discord.
 */
export type PaceOutcome =
  | { readonly type: 'paces'; readonly groups: readonly PaceGroup[] }
  | { readonly type: 'too-many'; readonly limit: number }
  | { readonly type: 'too-long'; readonly part: string; readonly limit: number }
  | { readonly type: 'nonsense-pace'; readonly part: string };

/** One letter for each group, in their order; so there are at most ten. */
const IDS = [...'abcdefghij'] as const;

export const MOST_PACES = IDS.length;
export const LONGEST_PACE = 40;

/** Seconds a kilometre that anybody runs or walks at; beyond is a slip of the finger. Our choice. */
const FASTEST = 2 * 60;
const SLOWEST = 20 * 60;

/** One figure or two of a range, in seconds, with the unit that was typed with it. */
interface Figure {
  readonly seconds: readonly number[];
  readonly units: Units | undefined;
}

/** What was typed between commas: a figure, words, or what looks like a figure and can't be one. */
type Part = { readonly typed: string } & (
  | { readonly type: 'figure'; readonly figure: Figure }
  | { readonly type: 'words' | 'nonsense' }
);

/** Without what Discord would read as markup, a mention, an emoji's id or a link. */
function withoutMarkup(text: string): string {
  return oneLine(
    oneLine(text)
      .replace(/[*_~`|\\<>@#[\]]/g, '')
      .replace(/:\/\//g, ' '),
  );
}

const UNIT = /(?:\/|\bper\b)?\s*(km|kms|k|kilomet(?:re|er)s?|mi|m|miles?)$/;

/** Takes the unit off the end: "5:30/km" is "5:30" by the kilometre. */
function unitOf(text: string): { rest: string; units: Units | undefined } {
  const unit = UNIT.exec(text);
  if (!unit?.[1]) return { rest: text, units: undefined };
  return { rest: text.slice(0, unit.index).trimEnd(), units: unit[1].startsWith('k') ? 'km' : 'mi' };
}

/** Figures as they are typed all over the world, written alike: "5’30”", "5m30s" and "5:00 to 5:30". */
function plainFigure(typed: string): string {
  return withPlainMarks(typed)
    .replace(/(?<=\d) ?m(?:in)? ?(?=\d)/g, ':')
    .replace(/(?<=\d) to (?=\d)|[‐‒–—−]/g, '-');
}

/** Seconds of "5:30", "5.30", "5'30" or plain "5" minutes, or undefined. */
function secondsOf(time: string): number | undefined {
  const read = /^(\d{1,2})(?:[:.'](\d{2})(?:"| ?s)?|')?$/.exec(time);
  if (!read?.[1]) return undefined;
  const seconds = Number(read[2] ?? 0);
  return seconds < 60 ? Number(read[1]) * 60 + seconds : undefined;
}

function partOf(typed: string): Part {
  const plain = plainFigure(typed);
  const { rest, units } = unitOf(plain);
  const times = rest.replace(/\s*min(ute)?s?\b\.?/g, '');
  const saysPace = /[:.'"]/.test(times) || times !== rest || /\/|\bper\b/.test(plain);
  const looksLikeFigure = /^[\d\s:.'"s-]*$/.test(times) && /^-?\s*\d/.test(times);
  // "5k" and "10 miles" are how far the group runs, and as good a name for it as any.
  if (!looksLikeFigure || (units && !saysPace)) return { type: 'words', typed };
  const seconds = times.split('-').map((time) => secondsOf(time.trim()));
  const known = seconds.filter((one) => one !== undefined);
  if (known.length < seconds.length || known.length > 2) return { type: 'nonsense', typed };
  return { type: 'figure', figure: { seconds: known.sort((a, b) => a - b), units }, typed };
}

/** "5:00, 5:30, 6:00/km": a figure without a unit has that of the next figure with one, else of the one before. */
function unitsOf(parts: readonly Part[], usual: Units): Units[] {
  const units = parts.map((part) => (part.type === 'figure' ? part.figure.units : undefined));
  for (let at = units.length - 2; at >= 0; at -= 1) units[at] ??= units[at + 1];
  for (let at = 1; at < units.length; at += 1) units[at] ??= units[at - 1];
  return units.map((one) => one ?? usual);
}

/** "5:30" of 330 seconds. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** "5:30/km" or "5:00–5:30/km", or undefined where nobody runs that fast or walks that slowly. */
function paceInWords({ seconds }: Figure, units: Units): string | undefined {
  const kilometres = units === 'mi' ? METRES_PER_MILE / 1_000 : 1;
  const possible = seconds.every((one) => one >= FASTEST * kilometres && one <= SLOWEST * kilometres);
  return possible ? `${[...new Set(seconds)].map(clock).join('–')}/${units}` : undefined;
}

function labelOf(part: Part, units: Units): string | undefined {
  if (part.type === 'figure') return paceInWords(part.figure, units);
  return part.type === 'words' ? part.typed : undefined;
}

/**
 * The pace groups of "5:00, 5:30, 6:00/km", "8:30/mile" or "easy, steady". Figures are written alike, with the unit
 * that was typed or else the club's; words stay as they were typed, without markup. What is said twice is one group.
 */
export function readPaces(typed: string, units: Units): PaceOutcome {
  const parts = typed
    .split(/[,;\n]/)
    .map(withoutMarkup)
    .filter((text) => /[\p{L}\p{N}\p{So}]/u.test(text))
    // One more than fits is enough to tell that it doesn't.
    .map((text) => partOf(cut(text, 2 * LONGEST_PACE)));
  const unitsHere = unitsOf(parts, units);
  const labels = new Map<string, string>();
  for (const [at, part] of parts.entries()) {
    const label = labelOf(part, unitsHere[at] ?? units);
    if (label === undefined) return { type: 'nonsense-pace', part: oneLine(part.typed, LONGEST_PACE) };
    if (label.length > LONGEST_PACE)
      return { type: 'too-long', part: oneLine(label, LONGEST_PACE), limit: LONGEST_PACE };
    const same = label.toLowerCase();
    if (!labels.has(same)) labels.set(same, label);
    if (labels.size > MOST_PACES) return { type: 'too-many', limit: MOST_PACES };
  }
  if (labels.size === 0) return { type: 'nonsense-pace', part: cut(withoutMarkup(typed), LONGEST_PACE) };
  return { type: 'paces', groups: [...labels.values()].map((label, at) => ({ id: IDS[at] ?? '', label })) };
}
