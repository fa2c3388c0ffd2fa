#include "eigenlake/cli/settings/run_setting_list.h"

namespace eigenlake {

using enum SettingType;

std::vector<Setting> molecule_settings() {
  return in_group(
      "Molecules",
      {
          {.name = "molecule-index",
           .type = kInteger,
           .placeholder = "N",
           .help = "Only the molecule at this place of its file, from 0",
           .minimum = 0},
          {.name = "charge",
           .type = kInteger,
           .placeholder = "Q",
           .help = "Total charge for XYZ files whose comment line gives none (default 0)"},
          {.name = "multiplicity",
           .type = kInteger,
           .placeholder = "M",
           .help = "2S + 1 for XYZ files whose comment line gives none (default 1, or 2 for an odd number of "
                   "electrons)",
           .minimum = 1},
          {.name = "basis",
           .placeholder = "NAME",
           .default_text = "sto3g",
           .help =
               "Basis set where the file names none, any of the Basis Set Exchange; sto-3g, 631g and ccpvdz "
               "are understood as well",
           .choices = {"sto3g", "6-31g", "cc-pvdz"},
           .open_choices = true,
           .short_names = {"-b"},
           .repeatable = true},
          {.name = "scf",
           .placeholder = "METHOD",
           .default_text = "auto",
           .help =
               "Hartree-Fock method; auto is RHF for singlets and ROHF otherwise, uhf is for the command scf "
               "only",
           .choices = {"auto", "rhf", "rohf", "uhf"},
           .repeatable = true},
          {.name = "frozen-core",
           .type = kFlag,
           .help = "Keep the core orbitals of each atom doubly occupied"},
          {.name = "active-space",
           .placeholder = "ELECTRONS,ORBITALS",
           .help = "Correlate only these electrons in these orbitals around the highest occupied ones",
           .repeatable = true},
          {.name = "fci-limit",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "1000000",
           .help = "Compute the exact reference energy for up to this many determinants; 0 switches it off, "
                   "Ctrl-C while it is computed leaves it out",
           .minimum = 0},
      });
}

std::vector<Setting> scan_settings() {
  return in_group(
      "Scan",
      {
          {.name = "bond",
           .placeholder = "I,J FIRST:LAST:NUMBER",
           .help = "Distances of two atoms in angstrom, both ends included; atoms count from 0, and what is "
                   "bonded to J moves along: --bond 0,1 0.5:2.7:23",
           .flag_only = true,
           .num_words = 2},
          {.name = "angle",
           .placeholder = "I,J,K FIRST:LAST:NUMBER",
           .help = "Angles at the atom J in degrees; K moves with what is bonded to it",
           .flag_only = true,
           .num_words = 2},
          {.name = "torsion",
           .placeholder = "I,J,K,L FIRST:LAST:NUMBER",
           .help = "Torsions about the line through J and K in degrees; the side of L turns",
           .flag_only = true,
           .num_words = 2},
          {.name = "frames",
           .type = kFlag,
           .help = "The molecules of the file are the points, as the frames of an XYZ file",
           .flag_only = true},
          {.name = "follow",
           .type = kFlag,
           .help = "Start each point from the optimal parameters of the point before; part of the "
                   "experiment's identity",
           .flag_only = true},
      });
}

std::vector<Setting> simulation_settings() {
  return in_group(
      "Simulation",
      {
          {.name = "ansatz",
           .placeholder = "NAME",
           .default_text = "UCCSD",
           .help = "Family of trial states",
           .choices = {"UCCSD", "EfficientSU2", "RealAmplitudes", "ExcitationPreserving"},
           .open_choices = true,
           .repeatable = true},
          {.name = "ansatz-reps",
           .type = kInteger,
           .placeholder = "N",
           .help =
               "Repetitions of a hardware-efficient ansatz (default 2; 1 for UCCSD, which knows no other)",
           .minimum = 1,
           .short_names = {"-ar"},
           .repeatable = true},
          {.name = "optimizer",
           .placeholder = "NAME",
           .default_text = "L-BFGS-B",
           .help = "Classical optimizer",
           .choices = {"L-BFGS-B", "COBYLA", "SLSQP", "Nelder-Mead"},
           .open_choices = true,
           .repeatable = true},
          {.name = "init-strategy",
           .placeholder = "NAME",
           .help = "Start of the search (default mp2 for UCCSD, else hf)",
           .choices = {"mp2", "hf", "random"},
           .open_choices = true,
           .repeatable = true},
          {.name = "seed",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "0",
           .help = "Seed of every random number; always recorded; 0..9 are ten seeds",
           .minimum = 0,
           .repeatable = true},
          {.name = "jitter",
           .type = kReal,
           .placeholder = "RADIAN",
           .help =
               "Half width of the seeded noise on the start (default 0.01 for hf with a hardware-efficient "
               "ansatz, else 0)",
           .minimum = 0,
           .repeatable = true},
          {.name = "max-iterations",
           .type = kInteger,
           .placeholder = "N",
           .help =
               "Iterations of the optimizer (default 1000; for COBYLA and Nelder-Mead 200 a parameter, from "
               "1000 to 5000)",
           .minimum = 1,
           .repeatable = true},
          {.name = "max-evaluations",
           .type = kInteger,
           .placeholder = "N",
           .help = "Energy evaluations of each start (default: no limit)",
           .minimum = 1,
           .repeatable = true},
          {.name = "threshold",
           .type = kReal,
           .placeholder = "X",
           .default_text = "1e-10",
           .help = "Stop when the relative change of the energy falls below this",
           .minimum = 0,
           .repeatable = true},
          {.name = "gradient-threshold",
           .type = kReal,
           .placeholder = "X",
           .default_text = "1e-6",
           .help = "Stop when no component of the gradient (hartree per radian) exceeds this",
           .minimum = 0,
           .repeatable = true},
          {.name = "penalty",
           .type = kReal,
           .placeholder = "WEIGHT",
           .default_text = "0",
           .help = "Weight in hartree of a penalty on leaving the electron sector; the recorded energy is "
                   "without it",
           .minimum = 0,
           .repeatable = true},
          {.name = "restarts",
           .type = kInteger,
           .placeholder = "K",
           .help = "Best of K seeded starts (default 1; for a hardware-efficient ansatz 16 up to 32 "
                   "parameters, 5 "
                   "up to 96, for ExcitationPreserving 2 up to 300)",
           .minimum = 1,
           .repeatable = true},
          {.name = "jobs",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "1",
           .help = "Runs side by side",
           .minimum = 1},
          {.name = "label",
           .placeholder = "KEY=VALUE",
           .help = "A label of the experiments, for the table labels; no part of what they are",
           .flag_only = true,
           .accumulates = true},
          {.name = "strict", .type = kFlag, .help = "Exit with 5 when a molecule did not converge"},
          {.name = "force",
           .type = kFlag,
           .help = "Compute again what the lake or the spool has already, and what was deleted; of export: "
                   "replace an earlier dataset; of catalog copy: move pointers on that are there"},
          {.name = "full",
           .type = kFlag,
           .help = "List every raw object, also before the last known one of a sink"},
          {.name = "file",
           .group = "Input",
           .placeholder = "FILE",
           .help = "A molecule file, the same as naming it; of sql: a file of statements, which run in one "
                   "session",
           .short_names = {"-f"},
           .flag_only = true},
          {.name = "convergence",
           .group = "Earlier spellings",
           .type = kFlag,
           .help = "Understood; thresholds always hold"},
          {.name = "exact",
           .group = "Earlier spellings",
           .type = kFlag,
           .help = "Understood; energies are always exact"},
      });
}

std::vector<Setting> figure_settings() {
  return in_group("Figures",
                  {
                      {.name = "mp2", .type = kFlag, .help = "Add mp2_total_energy", .flag_only = true},
                      {.name = "fci",
                       .type = kFlag,
                       .help = "Add fci_total_energy, up to --fci-limit determinants",
                       .flag_only = true},
                      {.name = "jordan-wigner",
                       .type = kFlag,
                       .help = "Add the number of Pauli terms, their one-norm and the identity's coefficient",
                       .flag_only = true},
                      {.name = "fcidump",
                       .placeholder = "FILE",
                       .help = "Write the integrals over the active orbitals there, in the FCIDUMP format",
                       .flag_only = true},
                      {.name = "molden",
                       .placeholder = "FILE",
                       .help = "Write the orbitals there, in the Molden format",
                       .flag_only = true},
                  });
}

}  // namespace eigenlake
