// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {

/// Of a decompressed metadata file.
inline constexpr size_t kMetadataBytesMax = size_t{1} << 30;

/// The JSON text of a metadata file, decompressed if it is gzip: other engines write it so for
/// write.metadata.compression-codec = gzip, under several names.
///
/// Errors: of the store; kCorrupt for a damaged gzip file, kResourceLimit beyond kMetadataBytesMax.
Result<std::string> read_metadata_text(ObjectStore& store, std::string_view key);

/// One gzip member without name and time: equal texts give equal bytes.
std::string gzip_metadata(std::string_view text);

/// How a Hadoop catalog stores a metadata file.
enum class MetadataForm {
  kPlain,    ///< v7.metadata.json
  kGzip,     ///< v7.gz.metadata.json
  kOldGzip,  ///< v7.metadata.json.gz, of Java's releases before 0.8; only read.
};
inline constexpr std::array kMetadataForms = {MetadataForm::kPlain, MetadataForm::kGzip,
                                              MetadataForm::kOldGzip};

/// The name of a Hadoop catalog's metadata file.
struct MetadataVersion {
  int number = 0;
  MetadataForm form = MetadataForm::kPlain;

  std::string file_name() const;
  bool is_gzip() const { return form != MetadataForm::kPlain; }
  /// The successor, with the same compression.
  MetadataVersion next() const {
    return {number + 1, is_gzip() ? MetadataForm::kGzip : MetadataForm::kPlain};
  }
  bool operator==(const MetadataVersion&) const = default;
};

/// None for names of other files.
std::optional<MetadataVersion> parse_metadata_file_name(std::string_view name);

}  // namespace eigenlake::iceberg
