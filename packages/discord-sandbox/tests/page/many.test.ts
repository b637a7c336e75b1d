import { expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../src/index.ts';
import { START } from '../start.ts';
import { inBrowser } from './browser.ts';

const MANY = 1_000;

/** How much the page and all that it loads weigh on the line, in bytes. */
const WEIGHT = `performance.getEntriesByType('resource').reduce(
  (sum, one) => sum + one.encodedBodySize,
  performance.getEntriesByType('navigation')[0].encodedBodySize,
)`;

inBrowser('very many messages', (open) => {
  it('can all be scrolled to, on a page that weighs less than 300 KiB', async () => {
    const sandbox = await startSandbox({ begins: START });
    onTestFinished(() => sandbox.stop());
    const ben = sandbox.as('ben');
    for (let count = 1; count <= MANY; count++) ben.say(`**${count}** of ${MANY}`);
    const page = await open(sandbox);
    expect(Number(await page.evaluate(WEIGHT))).toBeLessThan(300 * 1024);
    const shown = async () => {
      await page.evaluate(`document.querySelector('.timeline').scrollTop = 0`);
      return page.getByRole('article').count();
    };
    await expect.poll(shown).toBe(MANY);
    await page.getByText('Welcome to #general!').waitFor();
  });
});
