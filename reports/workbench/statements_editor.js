// Statements, third part: one statement in a form, as its files have it; or a new one. Saved as one step, with what was seen.
"use strict";
(function () {
  const { ask, make, t, say } = workbench;
  const host = document.getElementById("editor");
  let form = null; // what stands in the editor: { id, dirty, … }; null where it is shut
  let context = null; // what the screen lends: { desk, data, writes, coder(), close(), next(id), done(id) }

  const field = (name, label, control, hint) => make("div", { class: "field" },
    make("label", { for: "e-" + name }, label), control, hint ? make("p", { class: "hint", id: "e-" + name + "-hint" }, hint) : null,
    make("p", { class: "fault", id: "e-" + name + "-fault", role: "alert", hidden: true }));
  function fault(name, said) {
    const at = document.getElementById("e-" + name + "-fault");
    if (!at) return false;
    at.textContent = said;
    at.hidden = !said;
    const control = document.getElementById("e-" + name);
    if (control) {
      control.setAttribute("aria-invalid", String(Boolean(said)));
      control.setAttribute("aria-describedby", at.id);
    }
    return true;
  }
  function touched() {
    if (form) form.dirty = true;
  }
  const ownCodes = () => context.data.codes.filter((code) => code.own);
  const titleOf = (id) => (context.data.codes.find((code) => code.id === id) || { title: id }).title;
  const inWords = (cell) => statementsScreen.items(cell).map((one) => (one.against ? t("against") + ": " : "") + titleOf(one.code) + (one.amount ? " " + Number(one.amount).toLocaleString(workbench.data.language) : "")).join("; ");

  // The parts of the form

  function modeField(value) {
    const select = make("select", { id: "e-mode", onchange: touched }, Object.entries(context.data.modes).map(([mode, said]) => make("option", { value: mode }, said)));
    select.value = value;
    return field("mode", context.data.words.mode, select);
  }
  function caseField(cell, from) {
    const { data } = context;
    if (data.cases.length < 2) return null;
    const chosen = cell.split(";").map((one) => one.trim());
    const boxes = data.cases.map(([id, title]) => make("label", { class: "choice" }, make("input", { type: "checkbox", name: "e-case", value: id, checked: chosen.includes(id), onchange: touched }), " ", make("span", { dir: "auto" }, title)));
    return make("fieldset", { class: "field cases" }, make("legend", {}, data.words.case), make("div", {}, boxes), make("p", { class: "hint" }, from),
      make("p", { class: "fault", id: "e-case-fault", role: "alert", hidden: true }));
  }
  const casesChosen = () => Array.from(host.querySelectorAll('[name="e-case"]:checked'), (box) => box.value).join(";");
  function textFields(text, locator) {
    return [
      field("text", t("text"), make("textarea", { id: "e-text", rows: "4", dir: "auto", oninput: touched }, text)),
      field("locator", t("locator"), make("input", { id: "e-locator", value: locator, dir: "auto", oninput: touched })),
    ];
  }

  // Who coded it how: what the others put is seen, what "I" put can be changed.
  function coded(found) {
    const named = context.data.coders.length > 0, me = context.coder();
    const mine = found.judgements.filter((one) => one.coder === me);
    const own = mine.find((one) => one.occasion === form.occasion) || mine[0] || null;
    form.seen = own ? own.codes : null;
    form.occasion = own ? own.occasion : "";
    const others = found.judgements.filter((one) => one !== own);
    const seen = others.map((one) => make("li", {}, make("b", { dir: "auto" }, one.coder || t("nobody")), one.occasion ? " (" + one.occasion + ")" : "", ": ",
      make("span", { dir: "auto" }, inWords(one.codes) || t("nothing_put"))));
    const told = make("fieldset", { class: "field codes" }, make("legend", {}, me ? t("codes_by", { coder: me }) : t("codes")));
    const whose = named && !me && !own;
    if (context.writes && !whose) {
      form.chips = statementsScreen.chips(ownCodes(), context.desk.folded, own ? own.codes : "", touched);
      if (mine.length > 1) {
        const select = make("select", { id: "e-occasion" }, mine.map((one) => make("option", { value: one.occasion }, one.occasion)));
        select.value = own.occasion;
        select.addEventListener("change", () => { form.occasion = select.value; draw(found, true); });
        told.append(field("occasion", t("occasion"), select));
      }
      told.append(form.chips.element);
      if (!own) told.append(make("p", { class: "hint" }, t("not_read")));
    } else if (whose && context.writes) told.append(make("p", { class: "hint" }, t("say_who")));
    else if (own) told.append(make("p", { dir: "auto" }, inWords(own.codes) || t("nothing_put")));
    if (seen.length) told.append(make("p", { class: "label" }, t("others")), make("ul", { class: "others" }, seen));
    return told;
  }

  function draw(found, again) {
    const { writes, data } = context;
    form = { id: found.id, found, dirty: false, chips: null, claims: null, occasion: form && form.id === found.id ? form.occasion : "" };
    const cells = found.cells, at = Object.fromEntries([...data.cases]);
    const effective = t("case_from", { cases: found.cases.map((one) => at[one] || one).join(", ") || "–" });
    const source = data.all_sources.find(([id]) => id === found.source) || [found.source, found.source, false];
    const parts = [
      make("div", { class: "head" }, make("h2", { id: "editor-title", tabindex: "-1" }, t("statement", { id: found.id })),
        make("button", { type: "button", onclick: () => context.close() }, t("close"))),
      make("p", { class: "meta" }, make("bdi", {}, source[1]), found.locator ? ", " + found.locator : "", " ",
        source[2] ? make("button", { type: "button", class: "link", onclick: () => context.whole(found.source, found.id) }, t("in_text")) : null,
        found.counted ? null : make("em", { class: "flag", title: data.words.not_counted_why }, " " + data.words.not_counted)),
      make("blockquote", { dir: "auto", lang: found.lang || null }, found.text || data.words.no_text),
      make("div", { id: "e-fault", role: "alert", class: "fault", hidden: true }),
      coded(found),
    ];
    if (writes) {
      parts.push(modeField(found.mode), caseField(cells.case || "", effective));
      if (data.claims) {
        form.claims = statementsScreen.claims(data, found.claims, touched);
        parts.push(make("fieldset", { class: "field" }, make("legend", {}, data.words.claims), form.claims.element));
      }
      parts.push(make("details", {}, make("summary", {}, t("words_and_place")), textFields(cells.text || "", cells.locator || "")));
      parts.push(make("div", { class: "row buttons" },
        make("button", { type: "submit", class: "main" }, t("save")), make("button", { type: "button", onclick: () => save(true) }, t("save_next")),
        make("button", { type: "button", onclick: () => context.next(found.id) }, t("next")), make("button", { type: "button", onclick: () => drop(found) }, t("delete"))));
    }
    show(parts, () => save(false), again);
  }
  function show(parts, submit, again) {
    const box = make("form", { novalidate: true }, parts.filter(Boolean));
    box.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
    host.replaceChildren(box);
    host.hidden = false;
    if (!again) document.getElementById("editor-title").focus();
  }

  // A new statement

  async function drawNew(given) {
    const { data, coder } = context;
    form = { id: null, dirty: Boolean(given.text), chips: null, claims: null, given };
    const source = make("input", { id: "e-source", list: "e-sources", autocomplete: "off", value: given.source || "", dir: "auto" });
    const known = make("datalist", { id: "e-sources" }, data.all_sources.map(([id, title]) => make("option", { value: id }, title)));
    const id = make("input", { id: "e-id", autocomplete: "off", spellcheck: "false" });
    const about = make("div", { class: "field", hidden: true });
    form.chips = statementsScreen.chips(ownCodes(), context.desk.folded, "", touched);
    async function named() {
      const wanted = source.value.trim();
      const fresh = wanted && !data.all_sources.some(([one]) => one === wanted);
      about.hidden = !fresh || !data.source_table;
      if (!wanted) return;
      const next = await ask("/api/statements/next?source=" + encodeURIComponent(wanted)).catch(() => null);
      if (next && form && form.id === null && !form.named) id.value = next.id;
    }
    id.addEventListener("input", () => { form.named = true; touched(); });
    source.addEventListener("change", () => { touched(); named(); });
    about.append(make("p", { class: "hint" }, t("new_source")),
      field("title", t("source_title"), make("input", { id: "e-title", dir: "auto" })),
      field("kind", t("source_kind"), make("select", { id: "e-kind" }, ["interview", "focus_group", "document", "reported"].map((kind) => make("option", { value: kind }, t("kinds." + kind))))));
    show([
      make("div", { class: "head" }, make("h2", { id: "editor-title", tabindex: "-1" }, t("new")), make("button", { type: "button", onclick: () => context.close() }, t("close"))),
      make("div", { id: "e-fault", role: "alert", class: "fault", hidden: true }),
      field("source", data.words.source, source), known, about,
      ...textFields(given.text || "", given.locator || ""),
      make("fieldset", { class: "field codes" }, make("legend", {}, coder() ? t("codes_by", { coder: coder() }) : t("codes")), form.chips.element),
      modeField("is"), caseField("", t("case_blank")),
      field("id", t("id"), id, t("id_hint")),
      make("div", { class: "row buttons" }, make("button", { type: "submit", class: "main" }, t("add"))),
    ], add);
    await named();
  }
  const value = (name) => document.getElementById("e-" + name).value;
  async function add() {
    if (!value("source").trim()) return fault("source", t("needs_source"));
    if (!form.chips.check()) return undefined;
    const { given } = form, same = given.text && value("text") === given.text;
    const cells = { text: value("text"), locator: value("locator"), mode: value("mode") === "is" ? "" : value("mode"), case: casesChosen() };
    if (same && given.start !== undefined) Object.assign(cells, { start: String(given.start), end: String(given.end) });
    const about = { title: value("title"), kind: value("kind") };
    const found = await send("/api/statements/add", { source: value("source"), id: value("id"), cells, about, coder: context.coder(), codes: form.chips.cell() });
    if (found) { say(t("added", { id: found.added })); context.done(found.added); }
    return undefined;
  }

  // Saving

  function changes() {
    const { found } = form, was = found.cells, cells = {};
    if (value("mode") !== found.mode) cells.mode = value("mode");
    if (host.querySelector('[name="e-case"]')) {
      const order = (cell) => cell.split(";").map((one) => one.trim()).filter(Boolean).sort().join(";");
      if (order(casesChosen()) !== order(was.case || "")) cells.case = casesChosen();
    }
    if (value("text") !== (was.text || "").replace(/\r\n?/g, "\n")) cells.text = value("text");
    if (value("locator") !== (was.locator || "")) cells.locator = value("locator");
    const body = { id: found.id, cells, was };
    if (form.chips && form.chips.cell() !== (form.seen === null ? null : statementsScreen.cell(statementsScreen.items(form.seen)))) {
      // to save without codes a statement that one has not read says that she read it
      body.coded = { coder: context.coder(), codes: form.chips.cell(), was: form.seen, occasion: form.occasion };
      if (form.seen === null && !body.coded.codes && !context.coder()) delete body.coded;
    }
    if (form.claims) body.claims = form.claims.edits();
    return body;
  }
  async function save(next) {
    if ((form.chips && !form.chips.check()) || (form.claims && !form.claims.check())) return;
    const id = form.id, found = await send("/api/statements/save", changes());
    if (!found) return;
    say(t(found.changed ? "saved" : "unchanged", { id }));
    if (next) context.next(id); else context.done(id);
  }
  async function drop(found) {
    if (!confirm(t("delete_sure", { id: found.id }))) return;
    const done = await send("/api/statements/delete", { id: found.id, text: found.cells.text });
    if (done) { say(t("deleted", { id: found.id })); context.close(); }
  }

  // What goes wrong stands at its field.
  async function send(path, body) {
    host.querySelectorAll(".fault").forEach((at) => { at.hidden = true; at.replaceChildren(); });
    host.querySelectorAll("[aria-invalid]").forEach((at) => at.removeAttribute("aria-invalid"));
    try {
      const found = await ask(path, body);
      if (form) form.dirty = false;
      workbench.calm();
      await workbench.look();
      return found;
    } catch (problem) {
      told(problem);
      return null;
    }
  }
  const FIELDS = [["claims", /claim|`effect`|outcome/], ["codes", /code|intensity|`!`|coder/], ["case", /case/], ["mode", /mode/], ["id", /\bids?\b/], ["source", /source/], ["text", /text/]];
  function told(problem) {
    const left = [];
    for (const one of problem.problems || [{ message: String(problem) }]) {
      const name = (FIELDS.find(([, words]) => words.test((one.file || "") + " " + one.message)) || [""])[0];
      const at = name === "codes" && form.chips ? form.chips.fault : name === "claims" && form.claims ? form.claims.fault : null;
      if (at) { at.textContent = one.message; at.hidden = false; } else if (!name || !fault(name, one.message)) left.push(one);
    }
    const box = document.getElementById("e-fault");
    if (problem.kind === "changed") {
      left.splice(0, left.length, ...problem.problems);
      host.querySelectorAll("p.fault").forEach((at) => { at.hidden = true; });
    }
    box.hidden = !left.length;
    if (!left.length) return;
    box.replaceChildren(...left.map((one) => make("p", { dir: "auto" }, one.file ? one.file + (one.line ? ":" + one.line : "") + ": " : "", one.message)));
    if (problem.kind === "changed" && form.id) box.append(make("div", { class: "row" },
      make("button", { type: "button", onclick: () => open(form.id) }, t("take_theirs")), make("button", { type: "button", onclick: overwrite }, t("keep_mine"))));
  }
  // Mine over theirs: what stands there now has been seen.
  async function overwrite() {
    const found = await ask("/api/statements/one?id=" + encodeURIComponent(form.id)).catch((problem) => told(problem));
    if (!found) return;
    const mine = changes(), now = found.judgements.find((one) => one.coder === context.coder() && one.occasion === form.occasion);
    mine.was = found.cells;
    if (mine.coded) mine.coded.was = now ? now.codes : null;
    if (await send("/api/statements/save", mine)) context.done(found.id);
  }

  async function open(id, again) {
    const found = await ask("/api/statements/one?id=" + encodeURIComponent(id)).catch((problem) => ({ problem }));
    if (found.problem) { shut(); workbench.warn(found.problem.problems || [{ message: String(found.problem) }]); return; }
    draw(found, again);
  }
  function shut() {
    form = null;
    host.hidden = true;
    host.replaceChildren();
  }

  statementsScreen.editor = {
    use(lent) { context = lent; },
    open, shut,
    openNew: drawNew,
    id: () => (form ? form.id : undefined),
    dirty: () => Boolean(form && form.dirty),
    // The study changed: what nobody is changing is read again.
    async again() {
      if (!form || !form.id) return;
      if (form.dirty) return say(t("changed_elsewhere"));
      await open(form.id, true);
    },
  };
  addEventListener("beforeunload", (event) => { if (form && form.dirty) event.preventDefault(); });
})();
