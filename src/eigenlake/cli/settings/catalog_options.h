// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"
#include "eigenlake/iceberg/catalog/catalog_options.h"

namespace eigenlake::option {

// Catalog.

inline constexpr Option<iceberg::CatalogOptions::Kind> kCatalog(
    "catalog", "KIND",
    "Kind of the catalog; follows from --catalog-uri (default hadoop: the warehouse's folders)",
    iceberg::kCatalogKinds, {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kCatalogUri(
    "catalog-uri", "URI", "sqlite:///FILE, postgresql://USER@HOST/DATABASE or thrift://HOST:9083",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kCatalogName("catalog-name", "NAME",
                                                  "The catalog's name in its database (default quantum_sql)",
                                                  {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::vector<std::string>> kAllowData(
    "allow-data", "PLACE",
    "Allow tables to name files of this folder or s3://BUCKET/PREFIX outside of the warehouse",
    {.in_folder = InFolder::kMustNotBeSet});

inline constexpr const Setting* kCatalogOptions[] = {&kCatalog, &kCatalogUri, &kCatalogName, &kAllowData};

// Register.

inline constexpr Option<std::string> kMetadata(
    "metadata", "FILE", "Register this metadata file instead of the newest one in the table's folder",
    {.flag_only = true});

inline constexpr const Setting* kRegisterOptions[] = {&kMetadata};

// Copy.

inline constexpr Option<std::string> kTo(
    "to", "URI", "Copy to this catalog, as --catalog-uri, or hadoop for the warehouse's folders",
    {.flag_only = true, .basic = true});
inline constexpr Option<std::string> kToName("to-name", "NAME",
                                             "Its name in its database (default quantum_sql)",
                                             {.flag_only = true});
inline constexpr Option<bool> kUse(
    "use", "Make it the lake's catalog; writing through the other one is rejected from then on",
    {.flag_only = true, .basic = true});

inline constexpr const Setting* kCopyOptions[] = {&kTo, &kToName, &kUse};

}  // namespace eigenlake::option
