import { SaxesParser } from 'saxes';
import { oneLine } from './sanitize.ts';

/**
 * What is learnt from a GPX file, or why nothing is. Coordinates never leave: a route can start at somebody's door.
 *
 * - `route`: lengths in whole metres. `climbMetres` is undefined if under 90 % of the points have an elevation.
 * - `not-gpx`: not well-formed XML, not UTF-8, or XML of something else.
 * - `unsafe`: declares a document type or entities, uses an undeclared entity, or is nested absurdly deep.
 * - `no-points`: no track and no route with at least two points.
 * - `bad-point`: the `number`-th point of the tracks or routes, counted from 1, lies nowhere on Earth.
 */
export type GpxOutcome =
  | {
      readonly type: 'route';
      /** Of the track or route, else of the file. On one line, as its author wrote it: not yet fit for Discord. */
      readonly name?: string | undefined;
      readonly metres: number;
      readonly climbMetres?: number | undefined;
      readonly points: number;
    }
  | { readonly type: 'too-large'; readonly limitBytes: number }
  | { readonly type: 'too-many-points'; readonly limit: number }
  | { readonly type: 'not-gpx' | 'unsafe' | 'no-points' }
  | { readonly type: 'bad-point'; readonly number: number };

export const MOST_GPX_BYTES = 5_000_000;
export const GPX_TOO_LARGE = { type: 'too-large', limitBytes: MOST_GPX_BYTES } as const;
export const MOST_GPX_POINTS = 200_000;

const LONGEST_NAME = 80;

/** GPX itself has four levels; extensions add a few. The parser remembers each, at some 250 bytes. */
const MOST_LEVELS = 1_000;

/** Of a name or an elevation, more than this isn't even collected. */
const LONGEST_TEXT = 1_000;

/**
 * Metres: the mean radius R1 of the GRS 80 ellipsoid, 6,371,008.7714, rounded. Moritz, H. (2000), "Geodetic
 * Reference System 1980", Journal of Geodesy 74, 128–133.
 */
const EARTH_RADIUS = 6_371_008.8;

/**
 * Metres by which a path must turn before it counts as rising or falling. This is our choice and nobody's standard:
 * elevations of watches waver by about this much on the flat, and without it they would add up to a hill.
 */
const TURN_METRES = 3;

/** Metres above the sea that a runner can be at. This too is our choice; what lies beyond is no elevation. */
const ELEVATIONS = { lowest: -1_000, highest: 10_000 } as const;

/** The part of the points that must have an elevation for the climb to mean anything. */
const ENOUGH_ELEVATIONS = 0.9;

interface Position {
  /** Degrees, north and east positive. */
  readonly lat: number;
  readonly lon: number;
}

/**
 * Metres between two positions along a great circle, by the haversine formula: R. W. Sinnott (1984), "Virtues
 * of the Haversine", Sky and Telescope 68, 159.
 */
function metresBetween(a: Position, b: Position): number {
  const radians = Math.PI / 180;
  const northwards = Math.sin(((b.lat - a.lat) * radians) / 2) ** 2;
  const eastwards = Math.sin(((b.lon - a.lon) * radians) / 2) ** 2;
  const haversine = northwards + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * eastwards;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/** A decimal number as XML writes it, or undefined: `Number` alone would also take "", "0x10" and "Infinity". */
function readDecimal(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : undefined;
}

/** A coordinate in degrees, or undefined where it is missing or beyond `limit` on either side. */
function readDegrees(text: string | undefined, limit: number): number | undefined {
  const degrees = readDecimal(text);
  return degrees !== undefined && Math.abs(degrees) <= limit ? degrees : undefined;
}

/** Sums up how far a path rises from each lowest point to the next highest, leaving out turns that are noise. */
class Climb {
  #total = 0;
  #rising = false;
  #bottom: number | undefined;
  #top = 0;

  /** What comes next doesn't follow on from what was before. */
  breakHere(): void {
    this.#total = this.metres();
    this.#rising = false;
    this.#bottom = undefined;
  }

  to(elevation: number): void {
    if (this.#rising) {
      this.#top = Math.max(this.#top, elevation);
      if (this.#top - elevation < TURN_METRES) return;
      this.breakHere();
    }
    this.#bottom = Math.min(this.#bottom ?? elevation, elevation);
    if (elevation - this.#bottom < TURN_METRES) return;
    this.#rising = true;
    this.#top = elevation;
  }

  metres(): number {
    return this.#rising && this.#bottom !== undefined ? this.#total + this.#top - this.#bottom : this.#total;
  }
}

/** Measures the tracks or the routes of a file as their points go by, keeping none but the last. */
class Measure {
  name: string | undefined;
  points = 0;
  #firstBad: number | undefined;
  #last: Position | undefined;
  #metres = 0;
  #climb = new Climb();
  #elevations = 0;
  #lacksElevation = false;

  /** Whatever lies between here and the next point wasn't run. */
  breakHere(): void {
    this.#last = undefined;
    this.#climb.breakHere();
  }

  point(latitude: string | undefined, longitude: string | undefined): void {
    this.points += 1;
    this.#lacksElevation = true;
    const lat = readDegrees(latitude, 90);
    const lon = readDegrees(longitude, 180);
    if (lat === undefined || lon === undefined) {
      this.#firstBad ??= this.points;
      return;
    }
    const here: Position = { lat, lon };
    if (this.#last) this.#metres += metresBetween(this.#last, here);
    this.#last = here;
  }

  /** The elevation of the latest point; one that can't be read counts as missing. */
  elevation(text: string): void {
    const metres = readDecimal(text);
    if (!this.#lacksElevation || metres === undefined) return;
    if (metres < ELEVATIONS.lowest || metres > ELEVATIONS.highest) return;
    this.#lacksElevation = false;
    this.#elevations += 1;
    this.#climb.to(metres);
  }

  outcome(nameOfFile: string | undefined): GpxOutcome {
    if (this.#firstBad !== undefined) return { type: 'bad-point', number: this.#firstBad };
    const knowsClimb = this.#elevations >= this.points * ENOUGH_ELEVATIONS;
    return {
      type: 'route',
      name: this.name ?? nameOfFile,
      metres: Math.round(this.#metres),
      climbMetres: knowsClimb ? Math.round(this.#climb.metres()) : undefined,
      points: this.points,
    };
  }
}

/** The elements that tell something, after https://www.topografix.com/GPX/1/1/ and, for gpx/name, GPX 1.0. */
const PATHS = [
  'gpx',
  'gpx/name',
  'gpx/metadata',
  'gpx/metadata/name',
  'gpx/trk',
  'gpx/trk/name',
  'gpx/trk/trkseg',
  'gpx/trk/trkseg/trkpt',
  'gpx/trk/trkseg/trkpt/ele',
  'gpx/rte',
  'gpx/rte/name',
  'gpx/rte/rtept',
  'gpx/rte/rtept/ele',
] as const;

/** Where in a file the parser is; `elsewhere` is everything that has nothing to tell here. */
type Place = (typeof PATHS)[number] | 'elsewhere';

/** Thrown to leave the parser as soon as the outcome is certain. */
class Refusal extends Error {
  readonly outcome: GpxOutcome;

  constructor(outcome: GpxOutcome) {
    super(outcome.type);
    this.outcome = outcome;
  }
}

/** Reads the text of a GPX file; throws a Refusal where it can't. */
function parseGpx(text: string): GpxOutcome {
  const tracks = new Measure();
  const routes = new Measure();
  let nameOfFile: string | undefined;

  const places: Place[] = [];
  let collected = '';
  /** The prefix of GPX's own elements in this file, such as "gpx:"; others belong to somebody's extension. */
  let prefix = '';

  function placeOf(element: string): Place {
    if (places.length === 0) prefix = element.slice(0, element.indexOf(':') + 1);
    if (!element.startsWith(prefix)) return 'elsewhere';
    const path = [...places.slice(-1), element.slice(prefix.length)].join('/');
    return PATHS.find((known) => known === path) ?? 'elsewhere';
  }

  function enter(element: string, attributes: Readonly<Record<string, string>>): void {
    const place = placeOf(element);
    if (places.length === 0 && place !== 'gpx') throw new Refusal({ type: 'not-gpx' });
    if (places.length >= MOST_LEVELS) throw new Refusal({ type: 'unsafe' });
    places.push(place);
    if (place === 'elsewhere') return;
    collected = '';
    if (place === 'gpx/trk/trkseg') tracks.breakHere();
    if (place === 'gpx/rte') routes.breakHere();
    if (place === 'gpx/trk/trkseg/trkpt') tracks.point(attributes['lat'], attributes['lon']);
    if (place === 'gpx/rte/rtept') routes.point(attributes['lat'], attributes['lon']);
    if (tracks.points + routes.points > MOST_GPX_POINTS)
      throw new Refusal({ type: 'too-many-points', limit: MOST_GPX_POINTS });
  }

  function collect(part: string): void {
    if (places.at(-1) !== 'elsewhere' && collected.length < LONGEST_TEXT)
      collected += part.slice(0, LONGEST_TEXT);
  }

  function leave(): void {
    const place = places.pop();
    const name = () => oneLine(collected, LONGEST_NAME) || undefined;
    if (place === 'gpx/name' || place === 'gpx/metadata/name') nameOfFile ??= name();
    if (place === 'gpx/trk/name') tracks.name ??= name();
    if (place === 'gpx/rte/name') routes.name ??= name();
    if (place === 'gpx/trk/trkseg/trkpt/ele') tracks.elevation(collected);
    if (place === 'gpx/rte/rtept/ele') routes.elevation(collected);
  }

  // Without the parser's own namespaces: it looks prefixes up through all levels, so deep nesting would hang it.
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  parser.on('doctype', () => {
    throw new Refusal({ type: 'unsafe' });
  });
  parser.on('error', ({ message }) => {
    throw new Refusal({ type: message === 'undefined entity.' ? 'unsafe' : 'not-gpx' });
  });
  parser.on('opentag', ({ name, attributes }) => enter(name, attributes));
  parser.on('text', collect);
  parser.on('cdata', collect);
  parser.on('closetag', leave);
  parser.write(text).close();

  const used = [tracks, routes].find(({ points }) => points >= 2);
  return used ? used.outcome(nameOfFile) : { type: 'no-points' };
}

/** The text of bytes in UTF-8, or undefined. A byte order mark is left out. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * How long a route is and how much it climbs, from the bytes of a GPX file, whoever wrote it. Tracks count before routes;
 * waypoints don't count. Where a segment ends the path ends: the way to the next isn't part of it. Never throws.
 */
export function readGpx(bytes: Uint8Array): GpxOutcome {
  if (bytes.length > MOST_GPX_BYTES) return GPX_TOO_LARGE;
  const text = textOf(bytes);
  if (text === undefined) return { type: 'not-gpx' };
  try {
    return parseGpx(text);
  } catch (error) {
    if (error instanceof Refusal) return error.outcome;
    throw error;
  }
}
