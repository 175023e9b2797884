"use strict";
// Everything stands on the page without this. It makes headings of long tables sort their rows, takes
// boxes that need no scrolling out of the tab order, and lets pictures say the value one points at.

/** The number that a cell begins with, or null: "−0.45", "1,234", "4:05 /km", "p < 0.001". */
function leading(text) {
  const found = /^(?:p\s*[<=]\s*)?([−+-]?)(\d[\d,]*)(?::(\d\d))?(\.\d+)?(?!\d|-\d)/.exec(text.trim());
  if (!found) return null;
  const [, sign, whole, seconds, part] = found;
  const size = Number(whole.replaceAll(",", "") + (part || "")) + (seconds ? Number(seconds) / 60 : 0);
  return sign === "−" || sign === "-" ? -size : size;
}

/** Numbers before words, both upwards; cells without either come last whatever the direction. */
function order(a, b, way) {
  if (!a || !b) return Boolean(b) - Boolean(a) || 0;
  const [x, y] = [leading(a), leading(b)];
  if (x !== null && y !== null) return way * (x - y);
  if (x !== null || y !== null) return x !== null ? -1 : 1;
  return way * a.localeCompare(b, "en", { numeric: true });
}

for (const table of document.querySelectorAll("table.sortable")) {
  table.classList.add("sorts");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      const next = now === null ? "ascending" : now === "ascending" ? "descending" : null;
      if (next) head.setAttribute("aria-sort", next);
      const way = next === "descending" ? -1 : 1;
      const text = (row) => row.cells[column].textContent.trim();
      body.append(...(next ? [...rows].sort((a, b) => order(text(a), text(b), way)) : rows));
    });
  });
}

const watch = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
document.querySelectorAll(".scroll").forEach((box) => watch.observe(box));

// --- Values of pictures. A row of a picture's table says where its value stands, in pixels of the
// picture; pointing at the place, tapping it, or stepping to it with the arrow keys shows the row.

const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
// Says what the keyboard steps to; a pointer that passes over a picture is silent.
const voice = Object.assign(document.createElement("div"), { className: "voice" });
voice.setAttribute("role", "status");
const marks = [0, 1].map(() =>
  Object.assign(document.createElement("div"), { className: "mark", hidden: true }));
document.body.append(tip, voice);

/** Rectangles "left,top,width,height", a blank between two. */
const places = (text) => text.split(" ").map((one) => one.split(",").map(Number));

/** Distance of a point from a rectangle, pixels of the picture. */
const distance = ([left, top, width, height], x, y) =>
  Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height));

/** Farther from any value than this (points of the screen), nothing is shown. */
const NEAR = 24;

function hide() {
  tip.hidden = true;
  for (const mark of marks) mark.hidden = true;
}

for (const box of document.querySelectorAll("[data-reads]")) {
  const image = box.querySelector("img");
  const rows = [...document.getElementById(`values-${box.dataset.reads}`).tBodies[0].rows];
  const spots = { wide: null, narrow: null };
  /** The rectangles of every row in the picture that is shown. */
  const shown = () => {
    const which = box.querySelector("source").width === image.naturalWidth / 2 ? "narrow" : "wide";
    spots[which] ??= rows.map((row) => places(row.dataset[which]));
    return spots[which];
  };
  let at = -1;

  /** Shows row `next`, whose rectangle `which` was meant. */
  function show(next, which = 0) {
    at = next;
    const scale = image.clientWidth / image.naturalWidth;
    const all = shown()[at];
    const frame = box.getBoundingClientRect();
    marks.forEach((mark, i) => {
      mark.hidden = i >= all.length;
      if (mark.hidden) return;
      const [left, top, width, height] = all[i].map((v) => v * scale);
      box.append(mark);
      Object.assign(mark.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    });
    const [what, value] = [...rows[at].cells].map((cell) => cell.textContent.trim());
    tip.replaceChildren(Object.assign(document.createElement("strong"), { textContent: what }), ` ${value}`);
    tip.hidden = false;
    const [left, top, width, height] = all[which].map((v) => v * scale);
    const wanted = frame.left + left + width / 2 - tip.offsetWidth / 2;
    const x = Math.max(8, Math.min(wanted, document.documentElement.clientWidth - tip.offsetWidth - 8));
    const above = frame.top + top - tip.offsetHeight - 10;
    const below = Math.min(frame.top + top + height + 10, innerHeight - tip.offsetHeight - 8);
    tip.style.left = `${x}px`;
    tip.style.top = `${above >= 8 ? above : below}px`;
  }

  /** Shows the value nearest to a point of the screen, if one is near. */
  function point(event) {
    const frame = image.getBoundingClientRect();
    const scale = image.naturalWidth / frame.width;
    const [x, y] = [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
    let best = { far: NEAR * scale };
    shown().forEach((all, row) => all.forEach((place, which) => {
      const far = distance(place, x, y);
      if (far < best.far) best = { far, row, which };
    }));
    if (best.row === undefined) hide();
    else show(best.row, best.which);
  }

  box.addEventListener("pointermove", (event) => event.pointerType === "mouse" && point(event));
  box.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hide());
  box.addEventListener("click", point);
  box.addEventListener("blur", hide);
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Picture with values. The arrow keys go through them.");
  box.addEventListener("keydown", (event) => {
    const last = rows.length - 1;
    const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last };
    if (event.key === "Escape") hide();
    else if (event.key in steps && !event.altKey && !event.ctrlKey && !event.metaKey) {
      show(Math.max(0, Math.min(last, steps[event.key])));
      voice.textContent = tip.textContent;
      event.preventDefault();
    }
  });
}
addEventListener("scroll", hide, { passive: true });
