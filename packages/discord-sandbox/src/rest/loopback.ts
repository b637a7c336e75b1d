import type { IncomingMessage } from 'node:http';

const namesOf = ({ socket }: IncomingMessage) => [
  `127.0.0.1:${socket.localPort}`,
  `localhost:${socket.localPort}`,
];

/** A page of the web must not reach this by a name of its own that points to loopback. */
export function isCalledByOwnName(request: IncomingMessage): boolean {
  return namesOf(request).includes(request.headers.host ?? '');
}

/** Browsers tell which page a request comes from, of pictures and links only how near it is; it may be none but our own. */
export function comesFromElsewhere(request: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined) return !namesOf(request).includes(URL.parse(origin)?.host ?? '');
  return site === 'cross-site' || site === 'same-site';
}
