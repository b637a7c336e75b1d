import { expect, it } from 'vitest';
import { newest, PHONE, say, type } from '../../src/page/driver.ts';
import { openPlace } from '../bare-bot.ts';
import { inBrowser } from './browser.ts';

inBrowser('names while one types', (open) => {
  const composer = '.composer textarea';

  it('are offered after an @, and go into the text by arrows and Enter, Tab, or pointing', async () => {
    const { sandbox } = await openPlace();
    const page = await open(sandbox);
    await type(page, 'Well run, @');
    await page.getByRole('listbox', { name: 'Members and roles' }).waitFor();
    await page.keyboard.type('a');
    const first = page.getByRole('option', { selected: true });
    const names = await page.getByRole('option').allTextContents();
    expect(names.slice(0, 2)).toEqual(['@Adaadmin', '@Amaraamara']);
    expect(await first.textContent()).toContain('@Ada');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => first.textContent()).toContain('@Amara');
    await page.keyboard.press('Enter');
    expect(await page.locator(composer).inputValue()).toBe('Well run, @Amara ');
    await page.keyboard.type('and @be');
    await page.keyboard.press('Tab');
    await page.keyboard.type('of @team');
    await page.getByRole('option', { name: '@Team Lead' }).click();
    await page.keyboard.type('in #pho');
    await page.getByRole('listbox', { name: 'Text channels' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await newest(page).getByText('Well run,').waitFor();
    expect(await newest(page).locator('.mention').allTextContents()).toEqual([
      '@Amara',
      '@Ben',
      '@Team Lead',
      '#photos',
    ]);
    expect(sandbox.as('ben').read('general').at(-1)?.pinged).toContain('ben');
    await newest(page).getByRole('button', { name: '#photos' }).click();
    await page.getByRole('heading', { level: 1, name: 'photos' }).waitFor();
  });

  it('go where the caret is, are put away by Escape, and nobody is offered inside of a word', async () => {
    const { sandbox } = await openPlace();
    const page = await open(sandbox);
    await type(page, 'Thanks  for the tea');
    await page.keyboard.press('Home');
    for (let step = 0; step < 7; step += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.type('@ben');
    await page.keyboard.press('Enter');
    expect(await page.locator(composer).inputValue()).toBe('Thanks @Ben for the tea');
    await page.keyboard.type('and @ch');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('listbox').count()).toBe(0);
    await page.keyboard.press('Enter');
    await newest(page).getByText('and @chfor the tea').waitFor();
    await type(page, 'me@');
    await page.keyboard.type('ben.example');
    expect(await page.getByRole('listbox').count()).toBe(0);
    await page.locator(composer).fill('');
    await type(page, '@nobody-like-this');
    expect(await page.getByRole('listbox').count()).toBe(0);
  });

  it('tell two of the same name apart, whatever they are called', async () => {
    const { sandbox } = await openPlace();
    const named = (username: string) =>
      [...sandbox.world.users.values()].find((user) => user.username === username) ?? {};
    Object.assign(named('ben'), { name: 'Sam <b>' });
    Object.assign(named('chloe'), { name: 'Sam <b>' });
    Object.assign(named('diego'), { name: 'Jo (5k) [x' });
    const page = await open(sandbox);
    await type(page, '@sam');
    expect(await page.getByRole('option').allTextContents()).toEqual(['@benSam <b>', '@chloeSam <b>']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('and @jo');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await newest(page).getByText('and').waitFor();
    expect(sandbox.as('leader').read('general').at(-1)?.content).toBe(
      `<@${sandbox.as('chloe').id}> and <@${sandbox.as('diego').id}>`,
    );
  });

  it('are offered in options that take any words, and in no others', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register({
      name: 'note',
      description: 'Keeps a note',
      type: 1,
      options: [
        { type: 3, name: 'words', description: 'What to keep', required: true },
        { type: 3, name: 'kind', description: 'Kind', choices: [{ name: '@ben', value: 'x' }] },
      ],
    });
    const page = await open(sandbox, { viewport: PHONE });
    await say(page, '/note for @be');
    expect(await page.getByRole('combobox', { name: 'words' }).inputValue()).toBe('for @Ben ');
    await page.keyboard.type('in #mee');
    await page.getByRole('option', { name: '#meetings' }).click();
    await page.keyboard.type('kind: @b');
    expect(await page.getByRole('option').allTextContents()).toEqual(['@ben']);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const heard = await bot.hears();
    const options = heard.data['options'] as { value: string }[];
    const runs = sandbox.as('ben').in('meetings');
    const [channel] = [...sandbox.world.channels.values()].filter(({ name }) => name === runs.channel);
    expect(options.map(({ value }) => value)).toEqual([
      `for <@${sandbox.as('ben').id}> in <#${channel?.id}>`,
      'x',
    ]);
  });
});
