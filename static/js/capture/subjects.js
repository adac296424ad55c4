/* Domains that the words typed point at, when asked for; a touch chooses one in the list, which works without this file. */

const block = document.querySelector("[data-subjects]");
const { form } = document.getElementById("envoyer");
const list = form.elements.suggested_domain;
const found = block.querySelector("[data-subjects-found]");

async function ask() {
  const body = new URLSearchParams({ text: form.elements.text.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(block.dataset.subjects, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).domains;
}

/** One button: the domain, and the words that led to it. */
function button({ pk, code, label, words }) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "chip-button";
  one.value = pk;
  const why = document.createElement("span");
  why.className = "muted";
  why.textContent = words.map((word) => `«\u202f${word}\u202f»`).join(", ");
  one.append(`${code} ${label} `, why);
  return one;
}

block.querySelector("[data-subjects-ask]").addEventListener("click", async () => {
  try {
    const domains = await ask();
    found.replaceChildren(...domains.map(button));
    if (!domains.length) found.textContent = block.dataset.none;
  } catch { found.textContent = block.dataset.offline; }
});
found.addEventListener("click", (event) => {
  const chosen = event.target.closest("button");
  if (!chosen) return;
  list.value = chosen.value;
  list.dispatchEvent(new Event("input", { bubbles: true })); // the draft keeps it
  list.focus();
});
form.addEventListener("input", (event) => { if (event.target === form.elements.text) found.replaceChildren(); });
block.hidden = false;
