import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readState } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { startDev } from './program.ts';

it('npm run dev starts anew when a file changes, and keeps the club, its people and what the bot remembers', async () => {
  const { program, folder } = startDev({ SANDBOX_PORT: '0' });
  const starts = () =>
    [...program.output().matchAll(/In your browser: (\S+)/g)].map(([, address]) => address);
  const started = (times: number) => expect.poll(starts).toHaveLength(times);
  const state = async () =>
    readState(new Uint8Array(await (await fetch(`${starts().at(-1)}page/state`)).arrayBuffer()));
  const said = async () => JSON.stringify([...(await state()).kept.messages.values()]);

  await started(1);
  program.write(':as admin\n/club setup Europe/London runs-channel: group-runs recovery-channel: recovery\n');
  program.write('/run create Kept when: in 5 days 7:30am meet: Hall\n:clock +3d\n');
  await program.says(/It is .* now/);
  await expect.poll(said).toContain('Kept');
  const { now, kept } = await state();

  const tip = join(folder, 'commands', 'help.ts');
  appendFileSync(tip, '\n// Changed.\n');
  await started(2);
  const then = await state();
  expect(then.kept.home.id).toBe(kept.home.id);
  expect(await said()).toContain('Kept');
  expect(then.now).toBeGreaterThanOrEqual(now);
  program.write(':as ben\n#group-runs\n:press Going\n');
  await program.says(/You're going to Kept/);

  // A mistake ends it, until that is mended.
  const whole = readFileSync(tip, 'utf8');
  writeFileSync(tip, `${whole}\nthrow new Error('A mistake.');\n`);
  await program.says(/A mistake\./);
  writeFileSync(tip, whole);
  await started(3);
  expect(await said()).toContain('Kept');
  program.signal('SIGTERM');
  await program.ended;
});
