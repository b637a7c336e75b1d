import { textOf } from '../../sandbox/client/look.ts';
import type { Answer } from '../../sandbox/client/member.ts';
import type { SeenMessage } from '../../sandbox/client/seen.ts';

/** The message of an answer. @throws where none came, saying why. */
export function shown(answer: Answer): SeenMessage {
  if (!answer.message) throw new Error(`No message came: ${answer.kind} ${answer.failure ?? ''}`);
  return answer.message;
}

/** All text of an answer. */
export function said(answer: Answer): string {
  return textOf(shown(answer));
}
