// Consensus: the statements on which coders differ, worst for the conclusion first; one is decided at a time.
"use strict";
(function () {
  const { ask, act, job, make, say, t } = workbench;
  const byId = (id) => document.getElementById(id);
  const LISTS = ["disputed", "agreed"];
  let found = null; // what the study says, as of its last reading
  let list = "disputed";
  let chosen = null; // the id of the statement that is shown
  let put = null; // the codes of the decision that is being made; null: nothing is chosen yet
  let shown = ""; // what the panel was filled from: it is filled anew when that changed
  let goingOn = false; // after a decision: the next statement gets the focus
  let asked = 0;

  async function load() {
    const turn = ++asked;
    let answer;
    try {
      answer = await job((await ask("/api/consensus/look", {})).job);
    } catch (problem) {
      answer = { why: problem.problems[0].message };
    }
    if (turn !== asked) return; // a later question is on its way
    found = answer;
    byId("none").hidden = !found.why;
    byId("none").textContent = found.why || "";
    byId("work").hidden = Boolean(found.why);
    for (const id of ["alpha", "rests", "placed"]) byId(id).hidden = true;
    if (found.why) return;
    if (turn === 1 && !found.left && found.settled) list = "agreed"; // all is settled: that is what there is to see
    tell("alpha", found.alpha);
    tell("rests", found.rests);
    const apart = byId("placed");
    apart.hidden = false;
    apart.replaceChildren(found.apart ? t("apart", { n: found.apart }) : t("apart_none"), " ", make("a", { href: "/board" }, t("board")));
    fill();
  }
  function tell(id, text) {
    byId(id).textContent = text || "";
    byId(id).hidden = !text;
  }

  // The list

  const rows = () => found[list];
  const counts = () => ({ disputed: found.left, agreed: found.settled });
  function fill() {
    byId("guide").hidden = !rows().length;
    byId("empty").hidden = Boolean(rows().length);
    byId("empty").textContent = t(list === "disputed" ? "all_decided" : "none_decided");
    byId("order").hidden = list !== "disputed";
    for (const name of LISTS) {
      const button = document.querySelector(`[data-list="${name}"]`);
      button.textContent = t(name, { n: counts()[name] });
      button.setAttribute("aria-pressed", String(name === list));
    }
    const before = Array.from(byId("list").querySelectorAll("button"), (one) => one.dataset.id);
    if (!rows().some((one) => one.id === chosen)) {
      const at = Math.max(before.indexOf(chosen), 0); // the one that follows in the list
      const next = rows()[Math.min(at, rows().length - 1)];
      chosen = next ? next.id : null;
    }
    const held = document.activeElement && document.activeElement.closest("#list button");
    byId("list").replaceChildren(...rows().map(entry));
    const more = counts()[list] - rows().length;
    byId("more").hidden = !more;
    if (more) byId("more").textContent = t("more", { n: more });
    if (held && chosen) focusEntry();
    byId("one").hidden = chosen === null;
    if (chosen === null) {
      shown = "";
      if (goingOn) byId("list-title").parentElement.querySelector("button").focus();
      goingOn = false;
    } else {
      panel();
    }
  }
  function entry(one) {
    const moves = one.moves ? t("points", { points: number(100 * one.moves, 1) }) : "";
    return make("li", {}, make("button", {
      type: "button", dataset: { id: one.id }, "aria-current": one.id === chosen ? "true" : null, onclick: () => choose(one.id),
    }, make("span", { dir: "auto" }, short(one.text) || one.id),
    make("small", {}, one.where, moves ? ` · ${moves}` : "", one.flips ? make("span", { class: "flips" }, ` · ${t("turns")}`) : null)));
  }
  const short = (text) => (text.length > 90 ? `${text.slice(0, 89)}…` : text);
  const number = (value, digits) => value.toLocaleString(workbench.data.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  function focusEntry() {
    const button = byId("list").querySelector("[aria-current]");
    if (button) button.focus({ preventScroll: true });
  }
  function choose(id) {
    chosen = id;
    for (const button of byId("list").querySelectorAll("button")) {
      if (button.dataset.id === id) {
        button.setAttribute("aria-current", "true");
        button.scrollIntoView({ block: "nearest" });
      } else {
        button.removeAttribute("aria-current");
      }
    }
    panel();
  }
  function step(by) {
    const at = rows().findIndex((one) => one.id === chosen) + by;
    if (at < 0 || at >= rows().length) return;
    choose(rows()[at].id);
    byId("one-title").focus();
  }

  // The statement

  const current = () => rows().find((one) => one.id === chosen);
  const title = (code) => (found.codes.find((one) => one.id === code) || { title: code }).title;
  function panel() {
    const one = current();
    const now = JSON.stringify([list, one]);
    if (now === shown) {
      goingOn = false;
      return; // what is being decided stays as it is
    }
    shown = now;
    byId("one-title").textContent = one.id;
    byId("where").textContent = [one.where, ...one.cases].join(" · ");
    byId("text").textContent = one.text || t("no_text");
    byId("text").lang = found.lang;
    byId("stake").textContent = list === "disputed" ? [one.stake, one.flips].filter(Boolean).join(" ") : "";
    byId("around").open = false;
    byId("by").replaceChildren(...one.by.map((coder) => card(coder, one)));
    byId("because").value = one.because || "";
    byId("decide").textContent = t(list === "agreed" ? "change" : "decide");
    put = one.agreed ? one.agreed.map((item) => ({ ...item })) : null;
    draw();
    if (goingOn) byId("one-title").focus();
    goingOn = false;
  }
  function card(coder, one) {
    const others = one.by.filter((other) => other !== coder);
    const same = (a, b) => a.code === b.code && a.against === b.against && a.amount === b.amount;
    const items = coder.codes.map((item) => {
      const code = found.codes.find((each) => each.id === item.code) || {};
      const alone = !others.every((other) => other.codes.some((each) => same(each, item)));
      return make("li", { class: alone ? "only" : null }, make("b", {}, named(item)),
        code.definition ? make("small", { dir: "auto" }, code.definition) : null,
        code.include ? make("small", { dir: "auto" }, `${t("include")} ${code.include}`) : null,
        code.exclude ? make("small", { dir: "auto" }, `${t("exclude")} ${code.exclude}`) : null);
    });
    return make("div", {}, make("h3", {}, coder.coder || t("nobody")),
      items.length ? make("ul", {}, items) : make("p", {}, t("nothing")),
      coder.because ? make("p", { class: "quiet", dir: "auto" }, coder.because) : null,
      byId("decision").querySelector("fieldset").disabled ? null : make("button", {
        type: "button", onclick: () => { put = coder.codes.map((item) => ({ ...item })); draw(); say(t("taken", { coder: coder.coder })); byId("because").focus(); },
      }, t("take", { coder: coder.coder || t("nobody") })));
  }
  const named = (item) => `${item.against ? t("not", { code: title(item.code) }) : title(item.code)}${item.amount ? ` (${Number(item.amount).toLocaleString(workbench.data.language)})` : ""}`;
  byId("around").addEventListener("toggle", async function () {
    if (!this.open) return;
    const id = chosen;
    const near = await ask(`/api/consensus/context?statement=${encodeURIComponent(id)}`).catch(() => null);
    if (!near || id !== chosen) return;
    const line = (one, here) => make("p", { dir: "auto", class: here ? "here" : null }, `${one.id}: ${one.text}`);
    this.querySelector("div").replaceChildren(...near.before.map((one) => line(one)), line(current(), true), ...near.after.map((one) => line(one)));
  });

  // The decision

  function draw() {
    byId("put").replaceChildren(...(put && put.length ? put.map(chip) : [put ? make("li", {}, t("none_put")) : make("li", {}, t("not_chosen"), " ",
      make("button", { type: "button", onclick: () => { put = []; draw(); byId("because").focus(); } }, t("put_none")))]));
    const groups = new Map();
    for (const code of found.codes) groups.set(code.under, [...(groups.get(code.under) || []), code]);
    const before = byId("add").value;
    byId("add").replaceChildren(...Array.from(groups, ([under, codes]) => make("optgroup", { label: under || t("no_place") },
      codes.map((code) => make("option", { value: code.id }, code.title)))));
    if (before) byId("add").value = before;
  }
  function chip(item, at) {
    const name = title(item.code);
    return make("li", {}, make("b", {}, name),
      make("label", {}, make("input", { type: "checkbox", checked: item.against, onchange: (event) => { item.against = event.target.checked; } }), t("against")),
      make("label", {}, t("amount"), make("input", {
        type: "number", min: "0.05", max: "1", step: "0.05", value: item.amount || "1", "aria-label": t("amount_of", { code: name }),
        onchange: (event) => { item.amount = event.target.value === "1" ? "" : event.target.value; },
      })),
      make("button", { type: "button", "aria-label": t("remove_code", { code: name }), onclick: () => { put.splice(at, 1); draw(); byId("add").focus(); } }, t("remove")));
  }
  byId("put-code").addEventListener("click", function () {
    const code = byId("add").value;
    if (!code || (put || []).some((item) => item.code === code)) return;
    put = put || [];
    put.push({ code, against: false, amount: "" });
    draw();
    say(t("added", { code: title(code) }));
  });
  byId("decision").addEventListener("submit", async function (event) {
    event.preventDefault();
    if (goingOn) return;
    if (!put) {
      say(t("not_chosen"));
      byId("put").querySelector("button").focus();
      return;
    }
    const one = current();
    goingOn = true;
    const done = await act("/api/consensus/decide",
      { statement: one.id, codes: put, because: byId("because").value, was: one.agreed || null }, t("decided", { statement: one.id }));
    if (!done) goingOn = false;
  });

  document.querySelectorAll("[data-list]").forEach((button) => button.addEventListener("click", function () {
    list = button.dataset.list;
    chosen = null;
    byId("list").replaceChildren();
    fill();
  }));
  document.addEventListener("keydown", function (event) {
    if (!found || found.why || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  });
  workbench.onchange(load);
  load();
})();
