import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { lengthInName } from '../../src/domain/plan.ts';
import { createReader, readAsRace } from '../../src/domain/reading.ts';
import { createStretchService, type StretchOutcome } from '../../src/services/stretch.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const read = createReader(content);
const stretch = createStretchService(content, read);
const answerTo = (muscle: string) => stretch.find({ muscle, minutes: 5, turn: 0 });

const folder = join(import.meta.dirname, '..', 'phrases');
const phrasesIn = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

interface Phrases {
  readonly signs: Readonly<Record<string, readonly string[]>>;
  readonly harmless: readonly string[];
}

/**
 * By set and language. `first` was written before the rules. Each later set was written after them and measured at first
 * sight, before the rules were widened by the kinds of what it had missed: of the urgent phrases of `second` 79 % led
 * straight to the card in English and 93 to 100 % in the others, of `third` 94 % and 93 to 95 %, of `fourth` 94 % and 90 to
 * 100 %. `fifth` was written by somebody who knew neither the rules nor the other sets: at first sight 98 % in English, 96 %
 * in German, 93 % in Dutch, 91 % in Portuguese, 89 % in French, 87 % in Italian and 82 % in Spanish; 4 of 175 harmless
 * phrases lost their answer.
 */
const SETS: { name: string; phrases: Phrases }[] = ['first', 'second', 'third', 'fourth', 'fifth'].flatMap(
  (set) =>
    readdirSync(join(folder, set)).map((file) => ({
      name: `${set} set, ${file.slice(0, 2)}`,
      phrases: phrasesIn(join(set, file)),
    })),
);

const isUrgent = (id: string) => content.redFlags.find((flag) => flag.id === id)?.level !== 'few-days';

/** A routine, or muscles to press, with nothing beside them: what no sign may get. */
function isMusclesAlone(answer: StretchOutcome): boolean {
  if (answer.type === 'red-flags' || answer.type === 'symptom') return false;
  return !answer.beside.net && answer.beside.lines.length === 0;
}

const percent = (part: number, whole: number) => `${Math.round((100 * part) / Math.max(1, whole))} %`;
const report: string[] = [];
afterAll(() => {
  process.stdout.write(`\n${report.join('\n')}\n`);
});

describe.each(SETS)('free text ($name)', ({ name, phrases }) => {
  const signs = Object.entries(phrases.signs).flatMap(([id, some]) => some.map((said) => ({ id, said })));
  const urgent = signs.filter(({ id }) => isUrgent(id));
  const straight = urgent.filter(({ said }) => answerTo(said).type === 'red-flags');
  const lost = phrases.harmless.filter((said) => answerTo(said).type === 'red-flags');
  report.push(
    `${name}: ${straight.length} of ${urgent.length} urgent phrases lead straight to the card (${percent(straight.length, urgent.length)}); ` +
      `${lost.length} of ${phrases.harmless.length} harmless ones lose their answer (${percent(lost.length, phrases.harmless.length)})`,
  );

  it('has only signs that there are', () => {
    const known = content.redFlags.map(({ id }) => id);
    expect(Object.keys(phrases.signs).filter((id) => !known.includes(id))).toEqual([]);
  });

  it('answers no sign with a routine or muscle buttons alone', () => {
    expect(signs.filter(({ said }) => isMusclesAlone(answerTo(said)))).toEqual([]);
  });

  it('leads straight to the card from at least 70 % of what is urgent', () => {
    expect(straight.length / urgent.length).toBeGreaterThanOrEqual(0.7);
  });

  it('takes the answer away from at most 10 % of what is harmless', () => {
    expect(lost.length / phrases.harmless.length, lost.join(', ')).toBeLessThanOrEqual(0.1);
  });
});

describe('names of races', () => {
  const names: string[] = phrasesIn('races.json');
  const outcomes = names.map((name) => ({
    name,
    read: readAsRace(read(name), lengthInName(name) ? 'length' : 'no'),
  }));

  it('keep their plan', () => {
    expect(outcomes.filter((one) => one.read.type === 'red-flags').map(({ name }) => name)).toEqual([]);
  });

  it('carry the net in at most 10 %', () => {
    const netted = outcomes.filter((one) => one.read.type === 'race' && one.read.beside.net);
    report.push(
      `names of races: ${netted.length} of ${names.length} carry the net (${percent(netted.length, names.length)})`,
    );
    expect(netted.length / names.length).toBeLessThanOrEqual(0.1);
  });

  it.each([
    'my chest hurts 10k',
    'chest pain 10k',
    'collapsed at the marathon',
    'chest pain after the half',
    'ich will sterben Marathon',
  ])('are not what "%s" is', (said) => {
    expect(readAsRace(read(said), 'length').type).toBe('red-flags');
  });

  it('may have a word that would be a sign elsewhere, which is then said in a line', () => {
    expect(readAsRace(read('Frostbite Half'), 'length')).toMatchObject({
      type: 'race',
      beside: { net: false, lines: [{ id: 'white-numb-skin' }] },
    });
    expect(read('frostbite').urgent.map(({ id }) => id)).toEqual(['white-numb-skin']);
  });
});

describe('a sign', () => {
  it.each([
    ['mentions between', 'my <@123456789012345678> chest <@&234567890123456789> hurts'],
    ['emoji between', 'my 🫀 chest 😖😖 really <:ouch:345678901234567890> hurts'],
    ['markup', '**my** __chest__ ~~really~~ ||hurts||'],
    ['wide letters', 'ｍｙ　ｃｈｅｓｔ　ｈｕｒｔｓ'],
    ['capitals and drawn-out letters', 'MY CHEST HUUUUURTS!!!'],
    ['invisible letters', 'my ch\u200best hu\u00adrts'],
    ['another order', 'hurts a lot today, the chest of mine'],
    ['other apostrophes', 'I can´t breathe'],
    ['a slip', 'feeling realy brethless'],
    ['a long text before it', `${'we ran along the river and '.repeat(9)} my chest hurts`],
  ])('is seen through %s', (_how, said) => {
    expect(read(said).urgent).not.toEqual([]);
  });

  it('is looked for in texts of 6,000 letters in any script, which get an answer like any other', () => {
    for (const hostile of phrasesIn('hostile.json') as string[]) {
      const long = hostile.repeat(6_000 / Math.max(1, hostile.length));
      for (const said of [hostile, long, `${long} ${hostile}`.slice(0, 6_000)])
        expect(['routine', 'area', 'symptom', 'unknown-muscle', 'red-flags'], hostile).toContain(
          answerTo(said).type,
        );
    }
    expect(read(`${'<@123456789012345678> '.repeat(250)} my chest hurts`).urgent).not.toEqual([]);
  });
});

describe('a muscle', () => {
  it.each([
    ['my hamstring hurts', 'hamstrings'],
    ['sore calves', 'calves'],
    ['pain in my left calf', 'calves'],
    ['Wadenschmerzen', 'calves'],
    ['mollets tendus', 'calves'],
    ['dolor de espalda', 'lower-back'],
    ['stijve kuiten', 'calves'],
  ])('that is only sore gets its routine and the net: %s', (said, muscle) => {
    expect(answerTo(said)).toMatchObject({ type: 'routine', muscle: { id: muscle }, beside: { net: true } });
  });

  it.each([
    'hamstring pulled yesterday',
    'calf feels weird and lumpy',
    'sudden twinge in my quad',
    'my foot tingles',
  ])('with a sharper feeling gets no routine: %s', (said) => {
    expect(['symptom', 'red-flags']).toContain(answerTo(said).type);
  });

  it.each([
    ['hamst', 'hamstrings'],
    ['left calf', 'calves'],
    ['Waden', 'calves'],
    ['panturrilhas', 'calves'],
    ['ischio-jambiers', 'hamstrings'],
    ['Gesäß', 'glutes'],
    ['onderrug', 'lower-back'],
    ['pecs', 'upper-body'],
    ['chest stretch', 'upper-body'],
  ])('is understood without more ado: %s', (said, muscle) => {
    const answer = answerTo(said);
    expect(answer).toMatchObject({ type: 'routine', muscle: { id: muscle } });
    expect(isMusclesAlone(answer)).toBe(true);
  });

  it.each(["runner's knee", 'knee', 'Knie', 'genou'])('has a part of the body with several: %s', (said) => {
    expect(answerTo(said)).toMatchObject({ type: 'area', area: { id: 'knee' } });
  });

  it('is offered for a slip without the net, and with it for anything else', () => {
    expect(answerTo('hamstirng')).toMatchObject({ type: 'unknown-muscle', beside: { net: false } });
    expect(answerTo('xylophone')).toMatchObject({ type: 'unknown-muscle', beside: { net: true } });
  });
});
