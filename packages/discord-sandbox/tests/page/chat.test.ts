import { expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../src/index.ts';
import { become, goTo, say } from '../../src/page/driver.ts';
import { openPlace } from '../bare-bot.ts';
import { START } from '../start.ts';
import { inBrowser } from './browser.ts';

inBrowser('the page', (open) => {
  it('is no news for anybody when a message that mentioned them is changed', async () => {
    const { sandbox, bot, channel } = await openPlace();
    await bot.register({ name: 'slow', description: 'Takes its time', type: 1 });
    const page = await open(sandbox);
    const photos = page.getByRole('button', { name: /photos/ });
    const content = `<@${sandbox.as('leader').id}>: how are you?`;
    const { id } = await bot.say('photos', { content });
    await page.getByRole('button', { name: /photos.*1 mention/ }).waitFor();
    await bot.ask('PATCH', `/channels/${channel('photos')}/messages/${id}`, {
      content: `${content} 1 of 3.`,
    });
    // What "is thinking" has been waiting for is news, of the same one message.
    void sandbox.as('ben').in('photos').run('slow');
    const heard = await bot.hears();
    await bot.answer(heard, { type: 5 });
    await bot.message(heard, 'PATCH', '@original', { content });
    await page.getByRole('button', { name: /photos.*2 mention/ }).waitFor();
    await bot.message(heard, 'PATCH', '@original', { content: `${content} Well?` });
    await bot.say('general', { content: 'And so on.' });
    await page.getByText('And so on.').waitFor();
    expect(await photos.textContent()).toContain('2 mentions');
  });

  it('says so when the sandbox has stopped, and comes back to the next one', async () => {
    const first = await startSandbox({ begins: START });
    const page = await open(first, { expectTrouble: true });
    await become(page, 'Ben');
    await goTo(page, 'photos');
    await first.stop();
    await page.getByText('The sandbox has stopped').waitFor();
    await say(page, 'Anybody there?');
    await page.getByText('The sandbox is not running').waitFor();
    const next = await startSandbox({ begins: START, port: first.port });
    onTestFinished(() => next.stop());
    await expect.poll(() => page.getByText('The sandbox has stopped').count()).toBe(0);
    next.as('amara').in('photos').say('Welcome back.');
    await page.getByText('Welcome back.').waitFor();
    await page.getByRole('button', { name: /Ben.*You are/ }).waitFor();
    expect(await page.getByRole('textbox').inputValue()).toBe('Anybody there?');
  });
});
