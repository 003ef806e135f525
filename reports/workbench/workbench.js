// What every screen of the workbench shares: asking and changing, words, what is told, taking back, looking whether the study
// changed elsewhere. A screen's own script gets all this as `workbench`.
"use strict";
const workbench = (function () {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data");
  const words = read("words");
  const EVERY = 3000; // ms between two looks at the study
  const MESSAGE = 8000; // ms that a message stands
  const PATIENCE = 500; // ms after which it is told that something is being saved

  // Words with their places filled: t("saved", { n: 3 }). What differs by number is chosen by the browser's own plural rules.
  const plural = new Intl.PluralRules(data.language);
  function t(key, values) {
    let found = key.split(".").reduce((tree, part) => (tree ? tree[part] : undefined), words);
    if (found && typeof found === "object" && "other" in found) found = found[plural.select(Number(values.n))] || found.other;
    if (typeof found !== "string") throw new Error("no words for " + key);
    return found.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
  }

  // An element: make("button", { type: "button", class: "main", onclick: f, dataset: { code: "pay" } }, "text", child, …)
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (key === "dataset") Object.assign(element.dataset, value);
      else if (value === true) element.setAttribute(key, "");
      else element.setAttribute(key, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  // What is told

  const status = document.getElementById("status");
  const alert = document.getElementById("alert");
  let fading = 0;
  function say(message) {
    status.textContent = message;
    status.hidden = !message;
    clearTimeout(fading);
    fading = setTimeout(() => { status.hidden = true; }, MESSAGE);
  }
  // What went wrong stands until it is closed or something is done that goes well.
  function warn(problems) {
    alert.replaceChildren(
      make("ul", {}, problems.map((one) => make("li", { dir: "auto" },
        one.file ? make("code", {}, one.line ? `${one.file}:${one.line}` : one.file) : null, one.file ? ": " : "", one.message))),
      make("button", { type: "button", onclick: calm }, t("close")));
    alert.hidden = !problems.length;
  }
  function calm() {
    alert.hidden = true;
    alert.replaceChildren();
  }

  // Asking and changing. An answer that is a problem is an Error with `problems` and `kind`.

  async function ask(path, body, options) {
    let answer;
    try {
      answer = await fetch(path, body === undefined ? options : {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), ...options,
      });
    } catch (problem) {
      if (problem.name === "AbortError") throw problem;
      throw failed([{ message: t("unreachable") }], "unreachable");
    }
    const found = await answer.json().catch(() => ({ problems: [{ message: t("unreachable") }], kind: "unreachable" }));
    if (found.kind === "token") throw failed([{ message: t("stale") }], "token");
    if (!answer.ok) throw failed(found.problems || [{ message: String(answer.status) }], found.kind);
    return found;
  }
  function failed(problems, kind) {
    const error = new Error(problems.map((one) => one.message).join("\n"));
    error.problems = problems;
    error.kind = kind;
    return error;
  }
  // The same for what a person did: what goes wrong is told, and null is the answer.
  async function act(path, body, done) {
    const slow = setTimeout(() => say(t("saving")), PATIENCE); // a press of a button is answered
    try {
      const found = await ask(path, body === undefined ? {} : body);
      clearTimeout(slow);
      calm();
      if (done || status.textContent === t("saving")) say(done || "");
      await look();
      return found;
    } catch (problem) {
      clearTimeout(slow);
      say("");
      warn(problem.problems || [{ message: String(problem) }]);
      return null;
    }
  }
  // Work that takes longer: `told(done, of)` while it goes on; the result.
  async function job(number, told) {
    for (;;) {
      const found = await ask(`/api/jobs/${number}`);
      if (found.ended) return found.result;
      if (told) told(found.done, found.of);
    }
  }
  // A file that was dropped or chosen: its name here, for the next question.
  async function upload(file) {
    return ask(`/upload?name=${encodeURIComponent(file.name)}`, undefined, { method: "POST", body: file });
  }
  // A place onto which a file can be dropped: `bring(file)`.
  function dropped(place, bring) {
    const over = (on) => (event) => { event.preventDefault(); place.classList.toggle("over", on); };
    place.addEventListener("dragenter", over(true));
    place.addEventListener("dragover", over(true));
    place.addEventListener("dragleave", over(false));
    place.addEventListener("drop", function (event) {
      over(false)(event);
      bring(event.dataTransfer.files[0]);
    });
  }
  // A file to keep.
  function keep(address) {
    const link = make("a", { href: address, download: "" });
    document.body.append(link);
    link.click();
    link.remove();
  }

  // Is the study still what is shown? Other windows, spreadsheet programs and the command line may have changed it.

  const listeners = [];
  let known = null;
  async function look() {
    let found;
    try {
      found = await ask("/api/state");
    } catch (problem) {
      if (problem.kind === "unreachable" || problem.kind === "token") warn(problem.problems);
      return;
    }
    const before = known;
    known = found;
    for (const [id, what] of [["undo", found.undo], ["redo", found.redo]]) {
      const button = document.getElementById(id);
      if (!button) continue;
      button.disabled = !what;
      button.title = what || "";
    }
    for (const note of found.notes) if (!before || !before.notes.includes(note)) say(note);
    also(found.others || []);
    if (before && before.generation !== found.generation) for (const listener of listeners) listener(found);
  }
  // A second workbench on the same study: both may write, and see each other's changes.
  function also(others) {
    const place = document.getElementById("others");
    const said = others.map((one) => t("also_open", { pid: one.pid,
      since: new Date(one.since * 1000).toLocaleString(data.language, { dateStyle: "short", timeStyle: "short" }) })).join(" ");
    if (place.textContent !== said) place.textContent = said;
    place.hidden = !said;
  }
  // `listener(state)` when the study was read anew.
  const onchange = (listener) => listeners.push(listener);

  async function back(which) {
    const found = await act(`/api/${which}`, {});
    if (found) say(t(which === "undo" ? "taken_back" : "done_again", { what: found.taken_back || found.done_again }));
  }
  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable]");
  }
  addEventListener("DOMContentLoaded", function () {
    for (const which of ["undo", "redo"]) {
      const button = document.getElementById(which);
      if (button) button.addEventListener("click", () => back(which));
    }
    document.addEventListener("keydown", function (event) {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || typing(event.target)) return;
      event.preventDefault();
      back(event.shiftKey ? "redo" : "undo");
    });
    document.getElementById("stop").addEventListener("click", async function () {
      await ask("/stop", {}).catch(() => null);
      clearInterval(looking);
      document.getElementById("main").replaceChildren(make("h1", {}, t("stopped")));
    });
    look();
  });
  const looking = setInterval(() => { if (!document.hidden) look(); }, EVERY);

  return { data, words, t, make, say, warn, calm, ask, act, job, upload, dropped, keep, look, onchange };
})();
