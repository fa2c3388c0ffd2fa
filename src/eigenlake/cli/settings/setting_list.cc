#include "eigenlake/cli/settings/setting_list.h"

#include <algorithm>

#include "eigenlake/cli/settings/kafka_setting_list.h"

namespace eigenlake {
namespace {

using enum SettingType;

std::vector<Setting> common_settings() {
  return in_group(
      "Common",
      {
          {.name = "lake",
           .placeholder = "PLACE",
           .default_text = "./lake",
           .help = "Where raw records and tables lie: a folder or s3://BUCKET/PREFIX"},
          {.name = "raw",
           .placeholder = "PLACE",
           .help = "Raw records elsewhere than in raw-results of the lake",
           .environment = "S3_BUCKET_URL"},
          {.name = "warehouse",
           .placeholder = "PLACE",
           .help = "Tables elsewhere than in features/warehouse of the lake",
           .environment = "S3_WAREHOUSE_URL"},
          {.name = "json", .type = kFlag, .help = "One JSON object a line instead of text"},
          {.name = "quiet", .type = kFlag, .help = "No progress, no hints; warnings and errors stay"},
          {.name = "verbose", .type = kFlag, .help = "Say more about what is done"},
          {.name = "threads",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "0",
           .help = "Threads in all; 0 takes every core",
           .minimum = 0},
          {.name = "config",
           .placeholder = "FILE",
           .help = "Read settings from a TOML file; EIGENLAKE_CONFIG names one as well",
           .flag_only = true},
          {.name = "dry-run",
           .type = kFlag,
           .help = "Check everything, print the plan, do nothing",
           .flag_only = true},
      });
}

std::vector<Setting> catalog_settings() {
  return in_group(
      "Catalog",
      {
          {.name = "catalog",
           .placeholder = "KIND",
           .help = "Where the tables are found by name; follows from --catalog-uri (default hadoop: the "
                   "warehouse's folders)",
           .choices = {"hadoop", "sql", "hive"}},
          {.name = "catalog-uri",
           .placeholder = "URI",
           .help = "sqlite:///FILE, postgresql://USER@HOST/DATABASE or thrift://HOST:9083"},
          {.name = "catalog-name",
           .placeholder = "NAME",
           .help = "The catalog's name in its database (default quantum_sql)"},
          {.name = "allow-data",
           .placeholder = "PLACE",
           .help = "A folder or s3://BUCKET/PREFIX outside of the warehouse whose files tables may name",
           .accumulates = true},
          {.name = "metadata",
           .group = "Register",
           .placeholder = "FILE",
           .help = "The metadata file to register instead of the newest one in the table's folder",
           .flag_only = true},
          {.name = "to",
           .group = "Copy",
           .placeholder = "URI",
           .help = "The catalog to copy to, as --catalog-uri, or hadoop for the warehouse's folders",
           .flag_only = true},
          {.name = "to-name",
           .group = "Copy",
           .placeholder = "NAME",
           .help = "Its name in its database (default quantum_sql)",
           .flag_only = true},
          {.name = "use",
           .group = "Copy",
           .type = kFlag,
           .help = "From then on it is the lake's catalog, and writing through the other one is refused",
           .flag_only = true},
      });
}

std::vector<Setting> object_storage_settings() {
  return in_group(
      "Object storage",
      {
          {.name = "s3-endpoint",
           .placeholder = "URL",
           .help = "The S3 server, as http://garage:3901 (default Amazon's of the region)",
           .environment = "S3_ENDPOINT"},
          {.name = "s3-region",
           .placeholder = "NAME",
           .help = "Region of the buckets (default us-east-1)",
           .environment = "S3_REGION"},
          {.name = "s3-path-style",
           .placeholder = "WHEN",
           .default_text = "auto",
           .help =
               "Put a bucket into the path instead of the host's name; auto does where an endpoint is set",
           .choices = {"auto", "true", "false"}},
          {.name = "s3-profile",
           .placeholder = "NAME",
           .help =
               "Take keys, region and endpoint from this profile of ~/.aws/credentials and ~/.aws/config"},
          {.name = "s3-ca-file",
           .placeholder = "FILE",
           .help = "Trust the authorities of this PEM file instead of the system's"},
          {.name = "s3-ignore-etag",
           .type = kFlag,
           .help = "Do not compare objects with their ETags, for servers whose ETags look like an MD5 and "
                   "are none"},
          {.name = "s3-access-key",
           .placeholder = "KEY",
           .help = "Access key",
           .environment = "S3_ACCESS_KEY",
           .secret = true},
          {.name = "s3-secret-key",
           .placeholder = "KEY",
           .help = "Secret key",
           .environment = "S3_SECRET_KEY",
           .secret = true},
          {.name = "s3-session-token",
           .placeholder = "TOKEN",
           .help = "Session token that belongs to temporary keys",
           .secret = true},
      });
}

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

std::vector<Setting> result_settings() {
  return in_group(
      "Result",
      {
          {.name = "format",
           .placeholder = "NAME",
           .help =
               "Form of the result (default table, or json with --json) or of a dataset (default parquet, "
               "others csv and iceberg)",
           .choices = {"table", "csv", "json", "parquet", "iceberg"}},
          {.name = "output",
           .placeholder = "FILE",
           .help = "Write the result there instead of to the terminal",
           .short_names = {"-o"},
           .flag_only = true},
          {.name = "max-rows",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "1000",
           .help = "Rows that --format table shows; the others are counted",
           .minimum = 1},
          {.name = "digits",
           .type = kInteger,
           .placeholder = "N",
           .help = "Significant digits of doubles in --format table (default 10 on a terminal, else all)",
           .minimum = 1},
          {.name = "local-files",
           .placeholder = "WHETHER",
           .default_text = "on",
           .help = "Let a query read local files that it names, by read_csv, read_parquet and read_json",
           .choices = {"on", "off"}},
          {.name = "batch",
           .placeholder = "ID",
           .help = "Read the tables as they were when this batch was complete",
           .flag_only = true},
          {.name = "as-of",
           .placeholder = "TIME",
           .help = "Read the tables as they were at this time: 2025-01-31, or 2025-01-31T12:00:00Z",
           .flag_only = true},
          {.name = "tag",
           .placeholder = "NAME",
           .help = "Read each table at its tag of this name, for instance v_incr_BATCH",
           .flag_only = true},
          {.name = "branch",
           .placeholder = "NAME",
           .help = "Read each table at its branch of this name",
           .flag_only = true},
      });
}

std::vector<Setting> feature_settings() {
  return in_group("Features", {
                                  {.name = "rolling-window",
                                   .type = kInteger,
                                   .placeholder = "N",
                                   .default_text = "5",
                                   .help = "Rows of the moving mean and deviation",
                                   .minimum = 1,
                                   .environment = "ML_ROLLING_WINDOW"},
                                  {.name = "trajectory-head",
                                   .type = kInteger,
                                   .placeholder = "N",
                                   .default_text = "10",
                                   .help = "Iterations that count as the start of a run",
                                   .minimum = 1,
                                   .environment = "ML_TRAJECTORY_HEAD"},
                                  {.name = "trajectory-tail",
                                   .type = kInteger,
                                   .placeholder = "N",
                                   .default_text = "10",
                                   .help = "Iterations that count as the end of a run",
                                   .minimum = 1,
                                   .environment = "ML_TRAJECTORY_TAIL"},
                              });
}

std::vector<Setting> export_settings() {
  return in_group(
      "Dataset",
      {
          {.name = "tables",
           .placeholder = "NAME,NAME",
           .help = "Only these tables (default: all)",
           .flag_only = true},
          {.name = "partitioned",
           .type = kFlag,
           .help = "Parquet in folders COLUMN=VALUE, one level for each partition column",
           .flag_only = true},
          {.name = "file-size",
           .type = kInteger,
           .placeholder = "MIB",
           .default_text = "128",
           .help = "Parquet: begin another file when one has reached this size",
           .minimum = 1},
          {.name = "compress", .type = kFlag, .help = "CSV: gzip", .flag_only = true},
          {.name = "location",
           .placeholder = "URI",
           .help = "Iceberg: where the copy will lie (default: where it is written)",
           .flag_only = true},
          {.name = "history",
           .type = kFlag,
           .help = "Iceberg: keep all snapshots and tags of complete batches, not only the present one",
           .flag_only = true},
          {.name = "link",
           .type = kFlag,
           .help = "Iceberg: hard links to the data files instead of copies, where the file system has them",
           .flag_only = true},
          {.name = "title",
           .placeholder = "TEXT",
           .default_text = "VQE experiments",
           .help = "Title of the dataset card"},
          {.name = "license",
           .placeholder = "ID",
           .default_text = "unspecified",
           .help = "Licence on the dataset card, such as CC-BY-4.0"},
          {.name = "authors",
           .placeholder = "TEXT",
           .help = "Authors in the citation, as BibTeX has them: \"Doe, Jane and Roe, Richard\""},
      });
}

std::vector<Setting> maintenance_settings() {
  return in_group(
      "Maintenance",
      {
          {.name = "keep-batches",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "500",
           .help = "Keep the newest N batches readable, and all of --keep-days",
           .minimum = 1},
          {.name = "keep-days",
           .type = kInteger,
           .placeholder = "DAYS",
           .default_text = "90",
           .help = "Keep the batches of the last DAYS days readable",
           .minimum = 0},
          {.name = "grace-minutes",
           .type = kReal,
           .placeholder = "MINUTES",
           .default_text = "60",
           .help = "Keep what was current within this time: a query that still runs needs its files",
           .minimum = 0},
          {.name = "target-file-size",
           .type = kInteger,
           .placeholder = "MIB",
           .default_text = "128",
           .help = "Size of compacted files; those below three quarters of it are rewritten",
           .minimum = 1},
          {.name = "older-than",
           .type = kReal,
           .placeholder = "DAYS",
           .default_text = "3",
           .help = "Age of orphans: younger files may belong to a writer that has not committed yet",
           .minimum = 0},
          {.name = "delete",
           .type = kFlag,
           .help = "Remove the orphans, which the step orphans lists otherwise",
           .flag_only = true},
          {.name = "deep",
           .type = kFlag,
           .help = "check: read every page, and compare rows, keys and the audit log as well",
           .flag_only = true},
          {.name = "from",
           .type = kText,
           .placeholder = "SOURCE",
           .help =
               "recover: make anew what is lost from raw objects (raw), the metadata files in the warehouse "
               "(metadata) or the snapshots of the other tables (snapshots)",
           .choices = {"raw", "metadata", "snapshots"},
           .flag_only = true},
          {.name = "accept",
           .type = kFlag,
           .help =
               "check --deep: rows that somebody removed count as removed from now on; recover: the named "
               "tables are taken as they are",
           .flag_only = true},
      });
}

std::vector<Setting> deletion_settings() {
  return in_group(
      "Deletion",
      {
          {.name = "where",
           .placeholder = "CONDITION",
           .help = "The experiments of the view runs for which this SQL condition holds",
           .flag_only = true},
          {.name = "reason",
           .placeholder = "TEXT",
           .help = "Why, for the table deletions, or of quarantine drop for the ledger; up to 1,000 bytes",
           .flag_only = true},
          {.name = "purge",
           .type = kFlag,
           .help = "Remove the bytes, too, and the snapshots that hold them",
           .flag_only = true},
      });
}

std::vector<Setting> build_settings() {
  std::vector<Setting> all;
  for (auto part : {common_settings(), catalog_settings(), object_storage_settings(), molecule_settings(),
                    scan_settings(), simulation_settings(), kafka_settings(), kafka_security_settings(),
                    schema_registry_settings(), spool_settings(), landing_settings(), topic_settings(),
                    figure_settings(), result_settings(), feature_settings(), export_settings(),
                    maintenance_settings(), deletion_settings()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

std::span<const Setting> all_settings() {
  static const std::vector<Setting> settings = build_settings();
  return settings;
}

const Setting* find_setting(std::string_view name) {
  std::string hyphenated(name);
  std::replace(hyphenated.begin(), hyphenated.end(), '_', '-');
  const auto found = std::find_if(all_settings().begin(), all_settings().end(),
                                  [&](const Setting& setting) { return setting.name == hyphenated; });
  return found == all_settings().end() ? nullptr : &*found;
}

}  // namespace eigenlake
