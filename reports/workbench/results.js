// The files of the results: listed when they are asked for, made as work that tells how far it is, kept by the browser.
"use strict";
(function () {
  const { data, ask, t, make, warn, calm, keep, onchange } = workbench;
  const byId = (id) => document.getElementById(id);
  const kit = byId("kit"), form = byId("files"), groups = byId("groups"), made = byId("made"), button = byId("make");
  const making = byId("making");
  const titles = new Map();
  let listed = "", busy = false;

  // Which files there are depends on the study, and on whether it is for sharing.
  async function list() {
    const asked = JSON.stringify({ sharing: results.part().sharing });
    if (listed === asked || !kit.open) return;
    listed = asked;
    let found;
    try {
      const begun = await ask("/api/results/kit", JSON.parse(asked));
      found = await workbench.job(begun.job);
    } catch (problem) {
      listed = "";
      warn(problem.problems || [{ message: String(problem) }]);
      return;
    }
    if (listed !== asked) return;
    const ticked = new Set(chosen("files"));
    groups.replaceChildren(...found.groups.map((group) => make("fieldset", {},
      make("legend", {}, t(`groups.${group.name}`)),
      group.items.map(function (one) {
        titles.set(one.name, one.title);
        return make("label", {}, make("input", { type: "checkbox", name: "files", value: one.name, checked: ticked.has(one.name) }),
          make("span", { dir: "auto" }, one.title));
      }),
      group.items.length > 4 ? make("button", { type: "button", onclick: all }, t("all")) : null)));
    ready();
  }
  const chosen = (name) => [...form.querySelectorAll(`input[name=${name}]:checked`)].map((one) => one.value);
  function ready() {
    button.disabled = busy || !chosen("files").length;
  }
  // All files of a group, or none of them.
  function all(event) {
    const boxes = [...event.currentTarget.parentElement.querySelectorAll("input")];
    const on = boxes.some((one) => !one.checked);
    for (const one of boxes) one.checked = on;
    ready();
  }
  form.addEventListener("change", ready);
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    if (busy) return;
    const view = byId("view");
    const asked = {
      ...results.part(), files: chosen("files"), tables: chosen("tables"), drawings: chosen("drawings"),
      widths: chosen("widths"), ...(view ? { view: view.value } : {}),
    };
    busy = true;
    ready();
    making.hidden = false;
    making.removeAttribute("value");
    made.textContent = t("making");
    try {
      const begun = await ask("/api/results/make", asked);
      const found = await workbench.job(begun.job, function (done, of) {
        if (of) Object.assign(making, { value: done, max: of });
        made.textContent = t("made_so_far", { done, of });
      });
      calm();
      tell(found);
      keep(found.address);
    } catch (problem) {
      made.textContent = t("not_made");
      warn(problem.problems || [{ message: String(problem) }]);
    }
    busy = false;
    making.hidden = true;
    ready();
  });
  // What was made, to be kept again, what the program says of it, and what could not be made.
  function tell(found) {
    const size = found.bytes < 1e6 ? t("kilobytes", { n: Math.ceil(found.bytes / 1000).toLocaleString(data.language) }) : t("megabytes", { n: (found.bytes / 1e6).toLocaleString(data.language, { maximumFractionDigits: 1 }) });
    const told = (pairs) => pairs.map(([name, said]) => make("li", { dir: "auto" }, `${titles.get(name) || name}: ${said}`));
    made.replaceChildren(
      make("p", {}, t("made", { n: found.files.length }), " ", make("a", { href: found.address, download: "" }, found.name), ` (${size})`),
      found.left_out.length ? make("div", { class: "mark" }, make("p", {}, t("left_out")), make("ul", {}, told(found.left_out))) : "",
      found.notes.length ? make("details", {}, make("summary", {}, t("notes", { n: found.notes.length })), make("ul", {}, told(found.notes))) : "");
  }
  kit.addEventListener("toggle", list);
  results.onpart = list;
  onchange(function () {
    listed = "";
    list();
  });
})();
