#include "eigenlake/vqe/optimizer.h"

#include "eigenlake/base/named_enum.h"

namespace eigenlake {
namespace {

constexpr NameAlias kAliases[] = {{"lbfgs", static_cast<size_t>(OptimizerKind::kLbfgsb)}};
constexpr NamedEnum<OptimizerKind, 4> kOptimizers{
    .what = "optimizer", .names = {"L-BFGS-B", "COBYLA", "SLSQP", "Nelder-Mead"}, .aliases = kAliases};

}  // namespace

std::string_view name_of(OptimizerKind kind) {
  return kOptimizers.name_of(kind);
}

bool uses_gradient(OptimizerKind kind) {
  return kind == OptimizerKind::kLbfgsb || kind == OptimizerKind::kSlsqp;
}

Result<OptimizerKind> parse_optimizer(std::string_view name) {
  return kOptimizers.parse(name);
}

std::span<const std::string_view> optimizer_names() {
  return kOptimizers.names;
}

}  // namespace eigenlake
