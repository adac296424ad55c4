/* What the frame does beyond links and forms. Everything here has a way without JavaScript. */

const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* for this page only */ } };

// The cycle switcher sends itself; its button stays for the keyboard and for pages without JavaScript.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// Where a phone shows only some of the tabs, the current one is among them.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  tab.closest(".tabs").scrollLeft = tab.offsetLeft - 16;
}

// « / » goes to the search box. It can be switched off (WCAG 2.1.4): the footer has the button.
const shortcutsKey = "portail.shortcuts";
let shortcuts = remembered(shortcutsKey) !== "off";
const saysShortcuts = () =>
  document.querySelectorAll("[data-shortcuts-toggle]").forEach((button) => button.setAttribute("aria-pressed", shortcuts));
saysShortcuts();
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-shortcuts-toggle]")) return;
  shortcuts = !shortcuts;
  remember(shortcutsKey, shortcuts ? "on" : "off");
  saysShortcuts();
});
document.addEventListener("keydown", (event) => {
  if (!shortcuts || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-search]");
  if (!search || !search.checkVisibility?.()) return;
  event.preventDefault();
  search.focus();
});

// A refused form: its summary takes the focus, so that it is read first.
const focusSummary = (root) => root.querySelector?.("[data-focus-on-load]")?.focus();
focusSummary(document);
document.addEventListener("htmx:load", (event) => focusSummary(event.detail.elt));

// A refused form answered to htmx (422) and any other error page of ours replaces the fragment as well.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
});

// Any other failure says so, in the messages area: never a click without an answer.
const sayFailed = () => {
  const area = document.getElementById("messages");
  if (!area?.dataset.failed) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-alert";
  notice.textContent = area.dataset.failed;
  area.replaceChildren(notice);
};
document.addEventListener("htmx:sendError", sayFailed);
document.addEventListener("htmx:timeout", sayFailed);
document.addEventListener("htmx:responseError", sayFailed);

// The progress of a job is refreshed each second, and said to screen readers every five seconds and at its end.
let announcedAt = 0;
document.addEventListener("htmx:load", (event) => {
  const job = event.detail.elt.closest?.(".job");
  const announcer = document.getElementById("announcer");
  if (!job || !announcer || (job.matches(".job-running") && Date.now() - announcedAt < 5000)) return;
  announcedAt = Date.now();
  announcer.textContent = job.innerText;
});

// A picture opens its table before printing: paper has no click. Closed again afterwards.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details[data-print-open]:not([open])")];
  opened.forEach((details) => { details.open = true; });
});
addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) history.back();
});
