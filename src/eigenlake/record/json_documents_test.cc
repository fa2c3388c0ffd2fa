// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/json_documents.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using testing::HasSubstr;

ReadNext pieces_of(const std::string& text) {
  return [&text, place = size_t{0}](uint64_t length) mutable -> Result<std::string> {
    std::string piece = text.substr(place, length);
    place += piece.size();
    return piece;
  };
}

/// "begin: document" of each, and the error at last.
std::vector<std::string> all_of(JsonDocuments& documents) {
  std::vector<std::string> found;
  while (true) {
    const auto document = documents.next();
    if (!document) found.push_back(document.error().to_string());
    if (!document || !*document) return found;
    found.push_back(fmt::format("{}: {}", documents.begin(), **document));
  }
}

std::vector<std::string> in_memory(const std::string& text) {
  JsonDocuments documents{std::string_view(text)};
  return all_of(documents);
}

std::vector<std::string> in_pieces(const std::string& text) {
  JsonDocuments documents(pieces_of(text));
  return all_of(documents);
}

/// Documents of many lengths, in all forms, so that the ends of pieces fall into everything.
std::string long_text() {
  std::string text = "\xef\xbb\xbf[";
  for (int i = 0; text.size() < size_t{20} << 20; ++i)
    text += fmt::format("{}{{\"a\": \"}}{}\\\"\\\\\", \"b\": [{}]}}", i == 0 ? "" : ",\n",
                        std::string(static_cast<size_t>(i * 37 % 3001), 'x'), i);
  return text + "] ";
}

TEST(JsonDocuments, PiecesReadLikeTheWholeText) {
  const std::string text = long_text();
  const auto whole = in_memory(text);
  EXPECT_GT(whole.size(), 10'000u);
  EXPECT_TRUE(in_pieces(text) == whole);
}

TEST(JsonDocuments, ErrorsNameTheSameBytes) {
  const std::string text = long_text();
  for (const std::string& broken :
       {text.substr(0, text.size() - 3), text.substr(0, text.size() - 2), text + "x", std::string("[1]")}) {
    const auto whole = in_memory(broken);
    EXPECT_THAT(whole.back(), HasSubstr("at byte "));
    EXPECT_EQ(in_pieces(broken).back(), whole.back());
  }
}

TEST(JsonDocuments, TooLongDocumentIsRejectedWithTheLimit) {
  const std::string fits = "{\"a\": \"" + std::string((size_t{1} << 20) - 9, 'x') + "\"}";
  for (const bool is_longer : {false, true}) {
    const std::string text = "{} " + (is_longer ? "{ " + fits.substr(1) : fits);
    JsonDocuments memory(std::string_view(text), size_t{1} << 20);
    JsonDocuments pieces(pieces_of(text), size_t{1} << 20);
    for (JsonDocuments* documents : {&memory, &pieces}) {
      ASSERT_TRUE(documents->next());
      const auto second = documents->next();
      ASSERT_EQ(second.has_value(), !is_longer);
      if (!is_longer) continue;
      EXPECT_EQ(second.error().kind, ErrorKind::kResourceLimit);
      EXPECT_THAT(second.error().message, HasSubstr("the JSON document at byte 3 is longer than 1 MiB"));
    }
  }
}

TEST(JsonDocuments, TooManyValuesAreRejectedWithTheLimit) {
  for (const char* value : {"0,", "[", ":", "{}"}) {
    std::string text = "{\"a\": [";
    for (uint64_t i = 0; i <= kJsonDocumentValuesMax; ++i) text += value;
    JsonDocuments documents(std::string_view{text});
    const auto refused = documents.next();
    ASSERT_FALSE(refused) << value;
    EXPECT_EQ(refused.error().kind, ErrorKind::kResourceLimit);
    EXPECT_THAT(refused.error().message, HasSubstr("more than 16777216 keys and values"));
  }
}

TEST(JsonDocuments, UnfinishedDocumentIsReadUpToTheLimit) {
  uint64_t bytes_read = 0;
  JsonDocuments documents(
      [&](uint64_t length) -> Result<std::string> {
        bytes_read += length;
        return std::string(length, bytes_read == length ? '{' : ' ');
      },
      size_t{20} << 20);
  ASSERT_FALSE(documents.next());
  EXPECT_LE(bytes_read, uint64_t{40} << 20);
}

TEST(JsonDocuments, ReleasedTextIsNotNeeded) {
  const std::string text = long_text();
  JsonDocuments documents(pieces_of(text));
  const auto whole = in_memory(text);
  for (size_t i = 0; i < whole.size(); ++i) {
    const auto document = documents.next();
    ASSERT_TRUE(document && *document);
    ASSERT_EQ(fmt::format("{}: {}", documents.begin(), **document), whole[i]);
    if (i % 997 == 0) documents.release();
  }
}

}  // namespace
}  // namespace eigenlake
