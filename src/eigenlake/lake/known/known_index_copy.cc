// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "eigenlake/base/assert.h"
#include "eigenlake/json/json.h"
#include "eigenlake/lake/known/known_index.h"

namespace eigenlake {
namespace {

constexpr std::string_view kIndexFolder = "index/";
constexpr uint64_t kIndexVersion = 7;
constexpr size_t kHeaderLine = 256;  ///< The line end included.
/// Recent lines, written with every batch: a number, or a part of all.
constexpr uint64_t kRecentMin = 1024;
constexpr uint64_t kRecentPart = 64;

std::optional<int64_t> snapshot_of(const Json& header, const char* name) {
  const auto found = header.find(name);
  if (found == header.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<int64_t>();
}

bool has_number(const Json& header, const char* name, uint64_t value) {
  const auto found = header.find(name);
  return found != header.end() && found->is_number_unsigned() && found->get<uint64_t>() == value;
}

/// None if the body, the rest of `text`, is damaged.
std::optional<Json> take_header(std::string_view& text) {
  auto header = parse_json(take_line(text));
  if (!header || !header->is_object() || !has_number(*header, "version", kIndexVersion)) return std::nullopt;
  if (!has_number(*header, "checksum", text_checksum(text))) return std::nullopt;
  return std::move(*header);
}

}  // namespace

std::optional<KnownIndex> KnownIndex::load_copy(const Lake& lake) {
  auto text = lake.state_store().get(kKnownIndexKey);
  KnownIndex index;
  index.store_ = &lake.state_store();
  if (!text || !index.parse(*std::move(text))) return std::nullopt;
  if (!index.store_->has_cheap_head()) return index;
  for (const auto* base : {&index.experiments_.base(), &index.objects_.base()})
    if (!base->empty() && !base->is_in(*index.store_)) return std::nullopt;
  return index;
}

// The file: a line of JSON, "B…" the last batch, blocks of the base "E…" (experiments) and "O…" (objects),
// its runs "Rnumber prefix last", then recent lines: "n…" a new experiment, "f…" one of the base with new
// features, "o…" an object.
bool KnownIndex::parse(std::string_view text) {
  const auto header = take_header(text);
  if (!header) return false;
  snapshots_ = {.molecules = snapshot_of(*header, "molecules"),
                .ml_run_summary = snapshot_of(*header, "ml_run_summary"),
                .source_objects = snapshot_of(*header, "source_objects")};
  const auto without_features = snapshot_of(*header, "without_features");
  if (!without_features) return false;
  base_without_features_ = static_cast<uint64_t>(*without_features);
  if (text.starts_with('B')) last_batch_ = unescaped_field(take_line(text).substr(1));
  if (!experiments_.base().take_from(text, 'E') || !objects_.base().take_from(text, 'O')) return false;
  while (text.starts_with('R'))
    if (!parse_run(take_line(text).substr(1))) return false;
  return parse_recent(text);
}

bool KnownIndex::parse_run(std::string_view line) {
  const auto num_objects = take_hex_number(line);
  if (!num_objects) return false;
  ListedRun run;
  run.num_objects = *num_objects;
  run.prefix = unescaped_field(take_field(line));
  run.last_key = unescaped_field(line);
  base_runs_.push_back(std::move(run));
  return true;
}

bool KnownIndex::parse_recent(std::string_view text) {
  std::vector<GrowingLines::Recent> experiments;
  std::vector<GrowingLines::Recent> objects;
  for (const auto marked : lines_of(text)) {
    const auto line = marked.substr(1);
    if (marked[0] == 'o' && line.contains(' '))
      objects.push_back({std::string(line)});
    else if ((marked[0] == 'n' || marked[0] == 'f') && parse_known_experiment(line))
      experiments.push_back({std::string(line), marked[0] == 'f'});
    else
      return false;
  }
  experiments_.add(std::move(experiments));
  objects_.add(std::move(objects));
  return true;
}

std::string KnownIndex::to_text() const {
  // The header has the checksum of the body, so it is filled in at the end.
  std::string text(kHeaderLine - 1, ' ');
  text += '\n';
  fmt::format_to(std::back_inserter(text), "B{}\n", escaped_field(last_batch_));
  experiments_.base().append_to(text, 'E');
  objects_.base().append_to(text, 'O');
  for (const auto& run : base_runs_)
    fmt::format_to(std::back_inserter(text), "R{:x} {} {}\n", run.num_objects, escaped_field(run.prefix),
                   escaped_field(run.last_key));
  for (const auto& [line, is_in_base] : experiments_.recent()) text += (is_in_base ? 'f' : 'n') + line;
  for (const auto& object : objects_.recent()) text += 'o' + object.line;
  const Json header = {{"version", kIndexVersion},
                       {"checksum", text_checksum(std::string_view(text).substr(kHeaderLine))},
                       {"molecules", json_of(snapshots_.molecules)},
                       {"ml_run_summary", json_of(snapshots_.ml_run_summary)},
                       {"source_objects", json_of(snapshots_.source_objects)},
                       {"without_features", base_without_features_}};
  const std::string header_text = header.dump();
  EIGENLAKE_ASSERT(header_text.size() < kHeaderLine);
  text.replace(0, header_text.size(), header_text);
  return text;
}

/// Writes all lines as two objects; earlier ones stay until they are unnamed.
Result<> KnownIndex::move_to_base() {
  EIGENLAKE_ASSIGN_OR_RETURN(auto experiments, noted(experiments_.all(store_)));
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, noted(objects_.all(store_)));
  const auto without_features = std::ranges::count_if(
      lines_of(experiments), [](std::string_view line) { return line[line.find(' ') + 1] == '-'; });
  auto runs = resumable_runs(object_keys(lines_of(objects)));
  const auto lines_under = [](std::string_view name, std::string_view text) {
    return SortedLines(fmt::format("{}{}-{:016x}.txt", kIndexFolder, name, text_checksum(text)), text);
  };
  auto base_experiments = lines_under("experiments", experiments);
  auto base_objects = lines_under("objects", objects);
  std::vector<NewObject> files;
  if (!experiments.empty()) files.push_back({base_experiments.key(), std::move(experiments)});
  if (!objects.empty()) files.push_back({base_objects.key(), std::move(objects)});
  EIGENLAKE_RETURN_IF_ERROR(store_->put_all(files));
  experiments_.move_to(std::move(base_experiments));
  objects_.move_to(std::move(base_objects));
  base_runs_ = std::move(runs);
  base_without_features_ = static_cast<uint64_t>(without_features);
  return {};
}

Result<> KnownIndex::save(const Lake& lake, const IndexSnapshots& snapshots) {
  EIGENLAKE_ASSERT(store_ == nullptr || store_ == &lake.state_store());
  snapshots_ = snapshots;
  store_ = &lake.state_store();
  const uint64_t in_base = experiments_.base().num_lines() + objects_.base().num_lines();
  const uint64_t num_recent = experiments_.recent().size() + objects_.recent().size();
  const bool is_many = num_recent > std::max(kRecentMin, in_base / kRecentPart);
  if (is_many) EIGENLAKE_RETURN_IF_ERROR(move_to_base());
  EIGENLAKE_RETURN_IF_ERROR(store_->put_unsynced(kKnownIndexKey, to_text()));
  return is_many ? remove_unnamed() : Result<>();
}

/// Removes objects of earlier copies.
Result<> KnownIndex::remove_unnamed() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, store_->list(kIndexFolder));
  for (const auto& file : files) {
    if (file.key == kKnownIndexKey || file.key == experiments_.base().key() ||
        file.key == objects_.base().key())
      continue;
    EIGENLAKE_RETURN_IF_ERROR(store_->remove(file.key));
  }
  return {};
}

}  // namespace eigenlake
