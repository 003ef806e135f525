// A new measure: what is done, what it moves and how far, and the statements that speak for it; and a new outcome.
"use strict";
(function () {
  const { data, ask, act, t, make, onchange } = workbench;
  const byId = (id) => document.getElementById(id);
  const TYPED = ["new-title", "because"];
  let cited = []; // statements, as they were found

  function poles() {
    const of = data.aspects.find((one) => one.id === byId("aspect").value);
    byId("toward").replaceChildren(...of.poles.map(([id, title]) => make("option", { value: id }, title)));
  }
  // The statements that speak for it, and the box that finds more.
  const box = findBox({
    label: t("find_statement"), placeholder: t("find_letters"), none: t("found_none"),
    offers: (words) => ask("/api/scenarios/find", { words }).catch(() => []),
    chosen: function (one) {
      if (!cited.some((each) => each.id === one.id)) cited.push(one);
      draw();
      box.input.focus();
    },
  });
  function draw() {
    byId("cited").replaceChildren(...cited.map((one, k) => make("li", {}, make("span", { dir: "auto" }, one.title), make("small", { dir: "auto" }, one.detail),
      make("button", { type: "button", "aria-label": t("uncite", { id: one.id }), onclick: function () {
        cited.splice(k, 1);
        draw();
        box.input.focus();
      } }, "\u00d7"))));
    byId("cited").hidden = !cited.length;
  }
  // The three amounts rise; what does not is told at its field.
  function rising() {
    const [low, mode, high] = ["low", "mode", "high"].map((id) => Number(byId(id).value));
    byId("mode").setCustomValidity(mode < low ? t("below_low") : "");
    byId("high").setCustomValidity(high < mode ? t("below_mode") : "");
  }
  const begun = () => cited.length > 0 || TYPED.some((id) => byId(id).value !== "");

  async function add(event) {
    event.preventDefault();
    const text = (id) => byId(id).value, number = (id) => Number(byId(id).value);
    const found = await act("/api/scenarios/add", {
      title: text("new-title"), aspect: text("aspect"), toward: text("toward"), low: number("low"), mode: number("mode"),
      high: number("high"), because: text("because"), evidence: cited.map((one) => one.id),
    }, t("added", { title: text("new-title") }));
    if (!found) return;
    for (const id of TYPED) byId(id).value = "";
    cited = [];
    draw();
    if (!data.there) location.reload();
    else byId("new-title").focus();
  }

  // A new outcome, for statements to speak of.
  async function addOutcome(event) {
    event.preventDefault();
    const title = byId("outcome-title").value;
    const found = await act("/api/scenarios/add_outcome", { title, wanted: byId("wanted").value === "1" }, t("outcome_added", { title }));
    if (found) byId("outcome-title").value = "";
    byId("outcome-title").focus();
  }

  addEventListener("DOMContentLoaded", function () {
    if (!byId("adding")) return;
    byId("adding-outcome").addEventListener("submit", addOutcome);
    byId("aspect").replaceChildren(...data.aspects.map((one) => make("option", { value: one.id }, one.title)));
    byId("aspect").addEventListener("change", poles);
    poles();
    for (const id of ["low", "mode", "high"]) byId(id).addEventListener("input", rising);
    byId("evidence").append(box.element);
    draw();
    byId("adding").addEventListener("submit", add);
    if (!data.there) onchange(() => { if (!begun()) location.reload(); }); // what is being written is not thrown away
  });
})();
