// Statements, fourth part: the text of a source with its passages marked, and a new passage selected by mouse, touch or keys.
"use strict";
(function () {
  const { ask, make, t, say } = workbench;
  const title = document.getElementById("whole-title"), body = document.getElementById("whole-body");
  let context = null, shown = null; // { source, text, passages, lines, area }

  async function open(source, id) {
    const { data } = context;
    const known = data.all_sources.find(([one]) => one === source) || [source, source];
    title.textContent = known[1];
    const found = await ask("/api/statements/text?source=" + encodeURIComponent(source)).catch((problem) => ({ problem }));
    if (found.problem) return workbench.warn(found.problem.problems || [{ message: String(found.problem) }]);
    const as = JSON.stringify(found);
    if (shown && shown.as === as && shown.source === source) return mark(id, false); // what is selected stays selected
    const at = shown && shown.source === source && scroller() ? scroller().scrollTop : 0;
    shown = { source, as, ...found };
    if (found.text === null) return without(source);
    draw();
    if (scroller()) scroller().scrollTop = at;
    mark(id, at === 0);
    return undefined;
  }
  const scroller = () => body.querySelector(".source-text");

  // A source without a text: say so, and take a plain text file.
  function without(source) {
    const parts = [make("p", {}, t("no_text"))];
    if (context.writes && context.data.source_table) {
      const file = make("input", { type: "file", id: "text-file", accept: ".txt,text/plain" });
      file.addEventListener("change", async function () {
        if (!file.files.length) return;
        try {
          const { upload } = await workbench.upload(file.files[0]);
          if (await workbench.act("/api/statements/add_text", { source, upload }, t("text_added"))) open(source);
        } catch (problem) { workbench.warn(problem.problems || [{ message: String(problem) }]); }
        file.value = "";
      });
      parts.push(make("label", { for: "text-file" }, t("add_text")), file, make("p", { class: "hint" }, t("add_text_hint")));
    } else if (context.writes) parts.push(make("p", { class: "hint" }, t("no_source_table")));
    if (context.writes) parts.push(make("p", {}, make("button", { type: "button", onclick: () => context.fresh({ source }) }, t("new"))));
    body.replaceChildren(...parts);
  }

  // Files count characters; scripts count the halves of those beyond the basic plane, too.
  function halves(text) {
    const wide = [];
    let n = 0;
    for (let k = 0; k < text.length; n += 1) {
      const two = text.codePointAt(k) > 0xffff;
      if (two) wide.push(n);
      k += two ? 2 : 1;
    }
    const before = (at, of) => { let low = 0, high = of.length; while (low < high) { const m = (low + high) >> 1; if (of[m] < at) low = m + 1; else high = m; } return low; };
    const seen = wide.map((at, k) => at + k);
    return { to: (at) => at + before(at, wide), from: (at) => at - before(at, seen) };
  }

  function draw() {
    const { text, passages } = shown, count = halves(text);
    shown.count = count;
    shown.at = new Map(passages.map(([id, start, end]) => [id, [count.to(start), count.to(end)]]));
    const cuts = Array.from(new Set([0, text.length, ...Array.from(shown.at.values()).flat()])).sort((a, b) => a - b);
    const ordered = Array.from(shown.at).sort(([, a], [, b]) => a[0] - b[0] || b[1] - a[1]);
    const area = make("div", { class: "text", id: "text", dir: "auto", lang: shown.lang || null, tabindex: "0" });
    if (context.writes) {
      // what is edited has a caret, which the keyboard moves and selects with; nothing can be typed here
      area.contentEditable = "true";
      for (const [name, value] of [["role", "textbox"], ["aria-multiline", "true"], ["aria-readonly", "true"], ["inputmode", "none"], ["spellcheck", "false"]]) area.setAttribute(name, value);
      area.setAttribute("aria-describedby", "select-hint");
      for (const name of ["beforeinput", "paste", "drop", "cut", "dragstart"]) area.addEventListener(name, (event) => event.preventDefault());
    } else area.setAttribute("role", "document");
    area.setAttribute("aria-labelledby", "whole-title");
    let next = 0, open = [];
    for (let k = 0; k + 1 < cuts.length; k++) {
      const [from, to] = [cuts[k], cuts[k + 1]];
      open = open.filter(([, [, end]]) => end > from);
      while (next < ordered.length && ordered[next][1][0] <= from) { open.push(ordered[next]); next += 1; }
      const said = text.slice(from, to).replace(/\r/g, " "); // as long as before: places hold
      area.append(open.length ? make("mark", { class: open.length > 1 ? "several" : null, dataset: { of: JSON.stringify(open.map(([id]) => id)) } }, said) : said);
    }
    const bars = make("div", { class: "bars", role: "group", "aria-label": t("passages") });
    const around = make("div", { class: "source-text" }, bars, area);
    const parts = [];
    if (context.writes) parts.push(make("p", { class: "hint", id: "select-hint" }, t("select_hint")));
    parts.push(around);
    if (context.writes) parts.push(make("div", { id: "selected", class: "row", hidden: true }, make("p", { dir: "auto" }), make("button", { type: "button", class: "main", onclick: fresh }, t("from_selection"))));
    if (shown.apart.length) {
      parts.push(make("details", {}, make("summary", {}, t("apart", { n: shown.apart.length })), make("ul", {}, shown.apart.map((id) => make("li", {},
        make("button", { type: "button", class: "link", onclick: () => context.open(id) }, id), " ", make("span", { dir: "auto" }, context.text(id).slice(0, 120)))))));
    }
    body.replaceChildren(...parts);
    shown.area = area;
    margin(bars, area, ordered);
    area.addEventListener("click", function (event) {
      const at = event.target.closest("mark");
      if (!at || String(document.getSelection()).length) return;
      const of = JSON.parse(at.dataset.of);
      context.open(of[of.length - 1]); // the one that begins last is the innermost
    });
  }

  // A bar in the margin for each passage, beside one another where they overlap.
  function margin(bars, area, ordered) {
    const lanes = [];
    const buttons = ordered.map(function ([id, [start, end]]) {
      let lane = lanes.findIndex((ends) => ends <= start);
      if (lane < 0) lane = lanes.length;
      lanes[lane] = end;
      const button = make("button", { type: "button", class: "bar-of", dataset: { id }, "aria-label": t("passage", { id, text: context.text(id).slice(0, 80) }), title: id, onclick: () => context.open(id) });
      button.dataset.lane = lane;
      return button;
    });
    bars.replaceChildren(...buttons);
    bars.style.width = 14 * Math.max(1, Math.min(lanes.length, 6)) + "px";
    shown.place = function () {
      const top = bars.getBoundingClientRect().top, marks = Array.from(area.querySelectorAll("mark"));
      const boxes = new Map();
      for (const at of marks) {
        const box = at.getBoundingClientRect();
        for (const id of JSON.parse(at.dataset.of)) {
          const known = boxes.get(id) || [box.top, box.bottom];
          boxes.set(id, [Math.min(known[0], box.top), Math.max(known[1], box.bottom)]);
        }
      }
      for (const button of buttons) {
        const [from, to] = boxes.get(button.dataset.id) || [top, top];
        button.style.top = from - top + "px";
        button.style.height = Math.max(14, to - from) + "px";
        button.style.left = 14 * Math.min(Number(button.dataset.lane), 5) + "px";
      }
    };
    shown.place();
  }

  // Which statement is open is seen in the text.
  function mark(id, reveal) {
    if (!shown || !shown.area) return;
    shown.area.querySelectorAll("mark").forEach((at) => at.classList.toggle("here", JSON.parse(at.dataset.of).includes(id)));
    body.querySelectorAll(".bar-of").forEach((button) => { if (button.dataset.id === id) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current"); });
    const first = shown.area.querySelector("mark.here");
    if (first && reveal && scroller()) scroller().scrollTop += first.getBoundingClientRect().top - scroller().getBoundingClientRect().top - 60;
  }

  // What is selected, without blanks around it: where it begins and ends in the text.
  function selected() {
    const selection = document.getSelection();
    if (!shown || !shown.area || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!shown.area.contains(range.startContainer) || !shown.area.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(shown.area);
    before.setEnd(range.startContainer, range.startOffset);
    let start = before.toString().length, end = start + range.toString().length;
    while (start < end && /\s/.test(shown.text[start])) start += 1;
    while (end > start && /\s/.test(shown.text[end - 1])) end -= 1;
    return start < end ? [start, end] : null;
  }
  let kept = null;
  document.addEventListener("selectionchange", function () {
    const box = document.getElementById("selected");
    if (!box) return;
    const at = selected();
    if (!at && box.contains(document.activeElement)) return; // it is about to be pressed
    kept = at;
    box.hidden = !at;
    if (at) box.querySelector("p").textContent = "«" + shown.text.slice(at[0], Math.min(at[1], at[0] + 80)) + (at[1] - at[0] > 80 ? " …" : "") + "»";
  });
  function fresh() {
    if (!kept) return;
    const [start, end] = kept, { text, count, lines } = shown;
    const line = (at) => text.slice(0, at).split("\n").length;
    const [first, last] = [line(start), line(end - 1)];
    const locator = !lines ? "" : first === last ? lines + " " + first : t("lines_" + (lines === "linje" ? "nb" : "en"), { first, last });
    context.fresh({ source: shown.source, text: text.slice(start, end).replace(/\r\n?/g, "\n"), start: count.from(start), end: count.from(end), locator });
    say(t("selection_taken"));
  }
  addEventListener("resize", () => { if (shown && shown.place) shown.place(); });

  statementsScreen.whole = {
    use(lent) { context = lent; },
    open, mark,
    source: () => (shown ? shown.source : ""),
    shut() { shown = null; body.replaceChildren(); },
  };
})();
