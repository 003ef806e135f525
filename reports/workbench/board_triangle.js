// The triangle of three poles: a numbered dot for each code, and a list that says which is which; moved in the plane by mouse, touch, keys.
"use strict";
const boardTriangle = (function () {
  const { make, t } = workbench;
  const HIGH = Math.sqrt(3) / 2;
  // The corners in a square of side 1, y downward: the first pole at the left, the second at the right, the third on top.
  const CORNERS = [[0, HIGH], [1, HIGH], [0.5, 0]];
  const STEP = 0.05, FAR = 0.25;
  const APART = 23; // px between the middles of two dots

  const point = (shares) => [0, 1].map((d) => shares.reduce((sum, s, p) => sum + s * CORNERS[p][d], 0));
  // The shares of a point; one outside the triangle counts as the nearest inside.
  function shares(x, y) {
    const third = 1 - y / HIGH, second = x - third / 2;
    return rounded(nearest([1 - second - third, second, third]));
  }
  function nearest(points) {
    const down = [...points].sort((a, b) => b - a);
    let sum = 0, theta = 0;
    down.forEach((x, n) => { sum += x; if (x > (sum - 1) / (n + 1)) theta = (sum - 1) / (n + 1); });
    return points.map((x) => Math.max(0, x - theta));
  }
  function rounded(given) {
    const found = given.map((x) => Math.round(x * 100) / 100);
    const most = found.indexOf(Math.max(...found));
    found[most] = Math.round((1 - found.reduce((sum, x, p) => sum + (p === most ? 0 : x), 0)) * 100) / 100;
    return found;
  }

  let field = null;
  const side = () => field.clientWidth;

  function draw(place, codes) {
    const here = board.aspect();
    const corners = here.poles.map((pole, p) => make("span", { class: `corner corner-${p + 1}`, dir: "auto", "aria-hidden": "true" }, pole.title));
    field = make("div", { class: "triangle", role: "group", "aria-label": t("triangle", { aspect: here.title, poles: here.poles.map((pole) => pole.name).join(", ") }) }, outline());
    const focus = codes.some((code) => code.id === board.state.chosen) ? board.state.chosen : codes.length && codes[0].id;
    const dots = codes.map((code, n) => dot(code, n + 1, code.id === focus));
    const list = make("ol", { class: "numbered-codes" }, codes.map((code) => entry(code)));
    place.replaceChildren(make("div", { class: "triangle-box" }, corners, field), list);
    field.append(...dots);
    stack();
  }
  function outline() {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    shape.setAttribute("viewBox", `0 0 100 ${HIGH * 100}`);
    shape.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const corner = (p) => CORNERS[p].map((x) => x * 100).join(" ");
    path.setAttribute("d", `M ${corner(0)} L ${corner(1)} L ${corner(2)} Z`);
    path.setAttribute("class", "k-quiet f-paper");
    shape.append(path);
    return shape;
  }

  function dot(code, n, stop) {
    const above = board.inherits(code), still = !board.movable(code);
    const element = make("div", {
      class: ["dot", board.isMoved(code.id) && "moved", above && "inherited", still && "still"].filter(Boolean).join(" "), role: "slider",
      tabindex: stop ? "0" : "-1", "aria-valuemin": "0", "aria-valuemax": "1", "aria-roledescription": t("plane"), "aria-readonly": still ? "true" : null,
      "aria-describedby": "board-keys", "aria-label": code.title, dataset: { code: code.id },
    }, String(n));
    element.title = code.title;
    value(element, code, board.at(code, board.state.aspect));
    return element;
  }
  function value(element, code, at) {
    const above = board.inherits(code), said = board.said(board.state.aspect, at);
    element.setAttribute("aria-valuenow", Math.round(at[0] * 100) / 100);
    element.setAttribute("aria-valuetext", above ? `${said}; ${t("inherited", { code: above.title })}` : said);
    element.dataset.shares = JSON.stringify(at);
    const line = document.querySelector(`.numbered-codes [data-for="${CSS.escape(code.id)}"]`);
    if (line) line.textContent = said;
  }
  function entry(code) {
    return make("li", { class: board.isMoved(code.id) ? "moved" : "" },
      make("button", { type: "button", dir: "auto", onclick: () => board.choose(code.id), "aria-pressed": String(board.state.chosen === code.id) }, code.title), " ",
      make("small", { dataset: { for: code.id } }, board.said(board.state.aspect, board.at(code, board.state.aspect))));
  }

  // Whether a point lies in the triangle, or on its edge.
  const within = (x, y) => {
    const third = 1 - y / HIGH, second = x - third / 2;
    return Math.min(third, second, 1 - second - third) > -0.01;
  };
  // Dots at one place lie around it, each as near as there is room.
  function stack() {
    const taken = [];
    for (const one of field.querySelectorAll(".dot")) {
      const [x, y] = point(JSON.parse(one.dataset.shares)).map((d) => d * side());
      const room = spiral(x, y).filter(([a, b]) => taken.every(([c, d]) => Math.hypot(a - c, b - d) >= APART));
      const free = room.find(([a, b]) => within(a / side(), b / side())) || room[0];
      taken.push(free);
      at(one, free);
    }
  }
  function* turns(x, y) {
    yield [x, y];
    for (let ring = 1; ring < 40; ring += 1) {
      const many = 6 * ring;
      for (let n = 0; n < many; n += 1) {
        const angle = (2 * Math.PI * n) / many;
        yield [x + ring * (APART + 1) * Math.cos(angle), y + ring * (APART + 1) * Math.sin(angle)];
      }
    }
  }
  const spiral = (x, y) => [...turns(x, y)];
  function at(one, [x, y]) {
    one.style.left = `${x}px`;
    one.style.top = `${y}px`;
  }

  function key(event, element) {
    const code = board.code(element.dataset.code);
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const pole = { Home: 0, End: 1, 1: 0, 2: 1, 3: 2 }[event.key];
    if (event.key === "PageUp" || event.key === "PageDown") {
      const dots = [...field.querySelectorAll(".dot")];
      const next = dots[dots.indexOf(element) + (event.key === "PageUp" ? -1 : 1)];
      if (next) next.focus();
      return true;
    }
    if (!way && pole === undefined) return false;
    if (!board.movable(code)) return true;
    const [x, y] = point(JSON.parse(element.dataset.shares)), far = event.shiftKey ? FAR : STEP;
    board.move(code.id, board.state.aspect, way ? shares(x + way[0] * far, y + way[1] * far) : [0, 1, 2].map((p) => Number(p === pole)));
    return true;
  }

  function over(event, off) {
    const box = field.getBoundingClientRect(), [a, b] = off || [0, 0];
    return shares((event.clientX - box.left - a) / box.width, (event.clientY - box.top - b) / box.width);
  }
  function inside(event) {
    const box = field.getBoundingClientRect();
    return event.clientX > box.left - 30 && event.clientX < box.right + 30 && event.clientY > box.top - 30 && event.clientY < box.bottom + 30;
  }
  function offset(element, event) {
    const box = field.getBoundingClientRect(), [x, y] = point(JSON.parse(element.dataset.shares));
    return [event.clientX - box.left - x * box.width, event.clientY - box.top - y * box.width];
  }
  const slide = (element, given) => at(element, point(given).map((d) => d * side()));

  return { draw, stack, key, over, inside, slide, value, offset, place: (given) => given, middle: () => [0.34, 0.33, 0.33] };
})();
