#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/cli/settings/configuration.h"
#include "eigenlake/kafka/kafka_options.h"
#include "eigenlake/registry/schema_registry.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// How the brokers are reached, checked: nothing contradicts, files are there. Errors: kUsage, kUnsupported.
Result<kafka::ClientOptions> kafka_client_options(const Configuration& configuration);

/// How the Schema Registry is reached. Errors: kUsage.
Result<registry::SchemaRegistryOptions> registry_options(const Configuration& configuration);

/// Everything that publishing needs. Errors: kUsage, kUnsupported.
Result<PublisherOptions> publisher_options(const Configuration& configuration);

/// Where what holds no record goes. TOPIC.dead-letter where nothing else is said.
std::string dead_letter_topic(const Configuration& configuration);

/// Names of the settings that reach brokers and registry, for commands that speak to both.
std::vector<std::string> kafka_connection_setting_names();
/// Those and the producer's and the spool's; without "kafka".
std::vector<std::string> publishing_setting_names();

/// What --kafka says; none where it was not given.
///
/// Errors: kUsage, kUnsupported for settings that cannot work, also for some of Kafka's without --kafka.
Result<std::optional<PublisherOptions>> asked_publishing(const Configuration& configuration);

}  // namespace eigenlake
