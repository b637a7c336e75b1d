/**
 * What somebody else wrote, on one line: without control characters, characters that can't be seen and
 * characters that turn the text around. Cut after `longest` UTF-16 units, as Discord counts them, and never
 * within a character. Markdown and mentions stay: whoever shows it escapes them.
 */
export function oneLine(text: string, longest = Number.POSITIVE_INFINITY): string {
  return text
    .replace(/[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .replace(/\p{Cs}$/u, '')
    .trimEnd();
}
