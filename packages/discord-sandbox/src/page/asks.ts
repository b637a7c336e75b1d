import { z } from 'zod';

/** A name that stands for a member, a channel or the like. */
const name = z.string().max(100);

const file = z.object({ filename: z.string().max(260), contentType: name, base64: z.base64() });
const entered = z.record(name, z.union([z.string(), z.boolean(), file]));

const right = z.enum([
  'View Channel',
  'Send Messages',
  'Read Message History',
  'Embed Links',
  'Attach Files',
  'Create Events',
]);

/** What a page may ask. Everything that comes over its line is held against this. */
export const asks = z.discriminatedUnion('do', [
  z.object({ do: z.literal('open'), member: name, channel: name }),
  z.object({ do: z.literal('older'), before: name }),
  z.object({ do: z.literal('commands') }),
  z.object({ do: z.literal('suggest'), path: name, entered, focused: name }),
  z.object({ do: z.literal('say'), text: z.string(), files: z.array(file).max(10) }),
  z.object({ do: z.literal('run'), path: name, entered }),
  z.object({ do: z.literal('press'), message: name, button: z.string() }),
  z.object({ do: z.literal('choose'), message: name, list: z.string(), chosen: z.array(z.string()).max(25) }),
  z.object({
    do: z.literal('submit'),
    token: name,
    values: z.record(
      z.string(),
      z.union([z.string(), z.boolean(), z.array(z.string()), z.array(file).max(10)]),
    ),
  }),
  z.object({ do: z.literal('pass'), to: z.number() }),
  z.object({ do: z.literal('watch'), on: z.boolean() }),
  z.object({ do: z.literal('forget') }),
  z.object({
    do: z.literal('trouble'),
    kind: z.enum(['gateway', 'error', 'limit', 'slow', 'none']),
    times: z.int().min(1).max(1_000),
  }),
  z.object({ do: z.literal('rights'), where: name }),
  z.object({ do: z.literal('permit'), where: name, right, has: z.boolean() }),
]);

export const numbered = z.object({ number: z.int(), ask: asks });
