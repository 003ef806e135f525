// The evidence desk, first part: the statements as columns, found by filters and by words. See reporting/desk/desk_index.py.
// `idealtypesDesk.of(data, said)`: `said` tells texts, ids and locators; in a page they stand in its list of statements.
"use strict";
const idealtypesDesk = {
  // Whole numbers: see `packed` of reporting/desk/desk_index.py.
  unpacked(text) {
    const raw = Uint8Array.from(atob(text.slice(1)), (c) => c.charCodeAt(0));
    const width = Number(text[0]);
    return width === 1 ? raw : width === 2 ? new Uint16Array(raw.buffer) : new Uint32Array(raw.buffer);
  },
  column(of) { // one value a statement
    if ("all" in of) return () => of.all;
    if (of.as) return (i) => of.as[i];
    const at = idealtypesDesk.unpacked(of.at);
    return (i) => of.of[at[i]];
  },
};
idealtypesDesk.of = function (data, said = idealtypesDesk.saidInPage) {
  const s = data.statements, N = s.n;
  const ALL = 1, USEFUL = 2, COUNTED = 4;

  const { unpacked, column } = idealtypesDesk;
  function places(text) { // from the steps between rising places
    let at = -1;
    return Array.from(unpacked(text), (step) => (at += step));
  }
  function lists(of) { // the numbers of some values a statement
    const at = unpacked(of.at), first = new Uint32Array(N + 1);
    const n = typeof of.n === "number" ? new Array(N).fill(of.n) : unpacked(of.n);
    for (let i = 0; i < N; i++) first[i + 1] = first[i] + n[i];
    return (i) => at.subarray(first[i], first[i + 1]);
  }

  const kinds = unpacked(s.kinds), source = unpacked(s.source);
  const cases = lists(s.case), codes = lists(s.code), coders = lists(s.coder), claims = lists(s.claim);
  const mode = column(s.mode), also = column(s.also), lang = s.lang ? column(s.lang) : () => "";
  const more = s.more.map((of) => ({ title: of.title, value: column(of) }));
  const context = new Map();
  if (s.context) places(s.context.rows).forEach((i, k) => context.set(i, [s.context.before[k], s.context.after[k]]));

  // Per layer (as coded, as claimed) and aspect the number of each statement's vector, or −1.
  const held = s.held.map((layer) => layer.map((of) => {
    const at = new Int32Array(N).fill(-1), vector = unpacked(of.at);
    places(of.rows).forEach((i, k) => (at[i] = vector[k]));
    return at;
  }));
  const layer = (view) => held[view === "useful" ? 1 : 0];
  function vector(i, aspect, view) {
    const at = layer(view)[aspect][i];
    return at < 0 ? null : data.vectors[at];
  }

  const { text, id, locator } = said;

  // Letters without their case and marks, so that «Á» is found as «a».
  const OTHER = { "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d" };
  const folded = (said) => said.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øæœßđłıþð]/g, (c) => OTHER[c]);
  let searched = null;
  function warm() {
    searched = searched || Array.from({ length: N }, (_, i) => folded(text(i) + "\n" + id(i)));
    return searched;
  }

  function inView(i, view) {
    if (view === "useful") return kinds[i] & USEFUL;
    return kinds[i] & ALL && (view === "all" || mode(i) === view);
  }
  function onPole(i, aspect, pole, view) {
    const at = vector(i, aspect, view);
    return at !== null && (pole === null || at[pole] > 0);
  }

  const number = (list, wanted) => list.findIndex((one) => one[0] === wanted);
  const aspectNumber = (wanted) => data.aspects.findIndex((a) => a.id === wanted);
  // What some filters find, in the order of the study; `left` names those that are not asked, for counts beside them.
  function find(filters, left = []) {
    const f = Object.fromEntries(Object.entries(filters).filter(([name]) => !left.includes(name)));
    const tests = [];
    const view = f.view || "all";
    if (f.view) tests.push((i) => inView(i, f.view));
    if (f.case) {
      const wanted = number(data.cases, f.case);
      tests.push((i) => cases(i).includes(wanted));
    }
    if (f.aspect) {
      const a = aspectNumber(f.aspect);
      const p = f.pole && a >= 0 ? number(data.aspects[a].poles, f.pole) : null;
      const views = f.view ? [view] : ["all", "useful"];
      tests.push((i) => a >= 0 && views.some((one) => onPole(i, a, p, one)));
    } else if (f.pole) {
      const at = data.aspects.map((a) => number(a.poles, f.pole));
      tests.push((i) => at.some((p, a) => p >= 0 && onPole(i, a, p, view)));
    }
    if (f.code) {
      const wanted = data.codes.flatMap((code, k) => (code.id === f.code || (code.not >= 0 && data.codes[code.not].id === f.code) ? [k] : []));
      tests.push((i) => wanted.some((k) => codes(i).includes(k)));
    }
    if (f.stance) {
      const wants = f.stance === "against";
      tests.push((i) => codes(i).some((k) => {
        const code = data.codes[k], against = "not" in code;
        return against === wants && (!f.code || (against ? data.codes[code.not].id : code.id) === f.code);
      }));
    }
    if (f.source) {
      const wanted = number(s.sources, f.source);
      tests.push((i) => source[i] === wanted);
    }
    if (f.coder) {
      const wanted = s.coders.indexOf(f.coder);
      tests.push((i) => coders(i).includes(wanted));
    }
    if (f.coded) tests.push((i) => (codes(i).length > 0) === (f.coded === "yes"));
    if (f.mode) tests.push((i) => mode(i) === f.mode);
    if (f.e) {
      const own = new Set(entryPlaces(data.numbers[f.e]));
      tests.push((i) => own.has(i));
    }
    const asked = folded(f.q || "").split(/\s+/).filter(Boolean);
    if (asked.length) {
      const told = warm();
      tests.push((i) => asked.every((word) => told[i].includes(word)));
    }
    const found = [];
    for (let i = 0; i < N; i++) if (tests.every((test) => test(i))) found.push(i);
    return found;
  }

  function answers(i, [view, c, a, p]) {
    return inView(i, view) && (c === null || cases(i).includes(c)) && (a === null || onPole(i, a, p, view));
  }
  // The statements behind a number of the page.
  function entryPlaces(entry) {
    if (!entry) return [];
    if (entry.of) return places(entry.of);
    const found = [];
    for (let i = 0; i < N; i++) if (entry.is.some((asked) => answers(i, asked))) found.push(i);
    return found;
  }
  const countedFirst = (found) => found.filter((i) => kinds[i] & COUNTED).concat(found.filter((i) => !(kinds[i] & COUNTED)));

  function statement(i) {
    return {
      place: i, id: id(i), text: text(i), lang: lang(i), locator: locator(i), source: s.sources[source[i]],
      counted: Boolean(kinds[i] & COUNTED), mode: data.modes[mode(i)], also: also(i), context: context.get(i),
      cases: data.cases.length > 1 ? Array.from(cases(i), (c) => data.cases[c][1]) : [],
      codes: Array.from(codes(i)), coders: Array.from(coders(i), (k) => s.coders[k]), claims: Array.from(claims(i), (k) => s.claims[k]),
      more: more.map((of) => [of.title, of.value(i)]).filter((pair) => pair[1]),
    };
  }
  const byId = (wanted) => { for (let i = 0; i < N; i++) if (id(i) === wanted) return i; return -1; };

  // What an aspect's estimate comes to: see engine/arithmetic.py, to which tests hold this.
  const mirrored = (at) => at.map((x) => (1 - x) / (at.length - 1));
  function summed(cell) {
    const K = data.vectors[cell.codes[0][2]].length, out = new Array(K).fill(0);
    for (const [, weight, v] of cell.codes) data.vectors[v].forEach((x, p) => (out[p] += weight * x));
    return out;
  }
  function elsewhere(cell, k, place) {
    const out = new Array(place.length).fill(0);
    for (const [code, weight, v] of cell.codes) {
      const against = data.codes[code].not === k;
      const stands = against && data.against === "mirror" ? mirrored(place) : code === k || against ? place : data.vectors[v];
      stands.forEach((x, p) => (out[p] += weight * x));
    }
    return out;
  }
  // The weight of each statement in a number that is their mean; of sources each has 1, parted among its statements.
  function weights(cell, found) {
    if (cell.by === "statement") return new Map(found.map((i) => [i, 1]));
    if (cell.by !== "source") return new Map();
    const size = new Map();
    for (const i of found) size.set(source[i], (size.get(source[i]) || 0) + 1);
    return new Map(found.map((i) => [i, 1 / size.get(source[i])]));
  }

  const carried = () => new Set(unpacked(s.code.at));

  return { data, N, carried, find, warm, folded, statement, byId, entryPlaces, countedFirst, vector, inView, onPole, cases, source: (i) => source[i],
    counted: (i) => Boolean(kinds[i] & COUNTED), summed, elsewhere, weights, number, aspectNumber };
};

// Texts, ids and locators stand in the page once, in the list that is read without this script.
idealtypesDesk.saidInPage = {
  text(i) {
    const quote = document.querySelector("#s" + i + " blockquote");
    return quote ? quote.textContent : "";
  },
  id: (i) => document.querySelector("#s" + i + " b").textContent,
  locator(i) {
    const said = document.querySelector("#s" + i + " i");
    return said ? said.textContent : "";
  },
};
