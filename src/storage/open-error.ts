const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code ?? '');

/** Another program uses the file just now. */
export const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY');

/** What SQLite and the system say where this user may not write a file or its folder. */
const MAY_NOT_WRITE = /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS)/;

export const mayNotWrite = (error: unknown): boolean => MAY_NOT_WRITE.test(codeOf(error));

/** A sentence for the operator on why a database can't be opened, and what to do. */
export function whyNotOpened(file: string, error: unknown): string {
  if (isBusy(error))
    return `Another program uses the database ${file} just now; it was left as it is. Stop that program, then start again.`;
  const { message } = error as Error;
  if (mayNotWrite(error))
    return `The database ${file} or its folder may not be written by this user (${message}); it was left as it is. Give both to the user that runs the bot, then start again.`;
  return `The database ${file} can't be opened (${message}); it was left as it is.`;
}
