import type { Answer, SeenMessage } from 'discord-sandbox';
import { textOf } from 'discord-sandbox';

/** The message of an answer. @throws where none came, saying why. */
export function shown(answer: Answer): SeenMessage {
  if (!answer.message) throw new Error(`No message came: ${answer.kind} ${answer.failure ?? ''}`);
  return answer.message;
}

/** All text of an answer. */
export function said(answer: Answer): string {
  return textOf(shown(answer));
}
