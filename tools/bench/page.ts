import { existsSync } from 'node:fs';
import type { Sandbox } from 'discord-sandbox';
import { DESK } from 'discord-sandbox/page';
import type { Page } from 'playwright-core';
import { startClubSandbox } from '../../src/on-sandbox/club.ts';
import { CHROMIUM, launch } from '../../tests/page/chromium.ts';
import { spreadOf, table } from './figures.ts';

const MANY = 5_000;
const LOADS = 3;
const BUSY_SECONDS = 3;

/** Scrolls up by more than a screen for each frame until the top is reached, and tells how long frames took, in ms. */
const SCROLL_TO_TOP = `new Promise((resolve) => {
  const box = document.querySelector('.timeline');
  const frames = [];
  let last = performance.now();
  let still = 0;
  const step = (now) => {
    frames.push(now - last);
    last = now;
    still = box.scrollTop === 0 ? still + 1 : 0;
    box.scrollTop -= 1200;
    if (still > 60) resolve(frames);
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

const TWO_FRAMES = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';

/** When something was first seen of the page, in ms after it was asked for. */
async function paintOf(page: Page): Promise<number> {
  await page.reload();
  await page.getByRole('log').waitFor();
  return Number(await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`));
}

/** How long two frames take while the panel of the wire gets fifty requests a second. */
async function framesWhileBusy(page: Page, { url, token }: Sandbox): Promise<number[]> {
  await page.getByRole('button', { name: /wire, for contributors/ }).click();
  const took: number[] = [];
  for (let second = 0; second < BUSY_SECONDS; second++) {
    const next = new Promise((resolve) => setTimeout(resolve, 1_000));
    const asked = Array.from({ length: 50 }, () =>
      fetch(`${url}/v10/users/@me`, { headers: { authorization: `Bot ${token}` } }),
    );
    const began = performance.now();
    await page.evaluate(TWO_FRAMES);
    took.push(performance.now() - began);
    await Promise.all([...asked, next]);
  }
  return took;
}

/**
 * The page of the sandbox in a real browser. The aims: painted within a second, half of the frames within 34 ms while one
 * scrolls through many messages, and within 250 ms while the wire is busy.
 */
export async function benchPage(): Promise<string> {
  if (!existsSync(CHROMIUM)) return `There is no ${CHROMIUM} here, so the page is not measured.`;
  const sandbox = await startClubSandbox();
  const ben = sandbox.as('ben');
  for (let count = 1; count <= MANY; count++) ben.say(`**${count}** of ${MANY}: see you at <t:1700000000:t>`);
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: DESK });
    await page.addInitScript("localStorage.setItem('tour', 'seen')");
    await page.goto(sandbox.pageUrl);
    const paints: number[] = [];
    for (let load = 0; load < LOADS; load++) paints.push(await paintOf(page));
    const frames = (await page.evaluate(SCROLL_TO_TOP)) as number[];
    const busy = await framesWhileBusy(page, sandbox);
    const row = (what: string, figures: readonly number[]) => {
      const { p50, p95, p99 } = spreadOf(figures);
      return [what, ...[p50, p95, p99].map((figure) => figure.toFixed(1))];
    };
    return [
      `the page with ${MANY} messages`,
      table([
        ['ms', 'p50', 'p95', 'p99'],
        row('first paint', paints),
        row('a frame while scrolling', frames),
        row('two frames at 50 requests a second', busy),
      ]),
    ].join('\n');
  } finally {
    await browser.close();
    await sandbox.stop();
  }
}
