// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/experiment_id.h"

#include <algorithm>
#include <cmath>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/digest.h"
#include "eigenlake/chem/basis_names.h"
#include "eigenlake/json/jcs.h"
#include "eigenlake/record/record_fields.h"

namespace eigenlake {
namespace {

/// Visitor that writes each field's canonical JSON; the fields are sorted by name at the end. Names are
/// ASCII, so that the order of bytes is the order of UTF-16 code units.
class CanonicalFields {
 public:
  CanonicalFields(const RunRecord& record, bool has_identity)
      : record_(record), has_identity_(has_identity) {}

  template <auto Member>
  void field(const FieldSpec& spec) {
    if (has_identity_ && (spec.name == "ansatz" || spec.name == "initial_parameters")) return;
    std::string& text = fields_.emplace_back(spec.name, "").second;
    append(text, record_.*Member);
  }
  void terms(std::string_view) {}  // the Hamiltonian follows from molecule and basis

  /// Appends {"name":value,…}.
  void append_object(std::string& out) {
    std::ranges::sort(fields_);
    out += '{';
    for (const auto& [name, text] : fields_) {
      if (out.back() != '{') out += ',';
      out.append(1, '"').append(name).append("\":").append(text);
    }
    out += '}';
  }

  /// The first number that JSON cannot express, or none.
  const std::optional<double>& not_finite() const { return not_finite_; }

 private:
  void append(std::string& out, double value) {
    if (std::isfinite(value))
      append_jcs_number(out, value);
    else if (!not_finite_)
      not_finite_ = value;
  }
  void append(std::string& out, int32_t value) { out += std::to_string(value); }
  void append(std::string& out, bool value) { out += value ? "true" : "false"; }
  void append(std::string& out, const std::string& value) { append_jcs_string(out, value); }

  template <typename T>
  void append(std::string& out, const std::optional<T>& value) {
    if (value)
      append(out, *value);
    else
      out += "null";
  }

  template <typename T>
  void append(std::string& out, const std::vector<T>& values) {
    out += '[';
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out += ',';
      append(out, values[i]);
    }
    out += ']';
  }

  const RunRecord& record_;
  bool has_identity_;
  std::vector<std::pair<std::string_view, std::string>> fields_;
  std::optional<double> not_finite_;
};

}  // namespace

Result<std::string> experiment_identity_json(const RunRecord& record, const RunSettings& settings) {
  const std::string& identity = settings.identity;
  CanonicalFields initial_data(record, !identity.empty());
  visit_initial_data(initial_data);
  CanonicalFields molecule_data(record, !identity.empty());
  visit_molecule_data(molecule_data);
  for (const CanonicalFields* fields : {&initial_data, &molecule_data}) {
    if (!fields->not_finite()) continue;
    return fail(ErrorKind::kInvalidInput, "numbers that define an experiment must be finite, got {}",
                *fields->not_finite());
  }
  std::string out = "{\"basis_set\":";
  append_jcs_string(out, canonical_basis_name(record.basis_set));
  out += ",\"initial_data\":";
  initial_data.append_object(out);
  out += ",\"molecule_data\":";
  molecule_data.append_object(out);
  out += ",\"run_identity\":";
  out += identity.empty() ? "null" : identity;
  out += '}';
  return out;
}

Result<std::string> experiment_id(const RunRecord& record, const RunSettings& settings) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string identity, experiment_identity_json(record, settings));
  return sha256_hex(identity);
}

Result<std::string> experiment_id(const RunRecord& record) {
  EIGENLAKE_ASSIGN_OR_RETURN(const RunSettings settings, parse_run_settings(record));
  return experiment_id(record, settings);
}

}  // namespace eigenlake
