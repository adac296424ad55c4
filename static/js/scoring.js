/* The grid of scores under the keyboard, saved as one types. Without this file it is a form with a button.

   Three parts: a Row knows its fields and sends them, one request at a time; the cells move the focus; the bar says
   what is saved. A row never sends two requests at once and each carries the version that the one before gave, so keys
   typed fast are neither lost nor reordered: what is sent next is what the fields hold then. */

const form = document.getElementById("cotation");
const words = form?.dataset ?? {};
const announcer = document.getElementById("announcer");
const announce = (text) => { announcer.textContent = ""; requestAnimationFrame(() => { announcer.textContent = text; }); };
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
const LAST_WAIT = 15000;

// ---- talking to the portal

class Refused extends Error {
  constructor(status, answer) { super(`refused: ${status}`); this.status = status; this.answer = answer; }
}
class Unreachable extends Error {}
class SignedOut extends Unreachable {}

async function renewToken() {
  // Signing in again in another tab changed the token of this session: a fresh page holds the new one.
  const page = await fetch(location.href, { headers: { Accept: "text/html" } });
  const field = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#cotation [name=csrfmiddlewaretoken]");
  if (!field) throw new SignedOut();
  form.elements.csrfmiddlewaretoken.value = field.value;
}

/** The JSON of the answer. Raises Refused for a definitive no, Unreachable for what is worth asking again. */
async function post(address, fields, renewed = false) {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  let answer;
  try { answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }); } catch { throw new Unreachable(); }
  if (answer.redirected) throw new SignedOut();
  const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (answer.ok && isJson) {
    try { return await answer.json(); } catch { throw new Unreachable(); } // cut on the way
  }
  if (answer.ok || answer.status === 429 || answer.status >= 500) throw new Unreachable(); // the page of a captive portal is no answer
  if (answer.status === 403 && !renewed) {
    try { await renewToken(); } catch (problem) { throw problem instanceof SignedOut ? problem : new Unreachable(); }
    return post(address, fields, true);
  }
  throw new Refused(answer.status, isJson ? await answer.json() : {});
}

// ---- one impact

const rows = new Map();
const acts = []; // what « z » takes back: {row, operation, moment}; answers of two rows may cross, hands do not
let moment = 0; // counts what the hand does

class Row {
  constructor(line) {
    this.line = line;
    this.pk = line.dataset.row;
    this.more = document.getElementById(`plus-${this.pk}`);
    this.cells = [...line.querySelectorAll(".score-cell")];
    this.text = form.elements[`i${this.pk}-rationale`];
    this.button = line.querySelector("[data-why]");
    this.version = Number(form.elements[`i${this.pk}-version`].value);
    this.saved = this.values(); // what the portal holds
    this.work = Promise.resolve();
    this.trouble = ""; // offline, session, refused, met
    this.moment = 0; // of the last change
    this.hurry = () => {};
  }

  values() {
    const values = { rationale: this.text.value };
    for (const cell of this.cells) values[cell.dataset.name] = cell.querySelector("input:checked")?.value ?? "";
    return values;
  }

  show(values) {
    this.text.value = values.rationale;
    for (const cell of this.cells) {
      const wanted = [...cell.querySelectorAll("input")].find((input) => input.value === values[cell.dataset.name]);
      if (wanted) wanted.checked = true;
    }
    this.tell();
  }

  /** State, names of the cells and button, after what the fields hold. */
  tell() {
    const values = this.values();
    const required = this.line.dataset.required.split(" ");
    const given = required.filter((name) => values[name]).length;
    const empty = Object.values(values).every((value) => !value.trim());
    const state = given === required.length ? "complete" : empty ? "empty" : "draft";
    const tag = this.line.querySelector("[data-state]");
    tag.dataset.state = state;
    tag.className = { complete: "tag tag-accent", draft: "tag tag-amber", empty: "tag" }[state];
    tag.textContent = { complete: words.sayComplete, draft: words.sayDraft, empty: words.sayEmpty }[state];
    for (const cell of this.cells) {
      cell.setAttribute("aria-label", `${cell.dataset.label} ${values[cell.dataset.name] || words.sayMissing}`);
    }
  }

  get isEmptyOfRequired() {
    const values = this.values();
    return this.line.dataset.required.split(" ").some((name) => !values[name]);
  }

  get isDirty() {
    const values = this.values();
    return Object.keys(values).some((name) => values[name].replaceAll("\r\n", "\n") !== this.saved[name].replaceAll("\r\n", "\n"));
  }

  /** What is on its way counts too: its value may be typed back before the portal answers. */
  get isUnsaved() { return this.sending || this.isDirty; }

  changed() {
    this.moment = ++moment;
    this.tell();
    sayState();
    if (this.trouble === "refused") this.trouble = "";
    if (this.trouble !== "met") this.after(() => this.save());
  }

  /** One thing at a time on a row, in the order asked. */
  after(act) {
    const done = this.work.then(act);
    this.work = done.catch(() => {}); // whoever asked for it hears of it; what follows goes on
    return done;
  }

  async save() {
    if (!this.isDirty || this.trouble === "met") return;
    const sent = this.values();
    const when = this.moment;
    this.sending = true;
    try {
      const answer = await this.insist(this.line.dataset.save, { ...sent, version: this.version });
      this.saved = sent;
      this.keep(answer);
      if (answer.operation) acts.push({ row: this, operation: answer.operation, moment: when });
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      if (problem.status === 409 && problem.answer.values) this.meet(problem.answer);
      else this.refuse(problem.answer.errors ?? {});
    } finally {
      this.sending = false;
    }
    sayState();
  }

  keep(answer) {
    this.version = answer.version;
    this.trouble = "";
    this.line.querySelector("[data-spread]").hidden = !answer.complete;
    this.more.querySelector("[data-problem]").hidden = true;
    this.line.querySelectorAll(".is-refused").forEach((cell) => cell.classList.remove("is-refused"));
    this.line.querySelectorAll(".score-cell .score-error").forEach((text) => text.remove());
    const bar = form.querySelector(".score-progress progress");
    bar.max = answer.progress.total;
    bar.value = answer.progress.done;
    form.querySelector("[data-progress]").textContent = `${answer.progress.done.toLocaleString(document.documentElement.lang)} / ${answer.progress.total.toLocaleString(document.documentElement.lang)}`;
  }

  /** The same request until the portal answers: what it says of it decides of the next one. */
  async insist(address, fields) {
    for (let pause = 1000; ; pause = Math.min(pause * 2, LAST_WAIT)) {
      try {
        const answer = await post(address, fields);
        if (this.trouble === "offline" || this.trouble === "session") this.trouble = "";
        return answer;
      } catch (problem) {
        if (!(problem instanceof Unreachable)) throw problem;
        this.trouble = problem instanceof SignedOut ? "session" : "offline";
        sayState();
        await Promise.race([wait(pause), new Promise((go) => { this.hurry = go; })]);
      }
    }
  }

  refuse(errors) {
    this.trouble = "refused";
    const others = [];
    for (const [name, texts] of Object.entries(errors)) {
      const cell = this.cells.find((one) => one.dataset.name === name);
      cell?.classList.add("is-refused");
      others.push(texts.join(" "));
    }
    const problem = this.more.querySelector("[data-problem]");
    problem.textContent = others.join(" ") || words.sayRefused;
    problem.hidden = false;
    this.open();
  }

  /** Somebody – another tab, an import – saved this score meanwhile: both are shown, and one chooses. */
  meet({ version, values: theirs }) {
    const mine = this.values();
    this.version = version;
    this.saved = { ...mine, ...theirs };
    const differing = Object.keys(mine).filter((name) => mine[name] !== theirs[name]);
    if (!differing.length) { this.trouble = ""; return; }
    this.trouble = "met";
    const notice = document.getElementById("rencontre").content.cloneNode(true);
    for (const name of differing) {
      const part = document.getElementById("rencontre-ligne").content.cloneNode(true);
      part.querySelector("dt").textContent = this.cells.find((cell) => cell.dataset.name === name)?.dataset.label ?? this.more.querySelector("summary").textContent;
      part.querySelector("[data-mine]").textContent = mine[name] || "–";
      part.querySelector("[data-theirs]").textContent = theirs[name] || "–";
      notice.querySelector("dl").append(part);
    }
    const settle = (values) => {
      this.more.querySelector("[data-meeting]").replaceChildren();
      this.trouble = "";
      if (values) this.show({ ...mine, ...values });
      this.close();
      this.changed();
      focusOn(this.cells[0]);
    };
    notice.querySelector("[data-keep]").addEventListener("click", () => settle(null));
    notice.querySelector("[data-take]").addEventListener("click", () => settle(theirs));
    this.more.querySelector("[data-meeting]").replaceChildren(notice);
    this.open();
  }

  async undo(operation) {
    const before = this.values();
    const answer = await this.insist(words.undo.replace("00000000-0000-0000-0000-000000000000", operation), {});
    const now = this.values();
    this.saved = { ...now, ...answer.values };
    this.keep(answer);
    // What was typed while the portal answered stays, and is saved next.
    this.show(Object.fromEntries(Object.keys(now).map((name) => [name, now[name] === before[name] ? this.saved[name] : now[name]])));
    focusOn(this.cells.find((cell) => before[cell.dataset.name] !== this.saved[cell.dataset.name]) ?? this.cells[0]);
    announce(words.sayUndone);
  }

  open() { this.more.classList.add("is-open"); }

  openText() {
    this.open();
    this.text.closest("details").open = true;
    this.button.setAttribute("aria-expanded", "true");
    this.text.focus();
  }

  close() {
    this.text.closest("details").open = false;
    this.button.setAttribute("aria-expanded", "false");
    const stays = this.trouble === "met" || !this.more.querySelector("[data-problem]").hidden || this.more.querySelector(".score-spread");
    if (!stays) this.more.classList.remove("is-open");
  }
}

// ---- what is saved

let quiet = 0;
function sayState() {
  const all = [...rows.values()];
  const trouble = ["session", "offline", "met", "refused"].find((kind) => all.some((row) => row.trouble === kind));
  const place = form.querySelector("[data-saving]");
  const retry = form.querySelector("[data-retry]");
  const text = trouble
    ? { session: words.saySession, offline: words.sayOffline, met: words.sayMet, refused: words.sayRefused }[trouble]
    : all.some((row) => row.isUnsaved) ? words.saySaving : acts.length || place.textContent ? words.saySaved : "";
  retry.hidden = !["session", "offline"].includes(trouble);
  place.parentElement.classList.toggle("is-failed", Boolean(trouble));
  if (place.textContent === text) return;
  place.textContent = text;
  // Seen at once; said when the hand rests, or when something fails: never at each key.
  clearTimeout(quiet);
  quiet = setTimeout(() => { if (place.textContent === text && text !== words.saySaving) announce(text); }, trouble ? 0 : 1500);
}

const inTrouble = () => [...rows.values()].some((row) => row.trouble);
const sayTrouble = () => { sayState(); announce(form.querySelector("[data-saving]").textContent); };
const unsaved = () => [...rows.values()].some((row) => row.isUnsaved);
const settled = () => Promise.all([...rows.values()].map((row) => row.work));

let undoing = Promise.resolve();
function undoLast() {
  undoing = undoing.then(async () => {
    if (inTrouble()) { sayTrouble(); return; }
    await settled();
    const act = acts.sort((one, other) => one.moment - other.moment).pop();
    if (!act) { announce(words.sayNothing); return; }
    try {
      await act.row.after(() => act.row.undo(act.operation));
      act.row.after(() => act.row.save());
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      announce(words.sayCannot);
    }
    sayState();
  });
}

// ---- moving

let current = null;
const rowOf = (element) => rows.get(element.closest("[data-row]")?.dataset.row ?? element.closest(".score-more")?.id.replace("plus-", ""));

function focusOn(cell) {
  if (!cell) return;
  mark(cell);
  cell.focus();
}

/** One cell, and the buttons of its row, are in the order of tabulation. */
function mark(cell) {
  if (current && current !== cell) {
    current.tabIndex = -1;
    const line = current.closest("[data-row]");
    if (line !== cell.closest("[data-row]")) {
      line.classList.remove("is-current");
      line.querySelectorAll(".score-state .linkish").forEach((link) => { link.tabIndex = -1; });
    }
  }
  current = cell;
  cell.tabIndex = 0;
  const line = cell.closest("[data-row]");
  line.classList.add("is-current");
  line.querySelectorAll(".score-state .linkish").forEach((link) => { link.tabIndex = 0; });
}

const column = (cell) => cell.cellIndex;
function sideways(cell, step) {
  const { cells } = rowOf(cell);
  return cells[cells.indexOf(cell) + step];
}
function updown(cell, step) {
  const list = [...rows.values()];
  const other = list[list.indexOf(rowOf(cell)) + step];
  if (!other) return undefined;
  return other.cells.findLast((one) => column(one) <= column(cell)) ?? other.cells[0];
}
function following(cell) {
  const list = [...rows.values()];
  return sideways(cell, 1) ?? list[list.indexOf(rowOf(cell)) + 1]?.cells[0];
}

function give(cell, value) {
  const input = [...cell.querySelectorAll("input")].find((one) => one.value === value);
  if (form.hasAttribute("data-closed") || input.checked) return;
  input.checked = true;
  rowOf(cell).changed();
}

async function nextLeft(cell) {
  const list = [...rows.values()];
  const target = list.slice(list.indexOf(rowOf(cell)) + 1).find((row) => row.isEmptyOfRequired);
  if (target) {
    const values = target.values();
    focusOn(target.cells.find((one) => !values[one.dataset.name]) ?? target.cells[0]);
    return;
  }
  if (inTrouble()) { sayTrouble(); return; }
  await settled();
  if (current === cell) location.assign(`${words.next}&apres=${rowOf(cell).pk}`); // unless the hand went on meanwhile
}

function showAnchors(cell) {
  const source = document.querySelector(`[data-criterion="${cell.dataset.name}"]`);
  const dialog = document.getElementById("repere");
  dialog.querySelector("h2").textContent = source.querySelector("h3").textContent;
  dialog.querySelector("[data-content]").replaceChildren(...[...source.children].slice(1).map((part) => part.cloneNode(true)));
  dialog.showModal();
}

const keys = {
  ArrowLeft: (cell) => focusOn(sideways(cell, -1)),
  ArrowRight: (cell) => focusOn(sideways(cell, 1)),
  ArrowUp: (cell) => focusOn(updown(cell, -1)),
  ArrowDown: (cell) => focusOn(updown(cell, 1)),
  Home: (cell) => focusOn(rowOf(cell).cells[0]),
  End: (cell) => focusOn(rowOf(cell).cells.at(-1)),
  Backspace: (cell) => give(cell, ""),
  Delete: (cell) => give(cell, ""),
  0: (cell) => give(cell, ""),
  n: nextLeft,
  z: undoLast,
  r: (cell) => rowOf(cell).openText(),
  a: showAnchors,
  "?": showAnchors,
};

/** The name of the key; on a French keyboard the digits of the upper row come without Shift. */
function nameOf(event) {
  const digit = /^Digit([0-5])$/.exec(event.code)?.[1];
  return digit && !event.shiftKey && !/^\d$/.test(event.key) ? digit : event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

function onKey(event) {
  const cell = event.target.closest(".score-cell");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const name = nameOf(event);
  if (/^[1-5]$/.test(name)) {
    event.preventDefault();
    give(cell, name);
    const next = following(cell);
    if (next) focusOn(next); else announce(words.sayEnd);
  } else if (Object.hasOwn(keys, name)) {
    event.preventDefault();
    keys[name](cell);
  }
}

function onTextKey(event) {
  if (!event.target.matches("textarea")) return;
  if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  const row = rowOf(event.target);
  row.close();
  focusOn(current && rowOf(current) === row ? current : row.cells[0]);
  row.changed();
}

// ---- beginning

function begin() {
  const grid = form.querySelector("[data-grid]");
  grid.setAttribute("role", "grid");
  if (document.getElementById("touches")) grid.setAttribute("aria-describedby", "touches");
  grid.querySelectorAll("tbody, thead").forEach((part) => part.setAttribute("role", "rowgroup"));
  grid.querySelectorAll("tr").forEach((line) => line.setAttribute("role", "row"));
  grid.querySelectorAll("thead th").forEach((cell) => cell.setAttribute("role", "columnheader"));
  grid.querySelectorAll("tbody th").forEach((cell) => cell.setAttribute("role", "rowheader"));
  grid.querySelectorAll("td").forEach((cell) => cell.setAttribute("role", "gridcell"));
  grid.querySelectorAll(".score-cell input").forEach((input) => { input.tabIndex = -1; });
  grid.querySelectorAll(".score-cell").forEach((cell) => { cell.tabIndex = -1; });
  grid.querySelectorAll(".score-state .linkish").forEach((link) => { link.tabIndex = -1; });
  grid.querySelectorAll("[data-row]").forEach((line) => rows.set(line.dataset.row, new Row(line)));
  rows.forEach((row) => row.tell());
  mark([...rows.values()][0].cells[0]);

  grid.addEventListener("keydown", onKey);
  grid.addEventListener("keydown", onTextKey);
  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest(".score-cell");
    if (!cell) return;
    if (event.target.matches("input")) cell.focus({ preventScroll: true }); // a click: the keys go on from there
    mark(cell);
  });
  // A second click on the level takes it back, as the keyboard does with Backspace.
  let pressed = null;
  grid.addEventListener("pointerdown", (event) => { pressed = event.target.matches("input:checked") && event.target.value ? event.target : null; });
  grid.addEventListener("click", (event) => {
    if (event.target.matches("input[type=radio]") && event.target === pressed) give(event.target.closest(".score-cell"), "");
    pressed = null;
    if (event.target.closest("[data-why]")) {
      const row = rowOf(event.target);
      if (row.text.closest("details").open) row.close(); else row.openText();
    }
    const header = event.target.closest("[data-anchor]");
    if (header) { event.preventDefault(); showAnchors({ dataset: { name: header.dataset.anchor } }); }
  });
  let typing = 0;
  grid.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    const row = rowOf(event.target);
    sayState();
    clearTimeout(typing);
    typing = setTimeout(() => row.changed(), 1000);
  });
  grid.addEventListener("change", (event) => rowOf(event.target)?.changed());
  document.addEventListener("htmx:afterSwap", (event) => rowOf(event.detail.target)?.open());

  form.addEventListener("click", (event) => {
    const act = event.target.closest("[data-do]")?.dataset.do;
    if (act === "undo") undoLast();
    if (act === "next") nextLeft(current);
    if (act === "anchors") showAnchors(current);
    if (event.target.closest("[data-retry]")) rows.forEach((row) => row.hurry());
  });
  form.addEventListener("submit", (event) => event.preventDefault()); // each change is saved already
  addEventListener("online", () => rows.forEach((row) => row.hurry()));
  addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });

  // The browser goes to the anchor once the page is there, and takes the focus away: ours comes after.
  if (document.readyState === "complete") goToAsked();
  else addEventListener("load", () => setTimeout(goToAsked));
}

function goToAsked() {
  const asked = rows.get(location.hash.replace("#i", ""));
  if (asked) {
    const values = asked.values();
    focusOn(asked.cells.find((cell) => !values[cell.dataset.name]) ?? asked.cells[0]);
  } else if (location.hash === "#tout-est-cote") announce(words.sayNone);
}

if (form) begin();
