#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/base/text_sink.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/scf.h"
#include "eigenlake/determinants/fci.h"
#include "eigenlake/json/json.h"

namespace eigenlake {

/// A file for one of the figures.
struct ScfFile {
  std::string name;
  std::function<Result<>(const std::function<Result<>(const TextSink&)>& fill)> write;
};

struct ScfRequest {
  std::string basis;
  ScfMethod method = ScfMethod::kAuto;
  ActiveSpaceOptions active_space;
  FciOptions fci;
  bool mp2 = false;
  bool with_fci = false;
  bool jordan_wigner = false;
  std::optional<ScfFile> fcidump;  ///< Like molden, only for a single molecule.
  std::optional<ScfFile> molden;
};

/// Figures of one molecule: integrals, energies and the requested others. A figure that fails is null, and
/// the others are still computed.
class ScfFigures {
 public:
  ScfFigures(const Molecule& molecule, const ScfRequest& request, ThreadPool& pool)
      : molecule_(molecule), request_(request), pool_(pool) {}

  /// Errors: of the SCF; kResourceLimit if an allocation fails.
  Result<> compute();

  const Json& figures() const { return figures_; }
  /// "H2O: left out …": which figures failed, and warnings of the SCF.
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// No requested figure failed.
  bool complete() const { return complete_; }

 private:
  Result<> compute_all();
  void add_uhf(const BasisSet& basis, const ScfResult& scf, const ScfOptions& options);
  void add_correlation(const ScfResult& scf);
  void add_fci(const MolecularHamiltonian& hamiltonian);
  void add_jordan_wigner(const MolecularHamiltonian& hamiltonian);
  void add_fcidump(const MolecularHamiltonian& hamiltonian);
  void add_molden(const BasisSet& basis, const ScfResult& scf);
  void add_file(const char* key, const ScfFile& file, const Result<>& written);
  void leave_out(std::vector<const char*> keys, const std::string& reason);

  const Molecule& molecule_;
  const ScfRequest& request_;
  ThreadPool& pool_;
  Json figures_;
  std::vector<std::string> warnings_;
  bool complete_ = true;
};

}  // namespace eigenlake
