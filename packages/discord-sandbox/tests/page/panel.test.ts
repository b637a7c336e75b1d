import { readFileSync } from 'node:fs';
import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { readState, startSandbox } from '../../src/index.ts';
import { PHONE, say } from '../../src/page/driver.ts';
import { inGuild, may } from '../../src/world/permissions.ts';
import { channelNamed } from '../../src/world/world.ts';
import { button, given, openPlace, refusal, row } from '../bare-bot.ts';
import { inBrowser } from './browser.ts';

async function openPanel(page: Page) {
  await page.getByRole('button', { name: /wire, for contributors/ }).click();
  const panel = page.getByRole('complementary', { name: /wire/ });
  await panel.getByRole('list').waitFor();
  return panel;
}

inBrowser('the contributors’ panel', (open) => {
  it('shows what has gone over the wire and what goes over it, with bodies and without tokens', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register({ name: 'quiet', description: 'Says nothing', type: 1 });
    const page = await open(sandbox);
    const panel = await openPanel(page);
    await panel.getByText('READY').waitFor();
    await panel.getByText(/^PUT .*commands$/).click();
    await panel.getByLabel('Request', { exact: true }).getByText('"description": "Says nothing"').waitFor();
    await panel.getByLabel('Answer').getByText('"application_id"').waitFor();
    await say(page, '/quiet ');
    const heard = await bot.hears();
    await panel.getByText('INTERACTION_CREATE').click();
    await panel.getByLabel('Event', { exact: true }).getByText('"name": "quiet"').waitFor();
    await bot.answer(heard, { type: 4, data: { content: 'Hush.' } });
    await bot.ask('GET', `/webhooks/${sandbox.world.applicationId}/${heard.token}/messages/@original`);
    await panel.getByText(/^GET .*@original$/).click();
    const closed = panel.locator('details:not([open]) > summary.note-line');
    while ((await closed.count()) > 0) await closed.first().click();
    const all = String(await panel.textContent());
    expect(all).toContain('Hush.');
    expect(all).not.toContain(heard.token);
    expect(all).not.toContain(sandbox.token);
  });

  it('names what breaks Discord’s schema, and finds it by kind and by words', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    const panel = await openPanel(page);
    await bot.say('general', { content: 'Fine.' });
    await bot.say('general', { content: 'x', components: [row(button('y'.repeat(81), 'long'))] });
    const wrong = panel.locator('.note.wrong');
    await wrong.getByText('components.0.components.0.label: Must be 80 or fewer in length.').waitFor();
    await panel.getByLabel('Show', { exact: true }).selectOption('Violations (1)');
    await expect.poll(() => panel.getByRole('listitem').count()).toBe(1);
    await panel.getByLabel('Show', { exact: true }).selectOption('REST requests');
    await expect.poll(() => panel.getByRole('listitem').count()).toBe(2);
    await panel.getByRole('searchbox').fill('FINE.');
    await expect.poll(() => panel.getByRole('listitem').count()).toBe(1);
    await panel.getByRole('searchbox').fill('[nothing (like this');
    await panel.getByText('Nothing fits.').waitFor();
    await panel.getByRole('searchbox').fill('');
    await panel.getByRole('button', { name: 'Clear' }).click();
    await panel.getByText('Nothing has passed yet.').waitFor();
    await panel.getByRole('button', { name: 'Close the panel' }).click();
    expect(await (await openPanel(page)).locator('.note-line').count()).toBe(0);
  });

  it('keeps the last 500, however many there are', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    const panel = await openPanel(page);
    for (let turn = 0; turn < 11; turn += 1)
      await Promise.all(Array.from({ length: 50 }, () => bot.ask('GET', '/users/@me')));
    await expect.poll(() => panel.getByRole('listitem').count()).toBe(500);
    await page.reload();
    await expect.poll(() => panel.getByRole('listitem').count()).toBe(500);
  });

  it('makes Discord fail as often as told, and calls that off', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    const panel = await openPanel(page);
    await panel.getByText('Trouble', { exact: true }).click();
    const me = async () => (await bot.ask('GET', '/users/@me')).status;
    await panel.getByLabel(/For the next/).fill('2');
    await panel.getByRole('button', { name: 'Answer 500' }).click();
    await panel.getByText('Discord answers the bot’s next 2 requests with 500.').waitFor();
    expect([await me(), await me(), await me()]).toEqual([500, 500, 200]);
    await panel.getByRole('button', { name: 'Answer 429' }).click();
    await panel.getByText('with 429').waitFor();
    expect(await me()).toBe(429);
    await panel.getByRole('button', { name: 'Call it off' }).click();
    await panel.getByText('Called off: 1').waitFor();
    expect(await me()).toBe(200);
    await panel.getByRole('button', { name: 'Drop the gateway' }).click();
    await page.getByText('The bot isn’t connected').waitFor();
    await panel.getByText('The bot’s line is closed').waitFor();
  });

  it('takes the bot’s rights in a channel or everywhere, and gives them back', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    const panel = await openPanel(page);
    await panel.getByText('The bot’s permissions').click();
    const set = async (name: string, has: boolean) => {
      // It shows what the bot has, and so changes only when the answer is there.
      await panel.getByLabel(name).click();
      await expect.poll(() => panel.getByLabel(name).isChecked()).toBe(has);
    };
    const { world } = sandbox;
    /** Where the bot may do something. */
    const where = (right: bigint) =>
      ['general', 'photos'].filter((name) =>
        may(world.home, given(channelNamed(world, name)), world.bot.id, right),
      );
    await panel.getByLabel('In', { exact: true }).selectOption('#photos');
    await expect.poll(() => panel.getByLabel('Create Events').count()).toBe(0);
    await set('Send Messages', false);
    await expect.poll(() => where(P.SendMessages)).toEqual(['general']);
    expect(await bot.say('photos', { content: 'Hello?' })).toMatchObject(refusal(403, 50013));
    await panel.getByText('CHANNEL_UPDATE').waitFor();
    await set('View Channel', false);
    await expect.poll(() => panel.getByLabel('Attach Files').isDisabled()).toBe(true);
    expect(await bot.say('photos', { content: 'Hello?' })).toMatchObject(refusal(403, 50001));
    await set('View Channel', true);
    await set('Send Messages', true);
    await expect.poll(() => where(P.SendMessages)).toEqual(['general', 'photos']);
    await panel.getByLabel('In', { exact: true }).selectOption('the whole server');
    await panel.getByLabel('Create Events').waitFor();
    await set('Send Messages', false);
    await expect.poll(() => where(P.SendMessages)).toEqual([]);
    expect(sandbox.as('ben').say('I still may.').content).toBe('I still may.');
    await panel.getByText('GUILD_ROLE_UPDATE').waitFor();
    await set('Send Messages', true);
    await expect.poll(() => where(P.SendMessages)).toEqual(['general', 'photos']);
    await set('Create Events', false);
    await expect.poll(() => inGuild(world.home, world.bot.id) & P.CreateEvents).toBe(0n);
    await set('Create Events', true);
    await expect.poll(() => inGuild(world.home, world.bot.id) & P.CreateEvents).toBe(P.CreateEvents);
    expect((await bot.say('photos', { content: 'Hello.' })).status).toBe(200);
  });

  it('saves the state as a file', async () => {
    const { sandbox } = await openPlace();
    const page = await open(sandbox);
    const panel = await openPanel(page);
    await panel.getByText('State', { exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('link', { name: 'Save this state' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('sandbox.state');
    const again = await startSandbox({ state: readState(readFileSync(await download.path())) });
    onTestFinished(() => again.stop());
    expect(again.as('leader').id).toBe(sandbox.as('leader').id);
  });

  it('is worked by keys alone, and fits a phone', async () => {
    const { sandbox } = await openPlace();
    const page = await open(sandbox, { viewport: PHONE });
    const panel = await openPanel(page);
    await panel.getByRole('button', { name: 'Close the panel' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await panel.getByText('next 2 requests with 500').waitFor();
    for (const part of ['The bot’s permissions', 'State'])
      await panel.getByText(part, { exact: true }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await panel.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
  });
});
