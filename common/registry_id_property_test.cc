// What holds for every text: what is no identifier stays none, what is one stays itself.
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

// Canonical values of every scheme, and spellings that are repaired, with random serials.
class IdSource {
 public:
  explicit IdSource(uint32_t seed) : random_(seed) {}

  size_t Below(size_t limit) { return random_() % limit; }

  std::string Canonical() {
    static const std::vector<std::string> kTemplates = {"NCT0#######",
                                                        "ChiCTR20000#####",
                                                        "ChiCTR-TRC-1#######",
                                                        "ChiMCTR21000#####",
                                                        "ITMCTR21000#####",
                                                        "AMCTR-IOR-1800####",
                                                        "CTR2023####",
                                                        "MR-13-24-0#####",
                                                        "ISRCTN1#######",
                                                        "DRKS000#####",
                                                        "CTRI/2020/04/0#####",
                                                        "CTRI/2020/091/0#####",
                                                        "IRCT2020031004####N#",
                                                        "JPRN-UMIN00004####",
                                                        "JPRN-jRCT203120####",
                                                        "JPRN-jRCTs03121####",
                                                        "JPRN-JapicCTI-2#####",
                                                        "JPRN-JMA-IIA0####",
                                                        "KCT000####",
                                                        "PACTR202004##########",
                                                        "RBR-5p8nz##",
                                                        "RBR-10c5kv##",
                                                        "PER-0##-20",
                                                        "RPCEC0000####",
                                                        "SLCTR/2020/0##",
                                                        "TCTR202004020##",
                                                        "LBCTR202004####",
                                                        "NTR4###",
                                                        "NL8###",
                                                        "NL-OMON2####",
                                                        "U1111-1###-6###",
                                                        "HKUCTR-2###",
                                                        "CUHK_CCRB0####",
                                                        "SNCTP00000####",
                                                        "PHRR150423-00####",
                                                        "CIV-17-03-01####",
                                                        "EUCTR2020-00####-6#",
                                                        "CTIS2022-50####-5#"};
    if (Below(20) == 0) return Anzctr();
    std::string value = kTemplates[Below(kTemplates.size())];
    for (char& c : value) {
      // A serial of one digit is a placeholder; 1 to 9 in turn is none that anybody types.
      if (c == '#') c = static_cast<char>('1' + Below(9));
    }
    return value;
  }

  std::string Word() {
    static const std::vector<std::string> kWords = {"knee", "the trial", "(",      "研究",    "n = 20", "2020",
                                                    ";",    "\n",        "ＭＳＣ", "10^9",    "–",      "p<0.05",
                                                    "NCT",  "EudraCT",   "20 mg",  "\xC3\xA9"};
    return kWords[Below(kWords.size())];
  }

 private:
  std::string Anzctr() {
    std::string value = absl::StrCat("ACTRN126", 10 + Below(15), 100000 + Below(899999));
    int year = 0, serial = 0;
    for (size_t i = 5; i < 10; ++i) year += value[i] - '0';
    for (size_t i = 10; i < 16; ++i) serial += value[i] - '0';
    const int a = (100 - year) % 10, b = (100 - serial) % 10;
    return absl::StrCat(value, a, b, (a + b) % 10);
  }

  std::mt19937 random_;
};

TEST(RegistryIdPropertyTest, FindsNothingWhereNothingIs) {
  std::ifstream lines("common/testdata/not_registry_ids.txt");
  std::string line;
  int count = 0;
  while (std::getline(lines, line)) {
    if (line.empty() || line[0] == '#') continue;
    ++count;
    for (const std::string& text : {line, "see " + line + ", and so on", "编号：" + line + "。"}) {
      const auto ids = FindRegistryIds(text);
      EXPECT_TRUE(ids.empty()) << text << " -> " << ids[0].value;
    }
    const auto id = ParseRegistryId(line);
    EXPECT_FALSE(id.has_value()) << line << " -> " << id->value;
  }
  EXPECT_GE(count, 150);
}

TEST(RegistryIdPropertyTest, ACanonicalValueIsItsOwnCanonicalSpelling) {
  IdSource source(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string value = source.Canonical();
    const auto id = ParseRegistryId(value);
    ASSERT_TRUE(id.has_value()) << value;
    EXPECT_EQ(id->value, value);
    EXPECT_EQ(id->repair, "") << value;
    EXPECT_EQ(SchemeOf(value), id->scheme);
  }
}

TEST(RegistryIdPropertyTest, IdentifiersAreFoundWhereTheyStandInAnyText) {
  IdSource source(2);
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    std::vector<std::pair<size_t, std::string>> wanted;
    for (size_t part = 0; part < 2 + source.Below(6); ++part) {
      absl::StrAppend(&text, source.Word(), " ");
      if (source.Below(2) == 0) continue;
      // A prefix or label right before it would be part of what is printed.
      text += "| ";
      wanted.emplace_back(text.size(), source.Canonical());
      absl::StrAppend(&text, wanted.back().second, source.Below(2) == 0 ? ", " : "。");
    }
    const auto ids = FindRegistryIds(text);
    ASSERT_EQ(ids.size(), wanted.size()) << text;
    for (size_t k = 0; k < ids.size(); ++k) {
      EXPECT_EQ(ids[k].value, wanted[k].second) << text;
      EXPECT_EQ(ids[k].offset, wanted[k].first) << text;
      EXPECT_EQ(ids[k].length, wanted[k].second.size()) << text;
    }
  }
}

// Whatever is read out of a spoilt identifier, its digits are those that were printed, O and lost zeros aside.
TEST(RegistryIdPropertyTest, RepairsKeepTheDigits) {
  const auto digits = [](std::string_view text) {
    std::string found;
    for (char c : text) {
      if (c == 'O' || c == 'o' || c == '0') continue;
      if (c >= '1' && c <= '9') found.push_back(c);
    }
    return found;
  };
  IdSource source(3);
  int repaired = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string text = source.Canonical();
    for (size_t k = 0; k <= source.Below(3); ++k) {
      static constexpr std::string_view kMarks = " -/:.Oo#_xN0";
      const size_t at = source.Below(text.size());
      source.Below(2) == 0 ? void(text.insert(at, 1, kMarks[source.Below(kMarks.size())])) : void(text.erase(at, 1));
    }
    const auto id = ParseRegistryId(text);
    if (!id.has_value()) continue;
    ASSERT_LE(id->offset + id->length, text.size());
    const std::string again = ParseRegistryId(id->value).value_or(RegistryId()).value;
    EXPECT_EQ(again, id->value) << text;
    EXPECT_EQ(SchemeOf(id->value), id->scheme) << text;
    std::string printed = digits(std::string_view(text).substr(id->offset, id->length));
    // A UTN's first group is its prefix; the group of a CTIS submission is no part of the number.
    if (id->scheme == "utn")
      printed = printed.substr(printed.size() - std::min(printed.size(), digits(id->value).size()));
    if (id->scheme == "ctis") printed = printed.substr(0, digits(id->value).size());
    EXPECT_EQ(printed, digits(id->value)) << text;
    repaired += id->repair.empty() ? 0 : 1;
  }
  EXPECT_GT(repaired, 1000);
}

}  // namespace
}  // namespace trialweave::common
