// Opens the pages of groups in headless Chromium.
//
//   SHAKEOUT_COHORTS=FOLDER npm test
//
// FOLDER holds one group's report a folder, each with its report.html.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = process.env.SHAKEOUT_COHORTS && resolve(process.env.SHAKEOUT_COHORTS);
const shots = process.env.SHAKEOUT_SCREENSHOTS
  ? resolve(process.env.SHAKEOUT_SCREENSHOTS)
  : mkdtempSync(join(tmpdir(), "shakeout-screenshots-"));
mkdirSync(shots, { recursive: true });
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const groups = folder ? readdirSync(folder).filter((name) => !name.endsWith("-runners")) : [];

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });
});
after(() => browser?.close());

/** Opens a group's page, runs `look` on it, and fails on any console error or request. */
async function open(name, options, look) {
  const url = pathToFileURL(join(folder, name, "report.html")).href;
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const errors = [];
    page.on("console", (m) => ["error", "warning"].includes(m.type()) && errors.push(m.text()));
    page.on("pageerror", (e) => errors.push(String(e)));
    page.on("request", (r) => r.url() !== url && !r.url().startsWith("data:") && errors.push(r.url()));
    await page.goto(url, { timeout: 20_000 });
    await look(page);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

for (const name of groups) {
  describe(name, () => {
    for (const [width, height] of [[390, 844], [1280, 800]]) {
      for (const colorScheme of ["light", "dark"]) {
        // The policy forbids scripts, so it is lifted for axe alone.
        test(`at ${width} px in ${colorScheme} nothing is too wide and axe finds nothing serious`, () =>
          open(name, { viewport: { width, height }, colorScheme, bypassCSP: true }, async (page) => {
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.equal(wide, 0, "horizontal scroll");
            const head = await page.locator("h1").boundingBox();
            assert(head.y + head.height <= height, "the answer is on the first screen");
            const drawn = await page.evaluate(() =>
              [...document.querySelectorAll("svg")].filter((one) => one.getBoundingClientRect().width > 0).length);
            assert.equal(drawn, 1, "one forest is shown");
            await page.screenshot({ path: join(shots, `group-${name}-${width}-${colorScheme}.png`), fullPage: true });
            await page.addScriptTag({ path: axe });
            const { violations } = await page.evaluate(() => window.axe.run(document));
            const grave = violations
              .filter((one) => ["serious", "critical"].includes(one.impact))
              .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`);
            assert.deepEqual(grave, []);
          }));
      }
    }

    test("every runner has a row, and the contents lead to every part", () =>
      open(name, {}, async (page) => {
        const said = await page.locator("header").innerText();
        const runners = Number(said.match(/(\d+) runners?: /)[1]);
        assert.equal(await page.locator("tbody tr").count(), runners);
        for (const link of await page.locator("nav a").all()) {
          const target = (await link.getAttribute("href")).slice(1);
          assert(await page.locator(`[id="${target}"]`).isVisible(), target);
        }
        assert(statSync(join(folder, name, "report.html")).size < 1_500_000);
      }));
  });
}
