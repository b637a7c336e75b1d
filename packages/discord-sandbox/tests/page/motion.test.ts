import { expect, it } from 'vitest';
import { newest, say } from '../../src/page/driver.ts';
import { button, EPHEMERAL, openPlace, row } from '../bare-bot.ts';
import { inBrowser } from './browser.ts';

/** One point that is red, then blue, and so on for ever. */
const BLINKING = Uint8Array.from(
  [
    '474946383961010001008000 00ff0000 0000ff',
    '21ff0b4e45545343415045322e300301000000',
    '21f904000a0000002c000000000100010000 0202440100',
    '21f904000a0000002c000000000100010000 02024c01003b',
  ]
    .join('')
    .replaceAll(' ', '')
    .match(/../g) ?? [],
  (pair) => Number.parseInt(pair, 16),
);

inBrowser('motion', (open) => {
  it.each([
    { wish: 'reduce', moving: 0 },
    { wish: 'no-preference', moving: 2 },
  ] as const)('of what waits: $moving things where the wish is $wish', async ({ wish, moving }) => {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'slow', description: 'Takes its time', type: 1 });
    const page = await open(sandbox, { reducedMotion: wish, firstVisit: true });
    const animations = () => page.evaluate('document.getAnimations().length');
    expect(await animations()).toBe(0);
    await say(page, '/slow ');
    await bot.answer(await bot.hears(), { type: 5, data: { flags: EPHEMERAL } });
    await page.getByText('Your bot is thinking…').waitFor();
    await bot.say('general', { content: 'Press', components: [row(button('Go', 'go'))] });
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    await bot.hears();
    await expect
      .poll(() => page.getByRole('button', { name: 'Go', exact: true }).getAttribute('aria-busy'))
      .toBe('true');
    await expect.poll(animations).toBe(moving);
    // Popups, forms and the channels of a phone open at once as well.
    await page.getByRole('button', { name: /Move the clock/ }).click();
    await page.getByLabel('To a date and time').waitFor();
    expect(await animations()).toBe(moving);
  });

  it.each(['reduce', 'no-preference'] as const)('of pictures, where the wish is %s', async (wish) => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox, { reducedMotion: wish });
    await bot.say(
      'general',
      { content: 'Blink', attachments: [{ id: 0, description: 'A light that blinks' }] },
      { files: { 'files[0]': new File([BLINKING], 'blink.gif', { type: 'image/gif' }) } },
    );
    const still = newest(page).locator('canvas');
    const moving = newest(page).locator('img');
    const shown = newest(page).getByRole('img', { name: 'A light that blinks' });
    await shown.waitFor();
    if (wish === 'no-preference') {
      expect(await moving.count()).toBe(1);
      await newest(page).getByRole('button', { name: 'Stop GIF' }).click();
    }
    await still.waitFor();
    expect(await moving.count()).toBe(0);
    // The still is drawn: its one point is red.
    const point = `[...document.querySelector('article canvas').getContext('2d').getImageData(0, 0, 1, 1).data]`;
    await expect.poll(() => still.getAttribute('width')).toBe('1');
    expect(await page.evaluate(point)).toEqual([255, 0, 0, 255]);
    await newest(page).getByRole('button', { name: 'Play GIF' }).focus();
    await page.keyboard.press('Enter');
    await moving.waitFor();
    await page.keyboard.press('Enter');
    await still.waitFor();
  });
});
