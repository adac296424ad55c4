/* What the page says by itself, in the language of the portal (dialogue.phone.words). */

export const words = JSON.parse(document.getElementById("capture-words").textContent);
const french = document.documentElement.lang.startsWith("fr");
const NBSP = "\u00a0";

/** « {n} envois » with its values. */
export const phrase = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** [singular, plural] for n. */
export const counted = ([one, many], n) => (n === 1 ? one : phrase(many, { n: number(n) }));

export const number = (n) => n.toLocaleString(french ? "fr-FR" : "en-GB");

/** « 18 h 42 »; withDay: « 12 mars, 18 h 42 ». */
export function hour(at, withDay = false) {
  const moment = new Date(at);
  const [h, m] = [moment.getHours(), String(moment.getMinutes()).padStart(2, "0")];
  const time = french ? `${h}${NBSP}h${NBSP}${m}` : `${String(h).padStart(2, "0")}:${m}`;
  return withDay ? `${moment.toLocaleDateString(french ? "fr-FR" : "en-GB", { day: "numeric", month: "long" })}, ${time}` : time;
}
