// Scenarios: measures are ticked, the door says what they would do; scenarios, beliefs and weights are saved.
"use strict";
(function () {
  const { data, ask, act, t, make, say, warn, onchange } = workbench;
  const { aspects, outcomes, order, opener, list } = scenariosTold;
  const byId = (id) => document.getElementById(id);
  const ticked = new Set();
  let stated = null, chosen = null, turn = 0;
  let weights = null; // what is typed and not saved; null: as the file has it

  // What the study says

  async function read() {
    try {
      stated = await ask("/api/scenarios/stated");
    } catch (problem) {
      warn(problem.problems || [{ message: String(problem) }]);
      return;
    }
    for (const id of [...ticked]) if (!stated.measures.some((one) => one.id === id)) ticked.delete(id);
    if (chosen && !stated.scenarios.some((one) => one.id === chosen)) chosen = null;
    byId("about").textContent = stated.about;
    byId("limits").textContent = stated.limits;
    for (const one of document.querySelectorAll(".of-outcomes")) one.hidden = !stated.outcomes.length;
    byId("no-outcomes").hidden = Boolean(stated.outcomes.length);
    keepFocus(function () {
      measures();
      presets();
      weighing();
      beliefs();
    });
    look();
  }
  // Focus stays where a person works: on the control with the same name.
  function keepFocus(draw) {
    const name = document.activeElement && document.activeElement.id;
    draw();
    if (name && byId(name) && document.activeElement !== byId(name)) byId(name).focus();
  }
  function measures() {
    const open = new Set([...byId("measures").querySelectorAll("details[open]")].map((one) => one.dataset.measure));
    byId("measures").replaceChildren(...stated.measures.map(function (one) {
      const box = make("input", { type: "checkbox", id: `measure-${one.id}`, checked: ticked.has(one.id), onchange: function () {
        if (box.checked) ticked.add(one.id);
        else ticked.delete(one.id);
        presets();
        look();
      } });
      box.checked = ticked.has(one.id);
      return make("div", {}, box, " ", make("label", { for: `measure-${one.id}`, dir: "auto" }, one.title),
        one.shifts.map((shift) => make("p", { class: "quiet" }, shift.said)),
        make("details", { dataset: { measure: one.id }, open: open.has(one.id) }, make("summary", {}, t("what_it_says")),
          one.description ? make("p", { dir: "auto" }, one.description) : null,
          one.decides ? make("p", { dir: "auto" }, `${t("decides")}: ${one.decides}`) : null,
          make("p", {}, one.reversible),
          one.cost ? make("p", { dir: "auto" }, `${t("cost")}: ${one.cost}`) : null,
          one.shifts.map((shift) => make("div", {}, shift.because ? make("p", { dir: "auto" }, shift.because) : null,
            shift.ids.length ? opener(t("rests_on", { n: shift.ids.length }), [["", shift.ids]]) : make("p", {}, t("assumed"))))));
    }));
  }
  const same = (one) => one.measures.length === ticked.size && one.measures.every((id) => ticked.has(id));
  function presets() {
    const button = (id, title, held) => make("button", {
      type: "button", id: `set-${id}`, dir: "auto", "aria-pressed": String(held.measures.length === ticked.size && same(held)),
      onclick: function () {
        ticked.clear();
        held.measures.forEach((one) => ticked.add(one));
        chosen = held.id || null;
        keepFocus(function () { measures(); presets(); });
        look();
      },
    }, title);
    keepFocus(() => byId("stated").replaceChildren(button("", t("as_it_is"), { measures: [] }),
      ...stated.scenarios.map((one) => button(one.id, one.title, one))));
    const keep = byId("keep"), drop = byId("drop");
    if (!keep) return;
    const held = stated.scenarios.find((one) => one.id === chosen);
    keep.hidden = !held || same(held) || !ticked.size;
    drop.hidden = !held;
    if (held) {
      keep.textContent = t("keep_in", { title: held.title });
      drop.textContent = t("drop", { title: held.title });
    }
  }
  const inOrder = () => stated.measures.map((one) => one.id).filter((id) => ticked.has(id));

  // What would be

  async function look() {
    const now = ++turn, view = byId("case");
    const parts = ["aspects", "outcomes", "order", "board"].map(byId);
    parts.forEach((one) => one.classList.add("stale"));
    let found;
    try {
      found = await ask("/api/scenarios/now", { measures: inOrder(), ...(view ? { case: view.value } : {}), ...(weights ? { weights } : {}) });
    } catch (problem) {
      if (now === turn) warn(problem.problems || [{ message: String(problem) }]);
      return;
    }
    if (now !== turn) return;
    byId("wrong").replaceChildren(...found.wrong.map((said) => make("li", { dir: "auto" }, said)));
    if (found.wrong.length) return;
    parts.forEach((one) => one.classList.remove("stale"));
    byId("news").textContent = ticked.size ? t("ticked", { n: ticked.size }) : t("nothing");
    byId("aspects").replaceChildren(...aspects(found.aspects));
    byId("outcomes").replaceChildren(...outcomes(found.outcomes, found.nobody));
    byId("order").replaceChildren(...(found.order ? [make("p", { class: "quiet" }, found.asked), ...order(found.order)] : [make("p", {}, t("no_order"))]),
      ...[list(found.left_out)].filter(Boolean));
    byId("board").replaceChildren(...(found.board ? order(found.board) : [make("p", {}, t("no_beliefs"))]));
  }

  // What is saved

  function weighing() {
    const own = byId("weights"), free = stated.outcomes.filter((one) => one.weighed);
    const held = weights || stated.weights;
    own.replaceChildren(...free.map((one) => make("label", {}, make("input", {
      id: `weight-${one.id}`, type: "number", min: 0, step: "any", value: one.id in held ? held[one.id] : "", dataset: { weight: one.id },
      onchange: typed,
    }), make("span", { dir: "auto" }, one.title))),
    free.length && byId("saving") ? make("p", {}, make("button", { type: "submit", id: "weigh" }, t("save_weights"))) : "");
  }
  function typed() {
    weights = Object.fromEntries([...byId("weights").querySelectorAll("input")].filter((one) => one.value !== "").map((one) => [one.dataset.weight, Number(one.value)]));
    if (Object.values(weights).some((one) => one > 0)) look();
  }
  function beliefs() {
    const title = (held, id) => held.find((one) => one.id === id).title;
    byId("beliefs").replaceChildren(...stated.beliefs.map((one) => make("li", { dir: "auto" },
      t(one.direction > 0 ? "belief_more" : "belief_less", {
        measure: title(stated.measures, one.measure), outcome: title(stated.outcomes, one.outcome), n: Math.round(100 * one.sure),
      }), " ",
      byId("believing") ? make("button", { type: "button", onclick: () => write("believe", {
        outcome: one.outcome, measure: one.measure, direction: 0, was: [one.direction, one.sure],
      }, t("belief_gone")) }, t("take_back")) : null)));
    const options = (held) => held.map((one) => make("option", { value: one.id }, one.title));
    for (const [id, held] of [["belief-measure", stated.measures], ["belief-outcome", stated.outcomes]]) {
      const select = byId(id);
      if (!select) continue;
      const was = select.value;
      select.replaceChildren(...options(held));
      if (held.some((one) => one.id === was)) select.value = was;
    }
  }
  const write = (name, body, done) => act(`/api/scenarios/${name}`, body, done);
  function forms() {
    byId("saving").addEventListener("submit", async function (event) {
      event.preventDefault();
      const found = await write("save", { title: byId("title").value, measures: inOrder() }, t("saved", { title: byId("title").value }));
      if (!found) return;
      chosen = found.id;
      byId("title").value = "";
      presets();
    });
    byId("keep").addEventListener("click", function () {
      const held = stated.scenarios.find((one) => one.id === chosen);
      write("save", { id: chosen, measures: inOrder(), was: held.measures }, t("saved", { title: held.title }));
    });
    byId("drop").addEventListener("click", function () {
      const held = stated.scenarios.find((one) => one.id === chosen);
      write("drop", { id: chosen, was: held.measures }, t("dropped", { title: held.title }));
    });
    byId("believing").addEventListener("submit", function (event) {
      event.preventDefault();
      const [measure, outcome] = [byId("belief-measure").value, byId("belief-outcome").value];
      const held = stated.beliefs.find((one) => one.measure === measure && one.outcome === outcome);
      write("believe", {
        measure, outcome, direction: Number(byId("direction").value), sure: Number(byId("sure").value) / 100,
        was: held ? [held.direction, held.sure] : null,
      }, t("believed"));
    });
    byId("weights").addEventListener("submit", async function (event) {
      event.preventDefault();
      typed();
      if (await write("weigh", { weights, was: stated.weights }, t("weighed"))) weights = null;
    });
  }

  // The brief for the meeting: one page, as the results make it.
  async function brief(kind) {
    const told = byId("brief");
    told.textContent = t("making");
    try {
      const begun = await ask("/api/results/make", { files: [`brief.${kind}`], sharing: byId("sharing").checked });
      const found = await workbench.job(begun.job);
      told.replaceChildren(t("made"), " ", make("a", { href: found.address, download: "" }, found.name));
      workbench.keep(found.address);
    } catch (problem) {
      told.textContent = "";
      warn(problem.problems || [{ message: String(problem) }]);
    }
  }

  addEventListener("DOMContentLoaded", function () {
    if (!data.there) return; // the first measure is written below
    document.querySelectorAll("[data-brief]").forEach((one) => one.addEventListener("click", () => brief(one.dataset.brief)));
    if (byId("saving")) forms();
    if (byId("case")) byId("case").addEventListener("change", look);
    onchange(read);
    read();
  });
})();
