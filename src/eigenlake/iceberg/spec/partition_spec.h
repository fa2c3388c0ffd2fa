// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/spec/literal.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

/// How a column value becomes a partition value. Our own tables use identity.
struct Transform {
  enum class Kind { kIdentity, kVoid, kBucket, kTruncate, kYear, kMonth, kDay, kHour, kUnknown };
  Kind kind = Kind::kIdentity;
  int parameter = 0;    ///< Bucket count or truncate width.
  std::string unknown;  ///< The spelling of a kUnknown one.

  bool operator==(const Transform& other) const = default;
  std::string to_string() const;
  /// Type of the partition value for a column of this type.
  Type result_type(const Type& source) const;
};
Transform parse_transform(std::string_view text);

struct PartitionField {
  int source_id = 0;
  int field_id = 0;
  std::string name;
  Transform transform;

  bool operator==(const PartitionField& other) const = default;
};

/// How the rows of a table are divided into data files.
struct PartitionSpec {
  int spec_id = 0;
  std::vector<PartitionField> fields;

  bool operator==(const PartitionSpec& other) const = default;
  /// True without fields, or where all are void.
  bool is_unpartitioned() const;
  /// Types of the partition values, in order. Errors: kCorrupt when a source column is not in the schema.
  Result<std::vector<Type>> partition_types(const Schema& schema) const;
};

/// First partition field id of the spec; smaller ones are columns.
inline constexpr int kPartitionFieldIdFirst = 1000;

/// Identity partitions by top-level columns, in order. Errors: kInvalidInput for an unknown name.
Result<PartitionSpec> identity_partition_spec(const Schema& schema, const std::vector<std::string>& columns);

using PartitionValues = std::vector<Literal>;

/// "processing_date=2025-01-10/basis_set=6-31g%28d%29": the folder of a partition, empty when unpartitioned.
/// Names and values are escaped as Java's URLEncoder does.
std::string partition_path(const PartitionSpec& spec, const std::vector<Type>& types,
                           const PartitionValues& values);

}  // namespace eigenlake::iceberg
