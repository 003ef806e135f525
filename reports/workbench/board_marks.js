// The axis board: where codes stand, as saved and as moved; and how a place is said. Its other scripts draw, move and ask.
"use strict";
const board = (function () {
  const { data, t } = workbench;
  const state = { aspects: [], codes: [], cases: [], people: [], placer: "", reasons: {}, aspect: "", chosen: "", case: "", moves: {}, told: {} };
  const listeners = { draw: [], moved: [], chosen: [], read: [] };
  const on = (what, listener) => listeners[what].push(listener);
  const tell = (what, ...given) => listeners[what].forEach((listener) => listener(...given));

  // Numbers as the report writes them

  const plain = new Intl.NumberFormat(data.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(data.language, { maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat(data.language, { style: "percent", maximumFractionDigits: 0 });
  const minus = (said) => said.replace("-", "−");
  const number = (x) => minus(plain.format(Math.abs(x) < 0.005 ? 0 : x));
  const signed = (x) => (x > 0.005 ? "+" : "") + number(x);
  const percent = (x) => whole.format(x);

  // Codes and aspects

  const aspect = (id) => state.aspects.find((one) => one.id === (id || state.aspect));
  const code = (id) => state.codes.find((one) => one.id === id);
  const titled = (id) => (code(id) || { title: id }).title;

  // The places of a code: its own, as moved or as saved, else those of the nearest code above it that has some; null where nobody
  // has. On a code's way up a line that runs in a circle ends where it began.
  function holder(one, seen) {
    if (state.moves[one.id] || one.own) return one;
    const above = one.parent && code(one.parent);
    const been = (seen || new Set()).add(one.id);
    return above && !been.has(above.id) ? holder(above, been) : null;
  }
  function places(one) {
    const held = holder(one);
    return held ? state.moves[held.id] || held.own : null;
  }
  // The shares of a code on an aspect: several people's mean where they placed it, and nobody moved it since.
  function at(one, on) {
    const found = (places(one) || []).find((place) => place.aspect === on);
    if (!found) return undefined;
    const held = holder(one);
    return !state.moves[held.id] && several(held, on) && held.stands[on] ? held.stands[on] : found.shares;
  }
  const several = (one, on) => (one.placers || {})[on] || 0;
  const inherits = (one) => { const held = holder(one); return held && held !== one ? held : null; };
  // Whether a hand may move it here: what several people placed stands at their mean, which moves with their places alone.
  // Who only looks may still try out what would follow.
  const movable = (one) => !several(one, state.aspect);
  const isMoved = (id) => id in state.moves;
  const same = (a, b) => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
  const canonical = (list) => list && [...list].map((one) => [one.aspect, one.shares.map((x) => Math.round(x * 1000))]).sort();

  // Moving

  function put(id, list) {
    const one = code(id);
    if (list === null || same(list, one.own)) delete state.moves[id];
    else state.moves[id] = list;
    keep();
    tell("moved", id);
  }
  // On an aspect to these shares; null takes the code off the aspect.
  function move(id, on, shares) {
    const list = (places(code(id)) || []).filter((place) => place.aspect !== on);
    put(id, shares ? [...list, { aspect: on, shares }] : list);
  }
  const none = (id) => put(id, []);
  const back = (id) => put(id, null);
  // Where it was before a hand took it: moved already, or as saved.
  const restore = (id, before) => put(id, before || null);
  function backAll() {
    const ids = Object.keys(state.moves);
    state.moves = {};
    keep();
    ids.forEach((id) => tell("moved", id));
  }

  // What was moved and not yet saved outlives another language and a page that is loaded again.
  const KEY = () => `idealtypes-board ${data.study} ${state.placer}`;
  function keep() { sessionStorage.setItem(KEY(), JSON.stringify(state.moves)); }
  function kept() {
    const found = JSON.parse(sessionStorage.getItem(KEY()) || "{}");
    const there = (list) => list.every((place) => { const one = aspect(place.aspect); return one && one.poles.length === place.shares.length; });
    state.moves = Object.fromEntries(Object.entries(found).filter(([id, list]) => code(id) && there(list) && !same(list, code(id).own)));
  }

  function choose(id) {
    if (state.chosen === id) return;
    state.chosen = id;
    tell("chosen", id);
  }

  // A place in words: "informal 0.4", "domestic 0.5, civic 0.5"

  const position = (shares) => shares[1] - shares[0];
  function said(on, shares) {
    const here = aspect(on);
    if (!shares) return t("nowhere");
    if (here.shape === "line") {
      const x = position(shares);
      if (Math.abs(x) < 0.005) return t("middle");
      const pole = here.poles[x < 0 ? 0 : 1].name;
      return Math.abs(x) > 0.995 ? t("wholly", { pole }) : t("toward", { pole, amount: short.format(Math.abs(x)) });
    }
    const told = here.poles.map((pole, p) => ({ pole: pole.name, x: shares[p] })).filter((one) => one.x > 0.004).sort((a, b) => b.x - a.x);
    if (told.length === 1 && told[0].x > 0.995 && here.shape !== "presence") return t("wholly", { pole: told[0].pole });
    return told.map((one) => t("toward", { pole: one.pole, amount: short.format(one.x) })).join(", ");
  }
  // All places of a code in words.
  function saidAll(list) {
    if (!list) return t("unplaced");
    return list.length ? list.map((place) => `${aspect(place.aspect).title}: ${said(place.aspect, place.shares)}`).join("; ") : t("none");
  }

  return { state, on, tell, number, signed, percent, short: (x) => short.format(x), aspect, code, titled, holder, places, at, several,
    inherits, movable, isMoved, move, none, back, restore, backAll, keep, kept, choose, position, said, saidAll };
})();
