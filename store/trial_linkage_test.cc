// Which registrations become one trial in a store, by what they say and under another model; in whatever order it
// comes.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/format/envelope.h"
#include "store/format/linkage_keys.h"
#include "store/linkage/match/shipped_model.h"
#include "store/testing/linkage_world.h"
#include "store/verification/verifier.h"

namespace trialweave::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(TrialLinkageTest, TwoThatSayTheSameBecomeOneTrialAndSayWhy) {
  LinkageWorld world("same");
  world.Add({kKnee, kStranger, kKneeOfChina});
  EXPECT_TRUE(world.Together(kKnee, kKneeOfChina));
  EXPECT_FALSE(world.Together(kKnee, kStranger));
  const v1::PairExplanation pair = world.Explain(kKnee, kKneeOfChina);
  EXPECT_TRUE(pair.same_trial());
  EXPECT_EQ(pair.link().method(), v1::LINK_METHOD_PROBABILISTIC);
  EXPECT_EQ(pair.link().model_version(), ShippedMatchModel().version());
  EXPECT_NE(pair.link().evidence(), "");
  EXPECT_NEAR(pair.link().probability(), pair.probability(), 1e-12);
  double sum = pair.prior();
  for (const v1::FieldWeight& weight : pair.weights()) sum += weight.weight();
  EXPECT_NEAR(sum, pair.log_odds(), 1e-9);
  const auto size = std::find_if(pair.weights().begin(), pair.weights().end(),
                                 [](const v1::FieldWeight& weight) { return weight.field() == "size"; });
  ASSERT_NE(size, pair.weights().end());
  EXPECT_EQ(size->value_a(), "48");
}

TEST(TrialLinkageTest, WhatCannotBeReadOfAMatchRecordIsMadeAgainFromTheHead) {
  LinkageWorld world("remade");
  world.Add({kKnee, kStranger});
  const auto transaction = world.database().Begin();
  transaction->Put(Family::kLinkage, EncodeMatchRecordKey(kKnee.id), "no envelope");
  transaction->Put(Family::kLinkage, EncodeMatchRecordKey(kStranger.id), Wrap(Family::kLinkage, "no match record"));
  ASSERT_TRUE(world.database().Commit(*transaction).ok());
  world.Reopen();
  world.Add({kKneeOfChina});
  EXPECT_TRUE(world.Together(kKnee, kKneeOfChina));
  VerifyDatabase(world.store().database(), /*skip_files=*/true, [](const v1::VerifyStoreResponse& event) {
    EXPECT_FALSE(event.has_violation()) << event.ShortDebugString();
    return true;
  });
  EXPECT_THAT(world.Unsettled(), IsEmpty());
}

TEST(TrialLinkageTest, ThreeOfOneRegistryWithOneTitleAreThreeTrials) {
  Entry first = kKneeOfChina, second = kKneeOfChina, third = kKneeOfChina;
  second.id = "ChiCTR2400080003";
  third.id = "ChiCTR2400080004";
  LinkageWorld world("three");
  world.Add({first, second, third, kKnee});
  EXPECT_EQ(world.Status().trials(), 4u) << "and nobody can say which of the three the fourth is";
  EXPECT_THAT(world.Explain(first, second).reasons(),
              testing::Contains(HasSubstr("a registry registers a trial once")));
  EXPECT_THAT(world.Explain(first, kKnee).reasons(), testing::Contains(HasSubstr("about as well")));
  EXPECT_THAT(world.Queue().pairs(), SizeIs(3));
}

TEST(TrialLinkageTest, WhoStatesAnotherPartnerIsNotLinkedByItsText) {
  Entry knee = kKnee;
  knee.states = {"ChiCTR2300070000"};
  LinkageWorld world("contradiction");
  world.Add({knee, kKneeOfChina});
  EXPECT_FALSE(world.Together(knee, kKneeOfChina));
  EXPECT_THAT(world.Explain(knee, kKneeOfChina).reasons(),
              testing::Contains(HasSubstr("another entry of the registry")));
}

// What other registers of trials have merged wrongly.

TEST(TrialLinkageTest, APlaceholderForATitleLinksNobody) {
  LinkageWorld world("placeholder");
  Entry first = kKnee, second = kKneeOfChina;
  first.title = second.title = "[Trial of device that is not approved or cleared by the U.S. FDA]";
  second.size = 90;
  second.start_month = 9;
  world.Add({first, second});
  EXPECT_FALSE(world.Together(first, second));
}

TEST(TrialLinkageTest, AFollowUpOfTheSameTitleIsAnotherTrial) {
  LinkageWorld world("follow_up");
  Entry follow_up = kKneeOfChina;
  follow_up.title = "Long-term follow-up of " + kKnee.title;
  follow_up.size = 40;
  follow_up.start_month = 11;
  world.Add({kKnee, follow_up});
  EXPECT_FALSE(world.Together(kKnee, follow_up));
}

TEST(TrialLinkageTest, WithdrawnAndRegisteredAgainStaysTwoOfItsRegistry) {
  LinkageWorld world("again");
  Entry again = kKnee;
  again.id = "NCT05100099";
  world.Add({kKnee, again});
  EXPECT_FALSE(world.Together(kKnee, again));
}

TEST(TrialLinkageTest, ManyThatNameTheSameOthersStayTrialsOfOneEntryEach) {
  // Eight entries of one registry, all of which name two of another one: a programme's numbers, not a trial's.
  LinkageWorld world("programme");
  std::vector<Entry> entries;
  for (int i = 0; i < 8; ++i) {
    Entry entry = kKnee;
    entry.id = "NCT0510001" + std::to_string(i);
    entry.states = {"ChiCTR2400080001", "ChiCTR2400080002"};
    entries.push_back(entry);
  }
  entries.push_back(kKneeOfChina);
  entries.push_back(kStranger);
  world.Add(entries);
  for (size_t i = 0; i < 8; ++i) {
    for (size_t k = i + 1; k < 8; ++k) EXPECT_FALSE(world.Together(entries[i], entries[k]));
  }
  EXPECT_FALSE(world.Together(kKneeOfChina, kStranger));
  EXPECT_THAT(world.Unsettled(), IsEmpty());
}

// Many near one another: few titles, sponsors and sizes, in three registries.
std::vector<Entry> AnyEntries(std::mt19937& random) {
  static const std::vector<std::string> kTitles = {
      kKnee.title, kKneeOfChina.title, "Adipose-derived exosomes for rotator cuff tears after arthroscopic repair",
      "Exosomes of adipose tissue after arthroscopic repair of rotator cuff tears", kStranger.title};
  static const std::vector<std::string> kPrefixes = {"NCT0510000", "ChiCTR240008000", "DRKS0003000"};
  std::vector<Entry> entries;
  for (const std::string& prefix : kPrefixes) {
    for (int i = 0; i < 4; ++i) {
      Entry entry{prefix + std::to_string(i),
                  kTitles[random() % kTitles.size()],
                  random() % 2 == 0 ? kKnee.sponsor : kStranger.sponsor,
                  random() % 2 == 0 ? 48 : 60,
                  random() % 2 == 0 ? 3 : 4,
                  {}};
      if (random() % 4 == 0) entry.states.push_back(kPrefixes[random() % 3] + std::to_string(random() % 4));
      if (!entry.states.empty() && entry.states[0] == entry.id) entry.states.clear();
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

TEST(TrialLinkageTest, AnyOrderOfArrivalRevisionAndDecisionEndsInTheSameTrials) {
  std::mt19937 random(17);
  for (int round = 0; round < 4; ++round) {
    const std::vector<Entry> last = AnyEntries(random);
    const std::string one = last[random() % 4].id, other = last[4 + random() % 4].id;
    std::string expected;
    for (int order = 0; order < 3; ++order) {
      LinkageWorld world("order_" + std::to_string(order));
      std::vector<Entry> first = AnyEntries(random), second = last;
      std::shuffle(first.begin(), first.end(), random);
      std::shuffle(second.begin(), second.end(), random);
      // What was said before, of some of them, and then was not.
      for (Entry& entry : second) {
        if (order == 0) break;
        const auto before = std::find_if(first.begin(), first.end(), [&](const Entry& e) { return e.id == entry.id; });
        if (random() % 2 == 0) world.Add({*before}, 500);
      }
      if (order == 1) {
        ASSERT_TRUE(world.Decide(one, other, v1::DECISION_VERDICT_DIFFERENT).ok());
      }
      for (const Entry& entry : second) {
        world.Add({entry});
        if (random() % 8 == 0) world.Reopen();
      }
      if (order != 1) {
        ASSERT_TRUE(world.Decide(other, one, v1::DECISION_VERDICT_DIFFERENT).ok());
      }
      EXPECT_THAT(world.Unsettled(), IsEmpty()) << "all at once gives the same";
      std::set<std::set<std::string>> trials;
      for (const Entry& entry : last) {
        std::set<std::string> members;
        for (const Entry& each : last) {
          if (world.Together(entry, each)) members.insert(each.id);
        }
        trials.insert(members);
      }
      std::string text;
      for (const auto& members : trials) {
        for (const std::string& id : members) text += id + " ";
        text += "\n";
      }
      if (order == 0) expected = text;
      ASSERT_EQ(text, expected) << "round " << round << ", order " << order;
    }
  }
}

// The shipped model under another name, with another threshold.
MatchModel WithThreshold(const std::string& version, const std::string& threshold) {
  std::string text(ShippedModel());
  for (const auto& [key, value] :
       std::map<std::string, std::string>{{"\nversion\t", version}, {"\nthreshold\t", threshold}}) {
    const size_t begin = text.find(key) + key.size();
    text.replace(begin, text.find('\n', begin) - begin, value);
  }
  return *MatchModel::Parse(text);
}

TEST(TrialLinkageTest, AnotherModelSaysWhatItWouldChangeAndThenChangesThat) {
  const MatchModel strict = WithThreshold("strict", "60");
  LinkageWorld world("model");
  world.Add({kKnee, kKneeOfChina, kStranger});
  const std::string digest = world.Digest();
  EXPECT_FALSE(world.Status().relink_pending());
  world.Reopen(&strict);
  EXPECT_TRUE(world.Status().relink_pending());
  EXPECT_EQ(world.Status().linkage_model_version(), ShippedMatchModel().version());
  v1::RelinkSummary summary;
  std::vector<v1::TrialRegrouping> changes;
  const auto tell = [&](const v1::RelinkResponse& response) {
    if (response.has_change()) changes.push_back(response.change());
    if (response.has_summary()) summary = response.summary();
    return true;
  };
  ASSERT_TRUE(world.store().Relink(true, tell).ok());
  EXPECT_EQ(summary.split(), 1u);
  EXPECT_THAT(changes, SizeIs(2));
  EXPECT_TRUE(world.Together(kKnee, kKneeOfChina)) << "a dry run changes nothing";
  EXPECT_EQ(world.Digest(), digest);
  const absl::Status relinked = world.store().Relink(false, tell);
  ASSERT_TRUE(relinked.ok()) << relinked;
  EXPECT_FALSE(world.Together(kKnee, kKneeOfChina));
  EXPECT_FALSE(world.Status().relink_pending());
  EXPECT_EQ(world.Status().linkage_model_version(), "strict");
  world.Reopen(&ShippedMatchModel());
  ASSERT_TRUE(world.store().Relink(false, tell).ok());
  EXPECT_EQ(summary.merged(), 1u);
  EXPECT_EQ(world.Digest(), digest);
}

}  // namespace
}  // namespace trialweave::store
