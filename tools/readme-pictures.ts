// Makes the README's pictures from the page, as the guided tour leaves it: npm run pictures.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { become, DESK, goTo, newest, PHONE, say, type } from 'discord-sandbox/page';
import type { Page } from 'playwright-core';
import { startBot } from '../src/bot.ts';
import type { Config } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { startClubSandbox } from '../src/on-sandbox/club.ts';
import { CHROMIUM, launch } from '../tests/page/chromium.ts';

const PICTURES = join(import.meta.dirname, '..', 'docs');

/** Monday of a summer, so that the pictures don't change with the day on which they are made. */
const BEGINNING = Date.UTC(2027, 5, 7, 8, 0);

if (!existsSync(CHROMIUM)) {
  process.stderr.write(`There is no ${CHROMIUM} here. Install Chromium, or name it as CHROMIUM.\n`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'cooldown-pictures-'));
mkdirSync(PICTURES, { recursive: true });
const sandbox = await startClubSandbox({ begins: BEGINNING });
const config = {
  production: true,
  token: sandbox.token,
  apiUrl: sandbox.url,
  databaseFile: join(folder, 'club.sqlite'),
  logLevel: 'error',
  sandboxPort: 0,
  key: undefined,
  oldKeys: [],
} as const satisfies Config;
const log = await createLog(config, process.stderr);
const bot = await startBot({
  config,
  clock: () => sandbox.clock.now(),
  log,
  onLost: (why) => log.error(why.message),
});
sandbox.onPassing(bot.beat);
const browser = await launch();
const context = await browser.newContext({
  viewport: DESK,
  locale: 'en-GB',
  timezoneId: 'Europe/London',
  colorScheme: 'dark',
  reducedMotion: 'reduce',
});
const page = await context.newPage();

async function picture(name: string, of: Page = page): Promise<void> {
  await of.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled', caret: 'hide' });
}

/** Lets the tour do a stretch and a run. */
async function takeTour(): Promise<void> {
  const tour = page.getByRole('region', { name: 'Guided tour' });
  await page.goto(sandbox.pageUrl);
  for (const next of ['A run', 'A race']) {
    await tour.getByRole('button', { name: 'Show me' }).click();
    await tour.getByText(`: ${next}`).waitFor();
  }
  await tour.getByRole('button', { name: 'Skip the tour' }).click();
}

try {
  await takeTour();
  await goTo(page, 'group-runs');
  await become(page, 'Finn');
  await page.getByText('Waitlist (2)').waitFor();
  await picture('run');
  await goTo(page, 'general');
  await become(page, 'Ben');
  await type(page, '/stretch ');
  await page.getByRole('option', { name: 'Hamstrings' }).waitFor();
  await picture('command');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.setViewportSize(PHONE);
  await say(page, '/recovery tip ');
  await newest(page).getByText('Only you can see this').waitFor();
  await picture('phone');
  // Tall enough for the whole of it.
  await page.setViewportSize({ width: 480, height: 960 });
  await say(page, '/stretch hip-flexors');
  await newest(page).getByRole('button', { name: 'Start guided session' }).click();
  await newest(page).getByRole('button', { name: 'Start now' }).click();
  await newest(page).getByText('Left knee on the floor').waitFor();
  await picture('session');
} finally {
  await browser.close();
  await bot.stop();
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
