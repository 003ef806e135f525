// Several people who place apart, each without seeing the others, and then where they differ and what that does.
"use strict";
const boardPlacers = (function () {
  const { make, ask, act, t } = workbench;
  const box = document.getElementById("people");
  const WHO = "idealtypes-placer";
  const note = document.getElementById("apart-note");
  const table = document.getElementById("differ");
  if (box) board.state.placer = sessionStorage.getItem(WHO) || "";

  function draw() {
    if (!box) return;
    const { placer, people } = board.state;
    document.body.classList.toggle("apart", Boolean(placer));
    note.hidden = !placer;
    note.textContent = placer ? t("you", { placer }) : "";
    if (placer) return apart(placer);
    const name = make("input", { id: "placer", type: "text", required: true, autocomplete: "off", dir: "auto" });
    const form = make("form", { class: "row", onsubmit: (event) => { event.preventDefault(); begin(name.value.trim()); } },
      make("span", {}, make("label", { for: "placer" }, t("as_whom")), name), make("button", { type: "submit" }, t("apart")));
    box.replaceChildren(make("p", {}, people.length ? t("people", { n: people.length, people: people.join(", ") }) : t("nobody_yet")),
      workbench.data.read_only ? "" : form,
      people.length ? make("button", { type: "button", id: "see", onclick: differ, "aria-expanded": String(!table.hidden), "aria-controls": "differ" }, t("differ")) : "");
    return null;
  }
  function apart(placer) {
    const asked = board.state.codes.reduce((sum, code) => sum + code.asked.length, 0);
    const done = board.state.codes.reduce((sum, code) => sum + code.asked.filter((on) => board.at(code, on)).length, 0);
    table.hidden = true;
    box.replaceChildren(make("p", { id: "apart-done" }, asked ? t("apart_done", { done, of: asked }) : t("apart_nothing")),
      make("button", { type: "button", onclick: end }, t("apart_end")));
  }
  function begin(name) {
    if (!name) return;
    sessionStorage.setItem(WHO, name);
    turn(name);
  }
  function end() {
    sessionStorage.removeItem(WHO);
    turn("");
  }
  function turn(name) {
    Object.assign(board.state, { placer: name, moves: {}, told: {}, codes: [], chosen: "" });
    board.tell("chosen", "");
    dispatchEvent(new Event("board-load"));
    document.getElementById("main").focus();
  }

  const former = (id) => (board.code(id).asked || []).map((on) => board.state.reasons[`${id} ${on}`]).find(Boolean) || "";
  // Her places with her reasons, which she may leave out
  async function save(ids) {
    const at = Object.fromEntries(ids.map((id) => [id, board.state.moves[id]]));
    const because = Object.fromEntries(ids.map((id) => [id, board.state.told[id] ?? former(id)]));
    const kept = { ...board.state.moves };
    board.state.moves = {};
    board.keep();
    const found = await act("/api/board/placed", { at, because, placer: board.state.placer }, t("saved", { n: ids.length }));
    if (found) return;
    board.state.moves = kept;
    board.keep();
    board.tell("draw");
  }

  // Where they differ

  async function differ() {
    table.hidden = !table.hidden;
    document.getElementById("see").setAttribute("aria-expanded", String(!table.hidden));
    if (table.hidden) return;
    let found;
    try {
      found = await ask(`/api/board/differ?${new URLSearchParams({ case: board.state.case })}`);
    } catch (problem) {
      table.hidden = true;
      workbench.warn(problem.problems);
      return;
    }
    table.replaceChildren(make("h3", {}, t("differ")), make("p", { class: "quiet" }, t("differ_lead")), make("ol", { class: "differing" }, found.codes.map((one) => row(one, found.people))), effect(found.doubt));
  }
  function row(one, people) {
    const here = board.aspect(one.aspect);
    return make("li", {}, make("p", {}, make("b", { dir: "auto" }, one.title), " ", make("small", { dir: "auto" }, `${here.title}; ${t("spread", { spread: board.number(2 * one.spread) })}`)),
      here.shape === "line" ? line(one, here, people) : "",
      make("dl", {}, one.placed.flatMap((p) => [make("dt", { dir: "auto" }, `${letter(people, p.placer)} ${p.placer}: ${board.said(one.aspect, p.shares)}`), make("dd", { dir: "auto" }, p.because || t("no_reason"))])));
  }
  const letter = (people, placer) => `(${people.indexOf(placer) + 1})`;
  function line(one, here, people) {
    const marks = one.placed.map((p, n) => {
      const mark = make("span", { class: "placed-mark" }, String(people.indexOf(p.placer) + 1));
      mark.style.left = `${(board.position(p.shares) + 1) * 50}%`;
      mark.style.top = `${n * 1.35}rem`;
      return mark;
    });
    const box_ = make("div", { class: "placed-line", "aria-hidden": "true" }, marks);
    box_.style.height = `${one.placed.length * 1.35}rem`;
    return make("div", {}, make("div", { class: "ends small", "aria-hidden": "true" }, here.poles.map((pole) => make("span", { dir: "auto" }, pole.title))), box_);
  }
  function effect(doubt) {
    const ends = (one) => (one.whole ? t("between", { low: board.signed(one.whole[0]), high: board.signed(one.whole[1]) }) : "–");
    const rows = doubt.aspects.filter((one) => one.shape === "line" && !one.with.silent).map((one) => make("tr", {},
      make("th", { scope: "row", dir: "auto" }, board.aspect(one.aspect).title), make("td", {}, board.signed(one.with.value)), make("td", {}, ends(one.with)), make("td", {}, ends(one.without)),
      make("td", {}, one.dominates ? t(`dominates.${one.dominates}`) : "–")));
    if (!rows.length) return "";
    return make("div", { class: "scroll" }, make("h3", {}, t("doubt_does")), make("table", {}, make("thead", {}, make("tr", {}, ["aspect", "balance", "with_doubt", "without_doubt", "most"].map((name) => make("th", { scope: "col" }, t(`doubt_table.${name}`))))), make("tbody", {}, rows)));
  }

  board.on("moved", () => { if (board.state.placer && box) apart(board.state.placer); });
  return { draw, save };
})();
