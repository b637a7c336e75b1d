import { say } from 'discord-sandbox/page';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openClub } from '../journeys/club.ts';
import { startProgram } from '../journeys/program.ts';
import { inBrowser } from './browser.ts';

async function openPanel(page: Page) {
  await page.getByRole('button', { name: /wire, for contributors/ }).click();
  const panel = page.getByRole('complementary', { name: /wire/ });
  await panel.getByRole('list').waitFor();
  return panel;
}

inBrowser('the contributors’ panel', (open) => {
  it('lets answers come too late', async () => {
    const { sandbox, complaints } = await openClub({ expectTrouble: true });
    const page = await open(sandbox);
    const panel = await openPanel(page);
    await say(page, '/stretch hamstrings');
    await page.getByRole('button', { name: 'Another routine' }).waitFor();
    await panel.getByText('Trouble', { exact: true }).click();
    await panel.getByRole('button', { name: 'Answer after 4 s' }).click();
    await panel.getByText('too long for a first answer').waitFor();
    await page.getByRole('button', { name: 'Another routine' }).click();
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    sandbox.clock.advance(4_000);
    await page.getByText('This interaction failed').waitFor();
    await expect.poll(() => complaints.length).toBeGreaterThan(0);
    await panel.locator('.note-status.failed').first().waitFor();
  });

  it('loads a state while the bot runs, and refuses a file that is none', async () => {
    const program = startProgram({ SANDBOX_PORT: '0' });
    await program.says(/In your browser: \S+\n/);
    const pageUrl = /In your browser: (\S+)\n/.exec(program.output())?.[1] ?? '';
    const page = await open({ pageUrl }, { expectTrouble: true });
    const panel = await openPanel(page);
    await panel.getByText('State', { exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('link', { name: 'Save this state' }).click(),
    ]);
    const saved = await download.path();
    await say(page, 'Only in the state of before.');
    await page.getByText('Only in the state of before.').waitFor();
    const choose = async (file: string | { name: string; mimeType: string; buffer: Buffer }) => {
      await panel.getByLabel('A saved state').setInputFiles(file);
      await panel.getByRole('button', { name: 'Load it' }).press('Enter');
    };
    const name = '<img src=x onerror=window.hit=1>.state';
    await choose({ name, mimeType: 'image/svg+xml', buffer: Buffer.from('<svg onload="window.hit=1"/>') });
    await panel.getByRole('alert').getByText('no saved state of the sandbox. Nothing was changed.').waitFor();
    expect(await page.locator(':focus').textContent()).toBe('Load a state…');
    expect(await page.getByText('Only in the state of before.').count()).toBe(1);
    await choose(saved);
    await panel.getByText(/^Loaded\. It is /).waitFor();
    await expect.poll(() => page.getByText('Only in the state of before.').count()).toBe(0);
    await expect.poll(() => page.getByText('The bot isn’t connected').count()).toBe(0);
    await say(page, '/stretch hamstrings');
    await page.getByRole('heading', { name: 'Hamstrings' }).waitFor();
    expect(await page.evaluate('window.hit')).toBeUndefined();
    await panel.getByLabel('A saved state').setInputFiles(saved);
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Load it');
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.getByRole('button', { name: 'Load it' }).count()).toBe(0);
  });
});
