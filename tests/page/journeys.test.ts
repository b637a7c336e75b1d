import { become, goTo, newest, PHONE, say, type } from 'discord-sandbox/page';
import { expect, it } from 'vitest';
import { openClub } from '../journeys/club.ts';
import { inBrowser } from './browser.ts';

const DAY = 24 * 60 * 60_000;

/** Sets the club up as its owner does, by typing alone. */
async function setUp(page: Parameters<typeof say>[0]): Promise<void> {
  await become(page, 'Ada');
  await type(page, '/club setup timezone: Europe/London runs-channel: group-runs');
  await page.keyboard.press('Enter');
  await page.keyboard.type('recovery');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The club is set up' }).waitFor();
}

inBrowser('the page', (open) => {
  it('answers /stretch hamstrings, typed straight through', async () => {
    const { sandbox } = await openClub();
    const page = await open(sandbox);
    await say(page, '/stretch hamstrings');
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
    expect(await newest(page).textContent()).toContain('Only you can see this');
    await page.getByRole('button', { name: 'Another routine' }).click();
    await page.getByText('routine 2 of 3').waitFor();
  });

  it('takes a line that is pasted, and one with options by name', async () => {
    const { sandbox } = await openClub();
    const page = await open(sandbox);
    await page.locator('.composer textarea').fill('/stretch calves minutes: 3');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Calves' }).waitFor();
    await say(page, '/stretch shins minutes: 2');
    await page.getByRole('heading', { name: 'Shins' }).waitFor();
  });

  it('finds a command and its suggestions with arrows, Tab and Escape', async () => {
    const { sandbox } = await openClub();
    const page = await open(sandbox);
    await type(page, '/rec');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('option', { selected: true }).textContent()).toContain('/recovery plan');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('listbox').count()).toBe(0);
    await page.locator('.composer textarea').fill('');
    await type(page, '/str');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ham');
    await page.getByRole('option', { name: 'Hamstrings' }).waitFor();
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
    await type(page, '/recovery tip ');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('textbox', { name: 'Message #general' }).inputValue()).toBe('');
  });

  it('takes a run from its announcement to its reminder, with several members and a moved clock', async () => {
    const { sandbox, beat } = await openClub();
    sandbox.onPassing(beat);
    // At noon, so that the reminder of the day before is still to come, at whatever hour this runs.
    sandbox.clock.set((Math.ceil(sandbox.clock.now() / DAY) + 0.5) * DAY);
    const page = await open(sandbox);
    await setUp(page);
    await become(page, 'Leo');
    await say(page, '/run create Hill loop when: tomorrow 10am meet: Town hall capacity: 1');
    await goTo(page, 'group-runs');
    await page.getByRole('heading', { name: 'Hill loop' }).waitFor();
    await page.getByRole('button', { name: 'Going', exact: true }).click();
    await page.getByText('Going (1 of 1)').waitFor();
    await become(page, 'Ben');
    await page.getByRole('button', { name: 'Going', exact: true }).click();
    await page.getByText('Waitlist (1)').waitFor();
    await become(page, 'Leo');
    await page.getByRole('button', { name: /Move the clock/ }).click();
    await page.getByLabel('To a date and time').fill('2020-01-01T10:00');
    await page.getByRole('button', { name: 'Go there' }).click();
    await page.getByText('the clock only moves forward').waitFor();
    await page.getByRole('button', { name: 'Tomorrow morning' }).click();
    // The reminder two hours before, whatever the hour is now, is marked for whom it concerns.
    await page.locator('.message.pings-me').last().waitFor();
    expect(await page.locator('.message.pings-me .mention').allTextContents()).toContain('@Leo');
    await page.getByRole('button', { name: /09:00/ }).first().waitFor();
  });

  it('shows what is new in other channels, and what of it is for oneself', async () => {
    const { sandbox } = await openClub();
    const page = await open(sandbox);
    sandbox.as('ben').in('races').say('Who is racing?');
    await page.getByRole('button', { name: /races.*unread/ }).waitFor();
    sandbox
      .as('ben')
      .in('races')
      .say(`<@${sandbox.as('leader').id}> are you?`);
    await page.getByRole('button', { name: /races.*1 mention/ }).waitFor();
    await goTo(page, 'races');
    await page.getByText('Who is racing?').waitFor();
    expect(await page.getByRole('button', { name: /mentions/ }).count()).toBe(0);
  });

  it('takes what is typed wherever the focus is, as in Discord, and leaves other fields and keys alone', async () => {
    const { sandbox } = await openClub();
    const page = await open(sandbox);
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
    await page.keyboard.type('/stretch hamstrings');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
    await page.getByRole('button', { name: 'Another routine' }).click();
    await page.getByText('routine 2 of').waitFor();
    await page.keyboard.type('Well, well');
    expect(await page.locator('.composer textarea').inputValue()).toBe('Well, well');
    await page.getByRole('button', { name: 'races' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('heading', { level: 1, name: 'races' }).waitFor();
    await page.keyboard.press('Control+b');
    await page.getByRole('button', { name: /Become/ }).click();
    await page.getByRole('listbox').waitFor();
    await page.keyboard.type('Be');
    expect(await page.locator('.composer textarea').inputValue()).toBe('Well, well');
    await page.keyboard.press('Escape');
    await page.locator('.composer textarea').fill('/run create ');
    await page.getByRole('log').focus();
    await page.keyboard.type('Hill loop');
    expect(await page.getByRole('combobox', { name: 'title' }).inputValue()).toBe('Hill loop');
  });

  it('sends what people say, as text', async () => {
    const { sandbox } = await openClub();
    const page = await open(sandbox);
    await say(page, 'Hello @ben, **well** run');
    await page.getByText('@Ben').waitFor();
    expect(
      await newest(page)
        .getByText('well', { exact: true })
        .evaluate((one) => one.tagName),
    ).toBe('STRONG');
    await become(page, 'Ben');
    expect(await newest(page).getAttribute('class')).toContain('pings-me');
    await goTo(page, 'announcements');
    await say(page, 'May I?');
    await page.getByText("You can't write in #announcements.").waitFor();
  });

  it('says so when the bot is gone, and comes back by itself', async () => {
    const { sandbox, stopBot, startBot } = await openClub();
    const page = await open(sandbox);
    await stopBot();
    await page.getByText('The bot isn’t connected').waitFor();
    await startBot();
    await expect.poll(() => page.getByText('The bot isn’t connected').count()).toBe(0);
    await say(page, '/stretch hamstrings');
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
  });

  it('shows newcomers round, by the real bot, and only once', async () => {
    const { sandbox, beat } = await openClub();
    sandbox.onPassing(beat);
    const page = await open(sandbox, { firstVisit: true });
    const tour = page.getByRole('region', { name: 'Guided tour' });
    const title = tour.locator('.tour-title');
    const show = async () => {
      const before = await title.textContent();
      await tour.getByRole('button', { name: 'Show me' }).click();
      await expect.poll(() => title.textContent()).not.toBe(before);
    };
    await show();
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
    await show();
    await page.getByText('Going (3 of 3)').waitFor();
    await page.getByText('Waitlist (2)').waitFor();
    await show();
    await page.getByRole('heading', { name: 'City Half', exact: true }).waitFor();
    await show();
    expect(await title.textContent()).toBe('That was the tour');
    expect(await page.getByRole('button', { name: 'Move the clock' }).textContent()).toContain('09:06');
    await tour.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.getByRole('log').waitFor();
    expect(await tour.count()).toBe(0);
  });

  it('is whole on a phone', async () => {
    const { sandbox } = await openClub();
    const page = await open(sandbox, { viewport: PHONE, hasTouch: true });
    await say(page, '/stretch hamstrings');
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await page.locator('.timeline').evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
    await page.getByRole('button', { name: 'Show the channels' }).tap();
    await page.getByRole('button', { name: 'races' }).tap();
    await page.getByRole('heading', { level: 1, name: 'races' }).waitFor();
    await expect.poll(() => page.locator('.sidebar').isVisible()).toBe(false);
    // By keyboard the channels are left as they were come to, and becoming somebody else leaves them too.
    const menu = page.getByRole('button', { name: 'Show the channels' });
    expect(await menu.evaluate((one) => one.matches(':focus'))).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Events' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Events' }).press('Escape');
    await menu.waitFor();
    expect(await menu.evaluate((one) => one.matches(':focus'))).toBe(true);
    await menu.tap();
    await page.getByRole('button', { name: /Become somebody else/ }).tap();
    await page.getByRole('option', { name: 'Ben' }).tap();
    await expect.poll(() => page.locator('.sidebar').isVisible()).toBe(false);
  });
});
