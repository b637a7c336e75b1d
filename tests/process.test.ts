import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readEnvFile } from '../src/process/env-file.ts';
import { isOfOnePacket } from '../src/process/survivable.ts';
import { StartError } from '../src/start-error.ts';
import { ownFolder } from './folders.ts';

const TEXT = 'DISCORD_TOKEN=a.b.c\nLOG_LEVEL="debug"\n';
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const MARK = '\uFEFF';

function written(bytes: string | Uint8Array, name = '.env'): string {
  const folder = ownFolder();
  writeFileSync(join(folder, name), bytes);
  return join(folder, '.env');
}

describe('the file .env', () => {
  it.each([
    ['as it should be', TEXT],
    ['with the mark of an editor', `${MARK}${TEXT}`],
    ['with the line ends of Windows', TEXT.replaceAll('\n', '\r\n')],
  ])('is read %s', (_how, text) => {
    expect(readEnvFile(written(text))).toEqual({ DISCORD_TOKEN: 'a.b.c', LOG_LEVEL: 'debug' });
  });

  it.each([
    ['is UTF-16 with a mark', utf16(`${MARK}${TEXT}`)],
    ['is UTF-16 without one', utf16(TEXT)],
    ['is UTF-16 the other way round', utf16(`${MARK}${TEXT}`).swap16()],
    ['is in an old code page', Buffer.from('CLUB=Chlo\xe9', 'latin1')],
  ])('is named where it %s, with what to do', (_how, bytes) => {
    const read = () => readEnvFile(written(bytes));
    expect(read).toThrow(StartError);
    expect(read).toThrow(/\.env is not UTF-8; save it as UTF-8/);
  });

  it('is named where it was saved as .env.txt, or can’t be read', () => {
    expect(() => readEnvFile(written(TEXT, '.env.txt'))).toThrow(/rename it to .*\.env, without \.txt/);
    const folder = ownFolder();
    expect(() => readEnvFile(folder)).toThrow(/can't be read/);
    symlinkSync(join(folder, '.env'), join(folder, '.env'));
    expect(() => readEnvFile(join(folder, '.env'))).toThrow(StartError);
  });

  it('may be missing', () => {
    expect(readEnvFile(join(ownFolder(), '.env'))).toEqual({});
  });
});

describe('a signal to stop', () => {
  const stopping = pathToFileURL(join(import.meta.dirname, '..', 'src', 'process', 'stopping.ts'));

  it.each(['SIGTERM', 'SIGINT'])('is heard where it (%s) was on its way before anybody listened', (name) => {
    const program = `
      process.on('${name}', () => console.log('heard by the one before'));
      const { listenForStop } = await import('${stopping}');
      process.kill(process.pid, '${name}');
      listenForStop((heard) => { console.log(heard); process.exit(0); });
      setTimeout(() => process.exit(3), 1_000);`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
    expect([status, stdout.toString().trim()]).toEqual([0, name]);
  });
});

describe('an error that nobody caught', () => {
  const thrownAt = (where: string) =>
    Object.assign(new Error('x'), { stack: `TypeError: x\n    at f (${where}:1:2)` });

  it('is survived only where it arose in the reading of a packet', () => {
    expect(isOfOnePacket(thrownAt('/srv/node_modules/@discordjs/ws/dist/index.js'))).toBe(true);
    expect(
      isOfOnePacket(thrownAt('C:\\bot\\node_modules\\discord.js\\src\\client\\actions\\Action.js')),
    ).toBe(true);
    expect(isOfOnePacket(thrownAt('/srv/node_modules/better-sqlite3/lib/database.js'))).toBe(false);
    expect(isOfOnePacket(thrownAt('/srv/src/bot.ts'))).toBe(false);
    expect(isOfOnePacket('x')).toBe(false);
  });
});
