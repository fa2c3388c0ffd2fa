// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/cli/settings/configuration.h"
#include "eigenlake/kafka/kafka_options.h"
#include "eigenlake/registry/schema_registry.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// Connection to the brokers, checked for contradictions and missing files. Errors: kUsage, kUnsupported.
Result<kafka::ClientOptions> kafka_client_options(const Configuration& configuration);

/// Connection to the Schema Registry. Errors: kUsage.
Result<registry::SchemaRegistryOptions> registry_options(const Configuration& configuration);

/// Everything that publishing needs. Errors: kUsage, kUnsupported.
Result<PublisherOptions> publisher_options(const Configuration& configuration);

/// The topic of dead letters, TOPIC.dead-letter by default.
std::string dead_letter_topic(const Configuration& configuration);

/// The settings of brokers and registry, for commands that connect to both.
Settings connection_settings();
/// Those and the producer's and the spool's; without --kafka.
Settings publishing_settings();

/// The options of --kafka; none without it.
///
/// Errors: kUsage, kUnsupported for invalid settings, also for publishing flags without --kafka.
Result<std::optional<PublisherOptions>> asked_publishing(const Configuration& configuration);

}  // namespace eigenlake
