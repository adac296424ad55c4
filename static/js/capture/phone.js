/* On every page of a délégué·e: what waits on the phone leaves as soon as it can, and asks before a sign-out.
   Without this file nothing is kept on the phone, and every form works. */

import { openStore } from "./db.js";
import { flush, LATER } from "./queue.js";

const FIRST_WAIT = 5_000;
const LAST_WAIT = 120_000;

/** The addresses, and whose phone it is. */
export const place = { ...document.getElementById("phone")?.dataset };
/** The store, or null where the browser keeps nothing. */
export const ready = place.person ? openStore(place.person, place.key).catch(() => null) : Promise.resolve(null);

// ---- who listens: this page, and those of the other tabs

const listeners = new Set();
const others = "BroadcastChannel" in self ? new BroadcastChannel("portail-remontees") : null;
/** heard({ entry, outcome, answer }), or heard({}) when something changed elsewhere. */
export const listen = (heard) => listeners.add(heard);
export const changed = (told = {}) => { listeners.forEach((heard) => heard(told)); others?.postMessage("changed"); };
others?.addEventListener("message", () => listeners.forEach((heard) => heard({})));

// ---- sending

let timer = 0;
let wait = FIRST_WAIT;

/** Send what waits; again later, less and less often, as long as something does. */
export async function send() {
  const store = await ready;
  if (!store) return;
  clearTimeout(timer);
  let stuck = false;
  await flush(store, place, (told) => { stuck ||= told.outcome === LATER; changed(told); });
  if (!(await store.count()).pending) { wait = FIRST_WAIT; return; }
  timer = setTimeout(send, wait);
  if (stuck) wait = Math.min(2 * wait, LAST_WAIT);
}

const soon = () => { wait = FIRST_WAIT; send(); };
addEventListener("online", soon);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") soon(); });

// ---- how many wait, wherever a page has a place to say it

const say = ({ dataset }, name, n) => (n ? [dataset[n === 1 ? `${name}One` : `${name}Many`].replace("{n}", n)] : []);

async function tellCount() {
  const block = document.querySelector("[data-waiting]");
  const store = await ready;
  if (!block || !store) return;
  const link = block.querySelector("[data-waiting-text]");
  const { pending, review, draft } = await store.count();
  const waiting = pending ? [link.dataset[pending === 1 ? "one" : "many"].replace("{n}", pending)] : [];
  const parts = [...waiting, ...say(link, "review", review), ...say(link, "draft", draft)];
  block.hidden = !parts.length;
  link.textContent = parts.join(" · ");
}
listen(tellCount);

// ---- the page of a remontée stays within reach without network

async function keepPages() {
  if (!navigator.serviceWorker || !place.worker) return;
  try {
    await navigator.serviceWorker.register(place.worker);
    const worker = (await navigator.serviceWorker.ready).active;
    worker.postMessage({ person: place.person }); // those of somebody else go, those of this person come
  } catch { /* no room, or forbidden by the browser: everything else works */ }
}

// ---- signing out with something left on the phone

const dialog = document.getElementById("leave");
let leaving = null;

document.addEventListener("submit", async (event) => {
  if (event.target.getAttribute("action") !== place.leave || event.target === leaving) return;
  event.preventDefault();
  leaving = event.target;
  const store = await ready;
  const counts = store ? await store.count() : {};
  if (!(counts.pending || counts.review || counts.draft)) { leaving.requestSubmit(); return; }
  dialog.showModal();
});
dialog?.addEventListener("close", () => { leaving = null; });
dialog?.addEventListener("click", async (event) => {
  const choice = event.target.closest("button")?.dataset.leave;
  if (!choice) return;
  if (choice === "stay") { dialog.close(); return; }
  const form = leaving;
  const store = await ready;
  if (choice === "send") await send();
  if (choice === "drop") await store.clear();
  const { pending } = await store.count();
  if (choice === "send" && pending) { dialog.close(); location.assign(place.create); return; } // it says there why
  form.requestSubmit();
});

tellCount();
send();
keepPages();
