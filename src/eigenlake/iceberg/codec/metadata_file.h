#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {

/// The largest metadata file that is taken, decompressed.
inline constexpr size_t kMetadataBytesMax = size_t{1} << 30;

/// The JSON text of a metadata file, decompressed where it is a gzip file: other engines write such ones
/// where a table has write.metadata.compression-codec = gzip, under several names.
///
/// Errors: of the store; kCorrupt for a damaged gzip file, kResourceLimit beyond kMetadataBytesMax.
Result<std::string> read_metadata_text(ObjectStore& store, std::string_view key);

/// One gzip member without name and time: equal texts give equal bytes.
std::string gzip_metadata(std::string_view text);

/// How a Hadoop catalog's metadata file is stored, which its name says.
enum class MetadataForm {
  kPlain,    ///< v7.metadata.json
  kGzip,     ///< v7.gz.metadata.json
  kOldGzip,  ///< v7.metadata.json.gz, as Java's releases before 0.8 wrote it; read and never written.
};
inline constexpr std::array kMetadataForms = {MetadataForm::kPlain, MetadataForm::kGzip,
                                              MetadataForm::kOldGzip};

/// What the name of a Hadoop catalog's metadata file says.
struct MetadataVersion {
  int number = 0;
  MetadataForm form = MetadataForm::kPlain;

  std::string file_name() const;
  bool is_gzip() const { return form != MetadataForm::kPlain; }
  /// What is written after it: as compressed as this one.
  MetadataVersion next() const {
    return {number + 1, is_gzip() ? MetadataForm::kGzip : MetadataForm::kPlain};
  }
  bool operator==(const MetadataVersion&) const = default;
};

/// None for names of other files.
std::optional<MetadataVersion> parse_metadata_file_name(std::string_view name);

}  // namespace eigenlake::iceberg
