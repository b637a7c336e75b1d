/** What can't be seen, alone or where it holds an emoji together. */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** Without characters that can't be seen or turn the text around, but for those within an emoji. */
export function withoutUnseen(text: string, instead = ''): string {
  if (!UNSEEN.test(text)) return text;
  // An emoji, of which some are several characters held together by ones that can't be seen; or one of those alone.
  const emojiOrUnseen = /(\p{RGI_Emoji})|[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gv;
  return text.replace(emojiOrUnseen, (_, emoji?: string) => emoji ?? instead);
}

/** Lower case, with the marks that stand for minutes and seconds all over the world written ' and ". */
export const withPlainMarks = (text: string) =>
  text
    .replace(/´/g, "'")
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘′]/g, "'")
    .replace(/''|[”“″]/g, '"');

/** Marks on one letter, of which no language needs more; a tower of them covers the lines above. */
const MARKS = /(\p{M}{4})\p{M}+/gu;

/** At most `longest` UTF-16 units, never ending within what a reader sees as one character. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // Made only here: the first one takes longer than anything else when the program starts.
  const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const last = characters.segment(text).containing(longest);
  return text.slice(0, last?.index ?? longest);
}

/**
 * What somebody else wrote, on one line: without control characters, characters that can't be seen and
 * characters that turn the text around. Cut after `longest` UTF-16 units, as Discord counts them, and never
 * within a character. Markdown and mentions stay: whoever shows it escapes them.
 */
export function oneLine(text: string, longest = Number.POSITIVE_INFINITY): string {
  const line = withoutUnseen(text)
    .replace(MARKS, '$1')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return cut(line, longest).trimEnd();
}
