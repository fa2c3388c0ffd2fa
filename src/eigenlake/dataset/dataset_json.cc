#include "eigenlake/dataset/dataset_json.h"

#include "eigenlake/tables/column_units.h"

namespace eigenlake {
namespace {

Json to_json(const DatasetTable& table) {
  Json columns = Json::array();
  for (const DatasetColumn& column : table.columns) {
    Json entry = {{"name", column.name}, {"type", column.type}, {"required", column.required}};
    if (!column.unit.empty()) entry["unit"] = column.unit;
    entry["meaning"] = column.meaning;
    columns.push_back(std::move(entry));
  }
  Json partitions = Json::array();
  for (const PartitionRows& partition : table.partitions)
    partitions.push_back({{"values", partition.values}, {"rows", partition.rows}});
  Json json = {{"name", table.name}, {"description", table.description}, {"row_per", table.row_per},
               {"rows", table.rows}, {"num_files", table.num_files},     {"bytes", table.bytes}};
  if (!table.files.empty()) json["files"] = table.files;
  json["key"] = table.key;
  json["partition_columns"] = table.partition_columns;
  json["partitions"] = std::move(partitions);
  json["columns"] = std::move(columns);
  return json;
}

Json to_json(const std::vector<CountedValue>& values) {
  Json json = Json::array();
  for (const CountedValue& value : values)
    json.push_back({{"value", value.value}, {"experiments", value.experiments}});
  return json;
}

Json to_json(const Provenance& provenance) {
  Json batches = Json::array();
  for (const BatchOrigin& batch : provenance.batches)
    batches.push_back({{"batch_id", batch.batch_id},
                       {"processing_name", batch.processing_name},
                       {"processed_at", batch.processed_at},
                       {"source", batch.source}});
  return {{"experiments", provenance.num_experiments},
          {"num_qubits", {provenance.num_qubits_min, provenance.num_qubits_max}},
          {"molecules", to_json(provenance.molecules)},
          {"basis_sets", to_json(provenance.basis_sets)},
          {"ansaetze", to_json(provenance.ansaetze)},
          {"optimizers", to_json(provenance.optimizers)},
          {"init_strategies", to_json(provenance.init_strategies)},
          {"backends", to_json(provenance.backends)},
          {"simulators", to_json(provenance.simulators)},
          {"batches", std::move(batches)}};
}

}  // namespace

Json dataset_json(const DatasetDescription& dataset) {
  Json tables = Json::array();
  for (const DatasetTable& table : dataset.tables) tables.push_back(to_json(table));
  Json json = {{"dataset_version", 1},
               {"title", dataset.title},
               {"license", dataset.license},
               {"authors", dataset.authors.empty() ? Json(nullptr) : Json(dataset.authors)},
               {"created_at", dataset.created_at},
               {"generator", {{"name", "eigenlake"}, {"version", dataset.engine_version}}},
               {"format", name_of(dataset.format)},
               {"state", dataset.state},
               {"fingerprint", dataset.fingerprint},
               {"rows", dataset.num_rows()},
               {"bytes", dataset.num_bytes()},
               {"conventions", table_conventions()}};
  if (!dataset.location.empty()) json["location"] = dataset.location;
  json["provenance"] = to_json(dataset.provenance);
  json["tables"] = std::move(tables);
  return json;
}

}  // namespace eigenlake
