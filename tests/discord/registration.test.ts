import { pino } from 'pino';
import { expect, it } from 'vitest';
import { keepRegistered } from '../../src/discord/registration.ts';
import { HOUR, MINUTE } from '../../src/domain/duration.ts';

it('tries again after a minute, then after longer and longer, at most an hour, until Discord takes the commands', async () => {
  const tried: number[] = [];
  let now = 0;
  let refuses = true;
  const { atStart, upkeep } = keepRegistered({
    async register() {
      tried.push(now / MINUTE);
      if (refuses) throw new Error('Discord is away');
      return { count: 7, changed: true };
    },
    log: pino({ level: 'silent' }),
  });
  await atStart(now);
  for (; now < 4 * HOUR; now += MINUTE) await upkeep(now);
  expect(tried).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
  refuses = false;
  for (; now < 8 * HOUR; now += MINUTE) await upkeep(now);
  expect(tried).toHaveLength(10);
});
