#include "eigenlake/iceberg/catalog/open_catalog.h"

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/catalog/hive/hive_catalog.h"
#include "eigenlake/iceberg/catalog/sql/sql_catalog.h"

namespace eigenlake::iceberg {

Result<std::shared_ptr<Catalog>> open_catalog(const CatalogOptions& options,
                                              std::shared_ptr<ObjectStore> warehouse,
                                              std::string warehouse_key, StoreProvider provider) {
  if (options.kind == CatalogOptions::Kind::kHadoop)
    return std::make_shared<HadoopCatalog>(std::move(warehouse), std::move(warehouse_key));
  TablePlaces places(std::move(warehouse), std::move(warehouse_key), std::move(provider));
  if (options.kind == CatalogOptions::Kind::kSql) {
    EIGENLAKE_ASSIGN_OR_RETURN(DatabaseUri uri, parse_database_uri(options.uri));
    return std::make_shared<SqlCatalog>(std::move(uri), options.name, std::move(places));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(MetastoreAddress address, parse_metastore_uri(options.uri));
  return std::make_shared<HiveCatalog>(std::move(address), std::move(places));
}

}  // namespace eigenlake::iceberg
