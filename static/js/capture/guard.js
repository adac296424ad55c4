/* Words to read again before sending: the same as dialogue/guard.py, in the page, so that nothing leaves the phone for it.
   tests/dialogue/guard_vectors.json holds both to the same answers. */

const GAP = "[ .\\u00a0\\u202f-]?";
const SPACE = "[ \\u00a0\\u202f]?";
const LETTER = "A-Za-z0-9\\u00c0-\\u024f";
const PHONE = new RegExp(`(?<![0-9+])(?<![0-9][ .\\u00a0\\u202f-])(?:(?:\\+|00)33${GAP}(?:\\(0\\))?${GAP}|0)[1-9](?:${GAP}[0-9]{2}){4}(?![0-9])`, "g");
const EMAIL = new RegExp(`(?<![${LETTER}._%+-])[${LETTER}._%+-]{1,64}@[${LETTER}-]{1,63}(?:\\.[${LETTER}-]{1,63}){1,4}`, "g");
const IBAN = new RegExp(`(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:${SPACE}[A-Za-z0-9]){11,30}`, "g");
const NIR = new RegExp(`(?<![0-9])[1-478](?:${SPACE}[0-9]){4}${SPACE}(?:[0-9]${SPACE}[0-9]|2${SPACE}[ABab])(?:${SPACE}[0-9]){8}(?![0-9])`, "g");
const IBAN_LENGTHS = { FR: 27, MC: 27, BE: 16, CH: 21, DE: 22, ES: 24, GB: 22, IT: 27, LU: 20, NL: 18, PT: 25 };

/** Without accents, in small letters, straight apostrophes: rse_portal.common.folding. */
export const fold = (text) => text.replace(/[œŒ]/g, "oe").replace(/[æÆ]/g, "ae").replace(/ß/g, "ss")
  .normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’‘]/g, "'").replace(/[\u00a0\u202f]/g, " ").replace(/\u2011/g, "-").toLowerCase();

const all = (pattern) => (text) => [...text.matchAll(pattern)].map((match) => match[0]);
const mod97 = (digits) => [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0);
const asNumber = (code) => [...code].map((sign) => parseInt(sign, 36)).join("");

function ibans(text) {
  return all(IBAN)(text).map((found) => {
    const code = found.replace(/[^A-Za-z0-9]/g, "").toUpperCase();
    return code.slice(0, IBAN_LENGTHS[code.slice(0, 2)] ?? 0);
  }).filter((code) => code && code.length === IBAN_LENGTHS[code.slice(0, 2)] && mod97(asNumber(code.slice(4) + code.slice(0, 4))) === 1);
}

function nirs(text) {
  return all(NIR)(text).filter((found) => {
    const code = found.replace(/[^0-9A-Za-z]/g, "").toUpperCase();
    return 97 - mod97(code.slice(0, 13).replace("2A", "19").replace("2B", "18")) === Number(code.slice(13));
  });
}

function listed(words) {
  const known = new Map(words.map((word) => [fold(word), word]));
  const inside = [...known.keys()].sort((one, other) => other.length - one.length || (one < other ? -1 : 1))
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pattern = new RegExp(`(?<![a-z0-9])(${inside})[sx]?(?![a-z0-9])`, "g");
  return (text) => [...fold(text).matchAll(pattern)].map((match) => known.get(match[1]));
}

/** lists: { health, opinion }. Returns text → [{ kind, found }], each thing once. */
export function makeGuard(lists) {
  const searches = { phone: all(PHONE), email: all(EMAIL), iban: ibans, nir: nirs, health: listed(lists.health), opinion: listed(lists.opinion) };
  return (text) => Object.entries(searches).flatMap(([kind, search]) => [...new Set(search(text))].map((found) => ({ kind, found })));
}
