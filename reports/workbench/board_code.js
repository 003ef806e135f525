// The code that is chosen: where it stands as a number, what the codebook says of it, who placed it, and its statements.
"use strict";
const boardCode = (function () {
  const { make, ask, t } = workbench;
  const box = document.getElementById("code");
  const TEXTS = ["definition", "include", "exclude", "example", "rationale"];
  const NARROW = 960; // px: on a narrower screen the statements are folded
  let asked = null, shown = "", search = "";

  const address = (name, more) => `/api/board/${name}?${new URLSearchParams({ code: shown, ...(board.state.placer ? { placer: board.state.placer } : {}), ...more })}`;

  async function show(id) {
    shown = id;
    search = "";
    if (!id) return box.replaceChildren(make("p", { class: "quiet" }, t("choose")));
    const mine = (asked = new AbortController());
    box.replaceChildren(make("h2", { dir: "auto" }, board.titled(id)), make("div", { id: "hands" }), make("div", { id: "book" }), make("div", { id: "quotes" }));
    hands();
    let found;
    try {
      found = await ask(address("code"), undefined, { signal: mine.signal });
    } catch (problem) {
      return;
    }
    if (mine !== asked || shown !== id) return;
    book(found);
    quotes(0);
  }
  // The study was read anew: where it stands, and why, as they are now; the statements stay as somebody reads them.
  async function renew() {
    if (!shown) return;
    if (!board.code(shown)) return show("");
    hands();
    const id = shown, found = await ask(address("code")).catch(() => null);
    if (found && shown === id && document.getElementById("book")) book(found);
  }

  // Where it stands, to be typed; the same as a hand does on the board.

  function hands() {
    const place = document.getElementById("hands");
    if (!place || !shown) return;
    const code = board.code(shown), here = board.aspect(), at = board.at(code, here.id);
    const typed = place.contains(document.activeElement) ? document.activeElement.dataset.hand : null;
    const above = board.inherits(code), people = board.several(code, here.id), still = people > 0;
    const can = board.state.placer ? (code.asked || []).includes(here.id) : true;
    const notes = [above ? t("inherited", { code: above.title }) : null, people ? t("mean_fixed", { n: people }) : null,
      code.doubt === 0 ? t("exact") : code.doubt ? t("doubt", { doubt: board.number(code.doubt) }) : null,
      board.isMoved(code.id) && !(board.state.placer && !code.own.length) ? t("was_at", { place: board.saidAll(code.own || savedAbove(code)) }) : null];
    place.replaceChildren(
      make("p", { class: "stands", dir: "auto" }, make("b", {}, at ? board.said(here.id, at) : standing(code)), ...notes.filter(Boolean).map((note) => make("small", {}, note))),
      still || !can ? "" : controls(code, here, at), board.state.placer && at ? because(code, here) : "");
    if (typed) {
      const again = place.querySelector(`[data-hand="${typed}"]`);
      if (again) again.focus();
    }
  }
  function savedAbove(code) {
    const above = code.parent && board.code(code.parent);
    return above ? above.own || savedAbove(above) : null;
  }
  function standing(code) {
    const list = board.places(code);
    if (!list || (board.state.placer && !list.length)) return t("unplaced");
    return list.length ? t("elsewhere", { places: board.saidAll(list) }) : t("none");
  }
  // Why somebody who places apart puts it there; saved with her place.
  function because(code, here) {
    const told = board.state.told, field = make("textarea", { id: "because", rows: "2", dir: "auto", dataset: { hand: "because" } }, told[code.id] ?? board.state.reasons[`${code.id} ${here.id}`] ?? "");
    field.addEventListener("input", () => { told[code.id] = field.value; });
    return make("div", {}, make("label", { for: "because" }, t("because")), field);
  }
  function button(name, words, act) {
    return make("button", { type: "button", dataset: { hand: name }, onclick: act, dir: "auto" }, words);
  }
  function controls(code, here, at) {
    const set = (shares) => board.move(code.id, here.id, shares);
    const row = make("div", { class: "row" });
    if (!at) row.append(button("put", t("put", { aspect: here.title }), () => set(boardView().middle())));
    else if (here.shape === "line") {
      const field = make("input", { id: "position", type: "number", min: "-1", max: "1", step: "0.05", value: String(Math.round(board.position(at) * 100) / 100), dataset: { hand: "position" } });
      field.addEventListener("change", () => {
        const x = Math.max(-1, Math.min(1, Number(field.value)));
        if (field.value.trim() && Number.isFinite(x)) set([(1 - x) / 2, (1 + x) / 2]);
        else hands();
      });
      row.append(make("span", {}, make("label", { for: "position" }, t("position")), field));
    } else if (here.shape === "triangle") row.append(...fields(code, here, at));
    if (at && here.shape !== "presence" && here.shape !== "shares") {
      row.append(...here.poles.map((pole, p) => button(`pole-${p}`, pole.title, () => set(here.poles.map((_, n) => Number(n === p))))));
    }
    if (!board.state.placer) {
      const list = board.places(code);
      if (at && list.length > 1) row.append(button("off", t("off", { aspect: here.title }), () => set(null)));
      if (!list || list.length) row.append(button("none", t("none_on_purpose"), () => board.none(code.id)));
    }
    if (board.isMoved(code.id)) row.append(button("back", t("take_back"), () => board.back(code.id)));
    return row;
  }
  // The shares of three poles: the one that is typed holds, the others give way in proportion.
  function fields(code, here, at) {
    return here.poles.map((pole, p) => {
      const field = make("input", { id: `pole-share-${p}`, type: "number", min: "0", max: "1", step: "0.05", value: String(Math.round(at[p] * 100) / 100), dataset: { hand: `share-${p}` } });
      field.addEventListener("change", () => {
        const x = Math.max(0, Math.min(1, Number(field.value) || 0)), rest = at.reduce((sum, y, n) => sum + (n === p ? 0 : y), 0);
        board.move(code.id, here.id, at.map((y, n) => (n === p ? x : rest > 0 ? (y / rest) * (1 - x) : (1 - x) / 2)));
      });
      return make("span", {}, make("label", { for: `pole-share-${p}`, dir: "auto" }, pole.title), field);
    });
  }

  // What the codebook says, and who placed it

  function book(found) {
    const list = make("dl", { class: "book" });
    for (const name of TEXTS) if (found.texts[name]) list.append(make("dt", {}, t(`texts.${name}`)), make("dd", { dir: "auto" }, found.texts[name]));
    for (const one of found.by) {
      list.append(make("dt", {}, t("placed_by", { placer: one.placer, aspect: board.aspect(one.aspect).title })), make("dd", { dir: "auto" }, one.because || t("no_reason")));
    }
    document.getElementById("book").replaceChildren(list.children.length ? list : make("p", { class: "quiet" }, t("no_book")));
  }

  // Its statements, some at a time

  async function quotes(from) {
    const place = document.getElementById("quotes"), mine = asked;
    if (!from) {
      const field = make("input", { id: "search", type: "search", value: search });
      field.addEventListener("input", () => { search = field.value; fill(place, 0, mine); });
      place.replaceChildren(make("details", { open: innerWidth > NARROW }, make("summary", {}, t("quotes")), make("label", { for: "search" }, t("search")), field,
        make("p", { id: "found", class: "quiet", role: "status" }), make("ul", { class: "quotes" }), make("div", {})));
    }
    await fill(place, from, mine);
  }
  async function fill(place, from, mine) {
    const asking = search;
    let found;
    try {
      found = await ask(address("quotes", { search, from }), undefined, { signal: mine.signal });
    } catch (problem) {
      return;
    }
    if (mine !== asked || asking !== search) return;
    document.getElementById("found").textContent = t(search ? "found" : "statements", { n: found.found, of: found.of });
    const list = place.querySelector(".quotes"), items = found.quotes.map(quote);
    if (from) list.append(...items);
    else list.replaceChildren(...items);
    const next = from + found.quotes.length, more = list.nextElementSibling;
    more.replaceChildren(next < found.found ? make("button", { type: "button", onclick: () => fill(place, next, mine) }, t("more", { n: found.found - next })) : "");
  }
  function quote(one) {
    const marks = [one.against ? t("against") : "", one.counted ? "" : t("not_counted")].filter(Boolean);
    return make("li", {}, make("q", { dir: "auto", lang: one.lang || null }, one.text || t("no_text")),
      make("small", { dir: "auto" }, [one.where, ...one.cases, ...marks].filter(Boolean).join(" · ")));
  }

  board.on("chosen", show);
  board.on("read", renew);
  board.on("moved", () => hands());
  board.on("draw", () => hands());
  return { show };
})();
