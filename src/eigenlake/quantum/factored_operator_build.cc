// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/factored_operator.h"

namespace eigenlake {
namespace {

/// A function of an index as a sum of signs: Σ coefficient · (−1)^popcount(z & index), sorted by z.
using SignSum = std::vector<std::pair<uint64_t, double>>;

double magnitude(const SignSum& f) {
  double largest = 0.0;
  for (const auto& [z, c] : f) largest = std::max(largest, std::abs(c));
  return largest;
}

/// The factor a with f = a·g up to `tolerance` in each coefficient, or 0.
double ratio(const SignSum& f, const SignSum& g, double tolerance) {
  if (f.size() != g.size()) return 0.0;
  const auto pivot = std::ranges::max_element(g, {}, [](const auto& term) { return std::abs(term.second); });
  const double a = f[static_cast<size_t>(pivot - g.begin())].second / pivot->second;
  for (size_t i = 0; i < f.size(); ++i)
    if (f[i].first != g[i].first || std::abs(f[i].second - a * g[i].second) > tolerance) return 0.0;
  return a;
}

std::vector<double> tabulate(const SignSum& f, int num_bits) {
  std::vector<double> table(size_t{1} << num_bits, 0.0);
  for (const auto& [z, c] : f) table[z] += c;
  for (size_t stride = 1; stride < table.size(); stride *= 2) {  // Walsh–Hadamard
    for (size_t i = 0; i < table.size(); ++i) {
      if (i & stride) continue;
      const double a = table[i], b = table[i + stride];
      table[i] = a + b;
      table[i + stride] = a - b;
    }
  }
  return table;
}

/// The distinct weighted flips of one half of the index, up to a factor.
class Dictionary {
 public:
  struct Entry {
    uint64_t x;
    SignSum weight;  ///< Largest coefficient 1.
  };
  struct Match {
    uint32_t index;
    double factor;
  };

  /// Requires: calls in order of falling magnitude, so that the most accurate copy of a function is kept.
  Match find_or_add(uint64_t x, const SignSum& weight, double tolerance) {
    auto& candidates = by_x_[x];
    for (const uint32_t index : candidates)
      if (const double a = ratio(weight, entries_[index].weight, tolerance); a != 0.0) return {index, a};
    const double scale = magnitude(weight);
    Entry entry{x, weight};
    for (auto& [z, c] : entry.weight) c /= scale;
    candidates.push_back(static_cast<uint32_t>(entries_.size()));
    entries_.push_back(std::move(entry));
    return {candidates.back(), scale};
  }

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
  std::map<uint64_t, std::vector<uint32_t>> by_x_;
};

/// u(high) · v(low), a part of the factor of one pair of flips.
struct Product {
  uint64_t high_x, low_x;
  SignSum high, low;
  double scale() const { return magnitude(high) * magnitude(low); }
};

/// Writes the factor of one pair of flips, a function of (high, low), as a sum of products. Its rows over low
/// signs, one for each sign of high, that are multiples of each other become one product.
std::vector<Product> factor_rows(uint64_t high_x, uint64_t low_x, const std::map<uint64_t, SignSum>& rows,
                                 double tolerance) {
  std::vector<const std::pair<const uint64_t, SignSum>*> order;
  for (const auto& row : rows) order.push_back(&row);
  std::ranges::stable_sort(order, std::greater(), [](const auto* row) { return magnitude(row->second); });
  std::vector<Product> products;
  for (const auto* row : order) {
    const auto& [high_z, low] = *row;
    double factor = 0.0;
    for (Product& product : products) {
      factor = ratio(low, product.low, tolerance);
      if (factor == 0.0) continue;
      product.high.emplace_back(high_z, factor);
      break;
    }
    if (factor == 0.0) products.push_back({high_x, low_x, {{high_z, 1.0}}, low});
  }
  for (Product& product : products) std::ranges::sort(product.high);
  return products;
}

std::vector<Product> factor_all(std::span<const SignedFlip> flips, int num_low_qubits, double tolerance) {
  const uint64_t low_mask = (uint64_t{1} << num_low_qubits) - 1;
  std::map<std::pair<uint64_t, uint64_t>, std::map<uint64_t, SignSum>> groups;
  for (const SignedFlip& flip : flips)
    groups[{flip.x >> num_low_qubits, flip.x & low_mask}][flip.z >> num_low_qubits].emplace_back(
        flip.z & low_mask, flip.coefficient);
  std::vector<Product> all;
  for (auto& [x, rows] : groups) {
    for (auto& [high_z, row] : rows) std::ranges::sort(row);
    for (Product& product : factor_rows(x.first, x.second, rows, tolerance))
      all.push_back(std::move(product));
  }
  std::ranges::stable_sort(all, std::greater(), &Product::scale);
  return all;
}

struct Term {
  uint32_t low, high;
  double coefficient;
};

bool is_identity(const Dictionary::Entry& entry) {
  return entry.x == 0 && entry.weight.size() == 1 && entry.weight[0].first == 0;
}

void clear_below(std::vector<double>& table, double threshold) {
  for (double& value : table)
    if (std::abs(value) <= threshold) value = 0.0;
}

simd::Vec lanes_at(const std::vector<double>& values, size_t begin) {
  simd::Vec lanes;
  for (int i = 0; i < simd::kLanes; ++i) lanes[i] = values[begin + static_cast<size_t>(i)];
  return lanes;
}

/// The part that acts only on low bits, merged per flip and stored in the order of use.
void build_low_part(FactoredOperator& op, const std::map<uint64_t, std::vector<double>>& by_flip) {
  const size_t row = size_t{1} << op.num_low_qubits;
  const uint64_t lane_mask = simd::kLanes - 1;
  for (size_t target = 0; target < row; target += simd::kLanes) {
    op.low_begin.push_back(static_cast<uint32_t>(op.low_entries.size()));
    for (const auto& [x, weight] : by_flip) {
      const auto begin = weight.begin() + static_cast<std::ptrdiff_t>(target);
      if (std::all_of(begin, begin + simd::kLanes, [](double v) { return v == 0.0; })) continue;
      op.low_entries.push_back(
          {static_cast<uint32_t>(target ^ (x & ~lane_mask)), static_cast<uint32_t>(x & lane_mask)});
      op.low_weights.push_back(lanes_at(weight, target));
    }
  }
  op.low_begin.push_back(static_cast<uint32_t>(op.low_entries.size()));
}

void set_weight(FactoredOperator::LowFactor& factor, const std::vector<double>& weight) {
  const uint64_t flip = factor.x & ~static_cast<uint64_t>(simd::kLanes - 1);
  for (size_t source = 0; source < weight.size(); source += simd::kLanes) {
    factor.weight.push_back(lanes_at(weight, source));
    const auto target = weight.begin() + static_cast<std::ptrdiff_t>(source ^ flip);
    if (std::any_of(target, target + simd::kLanes, [](double v) { return v != 0.0; }))
      factor.nonzero.push_back(static_cast<uint32_t>(source));
  }
}

void build_low_factors(FactoredOperator& op, const Dictionary& lows, const std::vector<Term>& terms,
                       const Dictionary& highs, double tolerance) {
  std::vector<std::vector<FactoredOperator::Coupling>> couplings(lows.entries().size());
  std::map<uint64_t, std::vector<double>> low_only;
  for (const Term& term : terms) {
    if (!is_identity(highs.entries()[term.high])) {
      couplings[term.low].push_back({term.high, term.coefficient});
      continue;
    }
    const auto& entry = lows.entries()[term.low];
    std::vector<double>& weight = low_only[entry.x];
    weight.resize(size_t{1} << op.num_low_qubits, 0.0);
    const std::vector<double> table = tabulate(entry.weight, op.num_low_qubits);
    for (size_t i = 0; i < table.size(); ++i) weight[i] += term.coefficient * table[i];
  }
  for (auto& [x, weight] : low_only) clear_below(weight, tolerance);
  build_low_part(op, low_only);
  for (size_t k = 0; k < couplings.size(); ++k) {
    if (couplings[k].empty()) continue;
    double largest = 0.0;
    for (const auto& coupling : couplings[k]) largest = std::max(largest, std::abs(coupling.coefficient));
    FactoredOperator::LowFactor factor;
    factor.x = lows.entries()[k].x;
    std::vector<double> weight = tabulate(lows.entries()[k].weight, op.num_low_qubits);
    clear_below(weight, tolerance / largest);
    set_weight(factor, weight);
    factor.couplings_begin = static_cast<uint32_t>(op.couplings.size());
    op.couplings.insert(op.couplings.end(), couplings[k].begin(), couplings[k].end());
    factor.couplings_end = static_cast<uint32_t>(op.couplings.size());
    op.low_factors.push_back(std::move(factor));
  }
}

void build_high_factors(FactoredOperator& op, const Dictionary& highs) {
  const int num_high_qubits = op.num_qubits - op.num_low_qubits;
  const size_t count = highs.entries().size();
  op.high_weight.resize(count << num_high_qubits);
  for (size_t j = 0; j < count; ++j) {
    op.high_x.push_back(highs.entries()[j].x);
    std::vector<double> table = tabulate(highs.entries()[j].weight, num_high_qubits);
    clear_below(table, 1e-12);
    for (size_t high = 0; high < table.size(); ++high) op.high_weight[high * count + j] = table[high];
  }
}

}  // namespace

FactoredOperator build_factored_operator(int num_qubits, std::span<const SignedFlip> flips) {
  FactoredOperator op;
  op.num_qubits = num_qubits;
  op.num_low_qubits = std::max(simd::kLaneQubits, num_qubits / 2);
  EIGENLAKE_ASSERT(num_qubits >= op.num_low_qubits);
  double largest = 0.0;
  for (const SignedFlip& flip : flips)
    if (flip.x != 0 || flip.z != 0) largest = std::max(largest, std::abs(flip.coefficient));
  const double tolerance = 1e-15 * largest;  // equal up to the rounding of the integrals
  Dictionary lows, highs;
  std::vector<Term> terms;
  for (const Product& product : factor_all(flips, op.num_low_qubits, tolerance)) {
    const auto low = lows.find_or_add(product.low_x, product.low, tolerance / magnitude(product.high));
    const auto high = highs.find_or_add(product.high_x, product.high, tolerance / magnitude(product.low));
    terms.push_back({low.index, high.index, low.factor * high.factor});
  }
  build_low_factors(op, lows, terms, highs, tolerance);
  build_high_factors(op, highs);
  return op;
}

}  // namespace eigenlake
