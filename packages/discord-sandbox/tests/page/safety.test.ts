import { once } from 'node:events';
import { request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { readState, type Saved, startSandbox } from '../../src/index.ts';
import { newest } from '../../src/page/driver.ts';
import { COMPONENTS_V2, openPlace, words } from '../bare-bot.ts';
import { START } from '../start.ts';
import { inBrowser } from './browser.ts';

async function ownSandbox() {
  const sandbox = await startSandbox({ begins: START });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

function get(port: number, path: string, headers: Record<string, string> = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    headers: Record<string, unknown>;
  }>();
  request({ host: '127.0.0.1', port, path, headers }, (response) => {
    response.resume();
    resolve({ status: response.statusCode ?? 0, headers: response.headers });
  })
    .on('error', reject)
    .end();
  return promise;
}

it('is served under its own names alone', async () => {
  const { port } = await ownSandbox();
  expect((await get(port, '/')).status).toBe(200);
  expect((await get(port, '/', { host: `localhost:${port}` })).status).toBe(200);
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`])
    expect((await get(port, '/', { host })).status, host).toBe(403);
});

it('serves its files and no others', async () => {
  const { port } = await ownSandbox();
  expect((await get(port, '/page/browser/main.ts')).status).toBe(200);
  for (const path of [
    '/page/browser/../reader.ts',
    '/page/browser/%2e%2e/reader.ts',
    '/page/reader.ts',
    '/page/browser/',
    '/packages/../../package.json',
    '//etc/passwd',
    '/client/member.ts',
    '/constructor',
  ])
    expect((await get(port, path)).status, path).toBe(404);
});

it('sends a policy that lets nothing but its own files run', async () => {
  const { port } = await ownSandbox();
  const { headers } = await get(port, '/');
  const policy = String(headers['content-security-policy']);
  for (const part of [
    "default-src 'none'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
    expect(policy).toContain(part);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['cross-origin-resource-policy']).toBe('same-origin');
});

it('gives and takes nothing where a page of the web asks, whether it says its name or not', async () => {
  const { bot, sandbox } = await openPlace();
  const { port, token } = sandbox;
  const own = `http://127.0.0.1:${port}`;
  const [{ url } = { url: '' }] = sandbox
    .as('ben')
    .say('', [{ filename: 'a.png', contentType: 'image/png', bytes: new Uint8Array(1) }]).attachments;
  const attachment = new URL(url).pathname;
  const authorization = `Bot ${token}`;
  sandbox.faults.add({ path: /./, times: 1, status: 500 });
  const noted = sandbox.traffic.requests.length;
  for (const path of ['/api/v10/users/@me', '/api/v10/gateway', '/page/state', attachment])
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${port + 1}`, 'sec-fetch-site': 'same-site' },
      // Pictures and links of other pages come without an origin.
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])
      expect((await get(port, path, { authorization, ...headers })).status, path).toBe(403);
  // Not even a fault that somebody made for the bot is used up, nor does it stand in the panel.
  expect(sandbox.traffic.requests.length).toBe(noted);
  expect(sandbox.faults.pending).toBe(1);
  expect((await bot.ask('GET', '/users/@me')).status).toBe(500);
  for (const headers of [{ origin: own, 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}])
    expect((await get(port, attachment, headers)).status).toBe(200);
  // A link may lead to the page.
  expect((await get(port, '/', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
});

it('is driven by its own page alone', async () => {
  const { port } = await ownSandbox();
  const address = `ws://127.0.0.1:${port}/page/socket`;
  const ends = async (options: object) => {
    const socket = new WebSocket(address, options);
    const { promise, resolve } = Promise.withResolvers<string>();
    socket.on('open', () => resolve('open')).on('error', (error) => resolve(error.message));
    return promise.finally(() => socket.terminate());
  };
  expect(await ends({ origin: `http://127.0.0.1:${port}` })).toBe('open');
  for (const options of [
    {},
    { origin: 'https://evil.example' },
    { origin: `http://127.0.0.1:${port + 1}` },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${port}`, headers: { host: 'evil.example' } },
  ])
    expect(await ends(options), JSON.stringify(options)).toContain('403');
});

it('hangs up on what is no question of its page', async () => {
  const { port } = await ownSandbox();
  for (const text of [
    '{',
    'null',
    '{"number":1,"ask":{"do":"constructor"}}',
    '{"number":1,"ask":{"do":"pass","to":"x"}}',
  ]) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/page/socket`, {
      origin: `http://127.0.0.1:${port}`,
    });
    await once(socket, 'open');
    socket.send(text);
    const [code] = await once(socket, 'close');
    expect(code, text).toBe(1008);
  }
});

it('takes a state from its own page alone, and none that is too large', async () => {
  const sandbox = await ownSandbox();
  const { port } = sandbox;
  const prepared: Saved[] = [];
  sandbox.onLoading(async (saved) => {
    prepared.push(saved);
    return { type: 'refused', why: 'Not now.' };
  });
  const state = sandbox.save();
  const own = `http://127.0.0.1:${port}`;
  const post = (headers: Record<string, string>, method = 'POST') => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const sent = request({ host: '127.0.0.1', port, path: '/page/state', method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
    sent.end(method === 'POST' ? state : undefined);
    return promise;
  };
  expect(await post({})).toBe(403);
  for (const origin of [
    'https://evil.example',
    'null',
    `http://127.0.0.1:${port + 1}`,
    `http://127.0.0.1.evil.example:${port}`,
  ])
    expect(await post({ origin }), origin).toBe(403);
  expect(await post({ origin: own, host: 'evil.example' })).toBe(403);
  for (const method of ['PUT', 'DELETE', 'OPTIONS']) expect(await post({ origin: own }, method)).toBe(405);
  expect(prepared).toEqual([]);
  expect(await post({ origin: own })).toBe(422);
  expect(prepared).toHaveLength(1);
  // It isn't even read.
  const large = request({
    host: '127.0.0.1',
    port,
    path: '/page/state',
    method: 'POST',
    headers: { origin: own, 'content-length': 101 * 1024 * 1024 },
  });
  large.on('error', () => {}).flushHeaders();
  const [answer] = await once(large, 'response');
  expect(answer.statusCode).toBe(422);
  large.destroy();
  expect(prepared).toHaveLength(1);
});

it('gives no state to another page, and never as one', async () => {
  const { port } = await ownSandbox();
  const { headers } = await get(port, '/page/state');
  expect(headers).toMatchObject({
    'content-disposition': 'attachment',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect((await get(port, '/page/state', { host: 'evil.example' })).status).toBe(403);
});

const SCRIPT = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="window.hit=1"><script>window.hit=1</script></svg>`;

inBrowser('hostile content', (open) => {
  it('stays text, whoever says it and wherever it stands', async () => {
    const { sandbox, bot } = await openPlace();
    const ben = [...sandbox.world.users.values()].find(({ username }) => username === 'ben');
    Object.assign(ben ?? {}, { name: SCRIPT });
    const page = await open(sandbox);
    sandbox
      .as('ben')
      .say(
        `${SCRIPT} <@${ben?.id}> [x](javascript:window.hit=1) </:12345678901234567> \`${SCRIPT}\` **${SCRIPT}**`,
      );
    await bot.say(
      'general',
      {
        flags: COMPONENTS_V2,
        components: [
          words(
            `# ${SCRIPT}\n[click](javascript:window.hit=1)\n[ok](https://example.com/"onmouseover="window.hit=1)`,
          ),
          {
            type: 12,
            items: [
              { media: { url: 'https://evil.example/spy.png' } },
              { media: { url: 'attachment://x.svg' }, description: SCRIPT },
            ],
          },
          { type: 13, file: { url: 'attachment://x.html' } },
        ],
      },
      {
        files: {
          'files[0]': new File([SVG], 'x.svg', { type: 'image/svg+xml' }),
          'files[1]': new File([SCRIPT], 'x.html', { type: 'text/html' }),
        },
      },
    );
    sandbox.as('ben').say('', [
      {
        filename: '<img src=x onerror=window.hit=1>.svg',
        contentType: 'image/svg+xml',
        bytes: new TextEncoder().encode(SVG),
      },
    ]);
    await expect.poll(() => page.getByRole('article').count()).toBe(3);
    expect(await newest(page).textContent()).toContain('<img src=x onerror=window.hit=1>.svg');
    expect(await page.evaluate('window.hit')).toBeUndefined();
    // What draws pictures draws none of these, and no link leads to a script.
    expect(await page.locator('article img, article svg, article script').count()).toBe(0);
    for (const link of await page.locator('article a').all())
      expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|\/attachments\/)/);
  });

  it('stays text in a state that was loaded, and in the panel', async () => {
    const { sandbox, bot } = await openPlace();
    await bot.say(
      'general',
      {
        flags: COMPONENTS_V2,
        components: [words('Hello'), { type: 13, file: { url: 'attachment://x.svg' } }],
      },
      { files: { 'files[0]': new File([SVG], 'x.svg', { type: 'image/svg+xml' }) } },
    );
    const state = JSON.parse(new TextDecoder().decode(sandbox.save()));
    for (const thing of [...state.users, ...state.guilds, ...state.guilds[0].roles])
      thing.name = SCRIPT.slice(0, 100);
    for (const one of state.guilds[0].channels) if (one.name !== 'general') one.name = SCRIPT.slice(0, 100);
    Object.assign(state.messages[0], { content: '' });
    state.messages[0].components[0].content = `${SCRIPT} [x](javascript:window.hit=1)`;
    Object.assign(state.attachments[0], { contentType: 'text/html\r\nx: y', description: SCRIPT });
    const again = await startSandbox({ state: readState(new TextEncoder().encode(JSON.stringify(state))) });
    onTestFinished(() => again.stop());
    const page = await open(again);
    await page.getByText('window.hit=1').first().waitFor();
    const [{ url } = { url: '' }] = again.as('leader').read()[0]?.attachments ?? [];
    const { status, headers } = await get(again.port, new URL(url).pathname);
    expect([status, headers['content-type'], headers['x']]).toEqual([
      200,
      'application/octet-stream',
      undefined,
    ]);
    await page.getByRole('button', { name: /wire, for contributors/ }).click();
    await fetch(`${again.url}/v10/channels/${SCRIPT.replaceAll('/', '')}`, {
      method: 'POST',
      body: JSON.stringify({ SCRIPT }),
      headers: { authorization: `Bot ${again.token}`, 'content-type': 'application/json' },
    });
    await page.locator('.note-line').first().click();
    await page.locator('.note pre').first().waitFor();
    await page.getByText('The bot’s permissions').click();
    await page.getByLabel('View Channel').waitFor();
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await page.locator('article script, article svg, .panel img, .panel script').count()).toBe(0);
    for (const link of await page.locator('article a').all())
      expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|\/attachments\/)/);
  });

  it('is fetched from nowhere else', async () => {
    const { sandbox, bot } = await openPlace();
    const page = await open(sandbox);
    const asked: string[] = [];
    page.on('request', (one) => asked.push(one.url()));
    await page.reload();
    await page.getByRole('log').waitFor();
    await bot.say('general', {
      embeds: [{ title: 'Outside', image: { url: 'https://evil.example/spy.png' } }],
    });
    await page.getByText('A picture from outside').waitFor();
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((url) => !url.startsWith(`http://127.0.0.1:${sandbox.port}/`))).toEqual([]);
  });

  it('can run nothing even if it got into the page, and opens as a download', async () => {
    const { sandbox } = await openPlace();
    const page = await open(sandbox, { expectTrouble: true });
    const tried = `(() => { const one = document.createElement('div'); try { one.innerHTML = '<b>x</b>'; } catch (error) { return error.name; } return 'done'; })()`;
    expect(await page.evaluate(tried)).toBe('TypeError');
    const { url } = sandbox
      .as('ben')
      .say('', [{ filename: 'x.html', contentType: 'text/html', bytes: new TextEncoder().encode(SCRIPT) }])
      .attachments[0] ?? { url: '' };
    const { headers } = await get(sandbox.port, new URL(url).pathname);
    expect(headers['content-disposition']).toBe('attachment');
    expect(headers['content-security-policy']).toContain('sandbox');
  });
});
