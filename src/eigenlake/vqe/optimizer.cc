#include "eigenlake/vqe/optimizer.h"

#include <array>
#include <cctype>
#include <string>

#include "eigenlake/base/nearest_name.h"

namespace eigenlake {
namespace {

constexpr std::array kKinds{OptimizerKind::kLbfgsb, OptimizerKind::kCobyla, OptimizerKind::kSlsqp,
                            OptimizerKind::kNelderMead};
constexpr std::array<std::string_view, 4> kNames{"L-BFGS-B", "COBYLA", "SLSQP", "Nelder-Mead"};

/// Lower case without hyphens, underscores and blanks.
std::string bare(std::string_view name) {
  std::string result;
  for (const char c : name)
    if (c != '-' && c != '_' && c != ' ')
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

std::string_view name_of(OptimizerKind kind) {
  return kNames[static_cast<size_t>(kind)];
}

bool uses_gradient(OptimizerKind kind) {
  return kind == OptimizerKind::kLbfgsb || kind == OptimizerKind::kSlsqp;
}

Result<OptimizerKind> parse_optimizer(std::string_view name) {
  const std::string wanted = bare(name);
  for (const OptimizerKind kind : kKinds)
    if (wanted == bare(name_of(kind))) return kind;
  if (wanted == "lbfgs") return OptimizerKind::kLbfgsb;
  return fail(ErrorKind::kUsage,
              "expected an optimizer, one of L-BFGS-B, COBYLA, SLSQP and Nelder-Mead; found '{}'; "
              "did you mean {}?",
              name, nearest_name(name, kNames));
}

}  // namespace eigenlake
