// SPDX-License-Identifier: Apache-2.0

// What is said of all runs, the colours, printing, and the start of everything.

const kRowsPrintedMax = 500;

function showSummary() {
  const errors = allRuns.map((run) => columnOf.energy_error_millihartree.at(run)).filter((error) => typeof error === "number");
  const accurate = allRuns.filter((run) => columnOf.chemical_accuracy.at(run) === "yes").length;
  const flagged = allRuns.filter((run) => flagsOf(run).length > 0).length;
  const seconds = allRuns.reduce((sum, run) => sum + (columnOf.seconds.at(run) || 0), 0);
  const molecules = new Set(allRuns.map((run) => columnOf.scan_molecule.at(run) || columnOf.name.at(run))).size;
  const tiles = [[count(report.runs, "", "").trim(), report.runs === 1 ? "run" : "runs"], [String(molecules), molecules === 1 ? "molecule" : "molecules"],
                 [errors.length > 0 ? `${accurate} of ${errors.length}` : "–", "in chemical accuracy"], [String(flagged), "flagged"], [timeText(seconds), "of computing"]];
  byId("tiles").replaceChildren(...tiles.map(([value, text]) => element("li", {}, element("b", {}, value), element("span", {}, text))));
  byId("notes").replaceChildren(...report.notes.map((note) => element("p", {class: "note"}, note)));
}

function timeText(seconds) {
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function showProvenance() {
  const facts = new Map(report.provenance);
  byId("subtitle").textContent = `${facts.get("Written by")}, ${facts.get("Created")}`;
  byId("origin").replaceChildren(...report.provenance.flatMap(([what, value]) => [element("dt", {}, what), element("dd", {}, value)]));
  const row = (batch) => element("tr", {}, ...[batch.id, batch.processed_at, batch.name, batch.source].map((text) => element("td", {}, text)),
                                 element("td", {class: "number"}, String(batch.runs)));
  byId("batches").tBodies[0].replaceChildren(...report.batches.map(row));
}

/** A page from a file may have no storage. */
function remembered(value) {
  try {
    if (value === undefined) return localStorage.getItem("eigenlake-theme") || "";
    localStorage.setItem("eigenlake-theme", value);
  } catch { /* The choice ends with the page. */ }
  return "";
}

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function startTheme() {
  const select = byId("theme");
  select.value = remembered();
  setTheme(select.value);
  select.addEventListener("change", () => { setTheme(select.value); remembered(select.value); });
}

/** All filtered rows are printed, and the molecule as it stands. */
function startPrinting() {
  addEventListener("beforeprint", () => {
    renderRows(table.order.slice(0, kRowsPrintedMax));
    if (table.order.length > kRowsPrintedMax) byId("status").textContent = `The first ${kRowsPrintedMax} of ${count(table.order.length, "run", "runs")}`;
    if (!viewer) return;
    byId("viewer-print").src = viewer.pngURI();
    byId("viewer-print").alt = byId("viewer").getAttribute("aria-label");
    byId("viewer").classList.add("printed");
  });
  addEventListener("afterprint", () => { byId("viewer").classList.remove("printed"); renderTable(); });
}

function drawShown() {
  table.drawn = new Set(table.order.filter((run) => curveOf.has(run)).slice(table.page * table.size, (table.page + 1) * table.size).slice(0, kCurvesDrawnMax));
  renderTable();
  drawConvergence();
}

function startFigures() {
  makeErrorAxes();
  table.onDraw = drawConvergence;
  // While somebody types, the table follows at once and the figures when they pause.
  let pause = 0;
  table.onFilter = () => {
    clearTimeout(pause);
    pause = setTimeout(() => { drawErrors(); drawScan(); }, 120);
  };
  byId("convergence-axis").addEventListener("change", drawConvergence);
  byId("errors-axis").addEventListener("change", drawErrors);
  byId("draw-shown").addEventListener("click", drawShown);
  byId("draw-none").addEventListener("click", () => { table.drawn.clear(); renderTable(); drawConvergence(); });
  const drawAll = () => { drawScan(); drawConvergence(); drawErrors(); };
  drawAll();
  let width = innerWidth;
  let waiting = 0;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });
}

startTheme();
showSummary();
showProvenance();
table.drawn = new Set(report.curves.slice(0, 8).map((curve) => curve.run));
startTable();
startFigures();
startDetails();
startPrinting();
document.documentElement.dataset.ready = "true";
