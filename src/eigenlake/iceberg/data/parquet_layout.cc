#include "eigenlake/iceberg/data/parquet_layout.h"

#include <algorithm>
#include <map>

#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>
#include <parquet/statistics.h>

#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/store_streams.h"

namespace eigenlake::iceberg {
namespace {

using parquet::schema::GroupNode;
using parquet::schema::Node;
using parquet::schema::PrimitiveNode;
using Physical = parquet::Type;

bool has_no_annotation(const Node& node) {
  const auto& logical = node.logical_type();
  return logical == nullptr || logical->is_none();
}

/// Without an annotation, or with the equivalent one.
bool is_integer(const Node& node, int width) {
  if (has_no_annotation(node)) return true;
  if (!node.logical_type()->is_int()) return false;
  const auto& logical = static_cast<const parquet::IntLogicalType&>(*node.logical_type());
  return logical.is_signed() && logical.bit_width() == width;
}

/// Older annotations do not define whether times are UTC.
bool is_timestamp(const Node& node, bool is_utc) {
  if (node.logical_type() == nullptr || !node.logical_type()->is_timestamp()) return false;
  const auto& logical = static_cast<const parquet::TimestampLogicalType&>(*node.logical_type());
  return logical.time_unit() == parquet::LogicalType::TimeUnit::MICROS && !logical.is_from_converted_type() &&
         logical.is_adjusted_to_utc() == is_utc;
}

bool is_exact_leaf(const PrimitiveNode& node, TypeKind kind) {
  const auto stored = node.physical_type();
  switch (kind) {
    case TypeKind::kBoolean:
      return stored == Physical::BOOLEAN && has_no_annotation(node);
    case TypeKind::kInt:
      return stored == Physical::INT32 && is_integer(node, 32);
    case TypeKind::kLong:
      return stored == Physical::INT64 && is_integer(node, 64);
    case TypeKind::kFloat:
      return stored == Physical::FLOAT && has_no_annotation(node);
    case TypeKind::kDouble:
      return stored == Physical::DOUBLE && has_no_annotation(node);
    case TypeKind::kDate:
      return stored == Physical::INT32 && node.logical_type() != nullptr && node.logical_type()->is_date();
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return stored == Physical::INT64 && is_timestamp(node, kind == TypeKind::kTimestamptz);
    case TypeKind::kString:
      return stored == Physical::BYTE_ARRAY && node.logical_type() != nullptr &&
             node.logical_type()->is_string();
    case TypeKind::kBinary:
      return stored == Physical::BYTE_ARRAY && has_no_annotation(node);
    default:
      return false;
  }
}

/// The element of a list of three levels; null for another node.
const Node* element_of(const Node& node) {
  const bool is_list = node.is_group() && node.logical_type() != nullptr && node.logical_type()->is_list() &&
                       static_cast<const GroupNode&>(node).field_count() == 1;
  if (!is_list) return nullptr;
  const Node& middle = *static_cast<const GroupNode&>(node).field(0);
  const bool has_one = middle.is_group() && middle.is_repeated() && middle.name() == "list" &&
                       has_no_annotation(middle) && static_cast<const GroupNode&>(middle).field_count() == 1;
  return has_one ? static_cast<const GroupNode&>(middle).field(0).get() : nullptr;
}

/// `may_be_optional`: nulls of a required column are checked elsewhere.
bool is_exact(const Node& node, const NestedField& column, bool may_be_optional) {
  if (node.is_repeated() || (column.required && !node.is_required() && !may_be_optional)) return false;
  if (column.type.kind != TypeKind::kList)
    return node.is_primitive() && is_exact_leaf(static_cast<const PrimitiveNode&>(node), column.type.kind);
  const Node* element = element_of(node);
  return element != nullptr && element->field_id() == column.type.fields[0].id &&
         is_exact(*element, column.type.fields[0], false);
}

/// The columns of the file by id; nothing where one has none or two have the same.
std::optional<std::map<int, const Node*>> nodes_by_id(const GroupNode& root) {
  std::map<int, const Node*> nodes;
  for (int i = 0; i < root.field_count(); ++i) {
    const Node& node = *root.field(i);
    if (node.field_id() < 0 || !nodes.emplace(node.field_id(), &node).second) return std::nullopt;
  }
  return nodes;
}

bool is_common_codec(parquet::Compression::type codec) {
  return codec == parquet::Compression::UNCOMPRESSED || codec == parquet::Compression::SNAPPY ||
         codec == parquet::Compression::GZIP || codec == parquet::Compression::ZSTD;
}

bool is_common_encoding(parquet::Encoding::type encoding) {
  using Encoding = parquet::Encoding;
  return encoding == Encoding::PLAIN || encoding == Encoding::RLE || encoding == Encoding::PLAIN_DICTIONARY ||
         encoding == Encoding::RLE_DICTIONARY || encoding == Encoding::DELTA_BINARY_PACKED ||
         encoding == Encoding::DELTA_LENGTH_BYTE_ARRAY || encoding == Encoding::DELTA_BYTE_ARRAY ||
         encoding == Encoding::BYTE_STREAM_SPLIT;
}

bool is_common_chunk(const parquet::ColumnChunkMetaData& chunk, bool must_have_values) {
  if (!is_common_codec(chunk.compression()) || chunk.crypto_metadata() != nullptr) return false;
  if (!std::ranges::all_of(chunk.encodings(), is_common_encoding)) return false;
  if (!must_have_values) return true;
  const auto statistics = chunk.encoded_statistics();
  return statistics != nullptr && statistics->has_null_count && statistics->null_count == 0;
}

bool has_common_chunks(const parquet::FileMetaData& footer,
                       const std::map<int, const NestedField*>& columns) {
  const auto& schema = *footer.schema();
  int64_t rows = 0;
  for (int group = 0; group < footer.num_row_groups(); ++group) {
    const auto row_group = footer.RowGroup(group);
    rows += row_group->num_rows();
    for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
      const Node& root = *schema.GetColumnRoot(leaf);
      const auto column = columns.find(root.field_id());
      if (column == columns.end()) continue;
      if (!is_common_chunk(*row_group->ColumnChunk(leaf), column->second->required && root.is_optional()))
        return false;
    }
  }
  return rows == footer.num_rows();
}

bool is_exact_footer(const parquet::FileMetaData& footer, const std::vector<NestedField>& columns) {
  const auto nodes = nodes_by_id(*footer.schema()->group_node());
  if (!nodes) return false;
  std::map<int, const NestedField*> stored;
  for (const NestedField& column : columns) {
    const auto node = nodes->find(column.id);
    if (node == nodes->end() && column.required) return false;
    if (node == nodes->end()) continue;
    if (!is_exact(*node->second, column, column.type.is_primitive())) return false;
    stored.emplace(column.id, &column);
  }
  return has_common_chunks(footer, stored);
}

}  // namespace

bool has_plain_layout(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
    case TypeKind::kInt:
    case TypeKind::kLong:
    case TypeKind::kFloat:
    case TypeKind::kDouble:
    case TypeKind::kDate:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
    case TypeKind::kString:
    case TypeKind::kBinary:
      return true;
    case TypeKind::kList:
      return has_plain_layout(type.fields[0].type);
    default:
      return false;
  }
}

bool has_exact_layout(const FilePlace& place, const std::vector<NestedField>& columns) {
  const auto checked = guard_exceptions(ErrorKind::kCorrupt, [&]() -> Result<bool> {
    const auto input = std::make_shared<StoreInputFile>(place.store, place.key, place.size_bytes);
    const auto footer = parquet::ParquetFileReader::Open(input)->metadata();
    return footer->num_rows() == place.record_count && is_exact_footer(*footer, columns);
  });
  return checked && *checked;
}

}  // namespace eigenlake::iceberg
