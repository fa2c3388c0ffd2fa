#include "eigenlake/cli/settings/lake_setting_list.h"

#include "eigenlake/iceberg/catalog/catalog_options.h"

namespace eigenlake {

using enum SettingType;

std::vector<Setting> catalog_settings() {
  return in_group(
      "Catalog",
      {
          {.name = "catalog",
           .placeholder = "KIND",
           .help =
               "Kind of the catalog; follows from --catalog-uri (default hadoop: the warehouse's folders)",
           .choices = {iceberg::kCatalogKinds.names.begin(), iceberg::kCatalogKinds.names.end()}},
          {.name = "catalog-uri",
           .placeholder = "URI",
           .help = "sqlite:///FILE, postgresql://USER@HOST/DATABASE or thrift://HOST:9083"},
          {.name = "catalog-name",
           .placeholder = "NAME",
           .help = "The catalog's name in its database (default quantum_sql)"},
          {.name = "allow-data",
           .placeholder = "PLACE",
           .help = "Allow tables to name files of this folder or s3://BUCKET/PREFIX outside of the warehouse",
           .accumulates = true},
          {.name = "metadata",
           .group = "Register",
           .placeholder = "FILE",
           .help = "Register this metadata file instead of the newest one in the table's folder",
           .flag_only = true},
          {.name = "to",
           .group = "Copy",
           .placeholder = "URI",
           .help = "Copy to this catalog, as --catalog-uri, or hadoop for the warehouse's folders",
           .flag_only = true},
          {.name = "to-name",
           .group = "Copy",
           .placeholder = "NAME",
           .help = "Its name in its database (default quantum_sql)",
           .flag_only = true},
          {.name = "use",
           .group = "Copy",
           .type = kFlag,
           .help = "Make it the lake's catalog; writing through the other one is rejected from then on",
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
           .help = "Put a bucket into the path instead of the host's name; auto: where an endpoint is set",
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
           .help = "Do not compare objects with their ETags, for servers whose ETags only look like an MD5"},
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
           .help = "Export only these tables (default: all)",
           .flag_only = true},
          {.name = "partitioned",
           .type = kFlag,
           .help = "Parquet in folders COLUMN=VALUE, one level for each partition column",
           .flag_only = true},
          {.name = "file-size",
           .type = kInteger,
           .placeholder = "MIB",
           .default_text = "128",
           .help = "Parquet: begin a new file at this size",
           .minimum = 1},
          {.name = "compress", .type = kFlag, .help = "CSV: gzip", .flag_only = true},
          {.name = "location",
           .placeholder = "URI",
           .help = "Iceberg: where the copy will lie (default: where it is written)",
           .flag_only = true},
          {.name = "history",
           .type = kFlag,
           .help = "Iceberg: keep the snapshots and tags of all complete batches, not only the present one",
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
           .help = "Keep what was current within this time, for queries that still run",
           .minimum = 0},
          {.name = "target-file-size",
           .type = kInteger,
           .placeholder = "MIB",
           .default_text = "128",
           .help = "Size of compacted files; smaller ones than three quarters of it are rewritten",
           .minimum = 1},
          {.name = "older-than",
           .type = kReal,
           .placeholder = "DAYS",
           .default_text = "3",
           .help = "Age of orphans: younger files may belong to a writer that has not committed yet",
           .minimum = 0},
          {.name = "delete",
           .type = kFlag,
           .help = "Remove the orphans, which the step orphans only lists otherwise",
           .flag_only = true},
          {.name = "deep",
           .type = kFlag,
           .help = "check: read every page, and compare rows, keys and the audit log as well",
           .flag_only = true},
          {.name = "from",
           .type = kText,
           .placeholder = "SOURCE",
           .help =
               "recover: restore what is lost from raw objects (raw), the metadata files in the warehouse "
               "(metadata) or the snapshots of the other tables (snapshots)",
           .choices = {"raw", "metadata", "snapshots"},
           .flag_only = true},
          {.name = "accept",
           .type = kFlag,
           .help =
               "check --deep: count rows that another engine removed as removed from now on; recover: accept "
               "the named tables as they are",
           .flag_only = true},
      });
}

std::vector<Setting> deletion_settings() {
  return in_group(
      "Deletion",
      {
          {.name = "where",
           .placeholder = "CONDITION",
           .help = "Delete the experiments of the view runs for which this SQL condition holds",
           .flag_only = true},
          {.name = "reason",
           .placeholder = "TEXT",
           .help =
               "The reason, for the table deletions, or of quarantine drop for the ledger; up to 1,000 bytes",
           .flag_only = true},
          {.name = "purge",
           .type = kFlag,
           .help = "Remove also the bytes, and the snapshots that hold them",
           .flag_only = true},
      });
}

}  // namespace eigenlake
