#include "eigenlake/iceberg/spec/lake_error.h"

namespace eigenlake::iceberg {

std::unexpected<Error> fail_to_read_lake(Error error, std::string_view place) {
  const bool blames_input = exit_code_of(error.kind) == ExitCode::kBadInput;
  if (blames_input && error.kind != ErrorKind::kUnsupported) error.kind = ErrorKind::kStore;
  return fail_with_context(std::move(error), fmt::format("while reading {}", place));
}

}  // namespace eigenlake::iceberg
