import { expect, it } from 'vitest';
import { openClub } from '../journeys/club.ts';
import { inBrowser } from './browser.ts';

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
});
