// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/base/error.h"

// Structures of Arrow's C data interface (arrow/c/abi.h).
struct ArrowArray;
struct ArrowSchema;

namespace eigenlake {

/// The part of DuckDB's stable C API that this program calls, as function pointers: the library (68 MB) is
/// loaded with dlopen, so that commands without SQL do not pay for it.
///
/// Types and functions have DuckDB's own names without the prefix; handles are opaque pointers.
/// Source: the C API reference of DuckDB 1.x.
namespace duckdb {

using Handle = void*;  ///< duckdb_database, _connection, _prepared_statement, _data_chunk, _vector, …

/// Passed by value across the library's boundary: the layout is part of the API.
struct ResultHandle {
  uint64_t deprecated[3];
  void* deprecated_columns;
  char* deprecated_error;
  void* internal;
};

enum class Type : int {
  kInvalid = 0,
  kBoolean = 1,
  kTinyInt = 2,
  kSmallInt = 3,
  kInteger = 4,
  kBigInt = 5,
  kUTinyInt = 6,
  kUSmallInt = 7,
  kUInteger = 8,
  kUBigInt = 9,
  kFloat = 10,
  kDouble = 11,
  kTimestamp = 12,
  kDate = 13,
  kTime = 14,
  kInterval = 15,
  kHugeInt = 16,
  kVarchar = 17,
  kBlob = 18,
  kDecimal = 19,
  kTimestampS = 20,
  kTimestampMs = 21,
  kTimestampNs = 22,
  kEnum = 23,
  kList = 24,
  kStruct = 25,
  kMap = 26,
  kUuid = 27,
  kUnion = 28,
  kBit = 29,
  kTimeTz = 30,
  kTimestampTz = 31,
  kUHugeInt = 32,
  kArray = 33,
  kSqlNull = 36,
};

/// Those that a user's statement may be.
enum class StatementType : int { kSelect = 1, kExplain = 4, kCreate = 7, kVariableSet = 13, kSet = 20 };

struct ListEntry {
  uint64_t offset;
  uint64_t length;
};

/// Strings of up to 12 bytes are inline, longer ones behind the pointer.
struct StringValue {
  uint32_t length;
  char prefix[4];
  union {
    char inlined_rest[8];
    const char* pointer;
  };
  std::string_view view() const { return {length <= 12 ? prefix : pointer, length}; }
};

struct HugeInt {
  uint64_t lower;
  int64_t upper;
};

using State = int;  ///< 0 is success
inline constexpr State kSuccess = 0;

using Deleter = void (*)(void*);
using TableFunctionCallback = void (*)(Handle info);
using TableFunctionRowsCallback = void (*)(Handle info, Handle output_chunk);

/// One row per function: X(result type, name, parameter types).
#define EIGENLAKE_DUCKDB_FUNCTIONS(X)                                                   \
  X(const char*, library_version, ())                                                   \
  X(State, create_config, (Handle*))                                                    \
  X(State, set_config, (Handle, const char*, const char*))                              \
  X(void, destroy_config, (Handle*))                                                    \
  X(State, open_ext, (const char*, Handle*, Handle, char**))                            \
  X(void, close, (Handle*))                                                             \
  X(State, connect, (Handle, Handle*))                                                  \
  X(void, disconnect, (Handle*))                                                        \
  X(void, interrupt, (Handle))                                                          \
  X(void, free, (void*))                                                                \
  X(uint64_t, extract_statements, (Handle, const char*, Handle*))                       \
  X(const char*, extract_statements_error, (Handle))                                    \
  X(State, prepare_extracted_statement, (Handle, Handle, uint64_t, Handle*))            \
  X(void, destroy_extracted, (Handle*))                                                 \
  X(const char*, prepare_error, (Handle))                                               \
  X(StatementType, prepared_statement_type, (Handle))                                   \
  X(State, prepare, (Handle, const char*, Handle*))                                     \
  X(State, bind_varchar_length, (Handle, uint64_t, const char*, uint64_t))              \
  X(void, destroy_prepare, (Handle*))                                                   \
  X(State, execute_prepared, (Handle, ResultHandle*))                                   \
  X(State, pending_prepared_streaming, (Handle, Handle*))                               \
  X(const char*, pending_error, (Handle))                                               \
  X(State, execute_pending, (Handle, ResultHandle*))                                    \
  X(void, destroy_pending, (Handle*))                                                   \
  X(const char*, result_error, (ResultHandle*))                                         \
  X(void, destroy_result, (ResultHandle*))                                              \
  X(uint64_t, column_count, (ResultHandle*))                                            \
  X(const char*, column_name, (ResultHandle*, uint64_t))                                \
  X(Handle, column_logical_type, (ResultHandle*, uint64_t))                             \
  X(Handle, fetch_chunk, (ResultHandle))                                                \
  X(void, destroy_data_chunk, (Handle*))                                                \
  X(uint64_t, data_chunk_get_size, (Handle))                                            \
  X(Handle, data_chunk_get_vector, (Handle, uint64_t))                                  \
  X(void*, vector_get_data, (Handle))                                                   \
  X(uint64_t*, vector_get_validity, (Handle))                                           \
  X(Handle, list_vector_get_child, (Handle))                                            \
  X(Handle, array_vector_get_child, (Handle))                                           \
  X(Handle, struct_vector_get_child, (Handle, uint64_t))                                \
  X(Type, get_type_id, (Handle))                                                        \
  X(void, destroy_logical_type, (Handle*))                                              \
  X(uint8_t, decimal_scale, (Handle))                                                   \
  X(uint8_t, decimal_width, (Handle))                                                   \
  X(Type, decimal_internal_type, (Handle))                                              \
  X(Handle, list_type_child_type, (Handle))                                             \
  X(Handle, array_type_child_type, (Handle))                                            \
  X(uint64_t, array_type_array_size, (Handle))                                          \
  X(Handle, map_type_key_type, (Handle))                                                \
  X(Handle, map_type_value_type, (Handle))                                              \
  X(uint64_t, struct_type_child_count, (Handle))                                        \
  X(char*, struct_type_child_name, (Handle, uint64_t))                                  \
  X(Handle, struct_type_child_type, (Handle, uint64_t))                                 \
  X(Handle, create_logical_type, (Type))                                                \
  X(Handle, create_decimal_type, (uint8_t, uint8_t))                                    \
  X(Handle, create_list_type, (Handle))                                                 \
  X(Handle, create_map_type, (Handle, Handle))                                          \
  X(Handle, create_struct_type, (Handle*, const char**, uint64_t))                      \
  X(uint64_t, vector_size, ())                                                          \
  X(void, data_chunk_set_size, (Handle, uint64_t))                                      \
  X(void, vector_ensure_validity_writable, (Handle))                                    \
  X(void, vector_assign_string_element_len, (Handle, uint64_t, const char*, uint64_t))  \
  X(uint64_t, list_vector_get_size, (Handle))                                           \
  X(State, list_vector_reserve, (Handle, uint64_t))                                     \
  X(State, list_vector_set_size, (Handle, uint64_t))                                    \
  X(void, vector_reference_vector, (Handle, Handle))                                    \
  X(char*, get_varchar, (Handle))                                                       \
  X(int64_t, get_int64, (Handle))                                                       \
  X(void, destroy_value, (Handle*))                                                     \
  X(Handle, create_table_function, ())                                                  \
  X(void, destroy_table_function, (Handle*))                                            \
  X(void, table_function_set_name, (Handle, const char*))                               \
  X(void, table_function_add_parameter, (Handle, Handle))                               \
  X(void, table_function_set_extra_info, (Handle, void*, Deleter))                      \
  X(void, table_function_set_bind, (Handle, TableFunctionCallback))                     \
  X(void, table_function_set_init, (Handle, TableFunctionCallback))                     \
  X(void, table_function_set_local_init, (Handle, TableFunctionCallback))               \
  X(void, table_function_set_function, (Handle, TableFunctionRowsCallback))             \
  X(void, table_function_supports_projection_pushdown, (Handle, bool))                  \
  X(State, register_table_function, (Handle, Handle))                                   \
  X(void*, bind_get_extra_info, (Handle))                                               \
  X(Handle, bind_get_parameter, (Handle, uint64_t))                                     \
  X(void, bind_add_result_column, (Handle, const char*, Handle))                        \
  X(void, bind_set_bind_data, (Handle, void*, Deleter))                                 \
  X(void, bind_set_cardinality, (Handle, uint64_t, bool))                               \
  X(void, bind_set_error, (Handle, const char*))                                        \
  X(void, init_set_error, (Handle, const char*))                                        \
  X(void*, init_get_bind_data, (Handle))                                                \
  X(void, init_set_init_data, (Handle, void*, Deleter))                                 \
  X(uint64_t, init_get_column_count, (Handle))                                          \
  X(uint64_t, init_get_column_index, (Handle, uint64_t))                                \
  X(void, init_set_max_threads, (Handle, uint64_t))                                     \
  X(void*, function_get_init_data, (Handle))                                            \
  X(void*, function_get_local_init_data, (Handle))                                      \
  X(void, function_set_error, (Handle, const char*))                                    \
  X(Handle, result_get_arrow_options, (ResultHandle*))                                  \
  X(void, destroy_arrow_options, (Handle*))                                             \
  X(Handle, to_arrow_schema, (Handle, Handle*, const char**, uint64_t, ::ArrowSchema*)) \
  X(Handle, data_chunk_to_arrow, (Handle, Handle, ::ArrowArray*))                       \
  X(const char*, error_data_message, (Handle))                                          \
  X(void, destroy_error_data, (Handle*))

struct Api {
#define EIGENLAKE_DUCKDB_MEMBER(result, name, parameters) result(*name) parameters = nullptr;
  EIGENLAKE_DUCKDB_FUNCTIONS(EIGENLAKE_DUCKDB_MEMBER)
#undef EIGENLAKE_DUCKDB_MEMBER
};

/// Loads libduckdb.so, once per process.
///
/// Errors:   kNotFound when the library is missing or lacks a function; the message names the file.
/// Threads:  any.
Result<const Api*> load_api(const std::string& library_file);

/// Where the build unpacked the pinned library.
std::string default_library_file();

}  // namespace duckdb
}  // namespace eigenlake
