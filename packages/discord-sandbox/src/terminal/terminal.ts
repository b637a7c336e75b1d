// What can be used of the terminal from outside of the package.

export { type ChatEnd, type ChatParts, chat } from './chat.ts';
export { type Line, readLine } from './typed-line.ts';
