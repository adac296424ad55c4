/* Loaded in <head>, blocking, 1 kB: the chosen theme is set before the first paint.
   No choice = the system's. Works without storage (private browsing): the choice then lasts for the page. */
(() => {
  const root = document.documentElement;
  const key = "portail.theme";
  const recall = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (value) => { try { localStorage.setItem(key, value); } catch { /* for this page only */ } };
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const say = () => document.querySelectorAll("[data-theme-toggle]").forEach((button) => button.setAttribute("aria-pressed", isDark()));

  root.classList.add("js");
  const chosen = recall();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

  document.addEventListener("DOMContentLoaded", say);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    root.dataset.theme = isDark() ? "light" : "dark";
    remember(root.dataset.theme);
    say();
  });
})();
