// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/mirrored_backend.h"

#include "eigenlake/quantum/exact_backend.h"

namespace eigenlake {
namespace {

class MirroredBackend final : public Backend {
 public:
  BackendKind kind() const override { return BackendKind::kMirrored; }
  std::string_view name() const override { return "mirrored"; }
  std::string_view noise() const override { return "undef"; }
  BackendTraits traits() const override { return exact_backend().traits(); }
  std::string_view engine(StateSpace space) const override { return exact_backend().engine(space); }
  double memory_bytes(const AnsatzFamily& family, const OrbitalSpace& orbitals,
                      double num_parameters) const override {
    return exact_backend().memory_bytes(family, orbitals, num_parameters);
  }
  Result<std::unique_ptr<Estimator>> bind(const Ansatz& ansatz,
                                          const BoundMolecule& molecule) const override {
    return exact_backend().bind(ansatz, molecule);
  }
};

}  // namespace

const Backend& mirrored_backend() {
  static const MirroredBackend backend;
  return backend;
}

}  // namespace eigenlake
