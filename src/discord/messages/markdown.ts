/**
 * An address of the web, which Discord makes a link of by itself. Brackets count as part of it in pairs; marks behind it
 * belong to the sentence.
 */
const ADDRESS =
  /https?:\/\/(?:\([^\s<>()[\]]*\)|[^\s<>()[\]])*(?:\([^\s<>()[\]]*\)|[^\s<>()[\].,:;"'!?*_~|`\\])/;

/** What Discord reads as markup: anywhere, before what makes a link of any kind, or where a line begins. */
const MARKS = [/[\\`*_~|[\]<>@]/, /:(?=\/\/)/, /^[#+-]/, /(?<=^\d+)\./];

const EITHER = new RegExp(
  [`(?<address>${ADDRESS.source})`, ...MARKS.map(({ source }) => source)].join('|'),
  'gi',
);

/** Angle brackets tell where it ends. Within them a backslash would be part of it, so marks are written by their numbers. */
const linked = (address: string) =>
  `<${address.replace(/[\\`*~|]|@(?=everyone|here)/gi, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)}>`;

/**
 * One line of what somebody typed, so that Discord shows it as it is: no markup, no mention, no emoji or time made of it.
 * Addresses of the web stay links, to where they led; those of other kinds are no links.
 */
export const escapeMarkup = (line: string): string =>
  line.replace(EITHER, (found, address?: string) => (address === undefined ? `\\${found}` : linked(address)));
