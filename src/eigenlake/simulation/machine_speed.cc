// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/machine_speed.h"

#include <algorithm>
#include <ctime>
#include <limits>
#include <numeric>
#include <vector>

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/fock.h"
#include "eigenlake/chem/linear_algebra.h"
#include "eigenlake/chem/mo_transform.h"
#include "eigenlake/chem/scf.h"
#include "eigenlake/determinants/determinant_hamiltonian.h"
#include "eigenlake/determinants/spin_squared.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/grouped_hamiltonian.h"
#include "eigenlake/quantum/jordan_wigner.h"
#include "eigenlake/quantum/sector_evaluator.h"
#include "eigenlake/quantum/state_vector_evaluator.h"
#include "eigenlake/quantum/uccsd.h"
#include "eigenlake/simulation/run_work.h"

namespace eigenlake {
namespace {

constexpr double kPatience = 0.006;  // seconds for each step; the fastest repetition counts
constexpr int kTries = 3;
constexpr int kSectorOrbitals = 8, kSectorElectrons = 4;  // 4,900 determinants
constexpr int kStateOrbitals = 5;                         // 10 qubits
constexpr int kFockFunctions = 24;
constexpr int kTransformedFunctions = 16;

/// Of this thread, so that other processes matter less.
double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

template <typename Work>
double least_seconds(const Work& work) {
  double least = std::numeric_limits<double>::infinity(), total = 0.0;
  for (int tries = 0; tries < kTries || total < kPatience; ++tries) {
    const double begin = processor_seconds();
    work();
    const double seconds = processor_seconds() - begin;
    least = std::min(least, seconds);
    total += seconds;
    if (total > 2 * kPatience) break;
  }
  return least;
}

/// Of no molecule, so that no integral vanishes.
MolecularHamiltonian dense_hamiltonian(int num_orbitals, int num_electrons) {
  MolecularHamiltonian h;
  h.num_orbitals = num_orbitals;
  h.num_alpha = h.num_beta = num_electrons;
  h.one_body = Eigen::VectorXd::LinSpaced(num_orbitals, -2.0, 2.0).asDiagonal();
  h.orbital_energies = h.one_body.diagonal();
  for (int p = 0; p < num_orbitals; ++p)
    for (int q = 0; q < num_orbitals; ++q)
      for (int r = 0; r < num_orbitals; ++r)
        for (int s = 0; s < num_orbitals; ++s)
          h.two_body.push_back(0.1 / (1.0 + (p - q) * (p - q) + (r - s) * (r - s)));
  return h;
}

EriTensor dense_tensor(int num_functions) {
  EriTensor eri(num_functions);
  for (size_t pair = 0; pair < eri.num_pairs(); ++pair)
    std::fill_n(eri.row(pair), pair + 1, 0.1 / (1.0 + double(pair)));
  return eri;
}

Result<> measure_scf(MachineSpeed& speed) {
  Molecule water;
  water.symbols = {"O", "H", "H"};
  water.coords = {{0.0, 0.0, 0.1173}, {0.0, 0.7572, -0.4692}, {0.0, -0.7572, -0.4692}};
  EIGENLAKE_ASSIGN_OR_RETURN(const BasisSet basis, load_basis_set("sto3g", water.atomic_numbers()));
  RunSize size;
  describe_basis(water, basis, size);
  const double integrals = least_seconds([&] { (void)compute_integrals(water, basis); });
  speed.integral = integrals / integral_work(size);

  const EriTensor eri = dense_tensor(kFockFunctions);
  const std::vector<Eigen::MatrixXd> density = {
      Eigen::MatrixXd::Constant(kFockFunctions, kFockFunctions, 0.1)};
  speed.fock = least_seconds([&] { (void)coulomb_exchange(eri, density); }) / fock_work(kFockFunctions);

  const double whole = least_seconds([&] { (void)run_scf(water, basis); });
  speed.scf_overhead =
      std::max(0.0, whole - integrals - kFockMatrices * speed.fock * fock_work(size.num_functions));
  return {};
}

void measure_transformations(MachineSpeed& speed) {
  const EriTensor eri = dense_tensor(kTransformedFunctions);
  const Eigen::MatrixXd coefficients =
      Eigen::MatrixXd::Constant(kTransformedFunctions, kTransformedFunctions, 0.1);
  speed.transformation = least_seconds([&] { (void)transform_eri(eri, coefficients); }) /
                         transformation_work(kTransformedFunctions, kTransformedFunctions);
  const MolecularHamiltonian h = dense_hamiltonian(kStateOrbitals, 2);
  speed.mapping = least_seconds([&] { (void)jordan_wigner(h); }) / mapping_work(kStateOrbitals);
}

/// From the times of an energy, a gradient and a product.
void set_circuit_speed(double product, double energy, double gradient, double work, MachineSpeed& speed) {
  speed.circuit = std::max(0.0, energy - product) / work;
  speed.circuit_gradient = std::max(0.0, gradient - energy) / work;
}

void measure_sector(MachineSpeed& speed) {
  const MolecularHamiltonian h = dense_hamiltonian(kSectorOrbitals, kSectorElectrons);
  SectorEvaluator evaluator(h, UccsdAnsatz(kSectorOrbitals, kSectorElectrons, kSectorElectrons));
  std::vector<double> parameters(static_cast<size_t>(evaluator.num_parameters()), 0.0);
  std::vector<double> gradient(parameters.size());
  // Rotations by zero would do nothing.
  const double product = least_seconds([&] { evaluator.evaluate(parameters); });
  std::ranges::fill(parameters, 0.1);
  const double energy = least_seconds([&] { evaluator.evaluate(parameters); });
  const double whole = least_seconds([&] { evaluator.evaluate_with_gradient(parameters, gradient); });
  speed.product = product / sector_product_work(kSectorOrbitals, kSectorElectrons, kSectorElectrons, 1.0);
  set_circuit_speed(product, energy, whole,
                    sector_rotation_work(kSectorOrbitals, kSectorElectrons, kSectorElectrons), speed);
}

Result<> measure_state_vector(AnsatzKind ansatz, MachineSpeed& speed) {
  constexpr int kQubits = 2 * kStateOrbitals, kReps = 2;
  const PauliSum sum = jordan_wigner(dense_hamiltonian(kStateOrbitals, 2));
  const Circuit circuit = make_ansatz(ansatz, {kStateOrbitals, 2, 2}, kReps)->circuit();
  ThreadPool pool(1);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto evaluator,
                             StateVectorEvaluator::create(circuit, sum, {2, 2}, {}, pool));
  const bool real = circuit.is_real();
  const StateField field = real ? StateField::kReal : StateField::kComplex;
  StateVector state(kQubits, field), result(kQubits, field);
  state.set_basis_state(1);
  const GroupedHamiltonian hamiltonian(sum);
  const double product = least_seconds([&] { hamiltonian.apply(state, result, pool); });
  const std::vector<double> parameters(static_cast<size_t>(evaluator->num_parameters()), 0.1);
  std::vector<double> gradient(parameters.size());
  const double energy = least_seconds([&] { evaluator->evaluate(parameters); });
  const double whole = least_seconds([&] { evaluator->evaluate_with_gradient(parameters, gradient); });
  speed.product = product / state_product_work(kQubits, real, 1.0);
  set_circuit_speed(product, energy, whole, circuit_work(kQubits, real, double(parameters.size())), speed);
  return {};
}

void measure_reference(MachineSpeed& speed) {
  const SpinStrings strings(kSectorOrbitals, kSectorElectrons);
  DeterminantHamiltonian hamiltonian(dense_hamiltonian(kSectorOrbitals, kSectorElectrons), strings, strings,
                                     nullptr);
  const SpinSquared spin_squared(strings, strings);
  const DeterminantLayout layout(strings, strings);
  const DeterminantVector vector(layout.size(), 0.01);
  DeterminantVector image(layout.size());
  const double product = least_seconds([&] {
    hamiltonian.apply(layout, vector.data(), image.data());
    spin_squared.add(layout, 0.5, vector.data(), image.data(), nullptr);
  });
  speed.reference =
      product / reference_product_work(kSectorOrbitals, kSectorElectrons, kSectorElectrons, 1.0, false);
  constexpr Eigen::Index kGuess = 64;
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Constant(kGuess, kGuess, 0.1);
  matrix.diagonal().setLinSpaced(-1.0, 1.0);
  speed.reference_guess =
      least_seconds([&] { (void)eigensystem_of(matrix); }) / reference_guess_work(kGuess, 1.0);
}

}  // namespace

Result<MachineSpeed> measure_speed(AnsatzKind ansatz) {
  MachineSpeed speed;
  EIGENLAKE_RETURN_IF_ERROR(measure_scf(speed));
  measure_transformations(speed);
  if (family_of(ansatz).space() == StateSpace::kSector) {
    measure_sector(speed);
  } else {
    EIGENLAKE_RETURN_IF_ERROR(measure_state_vector(ansatz, speed));
  }
  measure_reference(speed);
  return speed;
}

}  // namespace eigenlake
