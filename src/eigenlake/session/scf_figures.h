// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/text_sink.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/scf.h"
#include "eigenlake/determinants/fci.h"
#include "eigenlake/json/json.h"
#include "eigenlake/simulation/molecule_files.h"

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
struct ScfFigures {
  Json figures = {};
  /// "H2O: left out …": which figures failed, and warnings of the SCF.
  std::vector<std::string> warnings = {};
  bool complete = true;  ///< No requested figure failed.
  /// Errors: of the molecule's entry; of the SCF; kResourceLimit if an allocation fails. What was computed
  /// before stays.
  Result<> status = {};
};

ScfFigures compute_figures(const Molecule& molecule, const ScfRequest& request, ThreadPool& pool);

/// Computes the figures of each molecule in order.
void compute_figures(std::span<const MoleculeEntry> entries, const ScfRequest& request, int num_threads,
                     const std::function<void(const MoleculeEntry&, const ScfFigures&)>& finished);

}  // namespace eigenlake
