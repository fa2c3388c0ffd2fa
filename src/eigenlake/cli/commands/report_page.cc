// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/report_page.h"

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/output/build_info.h"
#include "eigenlake/cli/settings/export_options.h"
#include "eigenlake/cli/settings/report_options.h"
#include "eigenlake/cli/settings/selection_options.h"
#include "eigenlake/report/write_page.h"

namespace eigenlake {

Result<ReportPage> ReportPage::at(const std::string& file, std::span<const std::string> files_read) {
  EIGENLAKE_ASSIGN_OR_RETURN(ResultFile place,
                             ResultFile::at(file, files_read, ResultFile::Devices::kWritten));
  if (!place.is_device() && !file.ends_with(".html") && !file.ends_with(".htm"))
    return fail(ErrorKind::kUsage, "the name of a report must end in .html, got '{}'", file);
  EIGENLAKE_ASSIGN_OR_RETURN(auto libraries, read_report_libraries(report_libraries_folder()));
  return ReportPage(std::move(place), std::move(libraries));
}

Result<Json> ReportPage::write(const Invocation& invocation, const Lake& lake,
                               const ReportRequest& request) const {
  EIGENLAKE_ASSIGN_OR_RETURN(const ReportData data, read_report(lake, request));
  for (const std::string& note : data.notes) invocation.note(note);
  Json json = {{"report", file_.name()}, {"runs", data.num_runs()}, {"curves", data.curves.size()}};
  if (invocation.dry_run()) {
    json["dry_run"] = true;
    invocation.note(
        fmt::format("dry run: would write {} to {}", counted(data.num_runs(), "run"), file_.name()));
    return json;
  }
  size_t bytes = 0;
  EIGENLAKE_RETURN_IF_ERROR(file_.write([&](const TextSink& sink) {
    return write_page(data, libraries_, [&](std::string_view text) {
      bytes += text.size();
      return sink(text);
    });
  }));
  json["bytes"] = bytes;
  invocation.note(fmt::format("{} in {}, {:.1f} MB", counted(data.num_runs(), "run"), file_.name(),
                              static_cast<double>(bytes) / 1e6));
  return json;
}

ReportRequest report_request(const Invocation& invocation) {
  return {.program = "Eigenlake " + version_text(),
          .query = {.num_threads = invocation.num_threads()},
          .curves_max = static_cast<size_t>(invocation[option::kMaxCurves]),
          .with_paths = invocation[option::kWithPaths]};
}

}  // namespace eigenlake
