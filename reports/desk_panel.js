// The evidence desk, third part: what a statement, a number and a code look like.
"use strict";
idealtypesDesk.shown = function (desk) {
  const data = desk.data, words = data.words;

  function add(parent, tag, text, name) {
    const element = document.createElement(tag);
    if (text !== undefined && text !== "") element.textContent = text;
    if (name) element.className = name;
    parent.appendChild(element);
    return element;
  }
  // Words of the study: which way they run is seen by their letters.
  function own(parent, tag, text, name) {
    const element = add(parent, tag, text, name);
    element.dir = "auto";
    return element;
  }
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
  // The form of a word beside a number is the language's: `forms` names those that are not `other`.
  const counted = (text, n, values = {}) => filled(text[data.forms[n]] || text.other || text, { n, ...values });
  const decimal = (text) => text.replace("-", "\u2212").replace(".", data.decimal);
  const number = (x, digits = 2) => decimal(Math.abs(x) < 0.5 * 10 ** -digits ? (0).toFixed(digits) : x.toFixed(digits));
  const signed = (x) => (x >= 0.005 ? "+" : "") + number(x);
  const even = (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)); // halves as Python rounds them
  const percent = (x) => data.percent.replace("{number}", x > 0.995 && x < 1 ? ">99" : x < 0.005 && x > 0 ? "<1" : String(even(100 * x)));
  const address = (kind, params) => "#" + kind + "?" + new URLSearchParams(Object.entries(params).filter(([, value]) => value !== "" && value !== null && value !== undefined));

  function line(parent, label, items) {
    if (!items.length) return;
    const p = add(parent, "p", undefined, "meta");
    add(p, "span", label, "label");
    items.forEach((item, k) => {
      p.append(k ? "; " : " ");
      if (typeof item === "string") own(p, "bdi", item);
      else p.append(item);
    });
  }
  function codeLink(k) {
    const code = data.codes[k], plain = "not" in code ? data.codes[code.not] : code;
    if (!plain || !document.getElementById("c" + data.codes.indexOf(plain))) {
      const said = document.createElement("bdi");
      said.dir = "auto";
      said.textContent = code.title;
      return said;
    }
    const link = document.createElement("a");
    link.href = "#c" + data.codes.indexOf(plain);
    link.dataset.go = address("code", { id: plain.id });
    link.dir = "auto";
    link.textContent = code.title;
    if (code.lang) link.lang = code.lang;
    return link;
  }
  function weightsSaid(i) {
    const view = desk.inView(i, "all") ? "all" : "useful";
    return data.aspects.flatMap((aspect, a) => {
      const at = desk.vector(i, a, view);
      if (at === null) return [];
      return aspect.title + ": " + at.map((x, p) => (x > 0 ? aspect.poles[p][1] + " " + percent(x) : "")).filter(Boolean).join(", ");
    });
  }
  const reference = (s) => [data.study, s.source[1] + (s.locator ? ", " + s.locator : ""), s.id].join("; ");

  // A row of a list; `here` is the number that it stands behind, if any.
  function statement(i, here) {
    const s = desk.statement(i);
    const item = document.createElement("article");
    item.className = s.counted ? "statement" : "statement uncounted";
    const quote = own(item, "blockquote", s.text || words.no_text);
    quote.id = "q" + i + (here ? "p" : "d");
    item.setAttribute("aria-labelledby", quote.id);
    if (s.lang && s.text) quote.lang = s.lang;
    const meta = add(item, "p", undefined, "meta");
    own(meta, "strong", s.source[1]);
    meta.append((s.locator ? ", " + s.locator : "") + " · " + [...s.cases, s.mode, s.also].filter(Boolean).join(" · "));
    if (!s.counted) {
      meta.append(" · ");
      add(meta, "em", words.not_counted, "flag").title = words.not_counted_why;
    }
    line(item, words.codes, s.codes.map(codeLink));
    line(item, words.weights, weightsSaid(i));
    line(item, words.claims, s.claims);
    line(item, words.coders, s.coders);
    if (here && here.weight && s.counted) add(item, "p", here.weight(i), "meta here");
    const rest = add(item, "p", undefined, "meta more");
    add(rest, "code", s.id);
    s.more.forEach(([title, value]) => { rest.append(" · " + title + ": "); own(rest, "bdi", value); });
    if (s.context) {
      const around = add(item, "details", undefined, "context");
      add(around, "summary", words.context);
      const said = own(around, "p", s.context[0] + " ");
      own(said, "mark", s.text);
      said.append(" " + s.context[1]);
      if (s.lang) said.lang = s.lang;
    }
    const copy = add(item, "button", words.copy, "copy");
    copy.type = "button";
    copy.dataset.copy = words.quote.replace("{text}", () => s.text) + " (" + reference(s) + ")";
    return item;
  }

  function table(parent, name, heads, rows, foot) {
    const around = add(parent, "div", undefined, "scroll");
    around.tabIndex = 0; // a wide one scrolls
    around.setAttribute("role", "group");
    around.setAttribute("aria-label", name);
    const made = add(around, "table", undefined, "sums");
    const head = add(add(made, "thead"), "tr"), body = add(made, "tbody");
    heads.forEach((title, k) => { const th = own(head, "th", title, k ? "num" : ""); th.scope = "col"; });
    const one = (cells, name) => {
      const row = add(body, "tr", undefined, name);
      cells.forEach((cell, k) => {
        const td = add(row, k ? "td" : "th", undefined, k ? "num" : "");
        if (!k) { td.scope = "row"; td.dir = "auto"; }
        td.append(cell);
      });
    };
    rows.forEach((cells) => one(cells, ""));
    if (foot) one(foot, "foot");
    return made;
  }
  const position = (at) => at[1] - at[0];

  // How a number is made: its statements or codes, and what makes it unsure. Gives what each statement has in it.
  function arithmetic(parent, cell, asked, found) {
    const aspect = data.aspects[asked.aspect], two = aspect.two;
    const box = add(parent, "details", undefined, "arithmetic");
    box.open = true;
    add(add(box, "summary"), "h3", words.arithmetic);
    const inIt = found.filter(desk.counted), weights = desk.weights(cell, inIt);
    let here = null;
    if (weights.size) {
      add(box, "p", words["mean_" + cell.by + (two ? "" : "_shares")]);
      const total = inIt.reduce((sum, i) => sum + weights.get(i), 0);
      const value = (i, p) => (two ? position(desk.vector(i, asked.aspect, asked.view)) : desk.vector(i, asked.aspect, asked.view)[p]);
      (two ? [0] : aspect.poles).forEach((pole, p) => {
        const sum = inIt.reduce((all, i) => all + weights.get(i) * value(i, p), 0);
        const told = add(box, "p", undefined, "formula");
        if (!two) { own(told, "bdi", pole[1]); told.append(": "); }
        const n = number(total, Number.isInteger(Math.round(total * 1e6) / 1e6) ? 0 : 2);
        told.append((two ? signed(sum) : number(sum)) + " \u00f7 " + n + " = " + cell.result[p]);
      });
      if (two) here = (i) => filled(words.here, { place: signed(value(i)), weight: number(weights.get(i), cell.by === "statement" ? 0 : 3), product: signed(value(i) * weights.get(i)) });
    }
    if (cell.codes) {
      const inside = weights.size ? add(box, "details") : box;
      if (weights.size) add(inside, "summary", words.by_code);
      if (!weights.size) add(inside, "p", words.mean_code);
      const poles = two ? [] : aspect.poles.map((pole) => pole[1]);
      const parts = cell.codes.map(([k, weight, v]) => {
        const at = data.vectors[v];
        return [codeLink(k), number(weight, 3), ...(two ? [signed(position(at)), signed(weight * position(at))] : at.map((x) => number(weight * x, 3)))];
      });
      const sums = desk.summed(cell);
      const foot = [words.total, number(cell.codes.reduce((sum, one) => sum + one[1], 0), 3), ...(two ? ["", cell.result[0]] : sums.map((x) => number(x, 3)))];
      table(inside, words.by_code, [words.code, words.weight, ...(two ? [words.place, words.product] : poles)], parts, foot);
    } else if (!weights.size) add(box, "p", words.no_mean);
    if (cell.doubts) {
      add(box, "h4", words.doubts);
      const rows = cell.doubts.map(([name, ends]) => [words["doubt_" + name] + (name === cell.most ? " (" + words.most + ")" : ""), ends]);
      table(box, words.doubts, [words.doubt, words.alone], rows, [words.whole, cell.whole]);
    }
    return here;
  }

  // What a code means and where it stands: as the page's list of codes says it; and what would be with it elsewhere.
  function code(parent, wanted) {
    const k = data.codes.findIndex((one) => one.id === wanted);
    const told = document.getElementById("c" + k);
    if (!told) return false;
    for (const part of told.children) if (part.tagName !== "H4") parent.append(part.cloneNode(true));
    add(parent, "h3", words.what_if);
    const places = data.codes[k].places || [];
    let shown = 0;
    for (const [a, here, ...steps] of places) {
      const aspect = data.aspects[a], at = data.vectors[here];
      const ends = aspect.poles.map((_, p) => at.map((_, q) => Number(p === q)));
      const rows = [];
      data.cases.forEach((name, c) => {
        const cell = data.cells["all." + c + "." + a];
        if (!cell || !cell.codes || !cell.codes.some(([other]) => other === k || data.codes[other].not === k)) return;
        const now = desk.summed(cell), title = name[1];
        const same = (place) => place.every((x, p) => Math.abs(x - at[p]) < 1e-9);
        const balance = (place) => {
          if (same(place)) return "–";
          const x = position(desk.elsewhere(cell, k, place)), before = position(now);
          return signed(x) + (x * before < 0 ? " " + words.other_side : "");
        };
        if (aspect.two) rows.push([title, cell.result[0], ...steps.map((v) => balance(data.vectors[v])), ...ends.map(balance)]);
        else aspect.poles.forEach((pole, p) => {
          const share = (place) => (same(place) ? "–" : percent(desk.elsewhere(cell, k, place)[p]));
          rows.push([(data.cases.length > 1 ? title + ": " : "") + pole[1], cell.result[p], share(data.vectors[steps[p]]), share(ends[p])]);
        });
      });
      if (!rows.length) continue;
      shown += 1;
      if (shown === 1) add(parent, "p", aspect.two ? words.what_if_lead : words.what_if_share);
      own(parent, "h4", aspect.title);
      const poles = aspect.poles.map((pole) => pole[1]);
      const heads = aspect.two
        ? [...poles.map((pole) => filled(words.step, { pole })), ...poles.map((pole) => filled(words.other, { pole }))]
        : [words.step_it, words.at_it];
      const along = [words.now, ...heads];
      if (rows.length === 1) table(parent, words.what_if, [words.stands, words.balance], along.map((at, n) => [at, rows[0][n + 1]]).filter((row) => row[1] !== "–"));
      else table(parent, words.what_if, [data.cases.length > 1 ? words.case : words.pole, ...along], rows);
    }
    if (!shown) add(parent, "p", words.no_what_if);
    return true;
  }

  return { add, own, filled, counted, address, statement, arithmetic, code, number, signed };
};
