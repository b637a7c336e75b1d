import { createRequire } from 'node:module';
import type * as tzdb from '@vvo/tzdb';
import { type Named, named, nearest } from './search.ts';

/** Cities are loaded when a zone is first asked for, as few clubs do. */
const require = createRequire(import.meta.url);

/**
 * What a clock on the wall shows, to the minute and without a zone: ISO local text 'YYYY-MM-DDTHH:MM'.
 * Where people mean wall time, this is what is kept, together with an IANA zone.
 */
export type Wall = string;

/** A date on the wall: 'YYYY-MM-DD'. */
export type WallDate = string;

/**
 * What a wall time means in a zone. Instants are UTC milliseconds. In a `gap` the clocks jumped over it: `at` is as
 * much later as the clocks were put forward, and `shown` is the wall time of that. What is shown `twice`, as the
 * clocks were put back, has two instants.
 */
export type WallMeaning =
  | { readonly type: 'instant'; readonly at: number }
  | { readonly type: 'gap'; readonly at: number; readonly shown: Wall }
  | { readonly type: 'twice'; readonly first: number; readonly second: number };

/** The instant or instants at which clocks in the zone show `wall`. Throws a RangeError for no such date or zone. */
export function instantOf(wall: Wall, zone: string): WallMeaning {
  const plain = Temporal.PlainDateTime.from(wall, { overflow: 'reject' });
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = plain.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.equals(later)) return { type: 'instant', at: later.epochMilliseconds };
  if (later.toPlainDateTime().equals(plain))
    return { type: 'twice', first: earlier.epochMilliseconds, second: later.epochMilliseconds };
  return { type: 'gap', at: later.epochMilliseconds, shown: wallOf(later.epochMilliseconds, zone) };
}

/**
 * The one instant (UTC ms) at which something falls due at `HH:MM` on a date: where the clocks jump over that time,
 * when they show as much later; where they show it twice, the first.
 */
export function instantAt(date: WallDate, time: string, zone: string): number {
  const meaning = instantOf(`${date}T${time}`, zone);
  return meaning.type === 'twice' ? meaning.first : meaning.at;
}

/** What clocks in the zone show at an instant (UTC milliseconds); seconds are cut. Throws a RangeError for no zone. */
export function wallOf(instant: number, zone: string): Wall {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}

/** The date on clocks in the zone at an instant (UTC milliseconds). */
export function dateAt(instant: number, zone: string): WallDate {
  return wallOf(instant, zone).slice(0, 10);
}

/** The date so many days later, or earlier where `days` is below 0. */
export function addDays(date: WallDate, days: number): WallDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Days from one date to another; below 0 where it lies before. */
export function daysBetween(from: WallDate, to: WallDate): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days;
}

/** Whether `name` is an IANA zone, in any case. A bare offset such as +02:00 is none: it knows no daylight saving. */
export function isZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId !== '';
  } catch {
    return false;
  }
}

/** Names of zones that `Intl` still lists as they were spelt long ago, with the name in use. */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Zones most people live in, in the order of offering, with places people look for that tzdb doesn't have. */
const LARGE: Readonly<Record<string, string>> = {
  'Europe/London':
    'Edinburgh, Cardiff, Belfast, Leeds, Liverpool, Bristol, Sheffield, Newcastle, Brighton, Oxford, Cambridge',
  'Europe/Dublin': '',
  'Europe/Berlin':
    'München, Cologne, Frankfurt, Stuttgart, Düsseldorf, Leipzig, Dresden, Hanover, Nuremberg, Nürnberg, Bremen',
  'Europe/Paris': 'Nice, Bordeaux, Lille, Strasbourg, Nantes',
  'Europe/Madrid': 'Valencia, Seville, Sevilla, Bilbao, Malaga',
  'Europe/Rome': 'Roma, Milano, Napoli, Torino, Florence, Firenze',
  'Europe/Amsterdam': 'Den Haag, Eindhoven',
  'Europe/Brussels': 'Ghent, Bruges',
  'Europe/Zurich': 'Bern',
  'Europe/Vienna': 'Wien, Innsbruck',
  'Europe/Lisbon': 'Lisboa',
  'Europe/Copenhagen': 'København, Aarhus',
  'Europe/Stockholm': 'Göteborg',
  'Europe/Oslo': '',
  'Europe/Warsaw': 'Warszawa, Gdansk, Wroclaw',
  'Europe/Prague': 'Praha',
  'America/New_York':
    'Boston, Washington, Miami, Atlanta, Orlando, Pittsburgh, Charlotte, Cleveland, Baltimore, Eastern Time',
  'America/Chicago':
    'Austin, Minneapolis, Nashville, New Orleans, St. Louis, Milwaukee, Kansas City, Central Time',
  'America/Denver': 'Salt Lake City, Boulder, Mountain Time',
  'America/Los_Angeles': 'Seattle, Portland, Las Vegas, Sacramento, Oakland, Eugene, Pacific Time',
  'America/Toronto': 'Montreal, Quebec',
  'America/Vancouver': '',
  'America/Edmonton': 'Banff',
  'America/Mexico_City': 'Guadalajara',
  'America/Sao_Paulo': 'Brasilia, Curitiba, Porto Alegre',
  'Australia/Sydney': 'Newcastle NSW, Wollongong',
  'Australia/Melbourne': 'Geelong, Ballarat',
  'Australia/Brisbane': 'Cairns',
  'Pacific/Auckland': 'Queenstown, Dunedin',
  'Asia/Tokyo': 'Kyoto, Sapporo',
  'Asia/Shanghai': 'Shenzhen, Guangzhou',
  'Asia/Kolkata': 'Bangalore, Chennai, Pune',
  'Africa/Nairobi': 'Iten, Eldoret',
};

/** A zone as it is offered for choosing. */
export interface ZoneChoice {
  readonly zone: string;
  readonly label: string;
}

const choice = (place: string, zone: string): ZoneChoice => ({ zone, label: `${place} (${zone})` });

const cityOf = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** A zone under the name of its city, found by that, by its whole name, and by the names it had. */
function ownName(zone: string): Named<ZoneChoice> {
  const before = Object.keys(RENAMED).filter((old) => RENAMED[old] === zone);
  return named(
    choice(cityOf(zone), zone),
    [zone, ...before].flatMap((name) => [cityOf(name), name]),
  );
}

/** What is equally near is offered in this order. All are zones that Node knows; tzdb only says what lies in them. */
function allChoices(): readonly Named<ZoneChoice>[] {
  const { rawTimeZones }: typeof tzdb = require('@vvo/tzdb');
  const cities = new Map(rawTimeZones.map(({ name, mainCities }) => [name, mainCities]));
  const places = (zone: string) =>
    [...(LARGE[zone] ?? '').split(', '), ...(cities.get(zone) ?? [])]
      .filter((place) => place !== '')
      .map((place) => named(choice(place, zone), [place]));
  const large = Object.keys(LARGE);
  const all = new Set([...Intl.supportedValuesOf('timeZone').map((zone) => RENAMED[zone] ?? zone), 'UTC']);
  const others = [...all.difference(new Set(large))];
  return [large, others].flatMap((zones) => [...zones.map(ownName), ...zones.flatMap(places)]);
}

let choices: readonly Named<ZoneChoice>[] | undefined;

/**
 * Up to `limit` zones for a city or a zone's name, nearest first, each once: "new york", "Sao Paulo", "kathm",
 * "Munich" (Europe/Berlin). Nothing typed: those most people live in.
 */
export function zonesMatching(typed: string, limit = 25): ZoneChoice[] {
  const found = new Map<string, ZoneChoice>();
  choices ??= allChoices();
  for (const near of nearest(typed, choices)) if (!found.has(near.zone)) found.set(near.zone, near);
  return [...found.values()].slice(0, limit);
}
