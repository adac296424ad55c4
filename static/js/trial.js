/* « Et si ? » : each slider says its value while it moves. The result comes by htmx; without either, the form is sent. */

document.querySelectorAll("[data-trial] input[type=range]").forEach((slider) => {
  const label = document.querySelector(`label[for="${slider.id}"]`);
  const told = document.createElement("output");
  told.htmlFor = slider.id;
  const tell = () => { told.value = `${slider.value}\u00a0%`; };
  slider.addEventListener("input", tell);
  tell();
  label?.append(" ", told);
});
