import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { REST } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failureIn } from '../../src/discord/failure.ts';
import { createRefusalLimit, createRest, type RestParts, watchRefusals } from '../../src/discord/rest.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

type Answer = readonly [status: number, headers: Record<string, string>, body: string];

/** Something that answers as it is told to, one answer after the other, the last for ever; and a REST that asks it. */
async function place(answers: readonly Answer[], parts: Partial<RestParts> = {}) {
  const asked: { method: string; authorization: string | undefined }[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const [status, headers, body] = answers[Math.min(asked.length, answers.length - 1)] ?? [500, {}, ''];
    asked.push({ method: request.method ?? '', authorization: request.headers.authorization });
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const rest = createRest({ apiUrl: `http://127.0.0.1:${port}/api`, token: 'the-token', ...parts });
  return { rest, asked };
}

const post = (rest: REST) => rest.post('/channels/1/messages', { body: { nonce: '1', enforce_nonce: true } });
const failing = (request: Promise<unknown>) => request.then(() => undefined, failureIn);
const fine: Answer = [200, JSON_TYPE, '{"id":"1"}'];

describe('the REST of the bot', () => {
  it('goes on with its token after it was refused once', async () => {
    const { rest, asked } = await place([[401, JSON_TYPE, '{"message":"401: Unauthorized","code":0}'], fine]);
    expect(await failing(post(rest))).toMatchObject({ type: 'passing' });
    expect(await post(rest)).toEqual({ id: '1' });
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bot the-token', 'Bot the-token']);
  });

  it.each([
    ['a web page', [200, { 'content-type': 'text/html' }, '<html>Sign in to this network</html>']],
    ['plain text', [200, { 'content-type': 'text/plain' }, 'Back soon']],
    ['cut JSON', [200, JSON_TYPE, '{"id":"1']],
    ['a web page that says 400', [400, { 'content-type': 'text/html' }, '<html>Bad request</html>']],
    ['a web page that says 404', [404, { 'content-type': 'text/html' }, '<html>Nothing here</html>']],
    ['null that says 403', [403, JSON_TYPE, 'null']],
  ] as const satisfies readonly (readonly [string, Answer])[])(
    'takes %s for a passing fault',
    async (_what, answer) => {
      const { rest } = await place([answer]);
      expect(await failing(post(rest))).toMatchObject({ type: 'passing' });
    },
  );

  it('waits as long as the body says where the header is missing', async () => {
    const { rest, asked } = await place([[429, JSON_TYPE, '{"retry_after":0.6,"global":false}'], fine]);
    const before = performance.now();
    expect(await post(rest)).toEqual({ id: '1' });
    expect(performance.now() - before).toBeGreaterThan(590);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['an hour', { 'retry-after': '3600', ...JSON_TYPE }, '{"retry_after":3600}'],
    ['nobody says how long, in HTML', { 'content-type': 'text/html' }, '<html>error code: 1015</html>'],
    ['nobody says how long, in JSON', JSON_TYPE, '{}'],
    ['a date', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, 'Slow down'],
  ])('waits for nobody who is told to wait for %s', async (_what, headers, body) => {
    const { rest, asked } = await place([[429, headers as Record<string, string>, body]]);
    expect(await failing(post(rest))).toMatchObject({ type: 'passing' });
    expect(asked).toHaveLength(1);
  });

  it('repeats what does no harm when done twice, and nothing else', async () => {
    const down: Answer = [503, JSON_TYPE, '{}'];
    const times = async (request: (rest: REST) => Promise<unknown>) => {
      const { rest, asked } = await place([down]);
      await failing(request(rest));
      return asked.length;
    };
    expect(await times(post)).toBe(4);
    expect(await times((rest) => rest.get('/users/@me/guilds'))).toBe(4);
    expect(await times((rest) => rest.patch('/channels/1/messages/2', { body: {} }))).toBe(4);
    expect(await times((rest) => rest.post('/guilds/1/scheduled-events', { body: {} }))).toBe(1);
    expect(await times((rest) => rest.post('/webhooks/1/token', { auth: false, body: {} }))).toBe(1);
  });

  it('tells what the time is by each answer of Discord’s, and by none of what stands before it', async () => {
    const seen: (number | undefined)[] = [];
    const date = 'Tue, 24 Nov 2026 12:00:00 GMT';
    const page: Answer = [403, { 'content-type': 'text/html', date }, '<html></html>'];
    const { rest } = await place([[200, { ...JSON_TYPE, date }, '[]'], [204, { date }, ''], page], {
      onAsk: () => (at) => void seen.push(at),
    });
    for (const _ of [1, 2, 3]) await rest.get('/users/@me/guilds').catch(() => {});
    const noon = Date.UTC(2026, 10, 24, 12);
    expect(seen).toEqual([noon, noon]);
  });
});

it.each([401, 403, 429])(
  'asks no more for ten minutes where Discord would shut it out for more of %s',
  async (status) => {
    const time = { now: 0 };
    const refusalLimit = createRefusalLimit(() => time.now, 3);
    const refused: Answer = [
      status,
      { ...JSON_TYPE, 'retry-after': '3600' },
      '{"message":"No","code":50001}',
    ];
    const { rest, asked } = await place([refused], { refusalLimit });
    for (let one = 0; one < 5; one++) await failing(rest.get(`/channels/${one}`));
    expect(asked).toHaveLength(3);
    expect(await failing(rest.get('/channels/9'))).toMatchObject({ type: 'passing' });
    // The answer to a member.
    await failing(rest.post('/interactions/1/token/callback', { auth: false, body: {} }));
    expect(asked).toHaveLength(4);
    time.now += 10 * 60_000;
    await failing(rest.get('/channels/10'));
    expect(asked).toHaveLength(5);
  },
);

describe('a token that is refused', () => {
  it.each([
    ['once', [[0, 401]], false],
    [
      'for a minute',
      [
        [0, 401],
        [20, 401],
        [60, 401],
      ],
      false,
    ],
    [
      'for five minutes',
      [
        [0, 401],
        [60, 401],
        [300, 401],
      ],
      true,
    ],
    [
      'twice, a day apart',
      [
        [0, 401],
        [86_400, 401],
      ],
      false,
    ],
    [
      'for five minutes, but for one answer',
      [
        [0, 401],
        [60, 200],
        [120, 401],
        [300, 401],
        [310, 401],
      ],
      false,
    ],
    [
      'for five minutes of an outage',
      [
        [0, 401],
        [60, 503],
        [120, 401],
        [300, 401],
      ],
      true,
    ],
  ] as const)('%s is believed or not', (_how, answers, believed) => {
    let now = 0;
    let told = 0;
    const note = watchRefusals(
      () => {
        told += 1;
      },
      () => now,
    );
    for (const [seconds, status] of answers) {
      now = seconds * 1_000;
      note(status);
    }
    expect(told > 0).toBe(believed);
  });
});
