#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/molecule_entry.h"
#include "eigenlake/chem/molecule_reader.h"

namespace eigenlake {
namespace {

constexpr int64_t kMaxAtomsInFrame = 1'000'000;
constexpr int kNoMultiplicity = std::numeric_limits<int>::min();

/// Lines in turn, counted from 1.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  size_t line_number() const { return line_number_; }

  std::string_view next() {
    const size_t end = text_.find('\n');
    std::string_view line = text_.substr(0, end);
    text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
    ++line_number_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  void skip_blank_lines() {
    while (!at_end() &&
           text_.substr(0, text_.find('\n')).find_first_not_of(" \t\r") == std::string_view::npos)
      next();
  }

 private:
  std::string_view text_;
  size_t line_number_ = 0;
};

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  constexpr std::string_view kBlanks = " \t\r";
  for (size_t first = line.find_first_not_of(kBlanks); first != std::string_view::npos;) {
    const size_t end = std::min(line.find_first_of(kBlanks, first), line.size());
    words.push_back(line.substr(first, end - first));
    first = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

template <typename Number>
std::optional<Number> number_of(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  return parse_number<Number>(word);
}

Result<> read_setting(std::string_view word, std::string_view key, int& value) {
  if (!word.starts_with(key) || !word.substr(key.size()).starts_with('=')) return {};
  const std::string_view text = word.substr(key.size() + 1);
  const auto number = number_of<int>(text);
  if (!number)
    return fail(ErrorKind::kInvalidInput, "expected an integer after \"{}=\", found \"{}\"", key, text);
  value = *number;
  return {};
}

Result<> read_comment(std::string_view comment, Molecule& molecule) {
  for (const std::string_view word : words_of(comment)) {
    EIGENLAKE_RETURN_IF_ERROR(read_setting(word, "charge", molecule.charge));
    EIGENLAKE_RETURN_IF_ERROR(read_setting(word, "multiplicity", molecule.multiplicity));
    if (word.starts_with("name=")) molecule.name = word.substr(5);
  }
  return {};
}

Result<> read_atom(std::string_view line, Molecule& molecule) {
  const auto words = words_of(line);
  if (words.size() < 4)
    return fail(ErrorKind::kInvalidInput, "expected \"symbol x y z\", found \"{}\"", line.substr(0, 60));
  // Some programs write atomic numbers.
  const auto atomic_number = number_of<int>(words[0]);
  const bool is_number = atomic_number && *atomic_number >= 1 && *atomic_number <= kMaxAtomicNumber;
  molecule.symbols.emplace_back(is_number ? element_symbol(*atomic_number) : words[0].substr(0, 16));
  std::array<double, 3> position;
  for (size_t k = 0; k < 3; ++k) {
    const auto coordinate = number_of<double>(words[k + 1]);
    if (!coordinate || !std::isfinite(*coordinate))
      return fail(ErrorKind::kInvalidInput, "expected a finite number for coordinate {}, found \"{}\"",
                  "xyz"[k], words[k + 1].substr(0, 40));
    position[k] = *coordinate;
  }
  molecule.coords.push_back(position);
  return {};
}

/// 1 for an even and 2 for an odd number of electrons; unknown symbols are the validation's to refuse.
int lowest_multiplicity(const Molecule& molecule) {
  int64_t num_electrons = -static_cast<int64_t>(molecule.charge);
  for (const std::string& symbol : molecule.symbols) num_electrons += atomic_number_of(symbol).value_or(0);
  return num_electrons % 2 == 0 ? 1 : 2;
}

/// Reads all lines of the frame even after an error, so that the next frame begins where it should.
Result<Molecule> read_frame(LineReader& lines, int64_t num_atoms, const MoleculeReaderOptions& options) {
  Molecule molecule;
  molecule.charge = options.charge.value_or(0);
  molecule.multiplicity = options.multiplicity.value_or(kNoMultiplicity);
  const std::string_view comment = lines.at_end() ? std::string_view() : lines.next();
  Result<> state = read_comment(comment, molecule);
  for (int64_t atom = 0; atom < num_atoms; ++atom) {
    if (lines.at_end())
      return fail(ErrorKind::kInvalidInput, "expected {} atoms, found the end of the file after {}",
                  num_atoms, atom);
    const std::string_view line = lines.next();
    if (!state) continue;
    state = read_atom(line, molecule);
    if (!state)
      state.error().message =
          fmt::format("line {}, atom {}: {}", lines.line_number(), atom, state.error().message);
  }
  if (!state) return std::unexpected(std::move(state).error());
  if (molecule.multiplicity == kNoMultiplicity) molecule.multiplicity = lowest_multiplicity(molecule);
  return molecule;
}

}  // namespace

Result<MoleculeList> parse_molecules_xyz(std::string_view text, std::string_view source,
                                         const MoleculeReaderOptions& options) {
  MoleculeList molecules;
  LineReader lines(text);
  for (lines.skip_blank_lines(); !lines.at_end(); lines.skip_blank_lines()) {
    const size_t index = molecules.size();
    const std::string_view count_line = lines.next();
    const auto words = words_of(count_line);
    const auto num_atoms = words.size() == 1 ? number_of<int64_t>(words[0]) : std::nullopt;
    if (!num_atoms || *num_atoms < 1 || *num_atoms > kMaxAtomsInFrame) {
      // Without the count nobody knows where the next frame begins.
      molecules.push_back(
          fail(ErrorKind::kInvalidInput, "{}: line {}: expected a number of atoms, found \"{}\"",
               place_of_molecule(source, index, ""), lines.line_number(), count_line.substr(0, 60)));
      return molecules;
    }
    auto molecule = read_frame(lines, *num_atoms, options);
    if (molecule)
      molecules.push_back(finish_molecule(*std::move(molecule), source, index));
    else
      molecules.push_back(at_place(std::move(molecule).error(), place_of_molecule(source, index, "")));
  }
  if (molecules.empty())
    return fail(ErrorKind::kInvalidInput, "{}: expected XYZ with molecules, found an empty file", source);
  return molecules;
}

}  // namespace eigenlake
