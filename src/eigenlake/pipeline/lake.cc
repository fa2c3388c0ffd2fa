#include "eigenlake/pipeline/lake.h"

#include "eigenlake/json/json.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

/// Raised when an older program could no longer work with the lake.
constexpr int kLakeFormatVersion = 1;
constexpr std::string_view kFormatKey = "format.json";
constexpr std::string_view kStateDirectory = ".eigenlake";
constexpr std::string_view kWarehouseKey = "features/warehouse";

std::string format_json() {
  const Json document = {{"format_version", kLakeFormatVersion}, {"engine_version", EIGENLAKE_VERSION}};
  return document.dump() + "\n";
}

Result<> check_format(const std::string& text, const fs::path& root) {
  const auto parsed = parse_json(text);
  const Json document = parsed ? *parsed : Json();
  const auto version = document.find("format_version");
  if (version == document.end() || !version->is_number_integer() || version->get<int64_t>() < 1)
    return fail(ErrorKind::kCorrupt, "{}/.eigenlake/format.json: expected a number format_version",
                root.string());
  if (version->get<int64_t>() <= kLakeFormatVersion) return {};
  const auto writer = document.find("engine_version");
  const bool is_named = writer != document.end() && writer->is_string();
  return fail(ErrorKind::kUnsupported,
              "{}: this lake has format version {}, written by a newer program ({}); expected at most {}",
              root.string(), version->get<int64_t>(), is_named ? writer->get<std::string>() : "unknown",
              kLakeFormatVersion);
}

Result<fs::path> absolute_path(const fs::path& path) {
  std::error_code error;
  auto result = fs::absolute(path, error).lexically_normal();
  if (error) return fail(ErrorKind::kStore, "{}: {}", path.string(), error.message());
  if (!result.has_filename()) result = result.parent_path();
  return result;
}

}  // namespace

Result<Lake> Lake::open(const fs::path& root, LakeAccess access) {
  EIGENLAKE_ASSIGN_OR_RETURN(const fs::path path, absolute_path(root));
  return open_stores(path, access, std::make_shared<LocalObjectStore>(path),
                     std::make_shared<LocalObjectStore>(path / kStateDirectory));
}

Result<Lake> Lake::open_stores(const fs::path& root, LakeAccess access, std::shared_ptr<ObjectStore> store,
                               std::shared_ptr<ObjectStore> state_store) {
  Lake lake;
  EIGENLAKE_ASSIGN_OR_RETURN(lake.root_, absolute_path(root));
  lake.store_ = std::move(store);
  lake.state_store_ = std::move(state_store);
  lake.catalog_ = std::make_shared<iceberg::HadoopCatalog>(lake.store_, std::string(kWarehouseKey));
  const auto format = lake.state_store_->get(kFormatKey);
  if (format) {
    EIGENLAKE_RETURN_IF_ERROR(check_format(*format, lake.root_));
    return lake;
  }
  if (format.error().kind != ErrorKind::kNotFound) return std::unexpected(format.error());
  if (access == LakeAccess::kWrite) {
    EIGENLAKE_RETURN_IF_ERROR(lake.state_store_->put(kFormatKey, format_json()));
    return lake;
  }
  std::error_code ignored;
  if (fs::is_directory(lake.warehouse() / kDatabase, ignored)) return lake;
  return fail(ErrorKind::kNotFound, "{}: expected a lake (a folder with .eigenlake/format.json), found none",
              lake.root_.string());
}

fs::path Lake::raw_directory() const {
  return root_ / kRawPrefix.substr(0, kRawPrefix.size() - 1);
}
fs::path Lake::warehouse() const {
  return root_ / kWarehouseKey;
}
fs::path Lake::table_directory(std::string_view table) const {
  return warehouse() / kDatabase / table;
}
fs::path Lake::state_directory() const {
  return root_ / kStateDirectory;
}

}  // namespace eigenlake
