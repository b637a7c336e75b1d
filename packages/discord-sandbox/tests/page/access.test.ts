import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { barriersIn, goTo, PHONE, say, type } from '../../src/page/driver.ts';
import { button, COMPONENTS_V2, labelled, openPlace, row, words } from '../bare-bot.ts';
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

  it('has them in everything that a bot can send', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'form', description: 'A form', type: 1 });
    // That a state is refused stands in the console.
    const page = await opened(sandbox, { expectTrouble: true });
    const me = sandbox.as('leader').id;
    await bot.say('general', {
      content: `<@${me}> ||hidden|| \`code\` [link](https://example.com) <t:1700000000:R>\n> quote\n\`\`\`\nblock\n\`\`\``,
      embeds: [
        {
          title: 'Embed',
          url: 'https://example.com',
          description: 'Text',
          footer: { text: 'Foot' },
          fields: [{ name: 'A', value: 'B', inline: true }],
          image: { url: 'https://example.com/x.png' },
        },
      ],
      components: [
        row(...[1, 2, 3, 4].map((style) => button(`Style ${style}`, `s${style}`, { style }))),
        row({ type: 5, custom_id: 'who', placeholder: 'Who' }),
      ],
      allowed_mentions: { parse: ['users'] },
    });
    await bot.say('general', {
      flags: COMPONENTS_V2,
      components: [
        {
          type: 17,
          accent_color: 0xd64545,
          components: [
            words('# One\n-# small'),
            { type: 9, components: [words('Two')], accessory: button('Off', 'off', { disabled: true }) },
          ],
        },
        { type: 17, spoiler: true, components: [words('Covered')] },
      ],
    });
    await page.getByRole('heading', { name: 'One' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: /wire, for contributors/ }).click();
    await expect
      .poll(async () => {
        await bot.say('general', { content: 7 });
        return page.locator('.note.wrong').count();
      })
      .toBeGreaterThan(0);
    await page.getByText('POST /channels').first().click();
    for (const part of ['Trouble', 'The bot’s permissions', 'State'])
      await page.getByText(part, { exact: true }).click();
    await page.getByLabel('Attach Files').waitFor();
    await page
      .getByLabel('A saved state')
      .setInputFiles({ name: 'my.state', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await page.getByRole('button', { name: 'Load it' }).click();
    await page.getByRole('alert').filter({ hasText: 'Nothing was changed.' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Close the panel' }).click();
    await page.getByRole('combobox', { name: 'Who' }).click();
    await page.getByRole('option').first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await say(page, '/form ');
    const options = ['One', 'Two'].map((label) => ({ label, value: label, description: `About ${label}` }));
    await bot.answer(await bot.hears(), {
      type: 9,
      data: {
        custom_id: 'f',
        title: 'A form',
        components: [
          labelled('Word', { type: 4, custom_id: 'word', style: 1, placeholder: 'Such as this' }),
          { ...labelled('Radio', { type: 21, custom_id: 'radio', options }), description: 'Pick one' },
          labelled('Boxes', { type: 22, custom_id: 'boxes', options }),
          labelled('Box', { type: 23, custom_id: 'box' }),
          labelled('List', { type: 3, custom_id: 'list', options }),
        ],
      },
    });
    await page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('dialog').getByRole('alert').first().waitFor();
    await expectAccessible(page);
  });

  it('has them in the names that are offered, in what an answer refers to, and in the events', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await opened(sandbox);
    await bot.say('general', { content: 'Press', components: [row(button('Go', 'go'))] });
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    await bot.answer(await bot.hears(), { type: 4, data: { content: 'Gone.', flags: 64 } });
    await page.getByText('Gone.').waitFor();
    await type(page, 'Well run, @');
    await page.getByRole('listbox').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Events' }).click();
    await page.getByText('no upcoming events').waitFor();
    await expectAccessible(page);
    const at = (hours: number) => new Date(sandbox.clock.now() + hours * 60 * 60_000).toISOString();
    for (const hours of [1, 30])
      await bot.ask('POST', `/guilds/${sandbox.world.home.id}/scheduled-events`, {
        entity_type: 3,
        privacy_level: 2,
        name: 'Long run',
        description: 'Bring a **torch**',
        entity_metadata: { location: 'Town hall' },
        scheduled_start_time: at(hours),
        scheduled_end_time: at(hours + 2),
      });
    sandbox.clock.advance(90 * 60_000);
    await page.getByText('Happening now').waitFor();
    await expectAccessible(page);
  });

  it('goes on where one was when what one used is gone: a form, a message, the panel, the tour', async () => {
    const { sandbox, bot } = await openPlace({
      tour: [{ title: 'Hello', words: 'One says hello.', needs: 'form', acts: [] }],
    });
    await bot.register({ name: 'form', description: 'A form', type: 1 });
    const page = await open(sandbox, { firstVisit: true });
    const focused = () =>
      page.evaluate(
        'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
      );
    const pressKey = async (name: string | RegExp, key = 'Enter') => {
      await page.getByRole('button', { name }).last().focus();
      await page.keyboard.press(key);
    };
    await pressKey('Skip the tour');
    await expect.poll(focused).toBe('Messages in general');

    await pressKey(/wire, for contributors/);
    await pressKey('Close the panel');
    await expect.poll(focused).toMatch(/wire, for contributors/);

    const form = {
      type: 9,
      data: {
        custom_id: 'f',
        title: 'A form',
        components: [labelled('Box', { type: 23, custom_id: 'box' })],
      },
    };
    await bot.say('general', { content: 'Fill in', components: [row(button('Open it', 'open'))] });
    await pressKey('Open it');
    await bot.answer(await bot.hears(), form);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('Open it');
    await pressKey('Open it');
    await bot.answer(await bot.hears(), form);
    await pressKey('Submit');
    await bot.answer(await bot.hears(), { type: 7, data: { content: 'Filled in', components: [] } });
    await page.getByText('Filled in').waitFor();
    await expect.poll(focused).toContain('Filled in');

    await say(page, '/form ');
    await bot.answer(await bot.hears(), { type: 4, data: { content: 'Private', flags: 64 } });
    await page.getByText('Private').waitFor();
    await pressKey('Dismiss message');
    await expect.poll(focused).toContain('Filled in');
    await say(page, '/form ');
    await bot.hears();
    sandbox.clock.advance(3_000);
    await page.getByText('The application did not respond').waitFor();
    await pressKey('Dismiss message');
    await expect.poll(focused).toContain('Filled in');
  });

  it('tells of a list in a form what it is about, that it is wanted, and what is wrong', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'form', description: 'A form', type: 1 });
    const page = await opened(sandbox, { viewport: PHONE, locale: 'en-US' });
    await say(page, '/form ');
    const options = ['One', 'Two', 'Three'].map((label) => ({ label, value: label }));
    const list = { type: 3, custom_id: 'list', options, min_values: 2, max_values: 3 };
    const components = [{ ...labelled('Days', list), description: 'On which you can' }];
    await bot.answer(await bot.hears(), { type: 9, data: { custom_id: 'f', title: 'A form', components } });
    const box = page.getByRole('combobox', { name: 'Days' });
    const described = () =>
      box.evaluate((one) =>
        (one.getAttribute('aria-describedby') ?? '')
          .split(' ')
          .map((id: string) => one.ownerDocument.getElementById(id)?.textContent)
          .join(' '),
      );
    expect(await described()).toBe('On which you can');
    expect(await box.getAttribute('aria-required')).toBe('true');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('This field is required.').waitFor();
    expect(await described()).toBe('On which you can This field is required.');
    await expectAccessible(page);
    await page.locator('label').filter({ hasText: 'Days' }).click();
    // Who has no Escape reads how else to be done.
    await page.getByText('0 of 3 chosen. Press elsewhere or Escape when done.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Show the channels' }).click();
    await goTo(page, 'announcements');
    // A name that has no room ends in dots, not in half a letter.
    const title = page.getByRole('heading', { level: 1 }).getByText('announcements');
    expect(await title.evaluate((one) => one.scrollWidth > one.clientWidth)).toBe(true);
    expect(
      await page.evaluate('getComputedStyle(document.querySelector("h1 :last-child")).textOverflow'),
    ).toBe('ellipsis');
  });
});
