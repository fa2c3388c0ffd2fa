// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

Rows hamiltonian_terms_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups =
      groups_by(experiments, [](const RunRecord& record) { return record.hamiltonian.size(); });
  std::vector<std::string_view> labels;
  std::vector<double> real;
  std::vector<double> imaginary;
  std::vector<std::string> prefixes;
  for (const auto& [id, record, settings] : experiments) {
    prefixes.push_back(id + "_term_");
    for (const auto& term : record.hamiltonian) {
      labels.push_back(term.label);
      real.push_back(term.real);
      imaginary.push_back(term.imaginary);
    }
  }
  TableRows rows("hamiltonian_terms", groups.num_rows());
  const ExperimentColumns columns(rows, experiments, groups);
  columns.set_common(stamp);
  rows.set("term_label", strings(labels));
  rows.set("coeff_real", doubles(real));
  rows.set("coeff_imag", doubles(imaginary));
  rows.set("term_index", positions(groups));
  rows.set("term_id", numbered_ids(groups, prefixes));
  return rows.finish();
}

}  // namespace eigenlake
