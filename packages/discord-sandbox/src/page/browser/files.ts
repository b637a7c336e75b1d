import type { SentFile } from '../protocol.ts';

/** What Discord takes of one file. */
const LARGEST_FILE = 10 * 1024 * 1024;

/** Why a file can't be sent, in a sentence; undefined where it can. */
export function whyNot({ name, size }: File): string | undefined {
  return size > LARGEST_FILE ? `"${name}" is too large: 10 MiB at most.` : undefined;
}

/** A file as it goes over the line. */
export async function packed(file: File): Promise<SentFile> {
  const reader = new FileReader();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  reader.onload = () => resolve(String(reader.result));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
  const [, base64 = ''] = (await promise).split(',');
  return { filename: file.name, contentType: file.type, base64 };
}
