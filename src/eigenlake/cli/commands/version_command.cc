// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <arrow/config.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <librdkafka/rdkafka.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/output/build_info.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {
namespace {

constexpr std::string_view kCompiler = "GCC " __VERSION__;

/// The instructions that the compiler was allowed to use, of those that matter here.
std::vector<std::string> processor_features() {
  std::vector<std::string> features;
#ifdef __AVX2__
  features.emplace_back("avx2");
#endif
#ifdef __FMA__
  features.emplace_back("fma");
#endif
#ifdef __AVX512F__
  features.emplace_back("avx512f");
#endif
  return features;
}

/// Versions of libraries, as they say themselves at run time.
Json library_versions() {
  const auto duckdb = SqlSession::open({});
  return {{"arrow", arrow::GetBuildInfo().version_string},
          {"duckdb", duckdb ? Json(duckdb->library_version()) : Json(nullptr)},
          {"librdkafka", rd_kafka_version_str()}};
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

void print_text(const Invocation& invocation, const BuildInfo& build) {
  std::ostream& out = invocation.process.out;
  out << fmt::format("eigenlake {}\n", version_text());
  if (!invocation.verbose()) return;
  const auto features = processor_features();
  out << fmt::format("commit      {}\n",
                     build.commit.empty() ? "none (built outside of a Git repository)" : build.commit)
      << fmt::format("compiler    {}\n", kCompiler) << fmt::format("build type  {}\n", build.build_type)
      << fmt::format("-march      {}\n", build.march.empty() ? "default" : build.march)
      << fmt::format("processor   {}\n",
                     features.empty() ? "no AVX2" : fmt::format("{}", fmt::join(features, ", ")));
  const Json libraries = library_versions();
  for (const auto& [name, version] : libraries.items())
    out << fmt::format("{:<11} {}\n", name, version.is_null() ? "not found" : version.get<std::string>());
}

Result<ExitCode> print_version(Invocation& invocation) {
  const BuildInfo build = build_info();
  if (invocation.json())
    invocation.print({{"version", EIGENLAKE_VERSION},
                      {"commit", text_or_null(build.commit)},
                      {"compiler", kCompiler},
                      {"build_type", build.build_type},
                      {"march", text_or_null(build.march)},
                      {"processor_features", processor_features()},
                      {"libraries", library_versions()}});
  else
    print_text(invocation, build);
  return ExitCode::kOk;
}

}  // namespace

Command version_command() {
  return {
      .name = "version",
      .purpose = Purpose::kProgram,
      .summary = "Print the version",
      .description =
          "Prints the version and the commit; with --verbose or --json also the compiler and its settings, "
          "and versions of libraries. 'eigenlake doctor' checks what else is installed.",
      .example = "eigenlake version --verbose",
      .only_reads = true,
      .opens_lake = false,
      .run = print_version};
}

}  // namespace eigenlake
