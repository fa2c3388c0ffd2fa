#include "eigenlake/cli/commands/failure_report.h"

#include <nlohmann/json.hpp>

namespace eigenlake {

void report_failure(const Invocation& invocation, const MoleculeFailure& failure) {
  using Json = nlohmann::ordered_json;
  const std::string message = failure.message();
  invocation.process.err << "error: " << message << std::endl;
  if (!invocation.json()) return;
  const Json json = {{"molecule", failure.input}, {"success", false}, {"error", message}};
  invocation.process.out << json.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

}  // namespace eigenlake
