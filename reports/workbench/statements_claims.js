// Statements, second part: what a statement claims, a row each: what, its effect, on which outcome.
"use strict";
(function () {
  const { make, t } = workbench;
  const NOTHING = { aspect: "", pole: "", outcome: "", effect: "1", trait: "", from_outcome: "", stance: "" };

  // `rows` as the file has them. `edits()` gives `{was, now}` of those that differ; now is null for one taken out.
  statementsScreen.claims = function (data, rows, changed) {
    const claims = rows.map((was) => ({ was, now: { ...was } }));
    const list = make("ul", { class: "claims" });
    const fault = make("p", { class: "fault", role: "alert", hidden: true });
    const more = make("button", { type: "button", onclick: add }, t("add_claim"));

    // What helps or hurts is a pole, a trait or an outcome: one value of a list for each.
    const value = (claim) => JSON.stringify([claim.aspect, claim.pole, claim.trait, claim.from_outcome]);
    function subjects(claim) {
      const own = ["", "", "", ""];
      const groups = data.aspects.map((aspect) => make("optgroup", { label: aspect.title },
        aspect.poles.map(([pole, title]) => make("option", { value: JSON.stringify([aspect.id, pole, "", ""]) }, aspect.title + ": " + title))));
      const outcomes = make("optgroup", { label: t("outcomes") }, data.outcomes.map(([id, title]) => make("option", { value: JSON.stringify(["", "", "", id]) }, title)));
      const select = make("select", { "aria-label": t("claim_what") }, make("option", { value: JSON.stringify(own) }, t("choose")), groups, outcomes);
      const now = value(claim);
      if (!Array.from(select.options).some((option) => option.value === now)) { // by a trait, or as the file has it
        select.append(make("option", { value: now }, [claim.aspect, claim.pole, claim.trait, claim.from_outcome].filter(Boolean).join(" · ")));
      }
      select.value = now;
      select.addEventListener("change", function () {
        [claim.aspect, claim.pole, claim.trait, claim.from_outcome] = JSON.parse(select.value);
        told();
      });
      return select;
    }
    function choice(claim, name, label, options) {
      const select = make("select", { "aria-label": label }, options.map(([key, title]) => make("option", { value: key }, title)));
      if (claim[name] && !options.some(([key]) => key === claim[name])) select.append(make("option", { value: claim[name] }, claim[name]));
      select.value = claim[name];
      select.addEventListener("change", () => { claim[name] = select.value; told(); });
      return select;
    }
    function row(one) {
      const away = make("button", { type: "button", "aria-label": t("remove_claim") }, "\u00d7");
      away.addEventListener("click", function () {
        if (one.was) one.now = null; else claims.splice(claims.indexOf(one), 1);
        draw();
        told();
        more.focus();
      });
      const denied = one.now.stance === "against" ? make("em", {}, t("against")) : null;
      return make("li", {}, subjects(one.now), choice(one.now, "effect", t("claim_effect"), [["1", t("helps")], ["-1", t("hurts")]]),
        choice(one.now, "outcome", t("claim_outcome"), [["", t("choose")], ...data.outcomes]), denied, away);
    }
    function add() {
      claims.push({ was: null, now: { ...NOTHING } });
      draw();
      told();
      list.lastElementChild.querySelector("select").focus();
    }
    function draw() {
      list.replaceChildren(...claims.filter((one) => one.now).map(row));
      list.hidden = !list.children.length;
    }
    function told() {
      check();
      changed();
    }
    function check(sure) {
      const open = claims.some((one) => one.now && (!one.now.outcome || !(one.now.pole || one.now.trait || one.now.from_outcome)));
      fault.textContent = open && sure ? t("claim_open") : "";
      fault.hidden = !fault.textContent;
      return !open;
    }
    draw();
    return {
      element: make("div", {}, list, more, fault), fault, check: () => check(true),
      edits: () => claims.filter((one) => JSON.stringify(one.was) !== JSON.stringify(one.now && one.was ? { ...one.was, ...one.now } : one.now)),
    };
  };
})();
