// Suggestions: one at a time is accepted or rejected; learning anew is asked for, and told how far it is.
"use strict";
(function () {
  const { ask, act, job, make, say, t } = workbench;
  const byId = (id) => document.getElementById(id);
  let found = null; // what is open, as of the last reading
  let told = null; // how well codes are foretold, as far as it was learned since the page was opened
  let chosen = null;
  let asked = 0;
  let deciding = false;
  let busy = false;

  async function load() {
    const turn = ++asked;
    let answer;
    try {
      answer = await ask("/api/suggestions/waiting");
    } catch (problem) {
      workbench.warn(problem.problems);
      return;
    }
    if (turn !== asked) return;
    const before = found ? found.rows.map((one) => one.id) : [];
    found = answer;
    byId("too-little").hidden = !found.why;
    byId("too-little").textContent = found.why;
    if (byId("learn")) byId("learn").hidden = Boolean(found.why);
    if (!told) tell("learned", found.why ? "" : [found.read, found.uncoded].join(" "));
    byId("work").hidden = !found.rows.length;
    if (byId("who")) {
      byId("people").replaceChildren(...found.who.map((name) => make("option", { value: name })));
      if (!byId("who").value) byId("who").value = kept() || (found.who.length === 1 ? found.who[0] : "");
    }
    if (!found.rows.length) {
      chosen = null;
      if (deciding) say(t("all_decided"));
      deciding = false;
      return;
    }
    if (!found.rows.some((one) => one.id === chosen)) {
      const at = Math.max(before.indexOf(chosen), 0); // the one that follows in the list
      chosen = found.rows[Math.min(at, found.rows.length - 1)].id;
    }
    fill();
    if (deciding) byId("one-title").focus();
    deciding = false;
    if (!told && !busy && asked === 1) learn("/api/suggestions/foretold");
  }
  function tell(id, text) {
    byId(id).textContent = text || "";
    byId(id).hidden = !text;
  }
  const kept = () => sessionStorage.getItem("idealtypes-accepts") || "";

  // The list and the suggestion

  const title = (one) => {
    const code = found.codes.find((each) => each.id === one.code);
    const name = code ? code.title : one.code;
    return one.against ? t("not", { code: name }) : name;
  };
  const short = (text) => (text.length > 70 ? `${text.slice(0, 69)}…` : text);
  function fill() {
    const held = document.activeElement && document.activeElement.closest("#list button");
    byId("list-title").textContent = t("open", { n: found.left });
    byId("list").replaceChildren(...found.rows.map((one) => make("li", {}, make("button", {
      type: "button", dataset: { id: one.id }, "aria-current": one.id === chosen ? "true" : null, onclick: () => choose(one.id),
    }, make("b", {}, title(one)), ` ${one.sure}`, make("small", { dir: "auto" }, short(one.text))))));
    const more = found.left - found.rows.length;
    byId("more").hidden = !more;
    if (more) byId("more").textContent = t("more", { n: more });
    panel();
    if (held) byId("list").querySelector("[aria-current]").focus({ preventScroll: true });
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
    const next = found.rows[found.rows.findIndex((one) => one.id === chosen) + by];
    if (!next) return;
    choose(next.id);
    byId("one-title").focus();
  }
  function panel() {
    const one = found.rows.find((each) => each.id === chosen);
    const code = found.codes.find((each) => each.id === one.code) || {};
    byId("one-title").textContent = t("code", { code: title(one) });
    byId("where").textContent = `${one.statement} · ${one.where}`;
    byId("text").lang = found.lang;
    byId("text").replaceChildren(...marked(one.text, one.words));
    byId("there").textContent = one.there.length ? t("there", { codes: one.there.map(title).join(", ") }) : t("nothing_there");
    byId("sure").textContent = [t("sure", { share: one.sure }), t(one.missed ? "missed" : "unread"), score(one)].filter(Boolean).join(" ");
    byId("code").replaceChildren(...[["definition", ""], ["include", t("include")], ["exclude", t("exclude")]].filter(([name]) => code[name])
      .map(([name, label]) => make("small", { dir: "auto" }, `${label} ${code[name]}`.trim())));
    byId("why").textContent = one.words.length ? t("words", { words: one.words.join(", ") }) : "";
    byId("alike").replaceChildren(...(one.alike.length ? [make("h3", {}, t("alike")), ...one.alike.map((each) => make("p", { dir: "auto", lang: found.lang }, `${each.id}: ${each.text}`))] : []));
  }
  // How well its code was foretold, where that is known by now.
  function score(one) {
    const known = told && told.codes.find((each) => each.code === (one.against ? `!${one.code}` : one.code));
    return known ? known.shares : "";
  }
  // The text with the words that spoke for the code marked.
  function marked(text, words) {
    if (!words.length) return [text];
    const any = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "\\s+")).join("|")})`, "giu");
    return text.split(any).map((part, at) => (at % 2 ? make("mark", {}, part) : part));
  }

  // A person decides

  async function decide(accept) {
    const one = found.rows.find((each) => each.id === chosen);
    if (!one || deciding) return;
    const who = byId("who").value.trim();
    if (!who) {
      say(t("who"));
      byId("who").focus();
      return;
    }
    sessionStorage.setItem("idealtypes-accepts", who);
    deciding = true;
    const done = await act("/api/suggestions/decide", { id: one.id, accept, as: who }, t(accept ? "accepted" : "rejected", { code: title(one), statement: one.statement }));
    if (!done) deciding = false;
  }
  if (byId("accept")) {
    byId("accept").addEventListener("click", () => decide(true));
    byId("reject").addEventListener("click", () => decide(false));
  }
  document.addEventListener("keydown", function (event) {
    if (!chosen || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if ((event.key === "a" || event.key === "r") && byId("accept")) decide(event.key === "a");
  });

  // Learning

  async function learn(address) {
    busy = true;
    if (byId("learn")) byId("learn").disabled = true;
    byId("progress").hidden = false;
    byId("progress").removeAttribute("value");
    byId("how-far").textContent = t("learning");
    try {
      told = await job((await ask(address, {})).job, function (done, of) {
        byId("progress").max = of || 1;
        byId("progress").value = done;
        byId("how-far").textContent = t("how_far", { done, of });
      });
      workbench.calm();
      scores();
      await workbench.look();
      if (address.endsWith("learn")) say(told.left ? t("suggested", { n: told.left }) : t("nothing_suggested"));
    } catch (problem) {
      workbench.warn(problem.problems || [{ message: String(problem) }]);
    }
    busy = false;
    byId("progress").hidden = true;
    byId("how-far").textContent = "";
    if (byId("learn")) byId("learn").disabled = false;
    if (found && found.rows.length) panel();
  }
  function scores() {
    tell("learned", told.why || told.summary);
    byId("scores").hidden = !told.codes.length;
    byId("table").replaceChildren(make("table", {},
      make("thead", {}, make("tr", {}, ["of", "statements", "score", "simple", "offered"].map((name) => make("th", { scope: "col" }, t(`columns.${name}`))))),
      make("tbody", {}, told.codes.map((one) => make("tr", {}, make("th", { scope: "row" }, one.title), make("td", { class: "number" }, String(one.statements)),
        make("td", { class: "number" }, one.score), make("td", { class: "number" }, one.simple), make("td", {}, one.offered ? one.shares || t("yes") : one.why))))));
    byId("next-section").hidden = Boolean(told.why);
    byId("next").replaceChildren(told.next.length ? make("ol", {}, told.next.map((one) => make("li", {}, make("b", {}, one.statement), ` (${one.where})`,
      make("blockquote", { dir: "auto", lang: found ? found.lang : null }, one.text), make("small", {}, t("uncertain", { codes: one.codes.join(", ") }))))) : make("p", {}, told.next_why));
  }
  if (byId("learn")) byId("learn").addEventListener("click", () => learn("/api/suggestions/learn"));
  workbench.onchange(load);
  load();
})();
