import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

// Node runs no TypeScript under node_modules, so what is packed is JavaScript: `prepack` writes it into `dist`, where `tsc`
// has put the type declarations before, and makes the exports of package.json lead there. `postpack` undoes both.

const root = import.meta.dirname;
const dist = join(root, 'dist');
const manifest = join(root, 'package.json');
const original = `${manifest}.original`;

function change(file: string, by: (text: string) => string, to = file): void {
  const changed = by(readFileSync(file, 'utf8'));
  if (to !== file) rmSync(file);
  writeFileSync(to, changed);
}

/** Modules that are imported from beside this one end in `.js` now. */
const withNewNames = (code: string) =>
  code.replace(/(\b(?:from|import)\s*\(?\s*'\.{1,2}\/[^']*)\.ts'/g, "$1.js'");

function build(): void {
  cpSync(join(root, 'src'), dist, {
    recursive: true,
    filter: (path) => !path.endsWith('.d.ts') && !path.endsWith('tsconfig.json'),
  });
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const file = join(dist, name);
    if (name.endsWith('.html')) change(file, (text) => text.replaceAll('.ts"', '.js"'));
    else if (name.endsWith('.d.ts')) change(file, withNewNames);
    else if (name.endsWith('.ts'))
      change(file, (code) => withNewNames(stripTypeScriptTypes(code)), file.replace(/ts$/, 'js'));
  }
}

if (process.argv[2] === 'undo') {
  renameSync(original, manifest);
  rmSync(dist, { recursive: true });
} else {
  build();
  cpSync(manifest, original);
  change(manifest, (text) => text.replace(/"\.\/src\/([^"]+)\.ts"/g, '"./dist/$1.js"'));
}
