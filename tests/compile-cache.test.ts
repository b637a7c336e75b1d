import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownFolder } from './folders.ts';

/** A program of one module below the folder, started as `npm start` starts the bot. */
function program(folder: string): () => string {
  const [cache, main] = ['compile-cache.mjs', 'main.ts'].map((file) => join(folder, 'src', file));
  if (!cache || !main) throw new Error('Nothing to start');
  mkdirSync(join(folder, 'src'));
  copyFileSync(join(import.meta.dirname, '..', 'src', 'compile-cache.mjs'), cache);
  writeFileSync(main, "const said: string = 'Here I am.'; process.stdout.write(said); process.exit(0);");
  return () =>
    execFileSync(process.execPath, ['--import', cache, main], { env: {}, stdio: 'pipe' }).toString();
}

it('keeps what was compiled for the next start, and takes nothing of a file that has changed', () => {
  const folder = ownFolder();
  const start = program(folder);
  expect(start()).toBe('Here I am.');
  expect(readdirSync(join(folder, 'var', 'compiled'), { recursive: true }).length).toBeGreaterThan(1);
  expect(start()).toBe('Here I am.');
  writeFileSync(join(folder, 'src', 'main.ts'), "process.stdout.write('And I am new.' as string);");
  expect(start()).toBe('And I am new.');
});

it('starts the program all the same where nothing can be kept', () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'var'), 'A file stands where the folder would be.');
  expect(program(folder)()).toBe('Here I am.');
  expect(existsSync(join(folder, 'var', 'compiled'))).toBe(false);
});
