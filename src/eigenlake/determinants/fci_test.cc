#include "eigenlake/determinants/fci.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/test_molecules.h"
#include "eigenlake/determinants/fci_operator.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using testing::HasSubstr;

MolecularHamiltonian random_hamiltonian(int n, int num_alpha, int num_beta, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> uniform(-0.5, 0.5);
  MolecularHamiltonian h;
  h.num_orbitals = n;
  h.num_alpha = num_alpha;
  h.num_beta = num_beta;
  h.one_body = MatrixXd::Zero(n, n);
  h.two_body.resize(static_cast<size_t>(n) * n * n * n);
  for (int p = 0; p < n; ++p)
    for (int q = 0; q <= p; ++q) h.one_body(p, q) = h.one_body(q, p) = uniform(generator) + (p == q ? p : 0);
  for (int p = 0; p < n; ++p)
    for (int q = 0; q <= p; ++q)
      for (int r = 0; r < n; ++r)
        for (int s = 0; s <= r; ++s) {
          if (EriTensor::pair_index(r, s) > EriTensor::pair_index(p, q)) continue;
          const double value = uniform(generator);
          const int images[8][4] = {{p, q, r, s}, {q, p, r, s}, {p, q, s, r}, {q, p, s, r},
                                    {r, s, p, q}, {s, r, p, q}, {r, s, q, p}, {s, r, q, p}};
          for (const auto& i : images) h.two_body[((i[0] * n + i[1]) * n + i[2]) * n + i[3]] = value;
        }
  return h;
}

/// The slow twin: creation and annihilation operators on all 2^(2n) occupations, alpha orbitals first.
class FockSpace {
 public:
  explicit FockSpace(int num_modes) : num_modes_(num_modes) {}

  MatrixXd annihilation(int mode) const {
    const Index size = Index{1} << num_modes_;
    MatrixXd matrix = MatrixXd::Zero(size, size);
    for (Index state = 0; state < size; ++state) {
      if ((state >> mode & 1) == 0) continue;
      const int before = std::popcount(static_cast<uint64_t>(state & ((Index{1} << mode) - 1)));
      matrix(state ^ (Index{1} << mode), state) = before % 2 == 0 ? 1.0 : -1.0;
    }
    return matrix;
  }

  MatrixXd hamiltonian(const MolecularHamiltonian& h) const {
    const int n = h.num_orbitals;
    std::vector<MatrixXd> e(static_cast<size_t>(n) * n);  // E_pq
    for (int p = 0; p < n; ++p)
      for (int q = 0; q < n; ++q)
        e[p * n + q] = annihilation(p).transpose() * annihilation(q) +
                       annihilation(p + n).transpose() * annihilation(q + n);
    MatrixXd total = MatrixXd::Zero(e[0].rows(), e[0].cols());
    for (int p = 0; p < n; ++p)
      for (int q = 0; q < n; ++q) {
        total += h.one_body(p, q) * e[p * n + q];
        MatrixXd field = MatrixXd::Zero(e[0].rows(), e[0].cols());
        for (int r = 0; r < n; ++r)
          for (int s = 0; s < n; ++s) field += 0.5 * h.eri(p, q, r, s) * e[r * n + s];
        total += e[p * n + q] * field;
        for (int s = 0; s < n; ++s)
          for (int r = 0; r < n; ++r)
            if (r == q) total -= 0.5 * h.eri(p, q, r, s) * e[p * n + s];
      }
    return total;
  }

  MatrixXd s_squared(int n) const {
    MatrixXd raise = MatrixXd::Zero(Index{1} << num_modes_, Index{1} << num_modes_);
    MatrixXd sz = raise;
    for (int p = 0; p < n; ++p) {
      raise += annihilation(p).transpose() * annihilation(p + n);
      sz += 0.5 * (annihilation(p).transpose() * annihilation(p) -
                   annihilation(p + n).transpose() * annihilation(p + n));
    }
    return raise.transpose() * raise + sz * (sz + MatrixXd::Identity(sz.rows(), sz.cols()));
  }

  /// Restricted to determinants in the order of FciOperator, whose alpha operators all stand left of the beta
  /// ones.
  MatrixXd block(const MatrixXd& full, const MolecularHamiltonian& h) const {
    const StringSpace alpha(h.num_orbitals, h.num_alpha), beta(h.num_orbitals, h.num_beta);
    std::vector<Index> states;
    for (size_t a = 0; a < alpha.size(); ++a)
      for (size_t b = 0; b < beta.size(); ++b)
        states.push_back(static_cast<Index>(alpha.mask(a) | beta.mask(b) << h.num_orbitals));
    return full(states, states);
  }

 private:
  int num_modes_;
};

MatrixXd dense(const FciOperator& op) {
  const auto n = static_cast<Index>(op.dimension());
  MatrixXd matrix(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) matrix(i, j) = op.element(static_cast<size_t>(i), static_cast<size_t>(j));
  return matrix;
}

MatrixXd by_products(const FciOperator& op) {
  const auto n = static_cast<Index>(op.dimension());
  MatrixXd matrix(n, n);
  for (Index i = 0; i < n; ++i) matrix.col(i) = op.apply(VectorXd::Unit(n, i));
  return matrix;
}

TEST(StringSpace, RankIsThePosition) {
  for (const auto& [n, k] : {std::pair{1, 0}, {5, 2}, {8, 8}, {12, 5}}) {
    const StringSpace strings(n, k);
    ASSERT_EQ(strings.size(), binomial(n, k));
    for (size_t i = 0; i < strings.size(); ++i) {
      EXPECT_EQ(strings.index_of(strings.mask(i)), i);
      EXPECT_EQ(std::popcount(strings.mask(i)), k);
    }
  }
}

TEST(Binomial, SaturatesInsteadOfOverflowing) {
  EXPECT_EQ(binomial(10, 3), 120u);
  EXPECT_EQ(binomial(3, 4), 0u);
  EXPECT_EQ(binomial(64, 32), 1832624140942590534u);
  EXPECT_EQ(binomial(400, 200), std::numeric_limits<uint64_t>::max());
}

TEST(FciOperator, AgreesWithTheSlowTwinInFockSpace) {
  const FockSpace fock(8);
  for (const auto& [num_alpha, num_beta] : {std::pair{2, 2}, {3, 1}, {1, 0}, {4, 2}, {2, 3}}) {
    const MolecularHamiltonian h = random_hamiltonian(4, num_alpha, num_beta, 7);
    const MatrixXd expected = fock.block(fock.hamiltonian(h), h);
    const FciOperator op(h, 0.0, nullptr);
    EXPECT_LT((dense(op) - expected).cwiseAbs().maxCoeff(), 1e-12) << num_alpha << " " << num_beta;
    EXPECT_LT((by_products(op) - expected).cwiseAbs().maxCoeff(), 1e-12) << num_alpha << " " << num_beta;
  }
}

TEST(FciOperator, PenaltyIsSSquared) {
  const FockSpace fock(6);
  for (const auto& [num_alpha, num_beta] : {std::pair{2, 2}, {2, 1}, {1, 2}, {3, 1}}) {
    const MolecularHamiltonian h = random_hamiltonian(3, num_alpha, num_beta, 3);
    const MatrixXd s_squared = fock.block(fock.s_squared(3), h);
    const MatrixXd expected = fock.block(fock.hamiltonian(h), h) + 0.7 * s_squared;
    const FciOperator op(h, 0.7, nullptr);
    EXPECT_LT((dense(op) - expected).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((by_products(op) - expected).cwiseAbs().maxCoeff(), 1e-12);
    const VectorXd vector = VectorXd::LinSpaced(expected.rows(), -1.0, 2.0).normalized();
    EXPECT_NEAR(op.s_squared(vector), vector.dot(s_squared * vector), 1e-12);
  }
}

TEST(FciOperator, ThreadsDoNotChangeABit) {
  const MolecularHamiltonian h = random_hamiltonian(8, 4, 4, 11);
  ThreadPool pool(3);
  const FciOperator serial(h, 0.5, nullptr), parallel(h, 0.5, &pool);
  const VectorXd vector = VectorXd::LinSpaced(4900, -1.0, 2.0);
  EXPECT_EQ(serial.apply(vector), parallel.apply(vector));
}

TEST(Fci, AStopIsNoEnergy) {
  const MolecularHamiltonian h = random_hamiltonian(7, 3, 3, 1);
  int last_product = 0;
  FciOptions options{.multiplicity = 1};
  options.on_progress = [&](const FciProgress& progress) { last_product = progress.products; };
  options.stop = [&] { return last_product == 5; };
  EXPECT_EQ(lowest_energy(h, options).error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(last_product, 5);
  options.stop = [] { return true; };
  last_product = 0;
  EXPECT_EQ(lowest_energy(h, options).error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(last_product, 0);
}

TEST(Fci, MemoryIsThatOfTheVectorsWhereThereAreMany) {
  // Water in 6-31G with a frozen core.
  const double vectors = fci_memory_bytes(12, 4, 4, 1) / (8.0 * double(num_determinants(12, 4, 4)));
  EXPECT_GT(vectors, 64.0);
  EXPECT_LT(vectors, 100.0);
  EXPECT_GT(fci_memory_bytes(12, 4, 4, 8), fci_memory_bytes(12, 4, 4, 1));
  EXPECT_GT(fci_memory_bytes(64, 32, 32, 1), 0x1p64);
}

TEST(Fci, IterationAgreesWithDenseDiagonalisation) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    const MolecularHamiltonian h = random_hamiltonian(6, 3, 3, seed);
    const double expected =
        Eigen::SelfAdjointEigenSolver<MatrixXd>(dense(FciOperator(h, 0.0, nullptr))).eigenvalues()[0];
    const auto energy = lowest_energy(h);
    ASSERT_TRUE(energy) << energy.error().to_string();
    EXPECT_NEAR(*energy, expected, 1e-10) << "seed " << seed;
  }
}

TEST(Fci, SpinsAreToldApart) {
  const FockSpace fock(8);
  const MolecularHamiltonian h = random_hamiltonian(4, 2, 2, 5);
  const MatrixXd full = fock.block(fock.hamiltonian(h), h);
  const MatrixXd s_squared = fock.block(fock.s_squared(4), h);
  for (const int multiplicity : {1, 3, 5}) {
    const double spin = 0.5 * (multiplicity - 1);
    // Far away with every other spin, by the square of the difference.
    const MatrixXd off = s_squared - spin * (spin + 1) * MatrixXd::Identity(full.rows(), full.cols());
    const double expected =
        Eigen::SelfAdjointEigenSolver<MatrixXd>(full + 100.0 * off * off).eigenvalues()[0];
    const auto energy = lowest_energy(h, {.multiplicity = multiplicity});
    ASSERT_TRUE(energy) << energy.error().to_string();
    EXPECT_NEAR(*energy, expected, 1e-9) << multiplicity;
  }
}

TEST(Fci, LowerStateOfAnotherSymmetryIsNotMissed) {
  // The triplet of O2 lies below every singlet; the block of equal spins holds it with Sz = 0.
  MolecularHamiltonian h = test_hamiltonian(test_molecule("2\n\nO 0 0 0\nO 0 0 1.2075\n", 0, 3), "sto3g");
  const auto triplet = lowest_energy(h, {.multiplicity = 3});
  h.num_alpha = h.num_beta = 8;
  const auto lowest = lowest_energy(h);
  const auto singlet = lowest_energy(h, {.multiplicity = 1});
  ASSERT_TRUE(triplet && lowest && singlet);
  EXPECT_NEAR(*lowest, *triplet, 1e-9);
  EXPECT_GT(*singlet, *triplet + 0.01);
}

TEST(Fci, TooManyDeterminantsAreRefusedWithTheirNumber) {
  const auto energy = lowest_energy(random_hamiltonian(6, 3, 3, 1), {.max_determinants = 399});
  ASSERT_FALSE(energy);
  EXPECT_EQ(energy.error().kind, ErrorKind::kResourceLimit);
  EXPECT_THAT(energy.error().message, HasSubstr("at most 399 determinants, found 400"));
}

TEST(Fci, DeterminantsBeyondCountingAreNotGivenAsANumber) {
  MolecularHamiltonian benzene;
  benzene.num_orbitals = 36;
  benzene.num_alpha = benzene.num_beta = 21;
  EXPECT_TRUE(are_uncountable(num_determinants(benzene)));
  EXPECT_THAT(lowest_energy(benzene).error().message, HasSubstr("found more than 10^19"));
  EXPECT_EQ(determinants_text(num_determinants(6, 3, 3)), "400");
}

TEST(Fci, MoreOrbitalsThanAMaskHoldsAreRefused) {
  MolecularHamiltonian helium;
  helium.num_orbitals = 80;
  helium.num_alpha = helium.num_beta = 1;
  EXPECT_THAT(lowest_energy(helium).error().message, HasSubstr("at most 64 orbitals, found 80"));
}

TEST(Fci, ImpossibleMultiplicitiesAreRefused) {
  for (const int impossible : {0, 2, 7})
    EXPECT_THAT(lowest_energy(random_hamiltonian(3, 2, 2, 1), {.multiplicity = impossible}).error().message,
                HasSubstr("between 1 and 3 in steps of two"));
}

}  // namespace
}  // namespace eigenlake
