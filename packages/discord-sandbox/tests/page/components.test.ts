import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { newest, say, type } from '../../src/page/driver.ts';
import {
  type BareBot,
  button,
  COMPONENTS_V2,
  EPHEMERAL,
  given,
  labelled,
  openPlace,
  row,
  words,
} from '../bare-bot.ts';
import { ownFolder } from '../own-folder.ts';
import { inBrowser } from './browser.ts';

/** The smallest PNG: one red point. */
const DOT = Uint8Array.fromBase64(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
);

const command = (name: string, ...options: readonly object[]) => ({
  name,
  description: `Says ${name}`,
  type: 1,
  options,
});

const option = (type: number, name: string, more: object = {}) => ({
  type,
  name,
  description: `Give ${name}`,
  ...more,
});

const text = (content: string, flags = 0) => ({ type: 4, data: { content, flags } });

/** Answers the next interaction. */
async function answers(bot: BareBot, json: object) {
  const heard = await bot.hears();
  const { status } = await bot.answer(heard, json);
  expect(status).toBe(204);
  return heard;
}

inBrowser('components on the page', (open) => {
  it('draws everything that Components V2 has', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    const { status } = await bot.say(
      'general',
      {
        flags: COMPONENTS_V2,
        components: [
          {
            type: 17,
            accent_color: 0x3ba58b,
            components: [
              words('# Title\n-# small\n- one\n  - two\n||hidden||'),
              { type: 14, divider: true, spacing: 2 },
              {
                type: 9,
                components: [words('With a picture')],
                accessory: { type: 11, media: { url: 'attachment://dot.png' }, description: 'A red dot' },
              },
              { type: 12, items: [{ media: { url: 'attachment://dot.png' }, description: 'The dot again' }] },
              { type: 13, file: { url: 'attachment://plan.txt' } },
            ],
          },
          row(button('Press', 'press'), button('Off', 'off', { disabled: true }), {
            type: 2,
            style: 5,
            label: 'Read',
            url: 'https://example.com/',
          }),
        ],
      },
      {
        files: {
          'files[0]': new File([DOT], 'dot.png', { type: 'image/png' }),
          'files[1]': new File(['Run.'], 'plan.txt', { type: 'text/plain' }),
        },
      },
    );
    expect(status).toBe(200);
    const message = newest(page);
    await message.getByRole('heading', { name: 'Title' }).waitFor();
    expect(
      await page.evaluate('getComputedStyle(document.querySelector(".container")).borderLeftColor'),
    ).toBe('rgb(59, 165, 139)');
    expect(await message.getByRole('listitem').allTextContents()).toEqual(['onetwo', 'two']);
    for (const name of ['A red dot', 'The dot again']) {
      const picture = message.getByRole('img', { name });
      await expect.poll(() => picture.evaluate((one) => 'naturalWidth' in one && one.naturalWidth)).toBe(1);
    }
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      message.getByRole('link', { name: 'Download plan.txt' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('plan.txt');
    expect(await message.getByRole('button', { name: 'Off' }).isDisabled()).toBe(true);
    expect(await message.getByRole('link', { name: 'Read' }).getAttribute('rel')).toContain('noreferrer');
    await message.getByRole('button', { name: /Spoiler/ }).click();
    expect(await message.textContent()).toContain('hidden');
  });

  it('waits with a pressed button, changes the message, and says so when nothing comes', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    await bot.say('general', {
      content: 'Ready?',
      components: [row(button('Yes', 'yes'), button('No', 'no'))],
    });
    const yes = page.getByRole('button', { name: 'Yes' });
    await yes.click();
    const heard = await bot.hears();
    expect(heard.data['custom_id']).toBe('yes');
    await expect.poll(() => yes.getAttribute('aria-busy')).toBe('true');
    await bot.answer(heard, { type: 7, data: { content: 'Go!', components: [row(button('No', 'no'))] } });
    await page.getByText('Go!').waitFor();
    await page.getByText('(edited)').waitFor();
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await bot.hears();
    sandbox.clock.advance(3_000);
    await page.getByText('This interaction failed').waitFor();
    expect(await page.getByRole('button', { name: 'No', exact: true }).getAttribute('aria-busy')).toBeNull();
  });

  it('says that the bot is thinking, shows private answers, and puts them away', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register(command('slow'));
    const page = await open(sandbox);
    await say(page, '/slow ');
    const heard = await bot.hears();
    await bot.answer(heard, { type: 5, data: { flags: EPHEMERAL } });
    await page.getByText('Your bot is thinking…').waitFor();
    await bot.message(heard, 'PATCH', '@original', { content: 'Here you are.' });
    await page.getByText('Here you are.').waitFor();
    await page.getByText('Only you can see this').waitFor();
    await page.getByRole('button', { name: 'Dismiss message' }).click();
    await expect.poll(() => page.getByText('Here you are.').count()).toBe(0);
    await say(page, '/slow ');
    await bot.hears();
    sandbox.clock.advance(3_000);
    await page.getByText('The application did not respond').waitFor();
  });

  it('shows what a message answers: a command, or the message whose button was pressed', async () => {
    const { sandbox, bot, channel } = await openPlace();
    await bot.register(command('ask'));
    const page = await open(sandbox);
    await say(page, '/ask ');
    const asked = await bot.hears();
    await bot.answer(asked, {
      type: 4,
      data: { content: '## Ready, **you**?\nSay so', components: [row(button('Yes', 'yes'))] },
    });
    const question = page.getByRole('article').filter({ hasText: 'Ready, you?' }).first();
    expect(await question.locator('.answers').textContent()).toBe('Leo used /ask');
    await page.getByRole('button', { name: 'Yes' }).click();
    const pressed = await answers(bot, text('Good to know.', EPHEMERAL));
    const line = newest(page).locator('.answers');
    await newest(page).getByText('Good to know.').waitFor();
    expect(await line.textContent()).toBe('Answer to Your bot Ready, you? Say so');
    // What comes later refers to what came first.
    await bot.followUp(asked, { content: 'And then?' });
    await newest(page).getByText('And then?').waitFor();
    expect(await line.textContent()).toBe('Answer to Your bot Ready, you? Say so');
    await line.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').textContent()).toContain('Say so');
    await bot.message(pressed, 'PATCH', '@original', { content: 'Good.' });
    await page.getByText('Good.', { exact: true }).waitFor();
    const { messages } = sandbox.world;
    const [first] = messages.get(channel('general')) ?? [];
    await bot.ask('DELETE', `/channels/${channel('general')}/messages/${first?.id}`);
    await expect.poll(() => line.textContent()).toBe('The message that this answers is gone');
    await page.reload();
    await newest(page).getByText('And then?').waitFor();
    expect(await line.textContent()).toBe('The message that this answers is gone');
  });

  it('counts down each second by itself, and changes a private answer under the button that is focused', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register(command('hold'));
    const page = await open(sandbox);
    await say(page, '/hold ');
    const heard = await bot.hears();
    const ends = Math.floor(sandbox.clock.now() / 1_000) + 62;
    const hold = (step: string) => ({
      flags: EPHEMERAL | COMPONENTS_V2,
      components: [
        { type: 17, components: [words(`## ${step}\nuntil <t:${ends}:R>`)] },
        ...(step === 'Three' ? [row(button('Easier', 'easier'))] : []),
        row(
          button('Stop', 'stop'),
          ...(step === 'One' ? [] : [button('Back', 'back')]),
          ...(step === 'Four' ? [] : [button('Next', 'next')]),
        ),
      ],
    });
    await bot.answer(heard, { type: 4, data: hold('One') });
    const moment = newest(page).locator('.moment');
    await moment.waitFor();
    const next = newest(page).getByRole('button', { name: 'Next' });
    await next.focus();
    // As the reader sees it change: each second once, with none left out.
    const seen = (await page.evaluate(`new Promise((resolve) => {
      const moment = document.querySelector('.moment');
      const seen = [moment.textContent];
      new MutationObserver(() => {
        seen.push(moment.textContent);
        if (seen.length === 7) resolve(seen);
      }).observe(moment, { characterData: true, childList: true, subtree: true });
    })`)) as string[];
    const seconds = seen.map((one) => Number(/in (\d+) seconds/.exec(one)?.[1] ?? Number.NaN)).slice(1);
    expect(seconds).toEqual(seconds.map((_, place) => (seconds[0] ?? 0) - place));
    expect(seconds[0]).toBeGreaterThan(50);

    await page.keyboard.press('Enter');
    await answers(bot, { type: 7, data: hold('Two') });
    await newest(page).getByRole('heading', { name: 'Two' }).waitFor();
    expect(await page.locator(':focus').textContent()).toBe('Next');
    await bot.message(heard, 'PATCH', '@original', hold('Three'));
    await newest(page).getByRole('heading', { name: 'Three' }).waitFor();
    expect(await page.locator(':focus').textContent()).toBe('Next');
    expect(await page.getByRole('article').count()).toBe(1);
    // Where it is gone, the reader goes on from the message.
    await bot.message(heard, 'PATCH', '@original', hold('Four'));
    await newest(page).getByRole('heading', { name: 'Four' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Stop');
    sandbox.clock.advance(120_000);
    await newest(page)
      .getByText(/until .*1 minute ago/)
      .waitFor();
  });

  it('draws a link to a message of the server as its channel, and goes there, however far back it is', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const { home } = sandbox.world;
    const { id } = await bot.say('photos', { content: 'Who is in?' });
    for (let count = 0; count < 120; count += 1) sandbox.as('ben').in('photos').say(`Hello ${count}`);
    const link = (guild: string, where: string, message: string) =>
      `https://discord.com/channels/${guild}/${where}/${message}`;
    const page = await open(sandbox);
    const there = link(home.id, channel('photos'), id);
    await bot.say('general', {
      content: `1. ${there}\n2. [the card](${there})\n3. ${link('1', channel('photos'), id)} ${link(home.id, '2', id)}`,
    });
    const pill = newest(page).getByRole('button', { name: 'Message in #photos' });
    await pill.waitFor();
    expect(await newest(page).getByRole('button', { name: 'the card' }).count()).toBe(1);
    // What lies outside of the server stays a link.
    expect(await newest(page).getByRole('link').count()).toBe(2);
    await pill.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'photos' }).waitFor();
    await expect.poll(() => page.locator('article:focus').textContent()).toContain('Who is in?');
    const message = page.getByRole('article').filter({ hasText: 'Who is in?' });
    await expect.poll(() => message.evaluate((one) => one.getBoundingClientRect().top > 0)).toBe(true);
  });

  it('takes a message away that the bot deletes', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const page = await open(sandbox);
    const { id } = await bot.say('general', { content: 'Soon gone' });
    await page.getByText('Soon gone').waitFor();
    await bot.ask('DELETE', `/channels/${channel('general')}/messages/${id}`);
    await expect.poll(() => page.getByText('Soon gone').count()).toBe(0);
  });

  it('chooses from lists of every kind, by keyboard', async () => {
    const { sandbox, bot, channel } = await openPlace();
    const page = await open(sandbox);
    const list = (type: number, placeholder: string, more: object = {}) =>
      row({ type, custom_id: placeholder, placeholder, ...more });
    await bot.say('general', {
      content: 'Choose',
      components: [
        list(3, 'Pace', {
          options: [
            { label: 'Slow', value: 's' },
            { label: 'Quick', value: 'q' },
          ],
        }),
        list(3, 'Days', {
          min_values: 2,
          max_values: 3,
          options: ['Monday', 'Tuesday', 'Friday'].map((label) => ({ label, value: label })),
        }),
        list(5, 'Person'),
        list(6, 'Title'),
        list(8, 'Channel'),
      ],
    });
    const choose = async (name: string, ...keys: string[]) => {
      const box = page.getByRole('combobox', { name });
      await expect.poll(() => box.isEnabled()).toBe(true);
      await box.focus();
      await page.keyboard.press('ArrowDown');
      await page.getByRole('listbox').waitFor();
      for (const key of keys)
        await (key.length > 1 && key !== 'ben' && key !== 'photos'
          ? page.keyboard.press(key)
          : page.keyboard.type(key));
      const heard = await answers(bot, { type: 6 });
      return heard.data['values'];
    };
    expect(await choose('Pace', 'ArrowDown', 'Enter')).toEqual(['q']);
    expect(await choose('Days', 'Enter', 'End', 'Enter', 'Escape')).toEqual(['Monday', 'Friday']);
    const ben = [...sandbox.world.users.values()].find(({ username }) => username === 'ben');
    expect(await choose('Person', 'ben', 'Enter')).toEqual([given(ben).id]);
    expect(await choose('Channel', 'photos', 'Enter')).toEqual([channel('photos')]);
    expect(await choose('Title', 'ArrowDown', 'Enter')).toHaveLength(1);
  });

  it('fills in a form with every kind of field, and refuses what does not fit', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register(command('form'));
    const page = await open(sandbox);
    await say(page, '/form ');
    const choices = (...labels: string[]) => labels.map((label) => ({ label, value: label.toLowerCase() }));
    await answers(bot, {
      type: 9,
      data: {
        custom_id: 'first',
        title: 'How was it?',
        components: [
          labelled('In a word', { type: 4, custom_id: 'word', style: 1, min_length: 3, max_length: 10 }),
          labelled('How hard', { type: 21, custom_id: 'hard', options: choices('Easy', 'Hard') }),
          labelled('Where', {
            type: 22,
            custom_id: 'where',
            required: false,
            min_values: 0,
            options: choices('Calf', 'Shin'),
          }),
          labelled('Again', { type: 23, custom_id: 'again' }),
          labelled('Photo', { type: 19, custom_id: 'photo' }),
        ],
      },
    });
    const form = page.getByRole('dialog', { name: 'How was it?' });
    // As in Discord one begins in the first field.
    expect(await form.getByLabel('In a word').evaluate((one) => one.matches(':focus'))).toBe(true);
    await form.getByRole('button', { name: 'Submit' }).click();
    expect(await form.getByRole('alert').allTextContents()).toEqual(Array(3).fill('This field is required.'));
    expect(await form.locator('input:focus').getAttribute('aria-required')).toBe('true');
    await page.keyboard.type('No');
    await form.getByRole('radio', { name: 'Hard' }).check();
    await form.getByRole('checkbox', { name: 'Shin' }).check();
    await form.getByRole('checkbox', { name: 'Again' }).check();
    const file = join(ownFolder(), 'me.png');
    writeFileSync(file, DOT);
    await form.getByLabel('Photo').setInputFiles(file);
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.getByText('At least 3 characters.').waitFor();
    await form.getByLabel('In a word').fill('Cold');
    await page.keyboard.press('Enter');
    const heard = await answers(bot, text('Thank you.', EPHEMERAL));
    expect(heard.type).toBe(5);
    const sent = (heard.data['components'] as { component: Record<string, unknown> }[]).map(
      ({ component: { value, values } }) => value ?? values,
    );
    expect(sent.slice(0, 4)).toEqual(['Cold', 'hard', ['shin'], true]);
    expect(sent[4]).toHaveLength(1);
    await page.getByText('Thank you.').waitFor();
    expect(await form.count()).toBe(0);
  });

  it('fills in lists of a form, and leaves a form by Escape', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register(command('form'));
    const page = await open(sandbox);
    const form = {
      type: 9,
      data: {
        custom_id: 'lists',
        title: 'Lists',
        components: [
          words('**Read** this.'),
          labelled('Shoe', {
            type: 3,
            custom_id: 'shoe',
            options: ['Old', 'New'].map((label) => ({ label, value: label })),
          }),
          labelled('Partner', { type: 5, custom_id: 'partner' }),
          labelled('Place', { type: 8, custom_id: 'place', required: false, min_values: 0 }),
          labelled('Story', { type: 4, custom_id: 'story', style: 2, required: false }),
        ],
      },
    };
    await say(page, '/form ');
    await answers(bot, form);
    await page.getByRole('dialog', { name: 'Lists' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await say(page, '/form ');
    await answers(bot, form);
    const dialog = page.getByRole('dialog', { name: 'Lists' });
    await dialog.getByRole('combobox', { name: 'Shoe' }).click();
    await page.getByRole('option', { name: 'New' }).click();
    await dialog.getByRole('combobox', { name: 'Partner' }).click();
    await page.getByRole('option', { name: 'Amara' }).click();
    await dialog.getByRole('button', { name: 'Submit' }).click();
    const heard = await answers(bot, text('Done.'));
    const components = heard.data['components'] as { component?: { values?: string[] } }[];
    expect(components[1]?.component?.values).toEqual(['New']);
    expect(components[2]?.component?.values).toHaveLength(1);
    await page.getByText('Done.').waitFor();
  });

  it('offers every kind of option and refuses bad input where it stands', async () => {
    const { sandbox, bot, channel } = await openPlace();
    await bot.register(
      command(
        'all',
        option(4, 'number', { required: true, min_value: 2, max_value: 15 }),
        option(3, 'kind', {
          choices: [
            { name: 'Static', value: 's' },
            { name: 'Dynamic', value: 'd' },
          ],
        }),
        option(5, 'share'),
        option(6, 'who'),
        option(7, 'where'),
        option(8, 'title'),
        option(11, 'route'),
      ),
      { name: 'secret', description: 'Not for everybody', type: 1, default_member_permissions: '8' },
    );
    const page = await open(sandbox);
    await type(page, '/');
    expect(await page.getByRole('option').allTextContents()).toEqual(['/allSays all']);
    await page.keyboard.type('nothing');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'There is no command /nothing.' }).waitFor();
    await page.locator('.composer textarea').fill('');
    await type(page, '/all ');
    await page.keyboard.press('Enter');
    await page.getByText('number: This option is required. Specify a value.').waitFor();
    await page.keyboard.type('99');
    await page.keyboard.press('Enter');
    await page.getByText('number: This takes 2 to 15.').waitFor();
    await page.keyboard.press('Backspace');
    await page.keyboard.type(' kind: dyn');
    await page.keyboard.press('Enter');
    await page.keyboard.type('share: ');
    await page.keyboard.press('Tab');
    await page.keyboard.type('who: ben');
    await page.keyboard.press('Tab');
    await page.keyboard.type('where: pho');
    await page.keyboard.press('Tab');
    await page.keyboard.type('title: team');
    await page.keyboard.press('Tab');
    await page.keyboard.type('route: ');
    const file = join(ownFolder(), 'loop.gpx');
    writeFileSync(file, '<gpx/>');
    const tooLarge = join(ownFolder(), 'large.gpx');
    writeFileSync(tooLarge, Buffer.alloc(11 * 1024 * 1024));
    await page.getByLabel('route', { exact: true }).setInputFiles(tooLarge);
    await page.getByText('"large.gpx" is too large').waitFor();
    await page.getByLabel('route', { exact: true }).setInputFiles(file);
    await page.getByRole('button', { name: 'Send' }).click();
    const heard = await answers(bot, text('All there.'));
    const options = heard.data['options'] as { name: string; value: unknown }[];
    const values = Object.fromEntries(options.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({ number: 9, kind: 'd', share: true, where: channel('photos') });
    expect(Object.keys(values)).toHaveLength(7);
    await page.getByText('All there.').waitFor();
  });

  it('refuses what is no choice, of another kind, too long or no option at all, and says where', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.register(
      command(
        'strict',
        option(3, 'kind', { required: true, choices: [{ name: 'Static', value: 's' }] }),
        option(4, 'whole'),
        option(10, 'number', { min_value: 0.5 }),
        option(5, 'share'),
        option(6, 'who'),
        option(7, 'where'),
        option(3, 'word', { min_length: 2, max_length: 4 }),
      ),
      command('plain'),
    );
    const page = await open(sandbox);
    const refuses = async (line: string, fault: string) => {
      await page.locator('.composer textarea').fill(line);
      // Nothing that is offered fits, so Enter sends.
      await page.keyboard.press('Enter');
      await page.getByRole('alert').filter({ hasText: fault }).waitFor();
      const invalid = page.locator('.composer [aria-invalid]');
      expect(await invalid.getAttribute('aria-describedby')).toBe(
        await page.getByRole('alert').getAttribute('id'),
      );
      expect(await invalid.evaluate((one) => one.matches(':focus'))).toBe(true);
      await page.getByRole('button', { name: 'Leave the command' }).click();
    };
    await refuses('/strict kind: Dynamic', 'kind: Pick one of those offered.');
    await refuses('/strict kind: Static whole: soon', 'whole: This takes a whole number.');
    await refuses('/strict kind: Static whole: 1.5', 'whole: This takes a whole number.');
    await refuses('/strict kind: Static number: ten', 'number: This takes a number.');
    await refuses('/strict kind: Static number: 0.1', 'number: This takes 0.5 or more.');
    await refuses('/strict kind: Static share: perhaps', 'share: Pick one of those offered.');
    await refuses('/strict kind: Static who: nobody', 'who: Pick one of those offered.');
    await refuses('/strict kind: Static where: nowhere', 'where: Pick one of those offered.');
    await refuses('/strict kind: Static word: a', 'word: This takes 2 characters or more.');
    await refuses('/strict kind: Static word: abcde', 'word: This takes 4 characters or less.');
    await refuses('/plain and more', '/plain has no option "and more".');
    await refuses('/strict colour: red kind: Static', '/strict has no option "colour: red".');
    await say(page, '/plain ');
    await answers(bot, text('Nothing to refuse.'));
    await page.getByText('Nothing to refuse.').waitFor();
  });

  it('refuses a file that is too large beside a text, and keeps what may go', async () => {
    const { sandbox } = await openPlace();
    const page = await open(sandbox);
    const folder = ownFolder();
    writeFileSync(join(folder, 'large.bin'), Buffer.alloc(11 * 1024 * 1024));
    writeFileSync(join(folder, 'small.txt'), 'Run.');
    await type(page, 'Here');
    const files = ['large.bin', 'small.txt'].map((name) => join(folder, name));
    await page.locator('.composer input[type=file]').setInputFiles(files);
    await page.getByRole('alert').filter({ hasText: '"large.bin" is too large: 10 MiB at most.' }).waitFor();
    expect(await page.locator('.chosen-files li').allTextContents()).toEqual(['small.txt×']);
    await page.getByRole('button', { name: 'Send' }).click();
    await newest(page).getByRole('link', { name: 'Download small.txt' }).waitFor();
  });

  it('stays at what is new while pictures arrive, and where the reader is otherwise', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    const tall = await sharp({ create: { width: 300, height: 900, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    const sends = (name: string) =>
      bot.say(
        'general',
        {
          flags: COMPONENTS_V2,
          components: [words(name), { type: 12, items: [{ media: { url: 'attachment://tall.png' } }] }],
        },
        { files: { 'files[0]': new File([new Uint8Array(tall)], 'tall.png', { type: 'image/png' }) } },
      );
    for (let count = 0; count < 20; count += 1) sandbox.as('ben').say(`Before ${count}`);
    const picture = newest(page).locator('img');
    const below = () =>
      page.locator('.timeline').evaluate((one) => one.scrollHeight - one.clientHeight - one.scrollTop);
    for (const name of ['One', 'Two', 'Three']) {
      await sends(name);
      await newest(page).getByText(name, { exact: true }).waitFor();
      await expect.poll(() => picture.evaluate((one) => one.clientHeight)).toBe(350);
      await expect.poll(below).toBeLessThan(2);
    }
    // It keeps its shape.
    expect(await picture.evaluate((one) => Math.round(one.clientWidth))).toBe(117);
    await page.locator('.timeline').hover();
    await page.mouse.wheel(0, -600);
    await page.getByRole('button', { name: 'Jump to present' }).waitFor();
    await sends('Four');
    await newest(page).getByText('Four', { exact: true }).waitFor();
    expect(await below()).toBeGreaterThan(600);
    await page.getByRole('button', { name: 'Jump to present' }).click();
    await expect.poll(below).toBeLessThan(2);
  });

  it('says how large files are', async () => {
    const { sandbox } = await openPlace();
    const page = await open(sandbox);
    const sizes = { 0: '0 bytes', 840: '840 bytes', 1500: '1.5 KB', 20000: '20 KB', 1234567: '1.23 MB' };
    const files = Object.keys(sizes).map((size) => ({
      filename: `${size}.bin`,
      contentType: 'application/octet-stream',
      bytes: new Uint8Array(Number(size)),
    }));
    sandbox.as('ben').say('Files', files);
    await newest(page).getByText('Files').waitFor();
    expect(await newest(page).locator('.file-size').allTextContents()).toEqual(Object.values(sizes));
  });

  it('keeps a list open while new messages come', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    for (let count = 0; count < 30; count += 1) sandbox.as('ben').say(`Before ${count}`);
    const options = ['Slow', 'Quick'].map((label) => ({ label, value: label }));
    await bot.say('general', {
      content: 'Choose',
      components: [row({ type: 3, custom_id: 'pace', placeholder: 'Pace', options })],
    });
    await page.getByRole('combobox', { name: 'Pace' }).click();
    await page.getByRole('option', { name: 'Quick' }).waitFor();
    for (const word of ['One', 'Two', 'Three']) sandbox.as('ben').say(word);
    await page.getByText('Three', { exact: true }).waitFor();
    // It has gone up with what it hangs on to.
    const apart = `(() => {
      const [popup, list] = ['.popup', '.list-button'].map((one) => document.querySelector(one).getBoundingClientRect());
      return Math.min(Math.abs(popup.top - list.bottom), Math.abs(list.top - popup.bottom));
    })()`;
    await expect.poll(() => page.evaluate(apart)).toBeLessThan(10);
    await page.getByRole('option', { name: 'Quick' }).click();
    const heard = await answers(bot, { type: 6 });
    expect(heard.data['values']).toEqual(['Quick']);
  });
});
