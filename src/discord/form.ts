import type { InternalRequest } from 'discord.js';

/** What files are, by the ending of their name. */
const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  ics: 'text/calendar',
  json: 'application/json',
  png: 'image/png',
};

const typeOf = (name: string) => TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** A request with files as one piece of bytes: a form of the body as JSON and of the files, each by its name and data alone. */
function inOnePiece({ files = [], body, headers, ...request }: InternalRequest): InternalRequest {
  const boundary = `cooldown-${crypto.randomUUID()}`;
  const part = (about: string) => `--${boundary}\r\nContent-Disposition: form-data; name=${about}\r\n\r\n`;
  const pieces = [
    ...files.flatMap(({ name, data }, place) => [
      part(
        `"files[${place}]"; filename="${name.replace(/["\r\n]/g, encodeURIComponent)}"\r\nContent-Type: ${typeOf(name)}`,
      ),
      data,
      '\r\n',
    ]),
    part('"payload_json"'),
    JSON.stringify(body),
    `\r\n--${boundary}--\r\n`,
  ];
  return {
    ...request,
    body: Buffer.concat(
      pieces.map((piece) => (piece instanceof Uint8Array ? piece : Buffer.from(`${piece}`))),
    ),
    passThroughBody: true,
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

/**
 * A request whose files are sent in one piece. undici would stream them, and a connection that breaks half-way then throws
 * where nobody can catch it, which ends the program. Streaming takes longer, too.
 */
export const sendWhole = (request: InternalRequest): InternalRequest =>
  request.files?.length ? inOnePiece(request) : request;
