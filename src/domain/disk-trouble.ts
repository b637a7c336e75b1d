/** What keeps the bot from writing things down; `damaged`: parts of its database can't be read any more. */
export type DiskTrouble = 'full' | 'failing' | 'damaged';
