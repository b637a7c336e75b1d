import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ownFolder } from './own-folder.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) };

/** What installing would bring along; no test may depend on a registry, so these are linked from where they are already. */
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const installed = (name: string) => {
  const entry = fileURLToPath(import.meta.resolve(name === 'discord-api-types' ? `${name}/v10` : name));
  return entry.slice(0, entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
};

/** A folder with nothing but the packed package and oceanic.js installed. */
async function withPackage(): Promise<string> {
  const folder = ownFolder();
  // Packed from a copy: while it is packed its package.json is another, which other tests must not meet.
  const copy = join(folder, 'copy');
  for (const name of ['src', 'pack.ts', 'package.json', 'tsconfig.types.json', 'README.md', 'LICENSE'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(dirname(installed('ws')), join(copy, 'node_modules'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: copy, env });
  const app = join(folder, 'app');
  mkdirSync(join(app, 'node_modules'), { recursive: true });
  const needed = [...Object.keys(dependencies), 'oceanic.js'];
  for (const name of needed) symlinkSync(installed(name), join(app, 'node_modules', name));
  const { 'oceanic.js': version } = devDependencies;
  writeFileSync(join(app, 'package.json'), JSON.stringify({ dependencies: { 'oceanic.js': version } }));
  // Without scripts, or npm would build what is linked.
  const archive = join(folder, 'discord-sandbox-0.1.0.tgz');
  await run('npm', ['install', archive, '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: app,
    env,
  });
  return app;
}

it('is packed as JavaScript, and the example of its README runs where it is installed', async () => {
  const app = await withPackage();
  const [, example = ''] =
    /```js\n(.*?)```/s.exec(
      readFileSync(join(app, 'node_modules', 'discord-sandbox', 'README.md'), 'utf8'),
    ) ?? [];
  writeFileSync(join(app, 'greeter.mjs'), example);
  expect(await run('node', ['greeter.mjs'], { cwd: app, env })).toEqual({
    stdout: 'Hello, Ben!\n',
    stderr: '',
  });

  writeFileSync(
    join(app, 'page.mjs'),
    `import { startSandbox } from 'discord-sandbox';
    import { chat } from 'discord-sandbox/terminal';
    import { openPage } from 'discord-sandbox/page';
    const { pageUrl, stop } = await startSandbox();
    const seen = [];
    async function load(path) {
      if (seen.includes(path)) return;
      seen.push(path);
      const answer = await fetch(new URL(path, pageUrl));
      if (!answer.ok) throw new Error(path + ' is missing');
      const text = await answer.text();
      if (!path.endsWith('.js') && path !== '/') return;
      for (const [, next] of text.matchAll(/(?:from|import|src=|href=)\\s*["']([./][^"']+)["']/g))
        await load(new URL(next, new URL(path, pageUrl)).pathname);
    }
    await load('/');
    console.log(typeof chat, typeof openPage, seen.length, seen.some((path) => path.endsWith('.ts')));
    await stop();`,
  );
  const { stdout } = await run('node', ['page.mjs'], { cwd: app, env });
  expect(stdout).toMatch(/^function function [3-9]\d false\n$/);

  writeFileSync(
    join(app, 'typed.mts'),
    `import { startSandbox, type Answer } from 'discord-sandbox';
    const { as } = await startSandbox({ application: 'Greeter' });
    export const answer: Answer = await as('ben').run('greet', { times: 3 });
    // @ts-expect-error: there is no such option.
    await startSandbox({ colour: 'red' });`,
  );
  const strictly = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'esnext', '--module', 'nodenext'];
  await run('tsc', [...strictly, 'typed.mts'], { cwd: app, env });
});
