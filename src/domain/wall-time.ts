import { type Named, named, nearest } from './words.ts';

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

/** Places people look for that no zone is named after, or not as they write it, by zone, the usual first. */
const ALSO_KEEPING: readonly (readonly [zone: string, ...places: string[]])[] = [
  ['Europe/London', 'Edinburgh', 'Glasgow', 'Cardiff', 'Belfast', 'Manchester', 'Birmingham', 'Leeds'],
  ['Europe/London', 'Liverpool', 'Bristol', 'Sheffield', 'Newcastle', 'Brighton', 'Oxford', 'Cambridge'],
  ['Europe/Dublin', 'Cork', 'Galway'],
  ['Europe/Berlin', 'Munich', 'München', 'Hamburg', 'Cologne', 'Köln', 'Frankfurt', 'Stuttgart'],
  ['Europe/Berlin', 'Düsseldorf', 'Leipzig', 'Dresden', 'Hanover', 'Nuremberg', 'Nürnberg', 'Bremen'],
  ['Europe/Paris', 'Lyon', 'Marseille', 'Toulouse', 'Nice', 'Bordeaux', 'Lille', 'Strasbourg', 'Nantes'],
  ['Europe/Madrid', 'Barcelona', 'Valencia', 'Seville', 'Sevilla', 'Bilbao', 'Malaga'],
  ['Europe/Rome', 'Roma', 'Milan', 'Milano', 'Naples', 'Napoli', 'Turin', 'Torino', 'Florence', 'Firenze'],
  ['Europe/Amsterdam', 'Rotterdam', 'The Hague', 'Den Haag', 'Utrecht', 'Eindhoven'],
  ['Europe/Brussels', 'Antwerp', 'Ghent', 'Bruges'],
  ['Europe/Zurich', 'Geneva', 'Basel', 'Bern', 'Lausanne'],
  ['Europe/Vienna', 'Wien', 'Graz', 'Salzburg', 'Innsbruck'],
  ['Europe/Lisbon', 'Lisboa', 'Porto'],
  ['Europe/Copenhagen', 'København', 'Aarhus'],
  ['Europe/Stockholm', 'Gothenburg', 'Göteborg', 'Malmö'],
  ['Europe/Oslo', 'Bergen', 'Trondheim'],
  ['Europe/Warsaw', 'Warszawa', 'Krakow', 'Gdansk', 'Wroclaw'],
  ['Europe/Prague', 'Praha', 'Brno'],
  ['America/New_York', 'Boston', 'Washington', 'Philadelphia', 'Miami', 'Atlanta', 'Orlando', 'Pittsburgh'],
  ['America/New_York', 'Charlotte', 'Cleveland', 'Baltimore', 'Eastern Time'],
  ['America/Chicago', 'Houston', 'Dallas', 'Austin', 'Minneapolis', 'Nashville', 'New Orleans', 'St. Louis'],
  ['America/Chicago', 'San Antonio', 'Milwaukee', 'Kansas City', 'Central Time'],
  ['America/Denver', 'Salt Lake City', 'Boulder', 'Albuquerque', 'Mountain Time'],
  ['America/Los_Angeles', 'San Francisco', 'Seattle', 'San Diego', 'Portland', 'Las Vegas', 'San Jose'],
  ['America/Los_Angeles', 'Sacramento', 'Oakland', 'Eugene', 'Pacific Time'],
  ['America/Toronto', 'Montreal', 'Ottawa', 'Quebec'],
  ['America/Vancouver', 'Victoria'],
  ['America/Edmonton', 'Calgary', 'Banff'],
  ['America/Mexico_City', 'Guadalajara', 'Puebla'],
  ['America/Sao_Paulo', 'Rio de Janeiro', 'Brasilia', 'Curitiba', 'Porto Alegre'],
  ['America/Argentina/Buenos_Aires', 'Rosario'],
  ['Australia/Sydney', 'Canberra', 'Newcastle NSW', 'Wollongong'],
  ['Australia/Melbourne', 'Geelong', 'Ballarat'],
  ['Australia/Brisbane', 'Gold Coast', 'Cairns'],
  ['Pacific/Auckland', 'Wellington', 'Christchurch', 'Queenstown', 'Dunedin'],
  ['Asia/Tokyo', 'Osaka', 'Kyoto', 'Yokohama', 'Sapporo'],
  ['Asia/Singapore'],
  ['Asia/Hong_Kong'],
  ['Asia/Shanghai', 'Beijing', 'Shenzhen', 'Guangzhou', 'Chengdu'],
  ['Asia/Kolkata', 'Mumbai', 'Delhi', 'Bengaluru', 'Bangalore', 'Chennai', 'Hyderabad', 'Pune'],
  ['Asia/Dubai', 'Abu Dhabi'],
  ['Asia/Jerusalem', 'Tel Aviv'],
  ['Asia/Ho_Chi_Minh', 'Hanoi'],
  ['Africa/Johannesburg', 'Cape Town', 'Durban', 'Pretoria'],
  ['Africa/Nairobi', 'Iten', 'Eldoret'],
  ['Africa/Addis_Ababa'],
];

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

/** What is equally near is offered in this order. */
function allChoices(): readonly Named<ZoneChoice>[] {
  const large = new Set(ALSO_KEEPING.map(([zone]) => zone));
  const all = new Set([...Intl.supportedValuesOf('timeZone').map((zone) => RENAMED[zone] ?? zone), 'UTC']);
  return [
    ...[...large].map(ownName),
    ...ALSO_KEEPING.flatMap(([zone, ...places]) =>
      places.map((place) => named(choice(place, zone), [place])),
    ),
    ...[...all.difference(large)].map(ownName),
  ];
}

/** Made when a zone is first asked for, as few clubs do. */
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
