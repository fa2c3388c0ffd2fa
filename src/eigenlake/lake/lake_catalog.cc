#include "eigenlake/lake/lake_catalog.h"

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/iceberg/catalog/sql/database_uri.h"
#include "eigenlake/json/json.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using iceberg::CatalogOptions;
using Kind = CatalogOptions::Kind;

constexpr std::string_view kCatalogKey = "catalog.json";

/// As people write it, for messages.
std::string text_of(const CatalogOptions& options) {
  if (options.kind == Kind::kHadoop) return "the warehouse itself (hadoop)";
  return fmt::format("{} (name {})", iceberg::without_password(options.uri), options.name);
}

bool is_same(const CatalogOptions& a, const CatalogOptions& b) {
  if (a.kind != b.kind) return false;
  if (a.kind == Kind::kHadoop) return true;
  return iceberg::without_password(a.uri) == iceberg::without_password(b.uri) && a.name == b.name;
}

/// Whether the warehouse is the catalog of tables already.
Result<bool> has_hadoop_tables(const LakeParts& parts) {
  iceberg::HadoopCatalog hadoop(parts.warehouse);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, hadoop.list_tables(std::string(kDatabase)));
  return !tables.empty();
}

}  // namespace

Result<std::optional<CatalogOptions>> recorded_catalog(ObjectStore& state) {
  const auto text = state.get(kCatalogKey);
  if (!text && text.error().kind == ErrorKind::kNotFound) return std::nullopt;
  if (!text) return std::unexpected(text.error());
  const auto document = parse_json(*text);
  const Json* uri =
      document && document->is_object() && document->contains("uri") ? &document->at("uri") : nullptr;
  const Json* name = uri != nullptr && document->contains("name") ? &document->at("name") : nullptr;
  if (name == nullptr || !uri->is_string() || !name->is_string())
    return fail(ErrorKind::kCorrupt, "{}: expected the uri and the name of a catalog",
                state.uri_of(kCatalogKey));
  EIGENLAKE_ASSIGN_OR_RETURN(const Kind kind, iceberg::catalog_kind_of_uri(uri->get<std::string>()));
  return CatalogOptions{kind, uri->get<std::string>(), name->get<std::string>()};
}

Result<> record_catalog(ObjectStore& state, const CatalogOptions& options) {
  const Json document = {{"uri", iceberg::without_password(options.uri)}, {"name", options.name}};
  return state.put(kCatalogKey, document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<CatalogOptions> choose_catalog(const std::optional<CatalogOptions>& asked, const LakeParts& parts,
                                      LakeAccess access) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto recorded, recorded_catalog(*parts.state));
  if (!asked) return recorded.value_or(CatalogOptions());
  // The URI that was asked for may bring the password that the record does not have.
  if (access == LakeAccess::kRead || (recorded && is_same(*recorded, *asked))) return *asked;
  if (!recorded && asked->kind != Kind::kHadoop) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_hadoops, has_hadoop_tables(parts));
    if (!is_hadoops) {
      EIGENLAKE_RETURN_IF_ERROR(record_catalog(*parts.state, *asked));
      return *asked;
    }
  }
  const CatalogOptions current = recorded.value_or(CatalogOptions());
  if (is_same(current, *asked)) return *asked;
  return fail(ErrorKind::kUsage,
              "expected the catalog that the lake's tables are in, {}, found {}; eigenlake catalog copy "
              "registers them in another one",
              text_of(current), text_of(*asked));
}

Result<> open_lake_catalog(const CatalogOptions& options, const iceberg::StoreProvider& provider,
                           LakeParts& parts) {
  EIGENLAKE_ASSIGN_OR_RETURN(parts.catalog, iceberg::open_catalog(options, parts.warehouse, "", provider));
  if (options.kind == Kind::kSql)
    parts.locks = std::make_shared<CatalogLocks>(parts.catalog, std::string(kDatabase));
  return {};
}

}  // namespace eigenlake
