// What an import found: the account as a table that adds up, what is skipped and why, what is odd then, who is who.
"use strict";
const importFound = (function () {
  const { make, t } = workbench;

  function account(rows) {
    if (!rows.length) return null;
    const heads = ["of", "held", "kept", "joined", "left_out"];
    return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("account") },
      make("table", { class: "account", id: "account" },
        make("caption", {}, t("account")),
        make("thead", {}, make("tr", {}, ...heads.map((key) => make("th", { scope: "col" }, t(`account_${key}`))))),
        make("tbody", {}, ...rows.map((one) => make("tr", {}, make("th", { scope: "row" }, one.kind),
          ...heads.slice(1).map((key) => make("td", {}, one[key].toLocaleString(workbench.data.language))))))));
  }
  function list(id, title, items) {
    if (!items.length) return null;
    return make("details", { id, open: items.length < 8 }, make("summary", {}, t(title, { n: items.length })),
      make("ul", { lang: "en" }, ...items));
  }
  function groups(id, title, found) {
    return list(id, title, found.map((one) => make("li", { dir: "auto" },
      one.n > 1 ? `${one.n} × ` : "", one.why,
      make("small", {}, one.places.join("; "), one.n > one.places.length ? ` … (${one.n})` : ""))));
  }

  // Names that look alike: are they one? What is said is kept, and each choice leads to a new preview.
  function alike(found, said, changed) {
    if (!found.length) return null;
    return make("div", { id: "alike" }, make("h3", {}, t("alike")), ...found.map(function (group, place) {
      const key = group.whose + " " + group.names.join(" ");
      const box = (value) => make("label", { class: "beside" },
        make("input", { type: "radio", name: `alike-${place}`, value, checked: (said.get(key) || {}).value === value,
          onchange: () => { said.set(key, { value, whose: group.whose, names: group.names }); changed(); } }), t(`alike_${value}`));
      return make("fieldset", {}, make("legend", {}, t(`whose_${group.whose}`), " ", ...group.titles.flatMap((one, n) =>
        [n ? " – " : "", make("bdi", {}, one)])), box("same"), box("apart"));
    }));
  }

  function shown(found, said, changed) {
    const files = found.files.length ? found.files.join(", ") + (found.texts ? `, ${t("texts", { n: found.texts })}` : "") : "";
    return [
      make("p", {}, make("bdi", {}, found.name), found.name ? ": " : "", found.counts.join(", ")),
      account(found.account),
      found.became ? make("p", { lang: "en" }, found.became) : null,
      alike([...known(said), ...found.alike], said, changed),
      list("notes", "notes", found.notes.map((one) => make("li", { dir: "auto" }, one))),
      groups("skipped", "skipped", found.skipped),
      groups("conflicts", "conflicts", found.conflicts),
      groups("changes", "changes", found.changes),
      list("odd", "odd", found.odd.map((one) => make("li", { dir: "auto" },
        make("code", {}, one.line ? `${one.file}:${one.line}` : one.file), ": ", one.message))),
      make("p", { class: "place" }, files ? `${t("files")} ${files}` : t("nothing_changes")),
    ].filter(Boolean);
  }
  // What was settled does not look alike any more: it stays, so that it can be taken back.
  const known = (said) => [...said.values()].map((one) => ({ whose: one.whose, names: one.names, titles: one.names }));

  return { shown };
})();
