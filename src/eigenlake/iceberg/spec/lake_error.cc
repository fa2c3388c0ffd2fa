// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/lake_error.h"

#include <algorithm>

namespace eigenlake::iceberg {

std::unexpected<Error> fail_to_read_lake(Error error, std::string_view place) {
  const bool blames_input = exit_code_of(error.kind) == ExitCode::kBadInput;
  if (blames_input && error.kind != ErrorKind::kUnsupported) error.kind = ErrorKind::kStore;
  return fail_with_context(std::move(error), fmt::format("while reading {}", place));
}

std::unexpected<Error> fail_to_read_file(Error error, std::string_view table, std::string_view place) {
  constexpr std::string_view kAdvice =
      "restore the file from a backup or another copy; or remove it where it is damaged, and see `eigenlake "
      "recover`";
  auto failure = fail_to_read_lake(std::move(error), fmt::format("{} of table {}", place, table));
  auto& context = failure.error().context;
  const bool is_lost = failure.error().kind == ErrorKind::kStore;
  if (is_lost && std::ranges::find(context, kAdvice) == context.end()) context.emplace_back(kAdvice);
  return failure;
}

}  // namespace eigenlake::iceberg
