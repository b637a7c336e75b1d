import { newest } from 'discord-sandbox/page';
import type { Locator, Page } from 'playwright-core';

/** What is entered for an option: free words, or what is typed of something that is then picked from the list. */
type Entered = string | { readonly typed: string; readonly picked: string };

/** One way of using the page, with nothing of the other: the keyboard alone, or the mouse for all but letters. */
interface Hand {
  /** Says a command with these options, required ones first. */
  command(path: string, options?: Readonly<Record<string, Entered>>): Promise<void>;
  /** Presses something that can be pressed. */
  press(target: Locator): Promise<void>;
  /** Ticks a radio button or a box. */
  tick(target: Locator): Promise<void>;
  become(name: string): Promise<void>;
  goTo(channel: string): Promise<void>;
  /** Moves the clock to nine in the morning of the next day. */
  passToMorning(): Promise<void>;
}

/** As many as no page of a test has places to stop at. */
const MOST_STOPS = 120;

const isFocused = (target: Locator) => target.evaluate((one) => one.matches(':focus'));

/** Goes on by Tab, or back with Shift, until a thing has the focus. */
async function reach(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Shift+Tab'): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isFocused(target)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`No key leads to ${target}`);
}

const composer = (page: Page) => page.locator('.composer textarea');
const offered = (page: Page, text: string) => page.getByRole('option').filter({ hasText: text });
const somebodyElse = (page: Page) => page.getByRole('button', { name: /Become somebody else/ });
const nowIs = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`${name}.*You are`) });

const channelNamed = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name });
const clock = (page: Page) => page.getByRole('button', { name: /Move the clock/ });
const morning = (page: Page) => page.getByRole('button', { name: 'Tomorrow morning' });

/** Waits until all that became due has happened. */
const timeHasPassed = (page: Page) => morning(page).waitFor({ state: 'hidden' });

function byKeyboard(page: Page): Hand {
  const { keyboard } = page;
  const press = async (target: Locator, key = 'Enter') => {
    await reach(page, target);
    await keyboard.press(key);
  };
  return {
    press: (target) => press(target),
    async command(path, options = {}) {
      await reach(page, composer(page), 'Tab');
      await keyboard.type(`/${path} `);
      for (const [name, entered] of Object.entries(options)) {
        await keyboard.type(`${name}: ${typeof entered === 'string' ? `${entered} ` : entered.typed}`);
        if (typeof entered === 'string') continue;
        await offered(page, entered.picked).first().waitFor();
        await keyboard.press('Tab');
      }
      await keyboard.press('Enter');
    },
    async tick(target) {
      // Arrows go on among the radio buttons of a group; Tab goes to its first.
      const group = target.locator('xpath=ancestor::fieldset');
      await reach(page, group.getByRole('radio').first(), 'Tab');
      await keyboard.press('Space');
      while (!(await isFocused(target))) await keyboard.press('ArrowDown');
    },
    async become(name) {
      await press(somebodyElse(page));
      await page.getByRole('listbox').waitFor();
      await keyboard.type(name.slice(0, 2));
      while (!(await page.locator('.option.active').textContent())?.startsWith(name))
        await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
      await nowIs(page, name).waitFor();
    },
    async goTo(channel) {
      await press(channelNamed(page, channel));
      await page.getByRole('heading', { level: 1, name: channel }).waitFor();
    },
    async passToMorning() {
      await press(clock(page));
      await reach(page, morning(page), 'Tab');
      await keyboard.press('Enter');
      await timeHasPassed(page);
    },
  };
}

function byMouse(page: Page): Hand {
  return {
    press: (target) => target.click(),
    async command(path, options = {}) {
      await composer(page).click();
      await page.keyboard.type(`/${path}`);
      await page.locator('.option-label').getByText(`/${path}`, { exact: true }).click();
      for (const [name, entered] of Object.entries(options)) {
        const field = page.getByRole('combobox', { name, exact: true });
        if ((await field.count()) === 0) {
          await page.getByRole('combobox', { name: 'More options' }).click();
          await page.locator('.option-label').getByText(name, { exact: true }).click();
        }
        await field.click();
        await page.keyboard.type(typeof entered === 'string' ? entered : entered.typed);
        if (typeof entered !== 'string') await offered(page, entered.picked).first().click();
      }
      await page.getByRole('button', { name: 'Send' }).click();
    },
    tick: (target) => target.click(),
    async become(name) {
      await somebodyElse(page).click();
      await offered(page, name).first().click();
      await nowIs(page, name).waitFor();
    },
    async goTo(channel) {
      await channelNamed(page, channel).click();
      await page.getByRole('heading', { level: 1, name: channel }).waitFor();
    },
    async passToMorning() {
      await clock(page).click();
      await morning(page).click();
      await timeHasPassed(page);
    },
  };
}

export const HANDS = [
  { way: 'by keyboard', handOf: byKeyboard },
  { way: 'by mouse', handOf: byMouse },
] as const;

/** The newest button of that name. */
export const button = (page: Page, name: string) =>
  page.getByRole('article').getByRole('button', { name, exact: true }).last();

/** Waits until the newest message says so. */
export const says = (page: Page, text: string | RegExp) => newest(page).getByText(text).first().waitFor();
