import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  ApplicationCommandCreateRequestSchema,
  ApplicationCommandPatchRequestPartialSchema,
  ApplicationCommandUpdateRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  ExternalScheduledEventCreateRequestSchema,
  ExternalScheduledEventPatchRequestPartialSchema,
  IncomingWebhookRequestPartialSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  ModalInteractionCallbackRequestSchema,
  PongInteractionCallbackRequestSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import { InteractionResponseType } from 'discord-api-types/v10';
import { badForm, fault } from './errors.ts';

/** Discord's published schemas of the request bodies that the sandbox takes. */
export const SCHEMAS = {
  commandCreate: ApplicationCommandCreateRequestSchema,
  commandPatch: ApplicationCommandPatchRequestPartialSchema,
  commandUpdate: ApplicationCommandUpdateRequestSchema,
  eventCreate: ExternalScheduledEventCreateRequestSchema,
  eventPatch: ExternalScheduledEventPatchRequestPartialSchema,
  followUp: IncomingWebhookRequestPartialSchema,
  followUpEdit: IncomingWebhookUpdateRequestPartialSchema,
  messageCreate: MessageCreateRequestSchema,
  messageEdit: MessageEditRequestPartialSchema,
} as const;

/** What the sandbox needs of a zod schema, whichever flavour of zod made it. */
interface Schema {
  safeParse(body: unknown): { success: boolean; error?: { issues: readonly Issue[] } | undefined };
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly errors?: readonly (readonly Issue[])[];
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
}

/**
 * The branch of a union that was meant: the one with the right JSON type and `type`, or else the one with the fewest
 * faults.
 */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const strangeness = (branch: readonly Issue[]) => {
    if (branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0)) return 2;
    return branch.some(({ path }) => path.length === 1 && path[0] === 'type') ? 1 : 0;
  };
  return [...branches].sort((a, b) => strangeness(a) - strangeness(b) || a.length - b.length)[0] ?? [];
}

/** The faults of a union are those of the branch that was meant, at their full path. */
function unfold(issue: Issue, above: readonly PropertyKey[] = []): Issue[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors && issue.errors.length > 0)
    return meantBranch(issue.errors).flatMap((inner) => unfold(inner, path));
  return [{ ...issue, path }];
}

/** Discord's own codes and sentences for the commonest faults. */
function inDiscordsWords({ code, origin, minimum, maximum, message, path }: Issue) {
  const length = origin === 'string' || origin === 'array';
  if (code === 'too_big')
    return length
      ? fault(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${maximum} or fewer in length.`)
      : fault(path, 'NUMBER_TYPE_MAX', `Must be less than or equal to ${maximum}.`);
  if (code === 'too_small')
    return length
      ? fault(path, 'BASE_TYPE_MIN_LENGTH', `Must be ${minimum} or more in length.`)
      : fault(path, 'NUMBER_TYPE_MIN', `Must be greater than or equal to ${minimum}.`);
  return { path, code: code === 'invalid_value' ? 'BASE_TYPE_CHOICES' : 'BASE_TYPE_BAD', message };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The schema is stricter than Discord in two places where the documentation's own examples would not pass: it counts
 * permissions as a number, where they are a string of digits, and ids of attachments as strings, where the place of
 * an upload is a number.
 */
function asTheSchemaHasIt(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { default_member_permissions: permissions, attachments, data } = body;
  return {
    ...body,
    ...(typeof permissions === 'string' && /^\d+$/.test(permissions)
      ? { default_member_permissions: Number(permissions) }
      : {}),
    ...(Array.isArray(attachments)
      ? {
          attachments: attachments.map((one) =>
            isObject(one) && typeof one['id'] === 'number' ? { ...one, id: String(one['id']) } : one,
          ),
        }
      : {}),
    ...(isObject(data) ? { data: asTheSchemaHasIt(data) } : {}),
  };
}

/** @throws {Refusal} 50035 with the place of each fault. `under`: where the body stands in the whole request. */
export function checkSchema(schema: Schema, body: unknown, under: readonly PropertyKey[] = []): void {
  const { success, error } = schema.safeParse(asTheSchemaHasIt(body));
  if (!success)
    throw badForm((error?.issues ?? []).flatMap((issue) => unfold(issue, under)).map(inDiscordsWords));
}

const CALLBACKS: Readonly<Record<number, Schema>> = {
  [InteractionResponseType.Pong]: PongInteractionCallbackRequestSchema,
  [InteractionResponseType.ChannelMessageWithSource]: CreateMessageInteractionCallbackRequestSchema,
  [InteractionResponseType.DeferredChannelMessageWithSource]: CreateMessageInteractionCallbackRequestSchema,
  [InteractionResponseType.DeferredMessageUpdate]: UpdateMessageInteractionCallbackRequestSchema,
  [InteractionResponseType.UpdateMessage]: UpdateMessageInteractionCallbackRequestSchema,
  [InteractionResponseType.ApplicationCommandAutocompleteResult]:
    ApplicationCommandAutocompleteCallbackRequestSchema,
  [InteractionResponseType.Modal]: ModalInteractionCallbackRequestSchema,
};

/** Checks the answer to an interaction by the schema of its type. */
export function checkCallback(body: { type?: unknown }): void {
  const schema = CALLBACKS[Number(body.type)];
  if (!schema)
    throw badForm([fault(['type'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 4, 5, 6, 7, 8, 9}.')]);
  checkSchema(schema, body);
}
