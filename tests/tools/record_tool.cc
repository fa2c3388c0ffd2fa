// SPDX-License-Identifier: Apache-2.0
// The record codecs on the command line, for tests that compare them with foreign readers and writers.
//
// usage: record_tool json FILE             records of a raw object (Avro or JSON) as JSON lines, unions bare
//        record_tool ids FILE              their experiment ids, one a line
//        record_tool avro CODEC FILE OUT   writes them as an object container file
//        record_tool copy CODEC FILE OUT   copies any object container file, value by value
#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>

#include <fmt/format.h>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/record/record_reader.h"

namespace {

using namespace eigenlake;

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

Result<void> print_json(const std::string& file) {
  return for_each_record(file, [](RunRecord&& record) -> Result<void> {
    std::string line;
    append_record_json(line, record, UnionForm::kBare);
    fmt::print("{}\n", line);
    return {};
  });
}

Result<void> print_ids(const std::string& file) {
  return for_each_record(file, [](RunRecord&& record) -> Result<void> {
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string id, experiment_id(record));
    fmt::print("{}\n", id);
    return {};
  });
}

Result<void> write_avro(avro::Codec codec, const std::string& file, const std::string& target) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto records, read_records(file));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, write_records_avro(records, codec));
  write_file(target, bytes);
  return {};
}

Result<void> copy_container(avro::Codec codec, const std::string& file, const std::string& target) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto reader, avro::ContainerReader::open(file));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto values, avro::read_container(file));
  avro::ContainerWriterOptions options;
  options.codec = codec;
  options.block_bytes = 4096;
  for (const auto& entry : reader.metadata()) {
    if (!entry.first.starts_with("avro.")) options.metadata.push_back(entry);
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes,
                             avro::write_container(reader.schema(), values, std::move(options)));
  write_file(target, bytes);
  return {};
}

Result<void> run(std::span<char*> arguments) {
  const std::string command = arguments.empty() ? "" : arguments[0];
  if (command == "json" && arguments.size() == 2) return print_json(read_file(arguments[1]));
  if (command == "ids" && arguments.size() == 2) return print_ids(read_file(arguments[1]));
  if ((command == "avro" || command == "copy") && arguments.size() == 4) {
    EIGENLAKE_ASSIGN_OR_RETURN(const avro::Codec codec, avro::codec_from_name(arguments[1]));
    return (command == "avro" ? write_avro : copy_container)(codec, read_file(arguments[2]), arguments[3]);
  }
  return fail(ErrorKind::kUsage, "usage: record_tool json|ids FILE, record_tool avro|copy CODEC FILE OUT");
}

}  // namespace

int main(int argc, char** argv) {
  const auto done = run(std::span(argv, static_cast<size_t>(argc)).subspan(1));
  if (done) return 0;
  fmt::print(stderr, "record_tool: {}\n", done.error().to_string());
  return static_cast<int>(exit_code_of(done.error().kind));
}
