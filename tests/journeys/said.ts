import { textOf } from '../../packages/discord-sandbox/src/client/look.ts';
import type { Answer } from '../../packages/discord-sandbox/src/client/member.ts';
import type { SeenMessage } from '../../packages/discord-sandbox/src/client/seen.ts';

/** The message of an answer. @throws where none came, saying why. */
export function shown(answer: Answer): SeenMessage {
  if (!answer.message) throw new Error(`No message came: ${answer.kind} ${answer.failure ?? ''}`);
  return answer.message;
}

/** All text of an answer. */
export function said(answer: Answer): string {
  return textOf(shown(answer));
}
