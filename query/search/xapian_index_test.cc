#include "query/search/xapian_index.h"

#include <filesystem>
#include <fstream>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/search/plan_matcher.h"

namespace trialweave::query {
namespace {

const Synonyms& Groups() {
  static const auto* groups = new Synonyms(
      "exosome | 外泌体 | PD-L1 exosome\nknee osteoarthritis | 膝骨关节炎\n"
      "injection > knee exosome\n",
      "");
  return *groups;
}

SearchPlan Plan(absl::string_view query) { return PlanSearch(*ParseSearchQuery(query), Groups(), false); }

v1::Trial Titled(const std::string& title, const std::string& summary = "") {
  v1::Trial trial;
  trial.mutable_study()->add_titles()->set_text(title);
  if (!summary.empty()) trial.mutable_study()->add_summaries()->set_text(summary);
  return trial;
}

class XapianIndexTest : public testing::Test {
 protected:
  XapianIndexTest() {
    std::filesystem::remove_all(Folder());
    Start();
  }
  static std::string Folder() {
    return absl::StrCat(testing::TempDir(), "/", testing::UnitTest::GetInstance()->current_test_info()->name());
  }

  // Ids are titles here.
  static std::string IdOf(const v1::Trial& trial) {
    return absl::StrCat(trial.study().titles(0).text(), trial.study().acronym());
  }
  void Start(const Synonyms& synonyms = Groups()) {
    index_.reset();
    index_ = *XapianIndex::Create(Folder(), &synonyms);
  }
  std::string Uuid() const { return Xapian::Database(Folder() + "/texts").get_uuid(); }

  void Write(const std::vector<std::pair<uint32_t, v1::Trial>>& trials, const std::vector<uint32_t>& gone = {},
             bool reset = false) {
    TrialChanges changes;
    changes.reset = reset;
    changes.sequence = ++sequence_;
    for (const auto& [number, trial] : trials) {
      changes.trials.push_back({number, IdOf(trial), std::make_shared<const PackedRecord>(trial)});
    }
    for (const uint32_t number : gone) changes.trials.push_back({number, "", nullptr});
    ASSERT_TRUE(index_->Write(changes).ok());
  }

  std::vector<uint32_t> Best(absl::string_view query, const Roaring* within = nullptr) {
    auto snapshot = index_->Open();
    if (!snapshot.ok()) return {};
    TextQuery ask;
    ask.plan = Plan(query);
    ask.within = within;
    const auto found = (*snapshot)->Search(ask);
    std::vector<uint32_t> trials;
    for (const TextMatch& match : found->best) trials.push_back(match.trial);
    return trials;
  }

  std::unique_ptr<XapianIndex> index_;
  uint64_t sequence_ = 0;
};

TEST_F(XapianIndexTest, IsNotReadyBeforeItsFirstWrite) {
  EXPECT_EQ(common::ErrorReason(index_->Open().status()), "SEARCH_NOT_READY");
}

TEST_F(XapianIndexTest, RanksTitlesBeforeProse) {
  Write({{0, Titled("Something else", "exosome")}, {1, Titled("Exosome", "Something else")}, {2, Titled("No")}});
  EXPECT_THAT(Best("exosome"), testing::ElementsAre(1, 0));
}

TEST_F(XapianIndexTest, ShowsWhatIsThereNow) {
  Write({{0, Titled("exosome")}, {1, Titled("exosome")}});
  Write({{1, Titled("cell")}}, {0});
  EXPECT_THAT(Best("exosome"), testing::IsEmpty());
  EXPECT_THAT(Best("cell"), testing::ElementsAre(1));
  EXPECT_EQ((*index_->Open())->sequence(), 2u);
  Write({{5, Titled("exosome")}}, {7}, /*reset=*/true);
  EXPECT_THAT(Best("exosome"), testing::ElementsAre(5));
  EXPECT_THAT(Best("cell"), testing::IsEmpty());
}

TEST_F(XapianIndexTest, AnOpenSnapshotStaysAtItsMomentOrSaysThatItIsGone) {
  Write({{0, Titled("exosome")}});
  auto snapshot = *index_->Open();
  Write({{0, Titled("cell")}});
  Write({{1, Titled("cell")}});
  Write({{2, Titled("cell")}});
  TextQuery ask;
  ask.plan = Plan("exosome");
  const auto found = snapshot->Search(ask);
  if (found.ok()) {
    EXPECT_TRUE(found->all.contains(0));
  } else {
    EXPECT_EQ(common::ErrorReason(found.status()), "TEXT_SNAPSHOT_GONE");
  }
  EXPECT_THAT(Best("cell"), testing::UnorderedElementsAre(0, 1, 2));
}

TEST_F(XapianIndexTest, ShowsOnlyWhatMayBeShownAndKnowsThatThereIsMore) {
  Write({{0, Titled("exosome")}, {1, Titled("exosome")}});
  Roaring within;
  within.add(1);
  EXPECT_THAT(Best("exosome", &within), testing::ElementsAre(1));
  Roaring none;
  TextQuery ask;
  ask.plan = Plan("exosome");
  ask.within = &none;
  auto snapshot = *index_->Open();
  const auto found = snapshot->Search(ask);
  EXPECT_TRUE(found->any);
  EXPECT_TRUE(found->all.isEmpty());
}

TEST_F(XapianIndexTest, KnowsFrequentWordsThatAreSpelledAlike) {
  std::vector<std::pair<uint32_t, v1::Trial>> trials;
  for (uint32_t i = 0; i < 50; ++i) trials.emplace_back(i, Titled("osteoarthritis"));
  trials.emplace_back(50, Titled("osteoarthrits"));
  Write(trials);
  auto snapshot = *index_->Open();
  EXPECT_EQ(*snapshot->SimilarWord("osteoartritis"), "osteoarthritis");
  EXPECT_EQ(*snapshot->SimilarWord("osteoarthrits"), "osteoarthritis");
  EXPECT_EQ(*snapshot->SimilarWord("osteoarthritis"), "");
  EXPECT_EQ(*snapshot->SimilarWord("zzzzzz"), "");
}

v1::Trial Numbered(const std::string& title, int number) {
  v1::Trial trial = Titled(title);
  trial.mutable_study()->set_acronym(absl::StrCat("N", number));
  return trial;
}

TEST_F(XapianIndexTest, TakesOverWhatAnEarlierProcessWrote) {
  Write({{0, Numbered("exosome", 0)}, {1, Numbered("cell", 1)}, {2, Numbered("knee", 2)}, {3, Numbered("hip", 3)}});
  const std::string uuid = Uuid();
  index_.reset();
  {
    // A mark in the documents, which goes from those that are written again.
    Xapian::WritableDatabase database(Folder() + "/texts", Xapian::DB_OPEN);
    for (const Xapian::docid id : {1, 2, 3}) {
      Xapian::Document document = database.get_document(id);
      document.add_boolean_term("XMARK");
      database.replace_document(id, document);
    }
  }
  Start();
  EXPECT_EQ(common::ErrorReason(index_->Open().status()), "SEARCH_NOT_READY")
      << "nobody knows yet which trial is which";
  // The view numbers them otherwise now; one is another, one is gone, one is new.
  v1::Trial changed = Numbered("knee", 2);
  changed.mutable_study()->add_summaries()->set_text("meniscus");
  Write({{7, Numbered("exosome", 0)}, {5, Numbered("cell", 1)}, {1, changed}, {0, Numbered("exosome", 4)}});
  EXPECT_EQ(Uuid(), uuid);
  EXPECT_EQ(Xapian::Database(Folder() + "/texts").get_termfreq("XMARK"), 2) << "the two that are as they were";
  EXPECT_THAT(Best("exosome"), testing::ElementsAre(7, 0));
  EXPECT_THAT(Best("cell"), testing::ElementsAre(5));
  EXPECT_THAT(Best("meniscus"), testing::ElementsAre(1));
  EXPECT_THAT(Best("hip"), testing::IsEmpty());
  Write({{5, Numbered("tendon", 1)}}, {7});
  EXPECT_THAT(Best("tendon"), testing::ElementsAre(5));
  EXPECT_THAT(Best("exosome"), testing::ElementsAre(0));
  EXPECT_EQ((*index_->Open())->sequence(), 3u);
}

TEST_F(XapianIndexTest, NumbersThatAreUsedAgainLeadToTheNewTrial) {
  Write({{0, Numbered("exosome", 0)}});
  Write({}, {0});
  Write({{0, Numbered("cell", 1)}});
  EXPECT_THAT(Best("exosome"), testing::IsEmpty());
  EXPECT_THAT(Best("cell"), testing::ElementsAre(0));
}

TEST_F(XapianIndexTest, BeginsAnewWhereWhatIsThereIsOfNoUse) {
  Write({{0, Titled("exosome")}});
  std::string uuid = Uuid();
  static const Synonyms others("exosome | vesicle\n", "");
  Start(others);
  EXPECT_NE(Uuid(), uuid) << "other synonyms";
  Write({{0, Titled("exosome")}});
  uuid = Uuid();
  std::ofstream(Folder() + "/spoilt").flush();
  Start(others);
  EXPECT_NE(Uuid(), uuid) << "a fault was found in it";
  Write({{0, Titled("exosome")}});
  uuid = Uuid();
  Start(others);
  EXPECT_EQ(Uuid(), uuid) << "the mark is gone with it";
  Write({{0, Titled("exosome")}});
  index_.reset();
  for (const auto& file : std::filesystem::directory_iterator(Folder() + "/texts")) {
    if (file.path().filename() != "flintlock") std::filesystem::resize_file(file.path(), 10);
  }
  Start(others);
  EXPECT_NE(Uuid(), uuid) << "cut off";
  Write({{0, Titled("exosome")}});
  EXPECT_THAT(Best("exosome"), testing::ElementsAre(0));
}

TEST_F(XapianIndexTest, IsOfOneProcessAtATime) {
  Write({{0, Titled("exosome")}});
  EXPECT_EQ(common::ErrorReason(XapianIndex::Create(Folder(), &Groups()).status()), "SEARCH_INDEX_FAILED");
  EXPECT_THAT(Best("exosome"), testing::ElementsAre(0));
}

TEST_F(XapianIndexTest, WordsOfTextsThatAreGoneAreNoSuggestions) {
  std::vector<std::pair<uint32_t, v1::Trial>> trials;
  for (uint32_t i = 0; i < 50; ++i) trials.emplace_back(i, Titled("osteoarthritis"));
  Write(trials);
  for (auto& [number, trial] : trials) trial = Titled("osteoporosis");
  Write(trials);
  auto snapshot = *index_->Open();
  EXPECT_EQ(*snapshot->SimilarWord("osteoartritis"), "");
  EXPECT_EQ(*snapshot->SimilarWord("osteoporosi"), "osteoporosis");
  const Xapian::Database database(Folder() + "/texts");
  EXPECT_EQ(database.get_spelling_suggestion("osteoartritis"), "");
}

TEST_F(XapianIndexTest, TakesWordsOfAnyLength) {
  const std::string word(64, 'w');
  Write({{0, Titled(absl::StrCat(word, "-", word, "-", word, "-", word, " exosome"))}});
  EXPECT_THAT(Best("exosome"), testing::ElementsAre(0));
}

TEST_F(XapianIndexTest, StopsWhenTheCallerHasGone) {
  std::vector<std::pair<uint32_t, v1::Trial>> trials;
  for (uint32_t i = 0; i < 3000; ++i) trials.emplace_back(i, Titled("x"));
  Write(trials);
  TextQuery ask;
  ask.plan = Plan("x");
  ask.cancelled = [] { return true; };
  EXPECT_TRUE(absl::IsCancelled((*index_->Open())->Search(ask).status()));
}

TEST_F(XapianIndexTest, FindsAllThatThePlanMatches) {
  std::mt19937 random(7);
  const std::vector<std::string> words = {"exosome", "Exosomes",   "knee",     "osteoarthritis", "PD-L1", "PDL1",
                                          "外泌体",  "膝骨关节炎", "骨关节炎", "injection",      "外",    "treatment"};
  const auto text = [&](size_t most) {
    std::vector<std::string> some;
    for (size_t n = random() % most + 1; n > 0; --n) some.push_back(words[random() % words.size()]);
    return absl::StrJoin(some, random() % 3 == 0 ? ", " : " ");
  };
  std::vector<std::pair<uint32_t, v1::Trial>> trials;
  for (uint32_t i = 0; i < 300; ++i) trials.emplace_back(i, Titled(text(4), text(6)));
  Write(trials);
  auto snapshot = *index_->Open();
  for (int round = 0; round < 300; ++round) {
    std::string query = text(3);
    if (random() % 3 == 0) query = absl::StrCat("\"", query, "\"");
    if (random() % 3 == 0) absl::StrAppend(&query, " OR ", text(1));
    if (random() % 4 == 0) absl::StrAppend(&query, " -", words[random() % words.size()]);
    const SearchPlan plan = PlanSearch(*ParseSearchQuery(query), Groups(), random() % 4 == 0);
    TextQuery ask;
    ask.plan = plan;
    ask.top = 5;
    const auto found = snapshot->Search(ask);
    ASSERT_TRUE(found.ok());
    for (const auto& [number, trial] : trials) {
      EXPECT_EQ(found->all.contains(number), Matches(plan, trial))
          << query << " in " << trial.study().titles(0).text() << " / " << trial.study().summaries(0).text();
    }
  }
}

}  // namespace
}  // namespace trialweave::query
