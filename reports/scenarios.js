// What if: ticking a measure recomputes the scenario here, by the formulas of idealtypes/analyses/scenarios, on the same
// draws: shares as they came, the rest drawn anew from the same generators. Tests hold the two together. Without this script the page still has the stated scenarios.
"use strict";
(function () {
  const holder = document.getElementById("scenarios-data");
  if (!holder) return;
  const given = JSON.parse(holder.textContent);
  const D = given.draws;
  const NOTHING = 1e-12, STILL = 1e-12, LIMIT = 500, EQUAL = 1e-12, RARE = 0.005, ENOUGH = 3, CERTAIN = 1e-6;

  const STEPS = 65534; // of a share, between 0 and 1
  const NORMAL_STEPS = 4096; // of a normal, between 0 and 1
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  const steps = (text) => new Uint16Array(bytes(text));
  // The draws of a share from what the poles up to it have together; where each draw is the same, its number.
  function shares(held) {
    if (held.every((one) => typeof one === "number")) return held.map((one) => new Float64Array(D).fill(one));
    const upper = [null, ...held.map(steps), null];
    return upper.slice(1).map((now, p) => {
      const before = upper[p], draws = new Float64Array(D);
      for (let d = 0; d < D; d++) draws[d] = ((now ? now[d] : STEPS) - (before ? before[d] : 0)) / STEPS;
      return draws;
    });
  }
  // The next numbers in [0, 1) of numpy's generator PCG64 (O'Neill 2014, XSL RR 128/64), from its state.
  const FACTOR = 0x2360ed051fc65da44385df649fccf645n;
  function uniforms([state, increment], n) {
    const plus = BigInt("0x" + increment), out = new Float64Array(n);
    let now = BigInt("0x" + state);
    for (let d = 0; d < n; d++) {
      now = BigInt.asUintN(128, now * FACTOR + plus);
      const folded = BigInt.asUintN(64, (now >> 64n) ^ now), turn = now >> 122n;
      const bits = (folded >> turn) | BigInt.asUintN(64, folded << (64n - turn));
      out[d] = Number(bits >> 11n) * 2 ** -53;
    }
    return out;
  }
  // Standard normals, item by item, by the method of Box and Muller.
  function normals(state, n) {
    const half = Math.floor((n + 1) / 2), u = uniforms(state, 2 * half), out = new Float64Array(n);
    for (let k = 0; k < half; k++) {
      const far = Math.sqrt(-2 * Math.log1p(-u[k])), way = 2 * Math.PI * u[half + k];
      out[k] = far * Math.cos(way);
      if (half + k < n) out[half + k] = far * Math.sin(way);
    }
    return out;
  }
  // Cubics through a table at the normals −6, −5.9, …, 6.
  function interpolator(table) {
    const last = table.length - 2;
    const slope = table.map((_, i) => (i === 0 ? table[1] - table[0] : i > last ? table[i] - table[i - 1] : (table[i + 1] - table[i - 1]) / 2));
    return (z) => {
      const t = Math.min(Math.max((z + 6) / 0.1, 0), last + 1), i = Math.min(Math.floor(t), last), f = t - i;
      const left = table[i], right = table[i + 1], d0 = slope[i], d1 = slope[i + 1];
      return left + f * (d0 + f * (3 * (right - left) - 2 * d0 - d1 + f * (2 * (left - right) + d0 + d1)));
    };
  }
  // Per item and draw the share of helping votes less that of hurting ones: the votes' normals, tied to the profile's,
  // in their Beta distribution, which is no narrower than unanimity leaves it.
  function nets(votes) {
    if (votes.shares) return votes.shares.map((share) => new Float64Array(D).fill(2 * share - 1));
    const z = votes.z.map((text) => new Int16Array(bytes(text)));
    const own = normals(votes.drawn, votes.kind.length * D);
    const reach = votes.tables.map(interpolator), open = votes.least.map((least) => least && interpolator(least));
    return votes.kind.map((kind, i) => Float64Array.from({ length: D }, (_, d) => {
      let tied = 0;
      for (let r = 0; r < z.length; r++) tied += votes.pull[i][r] * (z[r][d] / NORMAL_STEPS);
      for (let k = 0; k < votes.kind.length; k++) tied += votes.root[i][k] * own[k * D + d];
      let share = reach[kind](tied);
      if (open[kind]) share = tied < 0 ? Math.min(share, 1 - open[kind](-tied)) : Math.max(share, open[kind](tied));
      return 2 * Math.min(Math.max(share, 0), 1) - 1;
    }));
  }

  // The regularised incomplete beta function by its continued fraction (DLMF 8.17.22); `scale` is log B(a, b).
  function betaPart(x, a, b, scale) {
    if (x > (a + 1) / (a + b + 2)) return 1 - betaPart(1 - x, b, a, scale);
    if (x <= 0) return 0;
    let from = 1, into = 1 / (1 - ((a + b) * x) / (a + 1)), whole = into;
    for (let m = 1; m < LIMIT; m++) {
      let part = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
      into = 1 / (1 + part * into);
      from = 1 + part / from;
      whole *= from * into;
      part = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
      into = 1 / (1 + part * into);
      from = 1 + part / from;
      const change = from * into;
      whole *= change;
      if (Math.abs(change - 1) < 1e-15) break;
    }
    return (Math.exp(a * Math.log(x) + b * Math.log1p(-x) - scale) / a) * whole;
  }
  // Where Beta(a, b) reaches u, between bounds, by Newton's steps from x, and halves where one would leave them.
  function betaReach(u, x, low, high, [a, b], scale) {
    for (let round = 0; round < LIMIT; round++) {
      const over = betaPart(x, a, b, scale) - u;
      if (over > 0) high = x; else low = x;
      let next = x - over / Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - scale);
      if (!(next > low && next < high)) next = (low + high) / 2;
      if (Math.abs(next - x) < 1e-8) return next; // the error is of the order of its square
      x = next;
    }
    return x;
  }
  // The log-odds that a shift adds: λ at the measure's uniform numbers in its PERT distribution, as 2 atanh λ. Newton
  // begins between the two of PARTS nodes that hold it.
  const PARTS = 256;
  function strengths(shift, drawn) {
    if (shift.shape === null) return new Float64Array(D).fill(2 * Math.atanh(shift.low));
    const nodes = new Float64Array(PARTS + 1);
    nodes[PARTS] = 1;
    for (let k = 1; k < PARTS; k++) nodes[k] = betaReach(k / PARTS, (nodes[k - 1] + (k > 1 ? 2 * nodes[k - 1] - nodes[k - 2] : 0.1)) / 2, nodes[k - 1], 1, shift.shape, shift.scale);
    return drawn.map((u) => {
      const k = Math.floor(u * PARTS), low = nodes[k], high = nodes[k + 1];
      const x = betaReach(u, low + (u * PARTS - k) * (high - low), low, high, shift.shape, shift.scale);
      return 2 * Math.atanh(shift.low + (shift.high - shift.low) * x);
    });
  }

  for (const a of given.aspects) a.shares = shares(a.shares);
  for (const m of given.measures) {
    const drawn = m.shifts.length ? uniforms(m.drawn, D) : null;
    for (const s of m.shifts) s.added = strengths(s, drawn);
  }
  nets(given.votes).forEach((drawn, i) => (given.items[i].net = drawn));
  for (const b of given.beliefs) b.drawn = uniforms(b.drawn, D).map((u) => (u < b.sure ? b.direction : -b.direction));
  const flat = uniforms(given.gammas, D * given.outcomes.length).map((u) => -Math.log1p(-u));
  const gammas = given.outcomes.map((_, o) => Float64Array.from({ length: D }, (_, d) => flat[d * given.outcomes.length + o]));

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
    const beside = reported(o, leans(chosen, state.map(mean)));
    const found = {
      helps: unique(helps).length, hurts: unique(hurts).length, sources, both: unique(both),
      helping: unique(helping), hurting: unique(hurting), reportedFor: beside.more, reportedAgainst: beside.less,
      groupsFor: beside.groupsMore, groupsAgainst: beside.groupsLess,
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
  // Which way the measures move what each reported item is on, at their modes.
  function leans(chosen, fed) {
    return given.reported.map((item) => {
      let lean = 0;
      if (item.t !== null) {
        given.measures.forEach((m, k) => { if (chosen[k]) lean += m.touches.brings.includes(item.t) - m.touches.removes.includes(item.t); });
        return lean;
      }
      if (item.f !== null) return fed[item.f];
      if (given.aspects[item.a].silent) return 0;
      const counts = (m) => chosen[m] && !given.measures[m].touches.brings.concat(given.measures[m].touches.removes).some((t) => item.told.includes(t));
      const point = given.aspects[item.a].point;
      return moved(point, addedAtMode(item.a, counts))[item.p] - point[item.p];
    });
  }
  function larger(x, y) { return !x || (y && (y[0] > x[0] || (y[0] === x[0] && y[1] > x[1]))) ? y : x; }
  function reported(o, lean) {
    let more = [], less = [], groupsMore = null, groupsLess = null;
    given.reported.forEach((item, i) => {
      if (item.o !== o || Math.abs(lean[i]) <= NOTHING) return;
      const up = lean[i] > 0;
      more = more.concat(up ? item.helping : item.hurting);
      less = less.concat(up ? item.hurting : item.helping);
      groupsMore = larger(groupsMore, up ? item.groupsHelping : item.groupsHurting);
      groupsLess = larger(groupsLess, up ? item.groupsHurting : item.groupsHelping);
    });
    return { more: unique(more), less: unique(less), groupsMore, groupsLess };
  }

  // Whether two sets can be compared on an outcome, as idealtypes/analyses/scenarios/comparable.py has it. A set is
  // { chosen, state }.
  function difference(one, other) {
    const busy = given.measures.map((m) => !m.idle);
    const sides = [[one, other], [other, one]].map(([x, y]) => x.chosen.map((c, m) => c && !y.chosen[m] && busy[m]));
    const own = sides.filter((side) => side.some(Boolean));
    const behind = own.map((side) => voices(touched(side)));
    const fed = [one, other].map((set) => set.state.map(mean));
    const there = leans(other.chosen, fed[1]), whole = leans(one.chosen, fed[0]).map((x, i) => x - there[i]);
    const apart = own.map((side) => leans(side, given.outcomes.map(() => 0)).map((x, i) => (given.reported[i].f === null ? x : whole[i])));
    const lead = one.state.map((row, o) => row.map((x, d) => x - other.state[o][d]));
    function heard(o) {
      const informants = behind.length ? Math.min(...behind.map((b) => b[o].size)) : 0;
      const spoken = behind.some((b) => b[o].size) || lead[o].some((x) => x !== 0);
      const far = mean(lead[o]), quoted = Math.abs(far) > NOTHING ? Math.sign(far) : 0;
      const told = reported(o, whole), sign = Math.sign(told.more.length - told.less.length);
      const groups = apart.every((lean) => {
        const side = reported(o, lean);
        return Math.max(...[side.groupsMore, side.groupsLess].map((g) => (g ? g[0] : 0))) >= ENOUGH;
      });
      const agree = quoted * sign >= 0, oneWay = Boolean(told.more.length) !== Boolean(told.less.length);
      return {
        informants, spoken, told, sign,
        byQuoted: informants >= ENOUGH && agree,
        byReported: informants < ENOUGH && groups && oneWay && agree ? sign : 0,
      };
    }
    return { alike: !own.length, lead, heard };
  }
  function touched(side) {
    return given.items.map((item) => {
      let sum = 0;
      given.measures.forEach((m, k) => {
        if (!side[k]) return;
        if (item.t !== null) sum += m.brings.includes(item.t) - m.removes.includes(item.t);
        else if (item.f === null && !given.aspects[item.a].silent && m.moves.includes(item.a))
          sum += !m.overrides.some((x) => x[0] === item.o && x[1] === item.a);
      });
      return sum !== 0;
    });
  }
  function missing(heard, o, better) {
    const who = !heard.spoken ? (heard.told.more.length + heard.told.less.length ? "silent" : "unspoken")
      : (heard.informants >= ENOUGH ? "enough_" : "few_") + given.unit;
    const why = ["order_" + who], towards = heard.sign * given.outcomes[o].wanted;
    if (heard.told.more.length + heard.told.less.length) {
      const way = !towards ? "both" : heard.informants >= ENOUGH ? "other" : better ? (towards === better ? "same" : "other") : towards < 0 ? "for" : "against";
      why.push("order_reported_" + way);
    }
    return { o, why, towards };
  }
  function believed(one, other, o) {
    const about = given.beliefs.filter((b) => b.o === o), steps = about.map((b) => one.chosen[b.m] - other.chosen[b.m]);
    if (!steps.some(Boolean)) return null;
    const lead = new Float64Array(D);
    about.forEach((b, k) => { for (let d = 0; d < D; d++) lead[d] += steps[k] * b.drawn[d] / about.length; });
    return lead;
  }
  // Which outcomes are weighed, and what each weighs in a draw; null where none is.
  function weighing(weights) {
    const fixed = weights || given.weights;
    const at = given.free.filter((o) => !fixed || fixed[o] > 0);
    if (!at.length) return null;
    const sums = new Float64Array(D);
    for (let d = 0; d < D; d++) for (const o of at) sums[d] += fixed ? fixed[o] : gammas[o][d];
    return { at, of: (o, d) => (fixed ? fixed[o] : gammas[o][d]) / sums[d] };
  }
  function pair(one, other, weighed, board) {
    const found = { alike: false, missing: [], better: null, worse: null, above: 0, dominates: 0, reported: [], believed: [], contradicted: [] };
    const apart = difference(one, other);
    if (apart.alike) return { ...found, alike: true };
    const heard = new Map(weighed.at.map((o) => [o, apart.heard(o)]));
    const good = new Map(weighed.at.map((o) => [o, apart.lead[o].map((x) => x * given.outcomes[o].wanted)]));
    const value = new Float64Array(D);
    for (const o of weighed.at) for (let d = 0; d < D; d++) value[d] += weighed.of(o, d) * good.get(o)[d];
    const favoured = mean(value), better = Math.abs(favoured) > EQUAL ? Math.sign(favoured) : 0;
    const open = weighed.at.filter((o) => !heard.get(o).byQuoted && !heard.get(o).byReported).map((o) => missing(heard.get(o), o, better));
    for (const one_ of open) {
      const lead = board ? believed(one, other, one_.o) : null;
      if (lead === null) { found.missing.push(one_); continue; }
      found.believed.push(one_.o);
      good.set(one_.o, lead.map((x) => x * given.outcomes[one_.o].wanted));
    }
    if (found.missing.length) return found;
    const held = new Set(found.believed), sided = new Set(), counted = [];
    for (const o of weighed.at) {
      const way = held.has(o) ? 0 : heard.get(o).byReported * given.outcomes[o].wanted;
      if (way) { found.reported.push(o); sided.add(way); } else counted.push(o);
    }
    stand(found, counted, good, weighed, sided);
    found.contradicted = open.filter((m) => m.towards * found.above < 0).map((m) => m.o);
    return found;
  }
  function stand(found, counted, good, weighed, sided) {
    if (sided.size === 2) return;
    const side = sided.size ? [...sided][0] : 0;
    if (!counted.length) { found.above = found.dominates = side; return; }
    const value = new Float64Array(D);
    for (const o of counted) for (let d = 0; d < D; d++) value[d] += weighed.of(o, d) * good.get(o)[d];
    const part = (values, test) => { let n = 0; for (let d = 0; d < D; d++) n += test(values[d]); return n / D; };
    for (const sign of side ? [side] : [1, -1]) {
      const reached = part(value, (x) => (side ? sign * x >= -EQUAL : sign * x > EQUAL));
      if (reached >= given.direction) found.above = sign;
      const atLeast = counted.every((o) => part(good.get(o), (x) => sign * x >= -EQUAL) >= given.direction);
      const more = counted.some((o) => part(good.get(o), (x) => sign * x > EQUAL) >= given.direction);
      if (atLeast && (side || more)) found.dominates = sign;
    }
    found.better = part(value, (x) => x > EQUAL);
    found.worse = part(value, (x) => x < -EQUAL);
  }
  // The partial order of sets, as idealtypes/analyses/scenarios/partial_order.py has it; null where nothing is weighed.
  function order(sets, weights, board) {
    const weighed = weighing(weights), n = sets.length;
    if (!weighed) return null;
    const pairs = [], over = sets.map(() => new Array(n).fill(false));
    for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) {
      const found = pair(sets[a], sets[b], weighed, board);
      pairs.push({ a, b, ...found });
      over[a][b] = found.above > 0;
      over[b][a] = found.above < 0;
    }
    const all = sets.map((_, k) => k);
    const kept = over.map((row, a) => row.map((yes, b) => yes && !over[b][a] && all.every((c) => (!over[b][c] || over[a][c]) && (!over[c][a] || over[c][b]))));
    for (const p of pairs) if (!kept[p.a][p.b] && !kept[p.b][p.a]) { p.above = 0; p.contradicted = []; }
    const covers = [];
    all.forEach((a) => all.forEach((b) => { if (kept[a][b] && !all.some((c) => kept[a][c] && kept[c][b])) covers.push([a, b]); }));
    return { pairs, covers, ranked: pairs.every((p) => !p.missing.length && !p.reported.length) };
  }

  // Ranks under weights of the outcomes: given ones, or all (drawn).
  function rank(states, weights) {
    const weighed = weighing(weights);
    if (!weighed) return null;
    const n = states.length, first = new Float64Array(n), ranks = new Float64Array(n), value = new Float64Array(n);
    for (let d = 0; d < D; d++) {
      for (let s = 0; s < n; s++) {
        value[s] = 0;
        for (const o of weighed.at) value[s] += weighed.of(o, d) * given.outcomes[o].wanted * states[s][o][d];
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
  window.idealtypesScenarios = { evaluate: (chosen) => evaluate(mask(chosen)), barred: (chosen) => barred(mask(chosen)), rank,
    order: (sets, weights, board) => order(sets.map((chosen) => ({ chosen: mask(chosen), state: evaluate(mask(chosen)).state })), weights, board) };

  // The page.
  const box = document.getElementById("whatif");
  if (!box) return;
  box.hidden = false;
  const words = given.words;
  const place = Object.fromEntries(given.outcomes.map((o, n) => [o.id, n]));
  const boxes = Array.from(box.querySelectorAll("input[data-measure]"));
  const decimal = (text) => text.replace("-", "\u2212").replace(".", words.decimal);
  const signed = (x) => decimal((Math.abs(x) < 0.005 ? "0.00" : (x > 0 ? "+" : "") + x.toFixed(2)));
  const percent = (x) => words.percent.replace("{number}", x > 0.995 && x < 1 ? ">99" : x < 0.005 && x > 0 ? "<1" : String(Math.round(100 * x)));
  // a title from right to left draws nothing that stands behind it to its other side
  const apart = (text) => /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/.test(text) ? "\u2068" + text + "\u2069" : text;
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
  const quo = { title: words.quo, chosen: ids.map(() => false), state: start.state };
  const stated = given.scenarios.map((s) => ({ title: s.title, chosen: mask(s.measures), state: evaluate(mask(s.measures)).state }));

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
  const forGroups = (n, groups) => (groups ? words.groups.replace("{n}", n).replace("{range}", groups[0] === groups[1] ? groups[0] : groups[0] + "\u2013" + groups[1]) : n);
  function outcomes(now) {
    const body = box.querySelector("tbody.outcomes"), quiet = [];
    body.replaceChildren();
    now.outcomes.forEach((found, o) => {
      if (found.direction === "silent" && !found.reportedFor.length && !found.reportedAgainst.length) {
        quiet.push(given.outcomes[o].title);
        return;
      }
      const row = part(body, "tr"), name = given.outcomes[o].title, [sign, kind] = arrow(found);
      const head = part(row, "th", name);
      head.scope = "row";
      if (!given.free.includes(o)) part(head, "small", words.restates);
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
        opener(beside, words.reported.replace("{more}", forGroups(found.reportedFor.length, found.groupsFor)).replace("{less}", forGroups(found.reportedAgainst.length, found.groupsAgainst)),
          name + " \u00b7 " + words.beside, found.reportedFor.concat(found.reportedAgainst));
      }
    });
    body.parentElement.hidden = !body.rows.length;
    box.querySelector(".nobody").textContent = boxes.every((b) => !b.checked) ? words.nothing : quiet.length ? words.nobody.replace("{outcomes}", quiet.map(apart).join("; ")) : "";
  }
  function kind(now) {
    const t = now.types, line = box.querySelector(".kind-now");
    const key = t.assigned || t.leans;
    const name = t.list.find((one) => one.key === key);
    let text = key ? (t.assigned ? words.is : words.leans).replace("{type}", apart(name.title)) : words.no_type;
    if (key && name.probability !== null) text += " (" + percent(name.probability) + ")";
    if (t.changes) text += ". " + words.changes.replace("{p}", percent(t.changes));
    line.textContent = text + ".";
  }
  // The sentences of an order: what stands above what, and what is missing against as it is now.
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const paired = (kind, first, rest) => fill(words.list[kind], [first, rest]);
  const join = (items) => {
    if (items.length < 3) return items.length < 2 ? items.join("") : paired("2", ...items);
    const inner = items.slice(1, -2).reduceRight((rest, one) => paired("middle", one, rest), paired("end", ...items.slice(-2)));
    return paired("start", items[0], inner);
  };
  const outcome = (o) => given.outcomes[o].title;
  function listed(above, lacks, rows, stands) {
    const [upper, lower] = [above, lacks].map((name) => box.querySelector(name));
    upper.replaceChildren();
    lower.replaceChildren();
    lower.parentElement.hidden = true;
    if (!stands) return;
    const say = (parent, text) => (part(parent, "li", text).dir = "auto");
    for (const [better, worse] of stands.covers) {
      const found = stands.pairs.find((p) => (p.a === better && p.b === worse) || (p.a === worse && p.b === better));
      const p = found.a === better ? found.better : found.worse, grounds = p === null ? [] : [percent(p)];
      for (const [key, outcomes] of [["by_reported", found.reported], ["by_beliefs", found.believed], ["against_reported", found.contradicted]])
        if (outcomes.length) grounds.push(fill(words[key], { outcomes: join(outcomes.map(outcome)) }));
      say(upper, fill(words.above, { better: rows[better].title, worse: rows[worse].title, grounds: grounds.join("; ") }));
    }
    for (const found of stands.pairs) {
      if (found.a === 0 && found.missing.length) say(lower, fill(words.cannot, { a: rows[found.b].title, b: rows[0].title, missing: lacking(found) }));
    }
    lower.parentElement.hidden = !lower.firstChild;
  }
  const WAYS = ["against", "other", "both", "same", "for"];
  function lacking(found) {
    const groups = new Map();
    for (const one of found.missing) {
      const key = one.why.join(), last = one.why[one.why.length - 1];
      if (!groups.has(key)) groups.set(key, { why: one.why, of: [], way: WAYS.findIndex((w) => last.endsWith("_" + w)) });
      groups.get(key).of.push(one.o);
    }
    const parts = [], rest = (g) => (g.way < 0 ? WAYS.length : g.way);
    for (const g of [...groups.values()].sort((x, y) => rest(x) - rest(y))) {
      const said = g.why.map((code) => words.reasons[code]);
      const why = said.length < 2 ? said[0] : fill(words.and_reported, { who: said[0], reported: said[1] });
      const others = g.why[0] === "order_unspoken" && parts.length && g.of.length > 1;
      parts.push(others ? fill(pick(words.of_others, g.of.length), { why })
        : fill(words.of, { outcomes: join(g.of.map((o) => fill(words.named, { title: outcome(o) }))), why }));
    }
    return parts.join("; ");
  }
  function ranking(now, wrong) {
    const body = box.querySelector("tbody.ranking"), typed = box.querySelectorAll("input[data-weight]");
    let weights = null;
    if (Array.from(typed).some((i) => i.value.trim() !== "")) {
      weights = given.outcomes.map(() => 0);
      typed.forEach((i) => { weights[place[i.dataset.weight]] = Math.max(0, Number(i.value.trim().replace(",", ".")) || 0); });
    }
    const rows = [quo, ...stated];
    if (boxes.some((b) => b.checked)) rows.push({ title: words.yours, chosen: boxes.map((b) => b.checked), state: now.state });
    const stands = rows.length > 1 ? order(rows, weights, false) : null;
    box.querySelector(".ranking-none").hidden = stands !== null || rows.length < 2;
    box.querySelector(".none-above").hidden = stands === null || stands.covers.length > 0;
    listed(".above", ".lacks", rows, stands);
    if (box.querySelector(".board-above")) listed(".board-above", ".board-lacks", rows, stands && order(rows, weights, true));
    const found = stands && stands.ranked ? rank(rows.map((r) => r.state), weights) : null;
    body.replaceChildren();
    box.querySelector(".ranks").hidden = !found;
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
