/* « Nouvelle remontée »: a draft as one types, kept on the phone; sent once; several in a row without leaving the page.
   Without this file, or where the browser keeps nothing, it is a form with a button. */

import { makeGuard } from "./guard.js";
import { REVIEW, SENT, SIGN_IN, SOMEONE_ELSE } from "./queue.js";
import { changed, listen, ready, send } from "./phone.js";
import { counted, hour, number, phrase, words } from "./words.js";
import "./pending.js";
import "./subjects.js";

const AUTOSAVE = 700; // ms after the last letter
const NARROW = 200; // signs left
const form = document.getElementById("remontee");
const done = document.querySelector("[data-done]");
const sendButton = document.getElementById("envoyer");
const state = document.querySelector("[data-state]");
const notice = document.querySelector("[data-notice]");
const summary = document.getElementById("erreurs");
const text = form.elements.text;
const longest = Number(form.dataset.longest);
const title = document.title;

const typed = () => text.value.normalize("NFC").replaceAll("\r\n", "\n").trim();
const length = (value) => [...value].length; // as the portal counts: an emoji is one sign
const say = (sentence) => { if (state.textContent !== sentence) state.textContent = sentence; };

// ---- the séance, in one line

const where = document.querySelector("[data-where]");
const day = () => new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" }); // 2026-03-12

function showWhere() {
  const chosen = form.elements.session.selectedOptions[0];
  const { label, place: territory } = chosen.dataset;
  where.textContent = label ?? [where.dataset.outside, territory].filter(Boolean).join(" · ");
  form.querySelectorAll("[data-outside-only]").forEach((field) => { field.hidden = Boolean(label); });
}
form.elements.session.addEventListener("change", showWhere);

/** A page kept since another day: today is no longer the day that it was drawn on. */
function renewDay() {
  const today = day();
  if (form.dataset.today < today && form.elements.received_on.value === form.dataset.today) form.elements.received_on.value = today;
  form.elements.received_on.max = today;
}

// ---- how much is written, and what to read again

const counter = document.querySelector("[data-counter-line]");
function count() {
  const now = length(typed());
  counter.textContent = `${number(now)} / ${number(longest)}`;
  counter.classList.toggle("counter-narrow", now > longest - NARROW && now <= longest);
  counter.classList.toggle("counter-over", now > longest);
}

const { words: lists, reasons } = JSON.parse(document.getElementById("guard-words").textContent);
const look = makeGuard(lists);
const warning = document.querySelector("[data-guard]");
function reread() {
  const found = look(text.value);
  const list = document.createElement("ul");
  for (const { kind, found: what } of found) {
    const line = document.createElement("li");
    line.textContent = `«\u202f${what}\u202f»\u00a0: ${reasons[kind]}.`;
    list.append(line);
  }
  if (warning.querySelector("[data-guard-list]").textContent.trim() !== list.textContent) warning.querySelector("[data-guard-list]").replaceChildren(list);
  warning.hidden = !found.length;
}

// ---- what is wrong, said at its place and in a summary that takes the focus

function showErrors(errors) {
  const names = Object.keys(errors);
  form.querySelectorAll("[data-error]").forEach((line) => { line.textContent = (errors[line.dataset.error] ?? []).join(" "); });
  for (const field of form.querySelectorAll("textarea, select, input[type=date]")) {
    if (errors[field.name]) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
  }
  document.title = names.length ? `${words.error} ${title}` : title;
  summary.replaceChildren();
  if (!names.length) return;
  if (errors.session || errors.received_on || errors.territory) form.querySelector("details").open = true;
  const box = document.createElement("div");
  box.className = "notice notice-alert";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  const inside = document.createElement("div");
  const head = document.createElement("h2");
  head.className = "notice-title";
  head.textContent = `${words.error} ${counted(words.errors, names.length)}`;
  const list = document.createElement("ul");
  for (const name of names) {
    const line = document.createElement("li");
    const field = document.getElementById(`id_${name}`);
    const link = document.createElement(field ? "a" : "span");
    if (field) link.href = `#id_${name}`;
    link.textContent = errors[name].join(" ");
    line.append(link);
    list.append(line);
  }
  inside.append(head, list);
  box.append(inside);
  summary.append(box);
  box.focus();
}

function faults() {
  const errors = {};
  const now = length(typed());
  if (!typed().replace(/[\u200b-\u200d\u2060\ufeff]/g, "").trim()) errors.text = [words.noText];
  else if (now > longest) errors.text = [phrase(words.tooLong, { most: number(longest), n: number(now) })];
  if (!form.elements.kind.value) errors.kind = [words.noKind];
  return errors;
}

// ---- the entry under the hand: a draft until it is sent

const KEPT_OUT = ["csrfmiddlewaretoken", "id", "person"];
let store = null;
let entry = null;
let release = () => {};
let timer = 0;

function fields() {
  const found = Object.fromEntries([...new FormData(form)].filter(([name]) => !KEPT_OUT.includes(name)));
  return { ...found, text: typed().replaceAll("\0", "") };
}

function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (field instanceof RadioNodeList) [...field].forEach((radio) => { radio.checked = radio.value === value; });
    else if (field && (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value))) field.value = value;
  }
  showWhere(); count(); reread();
}

/** This tab alone holds the draft: another one that opens begins its own. */
async function hold(id) {
  release();
  if (!navigator.locks) return true;
  return new Promise((told) => {
    navigator.locks.request(`portail-brouillon-${id}`, { ifAvailable: true }, (lock) => {
      told(Boolean(lock));
      return lock ? new Promise((free) => { release = free; }) : undefined;
    });
  });
}

async function begin() {
  entry = { id: crypto.randomUUID(), state: "draft" };
  await hold(entry.id);
}

async function takeUp() {
  let elsewhere = false;
  const drafts = (await store.all("draft")).filter((draft) => draft.fields).reverse();
  for (const draft of drafts) {
    if (await hold(draft.id)) {
      entry = draft;
      fill(draft.fields);
      say(phrase(words.draft, { time: hour(draft.at) }));
      return;
    }
    elsewhere = true;
  }
  await begin();
  if (elsewhere) tellNotice(words.elsewhere);
}

function tellNotice(sentence, label = "", href = "") {
  notice.textContent = sentence;
  notice.hidden = !sentence;
  if (!label) return;
  const link = document.createElement("a");
  link.href = href;
  link.textContent = label;
  notice.append(" ", link);
}

async function keepDraft() {
  clearTimeout(timer);
  timer = 0;
  if (!store || entry?.state !== "draft") return;
  const kept = entry;
  if (!typed()) { await store.remove(kept.id); return; }
  kept.fields = fields();
  kept.at = Date.now();
  try {
    await store.put(kept);
    if (entry === kept && kept.state === "draft") say(phrase(words.draft, { time: hour(kept.at) }));
  } catch { say(words.nowhere); }
}

form.addEventListener("input", () => {
  count(); reread();
  clearTimeout(timer);
  timer = setTimeout(keepDraft, AUTOSAVE);
});
const hurry = () => { if (timer) keepDraft(); };
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") hurry(); });
addEventListener("pagehide", hurry);

// ---- sending

function showForm(shown) { form.hidden = sendButton.hidden = !shown; done.hidden = shown; }

form.addEventListener("submit", async (event) => {
  if (!store) return; // the browser keeps nothing: the form leaves by itself
  event.preventDefault();
  if (entry.state !== "draft") return; // a second click
  const errors = faults();
  showErrors(errors);
  if (Object.keys(errors).length) return;
  clearTimeout(timer);
  entry.state = "pending";
  entry.fields = fields();
  entry.at = Date.now();
  try {
    await store.put(entry);
  } catch {
    entry.state = "draft";
    say(words.nowhere);
    return;
  }
  release();
  showForm(false);
  done.querySelector("[data-done-title]").textContent = words.sending;
  done.querySelector("[data-done-text]").textContent = entry.fields.text;
  say(phrase(words.kept, { time: hour(entry.at) }));
  done.querySelector("[data-again]").focus();
  changed();
  send();
});

done.querySelector("[data-again]").addEventListener("click", async () => {
  await begin();
  text.value = "";
  form.elements.suggested_domain.value = "";
  [...form.elements.kind].forEach((radio) => { radio.checked = false; });
  showForm(true);
  count(); reread(); renewDay(); say("");
  text.focus();
});

/** The portal found something to correct while the page still shows this sentence: back to the form, under a new key. */
async function correct(refused, errors) {
  await store.remove(refused.id);
  await begin();
  showForm(true);
  fill(refused.fields);
  await keepDraft();
  showErrors(errors);
  changed();
}

async function hear({ entry: told, outcome, answer }) {
  const mine = told && entry && told.id === entry.id && !done.hidden;
  if (outcome === SENT) {
    tellNotice("");
    if (answer.shell !== form.dataset.shell) tellNotice(words.newer, words.reload, location.href);
    if (mine) done.querySelector("[data-done-title]").textContent = words.sent;
    say(phrase(words.sentAs, { reference: answer.reference }));
  } else if (outcome === SIGN_IN) {
    tellNotice(`${words.signIn}.`, words.signInLink, form.dataset.signIn);
    waits(mine);
  } else if (outcome === SOMEONE_ELSE) {
    location.reload(); // this page, and what it holds, is not theirs to see
  } else if (outcome === REVIEW) {
    if (mine && answer.problem === "invalid" && answer.errors) await correct(told, answer.errors);
    else if (mine) { done.querySelector("[data-done-title]").textContent = counted(words.review, 1); say(answer.message ?? words.unknownReason); }
  } else if (outcome) waits(mine);
}

function waits(mine) {
  if (mine) done.querySelector("[data-done-title]").textContent = counted(words.waiting, 1);
  say(phrase(words.offline, { time: hour(entry?.at ?? Date.now()) }));
}

// ---- the page opens

showWhere(); renewDay(); count(); reread();
store = await ready;
if (store) {
  listen(hear);
  const refusedByThePortal = summary.childElementCount > 0; // the form left by itself before
  if (refusedByThePortal) await begin(); else await takeUp();
} else tellNotice(words.nowhere);
form.dataset.ready = "";
