#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// Value of the identity's key `search` for runs whose minima are checked to second order.
inline constexpr int kSecondOrderSearch = 2;

/// What was asked for: the field `run_options` of a record, read once. Keys that are absent, null or of
/// another type are empty here; the record keeps its text.
struct RunSettings {
  std::string identity;  ///< RFC 8785 form of the key `identity`; empty where there is none.
  int32_t search = 0;    ///< kSecondOrderSearch where the minimum was checked; 0 where nothing is said.
  std::optional<std::string> engine_version;
  std::optional<bool> frozen_core;
  std::optional<int32_t> active_electrons;
  std::optional<int32_t> active_orbitals;
  std::optional<std::string> scf_method;
  std::optional<std::string> mapping;
  std::optional<int32_t> max_iterations;
  std::optional<int32_t> max_evaluations;
  std::optional<double> threshold;
  std::optional<int32_t> restarts;
  std::optional<double> penalty;  ///< Hartree.
  std::optional<double> jitter;   ///< Radian.
  // Beside the identity:
  std::optional<std::string> name;            ///< What the input called the molecule.
  std::map<std::string, std::string> labels;  ///< Given at the run.

  bool is_checked_minimum() const;
};

/// The settings of a record; all empty where it has no run_options.
///
/// Errors: kInvalidInput and kCorrupt for run_options that are no JSON object.
/// Source: docs/formats/record.md
Result<RunSettings> parse_run_settings(const RunRecord& record);

}  // namespace eigenlake
