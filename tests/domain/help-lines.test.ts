import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { REGIONS, USUAL_SETTINGS } from '../../src/domain/club.ts';
import {
  helpLinesOf,
  LONGEST_LINE,
  readEmergencyNumber,
  readHelpLine,
  regionOf,
  regionOfZone,
} from '../../src/domain/help-lines.ts';
import { isZone, zonesMatching } from '../../src/domain/wall-time.ts';

const regions = loadContent(join(import.meta.dirname, '../../data')).helpLines;
const { ownLines: none } = USUAL_SETTINGS;

describe('the region of a zone', () => {
  it.each([
    ['Europe/London', 'uk', '999', 'km'],
    ['Europe/Dublin', 'ireland', '999', 'km'],
    ['Europe/Berlin', 'germany', '112', 'km'],
    ['Europe/Paris', 'france', '112', 'km'],
    ['Europe/Rome', 'eu', '112', 'km'],
    ['Europe/Stockholm', 'eu', '112', 'km'],
    ['Atlantic/Canary', 'spain', '112', 'km'],
    ['Europe/Oslo', 'norway', '113', 'km'],
    ['Europe/Zurich', 'switzerland', '144', 'km'],
    ['America/New_York', 'us-canada', '911', 'mi'],
    ['America/Los_Angeles', 'us-canada', '911', 'mi'],
    ['Pacific/Honolulu', 'us-canada', '911', 'mi'],
    ['America/Toronto', 'canada', '911', 'km'],
    ['Australia/Sydney', 'australia', '000', 'km'],
    ['Pacific/Auckland', 'new-zealand', '111', 'km'],
    ['Asia/Tokyo', 'japan', '119', 'km'],
    ['Asia/Kolkata', 'india', '112', 'km'],
    ['Asia/Singapore', 'singapore', '995', 'km'],
    ['Asia/Kuala_Lumpur', 'malaysia', '999', 'km'],
    ['America/Sao_Paulo', 'brazil', '192', 'km'],
    ['Africa/Johannesburg', 'south-africa', '112', 'km'],
    // Other names of the same zones.
    ['europe/london', 'uk', '999', 'km'],
    ['GB', 'uk', '999', 'km'],
    ['US/Eastern', 'us-canada', '911', 'mi'],
    ['Asia/Calcutta', 'india', '112', 'km'],
    ['America/Montreal', 'canada', '911', 'km'],
    // Zones that keep the same time as another country's are their own.
    ['Europe/Jersey', 'elsewhere', null, 'km'],
    ['America/Lima', 'elsewhere', null, 'km'],
    ['Africa/Kampala', 'elsewhere', null, 'km'],
    ['UTC', 'elsewhere', null, 'km'],
  ] as const)(
    'of %s is %s, where %s brings an ambulance and runs are in %s',
    (zone, region, number, units) => {
      expect(isZone(zone)).toBe(true);
      expect(regionOfZone(zone, regions)).toBe(region);
      expect(regions[region].emergency).toBe(number);
      expect(regions[region].units).toBe(units);
    },
  );

  it('is known for each zone that is offered, and each zone belongs to one', () => {
    for (const { zone } of zonesMatching('', 1_000)) expect(REGIONS).toContain(regionOfZone(zone, regions));
    const zones = Object.values(regions).flatMap((region) => region.zones);
    expect(new Set(zones).size).toBe(zones.length);
  });
});

describe('each region', () => {
  it.each(REGIONS.filter((region) => region !== 'elsewhere'))('%s has a number that can be dialled', (id) => {
    const { emergency, zones, within, sources } = regions[id];
    expect(readEmergencyNumber(emergency ?? '')).toBe(emergency);
    expect(zones.length).toBeGreaterThan(0);
    expect(sources.length).toBeGreaterThan(0);
    // Who chose the larger region keeps its emergency number.
    if (within) expect(emergency).toBe(regions[within].emergency);
  });

  it.each(REGIONS)('%s has lines that an admin could have typed', (id) => {
    for (const line of [regions[id].advice, regions[id].crisis, regions[id].youth])
      if (line !== null) expect(readHelpLine(line)).toBe(line);
  });
});

describe('where a club runs', () => {
  it('is as chosen, more exactly where its zone tells', () => {
    expect(regionOf({ zone: 'Europe/Berlin', region: null }, regions)).toBe('germany');
    expect(regionOf({ zone: 'Europe/Berlin', region: 'eu' }, regions)).toBe('germany');
    expect(regionOf({ zone: 'Europe/Dublin', region: 'uk' }, regions)).toBe('ireland');
    expect(regionOf({ zone: 'Europe/Berlin', region: 'uk' }, regions)).toBe('uk');
    expect(regionOf({ zone: 'Europe/London', region: 'elsewhere' }, regions)).toBe('elsewhere');
    expect(regionOf({ zone: 'America/Lima', region: null }, regions)).toBe('elsewhere');
  });

  it('gives way to numbers that the club typed', () => {
    const place = { zone: 'Europe/London', region: null };
    expect(helpLinesOf({ ...place, ownLines: none }, regions)).toEqual({
      emergency: '999',
      advice: 'NHS 111',
      crisis: 'Samaritans 116 123',
      crisisByText: 'text SHOUT to 85258',
      youth: 'Childline 0800 1111',
    });
    const own = { ...none, emergency: '112', crisis: 'Our line 0800 1234' };
    expect(helpLinesOf({ ...place, ownLines: own }, regions)).toEqual({
      emergency: '112',
      advice: 'NHS 111',
      crisis: 'Our line 0800 1234',
      crisisByText: null,
      youth: 'Childline 0800 1111',
    });
  });
});

describe('a typed emergency number', () => {
  it.each([
    ['119', '119'],
    [' 112 ', '112'],
    ['999/112', '999 or 112'],
    ['999 / 112', '999 or 112'],
    ['112 or 10177', '112 or 10177'],
    ['112 OR 10 177', '112 or 10 177'],
    ['+44 20 7946 0000', '+44 20 7946 0000'],
    ['0800-0432', '0800-0432'],
    ['none', null],
    ['Default', null],
  ])('%j is read as %j', (typed, read) => {
    expect(readEmergencyNumber(typed)).toBe(read);
  });

  it.each([
    '',
    ' ',
    '9',
    'nine nine nine',
    'call Bob',
    '112; 113',
    '112 or 113 or 114',
    '1 or 112',
    '999!',
    '**999**',
    '@everyone 999',
    '<@1>',
    '12-',
    '-112',
    '++112',
    '1234567890123456',
    '١١٢',
    '９９９',
    '9'.repeat(2_000),
  ])('%j is none', (typed) => {
    expect(readEmergencyNumber(typed)).toBeUndefined();
  });
});

describe('a typed line', () => {
  it.each([
    ['Lifeline 13 11 14', 'Lifeline 13 11 14'],
    ['  NHS\n111 ', 'NHS 111'],
    ['findahelpline.com', 'findahelpline.com'],
    ['いのちの電話 0120-783-556', 'いのちの電話 0120-783-556'],
    ['خط المساندة 1950', 'خط المساندة 1950'],
    ['Телефон доверия: 8-800-2000-122', 'Телефон доверия: 8-800-2000-122'],
    ['none', null],
  ])('%j is read as %j', (typed, read) => {
    expect(readHelpLine(typed)).toBe(read);
  });

  it.each([
    '',
    'ask Bob',
    'x'.repeat(2_000),
    `Line ${'1'.repeat(LONGEST_LINE)}`,
    '@everyone 116 123',
    '<@123456789012345678>',
    'Anna 12345678901234567',
    '<#123456789012345678> 116 123',
    '[116 123](https://evil.example)',
    '**116 123**',
    '# 116 123',
    '||116 123||',
    '`116 123`',
    '> 116 123',
  ])('%j is none', (typed) => {
    expect(readHelpLine(typed)).toBeUndefined();
  });
});
