// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "eigenlake/iceberg/spec/partition_spec.h"
#include "eigenlake/iceberg/spec/predicate.h"

namespace eigenlake::iceberg {

/// The 32-bit x86 variant of Murmur3 with seed 0.
int32_t murmur3_x86_32(std::string_view bytes);

/// Hash that decides the bucket of a non-null value; equal ints, longs and dates have equal hashes.
///
/// Requires: literal_fits(value, type); no boolean, float or double.
/// Source:   Iceberg table spec v2, appendix B "32-bit Hash Requirements".
int32_t bucket_hash(const Literal& value, const Type& type);

/// True when the spec defines the transform for columns of this type.
bool applies_to(const Transform& transform, const Type& source);

/// The partition value that a column value gives; null gives null.
///
/// Requires: literal_fits(value, source).
/// Errors:   kUnsupported if the transform does not apply to this type.
/// Source:   Iceberg table spec v2, "Partition Transforms".
Result<Literal> apply_transform(const Transform& transform, const Type& source, const Literal& value);

/// The inclusive projection: what the partition value of a row must satisfy for the row to satisfy
/// `predicate` on the source column. None if the predicate does not restrict partitions.
///
/// Requires: the predicate's values fit `source`.
/// Source:   Iceberg table spec v2, "Scan Planning".
std::optional<Predicate> project(const Predicate& predicate, const Transform& transform, const Type& source);

}  // namespace eigenlake::iceberg
