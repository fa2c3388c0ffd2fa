// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/report/write_page.h"

#include <functional>
#include <map>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/digest.h"
#include "eigenlake/base/markup_text.h"
#include "eigenlake/report/page_json.h"
#include "eigenlake/report/page_parts.h"

namespace eigenlake {
namespace {

/// Only scripts with these digests run, and nothing is loaded; the libraries set styles.
std::string policy_of(std::span<const std::string_view> scripts) {
  std::string sources;
  for (const std::string_view script : scripts)
    sources += fmt::format(" 'sha256-{}'", to_base64(sha256(script)));
  return fmt::format(
      "default-src 'none'; script-src{}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; "
      "form-action 'none'",
      sources);
}

std::string licences_of(std::span<const ReportLibrary> libraries) {
  std::string html;
  for (const ReportLibrary& library : libraries)
    html += fmt::format("<h4>{}</h4>\n<pre tabindex=\"0\">{}</pre>\n", markup_text(library.name),
                        markup_text(library.licence));
  return html;
}

/// What stands for a marker of the page, by the marker's name.
using Parts = std::map<std::string_view, std::function<Result<>(const TextSink&)>>;

Result<> write_scripts(std::span<const std::string_view> scripts, const TextSink& sink) {
  for (const std::string_view script : scripts) {
    EIGENLAKE_RETURN_IF_ERROR(sink("<script>"));
    EIGENLAKE_RETURN_IF_ERROR(sink(script));
    EIGENLAKE_RETURN_IF_ERROR(sink("</script>\n"));
  }
  return {};
}

/// Writes the page; "[[name]]" is a marker.
Result<> fill(std::string_view page, const Parts& parts, const TextSink& sink) {
  while (true) {
    const size_t start = page.find("[[");
    EIGENLAKE_RETURN_IF_ERROR(sink(page.substr(0, start)));
    if (start == std::string_view::npos) return {};
    const size_t end = page.find("]]", start);
    EIGENLAKE_ASSERT(end != std::string_view::npos);
    EIGENLAKE_RETURN_IF_ERROR(parts.at(page.substr(start + 2, end - start - 2))(sink));
    page.remove_prefix(end + 2);
  }
}

}  // namespace

Result<> write_page(const ReportData& data, std::span<const ReportLibrary> libraries, const TextSink& sink) {
  std::vector<std::string_view> scripts;
  for (const ReportLibrary& library : libraries) scripts.push_back(library.script);
  scripts.push_back(page_js());
  const Parts parts = {
      {"policy", [&](const TextSink& out) { return out(policy_of(scripts)); }},
      {"title", [&](const TextSink& out) { return out(markup_text(data.title)); }},
      {"style", [&](const TextSink& out) { return out(page_css()); }},
      {"licences", [&](const TextSink& out) { return out(licences_of(libraries)); }},
      {"data", [&](const TextSink& out) { return out(page_json(data)); }},
      {"scripts", [&](const TextSink& out) { return write_scripts(scripts, out); }},
  };
  return fill(page_html(), parts, sink);
}

}  // namespace eigenlake
