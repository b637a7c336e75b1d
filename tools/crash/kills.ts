import type { ChildProcess } from 'node:child_process';
import type { Sandbox } from 'discord-sandbox';

/** When the process is killed, as seen from Discord. */
export const MOMENTS = [
  'before the request is heard',
  'after it had its effect, before the answer',
  'after the answer, before it is marked',
  'at a random moment',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** A request in which the process is killed. */
export interface Step {
  readonly method: string;
  /** Without its version. */
  readonly path: RegExp;
}

export const POSTING: Step = { method: 'POST', path: /^\/channels\/\d+\/messages$/ };

/** Kills the process the next time that it makes a request, at the given moment of it. */
export function killNextTime(
  sandbox: Sandbox,
  child: ChildProcess,
  moment: Moment,
  random: () => number,
  { method, path }: Step = POSTING,
): void {
  const kill = () => child.kill('SIGKILL');
  const whenDone = (then: () => void) => {
    const stop = sandbox.traffic.onRequest((request) => {
      if (request.method !== method || !path.test(request.path) || request.status >= 300) return;
      stop();
      then();
    });
    child.once('exit', stop);
  };
  switch (moment) {
    case 'before the request is heard': {
      sandbox.faults.add({ method, path, delayMs: 30, drop: 'before' });
      const look = setInterval(() => {
        if (sandbox.faults.pending > 0) return;
        clearInterval(look);
        kill();
      }, 1).unref();
      child.once('exit', () => {
        clearInterval(look);
        sandbox.faults.clear();
      });
      break;
    }
    case 'after it had its effect, before the answer':
      whenDone(kill);
      break;
    case 'after the answer, before it is marked':
      whenDone(() => setTimeout(kill, random() * 4));
      break;
    case 'at a random moment': {
      const timer = setTimeout(kill, 250 + random() * 1_200);
      child.once('exit', () => clearTimeout(timer));
    }
  }
}
