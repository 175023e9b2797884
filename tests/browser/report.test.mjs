// Opens reports in headless Chromium and checks what a reader would notice.
//
//   SHAKEOUT_REPORTS=FOLDER npm test
//
// FOLDER holds one report a folder: season/, hostile/ and no-log/, each with its report.html.
// CHROMIUM: the browser (default /usr/bin/chromium). Screenshots go to SHAKEOUT_SCREENSHOTS, else to a
// new folder for temporary files.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

assert(process.env.SHAKEOUT_REPORTS, "SHAKEOUT_REPORTS must name the folder of the reports");
const reports = resolve(process.env.SHAKEOUT_REPORTS);
const shots = process.env.SHAKEOUT_SCREENSHOTS
  ? resolve(process.env.SHAKEOUT_SCREENSHOTS)
  : mkdtempSync(join(tmpdir(), "shakeout-screenshots-"));
mkdirSync(shots, { recursive: true });
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const MOST_BYTES = 500_000;
// What the names of the hostile archive would leave behind if one of them were run.
const BROKEN = "broken";

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
});
after(() => browser?.close());

/** Opens a report, runs `look` on it, and fails on any console error, page error or request. */
async function open(name, options, look) {
  const file = join(reports, name, "report.html");
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: DESK, ...options });
  try {
    const page = await context.newPage();
    const errors = [];
    const requests = [];
    page.on("console", (m) => ["error", "warning"].includes(m.type()) && errors.push(m.text()));
    page.on("pageerror", (e) => errors.push(String(e)));
    page.on("dialog", (d) => (errors.push(`dialog: ${d.message()}`), d.dismiss()));
    page.on("request", (r) => r.url() !== url && !r.url().startsWith("data:") && requests.push(r.url()));
    await page.goto(url, { timeout: 20_000 });
    await look(page, file);
    assert.deepEqual(errors, [], "errors in the console");
    assert.deepEqual(requests, [], "requests beyond the file itself");
    assert.equal(page.url().split("#")[0], url, "the page has not been left");
  } finally {
    await context.close();
  }
}

const shoot = (page, name, more) =>
  page.screenshot({ path: join(shots, `${name}.png`), caret: "initial", animations: "allow", ...more });
const unfold = (page) =>
  page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The lower edge of an element, px from the top of the window; the element must be visible. */
async function bottom(page, selector) {
  const first = page.locator(selector).first();
  assert(await first.isVisible(), `${selector} is visible`);
  const box = await first.boundingBox();
  return box.y + box.height;
}

for (const name of ["season", "hostile", "no-log"]) {
  describe(name, () => {
    for (const [size, viewport] of [["390", PHONE], ["1280", DESK]]) {
      test(`at ${size} px the verdict is on the first screen and nothing is wider than the page`, () =>
        open(name, { viewport }, async (page) => {
          const seen = ["h1", ".kicker", ...(name === "no-log" ? [] : [".estimate"])];
          for (const selector of seen) {
            const edge = await bottom(page, selector);
            assert(edge <= viewport.height, `${selector} ends at ${edge} px of ${viewport.height}`);
          }
          await shoot(page, `${name}-${size}-first`);
          assert.equal(await overflow(page), 0, "horizontal scroll while folded");
          await unfold(page);
          assert.equal(await overflow(page), 0, "horizontal scroll while unfolded");
          await shoot(page, `${name}-${size}-light`, { fullPage: true });
          await page.emulateMedia({ colorScheme: "dark" });
          await shoot(page, `${name}-${size}-dark`, { fullPage: true });
        }));
    }

    test("every fold opens and closes by keyboard, in the order of the page", () =>
      open(name, {}, async (page) => {
        const folds = await page.locator("details").count();
        assert(folds >= 3, `${folds} folds`);
        const reached = [];
        for (let i = 0; i < 200 && reached.length < folds; i += 1) {
          await page.keyboard.press("Tab");
          const state = () =>
            page.evaluate(() => {
              const here = document.activeElement;
              if (here?.tagName !== "SUMMARY") return null;
              const place = [...document.querySelectorAll("details")].indexOf(here.parentElement);
              const ring = getComputedStyle(here).outlineStyle;
              return { place, ring, open: here.parentElement.open };
            });
          const before = await state();
          if (!before) continue;
          assert(!before.open, "a fold is closed at first");
          assert.notEqual(before.ring, "none", "the focus can be seen");
          await page.keyboard.press("Enter");
          assert.equal((await state()).open, !before.open, "Enter opens or closes");
          await page.keyboard.press("Enter");
          assert.equal((await state()).open, before.open, "Enter again undoes it");
          reached.push(before.place);
        }
        assert.deepEqual(reached, [...Array(folds).keys()]);
      }));

    for (const colorScheme of ["light", "dark"]) {
      test(`axe finds nothing serious in ${colorScheme}`, () =>
        // The policy forbids scripts that are not the page's own, so it is lifted for axe alone.
        open(name, { colorScheme, bypassCSP: true }, async (page) => {
          await unfold(page);
          await page.addScriptTag({ path: axe });
          for (const viewport of [DESK, PHONE]) {
            await page.setViewportSize(viewport);
            await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
            const { violations, passes } = await page.evaluate(() => window.axe.run(document));
            assert(passes.some((one) => one.id === "color-contrast"), "the contrast was looked at");
            const grave = violations
              .filter((one) => ["serious", "critical"].includes(one.impact))
              .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`);
            assert.deepEqual(grave, [], `at ${viewport.width} px`);
            for (const one of violations.filter((v) => !["serious", "critical"].includes(v.impact))) {
              console.log(`# ${name} ${colorScheme} ${viewport.width} px, ${one.impact}: ${one.id} (${one.nodes.length})`);
            }
          }
        }));
    }

    test("it says the same without scripts", async () => {
      const words = (page) =>
        page.evaluate(() => {
          const copy = document.body.cloneNode(true);
          copy.querySelectorAll("script").forEach((one) => one.remove());
          return copy.textContent;
        });
      let withScripts;
      await open(name, {}, async (page) => (withScripts = await words(page)));
      await open(name, { javaScriptEnabled: false }, async (page) => {
        assert.equal(await words(page), withScripts);
        assert.equal(await page.locator("thead button").count(), 0, "no button that would do nothing");
        const fold = page.locator("details:not(.assumptions, .values)").first();
        assert(!(await fold.locator("p").first().isVisible()), "a fold is closed");
        await fold.locator("summary").click();
        assert(await fold.locator("p").first().isVisible(), "a fold opens");
      });
      assert(withScripts.length > 1000);
    });

    test("pictures say their numbers, and all is in one file of at most 500 kB", () =>
      open(name, {}, async (page, file) => {
        assert(statSync(file).size <= MOST_BYTES, `${statSync(file).size} bytes`);
        const pictures = await page.evaluate(() =>
          [...document.querySelectorAll("svg")].filter((one) => one.getBoundingClientRect().width > 0).map((one) => ({
            label: one.getAttribute("aria-label"), marks: one.querySelectorAll("path, text").length,
            font: getComputedStyle(one.querySelector("text")).fontFamily,
          })));
        assert(pictures.length >= 3, `${pictures.length} pictures`);
        for (const { label, marks, font } of pictures) {
          assert(marks > 5, `drawn: ${label}`);
          assert.match(font, /^Inter/);
          assert.match(label, /\d/, `words with numbers: ${label}`);
        }
        assert(await page.evaluate(() => document.fonts.ready.then((all) => [...all].some((one) => one.status === "loaded"))),
          "the embedded font is used");
      }));

    test("the contents lead to every part, and every figure to its files", () =>
      open(name, {}, async (page) => {
        const links = page.locator("nav a");
        const count = await links.count();
        assert(count >= 4, `${count} links`);
        for (let i = 0; i < count; i += 1) {
          const target = (await links.nth(i).getAttribute("href")).slice(1);
          await links.nth(i).click();
          assert(await page.locator(`[id="${target}"]`).isVisible(), target);
          assert.equal(await page.evaluate(() => location.hash.slice(1)), target);
        }
        const files = await page.evaluate(() => [...document.querySelectorAll(".take a")].map((one) => one.getAttribute("href")));
        assert(files.length >= 2);
        for (const file of files) assert(existsSync(join(reports, name, file)), file);
      }));

    test("a button copies the data of a figure", () =>
      open(name, { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
        const button = page.locator("[data-copy=calendar]");
        assert(await button.isVisible());
        await button.click();
        await page.waitForFunction(() => document.querySelector("[data-copy=calendar]").textContent === "Copied");
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        const lines = copied.split("\n");
        assert.equal(lines.length, 1 + (await page.locator("#values-calendar tbody tr").count()));
        assert.match(lines[0], /^Day\tWhat was done/);
      }));

    test("the content policy stops what is not the page's own", () =>
      open(name, {}, async (page) => {
        const policy = await page.locator("meta[http-equiv]").getAttribute("content");
        assert.match(policy, /default-src 'none'/);
        assert.doesNotMatch(policy, /unsafe|\*|https?:/);
        assert(!(await page.title()).includes(BROKEN), "no name was run");
        assert.equal(await page.locator("[onerror], [onload], [onmouseover], img, iframe, a[href^=javascript]").count(), 0);
        assert.equal(await page.locator("script").count(), 1);
      }));

    test("print is the verdict with four figures, and on request the appendix with what is folded", () =>
      open(name, { viewport: { width: 718, height: 1000 }, colorScheme: "dark" }, async (page) => {
        await page.emulateMedia({ media: "print" });
        const seen = () => page.evaluate(() =>
          [...document.querySelectorAll("figure")].filter((one) => one.getBoundingClientRect().height > 0).length);
        const heights = () => page.evaluate(() =>
          [...document.querySelectorAll("details:not(.values) > *:not(summary)")].map((one) => one.getBoundingClientRect().height));
        const pages = async (path) => {
          const pdf = await page.pdf({ path: join(shots, path), format: "A4" });
          return [...pdf.toString("latin1").matchAll(/\/Type\s*\/Page[^s]/g)].length;
        };
        assert((await seen()) <= 4);
        const short = await pages(`${name}.pdf`);
        assert(short <= 4, `${short} pages`);
        assert.equal(await overflow(page), 0);
        const ink = await page.evaluate(() => getComputedStyle(document.querySelector(".c-ink")).color);
        assert.equal(ink, "rgb(28, 32, 40)", "dark on white paper");
        await page.emulateMedia({ media: "screen" });
        await page.locator("#print-all").check();
        await page.emulateMedia({ media: "print" });
        const folds = await heights();
        assert(folds.length > 3);
        assert(folds.every((height) => height > 0), `heights ${folds}`);
        assert((await pages(`${name}-appendix.pdf`)) > short);
      }));
  });
}

/** The rectangles of every row of a table of values, as the page's script reads them. */
function rectangles(text) {
  const before = [];
  return text.split(";").map((row) => row.split(" ").map((one, i) => {
    const [left, top, width, height] = one.split(",").map(Number);
    const last = before[i] ?? [0, 0, 0, 0];
    return (before[i] = [last[0] + left, last[1] + top, width ?? last[2], height ?? last[3]]);
  }));
}

for (const [size, viewport] of [["390", PHONE], ["1280", DESK]]) {
  test(`at ${size} px a picture says the value one points at, taps, or steps to`, () =>
    open("season", { viewport }, async (page) => {
      const box = page.locator("[data-reads=effect]");
      const tip = page.locator(".tip");
      const rows = page.locator("#values-effect tbody tr");
      const said = (n) => rows.nth(n).evaluate((row) => [...row.cells].map((c) => c.textContent.trim()).join(" "));
      const which = size === "390" ? "phone" : "desk";
      const picture = box.locator(`svg.${which}`);
      assert(await picture.isVisible(), "the picture that fits the screen");
      assert.equal(await box.locator("svg:visible").count(), 1);
      const spots = rectangles(await page.locator("#values-effect").getAttribute(`data-${which}`));
      assert(!(await tip.isVisible()));
      await box.scrollIntoViewIfNeeded();
      for (const n of [0, 3]) {
        const [left, top, width, height] = spots[n][0];
        const scale = await picture.evaluate((one) => one.getBoundingClientRect().width / one.viewBox.baseVal.width);
        await picture.evaluate((one, y) => scrollTo(0, scrollY + one.getBoundingClientRect().top + y - 300), top * scale);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const frame = await box.boundingBox();
        await page.mouse.move(frame.x + (left + width / 2) * scale, frame.y + (top + height / 2) * scale);
        assert.equal(await tip.textContent(), await said(n));
        assert(await tip.isVisible());
        const edge = await tip.boundingBox();
        assert(edge.x >= 0 && edge.x + edge.width <= viewport.width, "the value stands inside the window");
      }
      await shoot(page, `season-${size}-value`);
      await page.mouse.move(1, 1);
      assert(!(await tip.isVisible()), "nothing is said beside the picture");
      await box.focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Home");
      assert.equal(await tip.textContent(), await said(0));
      assert.equal(await page.locator(".voice").textContent(), await said(0), "a screen reader is told");
      await page.keyboard.press("Escape");
      assert(!(await tip.isVisible()));
    }));
}

test("the hostile names are on the page, as text", () =>
  open("hostile", {}, async (page) => {
    const text = await page.evaluate(() => document.body.textContent);
    for (const name of ["<img src=x onerror=", "<script>", "&lt;b&gt;already escaped", "{{ 7 * 7 }}", "ריצת בוקר", "早晨", "🏃"]) {
      assert(text.includes(name), `${name} is shown`);
    }
    assert(!/[\u202a-\u202e\u2066-\u2069]/.test(text), "no name turns the writing direction");
    assert(text.length < 200_000, "a long name is cut");
  }));

test("a heading sorts its table by mouse and keyboard, up, down and back", () =>
  open("hostile", {}, async (page) => {
    await unfold(page);
    const table = page.locator("table.sortable").filter({ hasText: "Files that were not used" });
    const column = (n) =>
      table.evaluate((one, at) => [...one.tBodies[0].rows].map((row) => row.cells[at].textContent), n);
    const head = table.locator("thead th").nth(1);
    const original = await column(1);
    const all = await column(0);
    assert(new Set(original).size >= 3, "there is something to sort");
    await head.locator("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const sorted = [...original].sort();
    assert.notDeepEqual(original, sorted);
    assert.deepEqual(await column(1), sorted);
    await page.keyboard.press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    assert.deepEqual(await column(1), sorted.reverse());
    await page.keyboard.press("Space");
    assert.equal(await head.getAttribute("aria-sort"), null);
    assert.deepEqual(await column(0), all);
    await table.locator("thead button").first().click();
    assert.equal(await table.locator("[aria-sort]").count(), 1, "one column at a time");
  }));

test("numbers sort as numbers", () =>
  open("season", {}, async (page) => {
    await unfold(page);
    const table = page.locator("table.sortable").filter({ hasText: "Other comparisons" });
    await table.locator("thead button").nth(1).click();
    const cells = await table.evaluate((one) => [...one.tBodies[0].rows].map((row) => row.cells[1].textContent));
    const numbers = cells.map((cell) => Number(cell.replace("−", "-"))).filter((n) => !Number.isNaN(n));
    assert(numbers.length >= 3 && numbers.some((n) => n < 0), `${cells}`);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
    assert(!/\d/.test(cells.at(-1)) || numbers.length === cells.length, "what is not given comes last");
  }));

test("every report is there", () => {
  for (const name of ["season", "hostile", "no-log"]) {
    assert(existsSync(join(reports, name, "report.html")), name);
  }
});
