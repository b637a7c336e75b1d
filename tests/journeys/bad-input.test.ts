import { type APIApplicationCommandOption, ApplicationCommandOptionType as Option } from 'discord.js';
import { textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { clubSetUp, HOUR, inDays, setUp } from './run-club.ts';

/** What a member might type, or paste, that no option is made for. */
const NONSENSE: readonly string[] = [
  ' ',
  '\u200b\u2060',
  '-1',
  '0',
  '1e999',
  '999999999',
  '٣٫٥',
  'null',
  '../../etc/passwd',
  "'; DROP TABLE runs; --",
  '%_%',
  '@everyone <@1> <@&2> </club setup:3> [x](https://evil.example) # **b** `c` ||d||',
  '\u202eevil\u202c \ud83d z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '🏃‍♀️👨‍👩‍👧❤️🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'ריצת שבת 7:30',
  '١٢/٥ 7:30',
  'constructor',
  '__proto__',
  'x\ny\n# z',
  'LONG',
];

interface Said {
  readonly path: string;
  readonly options: readonly APIApplicationCommandOption[];
}

/** Everything that can be said, subcommands each for themselves. */
const sayings: Said[] = commands.flatMap(({ declaration: { name, options = [] } }) => {
  const below = options.filter(({ type }) => type === Option.Subcommand);
  if (below.length === 0) return [{ path: name, options }];
  return below.map((one) => ({
    path: `${name} ${one.name}`,
    options: 'options' in one ? ((one.options ?? []) as APIApplicationCommandOption[]) : [],
  }));
});

const isText = (option: APIApplicationCommandOption) =>
  option.type === Option.String && !('choices' in option && option.choices);

const withText = sayings.filter(({ options }) => options.some(isText));

it('knows options to try', () => {
  expect(withText.flatMap(({ options }) => options.filter(isText)).length).toBeGreaterThan(20);
});

// All options of a command in one club: what takes long is to open and to close one.
it.each(withText)(
  '/$path answers plainly whatever is typed, and a refusal changes nothing',
  async ({ path, options }) => {
    const { sandbox, leader, databaseFile } = await clubSetUp();
    await leader.run('run create', {
      title: 'Kept',
      when: inDays(sandbox, 200),
      meet: 'Here',
      pace: '5:00, 6:00',
    });
    await leader.run('race add', { name: 'Kept', distance: '10k', date: inDays(sandbox, 0).slice(0, 10) });
    const db = await openDatabase(databaseFile);
    const kept = async () =>
      JSON.stringify(
        await Promise.all([
          db.selectFrom('club_settings').selectAll().execute(),
          // Not where the cards are: those go up by themselves.
          db
            .selectFrom('runs')
            .select([
              'number',
              'title',
              'wall',
              'meet',
              'distance',
              'paces',
              'capacity',
              'notes',
              'revision',
              'cancelled_at',
            ])
            .execute(),
          db.selectFrom('series').selectAll().execute(),
          db.selectFrom('rsvps').selectAll().execute(),
          db
            .selectFrom('races')
            .select([
              'number',
              'name',
              'date',
              'start',
              'metres',
              'location',
              'link',
              'revision',
              'cancelled_at',
            ])
            .execute(),
          db.selectFrom('race_entries').selectAll().execute(),
        ]),
      );
    const admin = sandbox.as('admin').in('group-runs');

    async function tryOut(option: APIApplicationCommandOption, nonsense: string): Promise<void> {
      const { name } = option;
      const longest = ('max_length' in option && option.max_length) || 6_000;
      const typed =
        nonsense === 'LONG' ? 'x<*'.repeat(longest).slice(0, longest) : nonsense.slice(0, longest);
      // Soon over, so that there is always room for more.
      const usual: Record<string, string> = {
        ...setUp,
        title: 'New',
        when: inDays(sandbox, 1),
        meet: 'There',
        run: '1',
        name: 'New',
        distance: '10k',
        date: inDays(sandbox, 1).slice(0, 10),
        race: '1',
        time: '58:12',
        repeat: 'weekly',
      };
      const needed = options.filter((one) => 'required' in one && one.required);
      const more = name === 'until' ? ['repeat'] : [];
      const entered = Object.fromEntries(
        [...needed.map((one) => one.name), ...more].map((one) => [one, usual[one] ?? typed]),
      );
      const before = await kept();
      const answer = await admin.run(path, { ...entered, [name]: typed });
      const text = answer.message ? textOf(answer.message) : '';
      const what = `${name}: ${JSON.stringify(typed)}`;
      expect(answer.kind, `${what}: ${answer.failure}`).not.toBe('failed');
      expect(text, what).not.toMatch(/went wrong on my side|undefined|NaN|\[object/);
      expect(answer.message?.pinged ?? [], what).toEqual([]);
      // What is quoted as code pings nobody.
      expect(text.replace(/`[^`\n]*`/g, ''), what).not.toMatch(/(?<!\\)@everyone|(?<!\\)<@1>|\u202e/);
      if (/Nothing was changed|I can't|I don't know/.test(text)) expect(await kept(), what).toBe(before);
      if ('autocomplete' in option && option.autocomplete)
        expect(
          (await admin.suggest(path, { ...entered, [name]: typed }, name)).length,
          what,
        ).toBeLessThanOrEqual(25);
      // So that no quota is met.
      sandbox.clock.advance(3 * HOUR);
    }

    for (const option of options.filter(isText))
      for (const nonsense of NONSENSE) await tryOut(option, nonsense);
    for (const channel of ['group-runs', 'recovery'])
      expect(
        sandbox
          .as('admin')
          .read(channel)
          .flatMap(({ pinged }) => pinged),
      ).toEqual([]);
    await db.destroy();
  },
);
