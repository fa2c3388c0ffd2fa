#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/fci.h"
#include "eigenlake/chem/scf.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/output/result_file.h"

namespace eigenlake {

/// What the flags of `scf` ask for.
struct ScfRequest {
  std::string basis;
  ScfMethod method = ScfMethod::kAuto;
  ActiveSpaceOptions active_space;
  FciOptions fci;
  bool mp2 = false;
  bool with_fci = false;
  bool jordan_wigner = false;
  std::optional<ResultFile> fcidump;  ///< Either one only where there is one molecule.
  std::optional<ResultFile> molden;
};

/// What is printed of one molecule. A figure that cannot be had is null and takes no other with it.
class ScfRow {
 public:
  ScfRow(const Invocation& invocation, const Molecule& molecule, const ScfRequest& request, ThreadPool& pool)
      : invocation_(invocation), molecule_(molecule), request_(request), pool_(pool) {}

  /// Errors: without an SCF energy there is no row.
  Result<> compute();

  const nlohmann::ordered_json& figures() const { return figures_; }
  /// Every figure that was asked for could be had.
  bool complete() const { return complete_; }

 private:
  void add_uhf(const BasisSet& basis, const ScfResult& scf, const ScfOptions& options);
  void add_correlation(const ScfResult& scf);
  void add_fci(const MolecularHamiltonian& hamiltonian);
  void add_jordan_wigner(const MolecularHamiltonian& hamiltonian);
  void add_fcidump(const MolecularHamiltonian& hamiltonian);
  void add_molden(const BasisSet& basis, const ScfResult& scf);
  void add_file(const char* key, const ResultFile& file, const Result<>& written);
  void leave_out(std::vector<const char*> keys, const std::string& reason);

  const Invocation& invocation_;
  const Molecule& molecule_;
  const ScfRequest& request_;
  ThreadPool& pool_;
  nlohmann::ordered_json figures_;
  bool complete_ = true;
};

}  // namespace eigenlake
