#include <cmath>
#include <limits>
#include <tuple>

#include "eigenlake/json/simdjson.h"
#include "eigenlake/record/json_documents.h"
#include "eigenlake/record/record_fields.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/record/record_stream.h"

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
  std::vector<std::string_view> path;
  std::string message;

  bool ok() const { return message.empty(); }
  void refuse(std::string_view expected, std::string_view found) {
    if (ok()) message = fmt::format("expected {} for {}, found {}", expected, fmt::join(path, "."), found);
  }
};

/// The value inside {"double": value} and its like; the value itself where it is bare.
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
  for (const element item : items) {
    if (!state.ok()) return;
    read_value(state, item, target.emplace_back());
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
    state_.path.push_back(spec.name);
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
      for (const element item : list) {
        object inner;
        if (item.get_object().get(inner) != simdjson::SUCCESS)
          return state_.refuse("an object", type_name(item));
        FieldReader<T> reader(state_, inner, record_, items.emplace_back());
        visit(reader);
        if (!state_.ok()) return;
      }
    });
  }

  ReadState& state_;
  const object& json_;
  RunRecord& record_;
  Owner& owner_;
};

/// What a landing leaves where a message held no record.
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

Result<RunRecord> read_document(simdjson::dom::parser& parser, std::string_view document) {
  object json;
  auto error = parser.parse(document.data(), document.size()).get_object().get(json);
  if (error != simdjson::SUCCESS) {
    if (const auto quoted = quote_non_finite(document)) error = parser.parse(*quoted).get_object().get(json);
  }
  if (error != simdjson::SUCCESS) {
    return fail(ErrorKind::kCorrupt, "expected JSON, found something else: {}",
                simdjson::error_message(error));
  }
  if (object letter; json.at_key("dead_letter").get_object().get(letter) == simdjson::SUCCESS)
    return refuse_dead_letter(letter);
  RunRecord record;
  ReadState state;
  FieldReader<RunRecord> reader(state, json, record, record);
  visit_record(reader);
  if (!state.ok()) return fail(ErrorKind::kCorrupt, "{}", state.message);
  return record;
}

class JsonRecords final : public RecordStream {
 public:
  explicit JsonRecords(std::string_view text) : documents_(text) {}

  Result<std::optional<RecordOrFault>> next() override {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto document, documents_.next());
    if (!document) return std::nullopt;
    ++number_;
    RecordOrFault record = read_document(parser_, *document);
    if (!record) {
      record.error().context.push_back(
          fmt::format("while reading record {}, which begins at byte {}", number_, documents_.begin()));
    }
    return std::optional<RecordOrFault>(std::move(record));
  }

  int64_t number() const override { return number_; }

 private:
  JsonDocuments documents_;
  simdjson::dom::parser parser_;
  int64_t number_ = 0;
};

}  // namespace

std::unique_ptr<RecordStream> open_json_stream(std::string_view text) {
  return std::make_unique<JsonRecords>(text);
}

}  // namespace eigenlake
