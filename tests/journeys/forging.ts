import { ApplicationCommandType } from 'discord.js';
import type { Command, Message } from '../../src/discord/command.ts';

/** A command `/forge` that shows the member a message with whatever ids, as one from another club or another time. */
export const forging = (message: Message): Command => ({
  declaration: { type: ApplicationCommandType.ChatInput, name: 'forge', description: 'Shows a message' },
  examples: [],
  run: () => ({ type: 'reply', to: 'member', message }),
});
