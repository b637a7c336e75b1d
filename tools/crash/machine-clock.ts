// Loaded by a program before everything else: its machine's clock is off by what a file says, in ms. The file may change
// while the program runs. What only flows (`performance.now`, timers) stays as it is, as on a machine whose clock is set.
import { readFileSync } from 'node:fs';

const RightDate = Date;
const READ_AGAIN_AFTER_MS = 10;

const file = process.env['MACHINE_CLOCK'] ?? '';
let offMs = 0;
let readAt = Number.NEGATIVE_INFINITY;

function now(): number {
  if (performance.now() - readAt > READ_AGAIN_AFTER_MS) {
    readAt = performance.now();
    offMs = Number(readFileSync(file, 'utf8'));
  }
  return RightDate.now() + offMs;
}

globalThis.Date = new Proxy(RightDate, {
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  construct: (target, parts: [], as) => Reflect.construct(target, parts.length === 0 ? [now()] : parts, as),
  apply: () => new RightDate(now()).toString(),
});
