// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "eigenlake/report/report_column.h"

namespace eigenlake {

/// The convergence of one run.
struct ReportCurve {
  size_t run = 0;           ///< Its place in the columns.
  int64_t evaluations = 0;  ///< Of the whole run.
  int64_t stride = 1;       ///< Every so many evaluations, from the first on, and the last one.
  double reference = 0.0;   ///< Total energy, hartree: the exact one, or the run's lowest without it.
  bool is_exact = false;
  std::vector<double> above;  ///< Energy of the evaluations minus the reference, hartree, six digits.
};

/// A molecule to draw; several runs may have the same.
struct ReportGeometry {
  std::vector<std::string> symbols;
  std::vector<double> coordinates;  ///< x, y, z of each atom, angstrom.
};

/// A batch whose experiments are in the report.
struct ReportBatch {
  std::string id;
  std::string name;
  std::string processed_at;
  std::string source;
  int64_t runs = 0;
};

/// What a page shows.
struct ReportData {
  std::string title;
  std::vector<std::pair<std::string, std::string>> provenance;  ///< What, and its value.
  std::vector<ReportBatch> batches;
  std::vector<ReportColumn> columns;  ///< All of one length.
  std::vector<ReportCurve> curves;
  std::vector<ReportGeometry> geometries;
  std::vector<int64_t> geometry_of;  ///< For each run its place in `geometries`.
  std::vector<std::string> notes;    ///< What is left out.

  size_t num_runs() const { return geometry_of.size(); }
};

}  // namespace eigenlake
