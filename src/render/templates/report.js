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

// --- Values of pictures. A picture's table says where its values are, in pixels of the picture; pointing
// at the place, tapping it, or stepping to it with the arrow keys shows the row.

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

/** The rectangles of every row: rows apart by ";", places of a row by a blank, each less the one before it
 * in the same place; the size only where it is another. */
function places(text) {
  const before = [];
  return text.split(";").map((row) => row.split(" ").map((one, i) => {
    const [left, top, width, height] = one.split(",").map(Number);
    const last = before[i] ?? [0, 0, 0, 0];
    return (before[i] = [last[0] + left, last[1] + top, width ?? last[2], height ?? last[3]]);
  }));
}

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
  const table = document.getElementById(`values-${box.dataset.reads}`);
  const rows = [...table.tBodies[0].rows];
  const spots = {};
  /** The picture that is shown: for a desk or for a phone. */
  const image = () => [...box.querySelectorAll("svg")].find((one) => one.getBoundingClientRect().width > 0);
  /** The rectangles of every row in it. */
  const shown = () => {
    const which = image().classList[0];
    return (spots[which] ??= places(table.dataset[which]));
  };
  /** Points of the screen for a pixel of the picture. */
  const scale = () => image().getBoundingClientRect().width / image().viewBox.baseVal.width;
  let at = -1;

  /** Shows row `next`, whose rectangle `which` was meant. */
  function show(next, which = 0) {
    at = next;
    const all = shown()[at];
    const size = scale();
    const frame = box.getBoundingClientRect();
    marks.forEach((mark, i) => {
      mark.hidden = i >= all.length;
      if (mark.hidden) return;
      const [left, top, width, height] = all[i].map((v) => v * size);
      box.append(mark);
      Object.assign(mark.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    });
    const [what, value] = [...rows[at].cells].map((cell) => cell.textContent.trim());
    tip.replaceChildren(Object.assign(document.createElement("strong"), { textContent: what }), ` ${value}`);
    tip.hidden = false;
    const [left, top, width, height] = all[which].map((v) => v * size);
    const wanted = frame.left + left + width / 2 - tip.offsetWidth / 2;
    const x = Math.max(8, Math.min(wanted, document.documentElement.clientWidth - tip.offsetWidth - 8));
    const above = frame.top + top - tip.offsetHeight - 10;
    const below = Math.min(frame.top + top + height + 10, innerHeight - tip.offsetHeight - 8);
    tip.style.left = `${x}px`;
    tip.style.top = `${above >= 8 ? above : below}px`;
  }

  /** Shows the value nearest to a point of the screen, if one is near. */
  function point(event) {
    const frame = image().getBoundingClientRect();
    const size = scale();
    const [x, y] = [(event.clientX - frame.left) / size, (event.clientY - frame.top) / size];
    let best = { far: NEAR / size };
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

// --- Copying: the data table as a spreadsheet takes it.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const words = button.textContent;
  button.addEventListener("click", async () => {
    const rows = [...document.getElementById(`values-${button.dataset.copy}`).rows];
    const text = rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t")).join("\n");
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    button.textContent = done ? "Copied" : "Not copied: the browser refused";
    voice.textContent = button.textContent;
    setTimeout(() => (button.textContent = words), 2000);
  });
}
