/* The board under the mouse. Without this file each card has its list and its button: dragging sends that very form. */

const board = document.querySelector("[data-board]");
const columns = [...board.querySelectorAll("[data-state]")];
const announcer = document.getElementById("announcer");
let held = null;

const leave = () => columns.forEach((column) => column.classList.remove("is-over"));

board.querySelectorAll("[data-card]").forEach((card) => {
  card.draggable = true;
  // Links and pictures inside would be dragged for themselves.
  card.querySelectorAll("a").forEach((link) => { link.draggable = false; });
  card.addEventListener("dragstart", (event) => {
    held = card;
    card.classList.add("is-held");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    announcer.textContent = board.dataset.said;
  });
  card.addEventListener("dragend", () => {
    card.classList.remove("is-held");
    held = null;
    leave();
  });
});

columns.forEach((column) => {
  column.addEventListener("dragover", (event) => {
    if (!held || column.contains(held)) return;
    event.preventDefault();
    leave();
    column.classList.add("is-over");
  });
  column.addEventListener("drop", (event) => {
    if (!held || column.contains(held)) return;
    event.preventDefault();
    const form = held.querySelector("form");
    form.elements.state.value = column.dataset.state;
    form.requestSubmit();
  });
});
