// Where raters differ: what each said of every case and aspect, those farthest apart first.
"use strict";
(function () {
  const { ask, job, make, t } = workbench;
  const byId = (id) => document.getElementById(id);
  let asked = 0;

  async function load() {
    const turn = ++asked;
    let found;
    try {
      found = await job((await ask("/api/ratings/differences", {})).job);
    } catch (problem) {
      found = { why: problem.problems[0].message };
    }
    if (turn !== asked) return;
    byId("apart-none").hidden = !found.why;
    byId("apart-none").textContent = found.why || "";
    byId("apart").hidden = Boolean(found.why);
    if (found.why) return;
    const open = new Set(Array.from(byId("apart").querySelectorAll("details[open]"), (one) => one.dataset.key));
    byId("apart").replaceChildren(
      make("p", {}, found.alpha || ""),
      found.aspects.length > 1 ? make("ul", {}, found.aspects.map((one) => make("li", {}, one))) : "",
      found.levels.length ? make("p", {}, t("levels")) : "",
      found.levels.length ? make("ul", {}, found.levels.map((one) => make("li", {}, one))) : "",
      make("p", { class: "quiet" }, t("scale")),
      make("ol", { class: "rows" }, found.rows.map((one) => row(one, found.lang, open))),
      found.more ? make("p", { class: "quiet" }, t("more", { n: found.more })) : "",
      found.alike ? make("p", { class: "quiet" }, t("alike", { n: found.alike })) : "");
  }
  function row(one, lang, open) {
    const key = `${one.case} ${one.aspect}`;
    return make("li", {}, make("details", { dataset: { key }, open: open.has(key) },
      make("summary", {}, make("span", { dir: "auto" }, one.title), " · ", one.aspect_title, " ", make("b", {}, t("apart", { share: one.said })), line(one)),
      make("dl", {}, one.marks.flatMap((mark) => [make("dt", {}, `${mark.rater}: ${mark.said}`), make("dd", { dir: "auto", lang }, mark.because || t("no_reason"))]))));
  }
  // The marks of an aspect between two poles on a line; the same stands in words beside.
  function line(one) {
    if (one.marks.some((mark) => mark.at === null)) return null;
    const marks = one.marks.map((mark) => {
      const dot = make("span", { class: "dot" });
      dot.style.left = `${100 * mark.at}%`;
      return dot;
    });
    return make("span", { class: "marks", "aria-hidden": "true" }, make("small", {}, one.poles[0]), make("span", { class: "track" }, marks), make("small", {}, one.poles[1]));
  }
  workbench.onchange(load);
  load();
})();
