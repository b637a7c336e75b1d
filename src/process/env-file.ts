import { existsSync, readFileSync } from 'node:fs';
import dotenv from 'dotenv';
import { StartError } from '../start-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textIn(bytes: Uint8Array): string | undefined {
  // PowerShell writes UTF-16, in which every other byte of English is 0.
  if (bytes.includes(0)) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The variables in a file such as `.env`; none where there is no file.
 * @throws {StartError} where it can't be read, isn't UTF-8, or was saved under another name by an editor.
 */
export function readEnvFile(file: string): Readonly<Record<string, string>> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new StartError(`The file ${file} can't be read (${message}).`);
    if (existsSync(`${file}.txt`))
      throw new StartError(`There is a file ${file}.txt but no ${file}; rename it to ${file}, without .txt.`);
    return {};
  }
  const text = textIn(bytes);
  if (text === undefined)
    throw new StartError(
      `The file ${file} is not UTF-8; save it as UTF-8. In PowerShell: Set-Content ${file} -Encoding utf8.`,
    );
  return dotenv.parse(text);
}
