// The garbage catalogue: what registries, spreadsheets, proxies and enemies make of a container. Whatever comes, every
// byte ends in a document that is a record or a dead letter with a reason, nothing crashes, hangs or balloons, and a
// good record beside the garbage is unharmed.
#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/garbage/intake.h"
#include "tests/garbage/samples.h"

namespace trialweave::tests {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Not;

// gcc has a macro for it, clang a feature.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

// The catalogue's sizes; a sanitizer makes every byte dear and keeps freed memory, so it gets less and is not weighed.
constexpr uint64_t kBlanks = kSanitized ? 20'000'000 : 100'000'000;
constexpr uint64_t kHugeToken = kSanitized ? 100'000'000 : 1'000'000'000;
constexpr uint64_t kEndless = 100'000'000;
constexpr uint64_t kMemoryAllowed = 128ULL << 20;

std::string Nested(int depth, const std::string& open, const std::string& close) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

std::string Inserted(const ContainerSample& sample, std::string_view at, std::string_view what) {
  std::string bytes = sample.bytes;
  const size_t found = bytes.find(at);
  EXPECT_NE(found, std::string::npos) << sample.format << " has no " << at;
  return bytes.insert(std::min(found, bytes.size()), what);
}

// Where free text of the sample stands: it may hold whatever a person typed.
std::string FreeTextOf(const ContainerSample& sample) {
  for (const char* text : {"made-up", "示例疗法", "示例外泌体", "示例注射液"}) {
    if (sample.bytes.find(text) != std::string::npos) return text;
  }
  return sample.ids[0];
}

// Some plain text has no end mark: whatever stands behind the last thing that each record must have may be missing
// unseen.
std::string_view LastMarkOf(const std::string& format) {
  if (format == "euctr_text") return "P. End of Trial";
  if (format == "medline_text") return "SO  - ";
  if (format == "embase_rows_csv") return "\"TITLE\"";
  return format == "ovid_text" ? "TI  - " : "";
}

bool HasHeaderRow(const std::string& format) {
  return format == "ictrp_csv" || format == "embase_csv" || format == "fda_table_csv" || format == "nmpa_table_csv";
}

bool IsInUnmarkedEnd(const ContainerSample& sample, const std::string& cut, const std::string& whole) {
  const std::string_view mark = LastMarkOf(sample.format);
  return !mark.empty() && cut != whole && whole.find(mark) < cut.size() &&
         whole.compare(0, cut.find_last_not_of('\n') + 1, cut, 0, cut.find_last_not_of('\n') + 1) == 0;
}

class EverySample : public testing::TestWithParam<ContainerSample> {};

INSTANTIATE_TEST_SUITE_P(Garbage, EverySample, testing::ValuesIn(Samples()),
                         [](const auto& info) { return info.param.format; });

TEST_P(EverySample, IsTakenInWhole) {
  EXPECT_EQ(Outcomes(TakeIn(GetParam().bytes)), GetParam().ids);
  for (const Taken& taken : TakeIn(GetParam().bytes)) EXPECT_EQ(taken.document.format(), GetParam().format);
}

TEST_P(EverySample, CutAtAnyByteItLosesNothingSilently) {
  const std::string& bytes = GetParam().bytes;
  const std::vector<Taken> whole = TakeIn(bytes);
  for (size_t size = 0; size < bytes.size(); ++size) {
    if (bytes.find_first_not_of(" \r\n\t", size) == std::string::npos) break;
    const std::vector<Taken> cut = TakeIn(std::string_view(bytes).substr(0, size));
    if (HasHeaderRow(GetParam().format) && cut.empty()) {
      // The header, whole and with its line end, is a table without rows.
      EXPECT_EQ(bytes.find_first_not_of("\r\n", size), bytes.find('\n') + 1) << "cut at " << size;
      continue;
    }
    ASSERT_FALSE(cut.empty()) << "cut at " << size;
    size_t records = 0, dead = 0;
    for (const Taken& taken : cut) {
      if (taken.reason != v1::DEAD_LETTER_REASON_UNSPECIFIED) {
        ++dead;
        continue;
      }
      // What passes for a record is one, to the byte.
      ASSERT_LT(records, whole.size()) << "cut at " << size;
      const std::string& content = whole[records].document.content();
      if (IsInUnmarkedEnd(GetParam(), taken.document.content(), content)) return;
      EXPECT_EQ(taken.document.content(), content) << "cut at " << size;
      ++records;
    }
    // Something is missing, so something says so; unless the cut is just behind a record of a format whose containers
    // have no end of their own.
    const Taken* last = records > 0 ? &whole[records - 1] : nullptr;
    const uint64_t end = last == nullptr ? 0 : last->document.container_offset() + last->document.content().size();
    const bool at_an_end = last != nullptr && bytes.find_first_not_of(" \r\n\t", end) >= size;
    EXPECT_TRUE(dead > 0 || at_an_end) << "cut at " << size;
  }
}

TEST_P(EverySample, BytesThatAreNoUtf8AreDeadLettersOfTheirRecordOnly) {
  for (const char* bad : {"\xFF\xFE", "\xC3\x28", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80"}) {
    const std::vector<std::string> outcomes = Outcomes(TakeIn(Inserted(GetParam(), FreeTextOf(GetParam()), bad)));
    EXPECT_THAT(outcomes, Contains("BAD_ENCODING"));
    EXPECT_EQ(outcomes.size(), GetParam().ids.size());
    EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "BAD_ENCODING"), 1);
  }
}

TEST_P(EverySample, UndeclaredGb18030IsNamedAndNeverDecoded) {
  // 外泌体治疗膝骨关节炎 in GB18030.
  const std::vector<Taken> taken =
      TakeIn(Inserted(GetParam(), FreeTextOf(GetParam()),
                      "\xCD\xE2\xC3\xDA\xCC\xE5\xD6\xCE\xC1\xC6\xCF\xA5\xB9\xC7\xB9\xD8\xBD\xDA\xD1\xD7"));
  EXPECT_THAT(Outcomes(taken), Contains("BAD_ENCODING"));
}

TEST_P(EverySample, NulBytesAreRefused) {
  const std::vector<std::string> outcomes =
      Outcomes(TakeIn(Inserted(GetParam(), FreeTextOf(GetParam()), std::string_view("\0", 1))));
  EXPECT_THAT(outcomes, Not(IsSupersetOf(GetParam().ids)));
  EXPECT_FALSE(outcomes.empty());
}

TEST_P(EverySample, ManySmallHarmsNeverCrash) {
  std::mt19937_64 random(20260101);
  const std::string hostile("\0\xFF<>\"'{}[],;\\\n\r\x1F\x8BPK&#", 22);
  for (int round = 0; round < (kSanitized ? 150 : 500); ++round) {
    std::string bytes = GetParam().bytes;
    for (int harm = 0; harm < 1 + round % 4; ++harm) {
      const size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes[at] = hostile[random() % hostile.size()];
          break;
        case 1:
          bytes.erase(at, 1 + random() % 40);
          if (bytes.empty()) bytes = "x";
          break;
        case 2:
          bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 60));
          break;
        default:
          bytes.insert(at, 1, hostile[random() % hostile.size()]);
      }
    }
    // Every byte that is not blank ends somewhere.
    if (bytes.find_first_not_of(" \r\n\t") == std::string::npos) continue;
    EXPECT_FALSE(TakeIn(bytes).empty());
  }
}

TEST_P(EverySample, InAPageOfAProxyItIsNoRecord) {
  const std::string page =
      "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
  EXPECT_THAT(Outcomes(TakeIn(page)), Each(testing::AnyOf("WRONG_ROOT", "CHALLENGED")));
  // Under the type and name of JSON or CSV too: only the bytes count.
  EXPECT_EQ(TakeIn("{\"error\":{\"code\":500,\"message\":\"internal\"}}").size(), 1u);
  EXPECT_THAT(Outcomes(TakeIn("{\"error\":{\"code\":500,\"message\":\"internal\"}}")), ElementsAre("WRONG_ROOT"));
}

TEST(GarbageTest, WrongRootsAreNamed) {
  for (const char* root : {"rss", "trial_list", "PubmedArticleSet", "y:study", "Trials"}) {
    const std::string xml = std::string("<?xml version=\"1.0\"?><") + root + "><a>b</a></" + root + ">";
    EXPECT_THAT(Outcomes(TakeIn(xml)), ElementsAre("WRONG_ROOT")) << root;
  }
}

TEST(GarbageTest, EntityBombsAreRefusedUnexpanded) {
  std::string lol = "<?xml version=\"1.0\"?><!DOCTYPE trials [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c <= 'k'; ++c) {
    lol += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) lol += std::string("&") + static_cast<char>(c - 1) + ";";
    lol += "\">";
  }
  for (const auto& [root, record] :
       {std::pair<std::string, std::string>("trials", "<Triall><main><trial_id>&k;</trial_id></main></Triall>"),
        {"Trials_downloaded_from_ICTRP", "<Trial><TrialID>&k;</TrialID></Trial>"},
        {"clinical_study", "<id_info><nct_id>&k;</nct_id></id_info>"}}) {
    const std::string bomb = lol + "]><" + root + ">" + record + "</" + root + ">";
    EXPECT_THAT(Outcomes(TakeIn(bomb)), Each("LIMIT_EXCEEDED")) << root;
  }
}

TEST(GarbageTest, TenThousandLevelsAreTooDeep) {
  const std::string json =
      "[{\"protocolSection\":" + Nested(10'000, "[", "]") + "}," + SampleOf("ctgov_v2_json").bytes.substr(1);
  EXPECT_THAT(Outcomes(TakeIn(json)), ElementsAre("LIMIT_EXCEEDED", "NCT09990001", "NCT09990002"));
  const std::string objects = "[{\"protocolSection\":" + Nested(10'000, "{\"a\":", "}") + "}]";
  EXPECT_THAT(Outcomes(TakeIn(objects)), Each(testing::AnyOf("LIMIT_EXCEEDED", "MALFORMED")));
  const std::string xml =
      Inserted(SampleOf("chictr_xml"), "<Triall>", "<Triall>" + Nested(10'000, "<a>", "</a>") + "</Triall>");
  EXPECT_THAT(Outcomes(TakeIn(xml)), ElementsAre("LIMIT_EXCEEDED", "ChiCTR2199990021", "ChiCTR2199990022"));
  for (const char* format : {"chictr_html", "cde_html", "nhc_html"}) {
    const std::string page = Inserted(SampleOf(format), "<table>", Nested(10'000, "<div>", ""));
    EXPECT_EQ(TakeIn(page).size(), 1u) << format;
  }
}

// What a source of this size leaves behind, and whether memory grew with it.
std::vector<std::string> Weighed(RepeatingSource source, const crawler::ContainerLimits& limits = {}) {
  const uint64_t before = PeakResident();
  const std::vector<Taken> taken = TakeIn(&source, limits);
  if (!kSanitized) {
    EXPECT_LT(PeakResident() - before, kMemoryAllowed);
  }
  for (const Taken& one : taken) EXPECT_LE(one.document.content().size(), 16u << 20);
  return Outcomes(taken);
}

TEST(GarbageTest, AHundredMegabytesOfBlanksAreNothing) {
  EXPECT_THAT(Weighed(RepeatingSource("", " \r\n\t", kBlanks, "")),
              ElementsAre(testing::AnyOf("EMPTY", "UNSUPPORTED_FORMAT")));
  EXPECT_THAT(Weighed(RepeatingSource("[", "\n", kBlanks, "]")), ElementsAre("TRUNCATED"));
  const std::string& good = SampleOf("ctgov_v2_json").bytes;
  EXPECT_THAT(Weighed(RepeatingSource(good, " ", kBlanks, "")), ElementsAre("NCT09990001", "NCT09990002"));
  const std::string& table = SampleOf("ictrp_csv").bytes;
  EXPECT_THAT(Weighed(RepeatingSource(table, "\r\n", kBlanks, "")),
              ElementsAre("ChiCTR2199990001", "ChiCTR2199990002"));
}

TEST(GarbageTest, AGigabyteInOneTokenStaysOutsideAndItsNeighboursAreUnharmed) {
  const std::string json = SampleOf("ctgov_v2_json").bytes.substr(1);
  EXPECT_THAT(Weighed(RepeatingSource("[{\"protocolSection\":\"", "a", kHugeToken, "\"}," + json)),
              ElementsAre("LIMIT_EXCEEDED", "NCT09990001", "NCT09990002"));
  EXPECT_THAT(Weighed(RepeatingSource("[{\"protocolSection\":", "7", kHugeToken, "}," + json)),
              ElementsAre("LIMIT_EXCEEDED", "NCT09990001", "NCT09990002"));
  std::string xml = SampleOf("chictr_xml").bytes;
  const size_t at = xml.find("<Triall>");
  const std::string head = xml.substr(0, at), tail = xml.substr(at);
  EXPECT_THAT(Weighed(RepeatingSource(head + "<Triall><a>", "a", kHugeToken, "</a></Triall>" + tail)),
              ElementsAre("LIMIT_EXCEEDED", "ChiCTR2199990021", "ChiCTR2199990022"));
  std::string table = SampleOf("ictrp_csv").bytes;
  const size_t row = table.find("\"ChiCTR2199990001\"");
  const std::string columns = table.substr(0, row), rows = table.substr(row);
  EXPECT_THAT(Weighed(RepeatingSource(columns + "\"ChiCTR2199990009\",\"", "a ", kHugeToken, "\"\r\n" + rows)),
              ElementsAre("LIMIT_EXCEEDED", "ChiCTR2199990001", "ChiCTR2199990002"));
  std::string text = SampleOf("euctr_text").bytes;
  const size_t summary = text.find("A.3 Full title");
  EXPECT_THAT(
      Weighed(RepeatingSource(text.substr(0, summary) + "A.3.1 Title: ", "a", kHugeToken, "\n" + text.substr(summary))),
      ElementsAre("LIMIT_EXCEEDED", "EUCTR2021-009991-12"));
}

TEST(GarbageTest, WhatNeverEndsIsADeadLetter) {
  for (const char* before : {"[{\"protocolSection\":\"", "{\"protocolSection\":{", "<trials><Triall><a>", "<trials><a",
                             "<clinical_study><!--", "<html><body>注册号 ChiCTR2199990031 "}) {
    EXPECT_THAT(Weighed(RepeatingSource(before, "abc ", kEndless, "")),
                Each(testing::AnyOf("TRUNCATED", "LIMIT_EXCEEDED", "MALFORMED", "WRONG_ROOT")))
        << before;
  }
  const std::string columns = SampleOf("ictrp_csv").bytes.substr(0, SampleOf("ictrp_csv").bytes.find("\r\n") + 2);
  EXPECT_THAT(Weighed(RepeatingSource(columns + "\"ChiCTR2199990009\",\"", "abc\n", kEndless, "")),
              Each(testing::AnyOf("TRUNCATED", "LIMIT_EXCEEDED", "MALFORMED")));
}

TEST(GarbageTest, OtherFilesThatPeopleDropAreNamed) {
  for (const std::string& bytes :
       {std::string("%PDF-1.7 ..."), std::string("PK\x03\x04 ..."), std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        std::string("\xFF\xFEN\0C\0T\0", 8), std::string("Dear colleague, please find attached NCT09990001."),
        std::string("Prefix,Format\nNCT,%d/%m/%Y\n")}) {
    EXPECT_THAT(Outcomes(TakeIn(bytes)), ElementsAre("UNSUPPORTED_FORMAT")) << bytes;
  }
}

}  // namespace
}  // namespace trialweave::tests
