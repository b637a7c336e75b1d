import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';

/** One thing that can be said: a command, or a subcommand of one. */
export interface CatalogueEntry {
  /** As typed, without the slash: `recovery tip`. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly APIApplicationCommandBasicOption[];
  readonly examples: readonly string[];
}

/** The list of what can be said here, for `/help`. */
export interface CommandCatalogue {
  readonly entries: readonly CatalogueEntry[];
  /** Text that Discord shows as a clickable command, or plain `/path` until the command is registered. */
  mention(path: string): string;
}

interface Declared {
  readonly declaration: RESTPostAPIChatInputApplicationCommandsJSONBody;
  readonly examples: readonly string[];
}

const isBasic = (option: APIApplicationCommandOption) =>
  option.type !== ApplicationCommandOptionType.Subcommand &&
  option.type !== ApplicationCommandOptionType.SubcommandGroup;

function entriesOf({ declaration, examples }: Declared): CatalogueEntry[] {
  const options = declaration.options ?? [];
  const subcommands = options.filter((option) => option.type === ApplicationCommandOptionType.Subcommand);
  const spoken = subcommands.length > 0 ? subcommands : [declaration];
  return spoken.map(({ name, description, options: own = [] }) => {
    const path = subcommands.length > 0 ? `${declaration.name} ${name}` : name;
    return {
      path,
      description,
      options: own.filter(isBasic),
      examples: examples.filter((example) => example === path || example.startsWith(`${path} `)),
    };
  });
}

/** `idOf` tells the id that Discord gave a command by its name, once there is one. */
export function createCatalogue(
  commands: readonly Declared[],
  idOf: (name: string) => string | undefined,
): CommandCatalogue {
  return {
    entries: commands.flatMap(entriesOf),
    mention(path) {
      const id = idOf(path.split(' ')[0] ?? path);
      return id ? `</${path}:${id}>` : `\`/${path}\``;
    },
  };
}
