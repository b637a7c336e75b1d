import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type APIApplicationCommandOption, ApplicationCommandOptionType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { commands } from '../commands/index.ts';
import type { Command } from '../src/discord/command.ts';

const root = join(import.meta.dirname, '..');

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const code = ['src', 'commands', 'packages/discord-sandbox/src', 'figures']
  .flatMap(filesBelow)
  .filter((file) => !file.startsWith('figures/tests/'));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** What a file imports: project files as paths from the root, packages by name. `but`: what is left out of its text. */
function importsOf(file: string, but = /$^/): string[] {
  const found = textOf(file)
    .replace(but, '')
    .matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*'([^']+)'/gm);
  return [...found].map(([, name = '']) => (name.startsWith('.') ? join(dirname(file), name) : name));
}

/** Imports that leave nothing behind when the program runs. */
const TYPES_ALONE = /^(?:import|export) type [^;]*;$/gm;

/** The files that lead back to themselves along their imports. */
function circlesIn(files: readonly string[]): string[] {
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  const reached = (from: string): Set<string> => {
    const seen = new Set<string>();
    const waiting = [from];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop())
      for (const next of imports.get(file) ?? [])
        if (!seen.has(next)) {
          seen.add(next);
          waiting.push(next);
        }
    return seen;
  };
  return files.filter((file) => reached(file).has(file));
}

/** Where a line may point to, after the table in the README: prefixes of project paths, and packages. */
const ROOMS: readonly {
  readonly room: string;
  readonly may: readonly string[];
  /** Of what it may see the types, and nothing else. */
  readonly types?: readonly string[];
}[] = [
  {
    room: 'src/domain/',
    may: [
      'src/domain/',
      'zod',
      'fastest-levenshtein',
      'chrono-node',
      '@vvo/tzdb',
      'ical-generator',
      'rrule-temporal',
      'saxes',
      'node:module',
    ],
  },
  {
    room: 'src/storage/',
    may: ['src/storage/', 'src/domain/', 'src/start-error.ts', 'kysely', 'better-sqlite3', 'zod', 'node:'],
  },
  { room: 'src/services/', may: ['src/services/', 'src/domain/', 'src/storage/'] },
  {
    room: 'src/pictures/',
    may: [
      'src/pictures/',
      'src/domain/',
      'zod',
      'src/services/pictures.ts',
      'src/read-json.ts',
      'src/start-error.ts',
      '@resvg/resvg-js',
      'zod',
      'node:',
    ],
  },
  {
    room: 'figures/',
    may: [
      'figures/src/',
      'src/content.ts',
      'src/domain/exercise.ts',
      'src/pictures/picture-index.ts',
      'src/read-json.ts',
      'src/start-error.ts',
      'sharp',
      'zod',
      'node:',
    ],
  },
  { room: 'src/schedule/', may: ['src/schedule/', 'src/services/', 'src/domain/', 'node-cron'] },
  {
    room: 'src/discord/',
    may: ['src/discord/', 'src/domain/', 'src/start-error.ts', 'discord.js', 'pino', 'zod'],
    types: ['src/services/'],
  },
  {
    room: 'commands/',
    may: ['commands/', 'src/discord/', 'src/domain/', 'src/services/', 'discord.js', 'zod'],
  },
  {
    room: 'packages/discord-sandbox/src/page/browser/',
    may: [
      'packages/discord-sandbox/src/page/browser/',
      'packages/discord-sandbox/src/page/protocol.ts',
      'packages/discord-sandbox/src/client/typed.ts',
      'preact',
    ],
  },
  {
    room: 'packages/discord-sandbox/src/',
    may: [
      'packages/discord-sandbox/src/',
      'node:',
      'ws',
      'discord-api-types',
      'discord-api-spec',
      'discord-markdown-parser',
      'playwright-core',
      'zod',
    ],
  },
  { room: 'src/start-error.ts', may: [] },
  { room: 'src/read-json.ts', may: ['src/start-error.ts', 'zod', 'node:'] },
  { room: 'src/config.ts', may: ['src/start-error.ts', 'zod'] },
  {
    room: 'src/content.ts',
    may: ['src/domain/', 'src/read-json.ts', 'src/start-error.ts', 'zod', 'node:'],
  },
  { room: 'src/log.ts', may: ['src/config.ts', 'pino', 'node:'] },
  {
    room: 'src/bot.ts',
    may: ['src/', 'package.json', 'commands/index.ts', 'discord.js', 'pino', 'node:'],
  },
  {
    room: 'src/on-sandbox/',
    may: [
      'src/on-sandbox/',
      'src/bot.ts',
      'src/config.ts',
      'src/start-error.ts',
      'discord-sandbox',
      'discord-sandbox/terminal',
      'node:',
    ],
  },
  {
    room: 'src/main.ts',
    may: [
      'src/bot.ts',
      'src/on-sandbox/on-sandbox.ts',
      'src/config.ts',
      'src/log.ts',
      'src/start-error.ts',
      'dotenv',
      'pino',
    ],
  },
];

/** Names of types that still have two meanings. */
const NAMED_TWICE = new Set(['Place', 'Sealed']);

describe('the rooms', () => {
  it.each(code)('%s imports only what its room may', (file) => {
    const room = ROOMS.find((one) => file.startsWith(one.room));
    expect(room, `${file} stands in no room`).toBeDefined();
    const { may = [], types = [] } = room ?? {};
    const strangersTo = (known: readonly string[]) => (name: string) =>
      !known.some((prefix) => name.startsWith(prefix));
    expect(importsOf(file).filter(strangersTo([...may, ...types]))).toEqual([]);
    expect(importsOf(file, TYPES_ALONE).filter(strangersTo(may))).toEqual([]);
  });

  it('the sandbox is imported by the name of its package alone, and imports nothing from outside of it', () => {
    const inPackage = 'packages/discord-sandbox/';
    const reachingIn = ['src', 'commands', 'figures', 'tests', 'tools']
      .flatMap(filesBelow)
      .filter((file) => importsOf(file).some((name) => name.startsWith('packages/')));
    const reachingOut = filesBelow('packages').filter((file) =>
      importsOf(file).some((name) => /^(src|commands|data|figures|tests|tools)\//.test(name)),
    );
    expect(filesBelow(inPackage).length).toBeGreaterThan(100);
    expect([...reachingIn, ...reachingOut]).toEqual([]);
  });

  it('the sandbox knows nothing of this bot', () => {
    const knowing = filesBelow('packages').filter((file) => /cooldown/i.test(textOf(file)));
    expect(knowing).toEqual([]);
  });

  it('sees imports at all', () => {
    expect(importsOf('src/main.ts')).toEqual(
      expect.arrayContaining(['src/bot.ts', 'src/on-sandbox/on-sandbox.ts', 'dotenv']),
    );
  });

  it('tells types from all else', () => {
    const file = 'src/discord/messages/leaders.ts';
    const [types, values] = ['src/domain/post-view.ts', 'src/discord/messages/post-writer.ts'];
    expect(importsOf(file)).toEqual(expect.arrayContaining([types, values]));
    expect(importsOf(file, TYPES_ALONE)).toContain(values);
    expect(importsOf(file, TYPES_ALONE)).not.toContain(types);
  });

  it('no files import each other in a circle, be it only for types', () => {
    expect(circlesIn(code.filter((file) => !file.startsWith('packages/')))).toEqual([]);
  });

  it('no two files have a type of the same name, for another thing', () => {
    // A migration has types for the schema of its own time.
    const names = code
      .filter((file) => /^(src|commands)\//.test(file) && !file.startsWith('src/storage/migrations/'))
      .flatMap((file) => [...textOf(file).matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm)])
      .map(([, name = '']) => name);
    const twice = names.filter((name, place) => names.indexOf(name) !== place);
    expect(twice.filter((name) => !NAMED_TWICE.has(name))).toEqual([]);
  });

  it('domain, storage and services never name Discord', () => {
    const speaking = code.filter(
      (file) =>
        /^src\/(domain|storage|services)\//.test(file) && /discord\.js|discord-api/.test(textOf(file)),
    );
    expect(speaking).toEqual([]);
  });

  it('SQL is written in storage alone', () => {
    const writing = code.filter(
      (file) =>
        !file.startsWith('src/storage/') &&
        /\b(selectFrom|insertInto|deleteFrom|updateTable|\.prepare\()/.test(textOf(file)),
    );
    expect(writing).toEqual([]);
  });

  it('the clock is read in one place of the bot and one of the sandbox', () => {
    const reading = code.filter((file) => /\bDate\.now\b|new Date\(\)|Temporal\.Now/.test(textOf(file)));
    expect(reading.sort()).toEqual(['packages/discord-sandbox/src/clock.ts', 'src/main.ts']);
  });

  it('the environment is read in one place', () => {
    expect(code.filter((file) => /process\.env/.test(textOf(file)))).toEqual(['src/main.ts']);
  });

  it('nothing is drawn by lot: what happens can be repeated', () => {
    expect(code.filter((file) => /Math\.random/.test(textOf(file)))).toEqual([]);
  });

  it('there is no junk room', () => {
    expect(code.filter((file) => /(^|\/)(utils?|helpers?|misc|common)(\/|\.ts$)/.test(file))).toEqual([]);
  });
});

describe('the commands', () => {
  const declarations = commands.map(({ declaration }) => declaration);

  it('are each a file, and all files are in the list', () => {
    const files = filesBelow('commands').filter((file) => file !== 'commands/index.ts');
    expect(declarations.map(({ name }) => `commands/${name}.ts`).sort()).toEqual(files.sort());
  });

  it('keep to Discord’s limits', () => {
    expect(declarations.length).toBeLessThanOrEqual(100);
    expect(new Set(declarations.map(({ name }) => name)).size).toBe(declarations.length);
    const check = (
      name: string,
      description: string,
      options: readonly APIApplicationCommandOption[] = [],
    ) => {
      expect(name).toMatch(/^[a-z0-9-]{1,32}$/);
      expect(description.length, `${name}: ${description}`).toBeLessThanOrEqual(100);
      expect(options.length).toBeLessThanOrEqual(25);
      for (const option of options) {
        check(option.name, option.description, 'options' in option ? option.options : []);
        if ('choices' in option) expect(option.choices?.length ?? 0).toBeLessThanOrEqual(25);
      }
    };
    for (const { name, description, options } of declarations) check(name, description, options);
  });

  it('can be suggested for, wherever they declare autocomplete', () => {
    const asks = (options: readonly APIApplicationCommandOption[] = []): boolean =>
      options.some((option) =>
        option.type === ApplicationCommandOptionType.Subcommand
          ? asks(option.options)
          : 'autocomplete' in option && option.autocomplete === true,
      );
    const asking = commands.filter(({ declaration }) => asks(declaration.options));
    expect(asking.length).toBeGreaterThan(0);
    for (const { suggest } of asking) expect(suggest).toBeDefined();
  });

  it('name only actions that fit a custom id', () => {
    const actions = commands.flatMap(({ press = {}, submit = {} }: Command) => [
      ...Object.keys(press),
      ...Object.keys(submit),
    ]);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[a-z-]+$/);
  });
});
