import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, isZone, wallOf, zonesMatching } from '../../src/domain/wall-time.ts';
import { changesOf, MINUTE, ZONES } from './zones.ts';

const utc = (iso: string) => Date.parse(`${iso}Z`);

describe('instantOf', () => {
  it.each([
    ['2026-07-04T07:30', 'Europe/Berlin', '2026-07-04T05:30'],
    ['2026-12-05T07:30', 'Europe/Berlin', '2026-12-05T06:30'],
    ['2026-12-05T07:30', 'Asia/Kathmandu', '2026-12-05T01:45'],
    ['2026-12-05T07:30', 'America/St_Johns', '2026-12-05T11:00'],
    ['2026-12-05T07:30', 'UTC', '2026-12-05T07:30'],
  ])('%s in %s', (wall, zone, at) => {
    expect(instantOf(wall, zone)).toEqual({ type: 'instant', at: utc(at) });
  });

  it.each([
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30', '2026-03-29T03:30'],
    ['2026-03-29T02:00', 'Europe/Berlin', '2026-03-29T01:00', '2026-03-29T03:00'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45', '2026-10-04T02:45'],
    // Troll puts its clocks forward by two hours, Samoa once left out a whole day.
    ['2026-03-29T01:30', 'Antarctica/Troll', '2026-03-29T01:30', '2026-03-29T03:30'],
    ['2011-12-30T07:30', 'Pacific/Apia', '2011-12-30T17:30', '2011-12-31T07:30'],
    // In Nuuk the hour left out is the one before midnight.
    ['2026-03-28T23:30', 'America/Nuuk', '2026-03-29T01:30', '2026-03-29T00:30'],
  ])('%s is left out in %s', (wall, zone, at, shown) => {
    expect(instantOf(wall, zone)).toEqual({ type: 'gap', at: utc(at), shown });
  });

  it.each([
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30', '2026-10-25T01:30'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45', '2026-04-04T15:15'],
  ])('%s comes twice in %s', (wall, zone, first, second) => {
    expect(instantOf(wall, zone)).toEqual({ type: 'twice', first: utc(first), second: utc(second) });
  });

  it.each([['2026-02-30T07:30'], ['2026-02-20T24:30'], ['soon'], ['']])('throws for %j', (wall) => {
    expect(() => instantOf(wall, 'UTC')).toThrow(RangeError);
  });

  it('throws for an unknown zone', () => {
    expect(() => instantOf('2026-02-20T07:30', 'Europe/Bielefeld')).toThrow(RangeError);
  });
});

describe('wallOf', () => {
  it('cuts seconds', () => {
    expect(wallOf(utc('2026-07-04T05:30:59.999'), 'Europe/Berlin')).toBe('2026-07-04T07:30');
  });

  it.each(ZONES)('goes back and forth over every change in %s', (zone) => {
    for (const change of changesOf(zone)) {
      for (let at = change - 300 * MINUTE; at <= change + 300 * MINUTE; at += 15 * MINUTE) {
        const meaning = instantOf(wallOf(at, zone), zone);
        if (meaning.type === 'twice') {
          expect([meaning.first, meaning.second]).toContain(at);
          expect(meaning.first).toBeLessThan(meaning.second);
          expect(wallOf(meaning.first, zone)).toBe(wallOf(meaning.second, zone));
        } else expect(meaning).toEqual({ type: 'instant', at });
      }
    }
  });

  it('goes back and forth at any minute', () => {
    const minutes = fc.integer({
      min: utc('2025-01-01T00:00') / MINUTE,
      max: utc('2031-01-01T00:00') / MINUTE,
    });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...ZONES), (minute, zone) => {
        const wall = wallOf(minute * MINUTE, zone);
        const meaning = instantOf(wall, zone);
        expect(meaning.type).not.toBe('gap');
        expect(meaning.type === 'twice' ? [meaning.first, meaning.second] : Object.values(meaning)).toContain(
          minute * MINUTE,
        );
      }),
    );
  });

  it('shows what is after the gap, by as much as was left out', () => {
    for (const zone of ZONES) {
      for (const change of changesOf(zone)) {
        const before = Temporal.PlainDateTime.from(wallOf(change - MINUTE, zone));
        const skipped = before.until(Temporal.PlainDateTime.from(wallOf(change, zone))).total('minutes') - 1;
        for (let into = 1; into <= skipped; into += 7) {
          const wall = before.add({ minutes: into }).toString({ smallestUnit: 'minute' });
          const meaning = instantOf(wall, zone);
          expect(meaning).toEqual({
            type: 'gap',
            at: change + (into - 1) * MINUTE,
            shown: wallOf(change + (into - 1) * MINUTE, zone),
          });
        }
      }
    }
  });
});

describe('isZone', () => {
  it.each([
    'Europe/Berlin',
    'europe/berlin',
    'UTC',
    'Asia/Kathmandu',
    'Asia/Calcutta',
    'Etc/GMT+3',
    'US/Pacific',
  ])('knows %s', (name) => {
    expect(isZone(name)).toBe(true);
  });

  it.each([
    '',
    '+02:00',
    '-0500',
    'Z',
    'Berlin',
    'Europe/Bielefeld',
    ' UTC',
    '[UTC]',
    '2026-01-01T00:00[UTC]',
    'x',
  ])('refuses %j', (name) => {
    expect(isZone(name)).toBe(false);
  });

  it('refuses whatever else is typed without throwing', () => {
    fc.assert(fc.property(fc.string(), (name) => !isZone(`${name}!`)));
  });
});

describe('zonesMatching', () => {
  it.each([
    ['new york', 'New York (America/New_York)'],
    ['Sao Paulo', 'Sao Paulo (America/Sao_Paulo)'],
    ['são p', 'Sao Paulo (America/Sao_Paulo)'],
    ['kathm', 'Kathmandu (Asia/Kathmandu)'],
    ['katmandu', 'Kathmandu (Asia/Kathmandu)'],
    ['BERLIN', 'Berlin (Europe/Berlin)'],
    ['berlni', 'Berlin (Europe/Berlin)'],
    ['europe/berlin', 'Berlin (Europe/Berlin)'],
    ['Zürich', 'Zurich (Europe/Zurich)'],
    ['munchen', 'München (Europe/Berlin)'],
    ['Munich', 'Munich (Europe/Berlin)'],
    ['Hamburg', 'Hamburg (Europe/Berlin)'],
    ['edinb', 'Edinburgh (Europe/London)'],
    ['Manchester', 'Manchester (Europe/London)'],
    ['Barcelona', 'Barcelona (Europe/Madrid)'],
    ['Milan', 'Milan (Europe/Rome)'],
    ['san', 'San Antonio (America/Chicago)'],
    ['san fran', 'San Francisco (America/Los_Angeles)'],
    ['Seattle', 'Seattle (America/Los_Angeles)'],
    ['Boston', 'Boston (America/New_York)'],
    ['washington', 'Washington (America/New_York)'],
    ['Miami', 'Miami (America/New_York)'],
    ['Montréal', 'Montreal (America/Toronto)'],
    ['Melbourne', 'Melbourne (Australia/Melbourne)'],
    ['mumbai', 'Mumbai (Asia/Kolkata)'],
    ['Bengaluru', 'Bengaluru (Asia/Kolkata)'],
    ['calcutta', 'Kolkata (Asia/Kolkata)'],
    ['cape town', 'Cape Town (Africa/Johannesburg)'],
    ['Kyiv', 'Kyiv (Europe/Kyiv)'],
    ['kiev', 'Kyiv (Europe/Kyiv)'],
    ['st johns', 'St Johns (America/St_Johns)'],
    ['lord howe', 'Lord Howe (Australia/Lord_Howe)'],
    ['odesa', 'Odesa (Europe/Kyiv)'],
    ['Zaragoza', 'Zaragoza (Europe/Madrid)'],
    ['lethbridge', 'Lethbridge (America/Edmonton)'],
    ['utc', 'UTC (UTC)'],
  ])('%j leads to %s', (typed, label) => {
    expect(zonesMatching(typed)[0]?.label).toBe(label);
  });

  it('offers the zones most people live in where nothing is typed', () => {
    const offered = zonesMatching('').map(({ zone }) => zone);
    expect(offered).toHaveLength(25);
    expect(offered.slice(0, 3)).toEqual(['Europe/London', 'Europe/Dublin', 'Europe/Berlin']);
  });

  it('names each zone once, all of them zones, as labels Discord can show', () => {
    const all = zonesMatching('', 1000);
    expect(all.length).toBeGreaterThan(400);
    expect(new Set(all.map(({ zone }) => zone)).size).toBe(all.length);
    for (const { zone, label } of all) {
      expect(isZone(zone), zone).toBe(true);
      expect(label.length).toBeLessThanOrEqual(100);
    }
  });

  it.each(['', 'q', 'o', '?'])('offers nothing without a name for %j', (typed) => {
    for (const { label } of zonesMatching(typed, 1000)) expect(label).toMatch(/^\p{L}.* \(.+\)$/u);
  });

  it('finds nothing for nonsense, and never throws', () => {
    expect(zonesMatching('qqqqqqqqqqqq')).toEqual([]);
    expect(zonesMatching('x'.repeat(100_000))).toEqual([]);
    fc.assert(
      fc.property(fc.string(), fc.nat(30), (typed, limit) => {
        expect(zonesMatching(typed, limit).length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 50 },
    );
  });
});
