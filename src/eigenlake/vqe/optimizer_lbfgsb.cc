// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/vqe/optimizer.h"

// The Fortran entry; the last two are the lengths of the character arguments.
extern "C" void setulb_(const int* n, const int* m, double* x, const double* lower, const double* upper,
                        const int* bound_kind, double* f, double* g, const double* factr, const double* pgtol,
                        double* work, int* int_work, char* task, const int* iprint, char* csave, int* lsave,
                        int* isave, double* dsave, size_t task_length, size_t csave_length);

namespace eigenlake {
namespace {

constexpr size_t kTaskLength = 60;
constexpr int kSilent = -1;

/// One reverse-communication session: step() runs until the code requests something.
class Session {
 public:
  Session(std::span<const double> start, const OptimizerOptions& options)
      : n_(static_cast<int>(start.size())),
        m_(options.history),
        factr_(options.threshold / std::numeric_limits<double>::epsilon()),
        pgtol_(options.gradient_threshold),
        x_(start.begin(), start.end()),
        gradient_(start.size()),
        bounds_(start.size()),
        bound_kinds_(start.size(), 0) {
    const size_t n = start.size(), m = static_cast<size_t>(m_);
    work_.resize(2 * m * n + 5 * n + 11 * m * m + 8 * m);
    int_work_.resize(3 * n);
    task_.fill(' ');
    csave_.fill(' ');
    std::ranges::copy(std::string_view("START"), task_.begin());
  }

  void step() {
    setulb_(&n_, &m_, x_.data(), bounds_.data(), bounds_.data(), bound_kinds_.data(), &f_, gradient_.data(),
            &factr_, &pgtol_, work_.data(), int_work_.data(), task_.data(), &kSilent, csave_.data(),
            lsave_.data(), isave_.data(), dsave_.data(), kTaskLength, kTaskLength);
  }

  bool task_is(std::string_view prefix) const {
    return std::string_view(task_.data(), task_.size()).starts_with(prefix);
  }

  /// False if the objective ended the optimisation.
  bool evaluate(const Objective& objective) {
    const std::optional<double> value = objective(x_, gradient_);
    if (value) f_ = *value;
    return value.has_value();
  }

 private:
  int n_;
  int m_;
  double factr_;
  double pgtol_;
  double f_ = 0.0;
  std::vector<double> x_;
  std::vector<double> gradient_;
  std::vector<double> bounds_;
  std::vector<int> bound_kinds_;  ///< 0: unbounded
  std::vector<double> work_;
  std::vector<int> int_work_;
  std::array<char, kTaskLength> task_;
  std::array<char, kTaskLength> csave_;
  std::array<int, 4> lsave_{};
  std::array<int, 44> isave_{};
  std::array<double, 29> dsave_{};
};

}  // namespace

OptimizerOutcome minimize_by_lbfgsb(const Objective& objective, std::span<const double> start,
                                    const OptimizerOptions& options) {
  EIGENLAKE_ASSERT(!start.empty() && options.history >= 1 && options.threshold >= 0.0 &&
                   options.gradient_threshold >= 0.0);
  Session session(start, options);
  int iterations = 0;
  while (true) {
    session.step();
    if (session.task_is("FG")) {
      if (!session.evaluate(objective)) return {StopReason::kInterrupted, iterations, {}};
    } else if (session.task_is("NEW_X")) {
      if (++iterations >= options.max_iterations) return {StopReason::kMaxIterations, iterations, {}};
    } else if (session.task_is("CONVERGENCE")) {
      return {StopReason::kConverged, iterations, {}};
    } else {
      EIGENLAKE_ASSERT(!session.task_is("ERROR"));
      return {StopReason::kLineSearch, iterations, {}};
    }
  }
}

}  // namespace eigenlake
