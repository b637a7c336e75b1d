import type { HelpLines } from '../../domain/help-lines.ts';
import { plain } from './parts.ts';

/** "call **999** now". */
export function callNow(help: HelpLines): string {
  return `call ${numberIn(help)} now`;
}

/** "**999**", or "your local emergency number". */
export function numberIn(help: HelpLines): string {
  return help.emergency === null ? 'your local emergency number' : `**${help.emergency}**`;
}

/** Said in New Zealand: its number means something else in Great Britain. */
const NOT_EVERYWHERE = ' In Great Britain 111 is a health advice line, not the emergency number.';

/** For who isn't where their club is: at an away race the club's number may be the wrong one. */
export function otherNumbers({ emergency }: HelpLines): string {
  const abroad =
    emergency === null
      ? 'From a mobile, 112 works in most countries.'
      : 'Abroad, or away from home: call the local number; from a mobile, 112 works in most countries.';
  return `${abroad}${emergency === '111' ? NOT_EVERYWHERE : ''}`;
}

/** Who gives medical advice the same day, where it isn't an emergency: "call NHS 111". */
export function adviceLine({ advice }: HelpLines): string {
  return advice === null ? 'a medical advice line' : plain(advice);
}

/** Who listens to dark thoughts, in words that can stand alone: "**Samaritans 116 123** (or text SHOUT to 85258)". */
export function crisisLine({ crisis, crisisByText }: HelpLines): string {
  if (crisis === null) return '**findahelpline.com** shows free crisis lines in your country';
  return `**${plain(crisis)}**${crisisByText === null ? '' : ` (or ${crisisByText})`}`;
}
