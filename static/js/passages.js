/* A passage of a text, chosen with the mouse, the finger or the keyboard. Without this file the whole text is coded, and
   words to mask are copied by hand.

   Offsets count the signs of the text as the portal does (code points, without the codes shown beside the passages). */

const announcer = document.getElementById("announcer");
const announce = (words) => { announcer.textContent = ""; requestAnimationFrame(() => { announcer.textContent = words; }); };
const signs = (words) => [...words].length;

/** The text nodes of the text itself. */
function* runs(text) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("[data-aside]")) yield node;
  }
}

const whole = (text) => [...runs(text)].map((node) => node.data).join("");

/** Where a place of the page stands in the text, in UTF-16 units: what comes before it. */
function unitsBefore(text, node, offset) {
  const place = document.createRange();
  place.setStart(node, offset);
  let before = 0;
  for (const run of runs(text)) {
    if (run === node) return before + offset;
    if (place.comparePoint(run, 0) >= 0) break;
    before += run.length;
  }
  return before;
}

/** The place of the page where a unit of the text stands. */
function placeOf(text, units) {
  let left = units, last = null;
  for (const run of runs(text)) {
    if (left <= run.length) return [run, left];
    left -= run.length;
    last = run;
  }
  return last ? [last, last.length] : [text, 0];
}

class Passage {
  constructor(text) {
    this.text = text;
    this.words = [...whole(text).matchAll(/\S+/g)].map((found) => [found.index, found.index + found[0].length]);
    this.anchor = this.focus = -1; // words, under the keyboard
    this.chosen = null; // units
    document.addEventListener("selectionchange", () => this.read());
    text.addEventListener("keydown", (event) => this.move(event));
  }

  /** What is selected on the page, when it is in the text; a click elsewhere forgets nothing. */
  read() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!this.text.contains(range.startContainer) || !this.text.contains(range.endContainer)) return;
    let start = unitsBefore(this.text, range.startContainer, range.startOffset);
    let end = unitsBefore(this.text, range.endContainer, range.endOffset);
    const all = whole(this.text);
    while (start < end && /\s/.test(all[start])) start += 1;
    while (end > start && /\s/.test(all[end - 1])) end -= 1;
    if (start < end) this.tell({ start, end });
  }

  tell(chosen) {
    this.chosen = chosen;
    const all = whole(this.text);
    const detail = chosen && {
      words: all.slice(chosen.start, chosen.end),
      start: signs(all.slice(0, chosen.start)),
      end: signs(all.slice(0, chosen.end)),
    };
    this.text.dispatchEvent(new CustomEvent("passage", { bubbles: true, detail }));
  }

  clear() {
    this.anchor = this.focus = -1;
    getSelection().removeAllRanges();
    this.tell(null);
  }

  /** Arrows go from word to word; with Shift they extend. */
  move(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.words.length) return;
    if (event.key === "Escape" && this.chosen) { event.preventDefault(); event.stopPropagation(); this.clear(); return; }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const edge = { Home: 0, End: this.words.length - 1 }[event.key];
    if (step === undefined && edge === undefined) return;
    event.preventDefault();
    const next = edge ?? Math.min(Math.max(this.focus + step, 0), this.words.length - 1);
    this.focus = next;
    if (!event.shiftKey || this.anchor < 0) this.anchor = next;
    const [low, high] = [Math.min(this.anchor, this.focus), Math.max(this.anchor, this.focus)];
    const [start, end] = [this.words[low][0], this.words[high][1]];
    getSelection().setBaseAndExtent(...placeOf(this.text, start), ...placeOf(this.text, end));
    this.tell({ start, end });
    announce(whole(this.text).slice(start, end));
  }
}

export const passages = new Map();
document.querySelectorAll("[data-passages]").forEach((text) => {
  passages.set(text, new Passage(text));
  const field = document.getElementById(text.dataset.fills ?? "");
  if (field) text.addEventListener("passage", (event) => { if (event.detail) field.value = event.detail.words; });
});
