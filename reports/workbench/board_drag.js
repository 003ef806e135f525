// A card held by a hand: along the line, across the triangle, from a tray onto the board and onto a tray. Pointer events, so that mouse,
// finger and pen do the same; Escape, or what takes the pointer away, puts the card where it was.
"use strict";
const boardDrag = (function () {
  const SLOP = 4; // px that a hand may tremble before it moves a card
  let hand = null;

  function start(event) {
    const card = event.target.closest("[data-code][role=slider], .tray [data-code]");
    if (!card || event.button || hand) return;
    const code = board.code(card.dataset.code);
    board.choose(code.id);
    if (!board.movable(code)) return;
    const view = boardView();
    if (!view.over) return; // a list of shares is moved by its own sliders
    const tray = Boolean(card.closest(".tray"));
    hand = { card, code, tray, x: event.clientX, y: event.clientY, off: tray ? 0 : view.offset(card, event), view, before: board.state.moves[code.id], going: false, at: null };
    card.setPointerCapture(event.pointerId);
    card.addEventListener("pointermove", move);
    card.addEventListener("pointerup", drop);
    card.addEventListener("pointercancel", cancel);
    document.addEventListener("keydown", escape, true);
  }

  function move(event) {
    const { card, code, view } = hand;
    if (!hand.going && Math.hypot(event.clientX - hand.x, event.clientY - hand.y) < SLOP) return;
    if (!hand.going) {
      hand.going = true;
      card.classList.add("dragging");
      document.body.classList.add("holding");
    }
    const tray = under(event);
    document.querySelectorAll(".tray.over").forEach((one) => one.classList.toggle("over", one === tray));
    if (tray) tray.classList.add("over");
    if (hand.tray) card.style.transform = `translate(${event.clientX - hand.x}px, ${event.clientY - hand.y}px)`;
    if (tray || (hand.tray && !view.inside(event))) return;
    const at = view.over(event, hand.off);
    if (JSON.stringify(at) === JSON.stringify(hand.at)) return;
    hand.at = at;
    if (!hand.tray) {
      view.slide(card, at);
      view.value(card, code, at);
    }
    board.move(code.id, board.state.aspect, view.place(at));
  }

  const under = (event) => [...document.querySelectorAll(".tray")].find((tray) => {
    const box = tray.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  });

  function drop(event) {
    const { code, going, before, tray: from } = hand;
    const tray = going && under(event);
    const inside = hand.view.inside(event);
    release();
    if (!going) return;
    if (tray && tray.dataset.tray === "none") board.none(code.id);
    else if (tray) board.back(code.id);
    else if (from && !inside) board.restore(code.id, before);
    board.tell("draw");
    focusOn(code.id);
  }
  function cancel() {
    const { code, going, before } = hand;
    release();
    if (!going) return;
    board.restore(code.id, before);
    board.tell("draw");
    focusOn(code.id);
  }
  function escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  }
  function release() {
    const { card } = hand;
    card.removeEventListener("pointermove", move);
    card.removeEventListener("pointerup", drop);
    card.removeEventListener("pointercancel", cancel);
    document.removeEventListener("keydown", escape, true);
    card.classList.remove("dragging");
    card.style.transform = "";
    document.body.classList.remove("holding");
    document.querySelectorAll(".tray.over").forEach((one) => one.classList.remove("over"));
    hand = null;
  }
  function focusOn(id) {
    const found = document.querySelector(`#board [data-code="${CSS.escape(id)}"]`) || document.querySelector(`.tray [data-code="${CSS.escape(id)}"]`);
    if (found) found.focus({ preventScroll: true });
  }

  document.addEventListener("pointerdown", start);
  return { holding: () => Boolean(hand && hand.going), focusOn };
})();
