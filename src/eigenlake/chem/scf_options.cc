#include "eigenlake/chem/scf_options.h"

#include <array>

#include "eigenlake/base/nearest_name.h"

namespace eigenlake {
namespace {

constexpr std::array<std::string_view, 4> kMethodNames = {"auto", "rhf", "rohf", "uhf"};

}  // namespace

std::string_view name_of(ScfMethod method) {
  return kMethodNames[static_cast<size_t>(method)];
}

Result<ScfMethod> scf_method_of(std::string_view name) {
  for (size_t i = 0; i < kMethodNames.size(); ++i)
    if (edit_distance(kMethodNames[i], name) == 0) return static_cast<ScfMethod>(i);
  return fail(ErrorKind::kUsage,
              "expected an SCF method (auto, rhf, rohf, uhf), found \"{}\"; the nearest is {}", name,
              nearest_name(name, kMethodNames));
}

}  // namespace eigenlake
