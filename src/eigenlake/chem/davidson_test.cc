#include "eigenlake/chem/davidson.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST(Davidson, FindsTheLowestOfARandomMatrix) {
  MatrixXd matrix = 0.05 * MatrixXd::Random(300, 300);
  matrix =
      MatrixXd(matrix + matrix.transpose()) + MatrixXd(VectorXd::LinSpaced(300, -1.0, 20.0).asDiagonal());
  const double expected = Eigen::SelfAdjointEigenSolver<MatrixXd>(matrix).eigenvalues()[0];
  const DavidsonResult result =
      lowest_eigenpair([&](const VectorXd& v) -> VectorXd { return matrix * v; }, matrix.diagonal(),
                       {VectorXd::Unit(300, 3), VectorXd::Unit(300, 40)}, {});
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.eigenvalue, expected, 1e-11);
  EXPECT_LT((matrix * result.eigenvector - expected * result.eigenvector).norm(), 1e-7);
}

TEST(Davidson, AStopEndsItBeforeTheNextProduct) {
  const MatrixXd matrix =
      MatrixXd(VectorXd::LinSpaced(300, -1.0, 20.0).asDiagonal()) + MatrixXd::Constant(300, 300, 0.01);
  int products = 0, rounds = 0;
  DavidsonOptions options{.stop = [&] { return products == 7; }};
  options.on_round = [&](int round, double) { rounds = round; };
  const DavidsonResult result = lowest_eigenpair(
      [&](const VectorXd& v) -> VectorXd {
        ++products;
        return matrix * v;
      },
      matrix.diagonal(), {VectorXd::Unit(300, 3), VectorXd::Unit(300, 40)}, options);
  EXPECT_TRUE(result.interrupted);
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(products, 7);
  EXPECT_GE(rounds, 2);
}

}  // namespace
}  // namespace eigenlake
