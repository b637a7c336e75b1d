import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { CONDITIONS, DEVICES } from '../../src/index.ts';
import { become, DESK, goTo, newest, PHONE, say } from '../../src/page/driver.ts';
import { COMPONENTS_V2, EPHEMERAL, given, labelled, openPlace, words } from '../bare-bot.ts';
import { inBrowser } from './browser.ts';

async function openTools(page: Page, part: string) {
  await page.getByRole('button', { name: /wire, for contributors/ }).click();
  const panel = page.getByRole('complementary', { name: /wire/ });
  await panel.locator('summary').filter({ hasText: part }).click();
  return panel;
}

inBrowser('what Discord’s app does to people, on the page', (open) => {
  it('names in a message only who came along with it or is known; on a phone only who came along', async () => {
    const { sandbox, bot } = await openPlace();
    const [ben, chloe] = [sandbox.as('ben'), sandbox.as('chloe')];
    chloe.say('Who goes?');
    const content = `Going: <@${ben.id}>, <@${chloe.id}>, <@${sandbox.as('diego').id}>`;
    await bot.say('general', { content, allowed_mentions: { users: [ben.id] } });
    const page = await open(sandbox);
    await newest(page).getByText('Going').waitFor();
    const names = () => newest(page).locator('.mention').allTextContents();
    expect(await names()).toEqual(['@Ben', '@Chloé', '@unknown-user']);
    await become(page, 'Diego');
    await expect.poll(names).toEqual(['@Ben', '@Chloé', '@Diego']);
    const phone = await open(sandbox, { viewport: PHONE });
    await newest(phone).getByText('Going').waitFor();
    expect(await newest(phone).locator('.mention').allTextContents()).toEqual([
      '@Ben',
      '@unknown-user',
      '@unknown-user',
    ]);
  });

  it('has lost ephemeral messages when it is loaded again, and keeps them when another channel is opened', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'whisper', description: 'Says it quietly', type: 1 });
    const page = await open(sandbox);
    await say(page, '/whisper ');
    const heard = await bot.hears();
    await bot.answer(heard, { type: 4, data: { content: 'Just for you.', flags: EPHEMERAL } });
    await bot.say('general', { content: 'For all.' });
    const secret = page.getByText('Just for you.');
    await secret.waitFor();
    await goTo(page, 'photos');
    await goTo(page, 'general');
    await secret.waitFor();
    const panel = await openTools(page, 'This page');
    await panel.getByRole('button', { name: 'Restart the app' }).click();
    await expect.poll(() => secret.count()).toBe(0);
    await page.getByText('For all.').waitFor();
    await bot.message(heard, 'PATCH', '@original', { content: 'Just for you, once more.' });
    await bot.followUp(heard, { content: 'Since then.', flags: EPHEMERAL });
    await page.getByText('Since then.').waitFor();
    expect(await page.getByText('Just for you').count()).toBe(0);
  });

  it('counts on a computer, and on a phone or in a last minute that sticks it stands still', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const ends = Math.floor(sandbox.clock.now() / 1000) + 30 * 60;
    const { id } = await bot.say('general', { content: `Ends <t:${ends}:R>` });
    const pages = {
      computer: await open(sandbox),
      stuck: await open(sandbox),
      phone: await open(sandbox, { viewport: PHONE }),
    };
    const panel = await openTools(pages.stuck, 'This page');
    await panel.getByLabel(DEVICES.stuck).click();
    const shown = () =>
      Promise.all(Object.values(pages).map((page) => newest(page).locator('time.moment').textContent()));
    // The pages' own clocks flow on.
    const minutes = expect.stringMatching(/^in (30|29) minutes$/);
    await expect.poll(shown).toEqual([minutes, minutes, minutes]);
    sandbox.clock.advance(29 * 60_000 + 10_000);
    const seconds = expect.stringMatching(/^(in [1-4]?\d seconds?|\d+ seconds? ago)$/);
    await expect.poll(shown).toEqual([seconds, 'in 59 seconds', minutes]);
    await bot.ask('PATCH', `/channels/${channel('general')}/messages/${id}`, {
      content: `Soon over: <t:${ends}:R>`,
    });
    await expect.poll(async () => (await shown())[2]).toEqual(seconds);
  });

  it('opens a form with what was typed into it before, on a phone', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'mood', description: 'Asks how you are', type: 1 });
    const page = await open(sandbox, { viewport: PHONE });
    const opens = async (value: string) => {
      await say(page, '/mood ');
      const components = [labelled('Words', { type: 4, custom_id: 'words', style: 1, value })];
      const data = { custom_id: 'today', title: 'How are you?', components };
      await bot.answer(await bot.hears(), { type: 9, data });
      await page.getByRole('dialog').waitFor();
      return page.getByLabel('Words');
    };
    const first = await opens('from the bot');
    expect(await first.inputValue()).toBe('from the bot');
    await first.fill('typed by hand');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await (await opens('from the bot, anew')).inputValue()).toBe('typed by hand');
    await page.reload();
    await page.getByRole('log').waitFor();
    expect(await (await opens('after all')).inputValue()).toBe('after all');
  });

  it('draws something plain where Discord sends what nobody knows, nothing, or names a file that isn’t there', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.say('general', { flags: COMPONENTS_V2, components: [words('Before it was broken')] });
    const [message] = [...sandbox.world.messages.values()].flat();
    const odd = [
      null,
      { type: 99, components: [words('inside')] },
      { type: 10, content: null },
      {
        type: 12,
        items: [{ media: { url: 'attachment://lost.png' }, description: null }, null, { media: null }],
      },
      { type: 13, file: { url: 'attachment://lost.txt' } },
      { type: 13, file: null },
      { type: 9, components: null, accessory: null },
      {
        type: 9,
        components: [words('Beside a picture')],
        accessory: { type: 11, media: { url: 'attachment://x.png' } },
      },
      { type: 1, components: [{ type: 3, custom_id: 'list', options: null, placeholder: null }] },
      { type: 1, components: [{ type: 5, custom_id: 'who', default_values: null }] },
      { type: 1, components: [{ type: 2, style: null, label: null, emoji: null, custom_id: 'press' }] },
      { type: 17, accent_color: null, components: [words('The end')] },
    ];
    Object.assign(given(message), { components: odd as unknown as APIMessageTopLevelComponent[] });
    for (const viewport of [DESK, PHONE]) {
      const page = await open(sandbox, { viewport });
      await newest(page).getByText('The end').waitFor();
      await newest(page).getByText('Beside a picture').waitFor();
      expect(await newest(page).locator('.elsewhere').allTextContents()).toEqual([
        'A component that this page does not know.',
        'A picture that didn’t come with the message: lost.png',
        'A picture that didn’t come with the message: without a name',
        'A file that didn’t come with the message: lost.txt',
        'A file that didn’t come with the message: without a name',
        'A component that this page does not know.',
        'A picture that didn’t come with the message: x.png',
      ]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
    }
  });
});

inBrowser('the panel’s switches', (open) => {
  it('switch what Discord does now and then, by keys alone and on a phone', async () => {
    const { sandbox } = await openPlace();
    const page = await open(sandbox, { viewport: PHONE });
    const panel = await openTools(page, 'What Discord does now and then');
    const on = () => sandbox.conditions.list().flatMap(({ name, on: isOn }) => (isOn ? [name] : []));
    for (const [name, about] of Object.entries(CONDITIONS))
      await panel.getByLabel(`${name}${about}`).waitFor();
    await panel.getByLabel(/^slow/).focus();
    await page.keyboard.press('Space');
    await expect.poll(on).toEqual(['slow']);
    await expect.poll(() => panel.getByLabel(/^slow/).isChecked()).toBe(true);
    await panel.getByRole('button', { name: 'All off' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(on).toEqual([]);
    await panel.getByRole('button', { name: 'All on' }).click();
    await expect.poll(on).toEqual(Object.keys(CONDITIONS));
    await expect.poll(() => panel.getByRole('checkbox', { checked: true }).count()).toBe(on().length);
    expect(await panel.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
  });

  it('let members leave and come back, and kick the bot and invite it again', async () => {
    const { sandbox } = await openPlace();
    const { guild } = sandbox.server();
    const page = await open(sandbox);
    await become(page, 'Ben');
    const panel = await openTools(page, 'Who is in the server');
    const isIn = (id: string) => guild.members.has(id);
    const ben = sandbox.as('ben').id;
    await panel.getByLabel('Ben', { exact: true }).click();
    await expect.poll(() => isIn(ben)).toBe(false);
    // Nobody can be who has left.
    const myself = page.getByRole('button', { name: /Become somebody else/ });
    await expect.poll(() => myself.textContent()).not.toContain('Ben');
    await panel.getByLabel('Ben', { exact: true }).click();
    await expect.poll(() => isIn(ben)).toBe(true);
    await become(page, 'Ben');
    const bot = panel.getByLabel(/the bot: kicked/);
    await bot.click();
    await expect.poll(() => isIn(sandbox.world.bot.id)).toBe(false);
    await panel.getByText('GUILD_DELETE').waitFor();
    await bot.click();
    await expect.poll(() => isIn(sandbox.world.bot.id)).toBe(true);
    expect(await panel.getByLabel(/the owner, who stays/).isDisabled()).toBe(true);
  });
});
