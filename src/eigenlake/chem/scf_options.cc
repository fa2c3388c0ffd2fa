// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/scf_options.h"

#include "eigenlake/base/named_enum.h"

namespace eigenlake {
namespace {

constexpr NamedEnum<ScfMethod, 4> kScfMethods{.what = "SCF method", .names = {"auto", "rhf", "rohf", "uhf"}};

}  // namespace

std::string_view name_of(ScfMethod method) {
  return kScfMethods.name_of(method);
}

Result<ScfMethod> scf_method_of(std::string_view name) {
  return kScfMethods.parse(name);
}

}  // namespace eigenlake
