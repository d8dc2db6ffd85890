/** Languages by their tags (BCP 47), with the names that the reader's browser has for them. */

const COMMON = (
  'ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lt lv mk ml mn mr ms mt my nb ne nl nn pa pl ' +
  'pt pt-BR ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh zh-Hant'
).split(' ');

const NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

export function languageName(tag: string): string {
  try {
    return NAMES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** To choose from, and whatever is chosen already. */
export const languageOptions = (chosen: readonly string[]) =>
  [...new Set([...COMMON, ...chosen])].map((value) => ({ value, label: languageName(value) })).sort((one, other) => one.label.localeCompare(other.label));
