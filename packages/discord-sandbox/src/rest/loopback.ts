import type { IncomingMessage } from 'node:http';

const namesOf = ({ socket }: IncomingMessage) => [
  `127.0.0.1:${socket.localPort}`,
  `localhost:${socket.localPort}`,
];

/** A web page must not reach this by a domain that points to loopback. */
export function isCalledByOwnName(request: IncomingMessage): boolean {
  return namesOf(request).includes(request.headers.host ?? '');
}

/**
 * Browsers say which origin a request comes from, for pictures and links only whether it is the same one. Only our own
 * page is allowed.
 */
export function comesFromElsewhere(request: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined) return !namesOf(request).includes(URL.parse(origin)?.host ?? '');
  return site === 'cross-site' || site === 'same-site';
}
