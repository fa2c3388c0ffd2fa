#pragma once

#include <string>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/simulation/molecule_files.h"

namespace eigenlake {

/// A molecule that has no result: to people on stderr and, with --json, to programs as its one object.
/// `place` goes before the message.
void report_failure(const Invocation& invocation, const std::string& place, const Error& error);
/// The same of what a file has at a place; the reader's own errors name it already.
void report_failure(const Invocation& invocation, const MoleculeEntry& entry);

}  // namespace eigenlake
