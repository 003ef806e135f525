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
  const place = (one) => make("li", { dir: "auto" },
    make("a", { href: `/faults?file=${encodeURIComponent(one.file)}${one.line ? `&line=${one.line}` : ""}` },
      one.line ? `${one.file}:${one.line}` : one.file), one.message ? [": ", make("span", { lang: "en" }, one.message)] : null);
  async function sum() {
    if (!summary) return;
    const found = await ask("/api/start/study").catch((problem) => ({ problem }));
    find("warnings").hidden = true;
    if (found.problem || found.faults) {
      summary.textContent = found.faults ? t("faults", { n: found.count }) : words(found.problem);
      find("steps").replaceChildren(...(found.faults || []).map(place),
        ...(found.count > found.faults?.length ? [make("li", {}, make("a", { href: "/faults" }, t("all_faults")))] : []));
      return;
    }
    summary.textContent = found.summary;
    find("open-title").textContent = found.title;
    steps(found.steps);
    odd();
    if (found.steps.some((one) => one.screen === "consensus")) {
      const more = await ask("/api/start/disputed").catch(() => null);
      if (more) steps(found.steps.flatMap((one) => one.screen !== "consensus" ? [one] : more.n ? [{ ...one, words: more.words }] : []));
    }
  }
  function steps(waiting) {
    const shown = waiting.length ? waiting : [{ screen: "results", words: t("nothing_waits") }];
    const had = find("steps").contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    find("steps").replaceChildren(...shown.map((one) => make("li", {}, make("a", { href: `/${one.screen}` }, one.words))));
    if (had) (find("steps").querySelector(`[href="${had}"]`) || find("steps").querySelector("a")).focus();
  }
  async function odd() {
    const found = await ask("/api/start/warnings").catch(() => null);
    if (!found || !found.warnings.length) return;
    find("warnings").querySelector("summary").textContent = found.lead;
    find("warnings").querySelector("ul").replaceChildren(...found.warnings.map(place));
    find("warnings").hidden = false;
  }
  workbench.onchange(sum);
  sum();
})();
