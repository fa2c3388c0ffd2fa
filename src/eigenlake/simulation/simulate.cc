// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/simulate.h"

#include <atomic>
#include <chrono>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/catch_bad_alloc.h"
#include "eigenlake/base/random.h"
#include "eigenlake/base/system_figures.h"
#include "eigenlake/chem/dipole.h"
#include "eigenlake/chem/mp2.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/json/json.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/backends.h"
#include "eigenlake/quantum/jordan_wigner.h"
#include "eigenlake/vqe/log_replay.h"
#include "eigenlake/vqe/restarts.h"

namespace eigenlake {
namespace {

/// The text of a record's performance_start and performance_end: the known figures by name.
std::string current_performance() {
  const SystemFigures figures = read_system_figures();
  Json json = {{"timestamp", figures.timestamp_ms}};
  if (!figures.processor.empty()) json["processor"] = figures.processor;
  json["num_processors"] = figures.num_processors;
  const auto add = [&](const char* name, const auto& figure) {
    if (figure) json[name] = *figure;
  };
  add("load_1m", figures.load_1m);
  add("load_5m", figures.load_5m);
  add("load_15m", figures.load_15m);
  add("memory_total_bytes", figures.memory_total_bytes);
  add("memory_available_bytes", figures.memory_available_bytes);
  add("resident_bytes", figures.resident_bytes);
  add("uptime_seconds", figures.uptime_seconds);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

class Stopwatch {
 public:
  /// Seconds since construction or the last lap.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    begin_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// An ansatz bound to a Hamiltonian, once per restart, with the point from which restart 0 starts.
struct BoundAnsatz {
  std::unique_ptr<Ansatz> ansatz;
  std::vector<std::unique_ptr<Estimator>> estimators;
  std::vector<double> base_start;
};

/// The steps for one molecule; each fills in what the next ones need.
class Simulation {
 public:
  Simulation(const PlannedRun& run, size_t index, ThreadPool& pool, const SimulationHooks& hooks,
             EvaluationLog* log)
      : run_(run), spec_(run.spec()), index_(index), pool_(pool), hooks_(hooks), log_(log) {}

  Result<SimulatedRun> simulate() {
    Stopwatch step;
    report("integrals");
    EIGENLAKE_RETURN_IF_ERROR(compute_hamiltonian());
    times_.hamiltonian = step.lap();
    report("mapping");
    qubit_hamiltonian_ = jordan_wigner(hamiltonian_);
    times_.mapping = step.lap();
    EIGENLAKE_ASSIGN_OR_RETURN(BoundAnsatz ansatz, bind_ansatz());
    EIGENLAKE_RETURN_IF_ERROR(begin_replay(ansatz));
    const double binding = step.lap();
    std::optional<double> fci;
    const bool beside = is_for_one_thread();
    const VqeResult vqe = beside ? minimize_beside_reference(ansatz, fci) : minimize(ansatz);
    EIGENLAKE_RETURN_IF_ERROR(check_search(vqe));
    times_.vqe = binding + times_.minimization;
    if (!ansatz.estimators[0]) {  // moved into the restarts
      EIGENLAKE_ASSIGN_OR_RETURN(ansatz, bind_ansatz());
    }
    StateInspector* state = ansatz.estimators[0]->inspector();
    EIGENLAKE_ASSERT(state != nullptr);  // a backend without states would need other properties
    const StateProperties properties = state->properties(vqe.optimal_parameters);
    // A state outside of the sector has another charge than the molecule.
    if (properties.sector_leakage <= kInSectorLeakageMax) describe_density(*state, vqe.optimal_parameters);
    ansatz.estimators.clear();  // the reference may need their memory
    if (!beside) fci = reference_energy();
    if (!reference_warning_.empty()) warnings_.push_back(reference_warning_);
    return summarize(ansatz, vqe, properties, fci);
  }

 private:
  Result<> compute_hamiltonian() {
    const ScfOptions scf_options{.method = spec_.scf, .pool = &pool_, .stop = hooks_.stop_requested};
    EIGENLAKE_ASSIGN_OR_RETURN(const ScfResult scf, run_scf(run_.plan.molecule, run_.basis, scf_options));
    EIGENLAKE_ASSIGN_OR_RETURN(
        hamiltonian_, build_molecular_hamiltonian(run_.plan.molecule, scf, spec_.active_space, &pool_,
                                                  hooks_.stop_requested));
    mp2_ = mp2_amplitudes(hamiltonian_);
    dipole_.emplace(run_.plan.molecule, run_.basis, scf, hamiltonian_);
    hf_total_energy_ = scf.total_energy;
    scf_ = {.method = std::string(name_of(scf.method)),
            .guess = scf.diagnosis.guess,
            .stability = std::string(scf.diagnosis.stability()),
            .level_shift = 0.0,
            .orbital_order = std::string(scf.diagnosis.orbital_order())};
    warnings_ = scf.warnings;
    if (hamiltonian_.num_orbitals == run_.size.num_orbitals) return {};
    return fail(ErrorKind::kUnsupported,
                "expected {} independent orbitals, found {}: functions of the basis nearly depend on each "
                "other; choose an --active-space",
                run_.size.num_orbitals, hamiltonian_.num_orbitals);
  }

  Result<BoundAnsatz> bind_ansatz() const {
    const OrbitalSpace orbitals{hamiltonian_.num_orbitals, hamiltonian_.num_alpha, hamiltonian_.num_beta};
    const BoundMolecule molecule{hamiltonian_, qubit_hamiltonian_, {.weight = spec_.penalty}, pool_};
    BoundAnsatz bound;
    bound.ansatz = make_ansatz(spec_.ansatz, orbitals, spec_.ansatz_reps);
    EIGENLAKE_ASSERT(bound.ansatz->num_parameters() == run_.plan.num_parameters);
    for (int i = 0; i < restarts(); ++i) {
      EIGENLAKE_ASSIGN_OR_RETURN(bound.estimators.emplace_back(),
                                 backend_of(spec_.backend).bind(*bound.ansatz, molecule));
    }
    bound.base_start = base_start_of(*bound.ansatz);
    return bound;
  }

  std::vector<double> base_start_of(const Ansatz& ansatz) const {
    switch (spec_.init_strategy) {
      case InitStrategy::kHf:
      case InitStrategy::kRandom:  // start_of() replaces it
        return ansatz.hartree_fock_start();
      case InitStrategy::kMp2: {
        auto start = ansatz.mp2_start(mp2_);
        EIGENLAKE_ASSERT(start);  // validate() rejects it for other ansätze
        return *std::move(start);
      }
    }
    EIGENLAKE_ASSERT(false);
  }

  /// The estimators first answer from the log, if there is one.
  Result<> begin_replay(BoundAnsatz& ansatz) {
    if (log_ == nullptr) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(replay_, LogReplay::begin(*log_, run_.experiment_id, restarts()));
    for (int i = 0; i < restarts(); ++i) {
      auto& estimator = ansatz.estimators[static_cast<size_t>(i)];
      estimator = replay_->answer(i, std::move(estimator));
    }
    return {};
  }

  VqeResult minimize(BoundAnsatz& ansatz) {
    Stopwatch stopwatch;
    VqeResult vqe = search(ansatz);
    times_.minimization = stopwatch.lap();
    if (log_ != nullptr) times_.minimization = log_->seconds += times_.minimization;
    return vqe;
  }

  VqeResult search(BoundAnsatz& ansatz) {
    const auto observe = [&](const VqeProgress& progress) {
      report("vqe", progress.restart, progress.num_evaluations,
             progress.energy + hamiltonian_.nuclear_repulsion_energy);
      const bool has_diverged = replay_ && replay_->has_diverged(progress.restart);
      return stopped() || has_diverged ? VqeControl::kStop : VqeControl::kContinue;
    };
    const VqeOptions& vqe_options = spec_.vqe;
    const std::vector<double> first_start = first_start_of(ansatz);
    if (restarts() == 1) {
      VqeResult vqe = run_vqe(*ansatz.estimators[0], first_start, vqe_options, observe);
      vqe.restart_minima = {vqe.minimum};
      return vqe;
    }
    const auto take_estimator = [&](int restart) {
      return std::move(ansatz.estimators[static_cast<size_t>(restart)]);
    };
    const auto make_start = [&](int restart) {
      return restart == 0 ? first_start : start_of(ansatz, restart);
    };
    return run_restarts(restarts(), take_estimator, make_start, vqe_options, observe, &pool_);
  }

  std::vector<double> start_of(const BoundAnsatz& ansatz, int restart) const {
    const auto seed = static_cast<uint64_t>(spec_.seed);
    const bool elsewhere = restart > 0 && family_of(spec_.ansatz).restarts_anywhere();
    if (elsewhere || spec_.init_strategy == InitStrategy::kRandom)
      return random_parameters(static_cast<int>(ansatz.base_start.size()),
                               derived_seed(seed, static_cast<uint64_t>(restart)));
    return restart_parameters(ansatz.base_start, spec_.jitter, seed, restart);
  }

  Result<> check_search(const VqeResult& vqe) const {
    const bool is_complete = vqe.stop_reason != StopReason::kInterrupted;
    if (replay_) EIGENLAKE_RETURN_IF_ERROR(replay_->check(is_complete));
    if (is_complete) return {};
    return fail(ErrorKind::kInterrupted, "interrupted after {} evaluations; no record was written",
                vqe.num_evaluations);
  }

  /// Of restart 0. If the run follows another one, the optimum of that one or its own start, whichever is
  /// lower: at another geometry, the orbitals of the parameters can have another order or sign.
  std::vector<double> first_start_of(const BoundAnsatz& ansatz) {
    std::vector<double> own = start_of(ansatz, 0);
    if (spec_.follow.empty()) return own;
    const auto cost = [&](const std::vector<double>& parameters) {
      return ansatz.estimators[0]->evaluate(parameters).objective();
    };
    if (cost(run_.followed_parameters) <= cost(own)) return run_.followed_parameters;
    warnings_.emplace_back(
        "started from its own start, which is lower than the optimum of the point before: orbitals have "
        "changed order or sign, or the state has changed");
    return own;
  }

  void describe_density(StateInspector& state, std::span<const double> parameters) {
    const OneParticleDensity density = state.one_particle_density(parameters);
    const Eigen::Vector3d moment = dipole_->moment_of(density.real());
    dipole_moment_ = {moment[0] + 0.0, moment[1] + 0.0, moment[2] + 0.0};  // no −0
    natural_occupations_ = natural_occupations(density);
  }

  std::optional<double> reference_energy() {
    if (run_.determinants > spec_.fci_limit) return std::nullopt;
    if (!is_searching_) report(kReferencePhase);
    FciOptions fci{.max_determinants = spec_.fci_limit,
                   .multiplicity = run_.plan.molecule.multiplicity,
                   .pool = &pool_,
                   .stop = hooks_.stop_requested};
    fci.on_progress = [&](const FciProgress& reference) {
      if (hooks_.on_progress && !is_searching_)
        hooks_.on_progress({index_, kReferencePhase, 0, 0, 0.0, reference});
    };
    Stopwatch stopwatch;
    auto energy = catch_bad_alloc([&] { return lowest_energy(hamiltonian_, fci); });
    if (!energy && energy.error().kind == ErrorKind::kInterrupted) {
      reference_interrupted_ = true;
      reference_warning_ =
          "the exact reference was interrupted: the record has no fci_total_energy, which stays null in the "
          "tables; --force computes and prints it";
      return std::nullopt;
    }
    reference_time_ = stopwatch.lap();
    if (energy) return *energy;
    reference_warning_ = "no FCI reference: " + energy.error().to_string();
    return std::nullopt;
  }

  /// Whether the search leaves the other threads without work.
  bool is_for_one_thread() const {
    return family_of(spec_.ansatz).space() == StateSpace::kSector && restarts() == 1 &&
           run_.determinants < DeterminantLayout::kMinForThreads;
  }

  /// The reference reports only after the search has ended.
  VqeResult minimize_beside_reference(BoundAnsatz& ansatz, std::optional<double>& fci) {
    VqeResult vqe;
    is_searching_ = true;
    pool_.run_with_affinity(2, [&](size_t task) {
      if (task == 1) {
        fci = reference_energy();
        return;
      }
      vqe = minimize(ansatz);
      is_searching_ = false;
    });
    return vqe;
  }

  SimulatedRun summarize(const BoundAnsatz& ansatz, const VqeResult& vqe, const StateProperties& properties,
                         std::optional<double> fci) {
    Diagnostics diagnostics;
    diagnostics.hf_total_energy = hf_total_energy_;
    diagnostics.mp2_total_energy = hf_total_energy_ + mp2_.correlation_energy;
    diagnostics.fci_total_energy = fci;
    diagnostics.engine = backend_of(spec_.backend).engine(ansatz.ansatz->space());
    diagnostics.scf = scf_;
    diagnostics.reference_time = reference_time_;
    diagnostics.dipole_moment = dipole_moment_;
    diagnostics.natural_occupations = natural_occupations_;
    const RunOutcome outcome{.hamiltonian = qubit_hamiltonian_,
                             .vqe = vqe,
                             .ansatz_text = ansatz.ansatz->openqasm(),
                             .nuclear_repulsion_energy = hamiltonian_.nuclear_repulsion_energy,
                             .properties = properties,
                             .times = times_,
                             .diagnostics = std::move(diagnostics),
                             .performance_start = performance_start_,
                             .performance_end = current_performance()};
    SimulatedRun result;
    result.record = build_run_record(run_.plan, outcome);
    result.experiment_id = run_.experiment_id;
    result.properties = properties;
    result.in_sector = properties.sector_leakage <= kInSectorLeakageMax;
    result.reference_interrupted = reference_interrupted_;
    result.warnings = warnings_;
    if (auto read_back = parse_diagnostics(*result.record.diagnostics))
      result.diagnostics = *std::move(read_back);
    return result;
  }

  int restarts() const { return spec_.restarts; }
  bool stopped() const { return is_stopped(hooks_.stop_requested); }
  void report(const char* phase, int restart = 0, int num_evaluations = 0, double total_energy = 0.0) const {
    if (hooks_.on_progress) hooks_.on_progress({index_, phase, restart, num_evaluations, total_energy, {}});
  }

  const PlannedRun& run_;
  const ExperimentSpec& spec_;
  size_t index_;
  ThreadPool& pool_;
  const SimulationHooks& hooks_;
  EvaluationLog* log_;  ///< Null: none is kept.
  std::optional<LogReplay> replay_;
  MolecularHamiltonian hamiltonian_;
  PauliSum qubit_hamiltonian_;
  Mp2Amplitudes mp2_;
  std::optional<DipoleOperator> dipole_;
  double hf_total_energy_ = 0.0;
  ScfNote scf_;
  std::optional<double> reference_time_;
  bool reference_interrupted_ = false;
  std::string reference_warning_;
  std::atomic<bool> is_searching_ = false;  ///< Only the search reports then.
  std::optional<std::vector<double>> dipole_moment_;
  std::optional<std::vector<double>> natural_occupations_;
  RunTimes times_;
  const std::string performance_start_ = current_performance();
  std::vector<std::string> warnings_;
};

}  // namespace

Result<SimulatedRun> simulate(const PlannedRun& run, size_t index, ThreadPool& pool,
                              const SimulationHooks& hooks, EvaluationLog* log) {
  if (is_stopped(hooks.stop_requested))
    return fail(ErrorKind::kInterrupted, "interrupted before this molecule began");
  EIGENLAKE_ASSERT(!run.experiment_id.empty() && run.spec().restarts >= 1);
  EIGENLAKE_ASSERT(run.spec().follow.empty() ||
                   run.followed_parameters.size() == static_cast<size_t>(run.plan.num_parameters));
  auto result = catch_bad_alloc([&] { return Simulation(run, index, pool, hooks, log).simulate(); });
  if (!result) return fail_with_context(result.error(), "while simulating " + run.full_place());
  return result;
}

}  // namespace eigenlake
