import { ComponentType as C } from 'discord-api-types/v10';
import type { Component } from '../rest/limits.ts';
import {
  type ChosenFile,
  ClientRefusal,
  type Resolved,
  resolveChannel,
  resolveFile,
  resolveRole,
  resolveUser,
  type Where,
} from './options.ts';
import { defaultsOf } from './queries.ts';
import type { SeenField, SeenModal } from './views.ts';

/** What a member entered into a form, by a field's label or custom id. Choices by label or value. */
export type FormValues = Readonly<
  Record<string, string | boolean | readonly string[] | readonly ChosenFile[] | undefined>
>;

interface Filling extends Where {
  readonly base: string;
  readonly userId: string;
}

function chosen(field: SeenField, labels: readonly string[]): string[] {
  return labels.map((label) => {
    const choice = field.choices.find((one) => one.label === label || one.value === label);
    if (!choice)
      throw new ClientRefusal(
        `"${field.label}" takes one of: ${field.choices.map((one) => one.label).join(', ')}.`,
      );
    return choice.value;
  });
}

function checkCount(field: SeenField, count: number): void {
  const least = field.required ? (field.min ?? 1) : count === 0 ? 0 : (field.min ?? 0);
  const most = field.max ?? (field.component.type === C.CheckboxGroup ? field.choices.length : 1);
  if (count < least || count > most)
    throw new ClientRefusal(
      `"${field.label}" takes ${least === most ? most : `${least} to ${most}`}, not ${count}.`,
    );
}

/** The value of a field before the member changes it; it is sent if they don't. */
function prefilled({ kind, choices, component }: SeenField): FormValues[string] {
  switch (kind) {
    case 'text':
      return component['value'] as string | undefined;
    case 'tick':
      return component['default'] === true;
    case 'one':
    case 'many':
      return (choices as readonly { value: string; default?: boolean }[])
        .filter((choice) => choice.default)
        .map(({ value }) => value);
    case 'file':
      return undefined;
    default:
      return defaultsOf(component);
  }
}

function answered(field: SeenField, touched: FormValues[string], by: Filling, resolved: Resolved): object {
  const { world, base, userId } = by;
  const entered = touched ?? prefilled(field);
  const texts = (entered === undefined ? [] : Array.isArray(entered) ? entered : [entered]).map(String);
  switch (field.kind) {
    case 'text': {
      const value = texts[0] ?? '';
      if (field.required && value === '') throw new ClientRefusal(`"${field.label}" is required.`);
      if (value !== '' && (value.length < (field.min ?? 0) || value.length > (field.max ?? 4_000)))
        throw new ClientRefusal(
          `"${field.label}" takes ${field.min ?? 0} to ${field.max ?? 4_000} characters.`,
        );
      return { value };
    }
    case 'one': {
      const [value, ...others] = chosen(field, texts);
      if (others.length > 0) throw new ClientRefusal(`"${field.label}" takes one choice.`);
      if (field.required && value === undefined) throw new ClientRefusal(`"${field.label}" is required.`);
      return { value: value ?? null };
    }
    case 'tick':
      return { value: entered === true };
    case 'many': {
      const values = chosen(field, texts);
      checkCount(field, values.length);
      return { values };
    }
    case 'file': {
      const files = (entered ?? []) as readonly ChosenFile[];
      checkCount(field, files.length);
      return { values: files.map((file) => resolveFile(world, base, file, resolved)) };
    }
    default: {
      checkCount(field, texts.length);
      return { values: resolveAll(field.component.type, texts, by, resolved, userId) };
    }
  }
}

/** Ids of what was chosen from a list of people, roles or channels. */
export function resolveAll(
  type: number,
  names: readonly string[],
  where: Filling,
  resolved: Resolved,
  userId: string,
): string[] {
  return names.map((name) => {
    if (type === C.ChannelSelect) return resolveChannel(where, name, userId, resolved);
    const role = [...where.guild.roles.values()].some((one) => one.name === name || one.id === name);
    return type === C.RoleSelect || (type === C.MentionableSelect && role)
      ? resolveRole(where, name, resolved)
      : resolveUser(where, name, resolved);
  });
}

/** What stands in the fields of a form that hold words, ticks or choices (by their values), by the fields' ids. */
export type Contents = Readonly<Record<string, string | boolean | readonly string[]>>;

/** The choices of a field by their values; what isn't offered is left out. */
const valuesOf = ({ choices }: SeenField, labels: readonly string[]): string[] =>
  labels.flatMap((label) => choices.find((one) => one.label === label || one.value === label)?.value ?? []);

/** What stands in a form when a member has entered these values, whether or not it could be sent so. */
export function contentsOf({ fields }: SeenModal, values: FormValues = {}): Contents {
  const contents = fields.flatMap((field): [string, Contents[string]][] => {
    const { kind, customId, label } = field;
    const entered = values[label] ?? values[customId] ?? prefilled(field);
    switch (kind) {
      case 'text':
        return [[customId, String(entered ?? '')]];
      case 'tick':
        return [[customId, entered === true]];
      case 'one':
      case 'many':
        return [[customId, valuesOf(field, [entered ?? []].flat().map(String))]];
      default:
        return [];
    }
  });
  return Object.fromEntries(contents);
}

/** A component of a form, with what stands in it. */
function withContent(component: Component, contents: Contents): Component {
  const content = contents[String(component['custom_id'])];
  const options = component['options'] as readonly { readonly value: string }[] | undefined;
  if (typeof content === 'string') return { ...component, value: content };
  if (typeof content === 'boolean') return { ...component, default: content };
  if (!content || !options) return component;
  return {
    ...component,
    options: options.map((option) => ({ ...option, default: content.includes(option.value) })),
  };
}

/** The components of a form, with something else in its fields. */
export function filledWith(components: readonly Component[], contents: Contents): Component[] {
  return components.map((top) => {
    const one = top['component'] as Component | undefined;
    const many = top['components'] as Component[] | undefined;
    return {
      ...top,
      ...(one ? { component: withContent(one, contents) } : {}),
      ...(many ? { components: many.map((inner) => withContent(inner, contents)) } : {}),
    };
  });
}

/** The form as it is sent back: each component in its place with what was entered. @throws {ClientRefusal} */
export function filledIn(modal: SeenModal, values: FormValues, by: Filling, resolved: Resolved): object[] {
  const unknown = Object.keys(values).find(
    (key) => !modal.fields.some(({ label, customId }) => key === label || key === customId),
  );
  if (unknown) throw new ClientRefusal(`The form has no field "${unknown}".`);
  let number = 0;
  const filled = (component: Component): object => {
    const field = modal.fields.find((one) => one.component === component);
    number += 1;
    const identity = { id: component['id'] ?? number, type: component.type };
    if (field)
      return {
        ...identity,
        custom_id: field.customId,
        ...answered(field, values[field.label] ?? values[field.customId], by, resolved),
      };
    const inner = component['component'] as Component | undefined;
    const many = component['components'] as Component[] | undefined;
    return {
      ...identity,
      ...(inner ? { component: filled(inner) } : {}),
      ...(many ? { components: many.map(filled) } : {}),
    };
  };
  return modal.components.map(filled);
}
