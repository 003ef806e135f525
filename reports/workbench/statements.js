// Statements, last part: the list with its filters, what is chosen in it, and the addresses of all that can be seen.
// An address: #list?aspect=help&q=door, with id=… for the statement that is open; #text?of=group_01 for a source's text.
"use strict";
(function () {
  const { ask, act, make, t, say } = workbench;
  const get = (id) => document.getElementById(id);
  const screen = get("screen");
  if (!screen) return;
  const writes = screen.dataset.write === "yes";
  const FILTERS = ["view", "case", "aspect", "pole", "code", "stance", "source", "coder", "mode", "coded", "q"];
  const editor = statementsScreen.editor, whole = statementsScreen.whole;
  const chosen = new Set();
  let data = null, desk = null, shown = null, list = null, places = new Map();
  let state = { kind: "list", filters: {}, id: "", of: "", fresh: null }, found = [], drawn = "";

  // Addresses

  function parsed() {
    const hash = location.hash.slice(1), at = hash.indexOf("?");
    const given = Object.fromEntries(new URLSearchParams(at < 0 ? "" : hash.slice(at + 1)));
    const filters = Object.fromEntries(FILTERS.filter((name) => given[name]).map((name) => [name, given[name]]));
    return { kind: hash.startsWith("text?") && given.of ? "text" : "list", filters, id: given.id || "", of: given.of || "", fresh: "new" in given ? {} : null };
  }
  function address({ kind, filters, id, of, fresh }) {
    const told = { ...filters, ...(kind === "text" ? { of } : {}), ...(id ? { id } : {}), ...(fresh ? { new: "1" } : {}) };
    return "#" + kind + "?" + new URLSearchParams(told);
  }
  const sure = () => !editor.dirty() || confirm(t("leave_sure"));
  // To another state; the same by an address, by Back and by a press.
  function go(changed, how = "push") {
    const next = { ...state, ...changed };
    const leaves = next.id !== state.id || Boolean(next.fresh) !== Boolean(state.fresh);
    if (leaves && !sure()) return false;
    if (leaves) editor.shut(); // what was typed there is given up
    state = next;
    if (address(state) !== location.hash) history[how === "push" ? "pushState" : "replaceState"](null, "", address(state));
    show();
    return true;
  }
  addEventListener("popstate", function () {
    const next = parsed();
    if ((next.id !== state.id || Boolean(next.fresh) !== Boolean(state.fresh)) && !sure()) return history.pushState(null, "", address(state));
    if (next.id !== state.id || next.fresh) editor.shut();
    state = next;
    return show();
  });

  // What is seen

  function show() {
    get("found").hidden = state.kind === "text";
    get("whole").hidden = state.kind !== "text";
    get("source").value = state.kind === "text" ? state.of : "";
    if (state.kind === "text") {
      if (whole.source() !== state.of) whole.open(state.of, state.id); else whole.mark(state.id, false);
    } else {
      whole.shut();
      draw();
    }
    if (state.fresh) { if (editor.id() !== null) editor.openNew(state.fresh); }
    else if (state.id && editor.id() !== state.id) editor.open(state.id);
    else if (!state.id) editor.shut();
    get("both").classList.toggle("editing", Boolean(state.id || state.fresh));
    get("list").querySelectorAll("article").forEach(marked);
  }
  function marked(row) {
    if (row.dataset.id === state.id) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  }

  function row(i) {
    const item = shown.statement(i), id = data.said.ids[i];
    item.dataset.id = id;
    const box = writes ? make("input", { type: "checkbox", checked: chosen.has(id), "aria-label": t("choose_one", { id }) }) : null;
    if (box) box.addEventListener("change", () => choose(id, box.checked));
    const open = make("button", { type: "button", class: "open", "aria-label": t(writes ? "edit_one" : "open_one", { id }), onclick: () => go({ id, fresh: null }) }, t(writes ? "edit" : "open"));
    item.prepend(make("div", { class: "tools-of" }, box, open));
    item.addEventListener("dblclick", () => go({ id, fresh: null }));
    item.addEventListener("keydown", function (event) {
      if (event.target !== item) return;
      if (event.key === "Enter") { event.preventDefault(); go({ id, fresh: null }); }
      if (event.key === " " && box) { event.preventDefault(); box.checked = !box.checked; choose(id, box.checked); }
    });
    marked(item);
    return item;
  }
  function draw(keep) {
    const key = JSON.stringify(state.filters);
    if (key === drawn && !keep) return;
    drawn = key;
    if (document.activeElement !== get("q")) get("q").value = state.filters.q || "";
    selects();
    found = desk.find(state.filters);
    get("count").textContent = found.length ? shown.counted(data.words.found, found.length, { all: desk.N }) : data.words.none;
    if (!keep) get("list").scrollTop = 0;
    list.show(found, keep);
  }

  // Filters

  function choices() {
    const own = data.codes.filter((code) => code.own).map((code) => [code.id, code.title]);
    const aspect = data.aspects.find((one) => one.id === state.filters.aspect);
    const present = new Set(data.views.map(([view]) => view));
    return {
      coded: [["no", t("uncoded")], ["yes", t("coded")]], case: data.cases, aspect: data.aspects.map((one) => [one.id, one.title]), pole: aspect ? aspect.poles : [], code: own,
      stance: data.codes.some((code) => "not" in code) ? [["for", data.words.for], ["against", data.words.against]] : [], source: data.statements.sources,
      coder: data.statements.coders.map((name) => [name, name]), mode: Object.entries(data.modes).filter(([mode]) => present.has(mode)), view: data.views,
    };
  }
  function selects() {
    for (const [name, values] of Object.entries(choices())) {
      let select = get("selects").querySelector(`[name="${name}"]`);
      if (!select) {
        select = make("select", { name });
        get("selects").append(make("label", {}, (data.words[name] || t(name + "_filter")) + " ", select));
      }
      const key = JSON.stringify(values);
      if (select.dataset.of !== key) {
        select.dataset.of = key;
        select.parentElement.hidden = name !== "coded" && values.length < 2;
        select.replaceChildren(make("option", { value: "" }, data.words.every), ...values.map(([value, said]) => make("option", { value, dir: "auto" }, said)));
      }
      select.value = state.filters[name] || "";
    }
    const set = FILTERS.filter((name) => name !== "q" && state.filters[name]).length;
    get("filters-set").textContent = set ? "(" + set + ")" : "";
    if (set) get("more-filters").open = true;
  }
  function filter(changed, how) {
    const filters = Object.fromEntries(Object.entries({ ...state.filters, ...changed }).filter(([, value]) => value));
    go({ filters }, how);
  }

  // Several at once

  function choose(id, on) {
    if (on) chosen.add(id); else chosen.delete(id);
    bulk();
  }
  function bulk() {
    if (!writes) return;
    get("bulk").hidden = !chosen.size;
    get("chosen").textContent = t("chosen", { n: chosen.size });
  }
  let code = null;
  async function put(take) {
    if (!code) return say(t("which_code"));
    const me = get("coder").value.trim();
    if (!me && data.coders.length) { say(t("say_who")); return get("coder").focus(); }
    const done = await act("/api/statements/put", { ids: Array.from(chosen), coder: me, code: code.id, take });
    if (done) say(t(take ? "taken_from" : "put_on", { n: done.n, code: code.title }));
    return undefined;
  }
  function bulkBox() {
    const said = make("p", { class: "picked", hidden: true, dir: "auto" });
    const box = statementsScreen.codeBox(t("code_for_chosen"), data.codes.filter((one) => one.own), desk.folded, function (one) {
      code = one;
      said.textContent = one.title;
      said.hidden = false;
    });
    get("bulk-code").replaceChildren(box.element, said);
  }
  function chooseAll(on) {
    if (on) found.forEach((i) => chosen.add(data.said.ids[i])); else chosen.clear();
    get("list").querySelectorAll("article").forEach((item) => { const box = item.querySelector(".tools-of input"); if (box) box.checked = chosen.has(item.dataset.id); });
    bulk();
    if (!on) get("list").focus();
  }

  // Reading the study, at first and whenever it changed

  async function read(first) {
    let fresh;
    try { fresh = await ask("/api/statements/index"); } catch (problem) { return workbench.warn(problem.problems || [{ message: String(problem) }]); }
    if (!fresh.n) return location.reload(); // ratings are left, or nothing
    data = fresh;
    desk = idealtypesDesk.of(data, { text: (i) => data.said.texts[i], id: (i) => data.said.ids[i], locator: idealtypesDesk.column(data.said.locators) });
    shown = idealtypesDesk.shown(desk);
    places = new Map(data.said.ids.map((id, i) => [id, i]));
    for (const id of chosen) if (!places.has(id)) chosen.delete(id);
    get("reading").hidden = true;
    screen.hidden = false;
    const names = get("coders");
    if (names) names.replaceChildren(...data.coders.map((name) => make("option", { value: name })));
    if (get("coder") && first) get("coder").value = who();
    get("source").replaceChildren(make("option", { value: "" }, t("the_list")), ...data.all_sources.map(([id, title, there]) => make("option", { value: id, dir: "auto" }, title + (there ? "" : " – " + t("without_text")))));
    get("source").value = state.kind === "text" ? state.of : "";
    editor.use({
      desk, data, writes, coder: () => (get("coder") ? get("coder").value.trim() : ""),
      close: closed, done: (id) => { if (state.fresh) go({ id, fresh: null }, "replace"); else editor.open(id, true); },
      next, whole: (of, id) => go({ kind: "text", of, id }),
    });
    whole.use({ data, writes, text: (id) => (places.has(id) ? data.said.texts[places.get(id)] : ""), open: (id) => go({ id, fresh: null }), fresh: (given) => go({ fresh: given, id: "" }) });
    if (!first) {
      draw(true);
      if (state.kind === "text") await whole.open(state.of, state.id);
      if (state.id && !places.has(state.id)) go({ id: "" }, "replace"); else await editor.again();
    }
    if (writes) { const held = code; bulkBox(); code = held; bulk(); if (code) { get("bulk-code").querySelector(".picked").textContent = code.title; get("bulk-code").querySelector(".picked").hidden = false; } }
    return undefined;
  }
  function who() {
    let kept = null;
    try { kept = localStorage.getItem("coder"); } catch { kept = null; }
    if (kept !== null) return kept;
    const people = data.coders.filter((name) => (data.kinds[name] || "human") === "human");
    return people.length === 1 ? people[0] : ""; // of several nobody knows who sits here
  }
  function closed() {
    const before = state.id;
    if (!go({ id: "", fresh: null })) return;
    const at = found.findIndex((i) => data.said.ids[i] === before);
    if (state.kind === "list") { if (at >= 0) list.focus(at); else get("list").focus(); } else get("whole-title").focus();
  }
  function next(id) {
    const i = places.get(id);
    const later = found.filter((place) => place > i);
    if (!later.length) return say(t("no_next"));
    return go({ id: data.said.ids[later[0]] }, "replace");
  }

  get("filters").addEventListener("submit", (event) => event.preventDefault());
  get("q").addEventListener("focus", () => desk && desk.warm());
  get("q").addEventListener("input", () => filter({ q: get("q").value.trim() }, "replace"));
  get("selects").addEventListener("change", (event) => filter({ [event.target.name]: event.target.value, ...(event.target.name === "aspect" ? { pole: "" } : {}) }));
  get("clear").addEventListener("click", function () { get("q").value = ""; go({ filters: {} }); });
  get("source").addEventListener("change", () => { const of = get("source").value; go(of ? { kind: "text", of } : { kind: "list", of: "" }); });
  if (writes) {
    get("new").addEventListener("click", () => go({ fresh: { source: state.kind === "text" ? state.of : state.filters.source || "" }, id: "" }));
    get("coder").addEventListener("change", function () {
      try { localStorage.setItem("coder", get("coder").value.trim()); } catch { /* then it is asked again */ }
      if (state.id && !editor.dirty()) editor.open(state.id, true);
    });
    get("bulk").addEventListener("submit", (event) => { event.preventDefault(); put(false); });
    get("bulk-take").addEventListener("click", () => put(true));
    get("bulk-all").addEventListener("click", () => chooseAll(true));
    get("bulk-none").addEventListener("click", () => chooseAll(false));
  }
  document.addEventListener("click", async function (event) { // copies, as the desk of the report does
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const done = await navigator.clipboard.writeText(button.dataset.copy).then(() => true, () => false);
    say(data.words[done ? "copied" : "not_copied"]);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && (state.id || state.fresh) && !event.defaultPrevented) closed(); });
  workbench.onchange(() => read(false));
  (async function () {
    list = idealtypesDesk.list(get("list"), get("list").appendChild(make("div", { class: "holder" })), row);
    await read(true);
    if (!data) return;
    state = parsed();
    show();
  })();
})();
