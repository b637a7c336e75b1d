import type { Browser, BrowserContextOptions, LaunchOptions, Page } from 'playwright-core';

// Drives the chat page in a browser, by Playwright.

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };

/** The browser talks only to our own page, so it needs neither the network nor its own sandbox. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For `chromium.launch`: the Chromium at a path. */
export const chromiumAt = (executablePath: string): LaunchOptions => ({ executablePath, args: FLAGS });

export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the page's console. */
  readonly complaints: readonly string[];
}

/** Opens the page of a sandbox in a new context. `firstVisit`: with the offer of the tour. */
export async function openPage(
  browser: Browser,
  pageUrl: string,
  { firstVisit = false, ...options }: BrowserContextOptions & { readonly firstVisit?: boolean } = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: DESK,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  if (!firstVisit) await context.addInitScript("localStorage.setItem('tour', 'seen')");
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  page.on('console', (said) => {
    if (said.type() === 'error' || said.type() === 'warning') complaints.push(said.text());
  });
  page.setDefaultTimeout(30_000);
  await page.goto(pageUrl);
  await page.getByRole('log').waitFor();
  return { page, complaints };
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

/** What axe-core finds wrong, in the dark theme and in the light one. Its script must be in the page. */
export async function barriersIn(page: Page): Promise<string[]> {
  const barriers: string[] = [];
  for (const theme of ['dark', 'light']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    const found = (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`)) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    for (const { id, nodes } of found.violations)
      for (const { html, failureSummary } of nodes)
        barriers.push(`${theme}: ${id}: ${html.slice(0, 160)}\n${failureSummary}`);
  }
  return barriers;
}
