import { describe, expect, it } from 'vitest';
import { createLexicon } from '../../src/domain/lexicon.ts';
import { spokenWords } from '../../src/domain/spoken-words.ts';
import { fits, nearlyFits, wordPattern } from '../../src/domain/word-pattern.ts';

const means = (word: string, written: string) => {
  const pattern = wordPattern(written);
  return fits(word, pattern) || nearlyFits(word, pattern);
};

describe('a word pattern', () => {
  it.each([
    ['leg', 'leg'],
    ['collapsing', 'collaps*'],
    ['brustschmerzen', '*schmerz*'],
    ['kopfschmerz', '*schmerz'],
    ['breathlss', 'breathless'],
    ['breeathless', 'breathless'],
    ['braethless', 'breathless'],
    ['pian', 'pain'],
    ['colapsed', 'collaps*'],
    ['collpased', 'collaps*'],
  ])('means "%s" by %s', (word, written) => {
    expect(means(word, written)).toBe(true);
  });

  it.each([
    ['legs', 'leg'],
    ['peg', 'leg'],
    ['painted', 'fainted'],
    ['setting', 'settic*'],
    ['attach', 'attack'],
    ['string', 'strain*!'],
    ['schmerzhaft', '*schmerz'],
    ['heat', 'heart'],
  ])('does not mean "%s" by %s', (word, written) => {
    expect(means(word, written)).toBe(false);
  });
});

describe('what somebody says', () => {
  it.each([
    ["I can't, can´t, can`t", 'i cant cant cant'],
    ["j'ai mal à l'aine", 'j ai mal a l aine'],
    ["dell'anca, c'è", 'dell anca c e'],
    ['Füße, œdème', 'fusse oedeme'],
    ['heeeelp', 'help'],
    ['my <@123456789012345678> calf <:ouch:1234567890> https://example.com hurts', 'my calf hurts'],
  ])('is plain words: %s', (said, words) => {
    expect(spokenWords(said).join(' ')).toBe(words);
  });
});

describe('a lexicon', () => {
  it('finds words in a row with one between them, and no more', () => {
    const lexicon = createLexicon();
    const set = lexicon.setOf('gave_way not_breath*');
    const look = (said: string) => lexicon.look(said.split(' ')).get(set);
    expect(look('it gave way')).toEqual([[1, 2]]);
    expect(look('not really breathing')).toEqual([[0, 2]]);
    expect(look('not at all breathing')).toBeUndefined();
    expect(look('way gave')).toBeUndefined();
  });

  it('takes no word that it knows for a slip of another', () => {
    const lexicon = createLexicon();
    const [stroke, strike] = [lexicon.setOf('stroke'), lexicon.setOf('strike')];
    expect([...lexicon.look(['strike']).keys()]).toEqual([strike]);
    expect([...lexicon.look(['stroke']).keys()]).toEqual([stroke]);
  });
});
