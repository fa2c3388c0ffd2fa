// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/output/result_file.h"
#include "eigenlake/report/report_libraries.h"
#include "eigenlake/session/lake_report.h"

namespace eigenlake {

/// A page that a command is going to write; all that can fail before any work has been checked.
class ReportPage {
 public:
  /// Errors: of ResultFile::at; kUsage for a name that does not end in .html; kNotFound without the libraries
  /// of the page.
  static Result<ReportPage> at(const std::string& file, std::span<const std::string> files_read = {});

  /// Reads the lake and writes the page, unless --dry-run is given. Says what is not in the page.
  /// Returns: what the page holds, for --json.
  /// Errors:  of read_report; kStore.
  Result<Json> write(const Invocation& invocation, const Lake& lake, const ReportRequest& request) const;

 private:
  ReportPage(ResultFile file, std::vector<ReportLibrary> libraries)
      : file_(std::move(file)), libraries_(std::move(libraries)) {}

  ResultFile file_;
  std::vector<ReportLibrary> libraries_;
};

/// What --max-curves, --with-paths and --threads say.
ReportRequest report_request(const Invocation& invocation);

}  // namespace eigenlake
