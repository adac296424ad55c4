/* The inbox under the keyboard. Without this file it is links and forms.

   Keys act only while the focus is in the reading (WCAG 2.1.4); each address ends with its anchor, so that the focus comes
   back there from page to page. */

import { passages } from "./passages.js";

const reading = document.getElementById("lecture");
const text = reading?.querySelector("[data-passages]");

// The anchor puts the focus there already; a page that is already at it does not.
if (reading && location.hash === "#lecture") reading.focus({ preventScroll: true });

// One box ticks those of the page.
document.querySelectorAll("[data-check-every]").forEach((every) => {
  const boxes = [...every.form.querySelectorAll("input[name=remontee]")];
  every.addEventListener("change", () => boxes.forEach((box) => { box.checked = every.checked; }));
});

// The passage chosen goes with whatever codes it.
const told = reading?.querySelector("[data-passage]");
text?.addEventListener("passage", (event) => {
  const { start = "", end = "", words = "" } = event.detail ?? {};
  reading.querySelectorAll("[data-coding]").forEach((form) => {
    form.elements.start.value = start;
    form.elements.end.value = end;
  });
  told.hidden = !event.detail;
  told.querySelector("[data-passage-text]").textContent = words;
});
told?.querySelector("[data-passage-clear]").addEventListener("click", () => { passages.get(text).clear(); reading.focus(); });

// ---- keys

const help = reading?.querySelector("[data-keys]");
const openHelp = () => help?.showModal();
reading?.querySelector("[data-help]")?.addEventListener("click", openHelp);

const domain = reading?.querySelector("[data-coding] select[name=domain]");
domain?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !domain.value) return;
  event.preventDefault();
  domain.form.requestSubmit();
});

const SAME = { ArrowDown: "j", ArrowUp: "k" };
let sent = false; // a key held down sends once
reading?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || sent || help?.open) return;
  const key = SAME[event.key] ?? event.key;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") { event.preventDefault(); reading.focus(); }
    return;
  }
  // Enter and Space belong to the link or the button that holds the focus.
  if (key === "Enter" && event.target.closest("a, button, summary")) return;
  if (key === "?") { event.preventDefault(); openHelp(); return; }
  if (key === "c" && domain) { event.preventDefault(); domain.focus(); return; }
  if (key === "s" && text) { event.preventDefault(); text.focus(); return; }
  const found = reading.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return;
  event.preventDefault();
  sent = true;
  found.click();
});
addEventListener("pageshow", () => { sent = false; });
