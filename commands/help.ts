import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type BaseInteraction,
  InteractionContextType,
} from 'discord.js';
import { memberOf } from '../src/discord/actor.ts';
import { type Command, type Context, privately } from '../src/discord/command.ts';
import type { Directory } from '../src/discord/directory.ts';
import { commandHelpMessage, helpMessage, unknownTopicOfHelpMessage } from '../src/discord/messages/help.ts';
import { redFlagMessage } from '../src/discord/messages/red-flag.ts';
import { linesBeside } from '../src/discord/messages/safety-net.ts';
import { exactly, named, nearest, nearMisses } from '../src/domain/words.ts';
import type { Services } from '../src/services/services.ts';

const findable = ({ entries }: Directory) => entries.map((entry) => named(entry, [entry.path]));

/** Exercises that show what a command answers with. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = { stretch: ['hipflex-kneel', 'leg-swing-fb'] };
const EXAMPLE_OF_ALL = ['ham-strap'];

async function picturesOf(
  exercises: readonly string[],
  { guildId, user }: BaseInteraction,
  { services }: Context<Services>,
) {
  if (exercises.length === 0) return [];
  const { stillPictures } = await services.me.preferences({ guildId: guildId ?? '', userId: user.id });
  const pictures = await services.pictures.picturesOf(exercises, { still: stillPictures });
  return exercises.flatMap((exercise) => pictures.get(exercise) ?? []);
}

export const help: Command<Services> = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'help',
    description: 'What you can ask me',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'command',
        description: 'More about one command',
        autocomplete: true,
      },
    ],
  },
  examples: ['help', 'help stretch'],

  async run(interaction, context) {
    const { directory, services } = context;
    const asked = interaction.options.getString('command');
    if (asked === null)
      return privately(helpMessage(directory, await picturesOf(EXAMPLE_OF_ALL, interaction, context)));
    const commands = findable(directory);
    const entry = exactly(asked, commands);
    if (entry) {
      const pictures = await picturesOf(EXAMPLES[entry.path] ?? [], interaction, context);
      return privately(commandHelpMessage(entry, directory, pictures));
    }
    const { urgent, lines } = services.read(asked);
    const help = await services.helpFor(memberOf(interaction));
    if (urgent.length > 0) return privately(redFlagMessage(urgent, asked, 'command', help));
    const net = nearMisses(asked, commands).length === 0;
    const near = nearest(asked, commands).slice(0, 3);
    return privately(unknownTopicOfHelpMessage(asked, near, directory, linesBeside({ lines, net }, help)));
  },

  suggest(interaction, { directory }) {
    return nearest(interaction.options.getFocused(), findable(directory))
      .slice(0, 25)
      .map(({ path }) => ({ name: `/${path}`, value: path }));
  },
};
