import type { HelpLines } from '../../domain/help-lines.ts';

/** "call **999** now". */
export function callNow(help: HelpLines): string {
  return `call ${numberIn(help)} now`;
}

/** "**999**", or "your local emergency number". */
export function numberIn(help: HelpLines): string {
  return help.emergency === null ? 'your local emergency number' : `**${help.emergency}**`;
}

/** At a race abroad the club's own number may be the wrong one. */
export const ABROAD = 'Abroad, 112 from a mobile works in most countries.';

/** Who gives medical advice the same day, where it isn't an emergency. */
export function adviceLine(help: HelpLines): string {
  return help.advice ?? 'a medical advice line';
}

/** Said with every sign that can't wait, for the way to the doctor. */
export function staySafe(_help: HelpLines): string {
  return "Don't drive yourself. Have someone stay with you.";
}
