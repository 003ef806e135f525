// What a set of measures would do, drawn: lines before and after, directions of outcomes, who says so, what can be ordered.
"use strict";
const scenariosTold = (function () {
  const { ask, t, make, warn } = workbench;
  const SVG = "http://www.w3.org/2000/svg", LEFT = 6, RIGHT = 194; // of a line that is 200 wide

  function shape(name, attributes) {
    const one = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    return one;
  }
  function lane(one) {
    const [low, high] = one.reach;
    const at = (value) => (LEFT + ((value - low) / (high - low)) * (RIGHT - LEFT)).toFixed(2);
    const drawn = shape("svg", { viewBox: "0 0 200 20", "aria-hidden": "true", preserveAspectRatio: "none" });
    drawn.append(shape("line", { class: "axis", x1: LEFT, x2: RIGHT, y1: 10, y2: 10 }));
    if (low < 0) drawn.append(shape("line", { class: "axis", x1: 100, x2: 100, y1: 6, y2: 14 }));
    if (one.interval) {
      const [from, to] = one.interval.map((end) => at(Math.min(Math.max(end, low), high)));
      drawn.append(shape("rect", { class: "span", x: from, y: 6, width: Math.max(to - from, 0.5), height: 8 }));
    }
    drawn.append(shape("circle", { class: "before", cx: at(one.before), cy: 10, r: 4 }));
    drawn.append(shape("circle", { class: "after", cx: at(one.after), cy: 10, r: 4 }));
    return make("div", { class: "lane" }, make("span", { class: "end", dir: "auto" }, one.ends[0]), drawn,
      make("span", { class: "end", dir: "auto" }, one.ends[1]), make("span", { class: "told" }, one.said));
  }
  const aspects = (found) => found.map((one) => make("div", {},
    make("h3", { dir: "auto" }, one.title), one.lanes.length ? one.lanes.map(lane) : make("p", {}, t("silent")),
    one.why ? make("p", { class: "quiet" }, one.why) : null));

  // The statements behind something, opened in place.
  function opener(label, groups) {
    const ids = groups.flatMap(([, held]) => held);
    const held = make("div", { class: "said" });
    let asked = false;
    const box = make("details", {}, make("summary", {}, label), held);
    box.addEventListener("toggle", async function () {
      if (!box.open || asked) return;
      asked = true;
      let found;
      try {
        found = await ask("/api/scenarios/statements", { ids });
      } catch (problem) {
        asked = false;
        warn(problem.problems || [{ message: String(problem) }]);
        return;
      }
      const by = new Map(found.map((one) => [one.id, one]));
      for (const [title, some] of groups) {
        if (!some.length) continue;
        if (title) held.append(make("p", {}, title));
        for (const id of some) if (by.has(id)) held.append(make("blockquote", { dir: "auto" }, by.get(id).text, " ",
          make("span", { class: "source" }, `${by.get(id).where}, ${id}`)));
      }
    });
    return box;
  }
  const outcomes = (found, nobody) => [...found.map((one) => make("div", { class: "outcome" },
    make("p", {}, make("b", { dir: "auto" }, one.title), ": ", make("span", { "aria-hidden": "true" }, one.arrow, " "), one.said),
    [one.restates, one.both].filter(Boolean).map((said) => make("p", { class: "quiet" }, said)),
    one.votes ? opener(one.votes, [[t("for"), one.more], [t("against"), one.less]]) : null,
    one.reported ? opener(one.reported, [[t("for"), one.reported_more], [t("against"), one.reported_less]]) : null,
  )), make("p", { class: "quiet", dir: "auto" }, nobody || (found.length ? "" : t("no_outcomes")))];

  const list = (said) => (said.length ? make("ul", {}, said.map((one) => make("li", { dir: "auto" }, one))) : null);
  function order(found) {
    return [found.above.length ? list(found.above) : make("p", {}, t("none_above")), list(found.nowhere),
      found.lacks.length ? make("details", {}, make("summary", {}, t("cannot")), list(found.lacks), found.others ? make("p", {}, found.others) : null) : null,
    ].filter(Boolean);
  }
  return { aspects, outcomes, order, opener, list };
})();
