// Statements, first part: the codes of a statement as chips, and the box that finds a code by its title and what it means.
"use strict";
const statementsScreen = {};
(function () {
  const { make, t } = workbench;
  const SHOWN = 40; // codes that are offered at once
  let boxes = 0;

  // The codes of a cell: `pay;!rules=0.5`.
  statementsScreen.items = (cell) => cell.split(";").map((part) => part.trim()).filter(Boolean).map(function (part) {
    const [code, amount = ""] = part.split("=").map((side) => side.trim());
    return { code: code.replace(/^!\s*/, ""), against: code.startsWith("!"), amount };
  });
  statementsScreen.cell = (items) => items.map((one) => (one.against ? "!" : "") + one.code + (one.amount && Number(one.amount) !== 1 ? "=" + one.amount : "")).join(";");

  // A box in which a code is found by its letters. `codes` are those of the codebook, `chosen(code)` is told which one.
  statementsScreen.codeBox = function (label, codes, folded, chosen) {
    const id = "codes-" + (boxes += 1);
    const said = codes.map((code) => [folded(code.title + " " + code.id), folded([code.definition, code.include, code.exclude].filter(Boolean).join(" "))]);
    const list = make("ul", { id: id + "-list", role: "listbox", class: "offers", hidden: true, "aria-label": label });
    const input = make("input", {
      id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "false",
      "aria-controls": list.id, "aria-autocomplete": "list", placeholder: t("find_code"),
    });
    let found = [], at = -1;
    function offers() {
      const asked = folded(input.value).split(/\s+/).filter(Boolean);
      const has = (text) => asked.every((word) => text.includes(word));
      const titled = codes.filter((_, k) => has(said[k][0]));
      return titled.concat(codes.filter((_, k) => !has(said[k][0]) && has(said[k][0] + " " + said[k][1]))).slice(0, SHOWN);
    }
    function show() {
      found = offers();
      at = found.length && input.value.trim() ? 0 : -1;
      list.replaceChildren(...found.map((code, k) => make("li", { id: id + "-" + k, role: "option", "aria-selected": "false", dataset: { k } },
        make("span", { dir: "auto", lang: code.lang || null }, code.title), code.definition ? make("small", { dir: "auto" }, code.definition) : null)));
      if (!found.length) list.append(make("li", { class: "none", role: "option", "aria-disabled": "true" }, t("no_code")));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark();
    }
    function hide() {
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
    function choose(code) {
      input.value = "";
      hide();
      chosen(code);
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
    const element = make("div", { class: "code-box" }, make("label", { for: id }, label), input, list);
    return { element, input };
  };

  // The chips of some codes, which can be changed. `changed()` is told when they are.
  statementsScreen.chips = function (codes, folded, cell, changed) {
    const items = statementsScreen.items(cell);
    const list = make("ul", { class: "chips" });
    const fault = make("p", { class: "fault", role: "alert", hidden: true });
    const titled = (id) => codes.find((code) => code.id === id) || { id, title: id };
    const box = statementsScreen.codeBox(t("add_code"), codes, folded, function (code) {
      if (items.some((one) => one.code === code.id && !one.against)) return workbench.say(t("has_code", { code: code.title }));
      items.push({ code: code.id, against: false, amount: "" });
      draw();
      changed();
      box.input.focus();
    });
    function draw() {
      list.replaceChildren(...items.map(chip));
      list.hidden = !items.length;
    }
    function chip(one) {
      const code = titled(one.code);
      const amount = make("input", { type: "number", min: "0.01", max: "1", step: "any", value: one.amount || "1", "aria-label": t("intensity_of", { code: code.title }) });
      const against = make("input", { type: "checkbox", checked: one.against });
      const away = make("button", { type: "button", "aria-label": t("remove_code", { code: code.title }) }, "\u00d7");
      amount.addEventListener("input", () => { one.amount = amount.value; check(); changed(); });
      against.addEventListener("change", () => { one.against = against.checked; check(); changed(); });
      away.addEventListener("click", function () {
        const k = items.indexOf(one);
        items.splice(k, 1);
        draw();
        check();
        changed();
        const next = list.querySelectorAll("button")[Math.min(k, items.length - 1)];
        (next || box.input).focus();
      });
      return make("li", { dataset: { code: one.code } }, make("span", { dir: "auto", lang: code.lang || null, title: code.definition || null }, code.title),
        make("label", {}, against, " ", t("against")), amount, away);
    }
    // What is wrong with them, at the chips; true where nothing is.
    function check() {
      const wrong = items.find((one) => one.amount !== "" && !(Number(one.amount) > 0 && Number(one.amount) <= 1));
      const twice = items.find((one, k) => items.some((other, n) => n < k && other.code === one.code && other.against === one.against));
      const said = wrong ? t("bad_intensity", { code: titled(wrong.code).title }) : twice ? t("has_code", { code: titled(twice.code).title }) : "";
      fault.textContent = said;
      fault.hidden = !said;
      return !said;
    }
    draw();
    return { element: make("div", {}, list, box.element, fault), cell: () => statementsScreen.cell(items), check, fault, input: box.input };
  };
})();
