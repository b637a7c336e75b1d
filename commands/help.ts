import { ApplicationCommandOptionType, ApplicationCommandType, InteractionContextType } from 'discord.js';
import { memberOf } from '../src/discord/actor.ts';
import { type Command, privately } from '../src/discord/command.ts';
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
    const member = memberOf(interaction);
    if (asked === null)
      return privately(helpMessage(directory, await services.picturesFor(EXAMPLE_OF_ALL, member)));
    const commands = findable(directory);
    const entry = exactly(asked, commands);
    if (entry) {
      const pictures = await services.picturesFor(EXAMPLES[entry.path] ?? [], member);
      return privately(commandHelpMessage(entry, directory, pictures));
    }
    const { urgent, lines } = services.read(asked);
    const help = await services.helpFor(member);
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
