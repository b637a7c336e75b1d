import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the page's WebSocket is. */
export const PAGE_SOCKET = '/page/socket';

/** Where the sandbox can be saved from, and another state be loaded. */
export const PAGE_STATE = '/page/state';

const SANDBOX = join(import.meta.dirname, '..');
const BROWSER = join(import.meta.dirname, 'browser');

/** What our own modules end in: `.ts` as they were written, `.js` where the package is installed. */
const OWN = extname(import.meta.filename);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
};

const packaged = (name: string) => fileURLToPath(import.meta.resolve(name));

/** Everything that is served: a path of the address, and the file that it stands for. Nothing else can be reached. */
const FILES = new Map<string, string>([
  ['/', join(BROWSER, 'index.html')],
  ...readdirSync(BROWSER).map((name): [string, string] => [`/page/browser/${name}`, join(BROWSER, name)]),
  ...['typed', 'devices'].map((name): [string, string] => [
    `/client/${name}${OWN}`,
    join(SANDBOX, 'client', `${name}${OWN}`),
  ]),
  ['/packages/preact.mjs', packaged('preact')],
  ['/packages/hooks.mjs', packaged('preact/hooks')],
]);

/** Tells the browser where packages are. The policy allows this one inline script by its hash. */
const importMap = /<script type="importmap">([^<]*)<\/script>/.exec(
  readFileSync(join(BROWSER, 'index.html'), 'utf8'),
)?.[1];
const hashOfMap = createHash('sha256')
  .update(importMap ?? '')
  .digest('base64');

const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${hashOfMap}'`,
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/** A downloaded file must not run as a page of this origin, and no other page may read it. */
export const AS_DOWNLOAD = {
  'content-disposition': 'attachment',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** Tells one version of the page from another. */
export function codeOfPage(): string {
  const hash = createHash('sha256');
  for (const file of FILES.values()) hash.update(readFileSync(file));
  return hash.digest('base64url');
}

/** TypeScript goes to the browser without its types. */
function contentOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.ts')
    ? stripTypeScriptTypes(text)
    : text.replace(/\n\/\/# sourceMappingURL=.*$/m, '');
}

/** Serves the chat page's files on loopback, and 404 for all other paths. */
export function servePage(pathname: string, { method }: IncomingMessage, response: ServerResponse): void {
  const file = FILES.get(pathname);
  if (!file || (method !== 'GET' && method !== 'HEAD')) return void response.writeHead(404).end();
  response
    .writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(file)] ?? 'text/plain' })
    .end(method === 'GET' ? contentOf(file) : undefined);
}
