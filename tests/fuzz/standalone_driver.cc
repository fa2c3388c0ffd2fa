// SPDX-License-Identifier: Apache-2.0
// A small mutating fuzzer for compilers without libFuzzer; it takes the same options.
//
// usage: NAME_fuzz [-seed=N] [-runs=N] [-max_total_time=SECONDS] [-max_len=BYTES] CORPUS_OR_FILE...
//
// Strategy: run every input of the corpus once, then mutate: pick an input, apply one to eight edits (bit
// flips, interesting integers, inserted, removed, repeated and spliced ranges), run it, and keep it when it
// reached code that no input before had reached. Coverage comes from -fsanitize-coverage=trace-pc.
// Invariants: the function under test returns, within kSecondsPerInput, without a sanitizer's report, a
// failed assertion or an escaped exception. Otherwise the input is written to crash-NAME in the working
// directory, and running the program with that file alone repeats the failure. A seed gives the same inputs
// every time.
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <sys/time.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" void __sanitizer_set_death_callback(void (*callback)());

namespace {

using Input = std::vector<uint8_t>;

constexpr size_t kCoverageSize = size_t{1} << 16;
constexpr unsigned kSecondsPerInput = 20;

std::array<uint8_t, kCoverageSize> covered;   // by any input so far
std::array<uint8_t, kCoverageSize> reached;   // by the input that runs now
std::array<uint32_t, kCoverageSize> touched;  // the indices set in `reached`
size_t num_touched = 0;

const Input* current_input = nullptr;
std::string crash_path;

struct Options {
  uint64_t seed = 1;
  uint64_t runs = UINT64_MAX;
  double max_total_time = 1e9;
  size_t max_len = 4096;
  std::vector<std::filesystem::path> corpus;
};

}  // namespace

// Called by instrumented code at every edge; must not be instrumented itself.
extern "C" __attribute__((no_sanitize_coverage, no_sanitize("address", "undefined"))) void
__sanitizer_cov_trace_pc() {
  auto pc = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  auto index = static_cast<uint32_t>((pc ^ (pc >> 16)) & (kCoverageSize - 1));
  uint8_t* const flags = reached.data();
  if (flags[index] == 0) {
    flags[index] = 1;
    touched.data()[num_touched++] = index;
  }
}

namespace {

void write_crash() {
  if (current_input == nullptr) return;
  std::ofstream(crash_path, std::ios::binary)
      .write(reinterpret_cast<const char*>(current_input->data()),
             static_cast<std::streamsize>(current_input->size()));
  std::fprintf(stderr, "failing input of %zu bytes written to %s\n", current_input->size(),
               crash_path.c_str());
  current_input = nullptr;
}

void on_signal(int signal_number) {
  if (signal_number == SIGALRM)
    std::fprintf(stderr, "an input took more than %u seconds\n", kSecondsPerInput);
  write_crash();
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number == SIGALRM ? SIGABRT : signal_number);
}

/// Runs one input; true when it reached code that was not covered before.
bool run(const Input& input) {
  num_touched = 0;
  current_input = &input;
  alarm(kSecondsPerInput);
  LLVMFuzzerTestOneInput(input.data(), input.size());
  alarm(0);
  current_input = nullptr;
  bool found = false;
  for (size_t i = 0; i < num_touched; ++i) {
    found |= covered[touched[i]] == 0;
    covered[touched[i]] = 1;
    reached[touched[i]] = 0;
  }
  return found;
}

class Mutator {
 public:
  Mutator(uint64_t seed, size_t max_len) : random_(seed), max_len_(max_len) {}

  Input mutate(const std::vector<Input>& corpus) {
    Input input = corpus[below(corpus.size())];
    const size_t edits = 1 + below(8);
    for (size_t i = 0; i < edits; ++i) edit(input, corpus);
    if (input.size() > max_len_) input.resize(max_len_);
    return input;
  }

 private:
  size_t below(size_t bound) { return static_cast<size_t>(random_() % bound); }

  void edit(Input& input, const std::vector<Input>& corpus) {
    if (input.empty()) input.push_back(static_cast<uint8_t>(random_()));
    const size_t at = below(input.size());
    switch (below(8)) {
      case 0:
        input[at] ^= static_cast<uint8_t>(1U << below(8));
        break;
      case 1:
        input[at] = static_cast<uint8_t>(random_());
        break;
      case 2:
        set_interesting_integer(input, at);
        break;
      case 3:
        insert_bytes(input, at);
        break;
      case 4:
        remove_range(input, at);
        break;
      case 5:
        repeat_range(input, at);
        break;
      case 6:
        input.resize(at);
        break;
      default:
        splice(input, at, corpus[below(corpus.size())]);
    }
  }

  void set_interesting_integer(Input& input, size_t at) {
    static constexpr std::array<uint64_t, 10> kValues = {
        0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 0x7fffffffffffffff};
    const uint64_t value = kValues[below(kValues.size())];
    const size_t width = std::min(size_t{1} << below(4), input.size() - at);
    for (size_t i = 0; i < width; ++i) input[at + i] = static_cast<uint8_t>(value >> (8 * i));
  }

  void insert_bytes(Input& input, size_t at) {
    Input bytes(1 + below(16));
    for (auto& byte : bytes) byte = static_cast<uint8_t>(random_());
    input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin(), bytes.end());
  }

  void remove_range(Input& input, size_t at) {
    const size_t length = 1 + below(std::min<size_t>(64, input.size() - at));
    const auto first = input.begin() + static_cast<std::ptrdiff_t>(at);
    input.erase(first, first + static_cast<std::ptrdiff_t>(length));
  }

  void repeat_range(Input& input, size_t at) {
    const size_t length = 1 + below(std::min<size_t>(64, input.size() - at));
    const auto first = input.begin() + static_cast<std::ptrdiff_t>(at);
    const Input range(first, first + static_cast<std::ptrdiff_t>(length));
    input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), range.begin(), range.end());
  }

  void splice(Input& input, size_t at, const Input& other) {
    if (other.empty()) return;
    const size_t from = below(other.size());
    input.resize(at);
    input.insert(input.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
  }

  std::mt19937_64 random_;
  size_t max_len_;
};

Options parse_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const size_t equals = argument.find('=');
    if (!argument.starts_with('-')) {
      options.corpus.emplace_back(argument);
      continue;
    }
    const std::string_view name = argument.substr(0, equals);
    const std::string value(equals == argument.npos ? "" : argument.substr(equals + 1));
    if (name == "-seed") {
      options.seed = std::stoull(value);
    } else if (name == "-runs") {
      options.runs = std::stoull(value);
    } else if (name == "-max_total_time") {
      options.max_total_time = std::stod(value);
    } else if (name == "-max_len") {
      options.max_len = std::stoull(value);
    } else {
      std::fprintf(stderr, "unknown option %s\n", argv[i]);
      std::exit(2);
    }
  }
  return options;
}

Input read_input(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The files of all folders, in the order of their names, so that a seed means the same on every machine.
std::vector<Input> read_corpus(const Options& options) {
  std::vector<std::filesystem::path> files;
  for (const auto& path : options.corpus) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    const auto first = static_cast<std::ptrdiff_t>(files.size());
    for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry.path());
    std::sort(files.begin() + first, files.end());
  }
  std::vector<Input> corpus;
  for (const auto& file : files) corpus.push_back(read_input(file));
  if (corpus.empty()) corpus.emplace_back();
  return corpus;
}

bool is_one_file(const Options& options) {
  return options.corpus.size() == 1 && std::filesystem::is_regular_file(options.corpus[0]);
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse_options(argc, argv);
  crash_path = "crash-" + std::filesystem::path(argv[0]).filename().string();
  __sanitizer_set_death_callback(write_crash);
  std::signal(SIGABRT, on_signal);
  std::signal(SIGALRM, on_signal);

  std::vector<Input> corpus = read_corpus(options);
  const size_t num_seeds = corpus.size();
  uint64_t runs = 0;
  for (const Input& input : corpus) {
    run(input);
    ++runs;
  }
  if (is_one_file(options)) return 0;

  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  Mutator mutator(options.seed, options.max_len);
  for (; runs < options.runs && seconds() < options.max_total_time; ++runs) {
    Input input = mutator.mutate(corpus);
    if (run(input)) corpus.push_back(std::move(input));
  }
  std::printf("seed %llu: %llu inputs in %.1f s, %zu seeds, %zu kept for new coverage, %zu edges\n",
              static_cast<unsigned long long>(options.seed), static_cast<unsigned long long>(runs), seconds(),
              num_seeds, corpus.size() - num_seeds,
              static_cast<size_t>(std::count(covered.begin(), covered.end(), 1)));
  return 0;
}
