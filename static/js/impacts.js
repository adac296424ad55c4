/* The room « Impacts »: what helps the hand. Each has its way without JavaScript: the limit is written beside the field and
   checked by the server; boxes are ticked one by one. */

// How much of a long text is written: said beside the field, and to screen readers when little is left.
const NARROW = 100;
document.querySelectorAll("textarea[data-counter]").forEach((field) => {
  const line = document.createElement("p");
  line.className = "form-text counter";
  field.insertAdjacentElement("afterend", line);
  const say = () => {
    const left = field.maxLength - field.value.length;
    line.textContent = `${field.value.length.toLocaleString("fr-FR")} / ${field.maxLength.toLocaleString("fr-FR")}`;
    line.classList.toggle("counter-narrow", left < NARROW);
    if (left < NARROW) line.setAttribute("role", "status");
  };
  field.addEventListener("input", say);
  say();
});

// One box ticks those of its table.
document.querySelectorAll("[data-check-all]").forEach((all) => {
  const boxes = [...all.closest("table").querySelectorAll("tbody input[type=checkbox]:not(:disabled)")];
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
});
