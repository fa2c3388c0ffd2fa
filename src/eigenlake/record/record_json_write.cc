// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cmath>

#include "eigenlake/json/jcs.h"
#include "eigenlake/record/record_fields.h"
#include "eigenlake/record/record_json.h"

namespace eigenlake {
namespace {

void append_json_value(std::string& out, const std::string& value) {
  append_jcs_string(out, value);
}
void append_json_value(std::string& out, int32_t value) {
  out += std::to_string(value);
}
void append_json_value(std::string& out, bool value) {
  out += value ? "true" : "false";
}

void append_json_value(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
  } else if (std::isinf(value)) {
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    const std::string_view digits(text, static_cast<size_t>(end - text));
    out += digits;
    // A double always has a point or an exponent.
    if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
  }
}

template <typename T>
void append_json_value(std::string& out, const std::vector<T>& values) {
  out += '[';
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ", ";
    append_json_value(out, values[i]);
  }
  out += ']';
}

template <typename T>
constexpr std::string_view kBranchName = "array";
template <>
constexpr std::string_view kBranchName<std::string> = "string";
template <>
constexpr std::string_view kBranchName<int32_t> = "int";
template <>
constexpr std::string_view kBranchName<bool> = "boolean";
template <>
constexpr std::string_view kBranchName<double> = "double";

/// Visitor that appends each field of `owner` as a member of a JSON object.
template <typename Owner>
class FieldWriter {
 public:
  FieldWriter(std::string& out, UnionForm form, const RunRecord& record, const Owner& owner)
      : out_(out), form_(form), record_(record), owner_(owner) {}

  template <auto Member>
  void field(const FieldSpec& spec) {
    append_key(spec.name);
    append_field(owner_.*Member);
  }

  template <typename Visit>
  void group(std::string_view name, Visit visit) {
    append_key(name);
    out_ += '{';
    visit(*this);
    out_ += '}';
  }

  void terms(std::string_view name) {
    append_records(name, record_.hamiltonian, [](auto& writer) { visit_term(writer); });
  }
  void iterations(std::string_view name) {
    append_records(name, record_.iteration_list, [](auto& writer) { visit_iteration(writer); });
  }
  void iteration_parameters(std::string_view name) {
    append_key(name);
    const double* parameters = record_.iteration_parameters.data();
    append_json_value(
        out_, std::vector<double>(parameters + owner_.parameters_begin, parameters + owner_.parameters_end));
  }

 private:
  void append_key(std::string_view name) {
    if (out_.back() != '{') out_ += ", ";
    out_.append(1, '"').append(name).append("\": ");
  }

  template <typename T>
  void append_field(const T& value) {
    append_json_value(out_, value);
  }

  template <typename T>
  void append_field(const std::optional<T>& value) {
    if (!value) {
      out_ += "null";
    } else if (form_ == UnionForm::kBare) {
      append_json_value(out_, *value);
    } else {
      out_.append("{\"").append(kBranchName<T>).append("\": ");
      append_json_value(out_, *value);
      out_ += '}';
    }
  }

  template <typename T, typename Visit>
  void append_records(std::string_view name, const std::vector<T>& items, Visit visit) {
    append_key(name);
    out_ += '[';
    for (const T& item : items) {
      if (&item != items.data()) out_ += ", ";
      out_ += '{';
      FieldWriter<T> writer(out_, form_, record_, item);
      visit(writer);
      out_ += '}';
    }
    out_ += ']';
  }

  std::string& out_;
  UnionForm form_;
  const RunRecord& record_;
  const Owner& owner_;
};

}  // namespace

void append_record_json(std::string& out, const RunRecord& record, UnionForm form) {
  out += '{';
  FieldWriter<RunRecord> writer(out, form, record, record);
  visit_record(writer);
  out += '}';
}

}  // namespace eigenlake
