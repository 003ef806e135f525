// Light, dark, or as the system has it: the reader's choice, kept by the browser where it keeps anything. It stands in the
// head, so that no page is painted in one theme and then in the other; without it the page is as the system has it.
"use strict";
(function () {
  const THEMES = ["system", "light", "dark"], KEY = "idealtypes-theme", root = document.documentElement;
  const known = (name) => (THEMES.includes(name) ? name : "system");

  // Storage may be refused: by the browser, in a frame, for a file.
  function kept() {
    try { return known(localStorage.getItem(KEY)); } catch { return "system"; }
  }
  function keep(name) {
    try {
      if (name === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, name);
    } catch { /* it holds until the page is closed */ }
  }
  function put(name) {
    if (name === "system") delete root.dataset.theme;
    else root.dataset.theme = name;
  }
  put(kept());

  document.addEventListener("DOMContentLoaded", function () {
    const button = document.getElementById("theme");
    if (!button || !window.CSS || !CSS.supports("color", "light-dark(#000, #fff)")) return;
    const say = () => (button.querySelector("span").textContent = button.dataset[known(root.dataset.theme)]);
    button.hidden = false;
    button.addEventListener("click", function () {
      const next = THEMES[(THEMES.indexOf(known(root.dataset.theme)) + 1) % THEMES.length];
      put(next);
      keep(next);
      say();
    });
    say();
  });
})();
