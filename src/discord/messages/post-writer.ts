import type { Message } from '../command.ts';

/** A message and whom it notifies. */
export interface Posted {
  readonly message: Message;
  readonly mention: { readonly users: readonly string[]; readonly roles: readonly string[] };
}

/** For each view of a feature, the function that turns it into a message. */
export type PostWriters<View extends { readonly type: string }> = {
  readonly [Type in View['type']]: (view: Extract<View, { readonly type: Type }>) => Posted;
};

export const toUsers = (message: Message, users: readonly string[]): Posted => ({
  message,
  mention: { users, roles: [] },
});

export const toNobody = (message: Message): Posted => toUsers(message, []);

/** The users a post notifies, as text. */
export const mentions = (users: readonly string[]) => users.map((id) => `<@${id}>`).join(' ');

/** Said by a post that comes later than it should. */
export const lateText = (late: boolean) => (late ? ['-# This comes late: I was away. Sorry.'] : []);
