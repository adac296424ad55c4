/* Sends what waits, one after the other, one tab at a time; says what became of each. Nothing is dropped: what the portal
   refuses for good goes to « À revoir » with its reason, anything else is asked again later.

   An entry keeps its key (a UUID) from its first letter on: sending it twice is sending it once. */

export const SENT = "sent"; // received, now or before
export const LATER = "later"; // no answer of the portal: no network, a captive network, a portal at rest
export const SIGN_IN = "signIn"; // the session ended
export const SOMEONE_ELSE = "someoneElse"; // the session is another person's
export const REVIEW = "review"; // refused for good

let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/** The JSON of the portal, or null: a page, whatever its status, is no answer. */
async function answerOf(request) {
  let answer;
  try { answer = await fetch(request.url, { ...request, headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" }); } catch { return null; }
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) return null;
  try { return { status: answer.status, body: await answer.json() }; } catch { return null; } // cut on the way
}

/** { outcome, answer }: what became of one sending. place: the addresses, and whose phone it is. */
async function sendOne(entry, place, renewed = false) {
  if (!token) {
    const refused = await renewToken(place);
    if (refused) return { outcome: refused };
  }
  const body = new URLSearchParams({ ...entry.fields, id: entry.id, person: place.person, csrfmiddlewaretoken: token });
  const answer = await answerOf({ url: place.create, method: "POST", body });
  if (!answer) return { outcome: LATER };
  const { status, body: said } = answer;
  if (status < 300 && said.id === entry.id) return { outcome: SENT, answer: said };
  if (said.problem === "signed_out") return { outcome: SIGN_IN };
  if (said.problem === "someone_else") return { outcome: SOMEONE_ELSE };
  if (said.problem === "token" && !renewed) {
    const refused = await renewToken(place);
    return refused ? { outcome: refused } : sendOne(entry, place, true);
  }
  if (!said.problem || said.problem === "token") return { outcome: LATER };
  return { outcome: REVIEW, answer: said };
}

/** A fresh token; else why there is none. */
async function renewToken(place) {
  const answer = await answerOf({ url: place.token });
  if (answer?.body.problem === "signed_out") return SIGN_IN;
  if (!answer?.body.token) return LATER;
  if (answer.body.person !== place.person) return SOMEONE_ELSE;
  token = answer.body.token;
  return "";
}

async function sendAll(store, place, tell) {
  for (const { id } of await store.all("pending")) {
    const entry = await store.get(id);
    if (entry?.state !== "pending") continue; // taken back meanwhile
    if (!entry.fields) { await store.put({ ...entry, state: "review", reason: "" }); continue; }
    const { outcome, answer } = await sendOne(entry, place);
    if (outcome === SENT) await store.remove(entry.id);
    if (outcome === REVIEW) await store.put({ ...entry, state: "review", reason: answer.message ?? "" });
    tell({ entry, outcome, answer });
    if (outcome !== SENT && outcome !== REVIEW) return;
  }
}

let running = null;
let again = false;

/** Send all that waits, now; asked during a sending, it goes on with what came since. tell: hears of each one. */
export function flush(store, place, tell) {
  again = true;
  running ??= oneTab(async () => { while (again) { again = false; await sendAll(store, place, tell); } })
    .catch(() => {}) // the phone could not write: what waits still waits
    .finally(() => { running = null; if (again) flush(store, place, tell); });
  return running;
}

/** Two tabs would send the same: harmless, as the portal knows the key, but useless. */
const oneTab = (act) => (navigator.locks ? navigator.locks.request("portail-envoi", act) : act());
