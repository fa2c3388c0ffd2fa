#include "eigenlake/tables/column_units.h"

#include <map>
#include <vector>

#include <nlohmann/json.hpp>

#include "eigenlake/tables/tables_json.h"

namespace eigenlake {
namespace {

using Units = std::map<std::string, std::string, std::less<>>;

struct Common {
  Units units;
  std::vector<std::string> conventions;
};

const Common& common() {
  static const Common parsed = [] {
    const auto document = nlohmann::json::parse(tables_json());
    return Common{.units = document.at("units").get<Units>(), .conventions = document.at("conventions")};
  }();
  return parsed;
}

}  // namespace

std::string_view unit_of(std::string_view column) {
  const auto found = common().units.find(column);
  return found == common().units.end() ? std::string_view() : std::string_view(found->second);
}

std::span<const std::string> table_conventions() {
  return common().conventions;
}

}  // namespace eigenlake
