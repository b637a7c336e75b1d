import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord.js';

/** An option for text of at most `most` characters. */
export const textOption = (
  name: string,
  description: string,
  most: number,
  required = false,
): APIApplicationCommandBasicOption => ({
  type: ApplicationCommandOptionType.String,
  name,
  description,
  max_length: most,
  required,
});
