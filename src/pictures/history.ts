import { ITEMS, type Item } from '../domain/checkin.ts';
import { type History, ITEM_NAMES, type KeptAnswer, shortDate, stretchesOf } from '../domain/history.ts';
import { daysBetween, type WallDate } from '../domain/wall-time.ts';

/**
 * All lengths are in units of the picture, which is 640 of them wide: at the 320 points that a telephone gives it, a
 * letter of 24 is one of 12.
 */
const WIDTH = 640;
const MARGIN = { left: 56, right: 36 } as const;
const LETTER = { title: 30, text: 24 } as const;
const LINE = 34;
const PANEL = { height: 122, head: 42, foot: 14 } as const;
const MOST_RACES = 4;
const LONGEST_NAME = 26;

/** The picture brings its own ground, so that it looks the same on a dark page and on a light one. */
export const INK = {
  ground: '#1f252d',
  text: '#f4f6f8',
  quiet: '#b9c2cc',
  grid: '#4a5563',
  race: '#f4f6f8',
} as const;

type Mark = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross';

/** Colours after Okabe and Ito; a mark and a stroke of its own for each, so that none needs to be told by its colour. */
export const LOOK: Readonly<Record<Item, { colour: string; mark: Mark; dash: string }>> = {
  fatigue: { colour: '#e69f00', mark: 'circle', dash: '' },
  sleep: { colour: '#56b4e9', mark: 'square', dash: '14 6' },
  soreness: { colour: '#2fbf9b', mark: 'triangle', dash: '3 7' },
  stress: { colour: '#f0e442', mark: 'diamond', dash: '14 6 3 6' },
  mood: { colour: '#d99fc4', mark: 'cross', dash: '24 8' },
};

/** What the bundled font has; a name in another script stands in the message, not in the picture. */
const DRAWABLE = /^[\p{Script=Latin}\p{M}\p{Nd}\p{P}\p{Zs}<>=+|~^`$£€]+$/u;

const escaped = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.codePointAt(0)};`);

function shortName(name: string): string {
  const whole = name.normalize('NFC');
  const letters = [...whole];
  const shown =
    letters.length > LONGEST_NAME
      ? `${letters
          .slice(0, LONGEST_NAME - 1)
          .join('')
          .trimEnd()}…`
      : whole;
  return DRAWABLE.test(shown) ? shown : 'Race';
}

/** Two places after the point at most: shorter, and the same everywhere. */
const n = (figure: number) => String(Math.round(figure * 100) / 100);

function words(
  x: number,
  y: number,
  text: string,
  { size = LETTER.text as number, colour = INK.text as string, anchor = 'start', bold = false } = {},
) {
  const weight = bold ? ' font-weight="700"' : '';
  return `<text x="${n(x)}" y="${n(y)}" font-size="${size}" fill="${colour}" text-anchor="${anchor}"${weight}>${escaped(text)}</text>`;
}

function stroke(x1: number, y1: number, x2: number, y2: number, colour: string, width: number, dash = '') {
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}" stroke="${colour}" stroke-width="${width}"${dashes}/>`;
}

function mark(kind: Mark, x: number, y: number, size: number, colour: string): string {
  const at = (dx: number, dy: number) => `${n(x + dx * size)} ${n(y + dy * size)}`;
  switch (kind) {
    case 'circle':
      return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size)}" fill="${colour}"/>`;
    case 'square':
      return `<path d="M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}Z" fill="${colour}"/>`;
    case 'triangle':
      return `<path d="M${at(0, -1.15)}L${at(1.1, 0.85)}L${at(-1.1, 0.85)}Z" fill="${colour}"/>`;
    case 'diamond':
      return `<path d="M${at(0, -1.25)}L${at(1.25, 0)}L${at(0, 1.25)}L${at(-1.25, 0)}Z" fill="${colour}"/>`;
    case 'cross':
      return `<path d="M${at(-0.9, -0.9)}L${at(0.9, 0.9)}M${at(0.9, -0.9)}L${at(-0.9, 0.9)}" stroke="${colour}" stroke-width="${n(size * 0.7)}" stroke-linecap="round"/>`;
  }
}

/** First days of months that lie well inside, so that no two dates run into each other. */
function monthsIn({ from, to }: History): WallDate[] {
  const first = Temporal.PlainDate.from(from).with({ day: 1 });
  const months = [1, 2, 3].map((month) => first.add({ months: month }).toString());
  return months.filter((date) => daysBetween(from, date) >= 10 && daysBetween(date, to) >= 10);
}

/** Letters for races, as they stand over their lines and in the list below the title. */
const letterOf = (place: number) => String.fromCodePoint(65 + place);

/** The figures of one item over time. */
function panel(
  item: Item,
  history: History,
  { months: monthLines, races: raceLines }: Record<'months' | 'races', readonly number[]>,
  top: number,
  xOf: (date: WallDate) => number,
): string {
  const { colour, mark: kind, dash } = LOOK[item];
  const bottom = top + PANEL.height - PANEL.foot;
  const yOf = (score: number) => bottom - ((score - 1) / 4) * (bottom - top - PANEL.head);
  const end = WIDTH - MARGIN.right;
  const latest = history.answers.at(-1);
  const size = history.answers.length > 45 ? 5 : 7.5;
  const lines = stretchesOf(history.answers)
    .filter((stretch) => stretch.length > 1)
    .map((stretch) => {
      const points = stretch.map(({ on, scores }) => `${n(xOf(on))} ${n(yOf(scores[item]))}`);
      const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
      return `<path d="M${points.join('L')}" fill="none" stroke="${colour}" stroke-width="3" stroke-linejoin="round"${dashes}/>`;
    });
  return [
    mark(kind, MARGIN.left + 8, top + 17, 9, colour),
    words(MARGIN.left + 28, top + 26, ITEM_NAMES[item], { bold: true }),
    latest ? words(end, top + 26, `latest ${latest.scores[item]}`, { anchor: 'end', colour: INK.quiet }) : '',
    ...[1, 3, 5].map((score) => stroke(MARGIN.left, yOf(score), end, yOf(score), INK.grid, 1.5)),
    words(MARGIN.left - 14, yOf(5) + 9, '5', { anchor: 'end', colour: INK.quiet }),
    words(MARGIN.left - 14, yOf(1) + 7, '1', { anchor: 'end', colour: INK.quiet }),
    ...monthLines.map((x) => stroke(x, yOf(5), x, yOf(1), INK.grid, 1.5)),
    ...raceLines.map((x) => stroke(x, yOf(5), x, yOf(1), INK.race, 2.5, '8 5')),
    ...lines,
    ...history.answers.map((answer: KeptAnswer) =>
      mark(kind, xOf(answer.on), yOf(answer.scores[item]), size, colour),
    ),
  ].join('');
}

/** Letters stand at least so far apart, however near to each other their races were. */
const LETTERS_APART = 24;

/** The races that get a line: the latest, where there are many. `letterAt` is where the letter has room. */
function marked({ races }: History, xOf: (date: WallDate) => number) {
  const shown = races.slice(-MOST_RACES);
  const places = shown.map(({ on }) => xOf(on));
  for (let place = 1; place < places.length; place++)
    places[place] = Math.max(places[place] ?? 0, (places[place - 1] ?? 0) + LETTERS_APART);
  for (let place = places.length - 1, most = WIDTH - MARGIN.right; place >= 0; place--) {
    places[place] = Math.min(places[place] ?? 0, most);
    most = (places[place] ?? 0) - LETTERS_APART;
  }
  return shown.map(({ on, name }, place) => ({
    x: xOf(on),
    letterAt: places[place] ?? xOf(on),
    letter: letterOf(place),
    said: `${shortName(name)}, ${shortDate(on)}`,
  }));
}

/** A member's answers of the last 90 days: a strip for each of the five, one above the other, race days through all. */
export function historySvg(history: History): string {
  const left = MARGIN.left + 8;
  const width = WIDTH - MARGIN.right - 8 - left;
  const days = Math.max(1, daysBetween(history.from, history.to));
  const xOf = (date: WallDate) => left + (daysBetween(history.from, date) / days) * width;
  const races = marked(history, xOf);
  const headed = 98 + races.length * LINE;
  const panels = headed + 6;
  const foot = panels + ITEMS.length * PANEL.height;
  const dates = foot + (races.length > 0 ? 54 : 22);
  const height = dates + 26;
  const months = monthsIn(history);
  const lines = { months: months.map(xOf), races: races.map(({ x }) => x) };
  const ends: readonly (readonly [WallDate, string, string])[] = [
    [history.from, shortDate(history.from), 'start'],
    [history.to, 'today', 'end'],
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Atkinson Hyperlegible Next">`,
    `<rect width="${WIDTH}" height="${height}" rx="20" fill="${INK.ground}"/>`,
    words(24, 48, 'How you have been', { size: LETTER.title, bold: true }),
    words(24, 82, 'your check-ins of 90 days · 5 is best', { colour: INK.quiet }),
    ...races.flatMap(({ letter, said }, place) => [
      words(24, 118 + place * LINE, letter, { bold: true }),
      words(MARGIN.left, 118 + place * LINE, said),
    ]),
    ...ITEMS.map((item, place) => panel(item, history, lines, panels + place * PANEL.height, xOf)),
    ...races.map(({ letter, letterAt }) =>
      words(letterAt, foot + 16, letter, { anchor: 'middle', bold: true }),
    ),
    ...months.map((date) =>
      words(xOf(date), dates, shortDate(date), { anchor: 'middle', colour: INK.quiet }),
    ),
    ...ends.map(([date, text, anchor]) => words(xOf(date), dates, text, { anchor, colour: INK.quiet })),
    '</svg>',
  ].join('');
}
