// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/report/write_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/digest.h"
#include "eigenlake/report/page_json.h"
#include "eigenlake/report/page_parts.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHostile = "</script><img src=x onerror=alert(1)><!--";

ReportData one_run(const std::string& name) {
  ReportData data;
  data.title = name;
  data.provenance = {{"Lake", name}};
  data.columns.push_back({{.name = "name", .title = "Molecule", .group = "Run"}, {name}});
  data.geometries.push_back({{"H", "H"}, {0, 0, 0, 0, 0, 0.74}});
  data.geometry_of = {0};
  return data;
}

std::string page_of(const ReportData& data, const std::vector<ReportLibrary>& libraries) {
  std::string page;
  EXPECT_TRUE(write_page(data, libraries, [&](std::string_view text) -> Result<> {
    page += text;
    return {};
  }));
  return page;
}

TEST(WritePage, TextsOfTheDataAreNoMarkup) {
  const std::string page = page_of(one_run(kHostile), {{"Library", "1;", "</pre><img src=y>"}});
  EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page, Not(HasSubstr("<img src=y")));
  EXPECT_THAT(page, HasSubstr("<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&lt;!--</title>"));
  EXPECT_EQ(Json::parse(page_json(one_run(kHostile)))["provenance"][0][1], kHostile);
}

TEST(WritePage, PolicyNamesTheDigestOfEachScript) {
  const std::string page = page_of(one_run("H2"), {{"Library", "const library = 1;", "licence"}});
  const size_t start = page.find("default-src 'none'");
  ASSERT_NE(start, std::string::npos);
  const std::string policy = page.substr(start, page.find('"', start) - start);
  for (const std::string_view script : {std::string_view("const library = 1;"), page_js()})
    EXPECT_THAT(policy, HasSubstr("'sha256-" + to_base64(sha256(script)) + "'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe-eval")));
  EXPECT_THAT(policy.substr(0, policy.find("style-src")), Not(HasSubstr("unsafe-inline")));
}

TEST(WritePage, ErrorOfTheSinkEndsIt) {
  int pieces = 0;
  const auto done = write_page(one_run("H2"), {}, [&](std::string_view) -> Result<> {
    if (++pieces < 3) return {};
    return fail(ErrorKind::kStore, "no space left on device");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "no space left on device");
  EXPECT_EQ(pieces, 3);
}

TEST(PageJson, RepeatedTextsAreListedOnce) {
  ReportData data = one_run("H2");
  data.columns[0].values = {"H2", "LiH", "H2", "LiH", "H2"};
  const Json column = Json::parse(page_json(data))["columns"][0];
  EXPECT_THAT(column["texts"], ElementsAre("H2", "LiH"));
  EXPECT_THAT(column["values"], ElementsAre(0, 1, 0, 1, 0));
}

TEST(PageJson, ValueOfAllRunsIsWrittenOnce) {
  ReportData data = one_run("H2");
  data.columns[0].values = {nullptr, nullptr};
  const Json column = Json::parse(page_json(data))["columns"][0];
  EXPECT_TRUE(column.contains("all") && column["all"].is_null());
  EXPECT_FALSE(column.contains("values"));
}

TEST(PageJson, NumbersKeepAllTheirDigits) {
  ReportData data = one_run("H2");
  data.columns[0].values = {-1.1372701746608593, 1e-300};
  EXPECT_THAT(Json::parse(page_json(data))["columns"][0]["values"], ElementsAre(-1.1372701746608593, 1e-300));
}

TEST(ReportLibraries, MissingLibraryNamesItsFile) {
  const auto libraries = read_report_libraries("/no/such/folder");
  ASSERT_FALSE(libraries);
  EXPECT_THAT(libraries.error().message, HasSubstr("/no/such/folder/d3/d3.min.js"));
}

TEST(ReportLibraries, EachHasAScriptThatFitsInAPageAndALicence) {
  const auto libraries = read_report_libraries(report_libraries_folder());
  ASSERT_TRUE(libraries) << libraries.error().to_string();
  ASSERT_EQ(libraries->size(), 3);
  for (const ReportLibrary& library : *libraries) {
    EXPECT_THAT(library.script, Not(HasSubstr("</script"))) << library.name;
    EXPECT_THAT(library.script, Not(HasSubstr("<!--"))) << library.name;
    EXPECT_THAT(library.licence, HasSubstr("Copyright")) << library.name;
  }
}

}  // namespace
}  // namespace eigenlake
