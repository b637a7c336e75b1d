import { expect, it } from 'vitest';
import { campaign } from '../../tools/crash/campaign.ts';
import { MOMENTS } from '../../tools/crash/kills.ts';

// The short form; `npm run test:crash` kills at 200 random moments and prints its figures.
it.each(MOMENTS)(
  'loses nothing and doubles nothing when the bot is killed %s',
  async (moment) => {
    const { lost, doubled, troubles } = await campaign(moment, 8, 2, 1);
    expect(troubles).toBeGreaterThan(0);
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  },
  120_000,
);
