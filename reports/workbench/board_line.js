// The line from pole to pole: cards where codes stand, stacked so that none hides another; moved by mouse, touch and keys.
"use strict";
const boardLine = (function () {
  const { make, t } = workbench;
  const GAP = 4; // px between two cards
  const STEP = 0.05, FAR = 0.25;

  const shares = (x) => [(1 - x) / 2, (1 + x) / 2];
  const held = (x) => Math.max(-1, Math.min(1, Math.round(x * 100) / 100));
  const snapped = (x) => held(Math.round(x / STEP) * STEP);

  let field = null;
  const inner = () => field.clientWidth;
  const left = (x) => ((x + 1) / 2) * inner();

  function draw(place, codes) {
    const here = board.aspect();
    field = make("div", { class: "field", role: "group", "aria-label": t("line", { aspect: here.title, low: here.poles[0].name, high: here.poles[1].name }) });
    place.replaceChildren(
      make("div", { class: "ends", "aria-hidden": "true" }, here.poles.map((pole) => make("span", { dir: "auto" }, pole.title))),
      field, axis());
    const ordered = codes.map((code) => ({ code, x: board.position(board.at(code, here.id)) }))
      .sort((a, b) => a.x - b.x || a.code.title.localeCompare(b.code.title));
    const focus = ordered.some((one) => one.code.id === board.state.chosen) ? board.state.chosen : ordered.length && ordered[0].code.id;
    field.append(...ordered.map((one) => card(one.code, one.x, one.code.id === focus)));
    stack();
  }

  // Marks from −1 to 1, and a stroke for every code, so that a crowd is seen.
  function axis() {
    const marks = [-1, -0.5, 0, 0.5, 1].map((x) => {
      const mark = make("span", { class: "tick" }, board.short(x).replace("-", "−"));
      mark.style.left = `${(x + 1) * 50}%`;
      return mark;
    });
    return make("div", { class: "axis-line", "aria-hidden": "true" }, marks);
  }

  function card(code, x, stop) {
    const here = board.aspect();
    const still = !board.movable(code);
    const above = board.inherits(code);
    const element = make("div", {
      class: ["card", above && "inherited", board.isMoved(code.id) && "moved", still && "still", code.doubt === 0 && "exact"].filter(Boolean).join(" "),
      role: "slider", tabindex: stop ? "0" : "-1", "aria-valuemin": "-1", "aria-valuemax": "1", "aria-describedby": "board-keys",
      "aria-readonly": still ? "true" : null, dataset: { code: code.id },
    }, above ? make("span", { class: "up", "aria-hidden": "true" }, "↳") : null, make("span", { class: "name", dir: "auto" }, code.title),
    make("i", { class: "at" }));
    element.title = code.title;
    value(element, code, x);
    if (board.isMoved(code.id)) {
      const was = (code.own || []).find((place) => place.aspect === here.id);
      if (was) element.dataset.was = board.position(was.shares);
    }
    return element;
  }
  function value(element, code, x) {
    const notes = [board.said(board.state.aspect, shares(x))];
    const above = board.inherits(code);
    if (above) notes.push(t("inherited", { code: above.title }));
    const people = board.several(board.holder(code), board.state.aspect);
    if (people) notes.push(t("mean", { n: people }));
    element.setAttribute("aria-label", code.title);
    element.setAttribute("aria-valuenow", held(x));
    element.setAttribute("aria-valuetext", notes.join("; "));
    element.dataset.x = x;
  }

  // Each card stands as near its place as the edges allow, in the lowest row that is free there; its mark shows the place itself.
  function stack() {
    const width = inner(), rows = []; // of each row: where its last card ends, and its tallest card
    const cards = [...field.querySelectorAll(".card")].map((one) => ({ one, wide: one.offsetWidth, high: one.offsetHeight, middle: left(Number(one.dataset.x)) }));
    for (const card of cards) {
      card.from = Math.max(0, Math.min(width - card.wide, card.middle - card.wide / 2));
      card.row = rows.findIndex((row) => row.end + GAP <= card.from);
      if (card.row < 0) card.row = rows.push({ end: 0, high: 0 }) - 1;
      rows[card.row].end = card.from + card.wide;
      rows[card.row].high = Math.max(rows[card.row].high, card.high);
    }
    let bottom = GAP;
    for (const row of rows) {
      row.bottom = bottom;
      bottom += row.high + GAP;
    }
    for (const { one, wide, middle, from, row } of cards) {
      one.style.left = `${from}px`;
      one.style.bottom = `${rows[row].bottom}px`;
      mark(one, middle - from, wide);
    }
    field.style.height = `${bottom + GAP}px`;
  }
  function mark(card, at, wide) {
    card.querySelector(".at").style.left = `${Math.max(0, Math.min(wide - 2, at))}px`;
  }
  // A card under the hand goes along the line and keeps its row.
  function slide(card, x) {
    const wide = card.offsetWidth, middle = left(x);
    const from = Math.max(0, Math.min(inner() - wide, middle - wide / 2));
    card.style.left = `${from}px`;
    mark(card, middle - from, wide);
  }

  // By keys

  function key(event, element) {
    const code = board.code(element.dataset.code), x = Number(element.dataset.x);
    const cards = [...field.querySelectorAll(".card")];
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const next = cards[cards.indexOf(element) + (event.key === "ArrowUp" ? -1 : 1)];
      if (next) next.focus();
      return true;
    }
    const to = { ArrowLeft: x - (event.shiftKey ? FAR : STEP), ArrowRight: x + (event.shiftKey ? FAR : STEP), Home: -1, End: 1 }[event.key];
    if (to === undefined) return false;
    if (board.movable(code)) go(code, held(to));
    return true;
  }
  const go = (code, x) => board.move(code.id, board.state.aspect, shares(x));

  // By hand: what `boardDrag` asks while a card is held over the board

  function over(event, from) {
    const box = field.getBoundingClientRect();
    return snapped(((event.clientX - box.left - (from || 0)) / box.width) * 2 - 1);
  }
  const inside = (event) => {
    const box = field.getBoundingClientRect();
    return event.clientY > box.top - 40 && event.clientY < box.bottom + 40 && event.clientX > box.left - 20 && event.clientX < box.right + 20;
  };

  // Where in a card a hand took it, as seen from the card's place.
  function offset(card, event) {
    return event.clientX - field.getBoundingClientRect().left - left(Number(card.dataset.x));
  }

  return { draw, stack, key, over, inside, slide, value, offset, place: shares, middle: () => shares(0) };
})();
