// What is wrong: a list, each thing a way to its place; the text of the file there, with its line marked, to be mended.
"use strict";
(function () {
  const { act, ask, data, make, say, t } = workbench;
  const find = (id) => document.getElementById(id);
  const text = find("text"), numbers = find("numbers"), save = find("save");
  let open = null; // { file, text, sha256, lines }

  function row(one) {
    const where = one.line ? `${one.file}:${one.line}` : one.file;
    const place = one.own ? make("button", { type: "button", dataset: { file: one.own, line: one.line || "" },
      onclick: () => show(one.own, one.line) }, where) : make("code", {}, where);
    return make("li", { dir: "auto" }, place, one.message ? [": ", make("span", { lang: "en" }, one.message)] : null,
      one.workbook ? make("small", {}, t("workbook")) : null);
  }
  function list(found) {
    const had = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.file : null;
    find("lead").textContent = found.lead;
    find("list").replaceChildren(...found.faults.map(row));
    find("go-on").hidden = !found.sound;
    if (had) (find("list").querySelector(`[data-file="${CSS.escape(had)}"]`) || find("lead")).focus();
  }
  async function renew() {
    const found = await ask("/api/faults/list").catch(() => null);
    if (found) list(found);
  }

  // A file's text, at a line. What was typed and not saved is asked for before another file takes its place.
  const dirty = () => open !== null && text.value !== open.text;
  async function show(file, line) {
    if (!open || open.file !== file) {
      if (dirty() && !confirm(t("unsaved", { file: open.file }))) return;
      await load(file);
      if (!open || open.file !== file) return;
    }
    find("editor").hidden = false;
    go(line);
  }
  async function load(file) {
    try {
      open = await ask(`/api/faults/file?file=${encodeURIComponent(file)}`);
    } catch (problem) {
      workbench.warn(problem.problems);
      return;
    }
    workbench.calm();
    find("editor-title").querySelector("bdi").textContent = open.file;
    text.value = open.text;
    marks();
  }
  function marks() {
    find("here").replaceChildren(...open.lines.map((one) => make("li", { dir: "auto" },
      make("button", { type: "button", onclick: () => go(one.line) }, t("line", { n: one.line })), " ", make("span", { lang: "en" }, one.message))));
    changed();
  }
  function go(line) {
    const lines = text.value.split("\n");
    const at = Math.min(Math.max(Number(line) || 1, 1), lines.length);
    const from = lines.slice(0, at - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(from, from + lines[at - 1].length);
    text.scrollTop = (at - 1) * high() - text.clientHeight / 3;
    text.scrollLeft = 0;
    find("editor").scrollIntoView({ block: "nearest" });
    draw();
  }
  const high = () => parseFloat(getComputedStyle(text).lineHeight);

  // The numbers of the lines that are seen; those with something wrong stand out.
  function draw() {
    if (!open) return;
    const bad = new Set(open.lines.map((one) => one.line));
    const first = Math.floor(text.scrollTop / high()), many = Math.ceil(text.clientHeight / high()) + 1;
    const all = text.value.split("\n").length;
    numbers.replaceChildren(...Array.from({ length: Math.min(many, all - first) }, function (_, n) {
      const one = make("span", { class: bad.has(first + n + 1) ? "bad" : "" }, String(first + n + 1));
      one.style.top = `${(first + n) * high() - text.scrollTop}px`;
      return one;
    }));
  }
  function changed() {
    if (save) save.disabled = !dirty();
    draw();
  }
  text.addEventListener("input", changed);
  text.addEventListener("scroll", draw);
  new ResizeObserver(draw).observe(text);

  async function keep() {
    if (!dirty()) return;
    const typed = text.value;
    save.disabled = true;
    const found = await act("/api/faults/save", { file: open.file, text: typed, sha256: open.sha256 });
    if (!found) { changed(); return; }
    const from = text.selectionStart, top = text.scrollTop;
    const later = text.value !== typed ? text.value : null; // somebody typed on meanwhile
    await load(open.file);
    if (later !== null) text.value = later;
    text.setSelectionRange(from, from);
    text.scrollTop = top;
    changed();
    list(found);
    say(found.sound ? t("sound") : t("saved", { file: open.file, n: found.faults.length }));
  }
  if (save) {
    save.addEventListener("click", keep);
    find("again").addEventListener("click", async function () {
      await load(open.file);
      text.focus();
    });
    document.addEventListener("keydown", function (event) {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || !open) return;
      event.preventDefault();
      keep();
    });
  }
  addEventListener("beforeunload", (event) => { if (dirty()) event.preventDefault(); });

  // Somebody else saved a file, a workbook in its program: what is wrong is asked anew; a text that nobody changed here, too.
  workbench.onchange(async function () {
    await renew();
    if (!open) return;
    const now = await ask(`/api/faults/file?file=${encodeURIComponent(open.file)}`).catch(() => null);
    if (!now || now.sha256 === open.sha256) {
      if (now) { open.lines = now.lines; marks(); }
      return;
    }
    if (dirty()) { say(t("changed_elsewhere", { file: open.file })); return; }
    const from = text.selectionStart, top = text.scrollTop;
    open = now;
    text.value = now.text;
    text.setSelectionRange(from, from);
    text.scrollTop = top;
    marks();
  });

  renew().then(() => { if (data.file && !data.sharing) show(data.file, data.line); });
})();
