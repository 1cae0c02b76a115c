// Whatever the order in which documents come, however they fall into groups, and whatever is said twice or undone,
// the store ends the same: in content, counts, heads and trials, and as if all had been known from the start.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/content_digest.h"
#include "common/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/document/document_commit.h"
#include "store/ledger/outcome_counts.h"
#include "store/linkage/clustering.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using Random = std::mt19937;

constexpr char kRun[] = "sources/file_drop/runs/1";

size_t Below(size_t bound, Random& random) { return random() % bound; }

struct Registry {
  std::string code;
  std::string source;
  // Documents of one entry, by country.
  std::vector<std::string> country_parts;
};

const std::vector<Registry>& Registries() {
  static const auto* const registries = new std::vector<Registry>{
      {"ctgov", "ctgov", {""}},
      {"chictr", "chictr", {""}},
      {"isrctn", "isrctn", {""}},
      // Countries rank alike, so the newest speaks.
      {"eudract", "euctr", {"DE", "FR", "IT"}},
  };
  return *registries;
}

std::string IdOf(const Registry& registry, size_t number) { return registry.code + ":" + std::to_string(number); }

v1::Identifier AnyIdentifier(size_t entries, Random& random) {
  const Registry& registry = Registries()[Below(Registries().size(), random)];
  return TestIdentifier(registry.code, IdOf(registry, Below(entries, random)));
}

v1::Registration AnyRegistration(const Registry& registry, const std::string& id, size_t entries, Random& random) {
  v1::Registration registration;
  registration.set_registration_id(id);
  registration.set_registry(registry.code);
  registration.mutable_study()->add_titles()->set_text("study of treatment " + std::to_string(Below(3, random)));
  for (size_t i = Below(3, random); i > 0; --i) *registration.add_secondary_ids() = AnyIdentifier(entries, random);
  if (Below(8, random) == 0) *registration.add_aliases() = AnyIdentifier(entries, random);
  return registration;
}

v1::CommitRequest Observation(const Registry& registry, v1::Registration registration, Random& random, size_t number) {
  const bool portal = Below(4, random) == 0;
  if (!portal) {
    registration.set_country_part(registry.country_parts[Below(registry.country_parts.size(), random)]);
  }
  v1::CommitRequest request;
  v1::RecordDocument* document = request.mutable_document();
  document->set_source(portal ? "ictrp" : registry.source);
  document->set_format(portal ? "ictrp_portal_xml" : registry.source + "_format");
  document->set_content("document " + std::to_string(number));
  document->set_content_sha256(common::Sha256(document->content()));
  document->mutable_container()->set_digest(common::Sha256("container " + std::to_string(number)));
  // Few dates, so that there are ties.
  document->mutable_container()->mutable_observed_at()->set_seconds(1000 + static_cast<int>(Below(5, random)));
  request.mutable_record()->set_content_digest(common::ContentDigest(registration));
  request.mutable_record()->mutable_registration()->Swap(&registration);
  return request;
}

// A few contents an entry, so that chains leave them and come back.
std::vector<v1::CommitRequest> AnyRequests(size_t entries, Random& random) {
  std::vector<v1::CommitRequest> requests;
  for (const Registry& registry : Registries()) {
    for (size_t entry = 0; entry < entries; ++entry) {
      const std::string id = IdOf(registry, entry);
      std::vector<v1::Registration> contents;
      for (int i = 0; i < 2; ++i) contents.push_back(AnyRegistration(registry, id, entries, random));
      for (size_t i = Below(16, random); i > 0; --i) {
        requests.push_back(Observation(registry, contents[Below(contents.size(), random)], random, requests.size()));
      }
    }
  }
  return requests;
}

absl::StatusOr<PreparedDocument> PreparedFor(StoreFixture& f, v1::CommitRequest request, uint64_t ordinal) {
  request.mutable_document()->set_run(kRun);
  request.mutable_document()->set_ordinal(ordinal);
  request.mutable_document()->set_fencing_token(1);
  return Prepare(std::move(request), f.store().latest());
}

// Commits a document in all its parts, and then fails.
void SendAndUndo(StoreFixture& f, const v1::CommitRequest& request, uint64_t ordinal) {
  auto prepared = std::make_shared<PreparedDocument>(PreparedFor(f, request, ordinal).value());
  f.store().Change(
      [prepared](WriteContext& context) {
        v1::DocumentAck ack;
        const absl::Status status = CommitDocument(*prepared, context, &ack);
        EXPECT_TRUE(status.ok()) << status;
        return absl::AbortedError("told to fail");
      },
      [](const absl::Status& status) { EXPECT_EQ(status.code(), absl::StatusCode::kAborted); });
}

// Sends all without waiting, so that they fall into groups as they come; some twice, and some first in vain.
// Ends the run with what the answers add up to.
void SendAll(StoreFixture& f, const std::vector<v1::CommitRequest>& requests, Random& random) {
  ASSERT_EQ(f.StartRun("file_drop"), kRun);
  absl::Mutex mutex;
  size_t under_way = 0;
  std::map<uint64_t, std::vector<std::string>> answers;
  v1::OutcomeCounts counts;
  for (size_t i = 0; i < requests.size(); ++i) {
    const uint64_t ordinal = i + 1;
    if (Below(8, random) == 0) SendAndUndo(f, requests[Below(requests.size(), random)], ordinal);
    for (size_t copies = Below(8, random) == 0 ? 2 : 1; copies > 0; --copies) {
      absl::StatusOr<PreparedDocument> prepared = PreparedFor(f, requests[i], ordinal);
      ASSERT_TRUE(prepared.ok()) << prepared.status();
      {
        absl::MutexLock lock(&mutex);
        ++under_way;
      }
      f.store().Commit(*std::move(prepared), [&, ordinal](absl::StatusOr<v1::DocumentAck> ack) {
        absl::MutexLock lock(&mutex);
        --under_way;
        EXPECT_TRUE(ack.ok()) << ack.status();
        if (!ack.ok()) return;
        if (answers[ordinal].empty()) Count(ack->outcome(), &counts);
        answers[ordinal].push_back(ack->ShortDebugString());
      });
    }
  }
  {
    absl::MutexLock lock(&mutex);
    const auto answered = [&] { return under_way == 0; };
    mutex.Await(absl::Condition(&answered));
  }
  for (const auto& [ordinal, same] : answers) EXPECT_EQ(same.front(), same.back()) << ordinal;
  v1::FinishRunRequest finish;
  finish.set_run(kRun);
  finish.set_last_ordinal(requests.size());
  *finish.mutable_counts() = counts;
  finish.set_declared(f.Status().registrations());
  const absl::StatusOr<v1::Run> finished = f.Finish(finish);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->state(), v1::RUN_STATE_SUCCEEDED);
}

struct Trial {
  std::vector<std::string> absent;
  std::vector<std::string> related;
  std::vector<std::string> links;
  bool operator==(const Trial&) const = default;
};

std::vector<std::string> Strings(const google::protobuf::RepeatedPtrField<std::string>& field) {
  return {field.begin(), field.end()};
}

std::vector<std::string> LinkTexts(const google::protobuf::RepeatedPtrField<v1::Link>& links) {
  std::vector<std::string> texts;
  for (const v1::Link& link : links) texts.push_back(link.ShortDebugString());
  return texts;
}

// What a reader of the changelog ends with.
struct View {
  // Heads by registration.
  std::map<std::string, v1::Registration> heads;
  std::map<std::vector<std::string>, Trial> trials;
  size_t revisions = 0;
};

View Replay(const StoreFixture& f) {
  View view;
  std::map<std::string, v1::MembershipChanged> trials;
  for (const v1::ChangelogEntry& entry : f.Entries()) {
    if (entry.has_head_changed()) {
      const v1::Registration& head = entry.head_changed().registration();
      EXPECT_EQ(head.revision(), view.heads[head.registration_id()].revision() + 1);
      view.heads[head.registration_id()] = head;
    }
    if (entry.has_membership_changed()) {
      const v1::MembershipChanged& trial = entry.membership_changed();
      if (trial.registration_ids().empty()) {
        EXPECT_EQ(trials.erase(trial.trial()), 1u);
      } else {
        trials[trial.trial()] = trial;
      }
    }
  }
  for (const auto& [name, trial] : trials) {
    view.trials[Strings(trial.registration_ids())] = {
        Strings(trial.absent_registration_ids()), Strings(trial.related_registration_ids()), LinkTexts(trial.links())};
  }
  return view;
}

// The trials of what the heads state, in one go.
std::map<std::vector<std::string>, Trial> FromScratch(const std::map<std::string, v1::Registration>& heads) {
  LinkGraph graph;
  for (const auto& [id, head] : heads) graph.nodes[id] = {head.registry(), EdgesOf(head)};
  std::map<std::vector<std::string>, Trial> trials;
  for (const Cluster& cluster : ClusterRegistrations(graph)) {
    std::vector<std::string> links;
    for (const v1::Link& link : cluster.links) links.push_back(link.ShortDebugString());
    trials[cluster.registration_ids] = {cluster.absent_registration_ids, cluster.related_registration_ids, links};
  }
  return trials;
}

std::map<std::string, std::string> ContentsOf(const std::map<std::string, v1::Registration>& heads) {
  std::map<std::string, std::string> contents;
  for (const auto& [id, head] : heads) {
    v1::Registration content = head;
    for (const char* field : {"name", "documents", "packed_provenance", "observed_at", "revision"}) {
      content.GetReflection()->ClearField(&content, content.GetDescriptor()->FindFieldByName(field));
    }
    contents[id] = content.ShortDebugString();
  }
  return contents;
}

TEST(StoreOrderTest, AnyOrderEndsInTheSameHeadsTrialsAndCountsAsAllAtOnce) {
  Random random(20);
  for (int world = 0; world < 6; ++world) {
    std::vector<v1::CommitRequest> requests = AnyRequests(2 + 3 * static_cast<size_t>(world), random);
    std::string digest;
    uint64_t revisions = 0;
    View first;
    for (int order = 0; order < 3; ++order) {
      SCOPED_TRACE("world " + std::to_string(world) + ", order " + std::to_string(order));
      StoreFixture f("any_order");
      SendAll(f, requests, random);
      const v1::GetStoreStatusResponse status = f.Status();
      const View view = Replay(f);
      EXPECT_EQ(view.trials, FromScratch(view.heads));
      EXPECT_EQ(status.registrations(), view.heads.size());
      EXPECT_EQ(status.trials(), view.trials.size());
      if (order == 0) {
        digest = status.content_digest();
        revisions = status.revisions();
        first = view;
      }
      EXPECT_EQ(status.content_digest(), digest);
      EXPECT_EQ(status.revisions(), revisions);
      EXPECT_EQ(ContentsOf(view.heads), ContentsOf(first.heads));
      EXPECT_EQ(view.trials, first.trials);
      if (order > 0) {
        f.Reopen();
        EXPECT_EQ(f.Status().ShortDebugString(), status.ShortDebugString());
      }
      std::shuffle(requests.begin(), requests.end(), random);
    }
  }
}

}  // namespace
}  // namespace trialweave::store
