// The controls of an import: sheets, columns with their roles, what a person chose as the door has it.
"use strict";
const importControls = (function () {
  const { make, t } = workbench;
  const find = (id) => document.getElementById(id);
  const NONE = "-";
  let auto = {}; // role → heading, as the file was taken before anybody said otherwise
  let wished = {}; // role → heading or NONE, where a person said otherwise

  function reset() {
    auto = {};
    wished = {};
  }
  const column = () => wished;

  // The worksheets of a workbook: which are read.
  function sheets(tables, changed) {
    const place = find("sheets"), box = place.querySelector("div");
    const names = tables.map((one) => one.name).filter(Boolean);
    place.hidden = names.length < 2;
    if (box.dataset.of === JSON.stringify(names)) return;
    box.dataset.of = JSON.stringify(names);
    box.replaceChildren(...(names.length < 2 ? [] : names.map((name) =>
      make("label", { class: "beside" }, make("input", { type: "checkbox", name: "sheet", value: name, onchange: changed }), make("bdi", {}, name)))));
  }
  const chosenSheets = () => [...document.querySelectorAll("#sheets input:checked")].map((one) => one.value);

  // A table's columns: heading, first cells, what it is taken for. What is said of a heading holds for every sheet.
  function tables(found, changed) {
    const chosen = chosenSheets();
    const shown = found.tables.filter((one) => !chosen.length || chosen.includes(one.name));
    find("columns").hidden = !shown.length;
    for (const table of found.tables) for (const one of table.columns) {
      if (one.taken === "role" && found.roles.length && !(one.role in wished) && !(one.role in auto)) auto[one.role] = one.heading;
    }
    const kept = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.heading : null;
    find("tables").replaceChildren(...shown.map((table) => make("div", { class: "scroll", tabindex: "0", role: "region",
      "aria-label": table.name || found.name },
      make("table", { class: "columns-of" },
        make("caption", {}, make("bdi", {}, table.name || found.name)),
        make("thead", {}, make("tr", {}, ...["heading", "taken", "cells"].map((key) => make("th", { scope: "col" }, t(key))))),
        make("tbody", {}, ...table.columns.map((one) => row(one, found, changed)))))));
    if (kept) {
      const back = [...document.querySelectorAll("#tables select")].find((one) => one.dataset.heading === kept);
      if (back) back.focus();
    }
  }
  function row(one, found, changed) {
    const words = Object.fromEntries(found.roles.map((role) => [role.name, role.words]));
    const label = one.taken === "role" ? words[one.role] || one.role : t(`as_${one.taken}`);
    let cell = label;
    if (found.roles.length && one.heading) {
      const other = one.taken === "role" ? t("as_attribute") : label;
      cell = make("select", { "aria-label": t("role_of", { heading: one.heading }), dataset: { heading: one.heading },
        onchange: (event) => { say(one, event.target.value); changed(); } },
        make("option", { value: "" }, other),
        ...found.roles.map((role) => make("option", { value: role.name }, role.words)));
      cell.value = one.taken === "role" ? one.role : "";
    }
    return make("tr", {}, make("th", { scope: "row", dir: "auto" }, one.heading || t("no_heading")), make("td", {}, cell),
      make("td", { dir: "auto", class: "cells" }, one.cells.join(" · ")));
  }
  function say(one, role) {
    for (const [name, heading] of Object.entries(wished)) if (heading === one.heading) delete wished[name];
    for (const [name, heading] of Object.entries(auto)) if (heading === one.heading && name !== role) wished[name] = NONE;
    if (!role) return;
    if (auto[role] === one.heading) delete wished[role];
    else wished[role] = one.heading;
  }

  // The axis of ratings, and its poles beside the ends of the scale.
  function axes(found) {
    const select = find("axis"), before = select.value;
    select.replaceChildren(...found.map((one) => make("option", { value: one.id }, one.title)));
    if (found.some((one) => one.id === before)) select.value = before;
    poles(found);
    select.onchange = () => poles(found);
  }
  function poles(found) {
    const axis = found.find((one) => one.id === find("axis").value);
    find("low-pole").textContent = axis ? `(${axis.poles[0]})` : "";
    find("high-pole").textContent = axis ? `(${axis.poles[1]})` : "";
  }
  // A number as people write it; "" where there is none yet.
  function number(id) {
    const said = find(id).value.trim().replace("−", "-").replace(",", ".");
    return said === "" || !Number.isFinite(Number(said)) ? "" : Number(said);
  }

  return { reset, column, sheets, chosenSheets, tables, axes, number };
})();
