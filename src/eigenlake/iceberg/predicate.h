#pragma once

#include <string>
#include <vector>

#include "eigenlake/iceberg/data_file.h"
#include "eigenlake/iceberg/manifest_list.h"
#include "eigenlake/iceberg/schema.h"

namespace eigenlake::iceberg {

/// A comparison of a top-level column with values; a row passes a filter when it passes all of its
/// predicates. NaN is greater than every other number, as in SQL engines.
struct Predicate {
  enum class Op { kEqual, kIn, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kIsNull, kNotNull };
  std::string column;
  Op op = Op::kEqual;
  std::vector<Literal> values;  ///< One; any number for kIn; none for the null tests.
};
using Filter = std::vector<Predicate>;

/// False only when no row of the file can pass, by its partition values (through their transforms), null
/// counts and bounds. Requires: check_filter(filter, schema).
bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec, const DataFile& file);

/// The same for all files of a manifest, by its partition summaries.
bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec,
               const ManifestFile& manifest);

/// Errors: kInvalidInput for a column that is not there, is nested, or has another type than the values.
Result<> check_filter(const Filter& filter, const Schema& schema);

}  // namespace eigenlake::iceberg
