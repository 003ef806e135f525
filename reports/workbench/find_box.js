// A box in which something is found by its letters, and chosen from the list below: by arrow keys and Enter, or a click.
"use strict";
// `offers(words)` gives what fits, or a promise of it: [{ id, title, detail, lang }]; `chosen(one)` is told which one.
function findBox({ label, placeholder, none, offers, chosen }) {
  const { make } = workbench;
  const id = "find-" + (findBox.boxes = (findBox.boxes || 0) + 1);
  const list = make("ul", { id: id + "-list", role: "listbox", class: "offers", hidden: true, "aria-label": label });
  const input = make("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "false",
    "aria-controls": list.id, "aria-autocomplete": "list", placeholder,
  });
  let found = [], at = -1, turn = 0;
  async function show() {
    const now = ++turn, given = offers(input.value);
    const fits = Array.isArray(given) ? given : await given;
    if (now !== turn) return; // more was typed meanwhile
    found = fits;
    at = found.length && input.value.trim() ? 0 : -1;
    list.replaceChildren(...found.map((one, k) => make("li", { id: id + "-" + k, role: "option", "aria-selected": "false", dataset: { k } },
      make("span", { dir: "auto", lang: one.lang || null }, one.title), one.detail ? make("small", { dir: "auto" }, one.detail) : null)));
    if (!found.length) list.append(make("li", { class: "none", role: "option", "aria-disabled": "true" }, none));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  }
  function hide() {
    turn += 1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark() {
    for (const option of list.children) option.setAttribute("aria-selected", String(Number(option.dataset.k) === at));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", id + "-" + at);
    list.children[at].scrollIntoView({ block: "nearest" });
  }
  function choose(one) {
    input.value = "";
    hide();
    chosen(one);
  }
  input.addEventListener("input", show);
  input.addEventListener("click", () => { if (list.hidden) show(); });
  input.addEventListener("blur", hide);
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (found.length) at = (at + step + found.length) % found.length;
      mark();
    } else if (event.key === "Enter") {
      if (list.hidden) return;
      event.preventDefault();
      if (at >= 0) choose(found[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      hide();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", function (event) {
    const option = event.target.closest("[data-k]");
    if (option) choose(found[Number(option.dataset.k)]);
  });
  return { element: make("div", { class: "find-box" }, make("label", { for: id }, label), input, list), input };
}
