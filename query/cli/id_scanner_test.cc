#include "query/cli/id_scanner.h"

#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

using testing::ElementsAre;

// "value@line:column+offset" of what a text holds, fed in pieces of `piece` bytes.
std::vector<std::string> Scan(std::string_view text, size_t piece) {
  std::vector<std::string> found;
  IdScanner scanner([&](const ScannedId& scanned) {
    EXPECT_EQ(text.substr(scanned.id.offset, scanned.printed.size()), scanned.printed);
    found.push_back(absl::StrCat(scanned.id.value, "@", scanned.line, ":", scanned.column, "+", scanned.id.offset));
  });
  for (size_t at = 0; at < text.size(); at += piece) scanner.Feed(text.substr(at, piece));
  scanner.Finish();
  return found;
}

TEST(IdScannerTest, SaysWhereIdentifiersStand) {
  const std::string text = "NCT06431152 and\n注册号：ChiCTR2000029308;MR-13-24-017929\n";
  for (const size_t piece : {1, 7, 1000}) {
    EXPECT_THAT(Scan(text, piece),
                ElementsAre("NCT06431152@1:1+0", "ChiCTR2000029308@2:5+28", "MR-13-24-017929@2:22+45"))
        << piece;
  }
}

TEST(IdScannerTest, LargeTextsWithoutLineEndsAreReadWhole) {
  // Numbers that stand at every place around the ends of the windows.
  std::string text;
  std::vector<std::string> wanted;
  std::mt19937 random(1);
  while (text.size() < 3'000'000) {
    text.append(random() % 90, random() % 2 == 0 ? ' ' : 'x');
    text += " ";
    const std::string value = absl::StrCat("NCT0", 1'000'000 + wanted.size());
    wanted.push_back(absl::StrCat(value, "@1:", text.size() + 1, "+", text.size()));
    absl::StrAppend(&text, value, " ");
  }
  EXPECT_EQ(Scan(text, 65'536), wanted);
}

TEST(IdScannerTest, BinaryJunkIsReadToItsEnd) {
  std::mt19937 random(2);
  std::string junk;
  while (junk.size() < 1'000'000) junk.push_back(static_cast<char>(random()));
  junk += "\nNCT06431152";
  EXPECT_THAT(Scan(junk, 4'096), testing::Contains(testing::HasSubstr("NCT06431152@")));
  EXPECT_THAT(Scan("", 1), testing::IsEmpty());
}

}  // namespace
}  // namespace trialweave::query
