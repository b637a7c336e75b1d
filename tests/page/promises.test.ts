import { readFileSync } from 'node:fs';
import type { Sandbox } from 'discord-sandbox';
import { newest } from 'discord-sandbox/page';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openClub } from '../journeys/club.ts';
import { inBrowser } from './browser.ts';
import { button, HANDS, says } from './hands.ts';

const ZONE = 'Europe/London';

const setUp = {
  timezone: ZONE,
  'runs-channel': 'group-runs',
  'recovery-channel': 'recovery',
  'leader-role': 'Run Leader',
  region: 'uk',
};

/** A day from now by the sandbox's clock, as `2026-12-05`. */
const dayFrom = ({ clock }: Sandbox, days: number) =>
  Temporal.Instant.fromEpochMilliseconds(clock.now())
    .toZonedDateTimeISO(ZONE)
    .add({ days })
    .toPlainDate()
    .toString();

/** What a link in the newest message gives, as text. */
async function downloaded(page: Page, press: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

inBrowser('what the README promises', (open) => {
  describe.each(HANDS)('$way', ({ handOf }) => {
    async function opened() {
      const club = await openClub();
      club.sandbox.onPassing(club.beat);
      const page = await open(club.sandbox);
      const hand = handOf(page);
      const press = (name: string) => hand.press(button(page, name));
      return { ...club, page, hand, press };
    }

    it('a routine with pictures, another one, and one to share', async () => {
      const { page, hand, press } = await opened();
      await hand.command('stretch', {
        muscle: { typed: 'hamm', picked: 'Hamstrings' },
        when: { typed: 'rest', picked: 'rest-day' },
        minutes: '5',
      });
      await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
      await says(page, 'Only you can see this');
      await newest(page).getByRole('img').first().waitFor();
      await press('Another routine');
      await says(page, 'routine 2 of');
      await press('Share');
      await expect.poll(() => newest(page).locator('.only-you').count()).toBe(0);
      await page.getByRole('article').filter({ hasText: 'Hamstrings' }).nth(1).waitFor();
    });

    it('a guided session that counts down, waits, goes on and comes to an end', async () => {
      const { page, hand, press } = await opened();
      await hand.command('stretch', { muscle: { typed: 'calves', picked: 'Calves' } });
      await page.getByRole('heading', { name: 'Calves' }).waitFor();
      await press('Start guided session');
      const moment = newest(page).locator('.moment').first();
      await says(page, 'Get into place.');
      const seconds = async () => Number(/in (\d+) seconds?/.exec((await moment.textContent()) ?? '')?.[1]);
      const before = await seconds();
      await expect.poll(seconds).toBeLessThan(before);
      await press('Start now');
      await button(page, 'Pause').waitFor();
      await expect.poll(() => newest(page).getByText('Get into place.').count()).toBe(0);
      await press('Pause');
      await button(page, 'Go on').waitFor();
      await press('Go on');
      await button(page, 'Pause').waitFor();
      await press('Stop');
      await button(page, 'Done').waitFor();
    });

    it('a tip, a plan, and help that starts a command', async () => {
      const { page, hand } = await opened();
      await hand.command('recovery tip');
      await says(page, 'Only you can see this');
      await hand.command('recovery plan', { distance: { typed: 'half', picked: 'half' } });
      await says(page, /Day 1/);
      await hand.command('help');
      await hand.press(newest(page).getByRole('button', { name: '/recovery history' }));
      await page.getByRole('button', { name: 'Leave the command' }).waitFor();
      expect(await page.locator('.command-name').textContent()).toBe('/recovery history');
    });

    it('a run: set-up, places, a waitlist, a promotion, a calendar file, and who was there', async () => {
      const { page, hand, press } = await opened();
      await hand.become('Ada');
      await hand.command('club setup', {
        timezone: { typed: 'Europe/Lon', picked: 'Europe/London' },
        'runs-channel': { typed: 'group', picked: '#group-runs' },
        'recovery-channel': { typed: 'reco', picked: '#recovery' },
        'leader-role': { typed: 'run l', picked: '@Run Leader' },
      });
      await page.getByRole('heading', { name: 'The club is set up' }).waitFor();
      await hand.become('Leo');
      await hand.command('run create', {
        title: 'Hill loop',
        when: 'tomorrow 7:30pm',
        meet: 'Town hall',
        capacity: '1',
      });
      await hand.goTo('group-runs');
      await page.getByRole('heading', { name: 'Hill loop' }).waitFor();
      await press('Going');
      await page.getByText('Going (1 of 1)').waitFor();
      await hand.become('Ben');
      await press('Going');
      await page.getByText('Waitlist (1)').waitFor();
      await hand.become('Amara');
      await press('Maybe');
      await page.getByText('Maybe (1)').waitFor();
      await hand.become('Leo');
      await press("Can't go");
      await hand.become('Ben');
      await page.locator('.message.pings-me').first().waitFor();
      await hand.command('run calendar');
      await says(page, 'Only you can see this');
      const { name, text } = await downloaded(page, () =>
        hand.press(newest(page).getByRole('link', { name: /Download/ })),
      );
      expect(name).toMatch(/\.ics$/);
      expect(text).toContain('SUMMARY:Hill loop');
      await hand.passToMorning();
      await hand.passToMorning();
      await hand.become('Leo');
      await hand.command('run attendance', { run: { typed: 'hill', picked: 'Hill loop' } });
      await press('Save as it is');
      await says(page, /1 came|came/i);
    });

    it('a race, and the whole check-in on the morning after: two presses, five taps, and a picture', async () => {
      const { page, hand, press, sandbox } = await opened();
      await sandbox.as('admin').run('club setup', setUp);
      await hand.become('Leo');
      await hand.command('race add', {
        name: 'City Half',
        distance: 'half',
        date: dayFrom(sandbox, 1),
      });
      await says(page, 'Only you can see this');
      await hand.goTo('group-runs');
      await hand.become('Ben');
      await press("I'm racing");
      await page.getByText('Racing (1)').waitFor();
      await hand.passToMorning();
      await hand.passToMorning();
      await hand.goTo('recovery');
      await page.locator('.message.pings-me').waitFor();
      await press('Check in');
      await says(page, /Do any of these apply to you/);
      expect(await newest(page).locator('.answers').textContent()).toContain('Answer to Cooldown');
      await press('None of these');
      const form = page.getByRole('dialog', { name: 'How are you today?' });
      const groups = form.getByRole('group');
      await groups.first().waitFor();
      expect(await groups.count()).toBe(5);
      for (const place of [0, 1, 2, 3, 4]) await hand.tick(groups.nth(place).getByRole('radio').nth(1));
      await hand.press(form.getByRole('button', { name: 'Submit' }));
      await says(page, 'Nicely on track');
      await says(page, 'Only you can see this');
      await page.getByText('1 of 1 checked in').waitFor();
      await press('Keep my answers');
      await says(page, /Kept\./);
      await hand.command('recovery history');
      const picture = newest(page).getByRole('img', { name: /lines over 90 days/ });
      await expect
        .poll(() => picture.evaluate((one) => 'naturalWidth' in one && one.naturalWidth))
        .toBeGreaterThan(300);
      await hand.command('race result', { race: { typed: 'city', picked: 'City Half' }, time: '1:58:12' });
      await page.getByText('1:58:12').first().waitFor();
    });

    it('everything about me: shown, switched off, downloaded, erased', async () => {
      const { page, hand, press, sandbox } = await opened();
      await sandbox.as('admin').run('club setup', setUp);
      await hand.become('Ben');
      await hand.command('recovery tip');
      await says(page, 'Only you can see this');
      await hand.command('me overview');
      await page.getByRole('article').nth(1).waitFor();
      await hand.command('me notifications', { 'check-ins': { typed: 'fal', picked: 'False' } });
      await says(page, /mention/i);
      await hand.command('me export');
      const link = newest(page).getByRole('link', { name: /Download cooldown-export/ });
      await link.waitFor();
      const { name, text } = await downloaded(page, () => hand.press(link));
      expect(name).toBe('cooldown-export.json');
      expect(JSON.parse(text)).toMatchObject({ format: 'cooldown-export', member: sandbox.as('ben').id });
      await hand.command('me erase');
      await press('Erase everything');
      await says(page, /gone|erased/i);
    });

    it('a bot that is silent, gone and back', async () => {
      const { page, hand, press, sandbox, stopBot, startBot } = await opened();
      await hand.command('stretch', { muscle: { typed: 'calves', picked: 'Calves' } });
      await page.getByRole('heading', { name: 'Calves' }).waitFor();
      await stopBot();
      await page.getByText('The bot isn’t connected').waitFor();
      await press('Another routine');
      await expect.poll(() => button(page, 'Another routine').getAttribute('aria-busy')).toBe('true');
      sandbox.clock.advance(3_000);
      await page.getByText('This interaction failed').waitFor();
      await startBot();
      await expect.poll(() => page.getByText('The bot isn’t connected').count()).toBe(0);
      await press('Another routine');
      await says(page, 'routine 2 of');
      expect(await page.getByText('This interaction failed').count()).toBe(0);
    });

    it('the guided tour', async () => {
      const club = await openClub();
      club.sandbox.onPassing(club.beat);
      const page = await open(club.sandbox, { firstVisit: true });
      const hand = handOf(page);
      const tour = page.getByRole('region', { name: 'Guided tour' });
      for (const next of ['2 of 4: A run', '3 of 4: A race', '4 of 4: The day after', 'That was the tour']) {
        await hand.press(tour.getByRole('button', { name: 'Show me' }));
        await tour.getByText(next).waitFor();
      }
      await hand.press(tour.getByRole('button', { name: 'Close' }));
      await expect.poll(() => tour.count()).toBe(0);
    });
  });
});
