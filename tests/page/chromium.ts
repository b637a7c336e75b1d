import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export const CHROMIUM = process.env['CHROMIUM'] || '/usr/bin/chromium';

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

/** Chromium doesn't start with the library that `faketime` loads. It needs none: the page asks the sandbox for the time. */
const { LD_PRELOAD: _, ...env } = process.env;

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS, env });

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
