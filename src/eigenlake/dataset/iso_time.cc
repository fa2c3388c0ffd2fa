#include "eigenlake/dataset/iso_time.h"

#include "eigenlake/query/sql_value_text.h"

namespace eigenlake {

std::string iso_8601(std::string sql_text) {
  const size_t space = sql_text.find(' ');
  if (space != std::string::npos) sql_text[space] = 'T';
  if (space != std::string::npos && sql_text.ends_with("+00")) sql_text.replace(sql_text.size() - 3, 3, "Z");
  return sql_text;
}

std::string iso_8601_of(int64_t micros_since_1970) {
  std::string text;
  append_timestamp(micros_since_1970, text);
  return iso_8601(text + "+00");
}

}  // namespace eigenlake
