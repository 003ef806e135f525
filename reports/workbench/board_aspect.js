// A new aspect: what it is called, on which axis it lies, and where the ideal types stand on it.
"use strict";
(function () {
  const { make, ask, act, t } = workbench;
  const open = document.getElementById("new-aspect"), dialog = document.getElementById("aspect"), form = document.getElementById("aspect-form");
  if (!open) return; // who only looks adds none
  const { axis, title, question } = form.elements;
  const types = document.getElementById("aspect-types");
  let known = { axes: [], types: [] }, added = "";

  open.addEventListener("click", async function () {
    try {
      known = await ask("/api/board/axes");
    } catch (problem) {
      return workbench.warn(problem.problems);
    }
    const chosen = axis.value || known.usual;
    axis.replaceChildren(...known.axes.map((one) => make("option", { value: one.id, selected: one.id === chosen }, one.title)));
    fillTypes();
    dialog.showModal();
    title.focus();
    return null;
  });
  // A pole for each ideal type: as far as it always stands at one, that is chosen already.
  function fillTypes() {
    const on = known.axes.find((one) => one.id === axis.value);
    document.getElementById("aspect-poles").textContent = on.poles.map((pole) => pole.title).join(" – ");
    types.hidden = !known.types.length;
    types.querySelector("div").replaceChildren(...known.types.map((ideal) => make("p", {}, make("label", { for: `pole-${ideal.id}`, dir: "auto" }, ideal.title),
      make("select", { id: `pole-${ideal.id}`, dataset: { ideal: ideal.id }, required: true, dir: "auto" }, make("option", { value: "" }, t("choose_pole")),
        on.poles.map((pole) => make("option", { value: pole.id, selected: pole.id === ideal.usual[on.id] }, pole.title))))));
  }
  axis.addEventListener("change", fillTypes);
  document.getElementById("aspect-not-now").addEventListener("click", () => dialog.close());

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    const poles = Object.fromEntries([...types.querySelectorAll("select")].map((one) => [one.dataset.ideal, one.value]));
    const sent = { title: title.value, axis: axis.value, question: question.value, poles, copy: !workbench.data.own };
    dialog.close();
    const found = await act("/api/board/add_aspect", sent, t("aspect_added", { aspect: title.value.trim() }));
    if (!found) return; // what was typed stands there when it is opened again
    form.reset();
    board.state.aspect = added = found.added;
    dispatchEvent(new Event("board-load"));
  });
  board.on("read", function () {
    const tab = added && document.getElementById(`tab-${added}`);
    if (tab) tab.focus();
    if (tab) added = "";
  });
})();
