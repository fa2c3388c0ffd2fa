#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

Result<> ObjectStore::put_all(std::span<const NewObject> objects) {
  for (const NewObject& object : objects) EIGENLAKE_RETURN_IF_ERROR(put(object.key, object.bytes));
  return {};
}

Result<bool> ObjectStore::exists(std::string_view key) {
  auto info = head(key);
  if (info) return true;
  if (info.error().kind == ErrorKind::kNotFound) return false;
  return std::unexpected(std::move(info).error());
}

Result<> check_object_key(std::string_view key) {
  size_t begin = 0;
  while (true) {
    const size_t end = std::min(key.find('/', begin), key.size());
    const std::string_view part = key.substr(begin, end - begin);
    if (part.empty() || part.front() == '.' || part.contains('\0')) {
      return fail(
          ErrorKind::kInvalidInput,
          "expected an object key of parts that are not empty and do not begin with '.', found \"{}\"", key);
    }
    if (end == key.size()) return {};
    begin = end + 1;
  }
}

}  // namespace eigenlake
