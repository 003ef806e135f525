// The evidence desk, second part: a list that holds in the page only the rows which can be seen, however high each is.
"use strict";
idealtypesDesk.list = (function () {
  const FEW = 50, AROUND = 6, GUESS = 110; // rows that are all drawn; rows beyond either edge; pixels of a row not yet seen

  // `scroller` is what scrolls, `holder` where the rows stand in it, `draw(item)` makes one.
  return function (scroller, holder, draw) {
    let items = [], heights = [], offsets = [0], drawn = new Map(), queued = false;
    function measure(from) {
      for (let k = from; k < items.length; k++) offsets[k + 1] = offsets[k] + heights[k];
    }
    function at(y) { // the row at a height
      let low = 0, high = items.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (offsets[middle] <= y) low = middle; else high = middle - 1;
      }
      return low;
    }
    function place(k) {
      const row = draw(items[k]);
      row.setAttribute("aria-posinset", k + 1);
      row.setAttribute("aria-setsize", items.length);
      row.tabIndex = -1;
      row.dataset.row = k;
      return row;
    }
    function render(keep = -1) {
      queued = false;
      if (!items.length || !scroller.clientHeight) return;
      const top = scroller.scrollTop - holder.offsetTop, seen = at(Math.max(0, top));
      const all = items.length <= FEW;
      const first = all ? 0 : Math.max(0, seen - AROUND);
      const last = all ? items.length - 1 : Math.min(items.length - 1, at(Math.max(0, top + scroller.clientHeight)) + AROUND);
      const focused = document.activeElement && document.activeElement.closest("[data-row]");
      const held = focused && holder.contains(focused) ? Number(focused.dataset.row) : -1; // it keeps the focus, wherever it is
      for (const [k, row] of drawn) if ((k < first || k > last) && k !== held && k !== keep) { row.remove(); drawn.delete(k); }
      const wanted = [];
      for (let k = first; k <= last; k++) wanted.push(k);
      for (const k of [held, keep]) if (k >= 0 && (k < first || k > last)) wanted.push(k);
      wanted.sort((a, b) => a - b);
      let before = null;
      for (const k of wanted) {
        let row = drawn.get(k);
        if (!row) {
          row = place(k);
          drawn.set(k, row);
          if (before) before.after(row); else holder.prepend(row);
        }
        before = row;
      }
      let changed = -1, above = 0;
      const seenAt = offsets[seen];
      for (const k of wanted) {
        const height = drawn.get(k).offsetHeight;
        if (height && height !== heights[k]) {
          heights[k] = height;
          if (changed < 0) changed = k;
        }
      }
      if (changed >= 0) measure(changed);
      for (const k of wanted) drawn.get(k).style.top = offsets[k] + "px";
      holder.style.height = offsets[items.length] + "px";
      above = offsets[seen] - seenAt;
      if (above && top > 0) scroller.scrollTop += above; // what is seen stays where it is
    }
    function soon() {
      if (!queued) { queued = true; requestAnimationFrame(() => render()); }
    }
    function focus(k) {
      if (k < 0 || k >= items.length) return;
      for (let turn = 0; turn < 3; turn++) { // heights become known on the way
        const row = drawn.get(k), top = holder.offsetTop + offsets[k];
        if (top < scroller.scrollTop) scroller.scrollTop = top;
        else if (top + heights[k] > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = Math.min(top, top + heights[k] - scroller.clientHeight);
        render(k);
        if (row) break;
      }
      drawn.get(k).focus({ preventScroll: true });
    }
    holder.addEventListener("keydown", function (event) {
      const row = event.target.closest("[data-row]");
      if (!row || event.target.matches("input, select")) return;
      const k = Number(row.dataset.row);
      const to = { ArrowDown: k + 1, ArrowUp: k - 1, PageDown: k + 5, PageUp: k - 5, Home: 0, End: items.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      focus(Math.max(0, Math.min(items.length - 1, to)));
    });
    scroller.addEventListener("keydown", function (event) { // from the list itself into its rows
      if (event.target === scroller && event.key === "ArrowDown" && items.length && holder.offsetTop <= scroller.scrollTop + scroller.clientHeight) {
        event.preventDefault();
        focus(at(Math.max(0, scroller.scrollTop - holder.offsetTop)));
      }
    });
    scroller.addEventListener("scroll", soon, { passive: true });
    holder.addEventListener("toggle", soon, true);
    new ResizeObserver(soon).observe(scroller); // also where something opens beside it

    return {
      // Other rows; `keep` where most are those that were there: then the place in the list stays.
      show(found, keep = false) {
        const known = keep ? new Map(items.map((item, k) => [item, heights[k]])) : null;
        const at = keep && document.activeElement && holder.contains(document.activeElement) ? Number(document.activeElement.closest("[data-row]").dataset.row) : -1;
        items = found;
        heights = found.map((item) => (known && known.get(item)) || GUESS);
        offsets = new Array(found.length + 1).fill(0);
        measure(0);
        drawn = new Map();
        holder.replaceChildren();
        if (found.length) holder.setAttribute("role", "feed"); else holder.removeAttribute("role");
        holder.style.height = offsets[found.length] + "px";
        render();
        render();
        if (at >= 0 && found.length) focus(Math.min(at, found.length - 1));
      },
      render,
      focus,
    };
  };
})();
