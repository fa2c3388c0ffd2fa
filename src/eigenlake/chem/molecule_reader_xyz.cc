// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <fmt/format.h>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/chem/atom_label.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/molecule_entry.h"
#include "eigenlake/chem/molecule_reader.h"
#include "eigenlake/chem/molecule_text.h"
#include "eigenlake/chem/xyz_comment.h"

namespace eigenlake {
namespace {

constexpr int64_t kMaxAtomsInFrame = 1'000'000;

/// Lines in turn, counted from 1; they end with LF, CR LF or CR.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  size_t line_number() const { return line_number_; }  ///< Of the line that next() returned last.

  /// The next line, which stays the next one.
  std::string_view peek() const {
    std::string_view line = text_.substr(0, text_.find_first_of("\r\n"));
    // Files that were joined have a byte order mark inside.
    if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    return line;
  }

  std::string_view next() {
    const std::string_view line = peek();
    const size_t end = text_.find_first_of("\r\n");
    const bool two_characters = end != text_.npos && text_.substr(end).starts_with("\r\n");
    text_.remove_prefix(end == text_.npos ? text_.size() : end + (two_characters ? 2 : 1));
    ++line_number_;
    return line;
  }

  void skip_blank_lines() {
    while (!at_end() && words_of(peek()).empty()) next();
  }

 private:
  std::string_view text_;
  size_t line_number_ = 0;
};

/// An integer as it stands in a file, with a sign and without decimals.
std::optional<int64_t> integer_of(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  return parse_number<int64_t>(word);
}

/// The number of atoms that a line gives, perhaps before a text. "8 0.0 0.1" is none: an atom, or figures.
std::optional<int64_t> count_of(std::string_view line) {
  const auto words = words_of(line);
  if (words.empty() || (words.size() > 1 && real_number_of(words[1]))) return std::nullopt;
  const auto count = integer_of(words[0]);
  return count && *count >= 1 && *count <= kMaxAtomsInFrame ? count : std::nullopt;
}

std::optional<int> atomic_number_in(std::string_view word) {
  const auto number = integer_of(word);
  if (!number || *number < 1 || *number > kMaxAtomicNumber) return std::nullopt;
  return static_cast<int>(*number);
}

/// Whether a line outside a frame could be an atom of it.
bool looks_like_atom(std::string_view line, const XyzColumns& columns) {
  constexpr size_t kLongestSymbol = 3;
  const auto words = words_of(line);
  if (words.size() < columns.count()) return false;
  for (size_t k = 0; k < 3; ++k)
    if (!real_number_of(words[columns.position + k])) return false;
  const std::string_view species = words[columns.species];
  if (real_number_of(species)) return atomic_number_in(species).has_value();
  return species.size() <= kLongestSymbol || read_atom_label(species).has_value();
}

Result<> check_atomic_number(std::string_view word, std::string_view species) {
  const auto number = atomic_number_in(word);
  const auto nucleus = read_atom_label(species);
  if (!nucleus || (number && *number == nucleus->atomic_number)) return {};
  return fail(ErrorKind::kInvalidInput, "the species {} and the atomic number {} contradict each other",
              quoted_text(species), quoted_text(word));
}

Result<> read_atom(std::string_view line, const XyzColumns& columns, Molecule& molecule) {
  const auto words = words_of(line);
  if (words.size() < columns.count()) {
    if (!columns.are_stated)
      return fail(ErrorKind::kInvalidInput, "an atom must be \"symbol x y z\", got {}", quoted_text(line));
    return fail(ErrorKind::kInvalidInput, "Properties requires at least {} columns, got {}", columns.count(),
                quoted_text(line));
  }
  const std::string_view species = words[columns.species];
  // Some programs write atomic numbers.
  const auto atomic_number = atomic_number_in(species);
  molecule.symbols.emplace_back(atomic_number ? element_symbol(*atomic_number) : species.substr(0, 64));
  if (columns.atomic_number)
    EIGENLAKE_RETURN_IF_ERROR(check_atomic_number(words[*columns.atomic_number], molecule.symbols.back()));
  std::array<double, 3> position;
  for (size_t k = 0; k < 3; ++k) {
    const std::string_view word = words[columns.position + k];
    const auto coordinate = real_number_of(word);
    if (!coordinate || !std::isfinite(*coordinate))
      return fail(ErrorKind::kInvalidInput, "coordinate {} must be a finite number, got {}", "xyz"[k],
                  quoted_text(word, 40));
    position[k] = *coordinate;
  }
  molecule.coords.push_back(position);
  return {};
}

/// One frame: what was read of it, and what is needed to judge the lines after it.
struct Frame {
  Result<MoleculeDraft> draft;
  XyzColumns columns;
  int64_t num_atoms = 0;
};

Result<> read_comment(std::string_view text, const MoleculeReaderOptions& options, MoleculeDraft& draft,
                      XyzColumns& columns) {
  EIGENLAKE_ASSIGN_OR_RETURN(XyzComment comment, read_xyz_comment(text));
  draft.stated = std::move(comment.stated);
  draft.molecule.name = std::move(comment.name);
  if (comment.is_periodic) draft.molecule.warnings.emplace_back(kPeriodicCellWarning);
  columns = comment.columns;
  if (!draft.stated.charge.value() && options.charge)
    EIGENLAKE_RETURN_IF_ERROR(draft.stated.charge.state(*options.charge, "--charge"));
  if (!draft.stated.multiplicity.value() && options.multiplicity)
    EIGENLAKE_RETURN_IF_ERROR(draft.stated.multiplicity.state(*options.multiplicity, "--multiplicity"));
  return {};
}

/// Finds an undeclared second column of atomic numbers, which would pass for x.
class RepeatedNumbers {
 public:
  void add(std::string_view line) {
    const auto words = words_of(line);
    const auto number = words.size() > 4 ? real_number_of(words[1]) : std::nullopt;
    const auto nucleus = words.empty() ? std::nullopt : atomic_number_of(words[0]);
    are_repeated_ = are_repeated_ && number && nucleus && *number == *nucleus;
    if (!are_repeated_) return;
    has_two_elements_ = has_two_elements_ || (first_ != 0 && first_ != *nucleus);
    first_ = *nucleus;
  }
  Result<> check() const {
    // Two atoms of one element may well share an x.
    if (!are_repeated_ || !has_two_elements_) return {};
    return fail(ErrorKind::kInvalidInput,
                "the second column has the atomic numbers where x is expected; write "
                "Properties=species:S:1:Z:I:1:pos:R:3 into the comment line");
  }

 private:
  bool are_repeated_ = true;
  bool has_two_elements_ = false;
  int first_ = 0;
};

/// Reads all lines of the frame even after an error, so that the next frame begins where it should.
Frame read_frame(LineReader& lines, int64_t num_atoms, const MoleculeReaderOptions& options) {
  Frame frame{.draft = MoleculeDraft{}, .columns = {}, .num_atoms = num_atoms};
  const std::string_view comment = lines.at_end() ? std::string_view() : lines.next();
  Result<> state = read_comment(comment, options, *frame.draft, frame.columns);
  RepeatedNumbers numbers;
  for (int64_t atom = 0; atom < num_atoms; ++atom) {
    if (lines.at_end()) {
      frame.draft = fail(ErrorKind::kInvalidInput, "expected {} atoms, found {} before the end of the file",
                         num_atoms, atom);
      return frame;
    }
    const std::string_view line = lines.next();
    if (!state) continue;
    numbers.add(line);
    state = read_atom(line, frame.columns, frame.draft->molecule);
    if (!state)
      state = at_place(std::move(state).error(), fmt::format("line {}, atom {}", lines.line_number(), atom));
  }
  if (state && !frame.columns.are_stated) state = numbers.check();
  if (!state) frame.draft = std::unexpected(std::move(state).error());
  return frame;
}

/// The lines between a frame and the next line with a number of atoms.
struct Gap {
  size_t first_line = 0;  ///< From 1.
  size_t num_lines = 0;   ///< Without blank ones.
  std::string_view text;  ///< The first of them.
  bool begins_with_atom = false;
  bool has_atoms = false;
};

Gap read_gap(LineReader& lines, const XyzColumns& columns) {
  Gap gap;
  for (; !lines.at_end() && !count_of(lines.peek()); lines.skip_blank_lines()) {
    const std::string_view line = lines.next();
    const bool is_atom = looks_like_atom(line, columns);
    if (gap.num_lines == 0) {
      gap.first_line = lines.line_number();
      gap.text = line;
      gap.begins_with_atom = is_atom;
    }
    gap.has_atoms = gap.has_atoms || is_atom;
    ++gap.num_lines;
  }
  return gap;
}

/// The molecules of one file, frame by frame.
class XyzFile {
 public:
  XyzFile(std::string_view text, std::string_view source, const MoleculeReaderOptions& options)
      : lines_(text), source_(source), options_(options) {}

  MoleculeList read() {
    for (lines_.skip_blank_lines(); !lines_.at_end(); lines_.skip_blank_lines()) {
      if (const auto num_atoms = count_of(lines_.peek())) {
        lines_.next();
        settle(read_frame(lines_, *num_atoms, options_));
      } else if (molecules_.empty()) {
        // Nothing says that this is XYZ at all.
        const std::string_view line = lines_.next();
        expect_count(lines_.line_number(), line);
        break;
      } else {
        settle(read_gap(lines_, columns_));
      }
    }
    return std::move(molecules_);
  }

 private:
  void settle(Frame frame) {
    const size_t index = molecules_.size();
    columns_ = frame.columns;
    num_atoms_ = frame.num_atoms;
    if (frame.draft)
      molecules_.push_back(finish_molecule(*std::move(frame.draft), source_, index));
    else
      molecules_.push_back(at_place(std::move(frame.draft).error(), place(index)));
  }

  /// Programs write figures and names after a frame. But an atom there means that the number of atoms is
  /// wrong, and atoms further on that the next frame lacks its beginning.
  void settle(const Gap& gap) {
    Result<Molecule>& last = molecules_.back();
    if (gap.begins_with_atom && last) {
      last = fail(ErrorKind::kInvalidInput, "{}: expected {} atoms, found another in line {}: {}",
                  place(molecules_.size() - 1), num_atoms_, gap.first_line, quoted_text(gap.text));
    } else if (gap.has_atoms || integer_of(gap.text.substr(0, gap.text.find_last_not_of(" \t") + 1))) {
      expect_count(gap.first_line, gap.text);
    } else {
      const std::string note =
          fmt::format("ignored {} after its atoms, from line {} on: {}",
                      gap.num_lines == 1 ? "a line" : fmt::format("{} lines", gap.num_lines), gap.first_line,
                      quoted_text(gap.text));
      if (last)
        last->warnings.push_back(note);
      else
        last.error().message += "; " + note;
    }
  }

  void expect_count(size_t line_number, std::string_view found) {
    molecules_.push_back(fail(ErrorKind::kInvalidInput, "{}: line {} must be a number of atoms, got {}",
                              place(molecules_.size()), line_number, quoted_text(found)));
  }

  std::string place(size_t index) const { return place_of_molecule(source_, index, ""); }

  LineReader lines_;
  std::string_view source_;
  const MoleculeReaderOptions& options_;
  MoleculeList molecules_;
  XyzColumns columns_;     ///< Of the latest frame.
  int64_t num_atoms_ = 0;  ///< Of the latest frame.
};

}  // namespace

Result<MoleculeList> parse_molecules_xyz(std::string_view text, std::string_view source,
                                         const MoleculeReaderOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string_view utf8, utf8_text(text, source));
  MoleculeList molecules = XyzFile(utf8, source, options).read();
  if (molecules.empty()) return fail(ErrorKind::kInvalidInput, "{} is empty", source);
  return molecules;
}

}  // namespace eigenlake
