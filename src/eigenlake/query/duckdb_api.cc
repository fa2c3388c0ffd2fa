// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/duckdb_api.h"

#include <map>
#include <memory>
#include <mutex>

#include <dlfcn.h>

namespace eigenlake::duckdb {
namespace {

Result<std::unique_ptr<Api>> resolve(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return fail(ErrorKind::kNotFound, "cannot load DuckDB's library {}: {}", file, dlerror());
  auto api = std::make_unique<Api>();
  const char* missing = nullptr;
#define EIGENLAKE_DUCKDB_RESOLVE(result, name, parameters)                             \
  api->name = reinterpret_cast<result(*) parameters>(dlsym(library, "duckdb_" #name)); \
  if (api->name == nullptr) missing = "duckdb_" #name;
  EIGENLAKE_DUCKDB_FUNCTIONS(EIGENLAKE_DUCKDB_RESOLVE)
#undef EIGENLAKE_DUCKDB_RESOLVE
  if (missing != nullptr)
    return fail(ErrorKind::kNotFound, "{} is no DuckDB library 1.x: it has no {}", file, missing);
  return api;
}

}  // namespace

Result<const Api*> load_api(const std::string& library_file) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Api>> loaded;
  const std::lock_guard lock(mutex);
  auto& entry = loaded[library_file];
  if (!entry) {
    EIGENLAKE_ASSIGN_OR_RETURN(entry, resolve(library_file));
  }
  return entry.get();
}

std::string default_library_file() {
  return EIGENLAKE_DEPS_DIR "/duckdb/libduckdb.so";
}

}  // namespace eigenlake::duckdb
