// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace eigenlake::avro {

class Value;

/// The bytes of a `bytes` or `fixed` value.
struct Bytes {
  std::string data;
  bool operator==(const Bytes&) const = default;
};

/// The symbol of an `enum` value.
struct Symbol {
  std::string name;
  bool operator==(const Symbol&) const = default;
};

struct Array {
  std::vector<Value> items;
  bool operator==(const Array&) const;
};

/// Entries in the order in which they were written.
struct Map {
  std::vector<std::pair<std::string, Value>> entries;
  bool operator==(const Map&) const;
};

/// Field values in the order of the schema's fields (after reading: of the reader's schema).
struct Record {
  std::vector<Value> fields;
  bool operator==(const Record&) const;
};

/// Any Avro datum. A union has no node of its own: its value is the branch's value, and `branch` remembers
/// which one it was; −1 lets the encoder take the first branch that fits.
///
/// Requires: the accessors as_… assert that the value is of that kind.
class Value {
 public:
  using Variant = std::variant<std::monostate, bool, int32_t, int64_t, float, double, std::string, Bytes,
                               Symbol, Array, Map, Record>;

  Value() = default;  ///< null
  template <typename T>
    requires(!std::is_same_v<std::remove_cvref_t<T>, Value> && std::is_constructible_v<Variant, T &&>)
  Value(T&& value) : data_(std::forward<T>(value)) {}  // NOLINT: implicit, so that values read like literals
  Value(const char* text) : data_(std::string(text)) {}  // NOLINT

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool as_boolean() const { return get<bool>(); }
  int32_t as_int() const { return get<int32_t>(); }
  /// An int or a long.
  int64_t as_long() const;
  double as_double() const { return get<double>(); }
  const std::string& as_string() const { return get<std::string>(); }
  const std::string& as_bytes() const { return get<Bytes>().data; }
  const std::string& as_symbol() const { return get<Symbol>().name; }
  const std::vector<Value>& as_array() const { return get<Array>().items; }
  const std::vector<std::pair<std::string, Value>>& as_map() const { return get<Map>().entries; }
  const std::vector<Value>& as_record() const { return get<Record>().fields; }
  /// Field `index` of a record.
  const Value& operator[](size_t index) const { return as_record()[index]; }

  const Variant& data() const { return data_; }
  Variant& data() { return data_; }
  /// "null", "long", "record", …; for messages.
  std::string_view kind_name() const;

  /// Same data; the remembered union branch does not count. NaN equals nothing.
  bool operator==(const Value& other) const { return data_ == other.data_; }

  int32_t branch = -1;  ///< Position in the union that holds this value, or −1.

 private:
  template <typename T>
  const T& get() const {
    if (const T* held = std::get_if<T>(&data_)) return *held;
    wrong_kind();
  }
  [[noreturn]] void wrong_kind() const;

  Variant data_;
};

}  // namespace eigenlake::avro
