import type { ClubSettings, Region, Units } from './club.ts';
import { oneLine } from './sanitize.ts';

/** Whom to call where a club is, as it is written on a phone. Null: not known, so that words take its place. */
export interface HelpLines {
  /** Brings an ambulance. */
  readonly emergency: string | null;
  /** Gives medical advice on the same day. */
  readonly advice: string | null;
  /** Listens to people who think of harming themselves. */
  readonly crisis: string | null;
  /** What to do for the same without speaking: "text SHOUT to 85258". */
  readonly crisisByText: string | null;
  /** Listens to children and teenagers. */
  readonly youth: string | null;
  /** Present where the reader has said that they are under 18, with who looks after young members of the club. */
  readonly under18?: { readonly welfareOfficerId: string | null } | undefined;
}

/** A country, or several with one emergency number, and whom to call there. */
export interface RegionLines extends Omit<HelpLines, 'under18'> {
  readonly name: string;
  /** Other names that somebody may type for it, or for a country in it. */
  readonly calledToo: readonly string[];
  /** The larger region that it is part of. Who chose that, and keeps a zone of this one, has this one's lines. */
  readonly within?: Region | undefined;
  /** What a club there usually measures runs in. */
  readonly units: Units;
  /** IANA names. */
  readonly zones: readonly string[];
  /** Where the numbers were read. */
  readonly sources: readonly string[];
}

export type Regions = Readonly<Record<Region, RegionLines>>;

/** Asking for one takes long, and there are only some hundreds. */
const nameOf = new Map<string, string>();

/** One name for all the names of a zone: "GB" and "europe/london" are Europe/London. */
function oneName(zone: string): string {
  const known = nameOf.get(zone);
  if (known !== undefined) return known;
  const name = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  nameOf.set(zone, name);
  return name;
}

/** The region that a zone belongs to; `elsewhere` where none is known. */
export function regionOfZone(zone: string, regions: Regions): Region {
  const name = oneName(zone);
  const found = Object.entries(regions).find(([, { zones }]) => zones.some((one) => oneName(one) === name));
  return (found?.[0] ?? 'elsewhere') as Region;
}

type ClubPlace = Pick<ClubSettings, 'zone' | 'region'>;

/** Where a club runs: as was chosen, more exactly where its zone tells; without a choice, as its zone tells. */
export function regionOf({ zone, region }: ClubPlace, regions: Regions): Region {
  const byZone = regionOfZone(zone, regions);
  return region === null || regions[byZone].within === region ? byZone : region;
}

/** Whom members of a club call: the club's own numbers, else those of its region. */
export function helpLinesOf(
  settings: ClubPlace & Pick<ClubSettings, 'ownLines'>,
  regions: Regions,
): HelpLines {
  const lines = regions[regionOf(settings, regions)];
  const { emergency, advice, crisis } = settings.ownLines;
  return {
    emergency: emergency ?? lines.emergency,
    advice: advice ?? lines.advice,
    crisis: crisis ?? lines.crisis,
    crisisByText: crisis === null ? lines.crisisByText : null,
    youth: lines.youth,
  };
}

/** Takes back what was typed, so that the region's number counts again. */
const NONE = new Set(['none', 'default']);

const isNone = (typed: string) => NONE.has(typed.trim().toLowerCase());

/** Digits as on a phone: "999", "+44 20 7946 0000", "0800-0432". */
const NUMBER = /^\+?\d(?:[ -]?\d){1,14}$/;

/** "119", "999/112" or "999 or 112" as it is shown; null for `none`; undefined where it is no number to call. */
export function readEmergencyNumber(typed: string): string | null | undefined {
  if (isNone(typed)) return null;
  const numbers = oneLine(typed)
    .split(/ ?\/ ?| or /i)
    .map((number) => number.trim());
  const fine = numbers.length <= 2 && numbers.every((number) => NUMBER.test(number));
  return fine ? numbers.join(' or ') : undefined;
}

export const LONGEST_LINE = 80;

/** Letters of any script, digits, and what stands in names and numbers; nothing that is markup or a mention. */
const PLAIN = /^[\p{L}\p{M}\p{N} .,;:'’()/&+–-]+$/u;

/** Something to call or to open: at least two digits, or an address. */
const REACHABLE = /\p{Nd}[ -]?\p{Nd}|[\p{L}\p{Nd}]\.\p{L}{2}/u;

/** As long as the ids of Discord's members, and longer than any number to call. */
const LIKE_AN_ID = /\p{Nd}{17}/u;

/** A name and a number, such as "Lifeline 13 11 14"; null for `none`; undefined where it can't be shown or called. */
export function readHelpLine(typed: string): string | null | undefined {
  if (isNone(typed)) return null;
  const line = oneLine(typed);
  const shown = line.length <= LONGEST_LINE && PLAIN.test(line) && !LIKE_AN_ID.test(line);
  return shown && REACHABLE.test(line) ? line : undefined;
}
