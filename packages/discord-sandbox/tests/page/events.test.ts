import { expect, it } from 'vitest';
import { PHONE } from '../../src/page/driver.ts';
import { openPlace } from '../bare-bot.ts';
import { inBrowser } from './browser.ts';

const HOUR = 60 * 60_000;

inBrowser("the server's events on the page", (open) => {
  it('stay text whatever is in them, leave no sideways scrolling on a phone, and go when they are called off', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox, { viewport: PHONE, hasTouch: true });
    const path = `/guilds/${sandbox.world.home.id}/scheduled-events`;
    const at = (hours: number) => new Date(sandbox.clock.now() + hours * HOUR).toISOString();
    const hostile = `<img src=x onerror="window.hit=1">${'long'.repeat(10)}`;
    const events = await Promise.all(
      [30, 1, 200].map((hours) =>
        bot.ask('POST', path, {
          entity_type: 3,
          privacy_level: 2,
          name: `${hours} ${hostile}`,
          description: `[x](javascript:window.hit=1) **strong** ${hostile} `.repeat(8),
          entity_metadata: { location: hostile },
          scheduled_start_time: at(hours),
          scheduled_end_time: at(hours + 26),
        }),
      ),
    );
    expect(events.map(({ status }) => status)).toEqual([200, 200, 200]);
    await page.getByRole('button', { name: 'Show the channels' }).tap();
    await page.getByRole('button', { name: '3 Events' }).tap();
    const names = page.getByRole('dialog').getByRole('heading', { level: 3 });
    expect((await names.allTextContents()).map((name) => name.split(' ')[0])).toEqual(['1', '30', '200']);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await page.locator('.events-box > ul').evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(
      true,
    );
    expect(await page.locator('dialog img, dialog script').count()).toBe(0);
    expect(await page.evaluate('window.hit')).toBeUndefined();
    await bot.ask('PATCH', `${path}/${events[1]?.id}`, { status: 4 });
    await bot.ask('DELETE', `${path}/${events[0]?.id}`);
    await expect.poll(() => names.count()).toBe(1);
    await page.getByRole('button', { name: 'Close', exact: true }).tap();
    await page.getByRole('button', { name: /Become somebody else/ }).waitFor();
  });
});
