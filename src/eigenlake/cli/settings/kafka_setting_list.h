#pragma once

#include <vector>

#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

// Settings of Kafka and the Schema Registry.

std::vector<Setting> kafka_settings();
std::vector<Setting> kafka_security_settings();
std::vector<Setting> schema_registry_settings();
std::vector<Setting> spool_settings();
std::vector<Setting> landing_settings();
std::vector<Setting> topic_settings();

}  // namespace eigenlake
