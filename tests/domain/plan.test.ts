import { describe, expect, it } from 'vitest';
import { lengthInName } from '../../src/domain/plan.ts';

describe('lengthInName', () => {
  it.each([
    ['Berlin Marathon', 'marathon'],
    ['London marathon 2026', 'marathon'],
    ['Brighton half', 'half'],
    ['Royal Parks Half Marathon', 'half'],
    ['Berliner Halbmarathon', 'half'],
    ['Egmond Halve Marathon', 'half'],
    ['Media Maratón de Madrid', 'half'],
    ['Meia Maratona de Lisboa', 'half'],
    ['Mezza Maratona di Torino', 'half'],
    ['Maratona di Roma', 'marathon'],
    ['Riverside parkrun', '5k'],
    ['Club 10k', '10k'],
    ['10 km am See', '10k'],
    ['Marathon weekend 10k', '10k'],
    ['Great South Run 10 miles', 'half'],
    ['21.1 km', 'half'],
    ['42,2 km', 'marathon'],
    ['Lakes 50 miles', 'ultra'],
    ['Trail 100k', 'ultra'],
    ['Night Ultra', 'ultra'],
    ['Ultramarathon du Lac', 'ultra'],
    ['5K', '5k'],
    ['5000m track', '5k'],
    ['1500m', '5k'],
    ['10000m', '10k'],
    ['3 miles', '5k'],
    ['Christmas dash', undefined],
    ['', undefined],
    ['Run 2026', undefined],
  ])('%j is %s', (name, distance) => {
    expect(lengthInName(name)?.distance).toBe(distance);
  });
});
