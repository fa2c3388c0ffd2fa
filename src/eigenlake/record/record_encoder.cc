// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_encoder.h"

#include "eigenlake/avro/object_container.h"
#include "eigenlake/record/record_fields.h"
#include "eigenlake/record/record_schema.h"

namespace eigenlake {
namespace {

using avro::append_long;

void append_value(std::string& out, const std::string& value) {
  avro::append_string(out, value);
}
void append_value(std::string& out, int32_t value) {
  append_long(out, value);
}
void append_value(std::string& out, double value) {
  avro::append_double(out, value);
}
void append_value(std::string& out, bool value) {
  avro::append_boolean(out, value);
}
void append_value(std::string& out, const std::vector<double>& values) {
  avro::append_doubles(out, values);
}

template <typename T>
void append_value(std::string& out, const std::vector<T>& values) {
  if (!values.empty()) append_long(out, static_cast<int64_t>(values.size()));
  for (const T& value : values) append_value(out, value);
  append_long(out, 0);
}

/// Visitor that appends each field's binary form; `owner` is the struct that holds the fields.
template <typename Owner>
class FieldEncoder {
 public:
  FieldEncoder(std::string& out, const RunRecord& record, const Owner& owner)
      : out_(out), record_(record), owner_(owner) {}

  template <auto Member>
  void field(const FieldSpec& spec) {
    append_field(spec, owner_.*Member);
  }

  template <typename Visit>
  void group(std::string_view, Visit visit) {
    visit(*this);
  }

  void terms(std::string_view) {
    append_records(record_.hamiltonian, [](auto& encoder) { visit_term(encoder); });
  }
  void iterations(std::string_view) {
    append_records(record_.iteration_list, [](auto& encoder) { visit_iteration(encoder); });
  }
  void iteration_parameters(std::string_view) {
    avro::append_doubles(
        out_, std::span(record_.iteration_parameters)
                  .subspan(owner_.parameters_begin, owner_.parameters_end - owner_.parameters_begin));
  }

 private:
  template <typename T>
  void append_field(const FieldSpec&, const T& value) {
    append_value(out_, value);
  }

  template <typename T>
  void append_field(const FieldSpec& spec, const std::optional<T>& value) {
    append_long(out_, value.has_value() != spec.null_last ? 1 : 0);
    if (value) append_value(out_, *value);
  }

  template <typename T, typename Visit>
  void append_records(const std::vector<T>& items, Visit visit) {
    if (!items.empty()) append_long(out_, static_cast<int64_t>(items.size()));
    for (const T& item : items) {
      FieldEncoder<T> encoder(out_, record_, item);
      visit(encoder);
    }
    append_long(out_, 0);
  }

  std::string& out_;
  const RunRecord& record_;
  const Owner& owner_;
};

size_t estimated_bytes(const RunRecord& record) {
  return 8 * record.iteration_parameters.size() + 64 * record.iteration_list.size() +
         48 * record.hamiltonian.size() + record.ansatz.size() + 32 * record.initial_parameters.size() + 4096;
}

}  // namespace

void encode_record(const RunRecord& record, std::string& out) {
  out.reserve(out.size() + estimated_bytes(record));
  FieldEncoder<RunRecord> encoder(out, record, record);
  visit_record(encoder);
}

Result<std::string> write_records_avro(std::span<const RunRecord> records, avro::Codec codec) {
  avro::ContainerWriterOptions options;
  options.codec = codec;
  options.schema_json = record_schema_json();
  avro::ContainerWriter writer(record_schema(), std::move(options));
  std::string datum;
  for (const RunRecord& record : records) {
    datum.clear();
    encode_record(record, datum);
    EIGENLAKE_RETURN_IF_ERROR(writer.append_encoded(datum));
  }
  return writer.finish();
}

}  // namespace eigenlake
