#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eigenlake::iceberg {
struct Snapshot;
}  // namespace eigenlake::iceberg

namespace eigenlake {

/// Tags of a batch: `v_{batch}` on the table's first snapshot, `v_incr_{batch}` on later ones.
inline constexpr std::string_view kCreationTagPrefix = "v_";
inline constexpr std::string_view kAppendTagPrefix = "v_incr_";
std::string creation_tag(std::string_view batch_id);
std::string append_tag(std::string_view batch_id);

/// The batch in "v_{32 digits}" or "v_incr_{32 digits}", its id with dashes; nothing for tags of users.
std::optional<std::string> batch_of_tag(std::string_view tag);

/// Pair of the summary by which a snapshot says which batch wrote it.
inline constexpr std::string_view kBatchIdProperty = "eigenlake.batch-id";

/// Pair by which a snapshot of a batch that gives rows up says so: the batch's processing name.
inline constexpr std::string_view kProcessingNameProperty = "eigenlake.processing-name";

/// Pair of snapshots by which a recovery changed a table; it says how.
inline constexpr std::string_view kRecoveredProperty = "eigenlake.recovered";

/// Pair by which a snapshot of a features batch names the newest batch whose experiments it computed.
inline constexpr std::string_view kParentBatchIdProperty = "eigenlake.parent-batch-id";

/// The batch that wrote a snapshot; nothing for snapshots of other engines and of maintenance.
std::optional<std::string> batch_of(const iceberg::Snapshot& snapshot);

}  // namespace eigenlake
