// SearchTrials and WatchTrials over gRPC.
#include <random>
#include <set>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "query/query_service_fixture.h"

namespace trialweave::query {
namespace {

class SearchServiceTest : public QueryServiceTest {
 protected:
  // Two entries.
  void LogTitled(int i, const std::string& title) {
    LogHead(Nct(i), i, title);
    LogMembers(FoundersTrialId(Nct(i)), {Nct(i)});
  }

  absl::Status Search(v1::SearchTrialsRequest request, v1::SearchTrialsResponse* response, uint64_t min_sequence) {
    request.mutable_options()->set_min_sequence(min_sequence);
    return Ask(&v1::QueryService::Stub::SearchTrials, request, response);
  }
  std::vector<std::string> Names(const std::string& query, uint64_t min_sequence, const std::string& filter = "") {
    v1::SearchTrialsRequest request;
    request.set_query(query);
    request.set_filter(filter);
    v1::SearchTrialsResponse response;
    EXPECT_EQ(Search(request, &response, min_sequence), absl::OkStatus());
    std::vector<std::string> names;
    for (const v1::SearchHit& hit : response.hits()) names.push_back(hit.trial().name());
    return names;
  }
  std::string ReasonOf(const v1::SearchTrialsRequest& request) {
    v1::SearchTrialsResponse response;
    return common::ErrorReason(Search(request, &response, 0));
  }

  // A watch that the test reads item by item.
  struct Watch {
    std::unique_ptr<grpc::ClientContext> context = std::make_unique<grpc::ClientContext>();
    std::unique_ptr<grpc::ClientReader<v1::WatchTrialsResponse>> reader;

    v1::WatchTrialsResponse Next() {
      v1::WatchTrialsResponse item;
      EXPECT_TRUE(reader->Read(&item));
      return item;
    }
    // The next one that is no bookmark.
    v1::TrialChange Change() {
      while (true) {
        const v1::WatchTrialsResponse item = Next();
        if (!item.has_bookmark()) return item.change();
      }
    }
    std::string Ended() {
      v1::WatchTrialsResponse item;
      while (reader->Read(&item)) {
      }
      return common::ErrorReason(common::FromGrpc(reader->Finish()));
    }
  };
  Watch Open(const v1::WatchTrialsRequest& request) {
    Watch watch;
    watch.context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    watch.reader = stub_->WatchTrials(watch.context.get(), request);
    return watch;
  }
};

TEST_F(SearchServiceTest, FindsByWordsInBothLanguagesWithFilterAndSnippets) {
  LogTitled(1, "Exosomes for the knee");
  LogTitled(2, "膝关节外泌体");
  LogTitled(3, "Something else");
  Start();
  EXPECT_THAT(Names("外泌体", 6), testing::UnorderedElementsAre(NameOf(1), NameOf(2)));
  EXPECT_THAT(Names("exosome", 6, "enrollment = 2"), testing::ElementsAre(NameOf(2)));
  v1::SearchTrialsRequest request;
  v1::AggregateTrialsRequest count;
  count.set_query("外泌体");
  count.mutable_options()->set_min_sequence(6);
  v1::AggregateTrialsResponse counted;
  ASSERT_EQ(Ask(&v1::QueryService::Stub::AggregateTrials, count, &counted), absl::OkStatus());
  EXPECT_EQ(counted.total_size(), 2);
  request.set_query("exosomes");
  request.add_facets("status");
  request.mutable_read_mask()->add_paths("registration_ids");
  v1::SearchTrialsResponse response;
  ASSERT_EQ(Search(request, &response, 6), absl::OkStatus());
  EXPECT_EQ(response.total_size(), 2);
  EXPECT_EQ(response.freshness().sequence(), 6);
  ASSERT_EQ(response.hits(0).snippets_size(), 1);
  EXPECT_EQ(response.hits(0).snippets(0).highlights_size(), 1);
  EXPECT_FALSE(response.hits(0).trial().has_study());
  ASSERT_EQ(response.facets_size(), 1);
  EXPECT_EQ(response.facets(0).values_size(), 2);
}

TEST_F(SearchServiceTest, AnIdentifierInAnySpellingComesFirst) {
  LogTitled(1, "A study that names NCT06000002");
  LogTitled(2, "Another one");
  Start();
  EXPECT_THAT(Names("nct 0600 0002", 4), testing::ElementsAre(NameOf(2), NameOf(1)));
}

TEST_F(SearchServiceTest, SaysWhatItFellBackTo) {
  for (int i = 0; i < 9; ++i) LogTitled(i, "osteoarthritis");
  Start();
  v1::SearchTrialsRequest request;
  request.set_query("osteoartritis");
  v1::SearchTrialsResponse response;
  ASSERT_EQ(Search(request, &response, 18), absl::OkStatus());
  EXPECT_EQ(response.suggested_query(), "osteoarthritis");
  EXPECT_EQ(response.fallback(), v1::SEARCH_FALLBACK_SUGGESTION);
  EXPECT_EQ(response.total_size(), 9);
  request.set_query("osteoarthritis elephants");
  ASSERT_EQ(Search(request, &response, 18), absl::OkStatus());
  EXPECT_EQ(response.fallback(), v1::SEARCH_FALLBACK_ANY_WORD);
  EXPECT_EQ(response.total_size(), 9);
}

TEST_F(SearchServiceTest, PagesAreOneSnapshotWhateverIsIngested) {
  for (int i = 0; i < 9; ++i) LogTitled(i, "exosome");
  Start();
  for (const char* order : {"", "enrollment desc"}) {
    v1::SearchTrialsRequest request;
    request.set_query("exosome");
    request.set_page_size(2);
    request.set_order_by(order);
    std::multiset<std::string> seen;
    uint64_t sequence = 0;
    do {
      v1::SearchTrialsResponse page;
      ASSERT_EQ(Search(request, &page, 18), absl::OkStatus());
      if (sequence == 0) sequence = page.freshness().sequence();
      EXPECT_EQ(page.freshness().sequence(), sequence);
      EXPECT_EQ(page.total_size(), 9);
      for (const v1::SearchHit& hit : page.hits()) {
        seen.insert(hit.trial().name());
        EXPECT_EQ(hit.trial().study().titles(0).text(), "exosome");
      }
      request.set_page_token(page.next_page_token());
      // All trials become others, and the index follows.
      for (int i = 0; i < 9; ++i) LogHead(Nct(i), i, "cell");
      v1::SearchTrialsResponse later;
      v1::SearchTrialsRequest other;
      other.set_query("cell");
      ASSERT_EQ(Search(other, &later, store_->last_sequence()), absl::OkStatus());
      EXPECT_EQ(later.total_size(), 9);
    } while (!request.page_token().empty());
    EXPECT_EQ(seen.size(), 9);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 9);
    for (int i = 0; i < 9; ++i) LogHead(Nct(i), i, "exosome");
    v1::SearchTrialsResponse back;
    request.clear_page_token();
    ASSERT_EQ(Search(request, &back, store_->last_sequence()), absl::OkStatus());
  }
}

TEST_F(SearchServiceTest, RefusesWhatIsWrong) {
  for (int i = 0; i < 3; ++i) LogTitled(i, "exosome");
  Start();
  v1::SearchTrialsRequest request;
  request.set_query("exosome");
  request.set_page_size(1);
  v1::SearchTrialsResponse page;
  ASSERT_EQ(Search(request, &page, 6), absl::OkStatus());
  request.set_page_token(page.next_page_token());
  request.set_query("exosomes");
  EXPECT_EQ(ReasonOf(request), "PAGE_TOKEN_INVALID");
  request.clear_page_token();
  request.set_query(std::string(2000, 'x'));
  EXPECT_EQ(ReasonOf(request), "SEARCH_QUERY_INVALID");
  request.set_query("x");
  request.add_facets("title");
  EXPECT_EQ(ReasonOf(request), "FACET_INVALID");
  request.clear_facets();
  request.set_facet_size(-1);
  EXPECT_EQ(ReasonOf(request), "FACET_SIZE_INVALID");
  request.set_facet_size(0);
  request.mutable_read_mask()->add_paths("nothing");
  EXPECT_EQ(ReasonOf(request), "READ_MASK_INVALID");
}

TEST_F(SearchServiceTest, AWatchTellsEveryChangeOnceAndWhereverItGoesOn) {
  LogTitled(1, "exosome");
  LogTitled(2, "cell");
  Start();
  v1::WatchTrialsRequest request;
  request.set_filter("title:exosome");
  request.set_initial_state(true);
  Watch watch = Open(request);
  EXPECT_EQ(watch.Next().change().kind(), v1::TRIAL_CHANGE_KIND_EXISTING);
  const v1::WatchTrialsResponse bookmark = watch.Next();
  EXPECT_EQ(bookmark.bookmark().sequence(), 4);
  LogHead(Nct(1), 7, "exosome");
  const v1::TrialChange changed = watch.Change();
  EXPECT_EQ(changed.kind(), v1::TRIAL_CHANGE_KIND_CHANGED);
  EXPECT_EQ(changed.sequence(), 5);
  ASSERT_GE(changed.changes_size(), 1);
  LogHead(Nct(2), 8, "exosome");
  EXPECT_EQ(watch.Change().kind(), v1::TRIAL_CHANGE_KIND_ADDED);
  LogHead(Nct(1), 7, "cell");
  EXPECT_EQ(watch.Change().kind(), v1::TRIAL_CHANGE_KIND_NO_LONGER_MATCHES);
  LogMembers(FoundersTrialId(Nct(2)), {}, FoundersTrialId(Nct(1)));
  const v1::TrialChange gone = watch.Change();
  EXPECT_EQ(gone.kind(), v1::TRIAL_CHANGE_KIND_REMOVED);
  EXPECT_EQ(gone.merged_into(), NameOf(1));
  watch.context->TryCancel();
  watch.reader->Finish();

  request.set_initial_state(false);
  for (uint64_t after = 4; after < 8; ++after) {
    request.set_after_sequence(after);
    // Of the few that may be open at once, one that was cancelled is until the service hears of it.
    for (int i = 0; i < 10'000 && watches_.open > 0; ++i) absl::SleepFor(absl::Milliseconds(1));
    Watch again = Open(request);
    for (uint64_t sequence = after + 1; sequence <= 8; ++sequence) {
      EXPECT_EQ(again.Change().sequence(), sequence) << "after " << after;
    }
    again.context->TryCancel();
    again.reader->Finish();
  }
}

TEST_F(SearchServiceTest, AWatchSaysWhyItEnds) {
  LogTitled(1, "exosome");
  Start();
  v1::WatchTrialsRequest request;
  request.set_after_sequence(99);
  EXPECT_EQ(Open(request).Ended(), "SEQUENCE_AHEAD");
  request.set_initial_state(true);
  EXPECT_EQ(Open(request).Ended(), "WATCH_INVALID");
  request.clear_after_sequence();
  request.set_filter("status =");
  EXPECT_EQ(Open(request).Ended(), "FILTER_INVALID");
  request.clear_filter();
  std::vector<Watch> open;
  for (int i = 0; i < 3; ++i) {
    open.push_back(Open(request));
    open.back().Next();
  }
  EXPECT_EQ(Open(request).Ended(), "TOO_MANY_WATCHES");
  watches_.Close();
  EXPECT_EQ(open[0].Ended(), "SHUTTING_DOWN");
}

TEST_F(SearchServiceTest, AWatchThatFallsBehindIsTold) {
  LogTitled(1, "exosome");
  Start();
  // Of a log of 1 MiB only the newest changes are kept. Letters at random, which hardly compress.
  std::mt19937 random(5);
  for (int i = 0; i < 40; ++i) {
    std::string title(100000, ' ');
    for (char& letter : title) letter = static_cast<char>('!' + random() % 90);
    LogHead(Nct(1), i, title);
  }
  v1::GetTrialResponse newest;
  ASSERT_EQ(GetTrial(NameOf(1), &newest, 42), absl::OkStatus());
  v1::WatchTrialsRequest request;
  request.set_after_sequence(3);
  EXPECT_EQ(Open(request).Ended(), "SEQUENCE_NOT_RETAINED");
}

}  // namespace
}  // namespace trialweave::query
