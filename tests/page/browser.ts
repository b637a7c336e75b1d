import { existsSync } from 'node:fs';
import type { Sandbox } from 'discord-sandbox';
import { openPage } from 'discord-sandbox/page';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { CHROMIUM, launch } from './chromium.ts';

type OpenOptions = NonNullable<Parameters<typeof openPage>[2]> & { readonly expectTrouble?: boolean };

/** Opens the page of a sandbox as one member; what it complains of in its console is a fault of the test's. */
export type OpenPage = (sandbox: Pick<Sandbox, 'pageUrl'>, options?: OpenOptions) => Promise<Page>;

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
    tests(async ({ pageUrl }, { expectTrouble = false, ...options } = {}) => {
      if (!browser) throw new Error('There is no browser.');
      const { page, complaints } = await openPage(browser, pageUrl, options);
      onTestFinished(async () => {
        await page.context().close();
        if (!expectTrouble && complaints.length > 0) throw new Error(complaints.join('\n'));
      });
      return page;
    });
  });
}
