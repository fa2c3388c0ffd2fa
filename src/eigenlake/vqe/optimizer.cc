// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/optimizer.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/base/named_enum.h"

namespace eigenlake {
namespace {

constexpr NameAlias kAliases[] = {{"lbfgs", static_cast<size_t>(OptimizerKind::kLbfgsb)}};

constexpr auto kNames = [] {
  NamedEnum<OptimizerKind, kOptimizers.size()> named{.what = "optimizer", .names = {}, .aliases = kAliases};
  for (size_t i = 0; i < kOptimizers.size(); ++i) named.names[i] = kOptimizers[i].name;
  return named;
}();

}  // namespace

const OptimizerMethod& method_of(OptimizerKind kind) {
  EIGENLAKE_ASSERT(static_cast<size_t>(kind) < kOptimizers.size());
  return kOptimizers[static_cast<size_t>(kind)];
}

std::string_view name_of(OptimizerKind kind) {
  return method_of(kind).name;
}

bool uses_gradient(OptimizerKind kind) {
  return method_of(kind).uses_gradient;
}

Result<OptimizerKind> parse_optimizer(std::string_view name) {
  return kNames.parse(name);
}

std::span<const std::string_view> optimizer_names() {
  return kNames.names;
}

OptimizerOutcome minimize(OptimizerKind kind, const Objective& objective, std::span<const double> start,
                          const OptimizerOptions& options) {
  EIGENLAKE_ASSERT(options.max_iterations >= 1);
  return method_of(kind).minimize(objective, start, options);
}

}  // namespace eigenlake
