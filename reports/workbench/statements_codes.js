// Statements, first part: the codes of a statement as chips, and the box that finds a code by its title and what it means.
"use strict";
const statementsScreen = {};
(function () {
  const { make, t } = workbench;
  const SHOWN = 40; // codes that are offered at once

  // The codes of a cell: `pay;!rules=0.5`.
  statementsScreen.items = (cell) => cell.split(";").map((part) => part.trim()).filter(Boolean).map(function (part) {
    const [code, amount = ""] = part.split("=").map((side) => side.trim());
    return { code: code.replace(/^!\s*/, ""), against: code.startsWith("!"), amount };
  });
  statementsScreen.cell = (items) => items.map((one) => (one.against ? "!" : "") + one.code + (one.amount && Number(one.amount) !== 1 ? "=" + one.amount : "")).join(";");

  // A box in which a code is found by its letters, those of its title first. `chosen(code)` is told which one.
  statementsScreen.codeBox = function (label, codes, folded, chosen) {
    const said = codes.map((code) => [folded(code.title + " " + code.id), folded([code.definition, code.include].filter(Boolean).join(" "))]);
    function offers(typed) {
      const asked = folded(typed).split(/\s+/).filter(Boolean);
      const has = (text) => asked.every((word) => text.includes(word));
      const titled = codes.filter((_, k) => has(said[k][0]));
      const all = titled.concat(codes.filter((_, k) => !has(said[k][0]) && has(said[k][0] + " " + said[k][1])));
      return all.slice(0, SHOWN).map((code) => ({ ...code, detail: code.definition }));
    }
    return findBox({ label, placeholder: t("find_code"), none: t("no_code"), offers, chosen });
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
      const amount = make("input", { type: "number", class: "amount", min: "0.01", max: "1", step: "any", value: one.amount || "1", "aria-label": t("intensity_of", { code: code.title }) });
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
        make("label", {}, against, " ", t("against")), make("label", {}, t("amount"), " ", amount), away);
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
