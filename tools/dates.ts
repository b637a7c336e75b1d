import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Runs the tests at many starts: `npm run test:dates`. A start is the instant at which the clocks of tests begin, and the
 * time zone of the machine. With `--faketime` it is the machine's own clock that is set, for the whole suite.
 */

interface Start {
  readonly name: string;
  /** The folders whose tests it could matter to; the whole suite where there are none. */
  readonly folders: readonly string[];
  /** What is set around the tests. */
  readonly env: Readonly<Record<string, string>>;
  /** A command that goes before the one that runs the tests. */
  readonly under?: readonly string[];
}

const root = join(import.meta.dirname, '..');

/** Whose tests begin at the instant of `tests/start.ts`; the others write instants of their own. */
const BEGINNING = ['tests/journeys', 'tests/discord', 'packages/discord-sandbox/tests'];
const NO_BROWSER = [...BEGINNING, 'tests/domain', 'tests/services', 'tests/schedule', 'tests/storage'];

const beginning = (name: string, instant: string): Start => ({
  name,
  folders: BEGINNING,
  env: { TZ: 'UTC', TESTS_BEGIN: instant },
});

const inZone = (zone: string): Start => ({ name: zone, folders: NO_BROWSER, env: { TZ: zone } });

const STARTS: readonly Start[] = [
  beginning('Monday', '2026-11-23T12:00Z'),
  beginning('Tuesday', '2026-11-24T12:00Z'),
  beginning('Wednesday', '2026-11-25T12:00Z'),
  beginning('Thursday', '2026-11-26T12:00Z'),
  beginning('Friday', '2026-11-27T12:00Z'),
  beginning('Saturday', '2026-11-28T12:00Z'),
  beginning('Sunday', '2026-11-29T12:00Z'),
  beginning('before midnight', '2026-11-24T23:59Z'),
  beginning('after midnight', '2026-11-25T00:01Z'),
  beginning('28 February', '2027-02-28T12:00Z'),
  beginning('29 February', '2028-02-29T12:00Z'),
  beginning('31 December', '2026-12-31T22:00Z'),
  beginning('London forward', '2027-03-28T00:59Z'),
  beginning('London back', '2026-10-25T00:59Z'),
  beginning('New York forward', '2027-03-14T06:59Z'),
  beginning('New York back', '2026-11-01T05:59Z'),
  inZone('Asia/Kolkata'),
  inZone('America/St_Johns'),
  inZone('Pacific/Auckland'),
  inZone('Pacific/Honolulu'),
];

/** The machine's clock as Debian's `faketime` sets it; waiting goes by the real one. */
const machineAt = (name: string, wall: string): Start => ({
  name,
  folders: [],
  env: { TZ: 'UTC', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
  under: ['faketime', wall],
});

const MACHINES: readonly Start[] = [
  machineAt('Friday', '2026-11-27 12:00:00'),
  machineAt('Monday', '2026-11-30 12:00:00'),
  machineAt('31 December', '2026-12-31 23:58:00'),
];

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs the tests of `files` at a start, and says in one line how they went. Tells whether all passed. */
async function runAt({ name, env, under = [] }: Start, files: readonly string[]): Promise<boolean> {
  const settings = Object.entries(env).map(([setting, value]) => `${setting}=${value}`);
  const title = `${name} (${[...under, ...settings].join(' ')}; ${files.join(' ') || 'the whole suite'})`;
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-dates-'));
  const file = join(folder, 'report.json');
  const began = performance.now();
  const [command = process.execPath, ...args] = [
    ...under,
    process.execPath,
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=json',
    `--outputFile=${file}`,
    ...files,
  ];
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'ignore' });
  const { promise: ended, resolve } = Promise.withResolvers<string | undefined>();
  child.once('error', (error) => resolve(error.message)).once('exit', () => resolve(undefined));
  const trouble = await ended;
  const seconds = Math.round((performance.now() - began) / 1_000);
  try {
    const report: Report = JSON.parse(readFileSync(file, 'utf8'));
    say(`${title}: ${report.numPassedTests} passed, ${report.numFailedTests} failed (${seconds} s)`);
    for (const failure of failuresIn(report)) say(`  ${failure}`);
    return report.success;
  } catch {
    say(`${title}: the tests did not run${trouble ? ` (${trouble})` : ''}`);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The names of tests that failed, and of files that could not be read. */
function failuresIn({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message === '') return [];
    return failed.length === 0
      ? [`${relative(root, name)}: ${message.split('\n')[0]}`]
      : failed.map(({ fullName }) => `${relative(root, name)}: ${fullName}`);
  });
}

const say = (text: string) => process.stdout.write(`${text}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    start: { type: 'string', multiple: true },
    faketime: { type: 'boolean', default: false },
  },
});
const all = values.faketime ? MACHINES : STARTS;
const chosen = values.start ? all.filter(({ name }) => values.start?.includes(name)) : all;
if (chosen.length === 0) {
  say(`There is no such start. There are: ${all.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
let well = true;
for (const start of chosen) {
  const files = positionals.length > 0 ? positionals : start.folders.map((folder) => join(folder, sep));
  well = (await runAt(start, files)) && well;
}
process.exit(well ? 0 : 1);
