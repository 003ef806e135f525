// Makes the marks of a figure buttons: Tab reaches a figure once, arrow keys walk its marks, Enter or Space opens what one stands for.
// Without this script a figure is a picture with all its numbers in words.
(function () {
  const NEXT = { ArrowRight: 1, ArrowLeft: -1 };
  const ACROSS = 3; // how much farther a mark aside counts than one straight above or below

  function middle(mark) {
    const box = mark.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, tall: box.height };
  }

  // The mark that is nearest above (-1) or below (1).
  function beyond(marks, from, way) {
    const here = middle(from);
    let found = from;
    let least = Infinity;
    for (const mark of marks) {
      const there = middle(mark);
      const down = (there.y - here.y) * way;
      const far = down + ACROSS * Math.abs(there.x - here.x);
      if (down > Math.min(here.tall, there.tall) / 2 && far < least) [found, least] = [mark, far];
    }
    return found;
  }

  function walked(marks, from, key) {
    const at = marks.indexOf(from);
    if (key in NEXT) return marks[Math.max(0, Math.min(marks.length - 1, at + NEXT[key]))];
    if (key === "Home") return marks[0];
    if (key === "End") return marks[marks.length - 1];
    return beyond(marks, from, key === "ArrowDown" ? 1 : -1);
  }

  // Of two drawings with the same marks the first says for both what they stand for.
  function named(figure, marks) {
    if (!figure.matches("svg + svg") || marks[0].hasAttribute("aria-label")) return;
    const told = figure.previousElementSibling.querySelectorAll("[data-s], [data-e]");
    marks.forEach((mark, n) => mark.setAttribute("aria-label", told[n].getAttribute("aria-label")));
  }

  function make(figure) {
    const marks = Array.from(figure.querySelectorAll("[data-s], [data-e]"));
    if (!marks.length) return;
    figure.setAttribute("role", "group");
    named(figure, marks);
    let stop = marks[0];
    for (const mark of marks) {
      mark.setAttribute("role", "button");
      mark.setAttribute("aria-haspopup", "dialog");
      mark.setAttribute("tabindex", mark === stop ? "0" : "-1");
    }
    figure.addEventListener("focusin", function (event) {
      const mark = event.target.closest("[role=button]");
      if (!mark || mark === stop) return;
      stop.setAttribute("tabindex", "-1");
      mark.setAttribute("tabindex", "0");
      stop = mark;
    });
    figure.addEventListener("keydown", function (event) {
      const mark = event.target.closest("[role=button]");
      if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        mark.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      } else if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) {
        event.preventDefault();
        walked(marks, mark, event.key).focus();
      }
    });
    // What a mark says to those who listen it shows to those who point at it.
    figure.addEventListener("pointerover", function (event) {
      const mark = event.target.closest("[role=button]");
      if (!mark || mark.querySelector("title")) return;
      const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
      title.textContent = mark.getAttribute("aria-label");
      mark.prepend(title);
    });
  }

  document.querySelectorAll(".drawing svg").forEach(make);
})();
