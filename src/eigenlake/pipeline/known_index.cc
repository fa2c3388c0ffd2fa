#include "eigenlake/pipeline/known_index.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <functional>
#include <ranges>

#include "eigenlake/base/assert.h"
#include "eigenlake/json/json.h"
#include "eigenlake/pipeline/batch_source.h"
#include "eigenlake/pipeline/table_reader.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

constexpr std::string_view kIndexKey = "index/known.txt";
constexpr uint64_t kIndexVersion = 5;
constexpr size_t kHeaderLine = 256;  ///< The line end included.
constexpr size_t kIdLength = 64;
constexpr size_t kBatchDigits = 8;
constexpr size_t kExperimentLine = 1 + kIdLength + kBatchDigits + 1;  ///< "+", id, batch, line end

Json json_of(const std::optional<int64_t>& snapshot) {
  return snapshot ? Json(*snapshot) : Json(nullptr);
}

std::optional<int64_t> snapshot_of(const Json& header, const char* name) {
  const auto found = header.find(name);
  if (found == header.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<int64_t>();
}

/// Finds torn and damaged copies, no more: FNV-1a over words of eight bytes.
uint64_t checksum(std::string_view text) {
  uint64_t hash = 14695981039346656037U ^ text.size();
  const auto add = [&](uint64_t word) { hash = (hash ^ word) * 1099511628211U; };
  uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    add(word);
  }
  if (text.empty()) return hash;
  word = 0;
  std::memcpy(&word, text.data(), text.size());
  add(word);
  return hash;
}

bool has_number(const Json& header, const char* name, uint64_t value) {
  const auto found = header.find(name);
  return found != header.end() && found->is_number_unsigned() && found->get<uint64_t>() == value;
}

bool is_experiment_id(std::string_view text) {
  if (text.size() != kIdLength) return false;
  bool all_digits = true;
  for (const char c : text) all_digits &= (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  return all_digits;
}

/// Without the line ends and spaces that separate the fields.
void append_escaped(std::string& out, std::string_view text) {
  const auto has_meaning = [](char c) { return c == '\\' || c == '\n' || c == ' '; };
  if (std::ranges::none_of(text, has_meaning)) {
    out += text;
    return;
  }
  for (const char c : text) {
    if (has_meaning(c)) out += '\\';
    out += c == '\n' ? 'n' : c == ' ' ? 's' : c;
  }
}

/// Requires: an id of kIdLength characters.
void append_experiment(std::string& out, bool has_features, std::string_view id, uint32_t batch) {
  std::array<char, kExperimentLine> line;
  line[0] = has_features ? '+' : '-';
  id.copy(&line[1], kIdLength);
  for (size_t i = 0; i < kBatchDigits; ++i)
    line[kIdLength + kBatchDigits - i] = "0123456789abcdef"[(batch >> (4 * i)) & 15];
  line[kExperimentLine - 1] = '\n';
  out.append(line.data(), line.size());
}

std::string unescaped(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    const char c = escape ? text[++i] : text[i];
    result += escape && c == 'n' ? '\n' : escape && c == 's' ? ' ' : c;
  }
  return result;
}

std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Hands each row of the columns, texts, to `visit(chunk, row)`.
template <size_t kCount, typename Visit>
Result<> read_rows(const iceberg::Table* table, const std::optional<int64_t>& snapshot,
                   const std::array<std::string_view, kCount>& columns, Visit visit) {
  if (table == nullptr || !snapshot) return {};
  return read_table(*table, snapshot, columns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row) visit(chunk, row);
  });
}

/// The header of a copy whose body follows it undamaged; the body is what is left of `text`.
std::optional<Json> take_header(std::string_view& text) {
  auto header = parse_json(take_line(text));
  if (!header || !header->is_object() || !has_number(*header, "version", kIndexVersion)) return std::nullopt;
  if (!has_number(*header, "checksum", checksum(text))) return std::nullopt;
  return std::move(*header);
}

/// Lines "=batch" at the beginning of a body.
std::vector<std::string_view> take_batches(std::string_view& body) {
  std::vector<std::string_view> batches;
  while (body.starts_with('=')) batches.push_back(take_line(body).substr(1));
  return batches;
}

std::optional<uint32_t> parse_batch_number(std::string_view digits) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

/// Orders items of which the most are in order, and keeps one of those that are the same.
template <typename Items, typename Projection>
void sort_once_each(Items& items, Projection projection) {
  const auto rest = std::ranges::is_sorted_until(items, {}, projection);
  std::ranges::sort(rest, items.end(), {}, projection);
  std::ranges::inplace_merge(items, rest, {}, projection);
  const auto twice = std::ranges::unique(items, {}, projection);
  items.erase(twice.begin(), twice.end());
}

std::optional<int64_t> visible_id(const LakeTables& tables, std::string_view name, const AuditLog& log) {
  const auto* table = tables.find(name);
  const auto* snapshot = table == nullptr ? nullptr : visible_snapshot(table->metadata(), log);
  if (snapshot == nullptr) return std::nullopt;
  return snapshot->snapshot_id;
}

}  // namespace

IndexSnapshots visible_snapshots(const LakeTables& tables, const AuditLog& log) {
  return {.molecules = visible_id(tables, "molecules", log),
          .ml_run_summary = visible_id(tables, "ml_run_summary", log),
          .source_objects = visible_id(tables, kLedgerTable, log)};
}

std::optional<KnownIndex> KnownIndex::load_copy(const Lake& lake) {
  auto text = lake.state_store().get(kIndexKey);
  KnownIndex index;
  if (!text || !index.parse(*std::move(text))) return std::nullopt;
  return index;
}

Result<KnownIndex> KnownIndex::load(const Lake& lake, const LakeTables& tables, const AuditLog& log,
                                    std::optional<KnownIndex> copy) {
  const IndexSnapshots wanted = visible_snapshots(tables, log);
  const auto fits = [&] { return copy && copy->snapshots_ == wanted; };
  if (!fits()) copy = load_copy(lake);
  return fits() ? *std::move(copy) : rebuild(tables, wanted);
}

Result<KnownIndex> KnownIndex::rebuild(const LakeTables& tables, const IndexSnapshots& snapshots) {
  KnownIndex index;
  index.snapshots_ = snapshots;
  static constexpr std::array<std::string_view, 2> kMoleculeColumns = {"experiment_id",
                                                                       "processing_batch_id"};
  EIGENLAKE_RETURN_IF_ERROR(read_rows(tables.find("molecules"), snapshots.molecules, kMoleculeColumns,
                                      [&](const TableChunk& chunk, int64_t row) {
                                        index.experiments_.push_back({index.keep(chunk.string(0, row)), false,
                                                                      index.number_of(chunk.string(1, row))});
                                      }));
  index.sort();
  static constexpr std::array<std::string_view, 1> kSummaryColumns = {"experiment_id"};
  EIGENLAKE_RETURN_IF_ERROR(read_rows(tables.find("ml_run_summary"), snapshots.ml_run_summary,
                                      kSummaryColumns, [&](const TableChunk& chunk, int64_t row) {
                                        if (auto* experiment = index.find(chunk.string(0, row)))
                                          experiment->has_features = true;
                                      }));
  static constexpr std::array<std::string_view, 2> kLedgerColumns = {"object_uri", "etag"};
  const auto add_object = [&](const TableChunk& chunk, int64_t row) {
    const auto uri = chunk.string(0, row);
    if (uri.starts_with(kMessageScheme)) return;  // Never listed.
    index.objects_.push_back({index.keep(raw_key_of(uri)), index.keep(chunk.string(1, row))});
  };
  EIGENLAKE_RETURN_IF_ERROR(
      read_rows(tables.find(kLedgerTable), snapshots.source_objects, kLedgerColumns, add_object));
  index.sort();
  return index;
}

bool KnownIndex::has_experiment(std::string_view id) const {
  return std::ranges::binary_search(experiments_, id, {}, &Experiment::id);
}

void KnownIndex::erase_known(std::vector<ObjectInfo>& objects) const {
  auto known = objects_.begin();
  std::erase_if(objects, [&](const ObjectInfo& object) {
    while (known != objects_.end() && known->key < object.key) ++known;
    for (auto same = known; same != objects_.end() && same->key == object.key; ++same) {
      if (same->etag == object.etag) return true;
    }
    return false;
  });
}

std::vector<ListedRun> KnownIndex::runs() const {
  std::vector<std::string_view> keys;
  keys.reserve(objects_.size());
  for (const auto& object : objects_) {
    if (keys.empty() || keys.back() != object.key) keys.push_back(object.key);
  }
  return resumable_runs(keys);
}

std::vector<std::string> KnownIndex::experiments_without_features() const {
  std::vector<std::string> ids;
  for (const auto& experiment : experiments_) {
    if (!experiment.has_features) ids.emplace_back(experiment.id);
  }
  return ids;
}

void KnownIndex::add_experiments(std::span<const std::string_view> ids, std::string_view batch_id) {
  if (ids.empty()) return;
  const uint32_t batch = number_of(batch_id);
  experiments_.reserve(experiments_.size() + ids.size());
  for (const auto id : ids) experiments_.push_back({keep(id), false, batch});
  sort();
}

void KnownIndex::add_objects(std::span<const ObjectInfo> objects) {
  objects_.reserve(objects_.size() + objects.size());
  for (const auto& object : objects)
    if (!is_direct(object.key)) objects_.push_back({keep(object.key), keep(object.etag)});
  sort();
}

void KnownIndex::mark_features(std::span<const std::string> ids) {
  for (const auto& id : ids) {
    if (auto* experiment = find(id)) experiment->has_features = true;
  }
}

KnownIndex::Experiment* KnownIndex::find(std::string_view id) {
  const auto found = std::ranges::lower_bound(experiments_, id, {}, &Experiment::id);
  return found == experiments_.end() || found->id != id ? nullptr : &*found;
}

uint32_t KnownIndex::number_of(std::string_view batch_id) {
  // Those of one batch come together, the last one most of the time.
  const auto found = std::find(batches_.rbegin(), batches_.rend(), batch_id);
  if (found != batches_.rend()) return static_cast<uint32_t>(batches_.rend() - found - 1);
  batches_.push_back(keep(batch_id));
  return static_cast<uint32_t>(batches_.size() - 1);
}

void KnownIndex::sort() {
  sort_once_each(experiments_, &Experiment::id);
  sort_once_each(objects_, std::identity{});  // An object may have been read again.
}

std::string_view KnownIndex::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* kept = static_cast<char*>(texts_->allocate(text.size(), 1));
  text.copy(kept, text.size());
  return {kept, text.size()};
}

// The file: one line of JSON, then a line "=batch" for each batch, then a line "+id" or "-id" for each
// experiment with or without features, the batch's number behind the id, then a line " etag key" for each
// object, both escaped.
bool KnownIndex::parse(std::string text) {
  copy_ = std::make_unique<const std::string>(std::move(text));
  std::string_view rest = *copy_;
  const auto header = take_header(rest);
  if (!header) return false;
  snapshots_ = {.molecules = snapshot_of(*header, "molecules"),
                .ml_run_summary = snapshot_of(*header, "ml_run_summary"),
                .source_objects = snapshot_of(*header, "source_objects")};
  batches_ = take_batches(rest);
  const auto field = [&](std::string_view text) {
    return text.find('\\') == std::string_view::npos ? text : keep(unescaped(text));
  };
  while (!rest.empty()) {
    const auto line = take_line(rest);
    const size_t space = line.find(' ', 1);
    if (line.starts_with(' ') && space != std::string_view::npos)
      objects_.push_back({.key = field(line.substr(space + 1)), .etag = field(line.substr(1, space - 1))});
    else if (!parse_experiment(line))
      return false;
  }
  return std::ranges::is_sorted(experiments_, {}, &Experiment::id) && std::ranges::is_sorted(objects_);
}

bool KnownIndex::parse_experiment(std::string_view line) {
  if (line.size() + 1 != kExperimentLine || (line[0] != '+' && line[0] != '-')) return false;
  const auto id = line.substr(1, kIdLength);
  const auto batch = parse_batch_number(line.substr(1 + kIdLength));
  if (!batch || *batch >= batches_.size()) return false;
  experiments_.push_back({id, line[0] == '+', *batch});
  return true;
}

Result<> KnownIndex::save(const Lake& lake, const IndexSnapshots& snapshots) {
  snapshots_ = snapshots;
  // The header says what the body sums up to, so it is put in front at the end; spaces behind it are none of
  // it.
  std::string text(kHeaderLine - 1, ' ');
  text += '\n';
  size_t size = kHeaderLine + kExperimentLine * experiments_.size();
  constexpr size_t kEscapes = 8;
  for (const auto& [key, etag] : objects_) size += key.size() + etag.size() + kEscapes;
  text.reserve(size);
  for (const auto& batch : batches_) {
    if (batch.find('\n') != std::string_view::npos) return {};
    fmt::format_to(std::back_inserter(text), "={}\n", batch);
  }
  for (const auto& [id, has_features, batch] : experiments_) {
    if (!is_experiment_id(id)) return {};
    append_experiment(text, has_features, id, batch);
  }
  for (const auto& [key, etag] : objects_) {
    text += ' ';
    append_escaped(text, etag);
    text += ' ';
    append_escaped(text, key);
    text += '\n';
  }
  const Json header = {{"version", kIndexVersion},
                       {"checksum", checksum(std::string_view(text).substr(kHeaderLine))},
                       {"molecules", json_of(snapshots.molecules)},
                       {"ml_run_summary", json_of(snapshots.ml_run_summary)},
                       {"source_objects", json_of(snapshots.source_objects)}};
  const std::string header_text = header.dump();
  EIGENLAKE_ASSERT(header_text.size() < kHeaderLine);
  text.replace(0, header_text.size(), header_text);
  return lake.state_store().put_unsynced(kIndexKey, text);
}

BatchesOfExperiments BatchesOfExperiments::load(const Lake& lake) {
  BatchesOfExperiments batches;
  auto text = lake.state_store().get(kIndexKey);
  if (!text) return batches;
  batches.text_ = std::make_unique<const std::string>(*std::move(text));
  std::string_view rest = *batches.text_;
  if (!take_header(rest)) return {};
  batches.batches_ = take_batches(rest);
  // Objects follow the experiments; their lines begin with a space.
  const size_t last = rest.starts_with(' ') ? 0 : rest.find("\n ");
  batches.experiments_ = rest.substr(0, last == 0 || last == std::string_view::npos ? last : last + 1);
  return batches;
}

std::optional<std::string> BatchesOfExperiments::find(std::string_view experiment_id) const {
  const auto line = [&](size_t i) { return experiments_.substr(i * kExperimentLine, kExperimentLine); };
  const auto lines = std::views::iota(size_t{0}, experiments_.size() / kExperimentLine);
  const auto found = std::ranges::lower_bound(lines, experiment_id, {},
                                              [&](size_t i) { return line(i).substr(1, kIdLength); });
  if (found == lines.end() || line(*found).substr(1, kIdLength) != experiment_id) return std::nullopt;
  const auto batch = parse_batch_number(line(*found).substr(1 + kIdLength, kBatchDigits));
  if (!batch || *batch >= batches_.size()) return std::nullopt;
  return std::string(batches_[*batch]);
}

}  // namespace eigenlake
