import type { HelpLines } from '../../domain/help-lines.ts';
import { plain } from './components.ts';

/** "call **999** now". */
export function callNow(help: HelpLines): string {
  return `call ${numberIn(help)} now`;
}

/** "**999**", or "your local emergency number". */
export function numberIn(help: HelpLines): string {
  return help.emergency === null ? 'your local emergency number' : `**${help.emergency}**`;
}

/** Said in New Zealand: in Great Britain 111 is a line for advice. */
const NOT_EVERYWHERE = ', not 111';

/** For who isn't where their club is: at a race abroad the club's number may be the wrong one. */
export function otherNumbers({ emergency }: HelpLines): string {
  const abroad = emergency === null ? 'From a mobile, 112' : 'Abroad, 112 from a mobile';
  return `${abroad} works in most countries${emergency === '111' ? NOT_EVERYWHERE : ''}.`;
}

/** Who gives medical advice the same day, where it isn't an emergency: "call NHS 111". */
export function adviceLine({ advice }: HelpLines): string {
  return advice === null ? 'a medical advice line' : plain(advice);
}

/**
 * Who listens to dark thoughts: "**Samaritans 116 123** (or text SHOUT to 85258)". Under 18 the line for young people
 * comes first.
 */
export function crisisLine({ crisis, crisisByText, youth, under18 }: HelpLines): string {
  const byText = crisisByText === null ? '' : ` (or ${crisisByText})`;
  const lines = [
    ...(under18 && youth !== null ? [`**${youth}**`] : []),
    ...(crisis === null ? [] : [`**${plain(crisis)}**${byText}`]),
  ];
  return lines.join(' or ') || '**findahelpline.com** shows free crisis lines in your country';
}

/** Who should be there, or know: "Have someone stay with you." Under 18 it is a parent, a coach, the club. */
export function someoneWithYou({ under18 }: HelpLines): string {
  if (!under18) return 'Have someone stay with you.';
  const { welfareOfficerId: officer } = under18;
  return officer === null
    ? '**Tell a parent, your coach or another adult you trust now.**'
    : `**Tell a parent, coach or welfare officer <@${officer}> now.**`;
}

/** Said with every sign that can't wait, for the way to the doctor. */
export function staySafe(help: HelpLines): string {
  return `Don't drive yourself. ${someoneWithYou(help)}`;
}
