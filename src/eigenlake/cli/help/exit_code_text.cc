// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/exit_code_text.h"

namespace eigenlake {
namespace {

constexpr ExitCodeText kExitCodes[] = {
    {ExitCode::kOk, "done"},
    {ExitCode::kInternal, "an internal error of the program"},
    {ExitCode::kUsage, "the command line, the configuration or the SQL is wrong"},
    {ExitCode::kBadInput, "the input is wrong, or what it names does not exist"},
    {ExitCode::kSomeMoleculesFailed, "some molecules failed, the others are done"},
    {ExitCode::kNotConverged, "a molecule did not converge (only with --strict)"},
    {ExitCode::kStore, "the lake or its store cannot be read or written"},
    {ExitCode::kQuarantined, "done, but a raw object could not be read and is quarantined"},
    {ExitCode::kDeliveredLater, "done, but results will be delivered later"},
    {ExitCode::kInterrupted, "interrupted; what was finished is kept"},
};

}  // namespace

std::span<const ExitCodeText> exit_code_texts() {
  return kExitCodes;
}

}  // namespace eigenlake
