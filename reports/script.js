// Opens the statements behind a number. Without this script every number still leads to the list of statements.
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const panel = document.getElementById("panel");
  const list = document.getElementById("panel-list");
  const words = list.dataset;

  function add(parent, tag, text, name) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (name) element.className = name;
    parent.appendChild(element);
    return element;
  }

  // Words of the study: which way they run is seen by their letters.
  function own(parent, tag, text) {
    const element = add(parent, tag, text);
    element.dir = "auto";
    return element;
  }

  function line(parent, label, items) {
    if (!items.length) return;
    const p = add(parent, "p", undefined, "meta");
    add(p, "span", label, "label");
    items.forEach((item, k) => {
      p.append(k ? "; " : " ");
      own(p, "bdi", item);
    });
  }

  function show(statement) {
    const item = add(list, "article", undefined, statement.counted ? "statement" : "statement uncounted");
    const quote = own(item, "blockquote", statement.text || words.noText);
    if (statement.lang && statement.text) quote.lang = statement.lang;
    const meta = add(item, "p", undefined, "meta");
    own(meta, "strong", statement.source);
    meta.append((statement.locator ? ", " + statement.locator : "") + " · " + statement.about);
    if (!statement.counted) {
      meta.append(" · ");
      add(meta, "em", words.notCounted, "flag").title = words.notCountedWhy;
    }
    line(item, words.codes, statement.codes);
    line(item, words.weights, statement.weights);
    line(item, words.claims, statement.claims);
    if (statement.coders) line(item, words.coders, [statement.coders]);
    add(item, "p", statement.id + (statement.more.length ? " · " + statement.more.join(" · ") : ""), "meta more");
  }

  // The form of a word beside a number is the language's: `forms` names those that are not `other`.
  const pick = (text, n) => (text[data.forms[n]] || text.other || text).replace("{n}", n);

  function counted(statements) {
    const n = statements.filter((s) => s.counted).length;
    const rest = statements.length - n;
    const said = pick(data.words.counted, n);
    return rest ? said + ", " + pick(data.words.uncounted, rest) : said;
  }

  function open(title, statements, counts) {
    document.getElementById("panel-title").textContent = title;
    list.replaceChildren();
    if (counts) {
      document.getElementById("panel-count").textContent = counts[0][1];
      const table = add(list, "table");
      for (const [name, said] of counts.slice(1)) {
        const row = add(table, "tr");
        own(row, "th", name).scope = "row";
        add(row, "td", said);
      }
    } else {
      document.getElementById("panel-count").textContent = counted(statements);
      const first = statements.filter((s) => s.counted);
      first.concat(statements.filter((s) => !s.counted)).forEach(show);
    }
    if (!panel.open) panel.showModal();
    panel.scrollTop = 0;
    list.scrollTop = 0;
  }

  function openNumber(key) {
    const entry = data.numbers[key];
    if (entry) open(entry.title, (entry.of || []).map((i) => data.statements[i]), entry.counts);
  }

  document.addEventListener("click", function (event) {
    const number = event.target.closest("[data-e]");
    const mark = event.target.closest("[data-s]");
    if (number) {
      event.preventDefault();
      openNumber(number.dataset.e);
    } else if (mark) {
      const statement = data.statements[Number(mark.dataset.s)];
      open(words.statement, [statement]);
    } else if (event.target === panel) {
      panel.close();
    }
  });
  document.addEventListener("idealtypes:open", (event) => open(event.detail.title, event.detail.places.map((i) => data.statements[i])));
  document.getElementById("panel-close").addEventListener("click", () => panel.close());

  // The list of statements is long: groups are folded on the screen, and open on paper and where a link leads.
  const groups = Array.from(document.querySelectorAll("details.group"));
  groups.forEach((group) => (group.open = false));
  function unfold() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("details")) target.open = true;
  }
  window.addEventListener("hashchange", unfold);
  unfold();
  let folded = [];
  window.addEventListener("beforeprint", function () {
    folded = groups.filter((group) => !group.open);
    folded.forEach((group) => (group.open = true));
  });
  window.addEventListener("afterprint", () => folded.forEach((group) => (group.open = false)));
})();
