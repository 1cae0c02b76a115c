// Which registrations become one trial in a store, by what they say, by what people say, and under another model; in
// whatever order it comes.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/content_digest.h"
#include "common/registry_id.h"
#include "common/sha256.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/linkage/decisions.h"
#include "store/linkage/explanation.h"
#include "store/linkage/linkage_listings.h"
#include "store/linkage/match/match_model.h"
#include "store/linkage/match/shipped_model.h"
#include "store/linkage/relink.h"
#include "store/linkage/shipped_match_model.h"
#include "store/linkage/trial_linker.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Entry {
  std::string id;
  std::string title;
  std::string sponsor;
  int size = 0;
  // Day of 2024.
  int start_month = 0;
  std::vector<std::string> states;
};

void AddText(const std::string& text, google::protobuf::RepeatedPtrField<v1::LocalizedText>* texts) {
  v1::LocalizedText* added = texts->Add();
  added->set_language("en");
  added->set_text(text);
}

v1::CommitRequest Request(const Entry& entry, int observed) {
  v1::Registration registration;
  registration.set_registration_id(entry.id);
  registration.set_registry(common::SchemeOf(entry.id));
  v1::Study& study = *registration.mutable_study();
  AddText(entry.title, study.mutable_titles());
  v1::Sponsor& sponsor = *study.add_sponsors();
  AddText(entry.sponsor, sponsor.mutable_names());
  sponsor.set_lead(true);
  study.mutable_enrollment()->set_count(entry.size);
  study.mutable_start_date()->mutable_date()->set_year(2024);
  study.mutable_start_date()->mutable_date()->set_month(entry.start_month);
  study.mutable_start_date()->mutable_date()->set_day(12);
  study.set_study_type(v1::STUDY_TYPE_INTERVENTIONAL);
  for (const std::string& id : entry.states) {
    *registration.add_secondary_ids() = TestIdentifier(common::SchemeOf(id), id);
  }
  v1::CommitRequest request;
  v1::RecordDocument* document = request.mutable_document();
  document->set_source(registration.registry());
  document->set_format("test_format");
  document->set_content(registration.SerializeAsString());
  document->set_content_sha256(common::Sha256(document->content()));
  document->mutable_container()->set_digest(common::Sha256(document->content_sha256() + std::to_string(observed)));
  document->mutable_container()->mutable_observed_at()->set_seconds(observed);
  request.mutable_record()->set_content_digest(common::ContentDigest(registration));
  request.mutable_record()->mutable_registration()->Swap(&registration);
  return request;
}

const Entry kKnee = {
    "NCT05100001",
    "Umbilical cord mesenchymal stem cell exosomes by intra-articular injection for knee osteoarthritis",
    "Harbour University Hospital",
    48,
    3,
    {}};
const Entry kKneeOfChina = {
    "ChiCTR2400080001",
    "Intra-articular injection of exosomes from umbilical cord mesenchymal stem cells in knee osteoarthritis",
    "Harbour University Hospital",
    48,
    3,
    {}};
const Entry kStranger = {"ChiCTR2400080002",
                         "Remote monitoring of arterial hypertension in rural pharmacies",
                         "Northern Institute of Cardiology",
                         900,
                         9,
                         {}};

class World : public StoreFixture {
 public:
  explicit World(const std::string& name, const MatchModel* model = &ShippedMatchModel())
      : StoreFixture("trial_linkage_" + name, model), run_(StartRun("file_drop")) {}

  void Add(const std::vector<Entry>& entries, int observed = 1000) {
    for (const Entry& entry : entries) {
      const auto ack = Send(run_, ++ordinal_, Request(entry, observed));
      ASSERT_TRUE(ack.ok()) << ack.status();
    }
  }
  absl::StatusOr<v1::Decision> Decide(const std::string& a, const std::string& b, v1::DecisionVerdict verdict) {
    v1::CreateDecisionRequest request;
    request.mutable_decision()->set_registration_a(a);
    request.mutable_decision()->set_registration_b(b);
    request.mutable_decision()->set_verdict(verdict);
    request.mutable_decision()->set_author("a reviewer");
    request.mutable_decision()->set_reason("read both");
    v1::CreateDecisionResponse response;
    const absl::Status status =
        Change([&](WriteContext& context) { return TakeDecision(request, context, &response); });
    if (!status.ok()) return status;
    return response.decision();
  }
  absl::Status Revoke(const std::string& name) {
    v1::RevokeDecisionRequest request;
    request.set_name(name);
    request.set_revoker("another reviewer");
    request.set_reason("it was the follow-up");
    v1::RevokeDecisionResponse response;
    return Change([&](WriteContext& context) { return RevokeDecision(request, context, &response); });
  }
  std::string Trial(const std::string& id) { return TrialOf(store().latest(), id).value(); }
  bool Together(const Entry& a, const Entry& b) { return Trial(a.id) == Trial(b.id); }
  v1::PairExplanation Explain(const Entry& a, const Entry& b) {
    return ExplainPair(store().latest(), store().model(), a.id, b.id).value();
  }
  v1::ListReviewQueueResponse Queue(int page_size = 0, const std::string& token = "") {
    v1::ListReviewQueueRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    return ListReviewQueue(store().latest(), store().model(), request).value();
  }
  std::string Digest() { return store().Status(true)->content_digest(); }
  // Trials that linking everything again from the heads would change.
  std::vector<std::string> Unsettled() {
    std::vector<std::string> changes;
    const auto summary = PlanRelink(store().latest(), store().model(), [&](const v1::RelinkResponse& response) {
      if (response.has_change()) changes.push_back(response.change().ShortDebugString());
      return true;
    });
    EXPECT_TRUE(summary.ok()) << summary.status();
    return changes;
  }

 private:
  const std::string run_;
  uint64_t ordinal_ = 0;
};

TEST(TrialLinkageTest, TwoThatSayTheSameBecomeOneTrialAndSayWhy) {
  World world("same");
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

TEST(TrialLinkageTest, ThreeOfOneRegistryWithOneTitleAreThreeTrials) {
  Entry first = kKneeOfChina, second = kKneeOfChina, third = kKneeOfChina;
  second.id = "ChiCTR2400080003";
  third.id = "ChiCTR2400080004";
  World world("three");
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
  World world("contradiction");
  world.Add({knee, kKneeOfChina});
  EXPECT_FALSE(world.Together(knee, kKneeOfChina));
  EXPECT_THAT(world.Explain(knee, kKneeOfChina).reasons(),
              testing::Contains(HasSubstr("another entry of the registry")));
}

// What other registers of trials have merged wrongly.

TEST(TrialLinkageTest, APlaceholderForATitleLinksNobody) {
  World world("placeholder");
  Entry first = kKnee, second = kKneeOfChina;
  first.title = second.title = "[Trial of device that is not approved or cleared by the U.S. FDA]";
  second.size = 90;
  second.start_month = 9;
  world.Add({first, second});
  EXPECT_FALSE(world.Together(first, second));
}

TEST(TrialLinkageTest, AFollowUpOfTheSameTitleIsAnotherTrial) {
  World world("follow_up");
  Entry follow_up = kKneeOfChina;
  follow_up.title = "Long-term follow-up of " + kKnee.title;
  follow_up.size = 40;
  follow_up.start_month = 11;
  world.Add({kKnee, follow_up});
  EXPECT_FALSE(world.Together(kKnee, follow_up));
}

TEST(TrialLinkageTest, WithdrawnAndRegisteredAgainStaysTwoOfItsRegistry) {
  World world("again");
  Entry again = kKnee;
  again.id = "NCT05100099";
  world.Add({kKnee, again});
  EXPECT_FALSE(world.Together(kKnee, again));
}

TEST(TrialLinkageTest, ManyThatNameTheSameOthersStayTrialsOfOneEntryEach) {
  // Eight entries of one registry, all of which name two of another one: a programme's numbers, not a trial's.
  World world("programme");
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

TEST(TrialLinkageTest, PeopleSayTheLastWordUntilTheyTakeItBack) {
  World world("decisions");
  world.Add({kKnee, kKneeOfChina});
  const auto different = world.Decide(kKnee.id, "chictr 2400080001", v1::DECISION_VERDICT_DIFFERENT);
  ASSERT_TRUE(different.ok()) << different.status();
  EXPECT_FALSE(world.Together(kKnee, kKneeOfChina));
  EXPECT_THAT(world.Unsettled(), IsEmpty());
  world.Reopen();
  // Another revision changes nothing of it.
  Entry again = kKnee;
  again.size = 50;
  world.Add({again}, 2000);
  EXPECT_FALSE(world.Together(kKnee, kKneeOfChina));
  EXPECT_THAT(world.Queue().pairs(), IsEmpty()) << "it is settled";
  ASSERT_TRUE(world.Revoke(different->name()).ok());
  EXPECT_TRUE(world.Together(kKnee, kKneeOfChina));
  EXPECT_EQ(common::ErrorReason(world.Revoke(different->name())), "DECISION_REVOKED");
  const auto same = world.Decide(kKnee.id, kStranger.id, v1::DECISION_VERDICT_SAME);
  ASSERT_TRUE(same.ok()) << same.status();
  world.Add({kStranger});
  EXPECT_TRUE(world.Together(kKnee, kStranger)) << "also what comes later, and two of one registry";
  EXPECT_EQ(world.Explain(kKnee, kStranger).link().decision(), same->name());
}

TEST(TrialLinkageTest, DecisionsMayNotContradictOthers) {
  World world("contradicting");
  world.Add({kKnee, kKneeOfChina, kStranger});
  const auto first = world.Decide(kKnee.id, kStranger.id, v1::DECISION_VERDICT_SAME);
  const auto second = world.Decide(kKneeOfChina.id, kStranger.id, v1::DECISION_VERDICT_DIFFERENT);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(common::ErrorReason(world.Decide(kKnee.id, kKneeOfChina.id, v1::DECISION_VERDICT_SAME).status()),
            "DECISION_CONTRADICTS");
  // Deciding otherwise on the same two takes the first one's place.
  const auto third = world.Decide(kKnee.id, kStranger.id, v1::DECISION_VERDICT_UNSURE);
  ASSERT_TRUE(third.ok()) << third.status();
  v1::ListDecisionsRequest request;
  request.set_registration("registrations/" + kKnee.id);
  request.set_show_revoked(true);
  const auto decisions = ListDecisions(world.store().latest(), request);
  ASSERT_EQ(decisions->decisions_size(), 2);
  EXPECT_EQ(decisions->decisions(0).name(), third->name());
  EXPECT_EQ(decisions->decisions(1).superseded_by(), third->name());
  EXPECT_TRUE(world.Decide(kKnee.id, kKneeOfChina.id, v1::DECISION_VERDICT_SAME).ok());
}

TEST(TrialLinkageTest, WrongDecisionsAreRefusedWithWhatIsWrong) {
  World world("wrong");
  const auto message = [&](const std::string& a, const std::string& b) {
    return std::string(world.Decide(a, b, v1::DECISION_VERDICT_SAME).status().message());
  };
  EXPECT_THAT(message("no id", kKnee.id), HasSubstr("\"no id\" is no registry's identifier"));
  EXPECT_THAT(message(kKnee.id, kKnee.id), HasSubstr("another one"));
  EXPECT_EQ(world.Status().decisions(), 0u);
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
      World world("order_" + std::to_string(order));
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
  World world("model");
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

TEST(TrialLinkageTest, TheReviewQueueComesInPagesTheMostInformativeFirst) {
  World world("queue");
  std::vector<Entry> entries;
  for (int i = 0; i < 5; ++i) {
    Entry china = kKneeOfChina;
    china.id = "ChiCTR240008001" + std::to_string(i);
    china.size = 48 + 20 * i;
    entries.push_back(china);
  }
  entries.push_back(kKnee);
  world.Add(entries);
  std::vector<double> distances;
  std::string token;
  size_t pages = 0;
  do {
    const v1::ListReviewQueueResponse page = world.Queue(2, token);
    for (const v1::PairExplanation& pair : page.pairs()) {
      distances.push_back(std::abs(pair.log_odds() - pair.threshold()));
    }
    token = page.next_page_token();
    ++pages;
  } while (!token.empty() && pages < 10);
  EXPECT_GT(distances.size(), 2u);
  EXPECT_TRUE(std::is_sorted(distances.begin(), distances.end()));
  EXPECT_EQ(static_cast<int64_t>(distances.size()), world.Queue(1).total_size());
}

TEST(TrialLinkageTest, ExplainsATrialByAnyOfItsNames) {
  World world("explain");
  world.Add({kKnee, kKneeOfChina, kStranger});
  v1::StoreServiceExplainTrialRequest request;
  for (const std::string& name : {world.Trial(kKnee.id), "trials/" + kKneeOfChina.id}) {
    request.set_name(name);
    const auto response = ExplainTrial(world.store().latest(), world.store().model(), request);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->trial(), world.Trial(kKnee.id));
    EXPECT_THAT(response->registration_ids(), ElementsAre(kKneeOfChina.id, kKnee.id));
    EXPECT_THAT(response->pairs(), SizeIs(1));
  }
  request.set_name("trials/NCT05999999");
  EXPECT_EQ(ExplainTrial(world.store().latest(), world.store().model(), request).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace trialweave::store
