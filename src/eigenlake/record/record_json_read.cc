// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "eigenlake/json/json.h"
#include "eigenlake/json/simdjson.h"
#include "eigenlake/record/json_documents.h"
#include "eigenlake/record/json_text.h"
#include "eigenlake/record/record_fields.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/record/record_stream.h"
#include "eigenlake/record/standard_json.h"

namespace eigenlake {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

std::string_view type_name(const element& json) {
  switch (json.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return "a string";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

/// The first defect of a record and the fields that led to it.
struct ReadState {
  JsonPath path;         ///< Of the current value.
  JsonPath defect_path;  ///< The items of lists included.
  std::string expected;
  std::string found;

  bool ok() const { return expected.empty(); }
  void refuse(std::string_view what, std::string_view instead) {
    if (!ok()) return;
    expected = what;
    found = instead;
    defect_path = path;
  }
  /// Where the list at `path` has the defect.
  void add_item(size_t index) {
    defect_path.insert(defect_path.begin() + static_cast<ptrdiff_t>(path.size()),
                       JsonStep{.key = {}, .index = index});
  }
};

/// The value of {"double": value} and the like; the value itself if it is bare.
element unwrapped(const element& json) {
  static constexpr std::string_view kTypeNames[] = {"null",   "boolean", "int",    "long", "float",
                                                    "double", "bytes",   "string", "array"};
  object wrapper;
  if (json.get_object().get(wrapper) != simdjson::SUCCESS || wrapper.size() != 1) return json;
  const auto only = *wrapper.begin();
  for (const std::string_view name : kTypeNames) {
    if (only.key == name) return only.value;
  }
  return json;
}

void read_value(ReadState& state, const element& json, double& target) {
  if (json.get_double().get(target) == simdjson::SUCCESS) return;  // integers too
  std::string_view text;
  if (json.get_string().get(text) != simdjson::SUCCESS) return state.refuse("a number", type_name(json));
  if (text == "NaN")
    target = std::numeric_limits<double>::quiet_NaN();
  else if (text == "Infinity")
    target = std::numeric_limits<double>::infinity();
  else if (text == "-Infinity")
    target = -std::numeric_limits<double>::infinity();
  else
    state.refuse("a number", "a string");
}

void read_value(ReadState& state, const element& json, int32_t& target) {
  double number = 0;
  if (json.get_double().get(number) != simdjson::SUCCESS) return state.refuse("an integer", type_name(json));
  const bool fits =
      number >= std::numeric_limits<int32_t>::min() && number <= std::numeric_limits<int32_t>::max();
  if (!fits || number != std::floor(number)) {
    return state.refuse("an integer of 32 bits", fmt::format("{}", number));
  }
  target = static_cast<int32_t>(number);
}

void read_value(ReadState& state, const element& json, bool& target) {
  if (json.get_bool().get(target) != simdjson::SUCCESS) state.refuse("a boolean", type_name(json));
}

void read_value(ReadState& state, const element& json, std::string& target) {
  std::string_view text;
  if (json.get_string().get(text) != simdjson::SUCCESS) return state.refuse("a string", type_name(json));
  target = text;
}

/// Appends the items; the pooled parameters of iterations rely on that.
template <typename T>
void read_value(ReadState& state, const element& json, std::vector<T>& target) {
  simdjson::dom::array items;
  if (json.get_array().get(items) != simdjson::SUCCESS) return state.refuse("an array", type_name(json));
  const size_t first = target.size();
  for (const element item : items) {
    read_value(state, item, target.emplace_back());
    if (state.ok()) continue;
    return state.add_item(target.size() - 1 - first);
  }
}

template <typename T>
void read_value(ReadState& state, const element& json, std::optional<T>& target) {
  if (json.is_null())
    target.reset();
  else
    read_value(state, json, target.emplace());
}

/// Visitor that finds each field in a JSON object and reads it into `owner`.
template <typename Owner>
class FieldReader {
 public:
  FieldReader(ReadState& state, const object& json, RunRecord& record, Owner& owner)
      : state_(state), json_(json), record_(record), owner_(owner) {}

  template <auto Member>
  void field(const FieldSpec& spec) {
    with_field(spec, [this](const element& json) { read_value(state_, unwrapped(json), owner_.*Member); });
  }

  template <typename Visit>
  void group(std::string_view name, Visit visit) {
    with_field({.name = name}, [&](const element& json) {
      object inner;
      if (json.get_object().get(inner) != simdjson::SUCCESS)
        return state_.refuse("an object", type_name(json));
      FieldReader reader(state_, inner, record_, owner_);
      visit(reader);
    });
  }

  void terms(std::string_view name) {
    read_records(name, record_.hamiltonian, [](auto& reader) { visit_term(reader); });
  }
  void iterations(std::string_view name) {
    read_records(name, record_.iteration_list, [](auto& reader) { visit_iteration(reader); });
  }
  void iteration_parameters(std::string_view name) {
    owner_.parameters_begin = record_.iteration_parameters.size();
    with_field({.name = name}, [this](const element& json) {
      read_value(state_, unwrapped(json), record_.iteration_parameters);
    });
    owner_.parameters_end = record_.iteration_parameters.size();
  }

 private:
  template <typename Read>
  void with_field(const FieldSpec& spec, Read read) {
    if (!state_.ok()) return;
    state_.path.push_back({.key = spec.name});
    element json;
    if (json_.at_key(spec.name).get(json) == simdjson::SUCCESS)
      read(json);
    else if (!spec.has_default)
      state_.refuse("a value", "no such field");
    state_.path.pop_back();
  }

  template <typename T, typename Visit>
  void read_records(std::string_view name, std::vector<T>& items, Visit visit) {
    with_field({.name = name}, [&](const element& json) {
      simdjson::dom::array list;
      if (json.get_array().get(list) != simdjson::SUCCESS) return state_.refuse("an array", type_name(json));
      state_.path.push_back({.key = {}, .index = 0});
      for (const element item : list) {
        object inner;
        if (item.get_object().get(inner) != simdjson::SUCCESS)
          return state_.refuse("an object", type_name(item));
        FieldReader<T> reader(state_, inner, record_, items.emplace_back());
        visit(reader);
        if (!state_.ok()) return;
        ++*state_.path.back().index;
      }
      state_.path.pop_back();
    });
  }

  ReadState& state_;
  const object& json_;
  RunRecord& record_;
  Owner& owner_;
};

/// What a landing writes for a message without a record.
std::unexpected<Error> refuse_dead_letter(const object& letter) {
  const auto text = [&](const char* name) {
    std::string_view value;
    return letter.at_key(name).get_string().get(value) == simdjson::SUCCESS ? value : std::string_view("?");
  };
  const auto number = [&](const char* name) {
    int64_t value = -1;
    std::ignore = letter.at_key(name).get_int64().get(value);
    return value;
  };
  return fail(ErrorKind::kCorrupt, "message {} of partition {} of topic {} is a dead letter: {}",
              number("offset"), number("partition"), text("topic"), text("reason"));
}

bool holds_others(const element& json) {
  const element_type type = json.type();
  return type == element_type::OBJECT || type == element_type::ARRAY;
}

/// Whether an object has a key twice. Part of reading every record, which is mostly numbers.
bool has_repeated_key(const element& json) {
  constexpr size_t kFewKeys = 32;
  if (simdjson::dom::array items; json.get_array().get(items) == simdjson::SUCCESS) {
    for (const element item : items)
      if (holds_others(item) && has_repeated_key(item)) return true;
    return false;
  }
  object members;
  if (json.get_object().get(members) != simdjson::SUCCESS) return false;
  std::array<std::string_view, kFewKeys> few;
  std::set<std::string_view> many;
  size_t count = 0;
  for (const auto member : members) {
    const std::string_view* end = few.data() + count;
    if (std::find(std::as_const(few).data(), end, member.key) != end) return true;
    if (count < kFewKeys)
      few[count++] = member.key;
    else if (!many.insert(member.key).second)
      return true;
    if (holds_others(member.value) && has_repeated_key(member.value)) return true;
  }
  return false;
}

/// Why a document cannot be parsed, with the place if it is known.
std::unexpected<Error> refuse_text(std::string_view document, uint64_t begin, simdjson::error_code error) {
  const std::string_view reason = simdjson::error_message(error);
  const auto standard = standard_json(document);
  const auto found = find_json_error(standard ? std::string_view(standard->text) : document);
  if (!found) return fail(ErrorKind::kCorrupt, "invalid JSON: {}", reason);
  const size_t place = standard ? standard->place_in_document(*found) : *found;
  const std::string path = path_at(document, place);
  return fail(ErrorKind::kCorrupt, "invalid JSON at byte {}{}{}: {}", begin + place,
              path.empty() ? "" : " in ", path, reason);
}

std::unexpected<Error> refuse_repeated_key(std::string_view document, uint64_t begin) {
  const auto repeated = find_repeated_key(document);
  if (!repeated)  // the two are escaped differently
    return fail(ErrorKind::kCorrupt, "duplicate key in one object");
  return fail(ErrorKind::kCorrupt, "duplicate key {}, again at byte {}", repeated->path,
              begin + repeated->place);
}

class JsonRecords final : public RecordStream {
 public:
  template <typename Text>
  JsonRecords(Text text, uint64_t document_bytes_max) : documents_(std::move(text), document_bytes_max) {}

  Result<std::optional<RecordOrFault>> next() override {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto document, documents_.next());
    if (!document) return std::nullopt;
    ++number_;
    RecordOrFault record = read_document(*document);
    if (!record) {
      record.error().context.push_back(
          fmt::format("while reading record {}, which begins at byte {}", number_, documents_.begin()));
    }
    if (document->size() > kLargeDocumentBytes) {
      documents_.release();
      parser_ = simdjson::dom::parser();
    }
    return std::optional<RecordOrFault>(std::move(record));
  }

  Result<bool> skip() override {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto document, documents_.next());
    number_ += document ? 1 : 0;
    return document.has_value();
  }

  int64_t number() const override { return number_; }

 private:
  /// The memory for such a document is freed before its record is used.
  static constexpr size_t kLargeDocumentBytes = size_t{16} << 20;

  RecordOrFault read_document(std::string_view document) {
    const bool must_copy = !documents_.has_room_behind(simdjson::SIMDJSON_PADDING);
    element root;
    auto error = parser_.parse(document.data(), document.size(), must_copy).get(root);
    if (error != simdjson::SUCCESS) {
      if (const auto standard = standard_json(document)) error = parser_.parse(standard->text).get(root);
    }
    if (error != simdjson::SUCCESS) return refuse_text(document, documents_.begin(), error);
    const object json = root;
    if (has_repeated_key(root)) return refuse_repeated_key(document, documents_.begin());
    if (object letter; json.at_key("dead_letter").get_object().get(letter) == simdjson::SUCCESS)
      return refuse_dead_letter(letter);
    RunRecord record;
    ReadState state;
    FieldReader<RunRecord> reader(state, json, record, record);
    visit_record(reader);
    if (state.ok()) return record;
    return fail(ErrorKind::kCorrupt, "expected {} for {}, found {} at byte {}", state.expected,
                to_string(state.defect_path), state.found,
                documents_.begin() + place_of(document, state.defect_path));
  }

  JsonDocuments documents_;
  simdjson::dom::parser parser_;
  int64_t number_ = 0;
};

}  // namespace

std::unique_ptr<RecordStream> open_json_stream(std::string_view text, uint64_t document_bytes_max) {
  return std::make_unique<JsonRecords>(text, document_bytes_max);
}

std::unique_ptr<RecordStream> open_json_stream(ReadNext read, uint64_t document_bytes_max) {
  return std::make_unique<JsonRecords>(std::move(read), document_bytes_max);
}

}  // namespace eigenlake
