#include "eigenlake/lake/known/known_index.h"

#include <algorithm>
#include <array>
#include <functional>

#include "eigenlake/base/assert.h"
#include "eigenlake/json/json.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/raw_name.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

constexpr std::string_view kIndexFolder = "index/";
constexpr std::string_view kIndexKey = "index/known.txt";
constexpr uint64_t kIndexVersion = 7;
constexpr size_t kHeaderLine = 256;  ///< The line end included.
/// What came last is written with every batch: so many lines, or that part of all.
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

std::string unescaped(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    const char c = escape ? text[++i] : text[i];
    result += escape && c == 'n' ? '\n' : escape && c == 's' ? ' ' : c;
  }
  return result;
}

std::string escaped(std::string_view text) {
  std::string result;
  append_escaped(result, text);
  return result;
}

/// Takes a field that a space or the end of `text` follows.
std::string_view take_field(std::string_view& text) {
  const size_t end = std::min(text.find(' '), text.size());
  const auto field = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return field;
}

void append_experiment(std::string& out, std::string_view id, bool has_features, std::string_view batch) {
  append_escaped(out, id);
  out += has_features ? " +" : " -";
  append_escaped(out, batch);
  out += '\n';
}

void append_object(std::string& out, std::string_view key, std::string_view etag) {
  append_escaped(out, key);
  out += ' ';
  append_escaped(out, etag);
  out += '\n';
}

/// The lines of `text`, with their ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  lines.reserve(static_cast<size_t>(std::ranges::count(text, '\n')));
  while (!text.empty()) {
    lines.push_back(text.substr(0, text.find('\n') + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

std::string ordered_lines(std::string text) {
  auto lines = lines_of(text);
  if (std::ranges::is_sorted(lines)) return text;
  std::ranges::sort(lines);
  std::string result;
  for (const auto line : lines) result += line;
  return result;
}

/// Two texts of ordered lines as one; of lines that begin with the same field, as `key_of` cuts it out, only
/// that of `later`.
template <typename KeyOf>
std::string merged_lines(std::string_view earlier, std::string_view later, KeyOf key_of) {
  std::string result;
  result.reserve(earlier.size() + later.size());
  for (const auto line : lines_of(later)) {
    const auto key = key_of(line);
    size_t place = 0;
    while (place < earlier.size()) {
      const auto other = earlier.substr(place, earlier.find('\n', place) + 1 - place);
      const auto other_key = key_of(other);
      if (other_key > key) break;
      if (other_key < key) result += other;
      place += other.size();
    }
    earlier.remove_prefix(place);
    result += line;
  }
  result += earlier;
  return result;
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
  if (!has_number(*header, "checksum", text_checksum(text))) return std::nullopt;
  return std::move(*header);
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

/// The newest batch in the history of a snapshot; what lies between was done by maintenance or others.
std::string last_batch_of(const iceberg::Table* table, std::optional<int64_t> snapshot_id) {
  while (table != nullptr && snapshot_id) {
    const auto* snapshot = table->metadata().snapshot_by_id(*snapshot_id);
    if (snapshot == nullptr) break;
    if (auto batch = batch_of(*snapshot)) return *std::move(batch);
    snapshot_id = snapshot->parent_snapshot_id;
  }
  return "";
}

}  // namespace

std::optional<KnownIndex> KnownIndex::load_copy(const Lake& lake) {
  auto text = lake.state_store().get(kIndexKey);
  KnownIndex index;
  index.store_ = &lake.state_store();
  if (!text || !index.parse(*std::move(text))) return std::nullopt;
  if (!index.store_->has_cheap_head()) return index;
  for (const auto* base : {&index.base_experiments_, &index.base_objects_})
    if (!base->empty() && !base->is_in(*index.store_)) return std::nullopt;
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
  std::string_view last_batch;
  static constexpr std::array<std::string_view, 2> kMoleculeColumns = {"experiment_id",
                                                                       "processing_batch_id"};
  EIGENLAKE_RETURN_IF_ERROR(read_rows(tables.find("molecules"), snapshots.molecules, kMoleculeColumns,
                                      [&](const TableChunk& chunk, int64_t row) {
                                        const auto batch = chunk.string(1, row);
                                        if (last_batch != batch) last_batch = index.keep(batch);
                                        index.recent_experiments_.push_back(
                                            {index.keep(chunk.string(0, row)), last_batch, false, false});
                                      }));
  index.sort();
  static constexpr std::array<std::string_view, 1> kSummaryColumns = {"experiment_id"};
  EIGENLAKE_RETURN_IF_ERROR(read_rows(tables.find("ml_run_summary"), snapshots.ml_run_summary,
                                      kSummaryColumns, [&](const TableChunk& chunk, int64_t row) {
                                        if (auto* experiment = index.find_recent(chunk.string(0, row)))
                                          experiment->has_features = true;
                                      }));
  static constexpr std::array<std::string_view, 2> kLedgerColumns = {"object_uri", "etag"};
  const auto add_object = [&](const TableChunk& chunk, int64_t row) {
    const auto uri = chunk.string(0, row);
    if (uri.starts_with(kMessageScheme)) return;  // Never listed.
    index.recent_objects_.push_back({index.keep(raw_key_of(uri)), index.keep(chunk.string(1, row))});
  };
  EIGENLAKE_RETURN_IF_ERROR(
      read_rows(tables.find(kLedgerTable), snapshots.source_objects, kLedgerColumns, add_object));
  index.sort();
  index.last_batch_ = last_batch_of(tables.find("molecules"), snapshots.molecules);
  return index;
}

Error KnownIndex::note_damage(const Error& error) {
  if (error.kind != ErrorKind::kCorrupt && error.kind != ErrorKind::kNotFound)
    return fail_with_context(error, "while reading the copy of the index").error();
  std::ignore = store_->remove(kIndexKey);
  return fail_with_context(error,
                           "while reading the copy of the index; it was removed, and the next call makes it "
                           "anew from the tables")
      .error();
}

Result<std::optional<std::string>> KnownIndex::find_in(SortedLines& base, std::string_view prefix) {
  if (base.empty()) return std::nullopt;
  auto line = base.find(*store_, prefix);
  if (!line) return std::unexpected(note_damage(line.error()));
  return line;
}

Result<std::string_view> KnownIndex::all_of(SortedLines& base) {
  if (base.empty()) return std::string_view();
  auto text = base.all(*store_);
  if (!text) return std::unexpected(note_damage(text.error()));
  return text;
}

Result<std::optional<KnownIndex::Experiment>> KnownIndex::find_in_base(std::string_view id) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto line, find_in(base_experiments_, escaped(id) + ' '));
  if (!line) return std::nullopt;
  // Only what `keep` holds outlives the line.
  auto experiment = parse_experiment(keep(std::string_view(*line).substr(0, line->size() - 1)));
  if (!experiment)
    return std::unexpected(note_damage({ErrorKind::kCorrupt, "expected an experiment, found " + *line, {}}));
  experiment->is_in_base = true;
  return experiment;
}

Result<bool> KnownIndex::has_experiment(std::string_view id) {
  if (find_recent(id) != nullptr) return true;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto line, find_in(base_experiments_, escaped(id) + ' '));
  return line.has_value();
}

Result<std::optional<std::string>> KnownIndex::batch_of(std::string_view id) {
  if (const auto* recent = find_recent(id)) return std::string(recent->batch);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, find_in_base(id));
  if (!found) return std::nullopt;
  return std::string(found->batch);
}

Result<> KnownIndex::erase_known(std::vector<ObjectInfo>& objects) {
  std::vector<ObjectInfo> unknown;
  std::string line;
  for (auto& object : objects) {
    const std::string other_name = is_ledger_name(object.key) ? std::string() : ledger_name(object.key);
    const std::string_view name = other_name.empty() ? std::string_view(object.key) : other_name;
    if (std::ranges::binary_search(recent_objects_, Object{name, object.etag})) continue;
    line.clear();
    append_object(line, name, object.etag);
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, find_in(base_objects_, line));
    if (!found) unknown.push_back(std::move(object));
  }
  objects = std::move(unknown);
  return {};
}

/// The run with what came later; none where it may no longer be left out of a listing.
Result<std::optional<ListedRun>> KnownIndex::with_recent(const ListedRun& run) {
  std::vector<std::string_view> keys;
  const auto first =
      std::ranges::lower_bound(recent_objects_, std::string_view(run.prefix), {}, &Object::key);
  for (auto it = first; it != recent_objects_.end() && it->key.starts_with(run.prefix); ++it)
    if (keys.empty() || keys.back() != it->key) keys.push_back(it->key);
  if (keys.empty()) return run;
  const auto recent = resumable_runs(keys, 1);
  if (recent.size() != 1 || recent[0].num_objects != keys.size()) return std::nullopt;
  ListedRun result = run;
  result.last_key = std::max(run.last_key, recent[0].last_key);
  for (const auto key : keys) {
    // An object of before may have been read again, or found late.
    EIGENLAKE_ASSIGN_OR_RETURN(const auto known, key > run.last_key
                                                     ? Result<std::optional<std::string>>(std::nullopt)
                                                     : find_in(base_objects_, escaped(key) + ' '));
    if (!known) ++result.num_objects;
  }
  return result;
}

Result<std::vector<ListedRun>> KnownIndex::runs() {
  std::vector<ListedRun> runs;
  for (const auto& run : base_runs_) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto whole, with_recent(run));
    if (whole) runs.push_back(*std::move(whole));
  }
  if (!base_objects_.empty()) return runs;
  std::vector<std::string_view> keys;
  keys.reserve(recent_objects_.size());
  for (const auto& object : recent_objects_)
    if (keys.empty() || keys.back() != object.key) keys.push_back(object.key);
  return resumable_runs(keys);
}

Result<ExperimentsOfBatches> KnownIndex::experiments_without_features() {
  ExperimentsOfBatches found;
  uint64_t num_in_base = base_without_features_;
  for (const auto& experiment : recent_experiments_) {
    if (!experiment.has_features) found.add(std::string(experiment.id), std::string(experiment.batch));
    num_in_base -= experiment.is_in_base ? 1 : 0;
  }
  if (num_in_base == 0) return found;
  EIGENLAKE_RETURN_IF_ERROR(visit_base([&](const Experiment& experiment) {
    if (!experiment.has_features) found.add(std::string(experiment.id), std::string(experiment.batch));
  }));
  std::ranges::sort(found.ids);
  return found;
}

Result<ExperimentsOfBatches> KnownIndex::all_experiments() {
  ExperimentsOfBatches found;
  for (const auto& experiment : recent_experiments_)
    found.add(std::string(experiment.id), std::string(experiment.batch));
  EIGENLAKE_RETURN_IF_ERROR(visit_base([&](const Experiment& experiment) {
    found.add(std::string(experiment.id), std::string(experiment.batch));
  }));
  std::ranges::sort(found.ids);
  return found;
}

/// Calls `visit` for the experiments of the base that are not among the recent ones.
Result<> KnownIndex::visit_base(const std::function<void(const Experiment&)>& visit) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string_view rest, all_of(base_experiments_));
  while (!rest.empty()) {
    auto line = take_line(rest);
    const auto id = unescaped(take_field(line));
    if (line.empty() || find_recent(id) != nullptr) continue;
    const auto batch = unescaped(line.substr(1));
    visit({id, batch, line[0] == '+', true});
  }
  return {};
}

uint64_t KnownIndex::num_experiments() const {
  return base_experiments_.num_lines() +
         static_cast<uint64_t>(std::ranges::count(recent_experiments_, false, &Experiment::is_in_base));
}

void KnownIndex::add_experiments(std::span<const std::string_view> ids, std::string_view batch_id) {
  last_batch_ = batch_id;
  const auto batch = keep(batch_id);
  recent_experiments_.reserve(recent_experiments_.size() + ids.size());
  for (const auto id : ids) recent_experiments_.push_back({keep(id), batch, false, false});
  sort();
}

void KnownIndex::add_objects(std::span<const ObjectInfo> objects) {
  recent_objects_.reserve(recent_objects_.size() + objects.size());
  for (const auto& object : objects)
    if (!is_direct(object.key)) recent_objects_.push_back({keep(ledger_name(object.key)), keep(object.etag)});
  sort();
}

Result<> KnownIndex::mark_features(std::span<const std::string> ids) {
  std::vector<Experiment> from_base;
  for (const auto& id : ids) {
    if (auto* recent = find_recent(id)) {
      recent->has_features = true;
      continue;
    }
    EIGENLAKE_ASSIGN_OR_RETURN(auto found, find_in_base(id));
    if (!found || found->has_features) continue;
    found->has_features = true;
    from_base.push_back(*found);
  }
  std::ranges::move(from_base, std::back_inserter(recent_experiments_));
  sort();
  return {};
}

KnownIndex::Experiment* KnownIndex::find_recent(std::string_view id) {
  const auto found = std::ranges::lower_bound(recent_experiments_, id, {}, &Experiment::id);
  return found == recent_experiments_.end() || found->id != id ? nullptr : &*found;
}

void KnownIndex::sort() {
  sort_once_each(recent_experiments_, &Experiment::id);
  sort_once_each(recent_objects_, std::identity{});  // An object may have been read again.
}

std::string_view KnownIndex::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* kept = static_cast<char*>(texts_->allocate(text.size(), 1));
  text.copy(kept, text.size());
  return {kept, text.size()};
}

std::string_view KnownIndex::field(std::string_view text) {
  return text.find('\\') == std::string_view::npos ? text : keep(unescaped(text));
}

// A line of an experiment: "id +batch" or "id -batch", with or without features. One of an object: "key
// etag". All of them are escaped.
std::optional<KnownIndex::Experiment> KnownIndex::parse_experiment(std::string_view line) {
  const auto id = take_field(line);
  if (line.empty() || (line[0] != '+' && line[0] != '-')) return std::nullopt;
  return Experiment{field(id), field(line.substr(1)), line[0] == '+', false};
}

std::optional<KnownIndex::Object> KnownIndex::parse_object(std::string_view line) {
  if (line.find(' ') == std::string_view::npos) return std::nullopt;
  const auto key = take_field(line);
  return Object{field(key), field(line)};
}

// The file: one line of JSON, a line "B…" of the last batch, then what lies elsewhere: lines "E…" of the
// experiments, "O…" of the objects and "Rnumber prefix last" of their runs; then what came last: a line "n…"
// for each new experiment, "f…" for each that is among those elsewhere and has features since, and "o…" for
// each object.
bool KnownIndex::parse(std::string text) {
  copy_ = std::make_unique<const std::string>(std::move(text));
  std::string_view rest = *copy_;
  const auto header = take_header(rest);
  if (!header) return false;
  snapshots_ = {.molecules = snapshot_of(*header, "molecules"),
                .ml_run_summary = snapshot_of(*header, "ml_run_summary"),
                .source_objects = snapshot_of(*header, "source_objects")};
  const auto without_features = snapshot_of(*header, "without_features");
  if (!without_features) return false;
  base_without_features_ = static_cast<uint64_t>(*without_features);
  if (rest.starts_with('B')) last_batch_ = unescaped(take_line(rest).substr(1));
  if (!base_experiments_.take_from(rest, 'E') || !base_objects_.take_from(rest, 'O')) return false;
  while (rest.starts_with('R'))
    if (!parse_run(take_line(rest).substr(1))) return false;
  while (!rest.empty())
    if (!parse_recent(take_line(rest))) return false;
  return std::ranges::is_sorted(recent_experiments_, {}, &Experiment::id) &&
         std::ranges::is_sorted(recent_objects_);
}

bool KnownIndex::parse_run(std::string_view line) {
  const auto num_objects = take_hex_number(line);
  if (!num_objects) return false;
  ListedRun run;
  run.num_objects = *num_objects;
  run.prefix = unescaped(take_field(line));
  run.last_key = unescaped(line);
  base_runs_.push_back(std::move(run));
  return true;
}

bool KnownIndex::parse_recent(std::string_view line) {
  if (line.starts_with('o')) {
    const auto object = parse_object(line.substr(1));
    if (object) recent_objects_.push_back(*object);
    return object.has_value();
  }
  if (!line.starts_with('n') && !line.starts_with('f')) return false;
  auto experiment = parse_experiment(line.substr(1));
  if (!experiment) return false;
  experiment->is_in_base = line[0] == 'f';
  recent_experiments_.push_back(*experiment);
  return true;
}

std::string KnownIndex::to_text() const {
  // The header says what the body sums up to, so it is put in front at the end; spaces behind it are none of
  // it.
  std::string text(kHeaderLine - 1, ' ');
  text += '\n';
  fmt::format_to(std::back_inserter(text), "B{}\n", escaped(last_batch_));
  base_experiments_.append_to(text, 'E');
  base_objects_.append_to(text, 'O');
  for (const auto& run : base_runs_)
    fmt::format_to(std::back_inserter(text), "R{:x} {} {}\n", run.num_objects, escaped(run.prefix),
                   escaped(run.last_key));
  for (const auto& experiment : recent_experiments_) {
    text += experiment.is_in_base ? 'f' : 'n';
    append_experiment(text, experiment.id, experiment.has_features, experiment.batch);
  }
  for (const auto& object : recent_objects_) {
    text += 'o';
    append_object(text, object.key, object.etag);
  }
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

Result<std::string> KnownIndex::merged_experiments() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto earlier, all_of(base_experiments_));
  std::string recent;
  for (const auto& [id, batch, has_features, is_in_base] : recent_experiments_)
    append_experiment(recent, id, has_features, batch);
  return merged_lines(earlier, ordered_lines(std::move(recent)),
                      [](std::string_view line) { return line.substr(0, line.find(' ') + 1); });
}

Result<std::string> KnownIndex::merged_objects() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto earlier, all_of(base_objects_));
  std::string recent;
  for (const auto& [key, etag] : recent_objects_) append_object(recent, key, etag);
  return merged_lines(earlier, ordered_lines(std::move(recent)), std::identity{});
}

/// Writes everything as the two objects; what lay there before is left until it is no longer named.
Result<> KnownIndex::move_to_base() {
  EIGENLAKE_ASSIGN_OR_RETURN(auto experiments, merged_experiments());
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, merged_objects());
  std::vector<std::string_view> keys;
  uint64_t without_features = 0;
  for (std::string_view rest = experiments; !rest.empty();) {
    auto line = take_line(rest);
    take_field(line);
    without_features += line.starts_with('-') ? 1 : 0;
  }
  for (std::string_view rest = objects; !rest.empty();) {
    auto line = take_line(rest);
    const auto key = field(take_field(line));
    if (keys.empty() || keys.back() != key) keys.push_back(key);
  }
  std::ranges::sort(keys);
  const auto lines_under = [](std::string_view name, std::string_view text) {
    return SortedLines(fmt::format("{}{}-{:016x}.txt", kIndexFolder, name, text_checksum(text)), text);
  };
  auto base_experiments = lines_under("experiments", experiments);
  auto base_objects = lines_under("objects", objects);
  auto runs = resumable_runs(keys);
  std::vector<NewObject> files;
  if (!experiments.empty()) files.push_back({base_experiments.key(), std::move(experiments)});
  if (!objects.empty()) files.push_back({base_objects.key(), std::move(objects)});
  EIGENLAKE_RETURN_IF_ERROR(store_->put_all(files));
  base_experiments_ = std::move(base_experiments);
  base_objects_ = std::move(base_objects);
  base_runs_ = std::move(runs);
  base_without_features_ = without_features;
  recent_experiments_.clear();
  recent_objects_.clear();
  return {};
}

Result<> KnownIndex::save(const Lake& lake, const IndexSnapshots& snapshots) {
  EIGENLAKE_ASSERT(store_ == nullptr || store_ == &lake.state_store());
  snapshots_ = snapshots;
  store_ = &lake.state_store();
  const uint64_t in_base = base_experiments_.num_lines() + base_objects_.num_lines();
  const bool is_many =
      recent_experiments_.size() + recent_objects_.size() > std::max(kRecentMin, in_base / kRecentPart);
  if (is_many) EIGENLAKE_RETURN_IF_ERROR(move_to_base());
  EIGENLAKE_RETURN_IF_ERROR(store_->put_unsynced(kIndexKey, to_text()));
  return is_many ? remove_unnamed() : Result<>();
}

/// Removes what earlier copies named, this one does not.
Result<> KnownIndex::remove_unnamed() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, store_->list(kIndexFolder));
  for (const auto& file : files) {
    if (file.key == kIndexKey || file.key == base_experiments_.key() || file.key == base_objects_.key())
      continue;
    EIGENLAKE_RETURN_IF_ERROR(store_->remove(file.key));
  }
  return {};
}

}  // namespace eigenlake
