// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/kafka/kafka_options.h"

namespace eigenlake::kafka {

/// Rejects what cannot work before anything is connected: a mechanism without SASL, a password without a
/// user, a file that cannot be read, a property that librdkafka does not know.
///
/// Errors: kUsage, kUnsupported (a mechanism that this librdkafka lacks).
Result<> check(const ClientOptions& options);

}  // namespace eigenlake::kafka
