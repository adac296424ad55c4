/* What waits on this phone, one by one: sent again, taken up again, deleted once that is confirmed. */

import { changed, listen, place, ready, send } from "./phone.js";
import { hour, phrase, words } from "./words.js";

const section = document.querySelector("[data-pending]");
const none = document.querySelector("[data-pending-none]");
const EXCERPT = 160;

function button(label, kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn btn-${kind}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function paragraph(text, kind = "") {
  const made = document.createElement("p");
  made.textContent = text;
  made.className = kind;
  return made;
}

/** Back in the form, as a new sentence: the portal refused this key for good. */
async function resume(store, entry) {
  await store.remove(entry.id);
  await store.put({ ...entry, id: crypto.randomUUID(), state: "draft", at: Date.now(), reason: "" });
  location.assign(place.create);
}

function removal(store, entry, acts) {
  const ask = button(words.remove, "quiet", () => {
    acts.replaceChildren(
      button(words.removeSure, "danger", async () => { await store.remove(entry.id); changed(); section.querySelector("button")?.focus(); }),
      button(words.keep, "secondary", () => { changed(); section.querySelector("button")?.focus(); }),
    );
    acts.querySelector("button").focus();
  });
  return ask;
}

function item(store, entry) {
  const line = document.createElement("li");
  const text = entry.fields ? entry.fields.text : words.unreadable;
  line.append(paragraph(text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text));
  if (entry.state === "review") line.append(paragraph(entry.reason || words.unknownReason, "pending-why"));
  line.append(paragraph(phrase(words.since, { time: hour(entry.at, true) }), "form-text"));
  const acts = document.createElement("div");
  acts.className = "pending-acts";
  if (entry.state !== "pending" && entry.fields) acts.append(button(words.resume, "secondary", () => resume(store, entry)));
  acts.append(removal(store, entry, acts));
  line.append(acts);
  return line;
}

/** On the page of the form a draft is in the form: it is no line of the list. */
const shown = () => (none ? ["review", "pending", "draft"] : ["review", "pending"]);

let drawn = "";
async function draw() {
  const store = await ready;
  if (!store || !section) return;
  const entries = (await store.all()).filter((entry) => shown().includes(entry.state));
  const now = JSON.stringify(entries.map(({ id, state, at }) => [id, state, at]));
  if (now === drawn && !section.querySelector(".btn-danger")) return;
  drawn = now;
  section.hidden = !entries.length;
  if (none) none.hidden = Boolean(entries.length);
  section.querySelector("[data-pending-list]").replaceChildren(...entries.map((entry) => item(store, entry)));
  section.querySelector("[data-pending-send]").hidden = !entries.some((entry) => entry.state === "pending");
}

section?.querySelector("[data-pending-send]").addEventListener("click", send);
listen(draw);
draw();
