// A list of shares, for more than three poles and for poles that do not exclude one another: a row a code, a slider and a number a pole.
"use strict";
const boardShares = (function () {
  const { make, t } = workbench;

  function draw(place, codes) {
    place.replaceChildren(make("ul", { class: "shares-list" }, codes.map(row)));
  }
  function row(code) {
    const here = board.aspect(), at = board.at(code, here.id), above = board.inherits(code);
    const open = board.state.chosen === code.id;
    const heading = make("button", { type: "button", "aria-expanded": String(open), dataset: { code: code.id }, dir: "auto", onclick: () => { board.choose(open ? "" : code.id); } }, code.title);
    const said = make("small", { class: "said" }, said_(code, at, above));
    return make("li", { class: ["share-row", board.isMoved(code.id) && "moved"].filter(Boolean).join(" ") },
      heading, said, bars(at), open ? fields(code) : null);
  }
  const said_ = (code, at, above) => board.said(board.state.aspect, at) + (above ? `; ${t("inherited", { code: above.title })}` : "");
  function bars(at) {
    return make("span", { class: "bars", "aria-hidden": "true" }, at.map((x) => {
      const bar = make("i", {}, make("b", {}));
      bar.firstChild.style.width = `${x * 100}%`;
      return bar;
    }));
  }

  // A slider and a number for each pole; where poles exclude one another the others give way, each in proportion.
  function fields(code) {
    const here = board.aspect(), still = !board.movable(code);
    const one = make("fieldset", { class: "share-fields" }, make("legend", { class: "away" }, t("shares_of", { code: code.title })));
    here.poles.forEach((pole, p) => {
      const at = board.at(code, here.id) || here.poles.map(() => 0);
      const id = `share-${p}`;
      const slider = make("input", { type: "range", min: "0", max: "1", step: "0.05", id, value: String(at[p]), disabled: still });
      const number = make("input", { type: "number", min: "0", max: "1", step: "0.05", value: String(at[p]), disabled: still, "aria-label": pole.title });
      slider.addEventListener("input", () => give(code, p, Number(slider.value), one));
      number.addEventListener("change", () => give(code, p, Math.max(0, Math.min(1, Number(number.value) || 0)), one));
      one.append(make("label", { for: id, dir: "auto" }, pole.title), slider, number);
    });
    return one;
  }
  function give(code, p, x, box) {
    const here = board.aspect(), at = board.at(code, here.id) || here.poles.map(() => 0);
    let next = at.map((old, n) => (n === p ? x : old));
    if (here.shape !== "presence") {
      const rest = at.reduce((sum, old, n) => sum + (n === p ? 0 : old), 0);
      next = at.map((old, n) => (n === p ? x : rest > 0 ? (old / rest) * (1 - x) : (1 - x) / (at.length - 1)));
    } else if (!next.some((y) => y > 0)) return refill(box, at);
    board.move(code.id, here.id, next.map((y) => Math.round(y * 1000) / 1000));
    return refill(box, board.at(code, here.id));
  }
  // The fields follow without being drawn anew, so that the hand keeps its slider.
  function refill(box, at) {
    at.forEach((x, p) => {
      for (const field of box.querySelectorAll("input[type=range]")[p] ? [box.querySelectorAll("input[type=range]")[p], box.querySelectorAll("input[type=number]")[p]] : []) {
        if (Math.abs(Number(field.value) - x) > 0.0005) field.value = String(Math.round(x * 100) / 100);
      }
    });
    const line = box.closest(".share-row");
    if (!line) return;
    const code = board.code(line.querySelector("[data-code]").dataset.code);
    line.classList.toggle("moved", board.isMoved(code.id));
    line.querySelector(".said").textContent = said_(code, at, board.inherits(code));
    line.querySelectorAll(".bars b").forEach((bar, p) => { bar.style.width = `${at[p] * 100}%`; });
  }

  const middle = () => {
    const poles = board.aspect().poles;
    return poles.map(() => (board.aspect().shape === "presence" ? 1 : 1 / poles.length));
  };
  return { draw, stack: () => {}, key: () => false, middle, fields, inPlace: true };
})();
