import type { Attachment } from 'discord.js';

/** Discord's answer to an interaction is due within three seconds; a file that takes longer than this is given up. */
const PATIENCE_MS = 1_500;

/** What came of a file that a member sent along. */
export type Download =
  | { readonly type: 'file'; readonly bytes: Uint8Array }
  | { readonly type: 'too-large' }
  | { readonly type: 'unreachable' };

/** Fetches a file of at most `most` bytes from where Discord keeps it. */
export async function download({ url, size }: Attachment, most: number): Promise<Download> {
  if (size > most) return { type: 'too-large' };
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) return { type: 'unreachable' };
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return bytes.byteLength > most ? { type: 'too-large' } : { type: 'file', bytes };
  } catch {
    return { type: 'unreachable' };
  }
}
