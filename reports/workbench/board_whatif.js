// What if the codes stood there: the profile of one case with its intervals, before and after, its types, and what changed in words.
"use strict";
const boardWhatIf = (function () {
  const { make, ask, t } = workbench;
  const SVG = "http://www.w3.org/2000/svg";
  const WIDE = 300, LEFT = 8, RIGHT = 292; // of a lane's drawing
  const LIKELY = 0.05; // from which probability a corner without a name is shown
  const state = { saved: null, now: null, asking: null, again: false };

  const figure = document.getElementById("figure");
  const types = document.getElementById("types");
  const others = document.getElementById("other-types");
  const change = document.getElementById("change");

  // One question at a time; what was moved meanwhile is asked as soon as the answer is there, so that the last place wins.
  async function look() {
    if (board.state.placer || !figure) return;
    if (state.asking) { state.again = true; return; }
    state.asking = true;
    try {
      do {
        state.again = false;
        const at = Object.keys(board.state.moves).length ? board.state.moves : {};
        const found = await ask("/api/board/whatif", { at, case: board.state.case });
        if (!Object.keys(at).length) state.saved = found;
        else if (!state.saved || state.saved.case !== found.case) state.saved = await ask("/api/board/whatif", { at: {}, case: board.state.case });
        state.now = found;
      } while (state.again);
      draw();
    } catch (problem) {
      workbench.warn(problem.problems || [{ message: String(problem) }]);
    } finally {
      state.asking = false;
    }
  }
  // The study is another one: what was saved is asked anew.
  function anew() {
    state.saved = null;
    return look();
  }

  function draw() {
    const moved = state.now !== state.saved;
    figure.replaceChildren(...state.now.aspects.map((one, n) => lane(one, state.saved.aspects[n], moved)));
    drawTypes(moved);
    const said = moved ? changes() : [];
    change.replaceChildren(...(moved ? (said.length ? said : [t("nothing_moves")]) : []).map((line) => make("p", { dir: "auto" }, line)));
  }

  // Whether an estimate is another one for those who read it: where a code moves, the draws shift the ends of other aspects a little.
  const NOISE = 0.015;
  function differ(now, before) {
    if (now.silent || before.silent) return now.silent !== before.silent;
    if (now.shares) return now.words !== before.words || now.shares.some((one, p) => far(one, before.shares[p]));
    return now.words !== before.words || far(now, before);
  }
  function far(one, other) {
    const ends = (name) => (one[name] && other[name] ? one[name].some((x, n) => Math.abs(x - other[name][n]) > NOISE) : Boolean(one[name]) !== Boolean(other[name]));
    return Math.abs(one.value - other.value) > 0.004 || ends("interval") || ends("whole");
  }

  // The figure

  function shape(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }
  const scale = (low) => (x) => LEFT + ((x - low) / (1 - low)) * (RIGHT - LEFT);
  function drawing(parts, high, words) {
    const svg = shape("svg", { viewBox: `0 0 ${WIDE} ${high}`, role: "img", "aria-label": words });
    svg.append(...parts.flat().filter(Boolean));
    return svg;
  }
  const stroke = (x1, y1, x2, y2, colour, width) => shape("line", { x1, y1, x2, y2, class: `k-${colour}`, "stroke-width": width });

  // The marks of one estimate, as in the report: the pale bar every doubt, the line with ends the informants alone; and where it lies.
  function estimate(one, x, y, faint) {
    const parts = [];
    if (one.whole && !faint) parts.push(shape("rect", { x: x(one.whole[0]), y: y - 4.5, width: Math.max(1, x(one.whole[1]) - x(one.whole[0])), height: 9, class: "f-tint k-ink", "stroke-width": 0.6 }));
    if (one.whole && faint) parts.push(shape("rect", { x: x(one.whole[0]), y: y - 4.5, width: Math.max(1, x(one.whole[1]) - x(one.whole[0])), height: 9, class: "f-none k-faint", "stroke-width": 1, "stroke-dasharray": "3 2" }));
    if (one.interval && !faint) {
      parts.push(stroke(x(one.interval[0]), y, x(one.interval[1]), y, "ink", 1.5));
      one.interval.forEach((end) => parts.push(stroke(x(end), y - 3, x(end), y + 3, "ink", 1.5)));
    }
    return parts;
  }
  function fulcrum(x, y, faint) {
    return shape("polygon", { points: `${x},${y} ${x - 6.5},${y + 11} ${x + 6.5},${y + 11}`, class: faint ? "f-paper k-faint" : "f-ink k-ink", "stroke-width": 1.2 });
  }
  function lane(now, before, moved) {
    const here = board.aspect(now.aspect);
    const words = now.silent ? t("silent") : reading(now, here);
    const head = make("p", { class: "lane-head" }, make("b", { dir: "auto" }, here.title), " ", make("span", { class: "quiet" }, words));
    if (now.silent) return make("div", { class: "lane-box" }, head);
    const differs = moved && differ(now, before);
    return make("div", { class: differs ? "lane-box differs" : "lane-box" }, head,
      now.shares ? shares(now, before, here, differs) : balance(now, before, here, differs));
  }
  function balance(now, before, here, moved) {
    const x = scale(-1), y = 10;
    const parts = [moved && !before.silent ? [...estimate(before, x, y + 24, true), fulcrum(x(before.value), y + 1, true)] : null,
      stroke(LEFT, y, RIGHT, y, "ink", 1.4), [-1, 0, 1].map((tick) => stroke(x(tick), y, x(tick), y + 4, "quiet", 1)),
      estimate(now, x, y + 24), fulcrum(x(now.value), y + 1)];
    return make("div", { class: "lane-drawing" }, drawing(parts, 40, `${here.title}: ${reading(now, here)}`),
      make("p", { class: "ends small", "aria-hidden": "true" }, here.poles.map((pole) => make("span", { dir: "auto" }, pole.title))));
  }
  function shares(now, before, here, moved) {
    const x = scale(0), y = 8;
    return make("ul", { class: "lane-shares" }, now.shares.map((one, p) => {
      const was = moved && !before.silent ? before.shares[p] : null;
      const amount = here.shape === "presence" ? board.number(one.value) : board.percent(one.value);
      const dot = (v, faint) => shape("circle", { cx: x(v), cy: y, r: 3.4, class: faint ? "f-paper k-faint" : "f-ink k-ink", "stroke-width": 1.1 });
      return make("li", {}, make("span", { dir: "auto" }, here.poles[p].title),
        drawing([stroke(LEFT, y, RIGHT, y, "line", 1), was ? estimate(was, x, y, true) : null, estimate(one, x, y), was ? dot(was.value, true) : null, dot(one.value)], 16, `${here.poles[p].title}: ${amount}`),
        make("span", { class: "amount" }, amount));
    }));
  }

  const between = (pair, tell) => t("between", { low: tell(pair[0]), high: tell(pair[1]) });
  function reading(one, here) {
    if (one.shares) return one.words;
    const value = board.signed(one.value), ends = one.whole ? between(one.whole, board.signed) : t("no_interval");
    return `${value} (${ends}); ${one.words}`;
  }

  // What changed, in words

  function changes() {
    const said = [];
    state.now.aspects.forEach((now, n) => {
      const before = state.saved.aspects[n], here = board.aspect(now.aspect);
      if (!differ(now, before)) return;
      const still = now.words === before.words ? t("still", { words: now.words }) : t("turned", { before: before.words || t("silent"), now: now.words || t("silent") });
      if (now.silent || before.silent) said.push(`${here.title}: ${still}`);
      else if (now.shares) {
        const moves = now.shares.map((one, p) => ({ one, was: before.shares[p], pole: here.poles[p].title })).filter(({ one, was }) => Math.abs(one.value - was.value) > 0.004);
        const tell = here.shape === "presence" ? board.number : board.percent;
        said.push(`${here.title}: ${moves.map(({ one, was, pole }) => `${pole} ${t("from_to", { from: tell(was.value), to: tell(one.value) })}`).join(", ") || t("interval_only")}; ${still}`);
      } else if (Math.abs(now.value - before.value) < 0.005) said.push(`${here.title}: ${board.signed(now.value)}, ${t("interval_only")}; ${still}`);
      else said.push(`${here.title}: ${t("from_to", { from: board.signed(before.value), to: board.signed(now.value) })}; ${still}`);
    });
    const kind = (answer) => answer.types.find((one) => one.state);
    const before = kind(state.saved), now = kind(state.now);
    const named = (one) => (one ? t(`state.${one.state}`, { type: one.title }) : t("no_type"));
    if (named(before) !== named(now)) said.push(t("type_turned", { before: named(before), now: named(now) }));
    return said;
  }

  // The types

  function drawTypes(moved) {
    const rows = state.now.types.map((one) => ({ now: one, before: state.saved.types.find((other) => other.type === one.type) }));
    for (const other of state.saved.types) if (!rows.some((row) => row.now.type === other.type)) rows.push({ now: null, before: other });
    const cell = (row, name, tell) => {
      const value = row.now && row.now[name] !== null ? tell(row.now[name]) : "–";
      const was = row.before && row.before[name] !== null ? tell(row.before[name]) : "–";
      return make("td", { class: "num" }, value, moved && was !== value ? make("small", {}, t("was", { was })) : null);
    };
    const likely = (one) => one && (one.named || one.state || one.probability >= LIKELY);
    const shown = rows.filter((row) => (row.now || moved) && (likely(row.now) || likely(row.before)));
    const left = rows.length - shown.length;
    others.textContent = left ? t("corners", { n: left, percent: board.percent(LIKELY) }) : "";
    types.replaceChildren(...shown.map((row) => {
      const one = row.now || row.before, state_ = row.now ? row.now.state : "";
      return make("tr", { class: state_ ? "strong" : "" }, make("th", { scope: "row", dir: "auto" }, one.title, state_ ? make("small", {}, t(`state_short.${state_}`)) : null),
        cell(row, "degree", board.number), cell(row, "probability", board.percent));
    }));
    types.closest("table").hidden = !rows.length;
  }

  board.on("moved", look);
  return { look, anew, said: () => (state.now && state.saved && state.now !== state.saved ? changes() : []) };
})();
