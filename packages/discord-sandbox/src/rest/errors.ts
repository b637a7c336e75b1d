/** Where a form is wrong and why: nested by key, `_errors` at the place itself. */
export interface FormErrors {
  [key: string]: FormErrors | { code: string; message: string }[];
}

/** An answer by which Discord refuses a request: an HTTP status, Discord's own code, and for bad forms the place. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: number;
  readonly errors: FormErrors | undefined;
  /** After how many seconds one may try again, where Discord says so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: number, message: string, errors?: FormErrors, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  get body(): object {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors ? { errors: this.errors } : {}),
      ...(this.retryAfter === undefined ? {} : { retry_after: this.retryAfter }),
    };
  }
}

/** Discord's documented refusals that the sandbox can give. */
export const refusals = {
  unauthorized: () => new Refusal(401, 0, '401: Unauthorized'),
  notFound: () => new Refusal(404, 0, '404: Not Found'),
  methodNotAllowed: () => new Refusal(405, 0, '405: Method Not Allowed'),
  unavailable: () => new Refusal(503, 0, '503: Service Unavailable'),
  internal: () => new Refusal(500, 0, '500: Internal Server Error'),
  notJson: () => new Refusal(400, 50109, 'The request body contains invalid JSON.'),
  tooLarge: () => new Refusal(413, 40005, 'Request entity too large'),
  unknownChannel: () => new Refusal(404, 10003, 'Unknown Channel'),
  unknownGuild: () => new Refusal(404, 10004, 'Unknown Guild'),
  unknownMember: () => new Refusal(404, 10007, 'Unknown Member'),
  unknownMessage: () => new Refusal(404, 10008, 'Unknown Message'),
  unknownWebhook: () => new Refusal(404, 10015, 'Unknown Webhook'),
  unknownEvent: () => new Refusal(404, 10070, 'Unknown Guild Scheduled Event'),
  unknownInteraction: () => new Refusal(404, 10062, 'Unknown interaction'),
  unknownCommand: () => new Refusal(404, 10063, 'Unknown application command'),
  notYourApplication: () =>
    new Refusal(403, 20012, 'You are not authorized to perform this action on this application'),
  tooManyEvents: () =>
    new Refusal(400, 30038, 'Maximum number of uncompleted guild scheduled events reached (100)'),
  tooManyCommandsToday: () =>
    new Refusal(400, 30034, 'Max number of daily application command creates has been reached (200)'),
  tooManyOldEdits: (retryAfter: number) =>
    new Refusal(
      429,
      30046,
      'Maximum number of edits to messages older than 1 hour reached. Try again later',
      undefined,
      retryAfter,
    ),
  tooManyCommands: () => new Refusal(400, 30032, 'Maximum number of application commands reached (100)'),
  alreadyAcknowledged: () => new Refusal(400, 40060, 'Interaction has already been acknowledged.'),
  missingAccess: () => new Refusal(403, 50001, 'Missing Access'),
  notOwnMessage: () => new Refusal(403, 50005, 'Cannot edit a message authored by another user'),
  emptyMessage: () => new Refusal(400, 50006, 'Cannot send an empty message'),
  missingPermissions: () => new Refusal(403, 50013, 'Missing Permissions'),
  wrongKindOfChannel: () => new Refusal(400, 50008, 'Cannot send messages in a non-text channel'),
  threadArchived: () => new Refusal(400, 50083, 'Thread is archived'),
  threadLocked: () => new Refusal(400, 160005, 'Thread is locked'),
  blockedByAutoMod: () => new Refusal(400, 200000, 'Message was blocked by automatic moderation'),
  /** Not documented; bots have reported it since Activities have a command that begins them. */
  entryPointMissing: () =>
    new Refusal(
      400,
      50240,
      "You cannot remove this app's Entry Point command in a bulk update operation. Please include the Entry Point command in your update request or delete it separately.",
    ),
  invalidWebhookToken: () => new Refusal(401, 50027, 'Invalid Webhook Token'),
} as const;

/** Something wrong in a form: `path` says where, `code` and `message` why. */
export interface FormFault {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

export const fault = (path: FormFault['path'], code: string, message: string): FormFault => ({
  path,
  code,
  message,
});

export function badForm(faults: readonly FormFault[]): Refusal {
  const errors: FormErrors = {};
  for (const { path, code, message } of faults) {
    let place = errors;
    for (const key of path.map(String)) {
      const next = place[key];
      const deeper = next && !Array.isArray(next) ? next : {};
      place[key] = deeper;
      place = deeper;
    }
    const there = place['_errors'];
    if (Array.isArray(there)) there.push({ code, message });
    else place['_errors'] = [{ code, message }];
  }
  return new Refusal(400, 50035, 'Invalid Form Body', errors);
}
