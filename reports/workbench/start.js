// The start: which studies there are, what the open one holds and waits for; a new one, the example, a file that is dropped.
"use strict";
(function () {
  const { ask, act, make, t, upload } = workbench;
  const WAIT = 250; // ms after a key, before a name is looked at
  const find = (id) => document.getElementById(id);

  // A problem stands beside the field it concerns; the field says so, too.
  function tell(field, problem) {
    const place = find(`${field.form.id === "by-path" ? "path" : field.form.id}-problem`);
    place.textContent = problem || "";
    place.hidden = !problem;
    if (problem) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  const words = (problem) => problem.problems.map((one) => (one.file ? `${one.file}: ` : "") + one.message).join("\n");

  async function open(path, field) {
    try {
      await ask("/api/start/open", { path });
      location.assign("/");
    } catch (problem) {
      if (!field) return workbench.warn(problem.problems);
      tell(field, words(problem));
      field.focus();
    }
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-open]");
    if (button) open(button.dataset.open);
  });
  find("by-path").addEventListener("submit", function (event) {
    event.preventDefault();
    open(find("path").value, find("path"));
  });
  find("path").addEventListener("input", () => tell(find("path"), ""));

  // Studies near the current folder.
  ask("/api/start/near").then(function ({ near }) {
    if (!near.length) return;
    find("near").querySelector("ul").replaceChildren(...near.map((one) => make("li", {},
      make("button", { type: "button", dataset: { open: one.path } },
        make("bdi", {}, one.name), make("small", {}, make("bdi", {}, one.within))))));
    find("near").hidden = false;
  }).catch(() => null);

  // A new study, and the example: the whole path is told while its name is typed, before anything is written.
  for (const kind of ["new", "example"]) {
    const form = find(kind);
    if (!form) continue;
    const field = form.elements.folder;
    let waiting = 0, asked = 0;
    field.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(async function () {
        const mine = ++asked;
        const found = await ask("/api/start/place", { folder: field.value }).catch(() => null);
        if (!found || mine !== asked) return;
        form.querySelector(".place bdi").textContent = found.path;
        tell(field, found.problem);
      }, WAIT);
    });
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      clearTimeout(waiting);
      const template = form.elements.template ? form.elements.template.value : undefined;
      try {
        await ask(`/api/start/${kind}`, { folder: field.value, template });
        location.assign("/");
      } catch (problem) {
        tell(field, words(problem));
        field.focus();
      } finally {
        button.disabled = false;
      }
    });
  }

  // A file that is dropped or chosen goes to the import.
  const drop = find("drop");
  async function bring(file) {
    if (!file) return;
    find("drop-state").textContent = t("sending", { name: file.name });
    try {
      const { upload: name } = await upload(file);
      location.assign(`/import?upload=${encodeURIComponent(name)}`);
    } catch (problem) {
      find("drop-state").textContent = "";
      workbench.warn(problem.problems || [{ message: String(problem) }]);
    }
  }
  if (drop) {
    workbench.dropped(drop, bring);
    find("file").addEventListener("change", (event) => bring(event.target.files[0]));
  }

  // The open study.
  const summary = find("summary");
  async function sum() {
    if (!summary) return;
    const found = await ask("/api/start/study").catch((problem) => ({ problem }));
    if (found.problem) {
      summary.replaceChildren(found.problem.kind === "faults"
        ? make("a", { href: "/faults" }, t("faults", { n: found.problem.problems.length })) : words(found.problem));
      find("steps").replaceChildren();
      find("warnings").hidden = true;
      return;
    }
    summary.textContent = found.summary;
    find("open-title").textContent = found.title;
    const steps = found.steps.length ? found.steps : [{ screen: "results", words: t("nothing_waits") }];
    find("steps").replaceChildren(...steps.map((one) => make("li", {}, make("a", { href: `/${one.screen}` }, one.words))));
    odd();
  }
  async function odd() {
    const found = await ask("/api/start/warnings").catch(() => null);
    const place = find("warnings");
    place.hidden = !found || !found.warnings.length;
    if (place.hidden) return;
    place.querySelector("summary").textContent = found.lead;
    place.querySelector("ul").replaceChildren(...found.warnings.map((one) => make("li", { dir: "auto" },
      one.line ? make("a", { href: `/faults?file=${encodeURIComponent(one.file)}&line=${one.line}` }, `${one.file}:${one.line}`)
        : make("code", {}, one.file), ": ", one.message)));
  }
  workbench.onchange(sum);
  sum();
})();
