import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..');

/** A folder of the test's own, gone when the test is over. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with files of the project that a test can change, and with its programs, which run on them. */
export function copyOfProject(): string {
  const folder = ownFolder();
  for (const name of ['src', 'commands', 'data', 'figures', 'packages', 'package.json'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  const packages = join(folder, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(join(root, 'node_modules')))
    symlinkSync(join(root, 'node_modules', name), join(packages, name));
  // The project's own package is the copy, too.
  rmSync(join(packages, 'discord-sandbox'));
  symlinkSync(join(folder, 'packages', 'discord-sandbox'), join(packages, 'discord-sandbox'));
  return folder;
}
