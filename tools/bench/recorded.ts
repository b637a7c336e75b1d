import type { APIMessageTopLevelComponent } from 'discord.js';
import type { SeenMessage } from 'discord-sandbox';

/** A message as a bot can send it again, its files with it. */
export interface RecordedMessage {
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly files: readonly {
    readonly name: string;
    readonly description: string;
    readonly base64: string;
  }[];
}

/** By what was asked, as discord.js writes it: `/stretch muscle:hamstrings`. */
export type RecordedMessages = Readonly<Record<string, RecordedMessage>>;

export async function recordMessage({ components, attachments }: SeenMessage): Promise<RecordedMessage> {
  const files = attachments.map(async ({ filename: name, description = '', url }) => ({
    name,
    description,
    base64: Buffer.from(await (await fetch(url)).arrayBuffer()).toString('base64'),
  }));
  return { components, files: await Promise.all(files) };
}

export const kibOf = ({ files }: RecordedMessage): number =>
  files.reduce((sum, { base64 }) => sum + (base64.length * 3) / 4 / 1_024, 0);
