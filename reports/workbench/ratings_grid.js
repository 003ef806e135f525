// Ratings: cases by aspects as one rater sees them. A cell is chosen here, and filled in by ratings.js.
"use strict";
const ratings = (function () {
  const { ask, act, make, say, t } = workbench;
  const byId = (id) => document.getElementById(id);
  const narrow = matchMedia("(max-width: 40rem)"); // one case at a time
  let found = null; // what the study says, as of its last reading
  let rater = new URLSearchParams(location.search).get("rater") || "";
  let chosen = null; // { case, aspect }
  const drafts = []; // cases that are written with their first rating
  const listeners = [];
  let asked = 0;

  async function load() {
    const turn = ++asked;
    let answer;
    try {
      answer = await ask(`/api/ratings/grid?rater=${encodeURIComponent(rater)}`);
    } catch (problem) {
      workbench.warn(problem.problems);
      return;
    }
    if (turn !== asked) return;
    found = answer;
    rater = found.rater;
    found.cases.push(...drafts);
    byId("none").textContent = found.why;
    byId("none").hidden = !found.why;
    const names = found.raters.includes(rater) || !rater ? found.raters : [...found.raters, rater];
    byId("rater").replaceChildren(...names.map((name) => make("option", { value: name, selected: name === rater }, name)));
    byId("rater").parentElement.hidden = !names.length;
    const open = !found.why;
    byId("work").hidden = !open;
    byId("how").hidden = !open;
    if (open) {
      if (!chosen || !found.cases.some((one) => one.id === chosen.case)) chosen = first();
      draw();
    }
    for (const listener of listeners) listener();
  }
  // The first cell that is not rated yet, else the first.
  function first() {
    for (const one of found.cases) {
      for (const aspect of found.aspects) if (!items(one.id, aspect.id).length) return { case: one.id, aspect: aspect.id };
    }
    return { case: found.cases[0].id, aspect: found.aspects[0].id };
  }
  function items(of, aspect) {
    const cell = found.cells.find((one) => one.case === of && one.aspect === aspect);
    return cell ? cell.items : [];
  }

  // The grid

  const pole = (aspect, id) => (aspect.poles.find((one) => one.id === id) || { title: id }).title;
  const shown = (value) => (value === "" || Number.isNaN(Number(value)) ? value : Number(value).toLocaleString(workbench.data.language).replace("-", "−"));
  // What a place means: the words of the anchor there.
  function means(aspect, at) {
    const anchor = aspect.places.find((one) => one.at === at || (at !== "" && Number(one.at) === Number(at)));
    return anchor ? anchor.means : "";
  }
  function told(aspect, list) {
    if (!list.length) return [make("span", { class: "blank" }, t("blank"))];
    return list.map((one) => {
      if (one.trait) return make("span", { class: "one" }, `${trait(aspect, one.trait)} ${shown(one.intensity)}`);
      if (one.pole) return make("span", { class: "one" }, `${pole(aspect, one.pole)} ${one.intensity ? shown(one.intensity) : ""}`.trim());
      return make("span", { class: "one" }, make("b", {}, shown(one.position)), " ", make("small", {}, means(aspect, one.position)));
    });
  }
  const trait = (aspect, id) => (aspect.traits.find((one) => one.id === id) || { text: id }).text;
  function cell(one, aspect) {
    const list = items(one.id, aspect.id);
    const here = chosen && chosen.case === one.id && chosen.aspect === aspect.id;
    return make("button", {
      type: "button", dataset: { case: one.id, aspect: aspect.id }, "aria-current": here ? "true" : null, "aria-label": `${one.title}, ${aspect.title}: ${list.length ? told(aspect, list).map((each) => each.textContent).join(", ") : t("blank")}`,
      onfocus: () => choose(one.id, aspect.id), onclick: () => enter(),
    }, ...told(aspect, list));
  }
  function draw() {
    const held = document.activeElement && document.activeElement.closest("#grid button");
    byId("step").hidden = !narrow.matches;
    if (narrow.matches) {
      const one = found.cases.find((each) => each.id === chosen.case);
      byId("case").replaceChildren(...found.cases.map((each) => make("option", { value: each.id, selected: each === one }, each.title)));
      byId("grid").replaceChildren(...found.aspects.map((aspect) => make("div", { class: "aspect" }, make("h3", {}, aspect.title), cell(one, aspect))));
    } else {
      byId("grid").replaceChildren(make("table", {},
        make("caption", { class: "quiet" }, t("caption", { rater: rater || "–" })),
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, t("case")), found.aspects.map((aspect) => make("th", { scope: "col" }, aspect.title)))),
        make("tbody", {}, found.cases.map((one) => make("tr", {}, make("th", { scope: "row", dir: "auto" }, one.title),
          found.aspects.map((aspect) => make("td", {}, cell(one, aspect))))))));
    }
    const all = found.cases.length * found.aspects.length;
    byId("done").textContent = t("done", { n: new Set(found.cells.map((one) => `${one.case} ${one.aspect}`)).size, all });
    if (held) focus();
  }
  function button() {
    return Array.from(byId("grid").querySelectorAll("button")).find((one) => one.dataset.case === chosen.case && one.dataset.aspect === chosen.aspect);
  }
  function focus() {
    const at = button();
    if (at) at.focus();
  }
  async function choose(of, aspect) {
    if (chosen.case === of && chosen.aspect === aspect && !byId("cell").hidden) return;
    if (!(await leaving())) return focus();
    chosen = { case: of, aspect };
    for (const one of byId("grid").querySelectorAll("button")) {
      if (one.dataset.case === of && one.dataset.aspect === aspect) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    for (const listener of listeners) listener();
  }
  // Asked before another cell is shown: false where what was begun could not be saved.
  let leaving = async () => true;
  let enter = () => null;
  function to(rows, columns) {
    const cases = found.cases.map((one) => one.id);
    const aspects = found.aspects.map((one) => one.id);
    const row = cases.indexOf(chosen.case) + rows;
    const column = aspects.indexOf(chosen.aspect) + columns;
    if (row < 0 || row >= cases.length || column < 0 || column >= aspects.length) return false;
    return go(cases[row], aspects[column]);
  }
  function go(of, aspect) {
    if (!narrow.matches || of === chosen.case) {
      const at = Array.from(byId("grid").querySelectorAll("button")).find((one) => one.dataset.case === of && one.dataset.aspect === aspect);
      at.focus();
    } else {
      choose(of, aspect).then(() => { draw(); focus(); });
    }
    return true;
  }
  // The cell after this one: the next aspect, else the first of the next case.
  const next = () => to(0, 1) || (found.cases.at(-1).id !== chosen.case && go(found.cases[found.cases.findIndex((one) => one.id === chosen.case) + 1].id, found.aspects[0].id));

  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  byId("grid").addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("button")) return;
    if (event.key in MOVES) {
      event.preventDefault();
      const [rows, columns] = MOVES[event.key];
      to(narrow.matches ? columns : rows, narrow.matches ? rows : columns);
    } else if (/^[0-9−-]$/.test(event.key)) {
      event.preventDefault();
      enter(event.key);
    } else if (event.key === "F2") {
      enter();
    }
  });
  narrow.addEventListener("change", () => { if (found && !found.why) draw(); });
  byId("case").addEventListener("change", () => choose(byId("case").value, found.aspects[0].id).then(draw));
  for (const [id, by] of [["before", -1], ["after", 1]]) {
    byId(id).addEventListener("click", function () {
      const one = found.cases[found.cases.findIndex((each) => each.id === chosen.case) + by];
      if (one) choose(one.id, found.aspects[0].id).then(draw);
    });
  }

  // Who rates, a new case, the workbook

  async function turnTo(name) {
    if (!(await leaving())) return;
    rater = name;
    chosen = null;
    await load();
  }
  byId("rater").addEventListener("change", () => turnTo(byId("rater").value));
  if (byId("new-rater")) {
    byId("new-rater").addEventListener("submit", async function (event) {
      event.preventDefault();
      const name = byId("rater-name").value.trim();
      if (!name) return byId("rater-name").focus();
      byId("rater-name").value = "";
      await turnTo(name);
      say(t("rates", { rater: name }));
    });
    byId("new-case").addEventListener("submit", async function (event) {
      event.preventDefault();
      const title = byId("case-title").value.trim();
      if (!title) return byId("case-title").focus();
      byId("case-title").value = "";
      const made = { id: `new:${drafts.length} ${title}`, title, draft: true };
      drafts.push(made);
      found.cases.push(made);
      await choose(made.id, found.aspects[0].id);
      draw();
      focus();
      say(t("case_added", { title }));
    });
  }
  byId("sheet").addEventListener("click", async function () {
    const made = await act("/api/ratings/sheet", { rater });
    if (made) workbench.keep(made.address);
  });
  workbench.onchange(load);
  addEventListener("DOMContentLoaded", load); // the parts that listen are there by then

  // A draft that was written: it has an id of its own by now.
  function written(draft, id) {
    drafts.splice(drafts.findIndex((one) => one.id === draft), 1);
    found.cases = found.cases.map((one) => (one.id === draft ? { id, title: one.title } : one));
    if (chosen.case === draft) chosen = { ...chosen, case: id };
    draw();
  }

  return {
    items, written, means, shown, trait, pole, focus, next, load,
    get found() { return found; },
    get rater() { return rater; },
    get chosen() { return chosen; },
    onchosen: (listener) => listeners.push(listener),
    onleaving: (answer) => { leaving = answer; },
    onenter: (answer) => { enter = answer; },
  };
})();
