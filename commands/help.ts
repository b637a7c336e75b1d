import type { CommandCatalogue } from '../src/discord/command-catalogue.ts';
import { command, spoken } from '../src/discord/define.ts';
import { commandHelpMessage, helpMessage, unknownTopicOfHelpMessage } from '../src/discord/messages/help.ts';
import { redFlagMessage } from '../src/discord/messages/red-flag.ts';
import { linesBeside } from '../src/discord/messages/safety-net.ts';
import { suggestedText } from '../src/discord/options.ts';
import { exactly, named, nearest, nearMisses } from '../src/domain/search.ts';

const findable = ({ entries }: CommandCatalogue) => entries.map((entry) => named(entry, [entry.path]));

/** Exercises that show what a command answers with. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = { stretch: ['hipflex-kneel', 'leg-swing-fb'] };
const EXAMPLE_OF_ALL = ['ham-strap'];

const whichCommand = suggestedText('More about one command', (typed, { catalogue }) =>
  nearest(typed, findable(catalogue)).map(({ path }) => ({ name: `/${path}`, value: path })),
);

export const help = command(
  'help',
  spoken({
    description: 'What you can ask me',
    options: { command: whichCommand },
    examples: ['help', 'help stretch'],
    async run({ services, member, catalogue }, { command: asked }) {
      if (asked === undefined)
        return helpMessage(catalogue, await services.picturesFor(EXAMPLE_OF_ALL, member));
      const commands = findable(catalogue);
      const entry = exactly(asked, commands);
      if (entry) {
        const pictures = await services.picturesFor(EXAMPLES[entry.path] ?? [], member);
        return commandHelpMessage(entry, catalogue, pictures);
      }
      const { urgent, lines } = services.read(asked);
      const help = await services.helpFor(member);
      if (urgent.length > 0) return redFlagMessage(urgent, asked, 'command', help);
      const net = nearMisses(asked, commands).length === 0;
      const near = nearest(asked, commands).slice(0, 3);
      return unknownTopicOfHelpMessage(asked, near, catalogue, linesBeside({ lines, net }, help));
    },
  }),
);
