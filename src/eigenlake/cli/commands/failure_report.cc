#include "eigenlake/cli/commands/failure_report.h"

#include <nlohmann/json.hpp>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

void report_message(const Invocation& invocation, const std::string& place, const std::string& message) {
  using Json = nlohmann::ordered_json;
  invocation.process.err << "error: " << message << std::endl;
  if (!invocation.json()) return;
  const Json failure = {{"molecule", place}, {"success", false}, {"error", message}};
  invocation.process.out << failure.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

}  // namespace

void report_failure(const Invocation& invocation, const std::string& place, const Error& error) {
  report_message(invocation, place, place + ": " + error.to_string());
}

void report_failure(const Invocation& invocation, const MoleculeEntry& entry) {
  EIGENLAKE_ASSERT(!entry.molecule);
  report_message(invocation, entry.place(), entry.molecule.error().to_string());
}

}  // namespace eigenlake
