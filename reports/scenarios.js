// What if: ticking a measure recomputes the scenario here, by the formulas of idealtypes/analyses/scenarios, on the same
// draws. A test holds the two together. Without this script the page still has the stated scenarios.
"use strict";
(function () {
  const holder = document.getElementById("scenarios-data");
  if (!holder) return;
  const given = JSON.parse(holder.textContent);
  const D = given.draws;
  const NOTHING = 1e-12, STILL = 1e-12, LIMIT = 500, EQUAL = 1e-12, RARE = 0.005, ENOUGH = 3, CERTAIN = 1e-6;

  function numbers(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return Float64Array.from(new Float32Array(bytes.buffer));
  }
  for (const a of given.aspects) a.shares = a.shares.map(numbers);
  for (const m of given.measures) for (const s of m.shifts) s.added = numbers(s.added);
  for (const i of given.items) i.net = numbers(i.net);
  const gammas = given.gammas.map(numbers);

  function mean(values) {
    let sum = 0;
    for (let d = 0; d < values.length; d++) sum += values[d];
    return sum / values.length;
  }
  function quantile(sorted, q) {
    const at = (sorted.length - 1) * q, low = Math.floor(at), high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
  }
  // Log-odds added to each pole; null where nothing moves.
  function added(a, counts) {
    const total = given.aspects[a].shares.map(() => new Float64Array(D));
    given.measures.forEach((measure, m) => {
      if (!counts(m)) return;
      for (const s of measure.shifts) if (s.a === a) for (let d = 0; d < D; d++) total[s.p][d] += s.added[d];
    });
    for (let d = 0; d < D; d++) {
      const here = total.map((t) => t[d]);
      if (Math.max(...here) - Math.min(...here) > NOTHING) return total;
    }
    return null;
  }
  function addedAtMode(a, counts) {
    const total = given.aspects[a].point.map(() => 0);
    given.measures.forEach((measure, m) => {
      if (counts(m)) for (const s of measure.shifts) if (s.a === a) total[s.p] += s.mode;
    });
    return total;
  }
  function moved(shares, total) {
    const most = Math.max(...total), grown = shares.map((s, p) => s * Math.exp(total[p] - most));
    const sum = grown.reduce((x, y) => x + y, 0);
    return grown.map((g) => g / sum);
  }
  function movedDraws(shares, total) {
    const after = shares.map(() => new Float64Array(D)), K = shares.length;
    for (let d = 0; d < D; d++) {
      let most = -Infinity, sum = 0;
      for (let p = 0; p < K; p++) most = Math.max(most, total[p][d]);
      for (let p = 0; p < K; p++) sum += after[p][d] = shares[p][d] * Math.exp(total[p][d] - most);
      for (let p = 0; p < K; p++) after[p][d] /= sum;
    }
    return after;
  }

  // Why the chosen measures cannot be taken together; empty where they can.
  function barred(chosen) {
    const wrong = [];
    given.measures.forEach((measure, m) => {
      if (!chosen[m]) return;
      for (const n of measure.needs) if (!chosen[n]) wrong.push([given.words.needs, m, n]);
      for (const n of measure.excludes) if (chosen[n] && n > m) wrong.push([given.words.excludes, m, n]);
    });
    return wrong.map(([text, a, b]) => text.replace("{a}", given.measures[a].title).replace("{b}", given.measures[b].title));
  }

  function evaluate(chosen) {
    const kept = new Map();
    function change(o, a) {
      const counts = given.measures.map((m, k) => chosen[k] && !m.overrides.some((x) => x[0] === o && x[1] === a));
      const key = a + ":" + counts.map(Number).join("");
      if (!kept.has(key)) {
        const total = given.aspects[a].silent ? null : added(a, (m) => counts[m]);
        kept.set(key, total && movedDraws(given.aspects[a].shares, total));
      }
      return kept.get(key);
    }
    const trait = given.steps.map((step, t) => {
      let net = 0;
      given.measures.forEach((m, k) => { if (chosen[k]) net += m.brings.includes(t) - m.removes.includes(t); });
      return Math.sign(net) * step;
    });
    const O = given.outcomes.length;
    const direct = given.outcomes.map(() => new Float64Array(D));
    const steps = given.items.map((item) => {
      if (item.f !== null) return 0;
      const into = direct[item.o], weight = item.n / Math.max(given.electorate[item.o], 1);
      if (item.t !== null) {
        if (trait[item.t]) for (let d = 0; d < D; d++) into[d] += weight * item.net[d] * trait[item.t];
        return trait[item.t];
      }
      const after = change(item.o, item.a);
      if (!after) return 0;
      const before = given.aspects[item.a].shares[item.p], now = after[item.p];
      let sum = 0;
      for (let d = 0; d < D; d++) {
        const step = now[d] - before[d];
        sum += step;
        into[d] += weight * item.net[d] * step;
      }
      return sum / D;
    });
    const state = feed(direct), behind = voices(steps);
    const everything = (m) => chosen[m];
    const aspects = given.aspects.map((aspect, a) => {
      if (aspect.silent) return { id: aspect.id, balance: null, interval: null, shares: null, after: null };
      const total = added(a, everything), after = total ? movedDraws(aspect.shares, total) : aspect.shares;
      const point = total ? moved(aspect.point, addedAtMode(a, everything)) : aspect.point;
      const fixed = given.complete && (!total || after.every((row) => Math.max(...row) - Math.min(...row) < CERTAIN));
      const ends = aspect.hidden || fixed || (!total && aspect.low === null) ? null : point.map((x, p) => {
        if (!total) return [Math.min(aspect.low[p], x), Math.max(aspect.high[p], x)];
        const sorted = after[p].slice().sort();
        const low = quantile(sorted, (1 - given.level) / 2), high = quantile(sorted, (1 + given.level) / 2);
        if (aspect.low === null) return [Math.min(low, x), Math.max(high, x)];
        return [aspect.low[p] <= 0 ? 0 : Math.min(low, x), aspect.high[p] >= 1 ? 1 : Math.max(high, x)];
      });
      const two = point.length === 2;
      return {
        id: aspect.id, after, point, ends,
        balance: two ? point[1] - point[0] : null,
        interval: two && ends ? [Math.min(2 * ends[1][0] - 1, point[1] - point[0]), Math.max(2 * ends[1][1] - 1, point[1] - point[0])] : null,
      };
    });
    return { aspects, types: types(aspects), state, outcomes: given.outcomes.map((_, o) => said(o, steps, state, behind[o], chosen)) };
  }

  // The informants behind what is done to each outcome; a vote that one outcome feeds another counts where enough stand
  // behind the one that feeds.
  function voices(steps) {
    const behind = given.outcomes.map(() => new Set());
    let links = [];
    given.items.forEach((item, i) => {
      if (item.f !== null) links.push(item);
      else if (steps[i]) for (const s of item.helps.concat(item.hurts)) behind[item.o].add(s);
    });
    for (;;) {
      const carried = links.filter((l) => behind[l.f].size >= ENOUGH);
      if (!carried.length) return behind;
      for (const l of carried) for (const s of l.helps.concat(l.hurts)) behind[l.o].add(s);
      links = links.filter((l) => !carried.includes(l));
    }
  }

  function feed(direct) {
    const edges = given.items.filter((item) => item.f !== null);
    let state = direct.map((row) => row.map(Math.tanh));
    if (!edges.length) return state;
    for (let round = 0; round < LIMIT; round++) {
      const entering = direct.map((row) => row.slice());
      for (const e of edges) for (let d = 0; d < D; d++) entering[e.o][d] += e.net[d] * state[e.f][d];
      let most = 0;
      const following = entering.map((row, o) => row.map((x, d) => {
        const next = Math.tanh(x);
        most = Math.max(most, Math.abs(next - state[o][d]));
        return next;
      }));
      state = following;
      if (most <= STILL) break;
    }
    return state;
  }

  function corner(shares) {
    return shares.map((s) => {
      const top = s.indexOf(Math.max(...s));
      return s[top] > given.crossover ? top : -1;
    });
  }
  function types(aspects) {
    if (given.aspects.some((a) => a.silent)) return { list: [], assigned: null, leans: null, changes: null };
    const counts = new Map();
    let changed = 0;
    for (let d = 0; d < D; d++) {
      const after = corner(aspects.map((a) => a.after.map((s) => s[d])));
      const before = corner(given.aspects.map((a) => a.shares.map((s) => s[d])));
      if (after.join() !== before.join()) changed++;
      if (!after.includes(-1)) counts.set(after.join(), (counts.get(after.join()) || 0) + 1);
    }
    const point = corner(aspects.map((a) => a.point));
    const key = point.includes(-1) ? null : point.join();
    const listed = new Set([...given.named, ...(key === null ? [] : [key])]);
    for (const [k, n] of counts) if (n / D >= RARE) listed.add(k);
    const list = [...listed].map((k) => ({ key: k, title: title(k), probability: given.unsure ? null : (counts.get(k) || 0) / D }));
    list.sort((x, y) => y.probability - x.probability);
    const sure = key !== null && !given.unsure && (counts.get(key) || 0) / D >= given.assigned;
    return { list, key, assigned: sure ? key : null, leans: sure ? null : key, changes: given.unsure ? null : changed / D };
  }
  function title(key) {
    if (given.corners[key]) return given.corners[key];
    return key.split(",").map((p, a) => given.aspects[a].title + ": " + given.aspects[a].poles[p]).join(", ");
  }

  function unique(items) { return [...new Set(items)]; }
  function said(o, steps, state, behind, chosen) {
    let helps = [], hurts = [], helping = [], hurting = [], both = [];
    given.items.forEach((item, i) => {
      if (item.o !== o) return;
      const step = item.f === null ? steps[i] : mean(state[item.f]);
      if (!step) return;
      helps = helps.concat(step > 0 ? item.helps : item.hurts);
      hurts = hurts.concat(step > 0 ? item.hurts : item.helps);
      helping = helping.concat(step > 0 ? item.helping : item.hurting);
      hurting = hurting.concat(step > 0 ? item.hurting : item.helping);
      if (item.both) both.push(item.a);
    });
    const sources = unique(helps.concat(hurts)).length;
    const [reportedFor, reportedAgainst] = reported(o, state, chosen);
    const found = {
      helps: unique(helps).length, hurts: unique(hurts).length, sources, both: unique(both),
      helping: unique(helping), hurting: unique(hurting), reportedFor, reportedAgainst,
      direction: "silent", probability: null, index: null,
    };
    if (!sources) return found;
    let up = 0, down = 0;
    for (let d = 0; d < D; d++) { up += state[o][d] > 0; down += state[o][d] < 0; }
    const chance = Math.max(up, down) / D;
    found.index = mean(state[o]);
    found.direction = "unknown";
    if (behind.size < ENOUGH) return found;
    found.probability = chance;
    if (chance >= given.direction) found.direction = up >= down ? "up" : "down";
    return found;
  }
  function reported(o, state, chosen) {
    let more = [], less = [];
    for (const item of given.reported.filter((r) => r.o === o)) {
      let lean = 0;
      if (item.t !== null) {
        given.measures.forEach((m, k) => { if (chosen[k]) lean += m.touches.brings.includes(item.t) - m.touches.removes.includes(item.t); });
      } else if (item.f !== null) {
        lean = mean(state[item.f]);
      } else if (!given.aspects[item.a].silent) {
        const counts = (m) => chosen[m] && !given.measures[m].touches.brings.concat(given.measures[m].touches.removes).some((t) => item.told.includes(t));
        const point = given.aspects[item.a].point;
        lean = moved(point, addedAtMode(item.a, counts))[item.p] - point[item.p];
      }
      if (Math.abs(lean) <= NOTHING) continue;
      more = more.concat(lean > 0 ? item.helping : item.hurting);
      less = less.concat(lean > 0 ? item.hurting : item.helping);
    }
    return [unique(more), unique(less)];
  }

  // Ranks under weights of the outcomes: given ones, or all (drawn).
  function rank(states, weights) {
    const weighed = given.outcomes.map((_, o) => o).filter((o) => states.some((s) => s[o].some((x) => x !== 0)));
    const n = states.length, first = new Float64Array(n), ranks = new Float64Array(n), value = new Float64Array(n);
    const fixed = weights && weighed.reduce((sum, o) => sum + weights[o], 0);
    if (!weighed.length || (weights && !fixed)) return null;
    for (let d = 0; d < D; d++) {
      let sum = 0;
      for (const o of weighed) sum += weights ? weights[o] : gammas[o][d];
      for (let s = 0; s < n; s++) {
        value[s] = 0;
        for (const o of weighed) value[s] += (weights ? weights[o] : gammas[o][d]) / sum * given.outcomes[o].wanted * states[s][o][d];
      }
      const best = Math.max(...value);
      let led = 0;
      for (let s = 0; s < n; s++) led += value[s] >= best - EQUAL;
      for (let s = 0; s < n; s++) {
        if (value[s] >= best - EQUAL) first[s] += 1 / led;
        let above = 0, equal = 0;
        for (let k = 0; k < n; k++) {
          if (value[k] > value[s] + EQUAL) above++;
          else if (value[k] >= value[s] - EQUAL) equal++;
        }
        ranks[s] += above + (equal + 1) / 2;
      }
    }
    return Array.from(first, (f, s) => ({ first: f / D, rank: ranks[s] / D }));
  }

  const ids = given.measures.map((m) => m.id);
  const mask = (chosen) => ids.map((id) => chosen.includes(id));
  window.idealtypesScenarios = { evaluate: (chosen) => evaluate(mask(chosen)), barred: (chosen) => barred(mask(chosen)), rank };

  // The page.
  const box = document.getElementById("whatif");
  if (!box) return;
  box.hidden = false;
  const words = given.words;
  const boxes = Array.from(box.querySelectorAll("input[data-measure]"));
  const decimal = (text) => text.replace("-", "\u2212").replace(".", words.decimal);
  const signed = (x) => decimal((Math.abs(x) < 0.005 ? "0.00" : (x > 0 ? "+" : "") + x.toFixed(2)));
  const percent = (x) => words.percent.replace("{number}", x > 0.995 && x < 1 ? ">99" : x < 0.005 && x > 0 ? "<1" : String(Math.round(100 * x)));
  const pick = (text, n) => (text[words.forms[n]] || text.other || text).replace("{n}", n);

  function part(parent, tag, text, name) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (name) element.className = name;
    if (tag === "th") element.dir = "auto"; // a title of the study
    parent.appendChild(element);
    return element;
  }
  function opener(parent, text, what, places) {
    if (!places.length) { part(parent, "span", text); return; }
    const link = part(parent, "a", text, "n");
    link.href = "#evidence";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.dispatchEvent(new CustomEvent("idealtypes:open", { detail: { title: what, places } }));
    });
  }

  const start = evaluate(ids.map(() => false));
  const stated = given.scenarios.map((s) => ({ title: s.title, state: evaluate(mask(s.measures)).state }));

  function draw(now) {
    now.aspects.forEach((aspect, a) => {
      const row = box.querySelector('[data-aspect="' + a + '"]');
      if (!row || aspect.point === undefined) return;
      const two = aspect.balance !== null;
      row.querySelectorAll("[data-pole]").forEach((lane) => {
        const p = Number(lane.dataset.pole);
        const value = two ? aspect.balance : aspect.point[p];
        const ends = two ? aspect.interval : aspect.ends && aspect.ends[p];
        const x = (v) => Number(lane.dataset.zero) + Number(lane.dataset.unit) * v;
        const mark = lane.querySelector(".after"), bar = lane.querySelector(".ends"), way = lane.querySelector(".way");
        mark.setAttribute("cx", x(value));
        way.setAttribute("x2", x(value));
        if (ends) {
          bar.setAttribute("x", x(ends[0]));
          bar.setAttribute("width", Math.max(1, x(ends[1]) - x(ends[0])));
        }
        const before = two ? start.aspects[a].balance : start.aspects[a].point[p];
        const range = ends ? " (" + (two ? signed(ends[0]) : percent(ends[0])) + words.to + (two ? signed(ends[1]) : percent(ends[1])) + ")" : "";
        const told = (two ? signed(value) : percent(value)) + range;
        lane.querySelector(".told").textContent = told + (Math.abs(value - before) > 0.005 ? ", " + words.was.replace("{before}", two ? signed(before) : percent(before)) : "");
      });
    });
  }
  function arrow(found) {
    if (found.direction === "up") return ["\u25b2", "up"];
    if (found.direction === "down") return ["\u25bc", "down"];
    if (found.direction === "silent") return ["\u00b7", "silent"];
    return ["?", found.sources < ENOUGH ? "thin" : "unknown"];
  }
  function outcomes(now) {
    const body = box.querySelector("tbody.outcomes"), quiet = [];
    body.replaceChildren();
    now.outcomes.forEach((found, o) => {
      if (found.direction === "silent" && !found.reportedFor.length && !found.reportedAgainst.length) {
        quiet.push(given.outcomes[o].title);
        return;
      }
      const row = part(body, "tr"), name = given.outcomes[o].title, [sign, kind] = arrow(found);
      part(row, "th", name).scope = "row";
      row.dataset.outcome = given.outcomes[o].id;
      row.dataset.direction = found.direction;
      const cell = part(row, "td", undefined, "way " + kind);
      part(cell, "span", sign, "arrow").setAttribute("aria-hidden", "true");
      part(cell, "span", " " + words.direction[kind === "thin" ? "thin" : found.direction] + (found.direction === "up" || found.direction === "down" ? " (" + percent(found.probability) + ")" : ""));
      const who = part(row, "td");
      if (found.sources) {
        if (found.helps) opener(who, pick(words.more, found.helps), name + " \u00b7 " + words.for, found.helping);
        if (found.helps && found.hurts) who.append(", ");
        if (found.hurts) opener(who, pick(words.less, found.hurts), name + " \u00b7 " + words.against, found.hurting);
        if (found.both.length) part(who, "small", words.both);
      }
      const beside = part(row, "td", undefined, "quiet");
      if (found.reportedFor.length + found.reportedAgainst.length) {
        opener(beside, words.reported.replace("{more}", found.reportedFor.length).replace("{less}", found.reportedAgainst.length),
          name + " \u00b7 " + words.beside, found.reportedFor.concat(found.reportedAgainst));
      }
    });
    box.querySelector(".nobody").textContent = boxes.every((b) => !b.checked) ? words.nothing : quiet.length ? words.nobody.replace("{outcomes}", quiet.join("; ")) : "";
  }
  function kind(now) {
    const t = now.types, line = box.querySelector(".kind-now");
    const key = t.assigned || t.leans;
    const name = t.list.find((one) => one.key === key);
    let text = key ? (t.assigned ? words.is : words.leans).replace("{type}", name.title) : words.no_type;
    if (key && name.probability !== null) text += " (" + percent(name.probability) + ")";
    if (t.changes) text += ". " + words.changes.replace("{p}", percent(t.changes));
    line.textContent = text + ".";
  }
  function ranking(now, wrong) {
    const body = box.querySelector("tbody.ranking");
    const typed = Array.from(box.querySelectorAll("input[data-weight]")).map((i) => i.value.trim());
    const weights = typed.some((v) => v !== "") ? typed.map((v) => Math.max(0, Number(v.replace(",", ".")) || 0)) : null;
    const rows = [{ title: words.quo, state: start.state }, ...stated];
    if (now && boxes.some((b) => b.checked)) rows.push({ title: words.yours, state: now.state });
    const found = rank(rows.map((r) => r.state), weights);
    body.replaceChildren();
    box.querySelector(".ranking-none").hidden = found !== null;
    if (!found) return;
    rows.map((r, s) => ({ ...r, ...found[s] })).sort((x, y) => x.rank - y.rank).forEach((r) => {
      const row = part(body, "tr");
      part(row, "th", r.title).scope = "row";
      part(row, "td", percent(r.first), "num");
      part(row, "td", decimal(r.rank.toFixed(1)), "num");
    });
  }
  function update() {
    const chosen = boxes.map((b) => b.checked), wrong = barred(chosen);
    const told = box.querySelector(".barred");
    told.replaceChildren();
    for (const why of wrong) part(told, "li", why);
    box.querySelector(".answers").classList.toggle("stale", wrong.length > 0);
    if (wrong.length) return;
    const now = evaluate(chosen);
    draw(now);
    outcomes(now);
    kind(now);
    ranking(now);
  }
  boxes.forEach((b) => b.addEventListener("change", update));
  box.querySelectorAll("input[data-weight]").forEach((i) => i.addEventListener("input", update));
  box.querySelectorAll("button[data-set]").forEach((button) => button.addEventListener("click", () => {
    const wanted = button.dataset.set ? button.dataset.set.split(" ") : [];
    boxes.forEach((b) => (b.checked = wanted.includes(b.dataset.measure)));
    update();
  }));
  // What was ticked before a page was left is not ticked when it comes back.
  boxes.forEach((b) => (b.checked = false));
  update();
})();
