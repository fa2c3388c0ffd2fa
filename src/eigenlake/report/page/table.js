// SPDX-License-Identifier: Apache-2.0

// The table of runs: filter, order, pages, keyboard.

const table = {
  order: [...allRuns],  // The runs that pass the filter, in order.
  page: 0,
  size: 15,
  sort: {column: null, descending: false},
  visible: [],
  drawn: new Set(),
  current: 0,
  onFilter: () => {},
  onDraw: () => {},
  onCurrent: () => {},
};

// --- Filter ---

const kTextShown = 48;  // Characters of a cell.
const choiceNames = ["name", "scan_molecule", "basis_set", "ansatz_name", "optimizer", "labels", "processing_batch_id"];
const conditionPattern = /^([^<>=]+)(<=|>=|<|>|=)(.+)$/;
let haystacks = null;

/** All texts of a run in lower case. */
function haystackOf(run) {
  if (!haystacks) {
    const texts = columns.filter((column) => !column.isNumber && !column.isEmpty);
    haystacks = allRuns.map((each) => texts.map((column) => column.text(each)).join("\n").toLowerCase());
  }
  return haystacks[run];
}

const isAbsolute = (name) => name.startsWith("|") && name.endsWith("|");

function columnNamed(word) {
  const bare = (isAbsolute(word) ? word.slice(1, -1) : word).toLowerCase().replaceAll(" ", "");
  return columns.find((column) => column.name === bare || column.title.toLowerCase().replaceAll(" ", "") === bare);
}

/** A test of runs for one word of the filter. */
function testOf(word) {
  const condition = word.match(conditionPattern);
  const column = condition && columnNamed(condition[1]);
  if (!column) return (run) => haystackOf(run).includes(word.toLowerCase());
  const [, name, operator, text] = condition;
  if (!column.isNumber) return testOfText(column, operator, text);
  const bound = Number(text);
  const compare = {"<": (a) => a < bound, ">": (a) => a > bound, "<=": (a) => a <= bound, ">=": (a) => a >= bound,
                   "=": (a) => a === bound}[operator];
  const size = isAbsolute(name) ? Math.abs : (value) => value;
  return (run) => typeof column.at(run) === "number" && compare(size(column.at(run)));
}

/** Texts are equal, or come before or after one another, as dates do; a flag is one of those that a run has. */
function testOfText(column, operator, text) {
  const isYesOrNo = column.different(3)?.every((value) => ["yes", "no", "null"].includes(value));
  const wanted = (isYesOrNo && {true: "yes", false: "no"}[text.toLowerCase()]) || text.toLowerCase();
  if (column.name === "quality_flags") return (run) => operator === "=" && flagsOf(run).includes(wanted);
  const order = {"<": (sign) => sign < 0, ">": (sign) => sign > 0, "<=": (sign) => sign <= 0, ">=": (sign) => sign >= 0,
                 "=": (sign) => sign === 0}[operator];
  return (run) => column.text(run) !== "" && order(compareValues(column.text(run).toLowerCase(), wanted));
}

/** What is wrong with a word of the filter; empty for nothing. */
function complaintAbout(word) {
  const condition = word.match(conditionPattern);
  if (!condition) return /^[<>=]|[<>=]$/.test(word) ? `“${word}” lacks a column or a value; write it without blanks, as in evaluations<50.` : "";
  const column = columnNamed(condition[1]);
  if (!column) return `There is no column “${condition[1]}”; the list of columns has their names.`;
  if (column.isNumber && Number.isNaN(Number(condition[3]))) return `“${condition[3]}” is not a number.`;
  return "";
}

function applyFilter() {
  const words = byId("query").value.split(/\s+/).filter((word) => word !== "");
  const tests = words.map(testOf);
  byId("complaint").textContent = words.map(complaintAbout).filter((text) => text !== "").join(" ");
  for (const select of byId("choices").querySelectorAll("select"))
    if (select.selectedIndex > 0) tests.push((run) => columnOf[select.dataset.column].text(run) === select.value);
  if (byId("flagged").checked) tests.push((run) => flagsOf(run).length > 0);
  table.order = allRuns.filter((run) => tests.every((test) => test(run)));
  sortOrder();
  table.page = 0;
  renderTable();
  table.onFilter();
}

function makeChoices() {
  for (const name of choiceNames) {
    const column = columnOf[name];
    const values = column.different(40);
    if (!values || values.length < 2) continue;
    const select = element("select", {"data-column": name, on: {change: applyFilter}}, element("option", {}, "all"));
    for (const value of values) if (value !== "" && value !== "null") select.append(element("option", {value}, shortened(value, kTextShown)));
    byId("choices").append(element("label", {}, column.title, select));
  }
}

// --- Order ---

function compareValues(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", {numeric: true});
}

const isMissing = (value) => value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** Missing values are last in both directions. */
function sortOrder() {
  const {column, descending} = table.sort;
  if (!column) return;
  const sign = descending ? -1 : 1;
  table.order.sort((a, b) => {
    const [x, y] = [column.at(a), column.at(b)];
    if (isMissing(x) || isMissing(y)) return isMissing(x) - isMissing(y) || a - b;
    return sign * compareValues(x, y) || a - b;
  });
}

function sortBy(column) {
  const again = table.sort.column === column;
  table.sort = {column, descending: again && !table.sort.descending};
  sortOrder();
  table.page = 0;
  renderTable();
}

// --- Drawing ---

const numPages = () => Math.max(1, Math.ceil(table.order.length / table.size));
const shownRuns = () => table.order.slice(table.page * table.size, (table.page + 1) * table.size);

function renderHead() {
  const headings = table.visible.map((column) => {
    const sorted = table.sort.column === column;
    const direction = sorted ? (table.sort.descending ? "descending" : "ascending") : "none";
    const unit = column.unit ? element("span", {class: "unit"}, ` ${unitOf(column)}`) : "";
    const arrow = element("span", {class: "arrow", "aria-hidden": "true"}, sorted ? (table.sort.descending ? "↓" : "↑") : "");
    return element("th", {scope: "col", "aria-sort": direction, class: column.isNumber ? "number" : ""},
                   element("button", {type: "button", on: {click: () => sortAndKeepFocus(column)}}, column.title, unit, arrow));
  });
  const draw = element("th", {scope: "col"}, element("span", {}, "Curve"));
  byId("table").tHead.replaceChildren(element("tr", {}, draw, ...headings));
}

function unitOf(column) {
  const units = column.name === "scan_value" ? columnOf.scan_unit.different(1) : undefined;
  return units && units.length === 1 ? units[0] : column.unit;
}

function sortAndKeepFocus(column) {
  sortBy(column);
  byId("table").tHead.querySelectorAll("button")[table.visible.indexOf(column)].focus();
}

function cellOf(column, run) {
  if (column.name === "quality_flags") return element("td", {class: "flags"}, ...flagsOf(run).map(flagBadge));
  const value = column.at(run);
  const text = column.text(run);
  const more = typeof value === "number" && text !== String(value) ? String(value) : undefined;
  if (!column.isNumber && text.length > kTextShown) return element("td", {title: text}, shortened(text, kTextShown));
  return element("td", {class: column.isNumber ? "number" : "", title: more}, text);
}

function rowOf(run) {
  const hasCurve = curveOf.has(run);
  const box = element("input", {type: "checkbox", tabindex: "-1", checked: table.drawn.has(run), disabled: !hasCurve,
                                "aria-label": `Draw the curve of ${nameOf(run)}`,
                                title: hasCurve ? undefined : "This page has no curve of the run",
                                on: {change: () => toggleDrawn(run)}});
  return element("tr", {"data-run": run, tabindex: "-1", "aria-current": run === table.current ? "true" : undefined},
                 element("td", {}, box), ...table.visible.map((column) => cellOf(column, run)));
}

function renderRows(runs) {
  const body = byId("table").tBodies[0];
  body.replaceChildren(...runs.map(rowOf));
  const first = body.querySelector('[aria-current="true"]') || body.rows[0];
  if (first) first.tabIndex = 0;
}

function renderTable() {
  table.page = Math.min(table.page, numPages() - 1);
  renderHead();
  renderRows(shownRuns());
  renderStatus();
}

function renderStatus() {
  const {column, descending} = table.sort;
  const found = table.order.length === report.runs ? count(report.runs, "run", "runs")
                                                   : `${table.order.length.toLocaleString("en")} of ${count(report.runs, "run", "runs")}`;
  const order = column ? `, by ${column.title}${descending ? ", descending" : ""}` : "";
  byId("status").textContent = `${found}${order}; page ${table.page + 1} of ${numPages()}`;
  byId("caption").textContent = `Runs${order}. Headings sort the table.`;
  const isFirst = table.page === 0;
  const isLast = table.page === numPages() - 1;
  for (const [id, off] of [["first", isFirst], ["previous", isFirst], ["next", isLast], ["last", isLast]]) byId(id).disabled = off;
}

function goToPage(page) {
  table.page = Math.max(0, Math.min(page, numPages() - 1));
  renderTable();
}

// --- Rows that are chosen ---

function toggleDrawn(run) {
  if (!curveOf.has(run)) return;
  if (!table.drawn.delete(run)) table.drawn.add(run);
  const box = byId("table").querySelector(`tr[data-run="${run}"] input`);
  if (box) box.checked = table.drawn.has(run);
  table.onDraw();
}

function showRun(run) {
  table.current = run;
  for (const row of byId("table").tBodies[0].rows) {
    if (Number(row.dataset.run) === run) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  table.onCurrent();
}

function focusRow(row) {
  if (!row) return;
  for (const other of byId("table").tBodies[0].rows) other.tabIndex = -1;
  row.tabIndex = 0;
  row.focus();
}

/** The arrow keys move among rows, and at their ends to the next page. */
function onTableKey(event) {
  const row = event.target.closest("tbody tr");
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...byId("table").tBodies[0].rows];
  const place = rows.indexOf(row);
  const turn = (page, last) => {
    goToPage(page);
    const fresh = byId("table").tBodies[0].rows;
    focusRow(fresh[last ? fresh.length - 1 : 0]);
  };
  const actions = {
    ArrowDown: () => (place + 1 < rows.length ? focusRow(rows[place + 1]) : table.page + 1 < numPages() && turn(table.page + 1, false)),
    ArrowUp: () => (place > 0 ? focusRow(rows[place - 1]) : table.page > 0 && turn(table.page - 1, true)),
    Home: () => focusRow(rows[0]),
    End: () => focusRow(rows[rows.length - 1]),
    PageDown: () => table.page + 1 < numPages() && turn(table.page + 1, false),
    PageUp: () => table.page > 0 && turn(table.page - 1, false),
    Enter: () => { showRun(Number(row.dataset.run)); byId("run").scrollIntoView({block: "nearest"}); },
    " ": () => toggleDrawn(Number(row.dataset.run)),
  };
  if (!actions[event.key] || (event.target !== row && event.key === " ")) return;
  event.preventDefault();
  actions[event.key]();
}

// --- Columns ---

/** A setting that is the same in all runs is said once. */
function chooseColumns() {
  const isTold = (column) => ["basis_set", "ansatz_name", "optimizer", "seed", "labels"].includes(column.name) && column.isSame() && report.runs > 1;
  const isWanted = (column) => column.shown || (column.name === "scan_value" && !column.isEmpty);
  const always = (column) => column.name === "quality_flags";
  table.visible = columns.filter((column) => isWanted(column) && (always(column) || !column.isEmpty) && !isTold(column));
  const same = columns.filter((column) => column.shown && isTold(column));
  if (same.length > 0)
    byId("same").textContent = `The same in all runs: ${same.map((column) => `${column.title.toLowerCase()} ${column.text(0)}`).join(", ")}.`;
}

function makeColumnChoices() {
  for (const group of new Set(columns.map((column) => column.group))) {
    const boxes = columns.filter((column) => column.group === group && !column.isEmpty).map((column) =>
      element("label", {}, element("input", {type: "checkbox", checked: table.visible.includes(column),
                                             on: {change: () => toggleColumn(column)}}), column.title));
    if (boxes.length > 0) byId("column-choices").append(element("fieldset", {}, element("legend", {}, group), ...boxes));
  }
}

function toggleColumn(column) {
  const shown = new Set(table.visible);
  if (!shown.delete(column)) shown.add(column);
  table.visible = columns.filter((each) => shown.has(each));
  renderTable();
}

function startTable() {
  chooseColumns();
  makeColumnChoices();
  makeChoices();
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("query").addEventListener("input", applyFilter);
  byId("flagged").addEventListener("change", applyFilter);
  byId("reset-filters").addEventListener("click", () => { byId("filters").reset(); applyFilter(); });
  byId("first").addEventListener("click", () => goToPage(0));
  byId("previous").addEventListener("click", () => goToPage(table.page - 1));
  byId("next").addEventListener("click", () => goToPage(table.page + 1));
  byId("last").addEventListener("click", () => goToPage(numPages() - 1));
  byId("rows").addEventListener("change", (event) => { table.size = Number(event.target.value); goToPage(0); });
  byId("table").addEventListener("keydown", onTableKey);
  byId("table").addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && event.target.tagName !== "INPUT") { showRun(Number(row.dataset.run)); focusRow(row); }
  });
  renderTable();
}
