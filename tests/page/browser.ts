import { existsSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import type { Sandbox } from '../../packages/discord-sandbox/src/index.ts';
import { CHROMIUM, DESK, launch } from './chromium.ts';

/** Opens the page of a sandbox as one member; what it complains of in its console is a fault of the test's. */
export type OpenPage = (
  sandbox: Pick<Sandbox, 'pageUrl'>,
  options?: BrowserContextOptions & { readonly expectTrouble?: boolean; readonly firstVisit?: boolean },
) => Promise<Page>;

/** Tests in a real browser. Where there is none they are left out, and it is said so. */
export function inBrowser(name: string, tests: (open: OpenPage) => void): void {
  if (!existsSync(CHROMIUM)) {
    process.stderr.write(
      `There is no ${CHROMIUM} here, so the tests of "${name}" are left out. Install Chromium, or name it as CHROMIUM.\n`,
    );
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
      page.setDefaultTimeout(30_000);
      await page.goto(sandbox.pageUrl);
      await page.getByRole('log').waitFor();
      return page;
    });
  });
}
