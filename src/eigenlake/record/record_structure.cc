// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_structure.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <ranges>
#include <span>
#include <string_view>
#include <vector>

namespace eigenlake {
namespace {

/// Empty or only invisible characters.
bool is_blank(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

Result<> check_name(std::string_view field, std::string_view value) {
  if (!is_blank(value)) return {};
  return fail(ErrorKind::kCorrupt, "{} is {}", field, value.empty() ? "empty" : "blank");
}

Result<> check_finite(std::string_view field, double value) {
  if (std::isfinite(value)) return {};
  return fail(ErrorKind::kCorrupt, "{} must be finite, got {}", field, value);
}

Result<> check_finite(std::string_view field, const std::optional<double>& value) {
  return value ? check_finite(field, *value) : Result<>();
}

Result<> check_finite(std::string_view field, std::span<const double> values) {
  const auto wrong = std::ranges::find_if_not(values, [](double value) { return std::isfinite(value); });
  if (wrong == values.end()) return {};
  return fail(ErrorKind::kCorrupt, "{} must be finite, got {} at position {}", field, *wrong,
              wrong - values.begin());
}

size_t length_of(const RecordIteration& iteration) {
  return iteration.parameters_end - iteration.parameters_begin;
}

Result<> check_initial_parameters(const RunRecord& record) {
  const size_t count = record.initial_parameters.size();
  if (record.num_parameters < 0 || count != static_cast<size_t>(record.num_parameters))
    return fail(ErrorKind::kCorrupt, "initial_parameters: expected num_parameters = {} values, found {}",
                record.num_parameters, count);
  return check_finite("initial_parameters", record.initial_parameters);
}

/// The search begins at the initial parameters. Requires: iterations.
Result<> check_first_iteration(const RunRecord& record) {
  const auto first = std::ranges::min_element(record.iteration_list, {}, &RecordIteration::iteration);
  const size_t count = length_of(*first);
  if (count == record.initial_parameters.size()) return {};
  return fail(ErrorKind::kCorrupt, "iteration {}: parameters: expected num_parameters = {} values, found {}",
              first->iteration, record.num_parameters, count);
}

/// Requires: iterations.
Result<> check_optimal_parameters(const RunRecord& record) {
  const size_t longest = std::ranges::max(record.iteration_list | std::views::transform(length_of));
  const size_t count = record.optimal_parameters.size();
  if (count != longest)
    return fail(ErrorKind::kCorrupt,
                "optimal_parameters: expected {} values, as many as the longest iteration has, found {}",
                longest, count);
  return check_finite("optimal_parameters", record.optimal_parameters);
}

Result<> check_term(const RecordTerm& term, int32_t num_qubits) {
  const bool is_pauli = term.label.find_first_not_of("IXYZ") == std::string::npos;
  if (!is_pauli || num_qubits < 0 || term.label.size() != static_cast<size_t>(num_qubits)) {
    return fail(ErrorKind::kCorrupt, "label must have num_qubits = {} letters I, X, Y or Z, got \"{}\"",
                num_qubits, term.label);
  }
  EIGENLAKE_RETURN_IF_ERROR(check_finite("coefficients.real", term.real));
  return check_finite("coefficients.imaginary", term.imaginary);
}

Result<> check_terms(const RunRecord& record) {
  for (size_t i = 0; i < record.hamiltonian.size(); ++i) {
    auto checked = check_term(record.hamiltonian[i], record.num_qubits);
    if (!checked)
      return fail_with_context(std::move(checked).error(), fmt::format("hamiltonian, term {}", i));
  }
  return {};
}

Result<> check_energies(const RecordIteration& iteration) {
  EIGENLAKE_RETURN_IF_ERROR(check_finite("result", iteration.result));
  EIGENLAKE_RETURN_IF_ERROR(check_finite("std", iteration.std));
  EIGENLAKE_RETURN_IF_ERROR(check_finite("energy_delta", iteration.energy_delta));
  return check_finite("cumulative_min_energy", iteration.cumulative_min_energy);
}

Result<> check_iteration(const RunRecord& record, const RecordIteration& iteration) {
  const auto& pool = record.iteration_parameters;
  if (iteration.parameters_begin > iteration.parameters_end || iteration.parameters_end > pool.size()) {
    return fail(ErrorKind::kCorrupt, "parameters: [{}, {}) is no range of {} values",
                iteration.parameters_begin, iteration.parameters_end, pool.size());
  }
  const size_t count = length_of(iteration);
  if (count < record.initial_parameters.size())
    return fail(ErrorKind::kCorrupt, "parameters: expected at least num_parameters = {} values, found {}",
                record.num_parameters, count);
  EIGENLAKE_RETURN_IF_ERROR(
      check_finite("parameters", std::span(pool).subspan(iteration.parameters_begin, count)));
  return check_energies(iteration);
}

/// The smallest number that appears twice, or none.
std::optional<int32_t> number_twice(const std::vector<RecordIteration>& iterations) {
  const auto not_rising = [](const auto& a, const auto& b) { return a.iteration >= b.iteration; };
  if (std::ranges::adjacent_find(iterations, not_rising) == iterations.end()) return std::nullopt;
  std::vector<int32_t> numbers;
  numbers.reserve(iterations.size());
  for (const auto& iteration : iterations) numbers.push_back(iteration.iteration);
  std::ranges::sort(numbers);
  const auto twice = std::ranges::adjacent_find(numbers);
  return twice == numbers.end() ? std::nullopt : std::optional(*twice);
}

Result<> check_iteration_numbers(const std::vector<RecordIteration>& iterations) {
  if (iterations.empty()) return fail(ErrorKind::kCorrupt, "iteration_list is empty");
  const auto lowest = std::ranges::min(iterations, {}, &RecordIteration::iteration).iteration;
  if (lowest < 1)
    return fail(ErrorKind::kCorrupt, "iteration_list: numbers must be at least 1, got {}", lowest);
  const auto twice = number_twice(iterations);
  if (!twice) return {};
  return fail(ErrorKind::kCorrupt, "iteration_list: duplicate iteration {}", *twice);
}

Result<> check_iterations(const RunRecord& record) {
  EIGENLAKE_RETURN_IF_ERROR(check_iteration_numbers(record.iteration_list));
  for (const auto& iteration : record.iteration_list) {
    auto checked = check_iteration(record, iteration);
    if (!checked)
      return fail_with_context(std::move(checked).error(), fmt::format("iteration {}", iteration.iteration));
  }
  return {};
}

Result<> check_molecule(const RunRecord& record) {
  const size_t num_atoms = record.symbols.size();
  EIGENLAKE_RETURN_IF_ERROR(check_name("units", record.units));
  for (const auto& symbol : record.symbols) EIGENLAKE_RETURN_IF_ERROR(check_name("symbols", symbol));
  if (record.coords.size() != num_atoms)
    return fail(ErrorKind::kCorrupt, "coords: expected {} positions, one per symbol, found {}", num_atoms,
                record.coords.size());
  for (const auto& position : record.coords) {
    if (position.size() != 3)
      return fail(ErrorKind::kCorrupt, "coords: expected 3 coordinates per atom, found {}", position.size());
    EIGENLAKE_RETURN_IF_ERROR(check_finite("coords", position));
  }
  if (!record.masses) return {};
  if (record.masses->size() != num_atoms)
    return fail(ErrorKind::kCorrupt, "masses: expected {} values, one per symbol, found {}", num_atoms,
                record.masses->size());
  return check_finite("masses", *record.masses);
}

Result<> check_times(const RunRecord& record) {
  EIGENLAKE_RETURN_IF_ERROR(check_finite("hamiltonian_time", record.hamiltonian_time));
  EIGENLAKE_RETURN_IF_ERROR(check_finite("mapping_time", record.mapping_time));
  EIGENLAKE_RETURN_IF_ERROR(check_finite("vqe_time", record.vqe_time));
  EIGENLAKE_RETURN_IF_ERROR(check_finite("total_time", record.total_time));
  return check_finite("minimization_time", record.minimization_time);
}

}  // namespace

Result<> check_structure(const RunRecord& record) {
  EIGENLAKE_RETURN_IF_ERROR(check_name("basis_set", record.basis_set));
  EIGENLAKE_RETURN_IF_ERROR(check_name("backend", record.backend));
  EIGENLAKE_RETURN_IF_ERROR(check_name("optimizer", record.optimizer));
  EIGENLAKE_RETURN_IF_ERROR(check_molecule(record));
  EIGENLAKE_RETURN_IF_ERROR(check_terms(record));
  EIGENLAKE_RETURN_IF_ERROR(check_initial_parameters(record));
  EIGENLAKE_RETURN_IF_ERROR(check_finite("minimum", record.minimum));
  EIGENLAKE_RETURN_IF_ERROR(check_finite("nuclear_repulsion_energy", record.nuclear_repulsion_energy));
  EIGENLAKE_RETURN_IF_ERROR(check_times(record));
  EIGENLAKE_RETURN_IF_ERROR(check_iterations(record));
  EIGENLAKE_RETURN_IF_ERROR(check_first_iteration(record));
  return check_optimal_parameters(record);
}

}  // namespace eigenlake
