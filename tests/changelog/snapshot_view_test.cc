// A view that starts from the store's snapshot, at any time and with any tail, is the view that followed the changelog
// from its beginning.
#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/clock.h"
#include "common/content_digest.h"
#include "gtest/gtest.h"
#include "query/view/memory_view.h"
#include "store/history/testing/random_store.h"
#include "store/verification/verifier.h"

namespace trialweave::tests {
namespace {

using query::MemoryView;
using Entries = google::protobuf::RepeatedPtrField<v1::ChangelogEntry>;

Entries ToBatch(std::vector<v1::ChangelogEntry> entries) {
  Entries batch;
  for (v1::ChangelogEntry& entry : entries) batch.Add(std::move(entry));
  return batch;
}

template <typename Record>
std::string DumpRecord(const Record& record) {
  return record.DebugString();
}
std::string DumpRecord(const query::SelectedTrial& trial) {
  return query::Unpacked<v1::Trial>(*trial.record).DebugString();
}

template <typename Page>
std::string DumpPage(const Page& page) {
  std::string out;
  if (!page.ok()) return std::string(page.status().message());
  for (const auto& record : page->value.records) absl::StrAppend(&out, DumpRecord(record));
  return absl::StrCat(out, page->value.total_size, " at ", page->value.sequence, "\n");
}

// Everything that a view says, in one text: the records, what every name that ever was resolves to, the sources.
std::string Dump(const MemoryView& view, const std::vector<std::string>& names) {
  query::TrialQuery all;
  all.page_size = 1000;
  std::string out = absl::StrCat(view.Position().sequence, " ", absl::FormatTime(view.Position().commit_time), "\n");
  absl::StrAppend(&out, DumpPage(view.ListTrials(all)), DumpPage(view.ListPublications(all)),
                  DumpPage(view.ListNotices(all)));
  const auto coverage = view.Coverage().value;
  absl::StrAppend(&out, coverage.counts.trials, " ", coverage.counts.registrations, " ", coverage.counts.publications,
                  " ", coverage.counts.notices, " ", coverage.counts.dead_letters_open, "\n");
  for (const v1::SourceState& source : coverage.sources) absl::StrAppend(&out, source.DebugString());
  for (const std::string& name : names) {
    const auto trial = view.FindTrial(name).value;
    const auto registration = view.FindRegistration(name).value;
    const auto publication = view.FindPublication(name).value;
    const auto match = view.Resolve(name).value;
    absl::StrAppend(&out, name, ": ", trial ? trial->name() : "", ", ", registration ? registration->DebugString() : "",
                    ", ", publication ? publication->name() : "", ", ", match.trial, " ", match.registration_id, "\n");
  }
  return out;
}

// A store with a tail to which everything happens, and a view that hears each entry as it is published.
class FollowedStore {
 public:
  FollowedStore(uint32_t seed, uint64_t changelog_entries)
      : random_(seed), store_("followed", seed, Options(changelog_entries)) {
    run_ = store_.fixture().StartRun("embase");
  }

  void Step() {
    if (random_() % 3 == 0) return SendLiterature();
    store_.Step();
  }
  const MemoryView& followed() const { return followed_; }
  const std::vector<std::string>& names() const { return names_; }
  store::StoreFixture& fixture() { return store_.fixture(); }

  // A view that starts now, and the parts that it took.
  std::unique_ptr<MemoryView> FromSnapshot(size_t part, int* parts) {
    auto view = std::make_unique<MemoryView>(&clock_, absl::Minutes(10));
    auto snapshot = fixture().store().changelog().Snapshot();
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    for (*parts = 0;; ++*parts) {
      auto entries = (*snapshot)->Read(part, 1 << 20);
      EXPECT_TRUE(entries.ok()) << entries.status();
      if (!entries.ok() || entries->empty()) break;
      view->TakeSnapshot(ToBatch(*std::move(entries)));
      EXPECT_EQ(view->Position().sequence, 0u) << "aside";
    }
    const absl::Status whole = view->FinishSnapshot((*snapshot)->sequence());
    EXPECT_TRUE(whole.ok()) << whole;
    return view;
  }
  // What the view has missed.
  void CatchUp(MemoryView& view) {
    auto entries = fixture().store().changelog().Read(view.Position().sequence, 100000, 1 << 28);
    ASSERT_TRUE(entries.ok()) << entries.status();
    ASSERT_TRUE(view.Apply(ToBatch(*std::move(entries))).ok());
  }

 private:
  store::StoreFixtureOptions Options(uint64_t changelog_entries) {
    store::StoreFixtureOptions options;
    options.limits.changelog_entries = changelog_entries;
    options.before_start = [this](store::Store& store) {
      store.OnPublished([this, &store](uint64_t) { Follow(store); });
    };
    return options;
  }
  // On the committer's thread: nothing has been let go that was not heard.
  void Follow(const store::Store& store) {
    auto entries = store.changelog().Read(followed_.Position().sequence, 100000, 1 << 28);
    ASSERT_TRUE(entries.ok()) << entries.status();
    for (const v1::ChangelogEntry& entry : *entries) Remember(entry);
    ASSERT_TRUE(followed_.Apply(ToBatch(*std::move(entries))).ok());
  }
  void Remember(const v1::ChangelogEntry& entry) {
    const auto keep = [this](const std::string& name) {
      const std::string id = name.substr(name.find('/') + 1);
      if (std::find(names_.begin(), names_.end(), id) == names_.end()) names_.push_back(id);
    };
    if (entry.has_membership_changed()) keep(entry.membership_changed().trial());
    if (entry.has_head_changed()) keep("/" + entry.head_changed().registration().registration_id());
    if (entry.has_publication_changed()) keep(entry.publication_changed().publication().name());
  }

  // Entries of few papers, which turn out to be one another's, notices, and documents that cannot be read.
  void SendLiterature() {
    const int number = static_cast<int>(random_() % 6);
    store::TestDocument document;
    document.id = absl::StrCat("embase:", number);
    document.words = absl::StrCat("title ", random_() % 3);
    document.observed = static_cast<int>(1000 + random_() % 5000);
    document.source = "embase";
    document.format = "embase_ris";
    v1::CommitRequest request = store::CauseRequest(document, v1::DEAD_LETTER_REASON_MALFORMED);
    const size_t kind = random_() % 5;
    if (kind == 0) {
      v1::RegulatoryNotice notice;
      notice.set_name(absl::StrCat("fda:", number));
      notice.set_authority("fda");
      notice.set_subject(document.words);
      request.clear_cause();
      request.mutable_record()->set_content_digest(common::ContentDigest(notice));
      request.mutable_record()->mutable_notice()->Swap(&notice);
    } else if (kind > 1) {
      v1::Publication publication;
      publication.set_name(document.id);
      publication.add_titles()->set_text("Vesicles for knees");
      publication.set_pmid(absl::StrCat(random_() % 3 + 1));
      publication.add_abstracts()->set_text(document.words);
      request.clear_cause();
      request.mutable_record()->set_content_digest(common::ContentDigest(publication));
      request.mutable_record()->mutable_publication()->Swap(&publication);
    }
    const auto ack = fixture().Send(run_, ++ordinal_, std::move(request));
    ASSERT_TRUE(ack.ok()) << ack.status();
  }

  common::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  MemoryView followed_{&clock_, absl::Minutes(10)};
  std::vector<std::string> names_;
  std::mt19937 random_;
  store::RandomStore store_;
  std::string run_;
  uint64_t ordinal_ = 0;
};

class SnapshotViewTest : public testing::TestWithParam<uint64_t> {};

TEST_P(SnapshotViewTest, IsTheViewThatFollowedFromTheBeginning) {
  uint64_t let_go = 0;
  for (uint32_t seed = 1; seed <= 2; ++seed) {
    FollowedStore store(seed, GetParam());
    std::unique_ptr<MemoryView> rejoined;
    for (int step = 0; step < 72; ++step) {
      store.Step();
      if (step % 12 != 5) continue;
      store.fixture().AwaitTrimmed();
      const std::string expected = Dump(store.followed(), store.names());
      int parts = 0;
      const std::unique_ptr<MemoryView> view = store.FromSnapshot(1 + step % 7, &parts);
      EXPECT_GT(parts, 1);
      ASSERT_EQ(Dump(*view, store.names()), expected) << "seed " << seed << ", step " << step;
      let_go = store.fixture().Status().first_retained_sequence() - 1;
    }
    int parts = 0;
    rejoined = store.FromSnapshot(100, &parts);
    // It follows on like the other one.
    store.Step();
    store.CatchUp(*rejoined);
    ASSERT_EQ(Dump(*rejoined, store.names()), Dump(store.followed(), store.names()));
    const v1::VerifySummary summary =
        store::VerifyDatabase(store.fixture().store().database(), true, [](const v1::VerifyStoreResponse& event) {
          EXPECT_FALSE(event.has_violation()) << event.ShortDebugString();
          return true;
        });
    EXPECT_EQ(summary.violations(), 0u);
  }
  EXPECT_GT(let_go, 20u) << "nothing was let go";
}

INSTANTIATE_TEST_SUITE_P(Tails, SnapshotViewTest, testing::Values(uint64_t{40}, uint64_t{150}));

}  // namespace
}  // namespace trialweave::tests
