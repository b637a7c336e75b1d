/** What the bot may mention a member for, each of which they can switch off. */
export const NOTIFICATIONS = ['run-reminders', 'race-reminders', 'check-ins', 'congratulations'] as const;
export type Notification = (typeof NOTIFICATIONS)[number];

/** How the bot may mention a member in one club. */
export type Notifications = Readonly<Record<Notification, boolean>>;

/** These are on and all others off. */
export function notificationsFrom(on: readonly Notification[]): Notifications {
  return Object.fromEntries(NOTIFICATIONS.map((what) => [what, on.includes(what)])) as Notifications;
}

export function isNotification(name: string): name is Notification {
  return (NOTIFICATIONS as readonly string[]).includes(name);
}
