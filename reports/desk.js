// The evidence desk, last part: the panel that a number opens, the full view with its filters, and their addresses.
// Without these scripts every number leads to the list of statements.
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent), words = data.words;
  const desk = idealtypesDesk.of(data), make = idealtypesDesk.shown(desk);
  const panel = document.getElementById("panel"), inside = document.getElementById("panel-list");
  const title = document.getElementById("panel-title"), count = document.getElementById("panel-count");
  const back = document.getElementById("panel-back"), view = document.getElementById("desk");
  const NAMES = ["view", "case", "aspect", "pole", "code", "stance", "source", "coder", "mode", "q", "e"];

  // Addresses: #evidence?aspect=help&q=door, #number?view=all&aspect=help, #statement?id=…, #code?id=…, #evidence-help.
  function parsed() {
    const hash = location.hash.slice(1), at = hash.indexOf("?");
    const params = Object.fromEntries(new URLSearchParams(at < 0 ? "" : hash.slice(at + 1)));
    if (at >= 0) return { kind: hash.slice(0, at), params };
    const code = /^c(\d+)$/.exec(hash);
    if (code && data.codes[code[1]]) return { kind: "code", params: { id: data.codes[code[1]].id } };
    const aspect = hash.startsWith("evidence-") ? decoded(hash.slice("evidence-".length)) : "";
    return aspect && desk.aspectNumber(aspect) >= 0 ? { kind: "evidence", params: { aspect } } : { kind: hash, params: {} };
  }
  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }
  const depth = () => (history.state && history.state.depth) || 0;
  function put(address, deep, replace) {
    const how = replace ? "replaceState" : "pushState";
    try { history[how]({ depth: deep }, "", address || location.pathname + location.search); } catch { location.hash = address; }
  }
  function go(address) {
    const opens = /^#(number|statement|code)\?/.test(address);
    put(address, opens ? (panel.open ? depth() + 1 : 1) : 0, false);
    route(true);
  }

  // The panel.
  let opener = null, rows = null;
  function open(named, found, build, here) {
    if (!panel.open) opener = document.activeElement;
    title.textContent = named;
    const n = found.filter(desk.counted).length, rest = found.length - n;
    count.textContent = make.counted(words.counted, n) + (rest ? ", " + make.counted(words.uncounted, rest) : "");
    inside.replaceChildren();
    if (!panel.open) panel.showModal();
    else if (!panel.contains(document.activeElement)) title.focus();
    back.hidden = depth() < 2;
    const context = build ? build(inside) : here;
    const holder = make.add(inside, "div", undefined, "holder");
    rows = idealtypesDesk.list(inside, holder, (i) => make.statement(i, { weight: context }));
    inside.scrollTop = 0;
    rows.show(desk.countedFirst(found));
  }
  function close() {
    if (depth() > 0) history.go(-depth());
    else { put("", 0, true); route(false); }
  }
  function shut() {
    if (!panel.open) return;
    panel.close();
    inside.replaceChildren();
    const focused = document.activeElement;
    if ((!focused || focused === document.body) && opener && opener.isConnected && opener.focus) opener.focus();
  }

  const titled = (entry) => entry.title.map((n) => data.named[n]).join(" \u00b7 ");
  const keyOf = (asked) => JSON.stringify(asked);
  const entries = new Map(Object.entries(data.numbers).map(([key, entry]) => [entry.is && entry.is.length === 1 ? keyOf(entry.is[0]) : key, entry]));
  function openNumber(params) {
    if (params.at) return open(params.title || words.statement, params.at.split(".").map(Number).filter((i) => i >= 0 && i < desk.N));
    if (params.e) {
      const entry = data.numbers[params.e];
      return entry ? open(titled(entry), desk.entryPlaces(entry), (into) => further(into, { e: params.e })) : shut();
    }
    const c = params.case ? desk.number(data.cases, params.case) : null;
    const a = params.aspect ? desk.aspectNumber(params.aspect) : null;
    const p = params.pole && a !== null && a >= 0 ? desk.number(data.aspects[a].poles, params.pole) : null;
    const asked = [params.view || "all", c, a, p];
    if (asked.slice(1).some((n) => n === -1)) return shut();
    const entry = entries.get(keyOf(asked)), found = desk.entryPlaces({ is: [asked] });
    const said = [c === null ? "" : data.cases[c][1], a === null ? "" : data.aspects[a].title, (data.views.find((v) => v[0] === asked[0]) || ["", ""])[1]];
    const cell = a === null ? undefined : data.cells[[asked[0], c === null && data.cases.length === 1 ? 0 : c, a].join(".")];
    open(entry ? titled(entry) : said.filter(Boolean).join(" · "), found, function (into) {
      // a number of a pole is made of all statements of its aspect
      const all = p === null ? found : desk.entryPlaces({ is: [[asked[0], c, a, null]] });
      const here = cell ? make.arithmetic(into, cell, { view: asked[0], aspect: a }, all) : null;
      further(into, params);
      return here;
    });
  }
  function further(into, params) {
    const link = make.add(make.add(into, "p", undefined, "further"), "a", words.all_of_these);
    link.href = "#evidence";
    link.dataset.go = make.address("evidence", params);
  }
  function openCode(params) {
    const code = data.codes.find((one) => one.id === params.id);
    if (!code) return shut();
    open(make.filled(words.of_code, { code: code.title }), desk.find({ code: params.id }), function (into) {
      make.code(into, params.id);
      make.add(into, "h3", words.statements_of_code);
      further(into, { code: params.id });
      return null;
    });
  }

  // The full view.
  const search = document.getElementById("desk-q"), selects = document.getElementById("desk-selects");
  const told = document.getElementById("desk-count"), scroller = document.getElementById("desk-list");
  const matrix = document.querySelector("#desk-matrix .scroll");
  const list = idealtypesDesk.list(scroller, make.add(scroller, "div", undefined, "holder"), (i) => make.statement(i, null));
  let filters = {}, drawn = null, counting = 0;

  // The scheme's codes that any statement carries, for or against.
  const carried = desk.carried();
  const usedCodes = data.codes.flatMap((code, k) => (document.getElementById("c" + k) && (carried.has(k) || data.codes.some((other, n) => other.not === k && carried.has(n))) ? [k] : []));
  function choices() {
    const coded = usedCodes.map((k) => [data.codes[k].id, data.codes[k].title]);
    const aspect = data.aspects[desk.aspectNumber(filters.aspect || "")];
    const stances = data.codes.some((code) => "not" in code) ? [["for", words.for], ["against", words.against]] : [];
    return {
      case: data.cases, aspect: data.aspects.map((a) => [a.id, a.title]), pole: aspect ? aspect.poles : [], code: coded, stance: stances,
      source: data.statements.sources, coder: data.statements.coders.map((name) => [name, name]), mode: Object.entries(data.modes), view: data.views,
    };
  }
  function drawSelects() {
    for (const [name, values] of Object.entries(choices())) {
      let select = selects.querySelector('[name="' + name + '"]');
      if (!select) {
        const label = make.add(selects, "label", words[name] + " ");
        select = make.add(label, "select");
        select.name = name;
      }
      const of = name === "pole" ? filters.aspect || "" : "all"; // the poles are those of the chosen aspect
      if (select.dataset.of !== of) {
        select.dataset.of = of;
        select.parentElement.hidden = values.length < 2;
        select.replaceChildren();
        make.add(select, "option", words.every).value = "";
        values.forEach(([value, said]) => (make.own(select, "option", said).value = value));
      }
      select.value = filters[name] || "";
    }
  }

  const several = data.cases.length > 1;
  const matrixRows = several ? data.cases : data.statements.sources;
  function drawMatrix() {
    const asked = filters.view || "all";
    const found = desk.find(filters, several ? ["case", "aspect", "pole"] : ["source", "aspect", "pole"]);
    const counts = matrixRows.map(() => data.aspects.map((a) => a.poles.map(() => 0)));
    for (const i of found) {
      const at = several ? desk.cases(i) : [desk.source(i)];
      data.aspects.forEach((aspect, a) => {
        const held = desk.inView(i, asked) ? desk.vector(i, a, asked) : null;
        if (held) aspect.poles.forEach((_, p) => { if (held[p] > 0) for (const r of at) counts[r][a][p] += 1; });
      });
    }
    const table = document.createElement("table");
    const head = make.add(table, "thead"), first = make.add(head, "tr"), second = make.add(head, "tr");
    const corner = make.own(first, "th", several ? words.case : words.source);
    corner.scope = "col";
    corner.rowSpan = 2;
    data.aspects.forEach((aspect) => {
      const over = make.own(first, "th", aspect.title, "over");
      over.scope = "colgroup";
      over.colSpan = aspect.poles.length;
      aspect.poles.forEach((pole) => (make.own(second, "th", pole[1], "num").scope = "col"));
    });
    const body = make.add(table, "tbody");
    matrixRows.forEach(([id, name], r) => {
      if (!counts[r].some((a) => a.some(Boolean))) return;
      const row = make.add(body, "tr");
      make.own(row, "th", name).scope = "row";
      data.aspects.forEach((aspect, a) => aspect.poles.forEach((pole, p) => {
        const n = counts[r][a][p], cell = make.add(row, "td", undefined, "num" + (p ? "" : " starts"));
        if (!n) { make.add(cell, "span", "·", "quiet"); return; }
        const button = make.add(cell, "button", String(n));
        button.type = "button";
        button.dataset.cell = JSON.stringify([id, aspect.id, pole[0]]);
        button.setAttribute("aria-label", make.counted(words.cell, n, { row: name, aspect: aspect.title, pole: pole[1] }));
        button.setAttribute("aria-pressed", String(filters[several ? "case" : "source"] === id && filters.aspect === aspect.id && filters.pole === pole[0]));
      }));
    });
    const focused = document.activeElement && document.activeElement.dataset && document.activeElement.dataset.cell;
    matrix.replaceChildren(table);
    const again = focused && Array.from(matrix.querySelectorAll("button")).find((button) => button.dataset.cell === focused);
    if (again) again.focus();
  }
  function draw() {
    const key = JSON.stringify(filters);
    if (key === drawn) return;
    drawn = key;
    if (document.activeElement !== search) search.value = filters.q || "";
    drawSelects();
    const found = desk.find(filters);
    told.textContent = found.length ? make.counted(words.found, found.length, { all: desk.N }) : words.none;
    scroller.scrollTop = 0;
    list.show(desk.countedFirst(found));
    clearTimeout(counting);
    if (document.activeElement === search) counting = setTimeout(drawMatrix, 150); // while somebody types the list comes first
    else drawMatrix();
  }
  const kept = (params) => Object.fromEntries(NAMES.filter((name) => params[name]).map((name) => [name, params[name]]));
  function change(changed, replace) {
    filters = kept({ ...filters, ...changed });
    const aspect = data.aspects[desk.aspectNumber(filters.aspect || "")];
    if (filters.pole && aspect && !aspect.poles.some((pole) => pole[0] === filters.pole)) delete filters.pole;
    draw();
    const address = make.address("evidence", filters);
    clearTimeout(later);
    if (replace) later = setTimeout(() => put(address, 0, true), 200);
    else put(address, 0, false);
  }
  let later = 0;

  function route(led) {
    const { kind, params } = parsed();
    if (kind === "number") return openNumber(params);
    if (kind === "code") return openCode(params);
    if (kind === "statement") {
      const i = params.id ? desk.byId(params.id) : -1;
      return i < 0 ? shut() : open(words.statement, [i]);
    }
    shut();
    if (kind === "evidence") {
      const before = drawn;
      filters = kept(params);
      draw();
      if (led && (drawn !== before || !seen(view))) document.getElementById("evidence").scrollIntoView({ behavior: "instant" });
    }
  }
  function seen(element) {
    const box = element.getBoundingClientRect();
    return box.top < window.innerHeight && box.bottom > 0;
  }

  async function copy(button) {
    let done = false;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      done = true;
    } catch {
      const area = make.add(button.parentElement, "textarea", button.dataset.copy, "away");
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const said = panel.open ? count : told;
    said.textContent = done ? words.copied : words.not_copied;
  }

  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const found = (which) => event.target.closest(which);
    const number = found("[data-e]"), mark = found("[data-s]"), link = found("a[href^='#']");
    if (number) {
      const entry = data.numbers[number.dataset.e];
      if (!entry) return;
      event.preventDefault();
      if (entry.is && entry.is.length === 1) {
        const [asked, c, a, p] = entry.is[0];
        go(make.address("number", { view: asked, case: c === null ? "" : data.cases[c][0], aspect: a === null ? "" : data.aspects[a].id, pole: p === null ? "" : data.aspects[a].poles[p][0] }));
      } else go(make.address("number", { e: number.dataset.e }));
    } else if (mark) {
      event.preventDefault();
      go(make.address("statement", { id: desk.statement(Number(mark.dataset.s)).id }));
    } else if (link && (link.dataset.go || /^#(code|number|statement|evidence)[?-]/.test(link.getAttribute("href")))) {
      event.preventDefault();
      go(link.dataset.go || link.getAttribute("href"));
    } else if (found("[data-copy]")) copy(found("[data-copy]"));
    else if (found("[data-cell]")) {
      const button = found("[data-cell]"), [row, aspect, pole] = JSON.parse(button.dataset.cell);
      const out = button.getAttribute("aria-pressed") === "true";
      change({ [several ? "case" : "source"]: out ? "" : row, aspect: out ? "" : aspect, pole: out ? "" : pole });
    } else if (event.target === panel) close();
  });
  document.addEventListener("idealtypes:open", (event) => go(make.address("number", { title: event.detail.title, at: event.detail.places.join(".") })));
  document.getElementById("panel-close").addEventListener("click", close);
  back.addEventListener("click", () => history.back());
  panel.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  search.addEventListener("focus", desk.warm);
  search.addEventListener("input", () => change({ q: search.value.trim() }, true));
  document.getElementById("desk-filters").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("desk-clear").addEventListener("click", () => { search.value = ""; change(Object.fromEntries(NAMES.map((name) => [name, ""]))); });
  selects.addEventListener("change", (event) => change({ [event.target.name]: event.target.value, ...(event.target.name === "aspect" ? { pole: "" } : {}) }));
  window.addEventListener("popstate", () => route(false));
  window.addEventListener("hashchange", () => route(true));

  // What nobody has come near is not drawn: the full view is, once it is led to or near the window.
  view.hidden = false;
  document.documentElement.classList.add("scripted");
  const near = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) { near.disconnect(); draw(); list.render(); } }, { rootMargin: "800px" });
  near.observe(view);
  route(true);
})();
