#include "eigenlake/kafka/kafka_options.h"

#include <array>

namespace eigenlake::kafka {

std::string_view name_of(SecurityProtocol protocol) {
  constexpr std::array<std::string_view, 4> kNames = {"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"};
  return kNames.at(static_cast<size_t>(protocol));
}

}  // namespace eigenlake::kafka
