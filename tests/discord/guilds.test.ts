import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { isInGuild, listGuilds } from '../../src/discord/guilds.ts';
import { createRest } from '../../src/discord/rest.ts';

/** Something that answers each request with what is made of its address; and a REST that asks it. */
async function place(answer: (url: URL) => unknown) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    asked.push(url.search);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { rest: createRest({ apiUrl: `http://127.0.0.1:${port}/api`, token: 'the-token' }), asked };
}

const serversFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, one) => ({ id: String(first + one) }));

it('lists all servers, page by page', async () => {
  const { rest, asked } = await place((url) =>
    url.searchParams.get('after') === '0' ? serversFrom(1_000, 200) : serversFrom(1_200, 5),
  );
  expect(await listGuilds(rest)).toHaveLength(205);
  expect(asked).toEqual(['?limit=200&after=0', '?limit=200&after=1199']);
});

it('asks for no end of pages where it is given the same again and again, and believes none of it', async () => {
  const { rest, asked } = await place(() => serversFrom(1_000, 200));
  await expect(listGuilds(rest)).rejects.toThrow();
  expect(asked).toHaveLength(2);
});

it('takes another server, or none, for no answer', async () => {
  const { rest } = await place((url) => (url.pathname.endsWith('/7') ? null : { id: '5' }));
  expect(await isInGuild(rest, '5')).toBe(true);
  await expect(isInGuild(rest, '6')).rejects.toThrow();
  await expect(isInGuild(rest, '7')).rejects.toThrow();
});
