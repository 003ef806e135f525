// Import: a file is looked into, each choice leads to a new preview, and nothing is written before a person says so.
"use strict";
(function () {
  const { ask, act, data, dropped, job, make, t, upload } = workbench;
  const form = document.getElementById("choices");
  if (!form) return;
  const find = (id) => document.getElementById(id);
  const WAIT = 350; // ms after a choice, before a preview is begun
  const PROBLEMS = ["folder", "scheme", "sheets", "axis", "scale", "columns", "coder", "missing", "codebook", "readers"];
  const state = { upload: data.upload, codebook: "", name: data.name, kind: "", round: 0, alike: new Map(), ready: false };
  let waiting = 0;

  function body() {
    const grouped = {};
    for (const one of state.alike.values()) (grouped[one.whose] ||= []).push({ names: one.names, same: one.value === "same" });
    const ratings = form.elements.ratings.checked;
    return {
      upload: state.upload, codebook: state.codebook, target: form.elements.target.value, folder: form.elements.folder.value,
      scheme: form.elements.scheme.value, sheets: importControls.chosenSheets(), column: importControls.column(), ratings,
      axis: ratings ? form.elements.axis.value : "", scale: ratings ? ["low", "high"].map(importControls.number) : [],
      coder: form.elements.coder.value, missing: find("missing-of").hidden ? "" : form.elements.missing.value,
      readers: form.elements.readers.checked && !find("codings-alone").hidden,
      accept: form.elements.accept.checked && !find("accept").hidden, alike: grouped,
    };
  }

  // Each message stands beside the control that it is about, and a way to it above the button; those of none stand there whole.
  function tell(problems, mayAccept) {
    for (const name of PROBLEMS) {
      const place = find(`${name}-problem`);
      const mine = problems.filter((one) => one.control === name);
      place.textContent = mine.map((one) => one.message).join("\n");
      place.hidden = !mine.length;
      place.lang = "en";
    }
    const place = find("problems");
    place.hidden = !problems.length;
    place.replaceChildren(make("ul", {}, ...problems.map(function (one) {
      const control = PROBLEMS.includes(one.control) ? find(one.control === "scale" ? "rated" : one.control) : null;
      return control ? make("li", {}, make("button", { type: "button", onclick: () => go(control) }, t("go", { to: label(control) })))
        : make("li", { dir: "auto", lang: "en" }, one.message);
    })));
    if (mayAccept) find("accept").hidden = false;
    else if (!form.elements.accept.checked) find("accept").hidden = true;
  }
  function label(control) {
    const own = document.querySelector(`label[for="${control.id}"]`) || control.querySelector("legend, h3");
    return own ? own.textContent.trim() : control.id;
  }
  function go(control) {
    const field = control.matches("input, select") ? control : control.querySelector("input, select") || find("tables").querySelector("select");
    (field || control).scrollIntoView({ block: "center" });
    if (field) field.focus();
  }

  // What the file is: which controls there are.
  async function look() {
    const found = await ask("/api/import/look", body());
    state.kind = found.kind || "";
    if (!form.elements.folder.value) {
      form.elements.folder.value = found.folder;
      place();
    }
    find("format").textContent = found.title ? t("read_as", { title: found.title }) : "";
    find("after").hidden = false;
    const table = (found.tables || []).length > 0;
    if (found.kind === "ratings" && !form.elements.ratings.checked && found.roles.length) form.elements.ratings.checked = true;
    find("as-ratings").hidden = !table || found.kind === "codebook" || (found.kind === "ratings" && !found.roles.length);
    find("rated").hidden = !form.elements.ratings.checked || find("as-ratings").hidden;
    if (find("as-ratings").hidden) form.elements.ratings.checked = false;
    find("missing-of").hidden = !table;
    find("codings-alone").hidden = found.kind === "ratings" || found.kind === "codebook";
    importControls.sheets(found.tables || [], changed);
    if (table) importControls.tables(found, changed);
    else find("columns").hidden = true;
    if (!find("rated").hidden) importControls.axes((await ask("/api/import/axes", body())).axes);
    return found;
  }

  function progress(done, of) {
    find("progress").textContent = of ? t("reading", { done: done.toLocaleString(data.language), of: of.toLocaleString(data.language) }) : t("looking");
  }

  // A new preview; an older one that comes late is not shown.
  async function preview() {
    if (!state.upload) return;
    const mine = ++state.round;
    find("preview").setAttribute("aria-busy", "true");
    find("bring").disabled = true;
    progress(0, 0);
    let found;
    try {
      await look();
      if (mine !== state.round) return;
      found = await ask("/api/import/try", body());
      if (found.job) found = await job(found.job, (done, of) => { if (mine === state.round) progress(done, of); });
    } catch (problem) {
      found = { problems: problem.problems || [{ message: String(problem) }] };
    }
    if (mine !== state.round) return;
    find("preview").setAttribute("aria-busy", "false");
    tell(found.problems, found.may_accept);
    find("found").replaceChildren(...(found.found ? importFound.shown(found.found, state.alike, changed) : []));
    find("progress").textContent = found.found ? t("seen") : t("stopped_at");
    find("bring").disabled = !found.found || (!found.found.files.length && !found.found.texts);
  }
  function changed() {
    clearTimeout(waiting);
    state.round += 1;
    find("bring").disabled = true;
    waiting = setTimeout(preview, WAIT);
  }

  async function send(file) {
    if (!file) return;
    find("state").textContent = t("sending", { name: file.name });
    try {
      const kept = await upload(file);
      begin(kept.upload, kept.name);
    } catch (problem) {
      find("state").textContent = "";
      workbench.warn(problem.problems || [{ message: String(problem) }]);
    }
  }
  function begin(name, shown) {
    workbench.calm();
    Object.assign(state, { upload: name, name: shown, codebook: "" });
    state.alike.clear();
    importControls.reset();
    for (const id of ["coder", "folder", "missing", "low", "high"]) find(id).value = "";
    for (const box of ["ratings", "accept", "readers"]) form.elements[box].checked = false;
    find("sheets").querySelector("div").dataset.of = "";
    find("done").hidden = true;
    find("state").textContent = t("chosen", { name: shown });
    preview();
  }

  async function place() {
    const said = await ask("/api/start/place", { folder: form.elements.folder.value }).catch(() => null);
    if (said) document.querySelector("#folder-place bdi").textContent = said.path;
  }
  function target() {
    find("new-study").hidden = form.elements.target.value !== "new";
  }

  dropped(find("drop"), send);
  find("file").addEventListener("change", (event) => send(event.target.files[0]));
  find("codebook").addEventListener("change", async function (event) {
    const file = event.target.files[0];
    const kept = file ? await upload(file).catch((problem) => { workbench.warn(problem.problems); return null; }) : null;
    state.codebook = kept ? kept.upload : "";
    changed();
  });
  form.addEventListener("input", function (event) {
    if (event.target.type === "file" || event.target.closest("#tables, #alike, #sheets")) return;
    target();
    if (event.target.id === "folder") place();
    changed();
  });

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    if (find("bring").disabled) return;
    find("bring").disabled = true;
    let found = await act("/api/import/bring", body());
    if (found && found.job) {
      found = await job(found.job, progress).catch((problem) => ({ problems: problem.problems || [{ message: String(problem) }] }));
    }
    if (!found || !found.found) {
      if (found) tell(found.problems, found.may_accept);
      find("progress").textContent = t("stopped_at");
      return;
    }
    finished(found);
  });

  // What was done, and where to go from here; the same file may have another sheet, another coder's.
  function finished({ found, into }) {
    find("after").hidden = true;
    const steps = found.codebook ? [] : found.rated
      ? [["ratings", "to_ratings"], ["results", "to_results"]]
      : [["board", "to_board"], ["statements", "to_statements"], ...(found.together.length > 1 ? [["consensus", "to_consensus"]] : []), ["results", "to_results"]];
    find("done").querySelector("div").replaceChildren(
      make("p", {}, t(found.codebook ? "codebook_in" : "study_in"), " ", make("bdi", {}, into)),
      make("p", {}, found.counts.join(", ")),
      make("ul", { class: "steps" }, ...steps.map(([screen, words]) => make("li", {}, make("a", { href: `/${screen}` }, t(words)))),
        make("li", {}, make("a", { href: `/import?upload=${encodeURIComponent(state.upload)}` }, t("same_file", { name: state.name })))));
    find("done").hidden = false;
    find("done").focus();
    workbench.say(t("written"));
  }

  target();
  if (state.upload) begin(state.upload, state.name);
})();
