// A sheet under the hand: arrows move from cell to cell, a digit that fills a cell goes on, Enter goes down.
// Without this file Tab does the same and Enter saves.

const sheet = (element) => element.closest("[data-cells]");
const cellsOf = (root) => [...root.querySelectorAll("input.cell:not([disabled])")];
const column = (cell) => cell.closest("td").cellIndex;

function step(cell, rows, columns) {
  const cells = cellsOf(sheet(cell));
  if (columns) return cells[cells.indexOf(cell) + columns];
  const same = cells.filter((other) => column(other) === column(cell));
  return same[same.indexOf(cell) + rows];
}

const go = (target) => { target?.focus(); target?.select(); };

document.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!cell.matches?.("[data-cells] input.cell") || event.ctrlKey || event.metaKey || event.altKey) return;
  const edge = (where) => cell.selectionStart !== cell.selectionEnd || cell.selectionStart === where;
  const move = {
    ArrowUp: () => step(cell, -1, 0),
    ArrowDown: () => step(cell, 1, 0),
    Enter: () => step(cell, 1, 0),
    ArrowLeft: () => edge(0) && step(cell, 0, -1),
    ArrowRight: () => edge(cell.value.length) && step(cell, 0, 1),
  }[event.key];
  if (!move) return;
  const target = move();
  if (!target && event.key !== "Enter") return;
  event.preventDefault();
  if (target) go(target);
});

document.addEventListener("input", (event) => {
  const cell = event.target;
  if (!cell.matches?.("[data-cells] input.cell") || cell.maxLength !== 1 || !/^[0-9]$/.test(cell.value)) return;
  go(step(cell, 0, 1));
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-cells] input.cell")) event.target.select();
});
