import type { Attachment } from 'discord.js';

/** Discord's answer to an interaction is due within three seconds; a file that takes longer than this is given up. */
const PATIENCE_MS = 1_500;

/** Where Discord keeps what members send along. */
const DISCORDS = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

export type Fetched =
  | { readonly type: 'file'; readonly bytes: Uint8Array }
  | { readonly type: 'too-large' | 'unreachable' };

export type FetchFile = ReturnType<typeof createFetchFile>;

/** Reads up to `most` bytes and no further; undefined where there are more. */
async function readUpTo(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Fetches files that members sent along: from Discord's own hosts, or from the one that `apiUrl` names, and never by
 * a redirect. So nobody can make the bot fetch what only its own machine can reach.
 */
export function createFetchFile(apiUrl: string, patienceMs = PATIENCE_MS) {
  const origins = new Set([...DISCORDS, new URL(apiUrl).origin]);

  function isKept(address: string): boolean {
    const { origin, username, password } = URL.parse(address) ?? {};
    return origin !== undefined && origins.has(origin) && username === '' && password === '';
  }

  /** A file of at most `most` bytes. */
  return async ({ url, size }: Pick<Attachment, 'url' | 'size'>, most: number): Promise<Fetched> => {
    if (size > most) return { type: 'too-large' };
    if (!isKept(url)) return { type: 'unreachable' };
    try {
      const { ok, body } = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
      if (!ok || !body) {
        await body?.cancel();
        return { type: 'unreachable' };
      }
      const bytes = await readUpTo(body, most);
      return bytes ? { type: 'file', bytes } : { type: 'too-large' };
    } catch {
      return { type: 'unreachable' };
    }
  };
}
