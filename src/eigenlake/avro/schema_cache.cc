#include "eigenlake/avro/schema_cache.h"

#include <array>
#include <mutex>

namespace eigenlake::avro {
namespace {

constexpr size_t kEntries = 8;
constexpr size_t kTextBytesMax = size_t{1} << 20;  // a larger one is not worth the memory

struct Entry {
  std::string json;
  SchemaPtr schema;
};

struct Cache {
  std::mutex mutex;
  std::array<Entry, kEntries> entries;
  size_t next = 0;
};

Cache& cache() {
  static Cache instance;
  return instance;
}

SchemaPtr find(std::string_view json) {
  const std::scoped_lock lock(cache().mutex);
  for (const Entry& entry : cache().entries) {
    if (entry.schema && entry.json == json) return entry.schema;
  }
  return nullptr;
}

}  // namespace

Result<SchemaPtr> parse_schema_cached(std::string_view json) {
  if (SchemaPtr found = find(json)) return found;
  EIGENLAKE_ASSIGN_OR_RETURN(SchemaPtr schema, parse_schema(json));
  if (json.size() <= kTextBytesMax) {
    const std::scoped_lock lock(cache().mutex);
    cache().entries[cache().next++ % kEntries] = {std::string(json), schema};
  }
  return schema;
}

}  // namespace eigenlake::avro
