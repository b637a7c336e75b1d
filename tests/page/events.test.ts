import { expect, it } from 'vitest';
import { openPlace } from '../../packages/discord-sandbox/tests/bare-bot.ts';
import { openClub } from '../journeys/club.ts';
import { inBrowser } from './browser.ts';
import { PHONE } from './chromium.ts';

const HOUR = 60 * 60_000;

inBrowser("the server's events on the page", (open) => {
  it('are counted among the channels and listed with time, place and words, by keyboard and by mouse', async () => {
    const { sandbox, beat } = await openClub();
    sandbox.onPassing(beat);
    await sandbox.as('admin').run('club setup', {
      timezone: 'Europe/London',
      'runs-channel': 'group-runs',
      'recovery-channel': 'recovery',
      events: true,
    });
    const page = await open(sandbox);
    const entry = page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: 'Event' });
    expect(await entry.textContent()).toBe('Events');
    await entry.click();
    await page.getByText('There are no upcoming events.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);

    const leader = sandbox.as('leader').in('group-runs');
    const asked = { title: 'Hill **loop**', meet: 'Town hall steps', notes: 'Bring a torch' };
    await leader.run('run create', { ...asked, when: 'tomorrow 7:30am' });
    await beat();
    await expect.poll(() => entry.textContent()).toBe('1 Event');
    await entry.focus();
    await page.keyboard.press('Enter');
    const list = page.getByRole('dialog', { name: '1 Event' });
    const event = list.getByRole('listitem');
    const text = String(await event.textContent());
    for (const part of ['Hill **loop**', 'Town hall steps', 'Bring a torch', '07:30 – ', 'in '])
      expect(text).toContain(part);

    // It changes while it is looked at, begins, and is over.
    await leader.run('run edit', { run: '1', meet: 'The pub' });
    await beat();
    await event.getByText('The pub').waitFor();
    const [{ startsAt, endsAt } = { startsAt: 0, endsAt: 0 }] = leader.events();
    sandbox.clock.set(startsAt + 60_000);
    await event.getByText('Happening now').waitFor();
    sandbox.clock.set(endsAt + 1_000);
    await page.getByRole('dialog', { name: 'Events' }).getByText('no upcoming events').waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await page.locator(':focus').textContent()).toBe('Events');
  });

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
