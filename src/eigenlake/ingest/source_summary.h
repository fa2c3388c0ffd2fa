// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "eigenlake/iceberg/spec/snapshot.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Which snapshots of a batch list the raw objects by name: those of processing_metadata are enough, because
/// every table's metadata is read and written whole with each commit.
enum class SourceKeys { kLeftOut, kListed };

/// What the snapshots of a batch say of the raw objects that it read; nothing where it read none:
///
///   eigenlake.source-objects      their number
///   eigenlake.source-object-keys  kListed: JSON array of their keys behind experiments/{topic}/, none where
///                                 that is more than a kilobyte
///   eigenlake.kafka-topic         where sinks named objects, and all after one topic
///   eigenlake.kafka-offsets       JSON object: partition → [lowest, highest] offset among those names, each
///                                 that of an object's first record
iceberg::SnapshotSummary source_summary(std::span<const ObjectInfo> objects, SourceKeys keys);

}  // namespace eigenlake
