// The axis board put together: the aspects' tabs, the board, the trays, saving and taking back.
"use strict";
const boardView = () => ({ line: boardLine, triangle: boardTriangle }[board.aspect().shape] || boardShares);
(function () {
  const { make, ask, act, t, say } = workbench;
  const { state } = board;
  const tabs = document.getElementById("tabs"), place = document.getElementById("board"), trays = document.getElementById("trays");
  const bar = document.getElementById("moved"), form = document.getElementById("reasons");
  if (!tabs) return; // no codes to place

  // What is there

  async function load() {
    const seen = Object.fromEntries(state.codes.map((code) => [code.id, JSON.stringify(code.own)]));
    const query = state.placer ? `?${new URLSearchParams({ placer: state.placer })}` : "";
    let found;
    try {
      found = await ask(`/api/board/places${query}`);
    } catch (problem) {
      return workbench.warn(problem.problems);
    }
    Object.assign(state, found, { placer: found.placer || "" });
    if (state.placer) for (const code of state.codes) blind(code);
    board.kept();
    if (!board.aspect()) state.aspect = (state.aspects[0] || {}).id || "";
    if (!state.cases.some((one) => one.id === state.case)) state.case = (state.cases[0] || {}).id || "";
    const elsewhere = Object.keys(state.moves).filter((id) => id in seen && seen[id] !== JSON.stringify(board.code(id).own));
    if (elsewhere.length) workbench.warn([{ message: t("placed_elsewhere", { codes: elsewhere.map(board.titled).join(", "), n: elsewhere.length }) }]);
    draw();
    board.tell("read");
    boardPlacers.draw();
    return boardWhatIf.anew();
  }
  // Of somebody who places apart nothing is known but what she placed herself.
  function blind(code) {
    code.own = Object.entries(code.stands).map(([aspect, shares]) => ({ aspect, shares }));
    code.parent = null;
    code.placers = {};
  }

  // Drawing; who works at a card stays there

  function draw() {
    const held = document.activeElement, id = held && held.dataset && held.dataset.code;
    const inFields = held && held.closest && held.closest(".share-fields");
    drawTabs();
    const here = board.aspect();
    const on = state.codes.filter((code) => board.at(code, here.id));
    document.getElementById("question").textContent = here.question;
    if (!inFields) {
      boardView().draw(place, on);
      if (!on.length) place.append(make("p", { class: "quiet" }, t("empty")));
    }
    drawTrays(here);
    drawBar();
    if (id && !inFields) boardDrag.focusOn(id);
    document.getElementById("board-keys").textContent = t(`keys.${here.shape === "line" ? "line" : here.shape === "triangle" ? "triangle" : "shares"}`);
  }
  function drawTabs() {
    const focus = tabs.contains(document.activeElement);
    tabs.replaceChildren(...state.aspects.map((one) => make("button", {
      type: "button", role: "tab", id: `tab-${one.id}`, "aria-selected": String(one.id === state.aspect), "aria-controls": "panel", tabindex: one.id === state.aspect ? "0" : "-1",
      onclick: () => turn(one.id), dir: "auto",
    }, one.title)));
    document.getElementById("panel").setAttribute("aria-labelledby", `tab-${state.aspect}`);
    if (focus) tabs.querySelector("[aria-selected=true]").focus();
  }
  function turn(id) {
    state.aspect = id;
    draw();
    board.tell("draw");
  }
  tabs.addEventListener("keydown", function (event) {
    const n = state.aspects.findIndex((one) => one.id === state.aspect), last = state.aspects.length - 1;
    const to = { ArrowLeft: n ? n - 1 : last, ArrowRight: n < last ? n + 1 : 0, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    turn(state.aspects[to].id);
  });

  function drawTrays(here) {
    const without = (test) => state.codes.filter(test);
    const kinds = state.placer
      ? [["unplaced", without((code) => code.asked.includes(here.id) && !board.at(code, here.id))]]
      : [["unplaced", without((code) => board.places(code) === null)], ["none", without((code) => (board.places(code) || [0]).length === 0)],
        ["others", without((code) => (board.places(code) || []).length > 0 && !board.at(code, here.id))]];
    trays.replaceChildren(...kinds.map(([kind, codes]) => {
      const words = state.placer ? "to_place" : kind;
      const list = make("ul", {}, codes.map((code) => make("li", {}, trayCard(code))));
      if (kind === "others") return make("details", { class: "others" }, make("summary", {}, t("trays.others", { n: codes.length })), list);
      return make("section", { class: "tray", dataset: { tray: kind }, "aria-label": t(`trays.${words}`, { n: codes.length }) },
        make("h2", {}, t(`trays.${words}`, { n: codes.length })), codes.length ? list : make("p", { class: "quiet" }, t("tray_empty")));
    }));
  }
  function trayCard(code) {
    const above = board.inherits(code);
    return make("button", { type: "button", class: board.isMoved(code.id) ? "card moved" : "card", dataset: { code: code.id }, "aria-pressed": String(state.chosen === code.id), dir: "auto", onclick: () => board.choose(code.id) },
      above ? "↳ " : "", code.title, code.statements ? make("small", {}, String(code.statements)) : null);
  }

  function drawBar() {
    const moved = Object.keys(state.moves);
    bar.hidden = !moved.length;
    document.getElementById("moved-n").textContent = t("moved", { n: moved.length });
  }

  // Keys on a card

  document.addEventListener("keydown", function (event) {
    const card = event.target.closest && event.target.closest("#board [role=slider], .tray [data-code]");
    if (!card || event.altKey || event.ctrlKey || event.metaKey || boardDrag.holding()) return;
    if (event.key === "Escape" && board.isMoved(card.dataset.code)) {
      board.back(card.dataset.code);
      event.preventDefault();
    } else if (card.getAttribute("role") === "slider" && boardView().key(event, card)) event.preventDefault();
  });
  place.addEventListener("focusin", function (event) {
    const card = event.target.closest("[role=slider]");
    if (!card) return;
    for (const other of place.querySelectorAll("[role=slider][tabindex='0']")) other.setAttribute("tabindex", "-1");
    card.setAttribute("tabindex", "0");
    board.choose(card.dataset.code);
  });

  board.on("draw", draw);
  board.on("moved", () => { if (!boardDrag.holding()) draw(); else drawBar(); });
  board.on("chosen", (id) => {
    for (const card of document.querySelectorAll("[data-code]")) card.classList.toggle("chosen", card.dataset.code === id);
    if (boardView().inPlace) draw();
  });
  // The board gets another width when the window does, and when a scroll bar comes or goes.
  let width = 0;
  new ResizeObserver(function () {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    if (state.codes.length && !boardDrag.holding()) boardView().stack();
  }).observe(place);

  const cases = document.getElementById("case");
  function fillCases() {
    cases.replaceChildren(...state.cases.map((one) => make("option", { value: one.id, selected: one.id === state.case }, one.title)));
    cases.closest("p").hidden = state.cases.length < 2;
  }
  cases.addEventListener("change", () => { state.case = cases.value; boardWhatIf.anew(); });

  // Saving: each code that was moved with why it stands there

  const dialog = document.getElementById("saving");
  document.getElementById("take-back").addEventListener("click", function () {
    board.backAll();
    say(t("all_back"));
    (place.querySelector("[tabindex='0']") || tabs.querySelector("[aria-selected=true]")).focus();
  });
  const save = document.getElementById("save");
  if (save) save.addEventListener("click", ask_);
  async function ask_() {
    const ids = Object.keys(state.moves);
    if (state.placer) return boardPlacers.save(ids);
    const books = await Promise.all(ids.map((id) => ask(`/api/board/code?${new URLSearchParams({ code: id })}`).catch(() => null)));
    form.querySelector(".reasons").replaceChildren(...ids.map((id, n) => reason(id, (books[n] && books[n].texts.rationale) || "")));
    dialog.showModal();
    return null;
  }
  function reason(id, former) {
    const code = board.code(id);
    return make("div", {}, make("label", { for: `reason-${id}`, dir: "auto" }, code.title),
      make("p", { class: "quiet", dir: "auto" }, `${board.saidAll(code.own)} → ${board.saidAll(state.moves[id])}`,
        former ? make("span", { class: "block" }, t("former_reason")) : null),
      make("textarea", { id: `reason-${id}`, name: id, rows: "3", required: true, dir: "auto" }, former));
  }
  document.getElementById("not-now").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    const because = Object.fromEntries([...form.querySelectorAll("textarea")].map((field) => [field.name, field.value]));
    const at = Object.fromEntries(Object.keys(because).map((id) => [id, state.moves[id]]));
    const was = Object.fromEntries(Object.keys(because).map((id) => [id, board.code(id).own]));
    dialog.close();
    const kept = { ...state.moves };
    state.moves = {};
    board.keep();
    const found = await act("/api/board/save", { at, because, was, copy: !workbench.data.own }, t("saved", { n: Object.keys(at).length }));
    if (found) return;
    state.moves = kept; // nothing is lost: it is still moved, and can be saved again
    board.keep();
    draw();
  });

  workbench.onchange(() => load());
  load().then(fillCases);
  addEventListener("board-load", () => load().then(fillCases));
})();
