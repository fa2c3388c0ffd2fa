#pragma once

#include <memory>

#include "eigenlake/kafka/admin.h"
#include "eigenlake/kafka/rdkafka_client.h"

namespace eigenlake::kafka {

/// Asks over the connections of a client that somebody else has, and polls, and that outlives it.
std::unique_ptr<Admin> admin_of(rd_kafka_t* client, const RdkafkaOwner& owner, int request_timeout_ms);

}  // namespace eigenlake::kafka
