// SPDX-License-Identifier: Apache-2.0

// Figures: convergence of the chosen runs, energies of a scan, errors of the filtered runs.

const palette = ["#4269d0", "#e8833a", "#3ca951", "#d6455d", "#9a6bd1", "#1fa5a8", "#c77cb5", "#8a7a5c", "#6b8e23", "#7f8ea3"];
const dashes = ["", "6 3", "2 3", "8 3 2 3"];
const kChemicalAccuracy = 1.6;  // Millihartree.
const kLowestDrawn = 1e-6;      // Millihartree: less is drawn here.
const kCurvesDrawnMax = 24;
const kDotsMax = 1000;

const styleOf = (place) => ({stroke: palette[place % palette.length],
                             strokeDasharray: dashes[Math.floor(place / palette.length) % dashes.length] || "none"});
const wholeTick = (value) => (Number.isInteger(value) ? String(value) : "");
const drawnError = (millihartree) => Math.max(Math.abs(millihartree), kLowestDrawn);

function figureWidth(figure) {
  return Math.max(300, Math.min(760, figure.clientWidth || figure.parentElement.clientWidth || 600));
}

/** Fills a figure: the drawing with its description, a legend, a caption and the numbers as a table. */
function fillFigure(figure, drawing, {description, legend = [], caption = "", numbers}) {
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", description);
  const items = legend.map(({text, style, dot}) => element("li", {title: text}, swatch(style, dot), shortened(text, 60)));
  figure.replaceChildren(drawing, element("ul", {class: "legend"}, ...items), element("figcaption", {}, caption));
  if (numbers) figure.append(numbers);
}

function swatch({stroke, strokeDasharray}, dot) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 30 10");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", dot ? "circle" : "line");
  const attributes = dot ? {cx: 15, cy: 5, r: 4, fill: stroke} : {x1: 0, x2: 30, y1: 5, y2: 5, stroke, "stroke-width": 2, "stroke-dasharray": strokeDasharray || "none"};
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  svg.append(shape);
  return svg;
}

const powerOfTen = (value) => (value >= 0.01 && value < 1e5 ? value.toLocaleString("en", {maximumSignificantDigits: 3})
                                                            : value.toExponential(0).replace("e+", "e"));
const logAxis = (label) => ({type: "log", label, grid: true, tickFormat: (value) => (Math.abs(Math.log10(value) % 1) < 1e-9 ? powerOfTen(value) : "")});

function accuracyMarks(x) {
  return [Plot.ruleY([kChemicalAccuracy], {stroke: "currentColor", strokeOpacity: 0.55, strokeDasharray: "4 3"}),
          Plot.text([["chemical accuracy, 1.6 mEh"]], {frameAnchor: x, x: undefined, y: () => kChemicalAccuracy, text: (d) => d[0], dy: 8,
                                                        textAnchor: x === "right" ? "end" : "start", fill: "currentColor", fillOpacity: 0.7})];
}

// --- Convergence ---

/** Evaluations and energies of a curve; the first of every so many, and the last. */
function pointsOf(run) {
  const curve = curveOf.get(run);
  const last = curve.above.length - 1;
  return curve.above.map((above, place) => ({
    evaluation: place === last ? curve.evaluations : 1 + place * curve.stride,
    error: drawnError(above * 1000),
    energy: curve.reference + above,
  }));
}

function drawConvergence() {
  const figure = byId("convergence-figure");
  const runs = [...table.drawn].filter((run) => curveOf.has(run)).slice(0, kCurvesDrawnMax);
  if (runs.length === 0) {
    figure.replaceChildren(element("p", {class: "quiet"}, report.curves.length === 0 ? "This page has no convergence curves." : "Choose runs in the table to draw their convergence."));
    return;
  }
  const isError = byId("convergence-axis").value === "error";
  const series = runs.map((run, place) => ({run, points: pointsOf(run), style: styleOf(place)}));
  const marks = series.map(({run, points, style}) =>
    Plot.line(points, {x: "evaluation", y: isError ? "error" : "energy", strokeWidth: 1.8, ...style,
                       title: (point) => `${nameOf(run)}\nevaluation ${point.evaluation}\n${point.energy.toFixed(8)} hartree`, tip: true}));
  const drawing = Plot.plot({
    width: figureWidth(figure), height: 380, marginLeft: isError ? 58 : 78, marginRight: 12, marginBottom: 44,
    x: evaluationAxis(series),
    y: isError ? logAxis("Error (mEh)") : {label: "Total energy (hartree)", grid: true, tickFormat: (value) => value.toFixed(4)},
    marks: [...(isError ? accuracyMarks("right") : []), ...marks],
  });
  fillFigure(figure, drawing, convergenceTexts(series, isError));
}

/** Runs of very different lengths are seen side by side on a logarithmic axis. */
function evaluationAxis(series) {
  const lengths = series.map(({run}) => curveOf.get(run).evaluations);
  const isWide = Math.max(...lengths) > 15 * Math.min(...lengths);
  return isWide ? {...logAxis("Evaluation"), grid: false} : {label: "Evaluation", nice: true};
}

function convergenceTexts(series, isError) {
  const left = table.drawn.size - series.length;
  const thinned = series.filter(({run}) => curveOf.get(run).stride > 1).length;
  const toLowest = series.filter(({run}) => !curveOf.get(run).exact).length;
  const notes = [isError ? "Distance of each evaluation's energy from the exact energy (FCI); less than 1e-6 mEh is drawn at 1e-6." : "Total energy of each evaluation."];
  if (isError && toLowest > 0) notes.push(`${count(toLowest, "run has", "runs have")} no exact energy: the distance is from the run's lowest.`);
  if (thinned > 0) notes.push(`Of ${count(thinned, "long run", "long runs")} only every second or later evaluation is in the page.`);
  if (left > 0) notes.push(`${count(left, "chosen run is", "chosen runs are")} not drawn; ${kCurvesDrawnMax} are drawn at once.`);
  return {
    description: `Convergence of ${count(series.length, "run", "runs")}: ${isError ? "error in millihartree on a logarithmic axis" : "total energy in hartree"} against the number of the evaluation. The table below has the ends.`,
    legend: series.map(({run, style}) => ({text: nameOf(run), style})),
    caption: notes.join(" "),
    numbers: dataTable("Convergence", ["Run", "Evaluations", "First energy (hartree)", "Last energy (hartree)", "Last error (mEh)"],
      series.map(({run, points}) => [nameOf(run), String(curveOf.get(run).evaluations), points[0].energy.toFixed(8), points.at(-1).energy.toFixed(8), points.at(-1).error.toPrecision(3)])),
  };
}

// --- Scan ---

/** The points of scans: those of one molecule, coordinate and settings belong together. */
function scanSeries() {
  const groups = new Map();
  for (const run of table.order) {
    const value = columnOf.scan_value.at(run);
    if (typeof value !== "number") continue;
    const settings = varyingSettings.map((column) => settingText(column, run)).filter((text) => text !== "");
    const name = [`${columnOf.scan_molecule.text(run)} ${columnOf.scan_coordinate.text(run)}`, ...settings].join(", ");
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push({run, value, vqe: columnOf.total_energy.at(run), fci: columnOf.fci_total_energy.at(run),
                           scf: columnOf.hf_total_energy.at(run), error: columnOf.energy_error_millihartree.at(run)});
  }
  const series = [...groups].map(([name, points]) => ({name, points: points.sort((a, b) => a.value - b.value)}));
  return series.filter(({points}) => points.length > 1).map((each, place) => ({...each, style: styleOf(place)}));
}

function scanAxis(series) {
  const coordinates = new Set(series.flatMap(({points}) => points.map(({run}) => `${columnOf.scan_coordinate.text(run)}`)));
  const units = new Set(series.flatMap(({points}) => points.map(({run}) => columnOf.scan_unit.text(run))));
  const unit = [...units][0];
  const name = coordinates.size === 1 ? [...coordinates][0] : "scan value";
  return {label: `${name[0].toUpperCase()}${name.slice(1)}${units.size === 1 && unit ? ` (${unit})` : ""}`, nice: true};
}

const scanTip = ({run}) => `${nameOf(run)}\nVQE ${columnOf.total_energy.text(run)}\nFCI ${columnOf.fci_total_energy.text(run) || "–"}\nerror ${columnOf.energy_error_millihartree.text(run) || "–"} mEh`;

function drawScan() {
  const all = scanSeries();
  byId("scan").hidden = all.length === 0;
  if (all.length === 0) return;
  const series = all.slice(0, kCurvesDrawnMax);
  const left = all.length - series.length;
  drawScanEnergies(series, left > 0 ? ` ${count(left, "curve is", "curves are")} not drawn; ${kCurvesDrawnMax} are drawn at once, and the filter chooses them.` : "");
  drawScanErrors(series.map((each) => ({...each, points: each.points.filter(({error}) => typeof error === "number")})));
}

function drawScanEnergies(series, note) {
  const figure = byId("scan-energies");
  const has = (key) => ({points}) => points.some((point) => typeof point[key] === "number");
  const of = (points, key) => points.filter((point) => typeof point[key] === "number");
  const marks = series.flatMap(({points, style}) => [
    Plot.line(of(points, "scf"), {x: "value", y: "scf", stroke: style.stroke, strokeOpacity: 0.9, strokeDasharray: "2 3"}),
    Plot.line(of(points, "fci"), {x: "value", y: "fci", stroke: "currentColor", strokeOpacity: 0.8, strokeWidth: 1.2}),
    Plot.line(points, {x: "value", y: "vqe", ...style, strokeWidth: 1.8}),
    Plot.dot(points, {x: "value", y: "vqe", fill: style.stroke, r: 3, title: scanTip, tip: true})]);
  const drawing = Plot.plot({width: figureWidth(figure), height: 380, marginLeft: 78, marginRight: 12, marginBottom: 44, x: scanAxis(series),
                             y: {label: "Total energy (hartree)", grid: true}, marks});
  const legend = series.map(({name, style}) => ({text: `VQE, ${name}`, style}));
  if (series.some(has("fci"))) legend.push({text: "FCI", style: {stroke: "currentColor"}});
  if (series.some(has("scf"))) legend.push({text: "SCF", style: {stroke: series[0].style.stroke, strokeDasharray: "2 3"}});
  fillFigure(figure, drawing, {
    description: `Energies along the scan of ${series.map(({name}) => name).join("; ")}. The table below has the numbers.`,
    legend, caption: `Total energies along the scan.${note}`,
    numbers: dataTable("Scan", ["Series", "Value", "VQE (hartree)", "FCI (hartree)", "SCF (hartree)", "Error (mEh)"],
      series.flatMap(({name, points}) => points.map(({run}) => [name, columnOf.scan_value.text(run), columnOf.total_energy.text(run),
        columnOf.fci_total_energy.text(run), columnOf.hf_total_energy.text(run), columnOf.energy_error_millihartree.text(run)]))),
  });
}

function drawScanErrors(series) {
  const figure = byId("scan-errors");
  if (series.every(({points}) => points.length === 0)) return figure.replaceChildren();
  const marks = series.flatMap(({points, style}) => [
    Plot.line(points, {x: "value", y: (point) => drawnError(point.error), ...style, strokeWidth: 1.8}),
    Plot.dot(points, {x: "value", y: (point) => drawnError(point.error), fill: style.stroke, r: 3, title: scanTip, tip: true})]);
  const drawing = Plot.plot({width: figureWidth(figure), height: 380, marginLeft: 58, marginRight: 12, marginBottom: 44, x: scanAxis(series), y: logAxis("Error (mEh)"),
                             marks: [...accuracyMarks("left"), ...marks]});
  fillFigure(figure, drawing, {
    description: "Error of the energies along the scan in millihartree, logarithmic. The numbers are in the table of the energies.",
    legend: series.map(({name, style}) => ({text: name, style})), caption: "Distance of the energies from the exact ones (FCI).",
  });
}

// --- Errors ---

const errorAxisNames = ["scan_value", "name", "scan_molecule", "optimizer", "ansatz_name", "basis_set", "labels", "init_strategy", "seed",
                        "num_qubits", "evaluations", "seconds", "restarts", "penalty", "jitter"];

function makeErrorAxes() {
  const usable = errorAxisNames.map((name) => columnOf[name]).filter((column) => {
    if (column.isEmpty || column.isSame()) return false;
    if (column === columnOf.name && !columnOf.scan_value.isEmpty) return false;
    return column.isNumber || column.different(24) !== undefined;
  });
  if (usable.length === 0) usable.push(columnOf.name);
  const preferred = usable[0];
  for (const column of usable) byId("errors-axis").append(element("option", {value: column.name, selected: column === preferred}, column.title.toLowerCase()));
}

function drawErrors() {
  const figure = byId("errors-figure");
  const column = columnOf[byId("errors-axis").value];
  const color = ["optimizer", "ansatz_name", "basis_set"].map((name) => columnOf[name]).find((each) => each !== column && !each.isSame() && each.different(palette.length));
  const compared = table.order.filter((run) => typeof columnOf.energy_error_millihartree.at(run) === "number");
  const runs = compared.filter((run) => !isMissing(column.at(run)));
  const without = compared.length > runs.length ? ` ${count(compared.length - runs.length, "run has", "runs have")} no ${column.title.toLowerCase()}.` : "";
  if (runs.length === 0) return figure.replaceChildren(element("p", {class: "quiet"}, "No shown run has an exact energy to compare with."));
  const drawn = runs.slice(0, kDotsMax);
  const colors = color ? color.different(palette.length) : [];
  const colorOf = (run) => (color ? palette[colors.indexOf(color.text(run))] : palette[0]);
  const value = (run) => (column.isNumber ? column.at(run) : column.text(run));
  const domain = column.isNumber ? undefined : [...new Set(drawn.map(value))];
  const isFlagged = (run) => flagsOf(run).length > 0;
  const mark = {x: value, y: (run) => drawnError(columnOf.energy_error_millihartree.at(run)), tip: true,
                 title: (run) => `${nameOf(run)}\n${columnOf.energy_error_millihartree.text(run)} mEh\n${flagsOf(run).join(", ")}`};
  const drawing = Plot.plot({
    width: figureWidth(figure), height: 380, marginLeft: 58, marginRight: 12, marginBottom: column.isNumber ? 44 : 85, insetTop: 8, insetBottom: 8,
    x: column.isNumber ? {label: column.title, nice: true, ...(drawn.every((run) => Number.isInteger(value(run))) && {tickFormat: wholeTick})}
                       : {type: "point", label: null, tickRotate: -35, domain, tickFormat: (text) => shortened(text, 18)},
    y: logAxis("Error (mEh)"),
    marks: [...accuracyMarks("right"),
            Plot.dot(drawn.filter((run) => !isFlagged(run)), {...mark, fill: colorOf, fillOpacity: 0.75, r: 4}),
            Plot.dot(drawn.filter(isFlagged), {...mark, symbol: "times", stroke: colorOf, strokeWidth: 2, r: 5})],
  });
  const legend = colors.map((text, place) => ({text, style: {stroke: palette[place]}, dot: true}));
  fillFigure(figure, drawing, {
    description: `Errors of ${count(drawn.length, "run", "runs")} in millihartree, logarithmic, by ${column.title.toLowerCase()}. The table of runs has the numbers.`,
    legend,
    caption: `Distance of the final energies of the filtered runs from the exact ones; a cross marks a flagged run.${without}${drawn.length < runs.length ? ` The first ${drawn.length.toLocaleString("en")} of ${runs.length.toLocaleString("en")} are drawn.` : ""}`,
  });
}
