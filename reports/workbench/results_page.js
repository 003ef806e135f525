// Results: the report's page in a frame, made anew when the study changes, at the section where its reader is. The frame is
// of no origin (sandbox), so that it tells where its reader is, and is told the theme, by messages (theme.js).
"use strict";
const results = (function () {
  const { data, ask, t, make, say, warn, onchange } = workbench;
  const byId = (id) => document.getElementById(id);
  const frame = byId("page"), fresh = byId("fresh"), reading = byId("reading"), bar = byId("sections");
  const where = {}; // column → values
  let shown = null, place = null, section = "", asked = 0;

  // What is asked of the study, as page and files are asked for.
  function part() {
    const sharing = data.always || byId("sharing").checked;
    const level = byId("level");
    return sharing ? { sharing } : { sharing, where, level: Number(level.value) };
  }

  // The page

  async function show(changed) {
    const turn = ++asked;
    if (!shown || changed) fresh.textContent = t(changed ? "changed" : "reading");
    reading.hidden = false;
    let found;
    try {
      found = await ask("/api/results/page", part());
      if (!found.address) found = await workbench.job(found.job);
    } catch (problem) {
      if (turn !== asked) return;
      reading.hidden = true;
      fresh.textContent = t("failed");
      warn(problem.problems || [{ message: String(problem) }]);
      return;
    }
    if (turn !== asked) return; // something else was asked for meanwhile
    reading.hidden = true;
    fresh.textContent = shown && changed ? t("anew") : "";
    workbench.calm();
    if (found.address === shown) return;
    shown = found.address;
    if (!found.sections.some(([name]) => name === section)) section = found.sections[0][0];
    tabs(found.sections);
    frame.hidden = false;
    // Not by `#section` in the address: that would scroll this page, too.
    if (!place) place = { section, beyond: 0 };
    frame.src = shown;
  }
  frame.addEventListener("load", function () {
    send({ theme: document.documentElement.dataset.theme || "system", bare: true });
    if (place) send({ place });
  });
  const send = (what) => frame.contentWindow.postMessage({ idealtypes: what }, "*"); // the frame has no origin to name
  addEventListener("message", function (event) {
    const told = event.source === frame.contentWindow && event.data && event.data.idealtypes;
    if (!told || !told.place || typeof told.place.section !== "string") return;
    place = told.place;
    if (place.section !== section) press(place.section);
  });
  new MutationObserver(() => { if (shown) send({ theme: document.documentElement.dataset.theme || "system" }); })
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

  function tabs(sections) {
    const focused = bar.contains(document.activeElement);
    bar.replaceChildren(...sections.map(([name, title]) => make("button", {
      type: "button", "aria-pressed": "false", dataset: { section: name }, onclick: () => go(name),
    }, title)));
    press(section);
    if (focused) bar.querySelector("[aria-pressed=true]").focus();
  }
  function press(name) {
    const there = [...bar.children].find((one) => one.dataset.section === name);
    if (!there) return;
    section = name;
    for (const one of bar.children) one.setAttribute("aria-pressed", String(one === there));
  }
  function go(name) {
    press(name);
    place = { section: name, beyond: 0 };
    send({ place });
  }
  // A toolbar: the arrow keys go from section to section.
  bar.addEventListener("keydown", function (event) {
    const all = [...bar.children], at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });

  // Which part of the study

  const column = byId("column"), value = byId("value"), add = byId("add"), list = byId("conditions");
  const known = (name) => data.columns.find((one) => one.name === name);
  function conditions() {
    list.replaceChildren(...Object.entries(where).map(function ([name, values]) {
      const said = t("condition", {
        column: known(name).title, values: values.map((one) => valueTitle(name, one)).join(", "),
      });
      return make("li", { dir: "auto" }, make("button", {
        type: "button", onclick: function () { delete where[name]; conditions(); change(); column.focus(); },
      }, said, make("span", { "aria-hidden": "true" }, " ×"), make("span", { class: "visually-hidden" }, ` ${t("remove")}`)));
    }));
    list.hidden = !list.children.length;
  }
  const valueTitle = (name, one) => known(name).values.find(([id]) => id === one)[1] || t("blank");
  function change() {
    place = null;
    results.onpart();
    show(false);
  }
  if (column) {
    column.addEventListener("change", function () {
      const found = known(column.value);
      value.disabled = add.disabled = value.parentElement.hidden = add.parentElement.hidden = !found;
      value.replaceChildren(...(found ? found.values.map(([id, title]) => make("option", { value: id }, title || t("blank"))) : []));
    });
    add.addEventListener("click", function () {
      const held = (where[column.value] = where[column.value] || []);
      if (!held.includes(value.value)) held.push(value.value);
      conditions();
      change();
    });
  }
  if (!data.always) {
    byId("level").addEventListener("change", change);
    byId("sharing").addEventListener("change", change);
  }

  // A window that nobody sees waits until it is seen again.
  let behind = false;
  onchange(function () {
    if (document.hidden) behind = true;
    else show(true);
  });
  document.addEventListener("visibilitychange", function () {
    if (document.hidden || !behind) return;
    behind = false;
    show(true);
  });
  addEventListener("DOMContentLoaded", () => show(false));
  return { part, say, onpart() {} };
})();
