import type { IncomingMessage } from 'node:http';
import type { UploadedFile } from '../messages.ts';
import { refusals } from './errors.ts';

/** A request's body: its JSON, and the files that came with it. */
export interface Body {
  readonly json: unknown;
  readonly files: readonly UploadedFile[];
}

/** What Discord takes of one file, where nobody has paid for more. */
const LARGEST_FILE = 10 * 1024 * 1024;
/** All files together and the rest. */
const LARGEST_BODY = 25 * 1024 * 1024;

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_BODY) throw refusals.tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusals.notJson();
  }
}

/** Reads JSON, or a form with a `payload_json` part and files. @throws {Refusal} */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const bytes = await bytesOf(request);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { json: undefined, files: [] };
  if (!type.startsWith('multipart/form-data')) return { json: parse(bytes.toString('utf8')), files: [] };
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw refusals.notJson();
    });
  const payload = form.get('payload_json');
  const files: UploadedFile[] = [];
  for (const [field, value] of form)
    if (typeof value !== 'string') {
      if (value.size > LARGEST_FILE) throw refusals.tooLarge();
      files.push({
        field,
        filename: value.name,
        contentType: value.type || 'application/octet-stream',
        bytes: new Uint8Array(await value.arrayBuffer()),
      });
    }
  return { json: typeof payload === 'string' ? parse(payload) : {}, files };
}
