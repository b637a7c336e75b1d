import type { Attachment } from 'discord.js';

/** Discord's answer to an interaction is due within three seconds; a file that takes longer than this is given up. */
const PATIENCE_MS = 1_500;

/** Fetches a file of at most `most` bytes from where Discord keeps it. */
export async function download({ url, size }: Attachment, most: number) {
  if (size > most) return { type: 'too-large' } as const;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) return { type: 'unreachable' } as const;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return bytes.byteLength > most ? ({ type: 'too-large' } as const) : ({ type: 'file', bytes } as const);
  } catch {
    return { type: 'unreachable' } as const;
  }
}
