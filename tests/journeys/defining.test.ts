import { expect, it } from 'vitest';
import { command, spoken, subcommands } from '../../src/discord/define.ts';
import { say } from '../../src/discord/messages/components.ts';
import { oneOf, required, standingFor, suggestedText, wholeNumber } from '../../src/discord/options.ts';
import { openClub } from './club.ts';
import { said } from './said.ts';

/** A fruit by its name; there are more of them than Discord offers, and one has too long a name. */
const FRUITS = ['x'.repeat(120), ...Array.from({ length: 30 }, (_, one) => `fruit ${one}`)];
const fruit = standingFor(
  suggestedText('Which fruit', () => FRUITS.map((name, place) => ({ name, value: String(place) }))),
  (typed) =>
    FRUITS[Number(typed)] === undefined
      ? { refused: say(`There is no fruit ${typed}.`) }
      : { found: Number(typed) },
);

const ran: unknown[] = [];

const basket = command(
  'basket',
  subcommands('Only for this test', {
    put: spoken({
      description: 'Puts fruit into the basket',
      options: {
        fruit: required(fruit),
        size: oneOf('How large', ['small', 'large']),
        count: wholeNumber('How many', 1, 9),
      },
      examples: ['basket put 3'],
      run(_asked, values) {
        ran.push(values);
        return say('It is in.');
      },
    }),
    empty: spoken({
      description: 'Empties the basket',
      options: { fruit },
      examples: ['basket empty'],
      refuse: ({ actor }) => (actor.isAdmin ? undefined : say('Only an admin can empty it.')),
      run(_asked, values) {
        ran.push(values);
        return say('It is empty.');
      },
    }),
  }),
);

it('runs a subcommand with what its options stand for, once all of them stand for something', async () => {
  const { sandbox } = await openClub({ moreCommands: [basket] });
  const [ben, admin] = [sandbox.as('ben'), sandbox.as('admin')];
  const say = async (member: typeof ben, path: string, options: Record<string, string | number>) =>
    said(await member.run(path, options));

  expect(await say(ben, 'basket put', { fruit: '3', size: 'large', count: 2 })).toBe('It is in.');
  expect(await say(ben, 'basket put', { fruit: '4' })).toBe('It is in.');
  expect(await say(ben, 'basket put', { fruit: '99' })).toBe('There is no fruit 99.');
  expect(await say(ben, 'basket empty', { fruit: '99' })).toBe('Only an admin can empty it.');
  expect(await say(admin, 'basket empty', { fruit: '99' })).toBe('There is no fruit 99.');
  expect(await say(admin, 'basket empty', {})).toBe('It is empty.');
  expect(ran).toEqual([
    { fruit: 3, size: 'large', count: 2 },
    { fruit: 4, size: undefined, count: undefined },
    { fruit: undefined },
  ]);

  const offered = await ben.suggest('basket put', { fruit: 'f' }, 'fruit');
  expect(offered.map(({ name }) => name)).toEqual(['x'.repeat(100), ...FRUITS.slice(1, 25)]);
  expect(await say(ben, 'help', { command: 'basket put' })).toContain('`size` (if you like): How large');
});
