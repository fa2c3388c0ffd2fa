// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eigenlake::iceberg {
struct Snapshot;
}  // namespace eigenlake::iceberg

namespace eigenlake {

/// `v_{batch}` on the table's first snapshot, `v_incr_{batch}` on later ones.
inline constexpr std::string_view kCreationTagPrefix = "v_";
inline constexpr std::string_view kAppendTagPrefix = "v_incr_";
std::string creation_tag(std::string_view batch_id);
std::string append_tag(std::string_view batch_id);

/// The id, with dashes; none for tags of users.
std::optional<std::string> batch_of_tag(std::string_view tag);

/// Key of summaries: the batch that wrote the snapshot.
inline constexpr std::string_view kBatchIdProperty = "eigenlake.batch-id";

/// Key of summaries: the processing name of a batch that removes rows.
inline constexpr std::string_view kProcessingNameProperty = "eigenlake.processing-name";

/// Key of summaries: how a recovery changed the table.
inline constexpr std::string_view kRecoveredProperty = "eigenlake.recovered";

/// Key of summaries: the newest batch whose experiments a features batch computed.
inline constexpr std::string_view kParentBatchIdProperty = "eigenlake.parent-batch-id";

/// None for snapshots of other engines and of maintenance.
std::optional<std::string> batch_of(const iceberg::Snapshot& snapshot);

}  // namespace eigenlake
