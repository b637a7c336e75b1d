import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

interface Room {
  /** Folders or files, whose files may import each other. */
  readonly paths: readonly string[];
  /** Folders, files and packages that they may import; undefined for everything. */
  readonly may: readonly string[] | undefined;
  /** Of what they may import types alone. */
  readonly types: readonly string[];
}

/** What a cell of the README's map names in backticks: paths of the project, those in `src/` without it, and packages. */
const namedIn = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(
    ([, name = '']) => [name, `src/${name}`].find((path) => existsSync(join(root, path))) ?? name,
  );

/** The map of rooms, read from the README. */
const [, map = ''] = /^## The map of rooms$(.*?)^#/ms.exec(textOf('README.md')) ?? [];
const ROOMS: readonly Room[] = [...map.matchAll(/^\| (`[^|]+) \| [^|]+ \| ([^|]+) \|$/gm)].map(
  ([, room = '', imports = '']) => {
    const paths = namedIn(room);
    const [types = ''] = /types of `[^`]+`/.exec(imports) ?? [];
    const may = [...paths, ...namedIn(imports.replace(types, ''))];
    return { paths, may: imports === 'everything' ? undefined : may, types: namedIn(types) };
  },
);

/** Whether a path or a package is one of these or lies in one of them. */
const isIn = (name: string, places: readonly string[]): boolean =>
  places.some((place) => name === place || name.startsWith(/[/:]$/.test(place) ? place : `${place}/`));

/** The room with the longest path to a file. */
function roomOf(file: string): Room | undefined {
  const depth = ({ paths }: Room) =>
    Math.max(...paths.filter((path) => isIn(file, [path])).map(({ length }) => length));
  return ROOMS.filter(({ paths }) => isIn(file, paths)).sort((a, b) => depth(b) - depth(a))[0];
}

describe('the rooms', () => {
  it.each([...code, ...filesBelow('tools')])('%s imports only what its room may', (file) => {
    const room = roomOf(file);
    expect(room, `${file} stands in no room`).toBeDefined();
    if (!room?.may) return;
    const { may, types } = room;
    expect(importsOf(file).filter((name) => !isIn(name, [...may, ...types]))).toEqual([]);
    expect(importsOf(file, TYPES_ALONE).filter((name) => !isIn(name, may))).toEqual([]);
  });

  it('are read from the map in the README', () => {
    const paths = ROOMS.flatMap((room) => room.paths);
    expect(paths).toEqual(expect.arrayContaining(['commands/', 'src/domain/', 'src/log.ts', 'tools/']));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(roomOf('src/services/runs.ts')?.may).toEqual(['src/services/', 'src/domain/', 'src/storage/']);
    expect(roomOf('src/discord/sender.ts')?.types).toEqual(['src/services/']);
    expect(roomOf('src/new.ts')).toBeUndefined();
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
    expect(circlesIn(code)).toEqual([]);
  });

  it('no two files have a type of the same name, for another thing', () => {
    // A migration has types for the schema of its own time.
    const names = code
      .filter((file) => /^(src|commands)\//.test(file) && !file.startsWith('src/storage/migrations/'))
      .flatMap((file) => [...textOf(file).matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm)])
      .map(([, name = '']) => name);
    const twice = names.filter((name, place) => names.indexOf(name) !== place);
    expect(twice).toEqual([]);
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
