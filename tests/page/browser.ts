import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import type { Sandbox } from '../../sandbox/index.ts';

/** Debian's Chromium. */
const CHROMIUM = '/usr/bin/chromium';

/** It speaks to nobody but the page, and needs no sandbox of its own for what we wrote ourselves. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** Opens the page of a sandbox as one member; what it complains of in its console is a fault of the test's. */
export type OpenPage = (
  sandbox: Sandbox,
  options?: BrowserContextOptions & { readonly expectTrouble?: boolean; readonly firstVisit?: boolean },
) => Promise<Page>;

/** Tests in a real browser. Where there is none they are left out, and it is said so. */
export function inBrowser(name: string, tests: (open: OpenPage) => void): void {
  if (!existsSync(CHROMIUM)) {
    process.stderr.write(`No ${CHROMIUM} here: the tests "${name}" are left out. apt-get install chromium\n`);
    describe.skip(name, () => tests(() => Promise.reject(new Error('There is no browser.'))));
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(async () => {
      await browser?.close();
    });
    tests(async (sandbox, { expectTrouble = false, firstVisit = false, ...options } = {}) => {
      const context = await browser?.newContext({
        viewport: DESK,
        locale: 'en-GB',
        timezoneId: 'Europe/London',
        colorScheme: 'dark',
        reducedMotion: 'reduce',
        ...options,
      });
      const page = await context?.newPage();
      if (!context || !page) throw new Error('There is no browser.');
      if (!firstVisit) await context.addInitScript("localStorage.setItem('tour', 'seen')");
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error.stack)));
      page.on('console', (said) => {
        if (said.type() === 'error' || said.type() === 'warning') complaints.push(said.text());
      });
      onTestFinished(async () => {
        await context.close();
        if (!expectTrouble && complaints.length > 0) throw new Error(complaints.join('\n'));
      });
      page.setDefaultTimeout(5_000);
      await page.goto(sandbox.pageUrl);
      await page.getByRole('log').waitFor();
      return page;
    });
  });
}

/** Types into the composer, letter by letter. */
export async function type(page: Page, text: string): Promise<void> {
  await page.locator('.composer textarea').focus();
  await page.keyboard.type(text);
}

/** Types a line and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await type(page, text);
  await page.keyboard.press('Enter');
}

export async function become(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /Become somebody else/ }).click();
  await page.getByRole('option', { name }).click();
  await page.getByRole('button', { name: new RegExp(`${name}.*You are`) }).waitFor();
}

export async function goTo(page: Page, channel: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: channel }).click();
  await page.getByRole('heading', { level: 1, name: channel }).waitFor();
}

export const newest = (page: Page) => page.getByRole('article').last();
