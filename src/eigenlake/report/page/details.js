// SPDX-License-Identifier: Apache-2.0

// The page of one run: molecule, energies, settings, checks.

let viewer = null;
let viewerFailed = false;
let mayDraw = false;  // The table comes first: starting WebGL takes long where the processor draws.

function showMolecule(run) {
  const {symbols, coordinates} = report.geometries[report.geometry_of[run]];
  const atoms = symbols.map((symbol, place) => ({symbol, at: coordinates.slice(3 * place, 3 * place + 3)}));
  const row = ({symbol, at}) => element("tr", {}, element("td", {}, symbol), ...at.map((x) => element("td", {class: "number"}, x.toFixed(6))));
  byId("atoms").tBodies[0].replaceChildren(...atoms.map(row));
  byId("viewer").setAttribute("aria-label", `Molecule ${columnOf.name.text(run)}, ${count(atoms.length, "atom", "atoms")}, in three dimensions. The arrow keys turn it; the coordinates are in the table below.`);
  drawMolecule(`${atoms.length}\n\n${atoms.map(({symbol, at}) => `${symbol} ${at.join(" ")}`).join("\n")}\n`);
}

function startViewer() {
  try {
    const canvas = document.createElement("canvas");
    if (!canvas.getContext("webgl2") && !canvas.getContext("webgl")) throw new Error("WebGL is missing");
    viewer = $3Dmol.createViewer(byId("viewer"), {backgroundAlpha: 0});
    if (!viewer) throw new Error("no viewer");
  } catch (error) {
    viewerFailed = true;
    byId("viewer").replaceChildren(element("p", {class: "quiet"}, `The molecule cannot be drawn: this browser has no WebGL. Its coordinates are below. (${error.message})`));
  }
}

function drawMolecule(xyz) {
  if (!mayDraw) return;
  if (!viewer && !viewerFailed) startViewer();
  if (viewerFailed) return;
  viewer.removeAllModels();
  viewer.addModel(xyz, "xyz");
  viewer.setStyle({}, {stick: {radius: 0.12, colorscheme: "Jmol"}, sphere: {scale: 0.27, colorscheme: "Jmol"}});
  viewer.setBackgroundColor(0xffffff, 0);
  layMolecule();
  viewer.render();
}

/** The longest side lies across the view, and small molecules come closer than the library would bring them. */
function layMolecule() {
  const atoms = viewer.selectedAtoms({});
  const sides = ["x", "y", "z"].map((axis) => Math.max(...atoms.map((atom) => atom[axis])) - Math.min(...atoms.map((atom) => atom[axis])));
  const longest = Math.max(...sides);
  viewer.setView([0, 0, 0, 0, 0, 0, 0, 1]);
  viewer.zoomTo();
  viewer.zoom(Math.min(2.2, Math.max(0.9, 7 / (longest + 1.5))));
  if (sides[2] === longest && longest > 0) viewer.rotate(90, "y");
  else if (sides[1] === longest && longest > 0) viewer.rotate(90, "z");
  viewer.rotate(25, "y");
  viewer.rotate(12, "x");
}

function turn(way) {
  if (!viewer) return;
  const actions = {left: () => viewer.rotate(-15, "y"), right: () => viewer.rotate(15, "y"), up: () => viewer.rotate(-15, "x"), down: () => viewer.rotate(15, "x"),
                   in: () => viewer.zoom(1.2), out: () => viewer.zoom(1 / 1.2), reset: layMolecule};
  actions[way]();
  viewer.render();
}

function energyTable(run) {
  const exact = columnOf.fci_total_energy.at(run);
  const rows = [["VQE", "total_energy"], ["SCF", "hf_total_energy"], ["MP2", "mp2_total_energy"], ["FCI", "fci_total_energy"]].map(([title, name]) => {
    const energy = columnOf[name].at(run);
    if (typeof energy !== "number") return "";
    const error = name === "total_energy" ? columnOf.energy_error_millihartree.at(run) : exact === null ? null : (energy - exact) * 1000;
    return element("tr", {}, element("th", {scope: "row"}, title), element("td", {class: "number", title: String(energy)}, energy.toFixed(8)),
                   element("td", {class: "number"}, typeof error === "number" ? zeroWithoutSign(error.toFixed(6)) : "–"));
  });
  const head = element("tr", {}, element("th", {scope: "col"}, "Method"), element("th", {scope: "col", class: "number"}, "Energy (hartree)"),
                       element("th", {scope: "col", class: "number"}, "Error (mEh)"));
  return element("table", {id: "energies"}, element("caption", {}, "Total energies; the error is against FCI"), element("thead", {}, head), element("tbody", {}, ...rows));
}

function flagList(run) {
  const flags = flagsOf(run);
  if (flags.length === 0) return element("p", {class: "good"}, "No flags.");
  return element("ul", {}, ...flags.map((flag) => element("li", {}, flagBadge(flag), " ", meaningOfFlag[flag] || "")));
}

function factList(group, run) {
  const facts = columns.filter((column) => column.group === group && column.name !== "quality_flags" && column.text(run) !== "");
  return element("dl", {}, ...facts.flatMap((column) => [element("dt", {}, column.title), element("dd", {}, `${column.text(run)}${column.unit ? ` ${column.unit}` : ""}`)]));
}

function showDetails() {
  const run = table.current;
  byId("run-title").textContent = `Run: ${nameOf(run)}`;
  const groups = ["Run", "Settings", "Checks", "Molecule", "Cost", "Provenance"];
  const parts = groups.map((group) => {
    const flags = group === "Checks" ? [flagList(run)] : [];
    return element("div", {}, element("h3", {}, group), ...flags, factList(group, run));
  });
  byId("facts").replaceChildren(element("div", {}, element("h3", {}, "Energies"), energyTable(run)), ...parts);
  showMolecule(run);
}

function startDetails() {
  for (const button of document.querySelectorAll("[data-turn]")) button.addEventListener("click", () => turn(button.dataset.turn));
  const ways = {ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "in", "-": "out"};
  byId("viewer").addEventListener("keydown", (event) => {
    if (!ways[event.key]) return;
    event.preventDefault();
    turn(ways[event.key]);
  });
  table.onCurrent = showDetails;
  showDetails();
  requestAnimationFrame(() => setTimeout(() => { mayDraw = true; showMolecule(table.current); }, 0));
}
