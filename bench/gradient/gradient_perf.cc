// SPDX-License-Identifier: Apache-2.0
// Measures one energy with its full gradient, EfficientSU2, on the Hamiltonians that the scripts of the other
// libraries read too. One line per molecule: best and median of repeated calls.
//
//   gradient_perf [--threads N] [--reps R] [--seconds S] [NAME…]
//
// Goals with two repetitions on two cores: LiH 0.5 ms, H2O 3 ms, NH3 20 ms.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/random.h"
#include "eigenlake/quantum/efficient_su2.h"
#include "eigenlake/quantum/state_vector_evaluator.h"

namespace eigenlake {
namespace {

struct Options {
  int threads = static_cast<int>(std::thread::hardware_concurrency());
  int reps = 2;
  double seconds = 2.0;
  std::vector<std::string> names;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--threads" && i + 1 < argc)
      options.threads = std::atoi(argv[++i]);
    else if (word == "--reps" && i + 1 < argc)
      options.reps = std::atoi(argv[++i]);
    else if (word == "--seconds" && i + 1 < argc)
      options.seconds = std::atof(argv[++i]);
    else
      options.names.emplace_back(word);
  }
  if (options.names.empty()) options.names = {"LiH", "H2O", "NH3"};
  return options;
}

PauliSum load_hamiltonian(const std::string& name) {
  std::ifstream file(EIGENLAKE_SOURCE_DIR "/tests/data/hamiltonians/" + name + ".json");
  const nlohmann::json json = nlohmann::json::parse(file);
  PauliSum sum(json.at("n").get<int>());
  for (const auto& term : json.at("terms"))
    sum.add(*parse_pauli_label(term[0].get<std::string>()), term[1].get<double>());
  sum.simplify();
  return sum;
}

struct Timing {
  double best_ms;
  double median_ms;
};

Timing time_repeatedly(double seconds, const std::function<void()>& call) {
  using Clock = std::chrono::steady_clock;
  call();
  std::vector<double> times;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (times.size() < 3 || Clock::now() < end) {
    const auto begin = Clock::now();
    call();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  std::ranges::sort(times);
  return {times.front(), times[times.size() / 2]};
}

void measure(const std::string& name, const Options& options, ThreadPool& pool) {
  const PauliSum hamiltonian = load_hamiltonian(name);
  const Circuit circuit = efficient_su2(hamiltonian.num_qubits(), options.reps);
  auto evaluator = StateVectorEvaluator::create(circuit, hamiltonian, {}, {}, pool);
  if (!evaluator) {
    fmt::print("eigenlake {} {}\n", name, evaluator.error().to_string());
    return;
  }
  Random random(0);
  std::vector<double> parameters, gradient(static_cast<size_t>(circuit.num_parameters()));
  for (size_t i = 0; i < gradient.size(); ++i) parameters.push_back(random.uniform(0.0, 6.283185307179586));
  const auto report = [&](std::string_view what, const std::function<void()>& call) {
    const Timing timing = time_repeatedly(options.seconds, call);
    fmt::print("eigenlake {} {} {} {} min {:.3f} ms median {:.3f} ms\n", name, hamiltonian.num_qubits(),
               gradient.size(), what, timing.best_ms, timing.median_ms);
    std::fflush(stdout);
  };
  report("energy", [&] { (*evaluator)->evaluate(parameters); });
  report("gradient", [&] { (*evaluator)->evaluate_with_gradient(parameters, gradient); });
}

}  // namespace
}  // namespace eigenlake

int main(int argc, char** argv) {
  const eigenlake::Options options = eigenlake::parse(argc, argv);
  eigenlake::ThreadPool pool(std::max(1, options.threads));
  for (const std::string& name : options.names) eigenlake::measure(name, options, pool);
  return 0;
}
