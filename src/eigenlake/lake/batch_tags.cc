#include "eigenlake/lake/batch_tags.h"

namespace eigenlake {
namespace {

std::string without_dashes(std::string_view batch_id) {
  std::string digits(batch_id);
  std::erase(digits, '-');
  return digits;
}

}  // namespace

std::string creation_tag(std::string_view batch_id) {
  return std::string(kCreationTagPrefix) + without_dashes(batch_id);
}

std::string append_tag(std::string_view batch_id) {
  return std::string(kAppendTagPrefix) + without_dashes(batch_id);
}

}  // namespace eigenlake
