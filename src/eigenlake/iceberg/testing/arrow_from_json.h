// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <arrow/array.h>
#include <arrow/json/from_string.h>
#include <arrow/record_batch.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/data/name_mapping.h"

namespace eigenlake::iceberg::testing {

/// An array of this type from its values as JSON.
inline std::shared_ptr<arrow::Array> array_of(const std::shared_ptr<arrow::DataType>& type,
                                              const std::string& json) {
  auto array = arrow::json::ArrayFromJSONString(type, json);
  EXPECT_TRUE(array.ok()) << array.status().ToString();
  return *array;
}

/// A nullable field with an Iceberg id.
inline std::shared_ptr<arrow::Field> field_with_id(const std::string& name,
                                                   const std::shared_ptr<arrow::DataType>& type, int id) {
  return with_field_id(arrow::field(name, type), id);
}

}  // namespace eigenlake::iceberg::testing
