import { z } from 'zod';
import { DEVICES, type Device } from '../client/devices.ts';
import { CONDITIONS, type Condition } from '../conditions.ts';

/** A name that stands for a member, a channel or the like. */
const name = z.string().max(100);

/** A file as it goes over the socket. */
export const sentFile = z.object({ filename: z.string().max(260), contentType: name, base64: z.base64() });
export const entered = z.record(name, z.union([z.string(), z.boolean(), sentFile]));
export const formValues = z.record(
  z.string(),
  z.union([z.string(), z.boolean(), z.array(z.string()).readonly(), z.array(sentFile).max(10).readonly()]),
);

/** What can be taken from the bot and given back. */
export const rightName = z.enum([
  'View Channel',
  'Send Messages',
  'Read Message History',
  'Embed Links',
  'Attach Files',
  'Create Events',
]);

/** Something to go wrong on purpose; `none` calls off what is still to come. */
export const trouble = z.enum(['gateway', 'error', 'limit', 'slow', 'none']);

const device = z.enum(Object.keys(DEVICES) as [Device, ...Device[]]);
const condition = z.enum(Object.keys(CONDITIONS) as [Condition, ...Condition[]]);

/** What a page may ask. Everything that comes over its socket is checked against this. */
export const pageRequest = z.discriminatedUnion('type', [
  /** Empty names stand for the member whom one begins as, and for the first channel that they see. */
  z.object({
    type: z.literal('open'),
    member: name,
    channel: name,
    /** Names the page from when it was loaded until it is loaded again. */
    app: name,
    device,
  }),
  z.object({ type: z.literal('older'), before: name }),
  z.object({ type: z.literal('commands') }),
  z.object({ type: z.literal('suggest'), path: name, entered, focused: name }),
  z.object({ type: z.literal('say'), text: z.string(), files: z.array(sentFile).max(10).readonly() }),
  z.object({ type: z.literal('run'), path: name, entered }),
  z.object({ type: z.literal('press'), message: name, button: z.string() }),
  z.object({
    type: z.literal('choose'),
    message: name,
    list: z.string(),
    chosen: z.array(z.string()).max(25).readonly(),
  }),
  z.object({ type: z.literal('submit'), token: name, values: formValues }),
  /** Closes a form without sending what was typed into it. */
  z.object({ type: z.literal('leave'), token: name, values: formValues }),
  /** Lets time pass until an instant (UTC ms). */
  z.object({ type: z.literal('pass'), to: z.number() }),
  /** Whether to be told what goes over the bot's wire. */
  z.object({ type: z.literal('watch'), on: z.boolean() }),
  /** Forgets what went over the wire. */
  z.object({ type: z.literal('forget') }),
  /** Makes something go wrong, with requests as often as told. */
  z.object({ type: z.literal('trouble'), trouble, times: z.int().min(1).max(1_000) }),
  /** Ways in which Discord is unkind, as they are switched now. */
  z.object({ type: z.literal('conditions') }),
  /** Switches one of them, or without a name all. */
  z.object({ type: z.literal('switch'), condition: condition.nullable(), on: z.boolean() }),
  /** Who is in the server. */
  z.object({ type: z.literal('presences') }),
  /** Lets somebody leave the server or come back, be it the bot. */
  z.object({ type: z.literal('presence'), username: name, here: z.boolean() }),
  /** What the bot may do in a channel, or for an empty name in the whole server. */
  z.object({ type: z.literal('rights'), where: name }),
  /** Gives the bot a right, or takes it. */
  z.object({ type: z.literal('permit'), where: name, right: rightName, has: z.boolean() }),
]);

export const numbered = z.object({ number: z.int(), request: pageRequest });
