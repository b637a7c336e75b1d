import type { Message } from '../command.ts';
import { say, text, warningCard } from './components.ts';

/** A message and whom it notifies. */
export interface Posted {
  readonly message: Message;
  readonly mention: { readonly users: readonly string[]; readonly roles: readonly string[] };
}

interface PostWriter<View> {
  /** What `/club status` calls such a post. */
  readonly called: string;
  readonly write: (view: View) => Posted;
}

/** For each view of a feature, what turns it into a message. */
export type PostWriters<View extends { readonly type: string }> = {
  readonly [Type in View['type']]: PostWriter<Extract<View, { readonly type: Type }>>;
};

export const called = <View>(name: string, write: PostWriter<View>['write']): PostWriter<View> => ({
  called: name,
  write,
});

export const toUsers = (message: Message, users: readonly string[]): Posted => ({
  message,
  mention: { users, roles: [] },
});

export const toNobody = (message: Message): Posted => toUsers(message, []);

/** Said by a post that comes later than it should. */
export const lateText = (late: boolean) => (late ? ['-# This comes late: I was away. Sorry.'] : []);

interface Addressed {
  /** Users to notify. */
  readonly mention: readonly string[];
  readonly late: boolean;
}

/** What stands last in a post that notifies somebody. */
export const lastLines = ({ mention, late }: Addressed) => [...lateText(late), mentions(mention)];

const mentions = (users: readonly string[]) => users.map((id) => `<@${id}>`).join(' ');

/** A post of a few lines, good news or bad. */
export const tell = (view: Addressed, ...lines: readonly string[]) =>
  toUsers(say(...lines, ...lastLines(view)), view.mention);
export const warn = (view: Addressed, ...lines: readonly string[]) =>
  toUsers(warningCard(text(...lines, ...lastLines(view))), view.mention);
