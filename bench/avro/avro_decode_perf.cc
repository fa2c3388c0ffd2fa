// SPDX-License-Identifier: Apache-2.0
// Decodes an Avro object container file of run records in memory, on one thread.
//
// usage: avro_decode_perf FILE REPEATS
//
// Prints one JSON object: the records of the file, the doubles of their iterations, and the seconds of the
// fastest repetition. A record's scalars and lists end in RunRecord, where the parameters of all iterations
// are one column, which is what the tables are built from. compare.py compares the figures with those of
// the other libraries.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "eigenlake/record/record_reader.h"

namespace {

using namespace eigenlake;

struct Counts {
  size_t records = 0;
  size_t parameters = 0;
};

std::string bytes_of(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return std::move(bytes).str();
}

double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

Result<Counts> decode(const std::string& file) {
  Counts counts;
  EIGENLAKE_RETURN_IF_ERROR(for_each_record(file, [&](RunRecord&& record) -> Result<> {
    ++counts.records;
    counts.parameters += record.iteration_parameters.size();
    return {};
  }));
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: avro_decode_perf FILE REPEATS\n", stderr);
    return 2;
  }
  const std::string file = bytes_of(argv[1]);
  double best = std::numeric_limits<double>::infinity();
  Counts counts;
  for (int i = 0; i < std::atoi(argv[2]); ++i) {
    const double start = cpu_seconds();
    const auto decoded = decode(file);
    if (!decoded) {
      fmt::print(stderr, "{}\n", decoded.error().to_string());
      return 1;
    }
    counts = *decoded;
    best = std::min(best, cpu_seconds() - start);
  }
  fmt::print("{{\"records\": {}, \"parameters\": {}, \"seconds\": {}}}\n", counts.records, counts.parameters,
             best);
}
