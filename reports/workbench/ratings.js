// One cell of the ratings: its place on the scale with what that means, and why; saved as one change.
"use strict";
(function () {
  const { act, make, t } = workbench;
  const byId = (id) => document.getElementById(id);
  const BLANK = { pole: "", position: "", intensity: "", trait: "", because: "", source: "", locator: "" };
  let was = []; // what the study said when the cell was shown
  let now = []; // what stands in the form
  let shown = "";
  let goingOn = false;

  const aspect = () => ratings.found.aspects.find((one) => one.id === ratings.chosen.aspect);
  const title = () => ratings.found.cases.find((one) => one.id === ratings.chosen.case).title;
  const filled = () => now.filter((one, at) => at < was.length || one.position || one.pole && !weighed(one) || one.intensity || one.because || one.locator || one.source);
  const weighed = (one) => aspect().open === "intensity" || Boolean(one.trait);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const dirty = () => now.length && !same(filled(), was);

  ratings.onchosen(function () {
    const found = ratings.found;
    byId("cell").hidden = Boolean(found.why) || !ratings.chosen;
    if (byId("cell").hidden) return;
    const list = ratings.items(ratings.chosen.case, ratings.chosen.aspect);
    const key = JSON.stringify([ratings.rater, ratings.chosen, list]);
    if (key === shown) return; // what is being filled in stays
    shown = key;
    fill(list);
  });
  function fill(list) {
    was = list.map((one) => ({ ...one }));
    now = list.map((one) => ({ ...one }));
    const one = aspect();
    if (one.open === "intensity") {
      for (const pole of one.poles) if (!now.some((each) => each.pole === pole.id)) now.push({ ...BLANK, pole: pole.id });
    } else if (!now.length) {
      now.push({ ...BLANK });
    }
    byId("cell-title").textContent = one.title;
    byId("of").textContent = title();
    byId("question").textContent = one.question;
    byId("items").replaceChildren(...now.map(form));
    const free = one.traits.filter((each) => !now.some((item) => item.trait === each.id));
    byId("more-traits").hidden = !free.length || ratings.found.wide;
    byId("trait").replaceChildren(...free.map((each) => make("option", { value: each.id }, each.text)));
  }

  // The fields of one rating

  let count = 0;
  function form(item) {
    const one = aspect();
    const head = item.trait ? ratings.trait(one, item.trait) : one.open === "intensity" ? ratings.pole(one, item.pole) : "";
    const parts = item.trait || one.open === "intensity" ? amount(item, head) : one.open === "pole" ? poles(item) : place(item);
    return make("div", { class: "item", role: head ? "group" : null, "aria-label": head || null }, head ? make("h3", { dir: "auto" }, head) : null, parts, why(item, head));
  }
  function place(item) {
    const one = aspect();
    const [low, high] = ratings.found.scale;
    const id = `position-${++count}`;
    const slider = make("input", { type: "range", min: Math.min(low, high), max: Math.max(low, high), step: "any", "aria-label": t("slide"), tabindex: "-1" });
    if (low > high) slider.dir = "rtl";
    return measured(item, "position", id, t("position", { low: ratings.shown(low), high: ratings.shown(high) }), slider, one.places, make("div", { class: "ends" }, make("span", {}, one.poles[0].title), make("span", {}, one.poles[1].title)));
  }
  function amount(item, head) {
    const id = `intensity-${++count}`;
    const places = item.trait ? [] : aspect().places;
    return measured(item, "intensity", id, t("intensity"), make("input", { type: "range", min: 0, max: 1, step: "any", "aria-label": `${t("slide")} ${head}`, tabindex: "-1" }), places, null);
  }
  // A number and a slider that say the same, the anchors to choose from, and what the place means.
  function measured(item, name, id, label, slider, places, ends) {
    const input = make("input", { id, inputmode: "decimal", autocomplete: "off", size: 6, value: item[name].replace("-", "−"), class: "value" });
    const meaning = make("output", { for: id, dir: "auto" });
    const anchors = places.filter((one) => one.means).map((one) => make("button", { type: "button", dataset: { at: one.at }, onclick: () => set(one.at, true) },
      make("b", {}, ratings.shown(one.at)), " ", make("span", { dir: "auto" }, one.means)));
    function set(value, written) {
      item[name] = value;
      if (written) input.value = value.replace("-", "−");
      const number = Number(value);
      const known = value !== "" && !Number.isNaN(number);
      slider.value = known ? number : (Number(slider.min) + Number(slider.max)) / 2;
      slider.classList.toggle("open", !known);
      for (const one of anchors) one.setAttribute("aria-pressed", String(known && Number(one.dataset.at) === number));
      meaning.textContent = known ? said(places, number) : "";
    }
    input.addEventListener("input", () => set(input.value.trim().replace("−", "-").replace(",", "."), false));
    slider.addEventListener("input", () => set(String(Math.round(Number(slider.value) * 100) / 100), true));
    set(item[name], false);
    return [make("label", { for: id }, label), make("div", { class: "line" }, input, slider), ends, meaning, anchors.length ? make("div", { class: "anchors", role: "group", "aria-label": t("anchors") }, anchors) : null];
  }
  function said(places, number) {
    const sorted = places.filter((one) => one.means).map((one) => ({ at: Number(one.at), means: one.means })).sort((a, b) => a.at - b.at);
    const there = sorted.find((one) => one.at === number);
    if (there) return there.means;
    const under = sorted.filter((one) => one.at < number).at(-1);
    const over = sorted.find((one) => one.at > number);
    return under && over ? t("between", { low: ratings.shown(under.at), high: ratings.shown(over.at) }) : t("off");
  }
  function poles(item) {
    const name = `pole-${++count}`;
    return make("div", { role: "radiogroup", "aria-label": t("poles") }, aspect().poles.map((pole) => make("label", { class: "choice" },
      make("input", { type: "radio", name, class: "value", checked: item.pole === pole.id, onchange: () => { item.pole = pole.id; } }), pole.title)),
    make("button", { type: "button", onclick: (event) => { item.pole = ""; for (const one of event.target.parentElement.querySelectorAll("input")) one.checked = false; } }, t("clear")));
  }
  function why(item, head) {
    const fields = [["because", "textarea"], ...(ratings.found.wide ? [] : [["source", "input"], ["locator", "input"]])].map(([name, kind]) => {
      const id = `${name}-${++count}`;
      const field = make(kind, { id, dir: "auto", rows: kind === "textarea" ? 2 : null, "aria-label": head ? `${t(name)}: ${head}` : null, oninput: (event) => { item[name] = event.target.value; } });
      field.value = item[name];
      return make("div", { class: name }, make("label", { for: id }, t(name)), field);
    });
    return make("div", { class: "why" }, fields);
  }

  // In and out

  ratings.onenter(function (typed) {
    const input = byId("items").querySelector("input.value");
    if (!input || byId("rate").querySelector("fieldset").disabled) return;
    input.focus();
    if (typed && input.type !== "radio") {
      input.value = typed.replace("-", "−");
      input.dispatchEvent(new Event("input"));
    } else if (input.select) {
      input.select();
    }
    byId("cell").scrollIntoView({ block: "nearest" });
  });
  async function save() {
    if (!dirty()) return true;
    const { case: of, aspect: on } = ratings.chosen;
    const draft = ratings.found.cases.find((one) => one.id === of).draft ? title() : "";
    const done = await act("/api/ratings/rate", { case: of, title: draft, aspect: on, rater: ratings.rater, was, items: filled() }, t("saved", { case: title(), aspect: aspect().title }));
    if (done) now = [];
    if (done && draft) ratings.written(of, done.case);
    return Boolean(done);
  }
  ratings.onleaving(save);
  byId("rate").addEventListener("submit", async function (event) {
    event.preventDefault();
    if (goingOn) return;
    goingOn = true;
    if (await save()) ratings.next() || ratings.focus();
    goingOn = false;
  });
  byId("rate").addEventListener("keydown", function (event) {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("rate").requestSubmit();
  });
  function leave() {
    fill(ratings.items(ratings.chosen.case, ratings.chosen.aspect));
    ratings.focus();
  }
  byId("leave").addEventListener("click", leave);
  byId("add-trait").addEventListener("click", function () {
    const item = { ...BLANK, trait: byId("trait").value };
    now.push(item);
    byId("items").append(form(item));
    byId("trait").selectedOptions[0].remove();
    byId("more-traits").hidden = !byId("trait").options.length;
    byId("items").lastElementChild.querySelector("input").focus();
  });
})();
