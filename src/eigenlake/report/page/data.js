// SPDX-License-Identifier: Apache-2.0
"use strict";

// The data of the page by columns, and how values are written.

const report = JSON.parse(document.getElementById("report-data").textContent);

/** A column of the table; a value of all runs is stored once, a text that repeats once and referred to by its place. */
class Column {
  constructor(json) {
    Object.assign(this, json);
    if ("all" in json) this.values = Array(report.runs).fill(json.all);
    this.isNumber = !this.texts && this.values.some((value) => typeof value === "number");
    this.isEmpty = !this.texts && this.values.every((value) => value === null || value.length === 0);
  }
  at(run) {
    return this.texts ? this.texts[this.values[run]] : this.values[run];
  }
  /** The different values as texts, at most `limit` of them; undefined for more. */
  different(limit) {
    if (this.texts) return this.texts.length > limit ? undefined : this.texts.map(String);
    const found = new Set();
    for (const value of this.values) {
      if (value !== null) found.add(String(value));
      if (found.size > limit) return undefined;
    }
    return [...found];
  }
  isSame() {
    const values = this.different(1);
    return values !== undefined && values.length === 1 && !(this.values.includes(null));
  }
  text(run) {
    return formatted(this.at(run), this.unit, this.name);
  }
}

const columns = report.columns.map((json) => new Column(json));
const columnOf = Object.fromEntries(columns.map((column) => [column.name, column]));
const allRuns = Array.from({length: report.runs}, (_, run) => run);
const curveOf = new Map(report.curves.map((curve) => [curve.run, curve]));

/** Energies have eight decimals, errors six: what a table of results has. */
function formatted(value, unit, name) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "number") return String(value);
  if (unit === "hartree" && name !== "penalty") return value.toFixed(8);
  if (unit === "mEh") return zeroWithoutSign(value.toFixed(6));
  if (unit === "s") return value.toFixed(3);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(8)));
}

function zeroWithoutSign(text) {
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text;
}

/** A text of at most so many characters; the rest is in a tooltip. */
function shortened(text, most) {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}

function count(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

function flagsOf(run) {
  return columnOf.quality_flags.at(run) || [];
}

const settingNames = ["basis_set", "ansatz_name", "optimizer", "seed", "labels", "ansatz_reps", "init_strategy", "active_electrons",
                      "active_orbitals", "frozen_core", "max_iterations", "restarts", "penalty", "jitter"];
const varyingSettings = tellingSettings();

/** The settings that tell runs of one molecule apart, no more than needed. */
function tellingSettings() {
  const chosen = [];
  let names = columnOf.name.values.map((_, run) => columnOf.name.text(run));
  let different = new Set(names).size;
  for (const column of settingNames.map((name) => columnOf[name]).filter((each) => !each.isEmpty && !each.isSame())) {
    const longer = names.map((name, run) => `${name}\n${column.text(run)}`);
    const count = new Set(longer).size;
    if (count === different) continue;
    [names, different] = [longer, count];
    chosen.push(column);
  }
  return chosen;
}

/** Names a run among the others: the molecule and the settings in which runs differ. */
function nameOf(run) {
  const settings = varyingSettings.map((column) => settingText(column, run)).filter((text) => text !== "");
  return [columnOf.name.text(run).trim() || columnOf.formula.text(run), ...settings].join(", ");
}

/** A number alone would say nothing. */
function settingText(column, run) {
  const text = column.text(run);
  return text !== "" && column.isNumber ? `${column.title.toLowerCase()} ${text}` : text;
}

const meaningOfFlag = {
  outside_sector: "More than 1e-10 of the final state lies outside the molecule's electron numbers; its energy may mean nothing.",
  not_converged: "The optimizer ended without success.",
  below_fci: "The total energy lies below the exact one.",
  at_hartree_fock: "The total energy is not below Hartree–Fock's, although FCI or MP2 is.",
  scf_unstable: "The energy of the orbitals falls along a rotation of them.",
  scf_level_shifted: "The orbitals converged with a level shift only.",
  unchecked_minimum: "It was not checked that the end is a minimum.",
  below_variational_bound: "The energy lies below the sector's lowest, which cannot be.",
  minimum_differs: "The minimum differs from the lowest energy of the trajectory.",
  diagnostics_unreadable: "The diagnostics of the record are in an unknown form.",
};
