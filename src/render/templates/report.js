"use strict";
// Everything stands on the page without this. It makes headings of long tables sort their rows, and
// takes boxes that need no scrolling out of the tab order.

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
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
document.querySelectorAll(".scroll").forEach((box) => watch.observe(box));
