// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake_catalog.h"

#include <filesystem>

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/iceberg/catalog/sql/database_uri.h"
#include "eigenlake/json/json.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/remembered_tables.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using iceberg::CatalogOptions;
using Kind = CatalogOptions::Kind;
namespace fs = std::filesystem;

constexpr std::string_view kCatalogKey = "catalog.json";
/// The folder around the state, to which the path of the catalog's file is relative.
constexpr std::string_view kBesideState = "lake";

std::string text_of(const CatalogOptions& options) {
  if (options.kind == Kind::kHadoop) return "the warehouse itself (hadoop)";
  return fmt::format("{} (name {})", iceberg::without_password(options.uri), options.name);
}

/// Of an SQLite catalog, as in the URI.
std::optional<fs::path> file_of(const CatalogOptions& options) {
  if (options.kind != Kind::kSql) return std::nullopt;
  const auto database = iceberg::parse_database_uri(options.uri);
  if (!database || database->kind != iceberg::DatabaseUri::Kind::kSqlite) return std::nullopt;
  return fs::path(database->target);
}

fs::path whole_path_of(const fs::path& path) {
  std::error_code error;
  const fs::path result = fs::absolute(path, error);
  return error ? path : result.lexically_normal();
}

/// With the absolute path of an SQLite file.
CatalogOptions with_whole_path(CatalogOptions options) {
  const auto file = file_of(options);
  const std::string whole = file ? whole_path_of(*file).string() : "";
  if (!whole.empty() && !whole.contains('?')) options.uri = "sqlite://" + whole;
  return options;
}

bool is_same(const CatalogOptions& a, const CatalogOptions& b) {
  if (a.kind != b.kind) return false;
  if (a.kind == Kind::kHadoop) return true;
  const std::string uri = iceberg::without_password(with_whole_path(a).uri);
  return uri == iceberg::without_password(with_whole_path(b).uri) && a.name == b.name;
}

/// None for a remote state.
std::optional<fs::path> folder_around_state(const LakeRoots& roots) {
  if (roots.state.empty() || is_remote(roots.state)) return std::nullopt;
  return fs::path(roots.state).parent_path();
}

/// In the working folder, or beside the state.
fs::path find_relative(const fs::path& file, const LakeRoots& roots) {
  std::error_code ignored;
  const auto folder = folder_around_state(roots);
  if (!fs::exists(file, ignored) && folder && fs::exists(*folder / file, ignored)) return *folder / file;
  return whole_path_of(file);
}

bool is_there(const fs::path& file) {
  std::error_code error;
  const bool exists = fs::exists(file, error);
  return exists || error;
}

/// Locks of catalogs that have their own.
class CatalogLocks final : public WriterLocks {
 public:
  explicit CatalogLocks(std::shared_ptr<iceberg::Catalog> catalog) : catalog_(std::move(catalog)) {}
  Result<std::unique_ptr<WriterLock>> acquire(double wait_seconds_max) override {
    return catalog_->lock_writer(std::string(kDatabase), wait_seconds_max);
  }

 private:
  std::shared_ptr<iceberg::Catalog> catalog_;
};

/// In any catalog.
Result<bool> has_tables(const LakeParts& parts) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto remembered, load_remembered_tables(*parts.state));
  if (remembered && !remembered->empty()) return true;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, parts.warehouse->list_names(std::string(kDatabase) + "/"));
  return !names.empty();
}

/// A missing file would be created by the first write.
Result<> check_file_is_there(const CatalogOptions& options, const LakeParts& parts) {
  const auto file = file_of(options);
  if (!file || is_there(*file)) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_needed, has_tables(parts));
  if (!is_needed) return {};
  return fail(ErrorKind::kStore,
              "{}: the catalog of the lake's tables is missing; restore it from a backup, name the one that "
              "has them with --catalog-uri, or let `eigenlake recover --from metadata` rebuild it from {}",
              whole_path_of(*file).string(), parts.roots.warehouse);
}

Result<bool> has_hadoop_tables(const LakeParts& parts) {
  iceberg::HadoopCatalog hadoop(parts.warehouse);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, hadoop.list_tables(std::string(kDatabase)));
  return !tables.empty();
}

}  // namespace

Result<std::optional<RecordedCatalog>> recorded_catalog(const LakeParts& parts) {
  const auto text = parts.state->get(kCatalogKey);
  if (!text && text.error().kind == ErrorKind::kNotFound) return std::nullopt;
  if (!text) return std::unexpected(text.error());
  const auto document = parse_json(*text);
  const auto text_at = [&](const char* name) -> std::optional<std::string> {
    if (!document || !document->is_object() || !document->contains(name)) return std::nullopt;
    const Json& value = document->at(name);
    return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
  };
  const auto uri = text_at("uri");
  const auto name = text_at("name");
  if (!uri || !name)
    return fail(ErrorKind::kStore,
                "{} has no uri and name of a catalog; remove the file and name the catalog with "
                "--catalog-uri, as when the lake was created",
                parts.state->uri_of(kCatalogKey));
  EIGENLAKE_ASSIGN_OR_RETURN(const Kind kind, iceberg::catalog_kind_of_uri(*uri));
  RecordedCatalog recorded{.options = {kind, *uri, *name}};
  const auto file = file_of(recorded.options);
  if (!file || file->is_absolute()) return recorded;
  const auto folder = folder_around_state(parts.roots);
  recorded.is_whole = text_at("relative_to") == kBesideState && folder.has_value();
  const fs::path whole = recorded.is_whole ? *folder / *file : find_relative(*file, parts.roots);
  recorded.options.uri = "sqlite://" + whole.lexically_normal().string();
  return recorded;
}

Result<> record_catalog(ObjectStore& state, const LakeRoots& roots, const CatalogOptions& options) {
  const CatalogOptions whole = with_whole_path(options);
  Json document = {{"uri", iceberg::without_password(whole.uri)}, {"name", whole.name}};
  const auto file = file_of(whole);
  const auto folder = folder_around_state(roots);
  const fs::path relative = file && folder ? file->lexically_relative(*folder) : fs::path();
  if (!relative.empty() && *relative.begin() != "..") {
    document["uri"] = "sqlite:" + relative.string();
    document["relative_to"] = kBesideState;
  }
  return state.put(kCatalogKey, document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<> record_new_catalog(const Lake& lake) {
  if (!lake.catalog_to_record()) return {};
  EIGENLAKE_RETURN_IF_ERROR(LakeTables::load_all(lake));
  return record_catalog(lake.state_store(), lake.roots(), *lake.catalog_to_record());
}

Result<CatalogOptions> choose_catalog(const std::optional<CatalogOptions>& asked, LakeParts& parts,
                                      LakeAccess access) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto recorded, recorded_catalog(parts));
  const CatalogOptions current = recorded ? recorded->options : CatalogOptions();
  // The requested URI may have the password, which is never recorded.
  const CatalogOptions chosen = asked.value_or(current);
  if (access != LakeAccess::kRecover) EIGENLAKE_RETURN_IF_ERROR(check_file_is_there(chosen, parts));
  if (access == LakeAccess::kRead) return chosen;
  if (recorded && is_same(current, chosen)) {
    if (!recorded->is_whole) parts.catalog_to_record = chosen;
    return chosen;
  }
  if (!recorded && chosen.kind == Kind::kHadoop) return chosen;
  if (!recorded) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_hadoops, has_hadoop_tables(parts));
    if (!is_hadoops) {
      parts.catalog_to_record = chosen;
      return chosen;
    }
  }
  return fail(
      ErrorKind::kUsage,
      "the lake's tables are in {}, not in {}; 'eigenlake catalog copy' registers them in another catalog",
      text_of(current), text_of(chosen));
}

Result<> open_lake_catalog(const CatalogOptions& options, const iceberg::StoreProvider& provider,
                           LakeParts& parts) {
  EIGENLAKE_ASSIGN_OR_RETURN(parts.catalog, iceberg::open_catalog(options, parts.warehouse, "", provider));
  if (parts.catalog->has_writer_locks()) parts.locks = std::make_shared<CatalogLocks>(parts.catalog);
  return {};
}

}  // namespace eigenlake
