import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { fill, KINDS, start, Version } from './campaign.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where the campaign stood in older versions, the newest first. */
const CAMPAIGNS = ['tools/crash/campaign.ts', 'tests/crash/campaign.ts'];

/**
 * The program as it was at a commit, in a folder of its own, with its own way to fill a database; it uses the packages
 * of this one. @throws {Error} where git knows no such commit, or it has no campaign.
 */
export async function olderVersion(commit: string): Promise<Version> {
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-older-'));
  const files = execFileSync('git', ['archive', commit], { cwd: ROOT, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: files });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const file = CAMPAIGNS.map((path) => join(folder, path)).find((path) => existsSync(path));
  if (!file) throw new Error(`${commit} has no campaign`);
  const older: { fill: typeof fill; KINDS: typeof KINDS; start: typeof start } = await import(file);
  return { fill: (database, sandbox) => older.fill(database, sandbox, 1, older.KINDS), start: older.start };
}
