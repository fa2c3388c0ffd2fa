// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake.h"

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/json/json.h"
#include "eigenlake/lake/file_lock.h"
#include "eigenlake/lake/store_lease.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

/// Raised if older programs cannot use the lake.
constexpr int kLakeFormatVersion = 1;
constexpr std::string_view kFormatKey = "format.json";

std::string format_json() {
  const Json document = {{"format_version", kLakeFormatVersion}, {"engine_version", EIGENLAKE_VERSION}};
  return document.dump() + "\n";
}

Result<> check_format(const std::string& text, const std::string& place) {
  const auto parsed = parse_json(text);
  const Json document = parsed ? *parsed : Json();
  const auto version = document.find("format_version");
  if (version == document.end() || !version->is_number_integer() || version->get<int64_t>() < 1)
    return fail(ErrorKind::kStore,
                "{}: format_version must be a number from 1 on; `eigenlake recover` rewrites it", place);
  if (version->get<int64_t>() <= kLakeFormatVersion) return {};
  const auto writer = document.find("engine_version");
  const bool is_named = writer != document.end() && writer->is_string();
  return fail(ErrorKind::kUnsupported,
              "{}: unsupported lake format version {} of a newer program ({}); supported up to {}", place,
              version->get<int64_t>(), is_named ? writer->get<std::string>() : "unknown", kLakeFormatVersion);
}

Result<std::shared_ptr<ObjectStore>> open_store(const std::string& root, const LakeRoots& roots,
                                                const LakeConnections& connections) {
  if (!is_remote(root)) {
    const bool is_below = root.starts_with(roots.durable_from.string() + "/");
    return std::make_shared<LocalObjectStore>(root, is_below ? roots.durable_from : fs::path());
  }
  if (connections.open_store) return connections.open_store(root);
  return fail(ErrorKind::kUnsupported, "{} is not in the local file system", root);
}

std::shared_ptr<WriterLocks> default_locks(const LakeParts& parts) {
  if (const auto* local = dynamic_cast<const LocalObjectStore*>(parts.state.get()))
    return std::make_shared<FileLocks>(local->root());
  return std::make_shared<StoreLeases>(parts.state);
}

}  // namespace

Result<Lake> Lake::open(const LakeLocation& location, LakeAccess access, const LakeConnections& connections) {
  LakeParts parts;
  EIGENLAKE_ASSIGN_OR_RETURN(parts.roots, resolve_lake(location));
  EIGENLAKE_ASSIGN_OR_RETURN(parts.raw, open_store(parts.roots.raw, parts.roots, connections));
  EIGENLAKE_ASSIGN_OR_RETURN(parts.warehouse, open_store(parts.roots.warehouse, parts.roots, connections));
  EIGENLAKE_ASSIGN_OR_RETURN(parts.state, open_store(parts.roots.state, parts.roots, connections));
  if (connections.open_catalog) EIGENLAKE_RETURN_IF_ERROR(connections.open_catalog(parts));
  return open_parts(std::move(parts), access);
}

Result<Lake> Lake::open_parts(LakeParts parts, LakeAccess access) {
  if (parts.catalog == nullptr) parts.catalog = std::make_shared<iceberg::HadoopCatalog>(parts.warehouse);
  if (parts.locks == nullptr) parts.locks = default_locks(parts);
  Lake lake(std::move(parts));
  lake.tolerates_loss_ = access == LakeAccess::kRecover;
  EIGENLAKE_RETURN_IF_ERROR(lake.check_or_make_format(access));
  return lake;
}

Result<> Lake::check_or_make_format(LakeAccess access) const {
  const auto format = state_store().get(kFormatKey);
  const auto checked = format ? check_format(*format, state_store().uri_of(kFormatKey)) : Result<>();
  const bool is_damaged = !checked && checked.error().kind == ErrorKind::kStore;
  if (format && !(is_damaged && access == LakeAccess::kRecover)) return checked;
  if (!format && format.error().kind != ErrorKind::kNotFound) return std::unexpected(format.error());
  // Tables of another program, or moved without their state.
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, catalog().list_tables(std::string(kDatabase)));
  const auto strays = tables.empty() ? check_no_stray_tables(*parts_.warehouse) : Result<>();
  if (!strays && access != LakeAccess::kRecover) return strays;
  const bool is_lake = format || !tables.empty() || !strays;
  if (access == LakeAccess::kWrite || (access == LakeAccess::kRecover && is_lake))
    return state_store().put(kFormatKey, format_json());
  if (is_lake) return {};
  return fail(ErrorKind::kNotFound, "no lake at {} (neither tables in {} nor {})", name(), roots().warehouse,
              state_store().uri_of(kFormatKey));
}

std::optional<fs::path> Lake::local_warehouse() const {
  if (is_remote(roots().warehouse)) return std::nullopt;
  return fs::path(roots().warehouse);
}

}  // namespace eigenlake
