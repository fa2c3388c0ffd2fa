// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/avro/schema.h"

namespace eigenlake::iceberg::manifest_avro {

/// Field ids of the spec's manifest_entry and data_file structs.
enum FieldId {
  kStatus = 0,
  kSnapshotId = 1,
  kDataFile = 2,
  kSequenceNumber = 3,
  kFileSequenceNumber = 4,
  kFilePath = 100,
  kFileFormat = 101,
  kPartition = 102,
  kRecordCount = 103,
  kFileSize = 104,
  kColumnSizes = 108,
  kValueCounts = 109,
  kNullValueCounts = 110,
  kLowerBounds = 125,
  kUpperBounds = 128,
  kKeyMetadata = 131,
  kSplitOffsets = 132,
  kSplitOffset = 133,
  kContent = 134,
  kEqualityIds = 135,
  kEqualityId = 136,
  kNanValueCounts = 137,
  kSortOrderId = 140,
  kReferencedDataFile = 143,
};

/// The maps of data_file: Avro has no maps with integer keys, so each is an array of key-value records.
struct MapIds {
  const char* name;
  FieldId field_id;
  int key_id;
  int value_id;
  avro::Type value_type;
};
inline constexpr MapIds kColumnSizesMap{"column_sizes", kColumnSizes, 117, 118, avro::Type::kLong};
inline constexpr MapIds kValueCountsMap{"value_counts", kValueCounts, 119, 120, avro::Type::kLong};
inline constexpr MapIds kNullValueCountsMap{"null_value_counts", kNullValueCounts, 121, 122,
                                            avro::Type::kLong};
inline constexpr MapIds kNanValueCountsMap{"nan_value_counts", kNanValueCounts, 138, 139, avro::Type::kLong};
inline constexpr MapIds kLowerBoundsMap{"lower_bounds", kLowerBounds, 126, 127, avro::Type::kBytes};
inline constexpr MapIds kUpperBoundsMap{"upper_bounds", kUpperBounds, 129, 130, avro::Type::kBytes};

}  // namespace eigenlake::iceberg::manifest_avro
