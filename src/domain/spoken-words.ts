import { plainWords } from './search.ts';

/** Nobody says how they are in more words than these; the rest of a long text isn't looked through. */
const MOST_WORDS = 60;

/** What Discord writes for a mention, a channel, a command, an emoji or an instant, and addresses. */
const NOT_SAID = /<(?:@[!&]?|#|a?:\w+:|\/[^:>]{1,100}:|t:)[\d:a-zA-Z]{0,30}>|https?:\/\/\S+/g;

/** Signs that phones write for an apostrophe. */
const APOSTROPHES = /[`´‘’ʼ]/g;

/** "j'ai", "dell'anca", not "can't": what follows is a word of its own. */
const ELIDED = /(?<=\p{L})'(?=[aeiouhy]|\p{L}{3})/giu;

/** "paaaain" is pain. */
const DRAWN_OUT = /(\p{L})\1{2,}/gu;

/** The first words of a text, plain, without mentions and other markup. */
export function spokenWords(text: string): string[] {
  const said = text
    .replace(NOT_SAID, ' ')
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/œ/gi, 'oe')
    .replace(ELIDED, ' ')
    .replace(DRAWN_OUT, '$1');
  const plain = plainWords(said);
  return plain === '' ? [] : plain.split(' ', MOST_WORDS);
}
