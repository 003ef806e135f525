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

  // In a frame of the workbench: its theme, and the place where the reader was; where she is is told to it.
  if (parent === window) return;
  addEventListener("message", function (event) {
    const told = event.source === parent && event.data && event.data.idealtypes;
    if (!told) return;
    if (told.theme) put(known(told.theme));
    if (told.bare) root.dataset.bare = ""; // the workbench has the page's menu itself
    const section = told.place && document.getElementById(String(told.place.section));
    if (section) scrollTo({ top: section.getBoundingClientRect().top + scrollY - edge() + Number(told.place.beyond), behavior: "instant" });
  });
  const edge = () => document.querySelector(".bar").offsetHeight + 16; // px: where a section begins to be read
  let waiting = false;
  addEventListener("scroll", function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      const above = [...document.querySelectorAll("main > section")].filter((one) => one.getBoundingClientRect().top <= edge() + 1);
      const section = above[above.length - 1] || document.querySelector("main > section");
      if (section) parent.postMessage({ idealtypes: { place: { section: section.id, beyond: edge() - section.getBoundingClientRect().top } } }, "*");
    });
  }, { passive: true });
})();
