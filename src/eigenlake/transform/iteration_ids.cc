#include "eigenlake/transform/iteration_ids.h"

#include "eigenlake/transform/row_columns.h"

namespace eigenlake {

std::vector<std::string> iteration_ids(std::span<const Experiment> experiments) {
  std::vector<std::string> ids;
  for (const auto& [id, record, settings] : experiments) {
    const std::string prefix = id + "_iter_";
    for (const auto& iteration : record.iteration_list) {
      char digits[11];
      ids.push_back(prefix);
      ids.back().append(digits, append_decimal(digits, iteration.iteration));
    }
  }
  return ids;
}

}  // namespace eigenlake
