import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { goTo, say, type } from 'discord-sandbox/page';
import { expect, it } from 'vitest';
import { startDev } from '../journeys/program.ts';
import { inBrowser } from './browser.ts';

/** A port that nobody uses just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

inBrowser('the page while somebody works on the program', (open) => {
  it('says that it starts anew, comes back with what was there, and with its own new code', async () => {
    const port = await freePort();
    const { program, folder } = startDev({ SANDBOX_PORT: String(port) });
    await program.says(/In your browser/);
    const page = await open({ pageUrl: `http://127.0.0.1:${port}/` }, { expectTrouble: true });
    await goTo(page, 'races');
    await say(page, 'Still here?');
    await page.getByText('Still here?').waitFor();
    await type(page, 'Half a thought');
    const comesBack = async () => {
      await page.getByText('The program is starting anew').waitFor();
      await expect.poll(() => page.getByText(/starting anew|isn’t connected/).count()).toBe(0);
      await page.getByText('Still here?').waitFor();
    };
    await page.evaluate('window.before = true');
    appendFileSync(join(folder, 'commands', 'help.ts'), '\n// Changed.\n');
    await comesBack();
    expect(await page.evaluate('window.before')).toBe(true);
    expect(await page.getByRole('textbox', { name: 'Message #races' }).inputValue()).toBe('Half a thought');
    appendFileSync(
      join(folder, 'packages', 'discord-sandbox', 'src', 'page', 'browser', 'style.css'),
      '\n/* Changed. */\n',
    );
    await comesBack();
    await expect.poll(() => page.evaluate('window.before')).toBeUndefined();
    await page.getByRole('heading', { level: 1, name: 'races' }).waitFor();
    program.signal('SIGTERM');
    await program.ended;
  });
});
