#include "eigenlake/base/digest.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(Sha256, OfTheEmptyTextAndOfAbcAreThoseOfTheStandard) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
  Sha256 digest;
  digest.update("a");
  digest.update("");
  digest.update("bc");
  EXPECT_EQ(digest.finish(), sha256_hex("abc"));
}

TEST(Hex, ReadsBack) {
  EXPECT_EQ(to_hex(std::string("\x00\xff\x10", 3)), "00ff10");
  EXPECT_EQ(from_hex("00FF10"), std::string("\x00\xff\x10", 3));
  for (const char* text : {"0", "0g", "+1"}) EXPECT_EQ(from_hex(text), "") << text;
}

}  // namespace
}  // namespace eigenlake
