import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { barriersIn, become, PHONE, say, type } from 'discord-sandbox/page';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openClub } from '../journeys/club.ts';
import { inBrowser } from './browser.ts';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** Holds that axe finds nothing to complain of, neither in the dark theme nor in the light one. */
const expectAccessible = async (page: Page) => expect(await barriersIn(page)).toEqual([]);

inBrowser('the page for everybody', (open) => {
  const opened = async (...args: Parameters<typeof open>) => {
    const page = await open(...args);
    // The page's own policy would let no script in, so the scan comes by the debugger.
    await page.evaluate(AXE);
    return page;
  };

  it('has names, roles and contrast while one types a command and reads the answer', async () => {
    const { sandbox } = await openClub();
    const page = await opened(sandbox, { firstVisit: true });
    await expectAccessible(page);
    await type(page, '/');
    await page.getByRole('option').first().waitFor();
    await expectAccessible(page);
    await page.keyboard.type('stretch ');
    await page.getByRole('option', { name: 'Calves' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByText('This option is required').waitFor();
    await expectAccessible(page);
    await page.keyboard.type('hamstrings');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: /Move the clock/ }).click();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Become/ }).click();
    await page.getByRole('listbox').waitFor();
    await expectAccessible(page);
  });

  it('has them on a phone, with the channels open', async () => {
    const { sandbox } = await openClub();
    const page = await opened(sandbox, { viewport: PHONE });
    await say(page, '/recovery tip ');
    await page.getByText('Only you can see this').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Show the channels' }).click();
    await expectAccessible(page);
  });

  it('has them in the check-in on a phone, which fits and of which all can be reached', async () => {
    const { sandbox } = await openClub();
    const page = await opened(sandbox, { viewport: PHONE, hasTouch: true });
    await say(page, '/recovery checkin ');
    await page.getByRole('button', { name: 'One of these', exact: true }).tap();
    const signs = page.getByRole('combobox', { name: 'Get help now' });
    await signs.tap();
    await page.getByRole('option').first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'None of these' }).tap();
    const form = page.getByRole('dialog', { name: 'How are you today?' });
    await form.waitFor();
    await expectAccessible(page);
    const fits = `[...document.querySelectorAll('dialog, dialog :not(.unseen)')].every((one) => {
      const { left, right } = one.getBoundingClientRect();
      return left >= 0 && right <= innerWidth && (one.clientWidth === 0 || one.scrollWidth <= one.clientWidth + 1);
    })`;
    expect(await page.evaluate(fits)).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    for (const radio of await form.getByRole('radio').all()) await radio.tap();
    await form.getByRole('button', { name: 'Submit' }).tap();
    await page.getByText('Your answers are forgotten').waitFor();
    expect(await page.locator('.timeline').evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
    await expectAccessible(page);
  });

  it('is left by no key: everything can be reached and pressed without pointing', async () => {
    const { sandbox } = await openClub();
    const page = await open(sandbox);
    await become(page, 'Ben');
    await say(page, '/stretch hamstrings');
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
    const seen = new Set<string>();
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press('Tab');
      seen.add(
        String(
          await page.evaluate(
            'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
          ),
        ),
      );
    }
    for (const wanted of [
      'Light theme',
      '#general',
      'Messages in general',
      'Another routine',
      'Share',
      'Dismiss message',
      'Add a file',
      'Message #general',
      'Send',
    ])
      expect([...seen]).toContain(wanted);
    await page.getByRole('button', { name: 'Another routine' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('routine 2 of 3').waitFor();
    expect(await page.locator(':focus').textContent()).toBe('Another routine');
  });

  it('lets the tour be taken by one key alone, pressed again and again', async () => {
    const club = await openClub();
    club.sandbox.onPassing(club.beat);
    const page = await open(club.sandbox, { firstVisit: true });
    const tour = page.getByRole('region', { name: 'Guided tour' });
    await tour.getByRole('button', { name: 'Show me' }).focus();
    for (const next of ['2 of 4: A run', '3 of 4: A race', '4 of 4: The day after', 'That was the tour']) {
      await page.keyboard.press('Enter');
      await tour.getByText(next).waitFor();
    }
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Close');
  });
});
