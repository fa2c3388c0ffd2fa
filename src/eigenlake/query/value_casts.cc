// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/value_casts.h"

#include <utility>

#include <fmt/format.h>

#include "eigenlake/query/duckdb_error.h"

namespace eigenlake {

using duckdb::Api;
using duckdb::Handle;

/// The callbacks of eigenlake_chunk(key).
struct ValueCasts::Function {
  const Api* api = nullptr;
  std::shared_ptr<const std::map<int64_t, Input*>> inputs;

  static inline const Api* api_of_process =
      nullptr;  ///< Callbacks without extra info find the functions here.

  template <typename T>
  static void destroy(void* object) {
    delete static_cast<T*>(object);
  }

  static void bind(Handle info) {
    const Api& api = *api_of_process;
    const auto& function = *static_cast<const Function*>(api.bind_get_extra_info(info));
    Handle parameter = api.bind_get_parameter(info, 0);
    const auto found = function.inputs->find(api.get_int64(parameter));
    api.destroy_value(&parameter);
    if (found == function.inputs->end()) return api.bind_set_error(info, "unknown key of a chunk");
    const Input& input = *found->second;
    for (size_t i = 0; i < input.types.size(); ++i)
      api.bind_add_result_column(info, fmt::format("c{}", i).c_str(), input.types[i]);
    api.bind_set_bind_data(info, new const Input*(&input), destroy<const Input*>);
  }

  /// One execution of the function: its input, until it is passed on.
  static void init(Handle info) {
    const Api& api = *api_of_process;
    const auto* input = static_cast<const Input* const*>(api.init_get_bind_data(info));
    api.init_set_max_threads(info, 1);
    api.init_set_init_data(info, new const Input*(*input), destroy<const Input*>);
  }

  static void rows(Handle info, Handle output) {
    const Api& api = *api_of_process;
    auto& input = *static_cast<const Input**>(api.function_get_init_data(info));
    if (input == nullptr || input->chunk == nullptr) return api.data_chunk_set_size(output, 0);
    for (size_t i = 0; i < input->columns.size(); ++i)
      api.vector_reference_vector(api.data_chunk_get_vector(output, i),
                                  api.data_chunk_get_vector(input->chunk, input->columns[i]));
    api.data_chunk_set_size(output, api.data_chunk_get_size(input->chunk));
    input = nullptr;
  }
};

namespace {

std::unexpected<Error> internal(const char* message) {
  return fail(ErrorKind::kInternal, "{}", error_of_duckdb(message).message);
}

}  // namespace

ValueCasts::~ValueCasts() {
  if (connection_ != nullptr) api_.disconnect(&connection_);
}

Result<> ValueCasts::connect() {
  if (connection_ != nullptr) return {};
  if (api_.connect(database_, &connection_) != duckdb::kSuccess)
    return fail(ErrorKind::kInternal, "cannot connect to DuckDB");
  Function::api_of_process = &api_;
  Handle function = api_.create_table_function();
  api_.table_function_set_name(function, "eigenlake_chunk");
  Handle key = api_.create_logical_type(duckdb::Type::kBigInt);
  api_.table_function_add_parameter(function, key);
  api_.destroy_logical_type(&key);
  api_.table_function_set_extra_info(function, new Function{&api_, inputs_}, Function::destroy<Function>);
  api_.table_function_set_bind(function, Function::bind);
  api_.table_function_set_init(function, Function::init);
  api_.table_function_set_function(function, Function::rows);
  const auto state = api_.register_table_function(connection_, function);
  api_.destroy_table_function(&function);
  if (state != duckdb::kSuccess)
    return fail(ErrorKind::kInternal, "DuckDB rejected the table function eigenlake_chunk");
  for (const std::string& setting : settings_) EIGENLAKE_RETURN_IF_ERROR(set(setting));
  return {};
}

Result<> ValueCasts::set(const std::string& setting) {
  Handle statement = nullptr;
  duckdb::ResultHandle result{};
  const bool is_done = api_.prepare(connection_, setting.c_str(), &statement) == duckdb::kSuccess &&
                       api_.execute_prepared(statement, &result) == duckdb::kSuccess;
  api_.destroy_prepare(&statement);
  api_.destroy_result(&result);
  return is_done ? Result<>()
                 : fail(ErrorKind::kInternal, "DuckDB rejected {} when it was repeated", setting);
}

Result<> ValueCasts::follow(std::string setting) {
  if (connection_ != nullptr) return set(setting);
  settings_.push_back(std::move(setting));
  return {};
}

Result<std::unique_ptr<ValueCasts::Cast>> ValueCasts::prepare(duckdb::ResultHandle& result,
                                                              std::vector<WantedCast> wanted) {
  EIGENLAKE_RETURN_IF_ERROR(connect());
  std::unique_ptr<Cast> cast(new Cast(*this));
  cast->input_ = std::make_unique<Input>();
  cast->key_ = next_key_++;
  inputs_->emplace(cast->key_, cast->input_.get());
  std::string columns;
  for (const WantedCast& one : wanted) {
    columns +=
        fmt::format("{}CAST(c{} AS {})", columns.empty() ? "" : ", ", cast->input_->columns.size(), one.type);
    cast->input_->columns.push_back(one.column);
    cast->input_->types.push_back(api_.column_logical_type(&result, one.column));
  }
  const std::string sql = fmt::format("SELECT {} FROM eigenlake_chunk({})", columns, cast->key_);
  if (api_.prepare(connection_, sql.c_str(), &cast->statement_) != duckdb::kSuccess)
    return internal(api_.prepare_error(cast->statement_));
  return cast;
}

ValueCasts::Cast::~Cast() {
  forget();
  const Api& api = casts_.api_;
  if (statement_ != nullptr) api.destroy_prepare(&statement_);
  for (Handle& type : input_->types) api.destroy_logical_type(&type);
  casts_.inputs_->erase(key_);
}

void ValueCasts::Cast::forget() {
  const Api& api = casts_.api_;
  if (output_ != nullptr) api.destroy_data_chunk(&output_);
  if (std::exchange(has_result_, false)) api.destroy_result(&result_);
}

Result<> ValueCasts::Cast::run(Handle chunk) {
  const Api& api = casts_.api_;
  forget();
  input_->chunk = chunk;
  Handle pending = nullptr;
  const bool is_pending = api.pending_prepared_streaming(statement_, &pending) == duckdb::kSuccess;
  if (!is_pending) {
    auto error = error_of_duckdb(api.pending_error(pending));
    api.destroy_pending(&pending);
    return std::unexpected(std::move(error));
  }
  const auto state = api.execute_pending(pending, &result_);
  api.destroy_pending(&pending);
  has_result_ = true;
  if (state == duckdb::kSuccess) output_ = api.fetch_chunk(result_);
  const char* error = api.result_error(&result_);
  if (state == duckdb::kSuccess && chunk == nullptr && (error == nullptr || *error == '\0')) return {};
  if (output_ == nullptr) return std::unexpected(error_of_duckdb(error));
  if (api.data_chunk_get_size(output_) == api.data_chunk_get_size(chunk)) return {};
  return fail(ErrorKind::kInternal, "DuckDB cast {} of {} rows", api.data_chunk_get_size(output_),
              api.data_chunk_get_size(chunk));
}

}  // namespace eigenlake
