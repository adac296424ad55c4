/* The line under a picture names the mark one points at, focuses or taps.
   Under a finger the first tap names, the second follows the link. Without JavaScript each mark keeps its <title>. */

const line = (mark) => mark.closest("[data-figure]")?.querySelector("[data-readout]");
const nameOf = (mark) => mark.getAttribute("aria-label") || mark.querySelector("title")?.textContent || "";
const show = (event) => {
  const mark = event.target.closest?.("[data-figure] .mark");
  if (!mark) return;
  const readout = line(mark);
  if (readout) readout.textContent = nameOf(mark);
};
document.addEventListener("pointerover", show);
document.addEventListener("focusin", show);

let named = null;
document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("[data-figure] a.mark");
  if (!mark || event.pointerType !== "touch" || named === mark) return;
  event.preventDefault();
  named = mark;
  show(event);
});
