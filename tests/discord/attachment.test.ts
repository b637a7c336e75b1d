import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFetchFile } from '../../src/discord/attachment.ts';

/** A server on loopback, with how often it was asked. */
async function server(answer: RequestListener) {
  const asked: string[] = [];
  const it = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(it, 'listening');
  onTestFinished(() => {
    it.closeAllConnections();
    it.close();
  });
  return { asked, origin: `http://127.0.0.1:${(it.address() as AddressInfo).port}`, server: it };
}

const MOST = 1_000;
/** As long as a test may take: what is given up is given up for another reason. */
const PATIENT = 60_000;

describe('a file that somebody sent along', () => {
  it('is fetched from where the API is', async () => {
    const { origin } = await server((_, response) => response.end('route'));
    const fetchFile = createFetchFile(`${origin}/api`, PATIENT);
    const fetched = await fetchFile({ url: `${origin}/attachments/1/2/route.gpx`, size: 5 }, MOST);
    expect(fetched).toEqual({ type: 'file', bytes: Buffer.from('route') });
  });

  it('is fetched from nowhere else, whatever the address looks like', async () => {
    const inside = await server((_, response) => response.end('secret'));
    const port = new URL(inside.origin).port;
    const fetchFile = createFetchFile('https://discord.com/api', PATIENT);
    for (const url of [
      inside.origin,
      `http://cdn.discordapp.com@127.0.0.1:${port}/`,
      `http://127.0.0.1:${port}#https://cdn.discordapp.com/`,
      `http://localhost:${port}/cdn.discordapp.com`,
      'http://cdn.discordapp.com/a.gpx',
      'https://cdn.discordapp.com:8443/a.gpx',
      'https://cdn.discordapp.com.evil.example/a.gpx',
      'https://user:word@cdn.discordapp.com/a.gpx',
      'file:///etc/hostname',
      'data:text/plain,route',
      'not an address',
      '',
    ])
      expect(await fetchFile({ url, size: 5 }, MOST), url).toEqual({ type: 'unreachable' });
    expect(inside.asked).toEqual([]);
  });

  it('is fetched by way of no redirect', async () => {
    const inside = await server((_, response) => response.end('secret'));
    for (const status of [301, 302, 303, 307, 308]) {
      const { origin } = await server((_, response) =>
        response.writeHead(status, { location: inside.origin }).end(),
      );
      const fetchFile = createFetchFile(origin, PATIENT);
      expect(await fetchFile({ url: `${origin}/a.gpx`, size: 5 }, MOST)).toEqual({ type: 'unreachable' });
    }
    expect(inside.asked).toEqual([]);
  });

  it('is read no further than it may be long, whatever length was told', async () => {
    const closed = Promise.withResolvers<void>();
    const { origin } = await server((_, response) => {
      response.on('close', () => closed.resolve());
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    const fetchFile = createFetchFile(origin, PATIENT);
    expect(await fetchFile({ url: `${origin}/a.gpx`, size: 5 }, MOST)).toEqual({ type: 'too-large' });
    await closed.promise;
  });

  it('is not asked for where it is told to be too long', async () => {
    const { origin, asked } = await server((_, response) => response.end('route'));
    const fetchFile = createFetchFile(origin, PATIENT);
    const told = { url: `${origin}/a.gpx`, size: MOST + 1 };
    expect(await fetchFile(told, MOST)).toEqual({ type: 'too-large' });
    expect(asked).toEqual([]);
  });

  it('is given up where it takes too long, before its first byte or after', async () => {
    for (const answer of [
      (() => {}) as RequestListener,
      ((_, response) => response.write('a')) as RequestListener,
    ]) {
      const { origin } = await server(answer);
      const fetchFile = createFetchFile(origin, 50);
      expect(await fetchFile({ url: `${origin}/a.gpx`, size: 5 }, MOST)).toEqual({ type: 'unreachable' });
    }
  });

  it('is unreachable where it is gone or the line breaks', async () => {
    const gone = await server((_, response) => response.writeHead(404).end('gone'));
    const broken = await server((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('part');
      response.destroy();
    });
    for (const { origin } of [gone, broken]) {
      const fetchFile = createFetchFile(origin, PATIENT);
      expect(await fetchFile({ url: `${origin}/a.gpx`, size: 5 }, MOST)).toEqual({ type: 'unreachable' });
    }
  });
});
