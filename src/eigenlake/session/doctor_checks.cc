// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/doctor_checks.h"

#include <cstdlib>
#include <filesystem>
#include <thread>

#include <arrow/config.h>
#include <fmt/format.h>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/ingest/quarantine.h"
#include "eigenlake/plot/gnuplot.h"
#include "eigenlake/query/sql_session.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

constexpr double kGibibyte = 1 << 30;
constexpr uint64_t kLittleDisk = uint64_t{1} << 30;

DoctorCheck good(std::string name, std::string finding) {
  return {.name = std::move(name), .finding = std::move(finding)};
}

DoctorCheck bad(std::string name, const Error& error, ExitCode code) {
  return {.name = std::move(name), .finding = error.to_string(), .good = false, .code_if_bad = code};
}

DoctorCheck check_duckdb() {
  const auto session = SqlSession::open({});
  if (!session) return bad("DuckDB", session.error(), ExitCode::kInternal);
  return good("DuckDB", fmt::format("{} in {}", session->library_version(), duckdb::default_library_file()));
}

DoctorCheck check_basis_sets() {
  const std::vector<int> hydrogen = {1};
  const auto basis = load_basis_set("sto3g", hydrogen);
  if (!basis) return bad("basis sets", basis.error(), ExitCode::kInternal);
  const char* folder = std::getenv("EIGENLAKE_BASIS_SETS");
  return good("basis sets", folder != nullptr ? folder : EIGENLAKE_DEPS_DIR "/basis_sets");
}

DoctorCheck check_gnuplot() {
  const auto version = gnuplot_version();
  if (!version) return bad("gnuplot", version.error(), ExitCode::kInternal);
  return good("gnuplot", *version);
}

std::string cpu_features() {
  std::vector<std::string> features;
  if (__builtin_cpu_supports("avx2")) features.emplace_back("avx2");
  if (__builtin_cpu_supports("fma")) features.emplace_back("fma");
  if (__builtin_cpu_supports("avx512f")) features.emplace_back("avx512f");
  return features.empty() ? "no AVX2" : fmt::format("{}", fmt::join(features, ", "));
}

DoctorCheck check_disk(const fs::path& root) {
  std::error_code error;
  const fs::space_info space = fs::space(root, error);
  if (error)
    return {.name = "disk", .finding = error.message(), .good = false, .code_if_bad = ExitCode::kStore};
  DoctorCheck check = good(
      "disk",
      fmt::format("{:.1f} GiB free at {}", static_cast<double>(space.available) / kGibibyte, root.string()));
  check.good = space.available >= kLittleDisk;
  check.code_if_bad = ExitCode::kStore;
  return check;
}

DoctorCheck check_quarantine(const Lake& lake, const VisibleLake& visible) {
  const auto quarantine = waiting_in_quarantine(lake, visible.tables);
  if (!quarantine) return bad("quarantine", quarantine.error(), ExitCode::kStore);
  if (quarantine->entries.empty()) return good("quarantine", "no raw object is quarantined");
  return {
      .name = "quarantine",
      .finding = fmt::format(
          "{} raw objects, or records of them, could not be ingested; 'eigenlake quarantine list' lists them",
          quarantine->entries.size()),
      .good = false,
      .code_if_bad = ExitCode::kQuarantined};
}

/// Newest snapshots that readers do not see belong to a batch that is running or died.
DoctorCheck check_batches(const VisibleLake& visible) {
  std::vector<std::string> hidden;
  for (const auto& [name, table] : visible.tables.tables()) {
    const iceberg::Snapshot* current = table.metadata().current_snapshot();
    if (current != nullptr && current != visible.snapshot_of(name)) hidden.push_back(name);
  }
  if (hidden.empty())
    return good("batches", fmt::format("{} complete, none unfinished", visible.log.batches().size()));
  return {.name = "batches",
          .finding = fmt::format("an unfinished batch is in {}; the next ingest recovers it",
                                 fmt::join(hidden, ", ")),
          .good = false,
          .code_if_bad = ExitCode::kStore};
}

}  // namespace

std::vector<DoctorCheck> check_installation() {
  std::vector<DoctorCheck> checks;
  checks.push_back(good("eigenlake", EIGENLAKE_VERSION));
  checks.push_back(good("Arrow", arrow::GetBuildInfo().version_string));
  checks.push_back(check_duckdb());
  checks.push_back(check_basis_sets());
  checks.push_back(check_gnuplot());
  checks.push_back(
      good("processor", fmt::format("{} cores, {}", std::thread::hardware_concurrency(), cpu_features())));
  checks.push_back(good("memory", fmt::format("{:.1f} GiB available",
                                              static_cast<double>(available_memory_bytes()) / kGibibyte)));
  return checks;
}

std::vector<DoctorCheck> examine_lake(const LakeAddress& address) {
  const auto lake = open_lake(address, LakeAccess::kRead);
  if (!lake && lake.error().kind == ErrorKind::kNotFound)
    return {good("lake", "none yet in " + address.location.lake)};
  if (!lake) return {bad("lake", lake.error(), ExitCode::kStore)};
  std::vector<DoctorCheck> checks = {good("lake", lake->name())};
  if (lake->local_warehouse()) checks.push_back(check_disk(lake->roots().durable_from));
  const auto visible = VisibleLake::load(*lake, {});
  if (!visible) {
    checks.push_back(bad("tables", visible.error(), ExitCode::kStore));
    return checks;
  }
  for (const auto& [name, why] : visible->tables.lost())
    checks.push_back(bad("tables", why, ExitCode::kStore));
  checks.push_back(
      good("tables", fmt::format("{} of the lake's tables exist", visible->tables.tables().size())));
  checks.push_back(check_batches(*visible));
  checks.push_back(check_quarantine(*lake, *visible));
  return checks;
}

}  // namespace eigenlake
