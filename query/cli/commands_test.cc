#include "query/cli/commands.h"

#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/cli/cli_fixture.h"
#include "trialweave/v1/crawler_service.grpc.pb.h"
#include "trialweave/v1/query_service.grpc.pb.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::query {
namespace {

using testing::HasSubstr;

// Two trials on a page each.
class FakeQuery : public v1::QueryService::Service {
 public:
  grpc::Status GetTrial(grpc::ServerContext*, const v1::GetTrialRequest* request,
                        v1::GetTrialResponse* response) override {
    if (request->name() != "trials/abcdefghij") {
      return common::ToGrpc(common::MakeError(absl::StatusCode::kNotFound, "TRIAL_NOT_FOUND", "no trial"));
    }
    response->mutable_trial()->set_name(request->name());
    if (request->options().has_as_of()) response->mutable_trial()->mutable_study()->set_acronym("WAS");
    response->mutable_trial()->add_registration_ids("NCT06000001");
    return grpc::Status::OK;
  }
  grpc::Status ListTrials(grpc::ServerContext*, const v1::ListTrialsRequest* request,
                          v1::ListTrialsResponse* response) override {
    if (request->filter() == "wrong") {
      return common::ToGrpc(
          common::MakeError(absl::StatusCode::kInvalidArgument, "FILTER_INVALID", "filter, position 1"));
    }
    response->add_trials()->set_name(request->page_token().empty() ? "trials/a" : "trials/b");
    if (request->page_token().empty()) response->set_next_page_token("next");
    return grpc::Status::OK;
  }
  grpc::Status ListRegistrationRevisions(grpc::ServerContext*, const v1::ListRegistrationRevisionsRequest* request,
                                         v1::ListRegistrationRevisionsResponse* response) override {
    v1::RegistrationRevision* revision = response->add_revisions();
    revision->set_name(request->parent() + "/revisions/2");
    revision->set_sequence(7);
    v1::RegistrationEvent* event = revision->add_events();
    event->set_kind(v1::EVENT_KIND_STATUS_CHANGED);
    event->set_field("study.status");
    event->set_old_value("RECRUITMENT_STATUS_RECRUITING");
    event->set_new_value("RECRUITMENT_STATUS_COMPLETED");
    return grpc::Status::OK;
  }
  grpc::Status DiffRegistration(grpc::ServerContext*, const v1::DiffRegistrationRequest* request,
                                v1::DiffRegistrationResponse* response) override {
    v1::FieldChange* change = response->add_changes();
    change->set_field("study.status");
    change->set_kind(v1::CHANGE_KIND_CHANGED);
    change->set_old_value(request->base().ShortDebugString());
    change->set_new_value(request->target().ShortDebugString());
    response->mutable_freshness()->set_sequence(9);
    return grpc::Status::OK;
  }
  grpc::Status DiffTrial(grpc::ServerContext*, const v1::DiffTrialRequest*, v1::DiffTrialResponse*) override {
    return grpc::Status::OK;
  }
  grpc::Status ResolveIdentifier(grpc::ServerContext*, const v1::ResolveIdentifierRequest* request,
                                 v1::ResolveIdentifierResponse* response) override {
    if (request->identifier() == "nct 0600 0001") response->set_trial("trials/abcdefghij");
    if (request->identifier() == "NCT07654320") response->set_canonical("NCT07654320");
    return grpc::Status::OK;
  }
  grpc::Status GetPublication(grpc::ServerContext*, const v1::GetPublicationRequest* request,
                              v1::GetPublicationResponse* response) override {
    response->mutable_publication()->set_name(request->name());
    return grpc::Status::OK;
  }
  grpc::Status ListPublications(grpc::ServerContext*, const v1::ListPublicationsRequest* request,
                                v1::ListPublicationsResponse* response) override {
    v1::Publication* publication = response->add_publications();
    publication->set_pmid("29768149");
    publication->add_titles()->set_text(request->filter());
    response->set_total_size(request->filter() == "source = \"pubmed\"" ? 1357 : 0);
    return grpc::Status::OK;
  }
  grpc::Status ListNotices(grpc::ServerContext*, const v1::ListNoticesRequest* request,
                           v1::ListNoticesResponse* response) override {
    response->set_total_size(request->filter() == "source = \"fda\"" ? 2468 : 0);
    response->add_notices()->set_kind("Warning Letter");
    return grpc::Status::OK;
  }
  grpc::Status GetCoverage(grpc::ServerContext*, const v1::GetCoverageRequest*,
                           v1::GetCoverageResponse* response) override {
    response->mutable_freshness()->set_sequence(40);
    for (const char* source : {"sources/ctgov", "sources/fda", "sources/pubmed"})
      response->add_sources()->set_name(source);
    return grpc::Status::OK;
  }
};

class FakeStoreReads : public v1::StoreService::Service {
 public:
  grpc::Status GetStoreStatus(grpc::ServerContext*, const v1::GetStoreStatusRequest* request,
                              v1::GetStoreStatusResponse* response) override {
    response->set_sequence(42);
    response->set_first_retained_sequence(7);
    if (request->content_digest()) response->set_content_digest("\x01\xAB");
    return grpc::Status::OK;
  }
  grpc::Status ListRuns(grpc::ServerContext*, const v1::ListRunsRequest* request,
                        v1::ListRunsResponse* response) override {
    response->add_runs()->set_name(absl::StrCat(request->parent(), "/runs/1"));
    return grpc::Status::OK;
  }
  grpc::Status ListSourceStates(grpc::ServerContext*, const v1::ListSourceStatesRequest*,
                                v1::ListSourceStatesResponse* response) override {
    v1::SourceState* source = response->add_source_states();
    source->set_name("sources/ctgov");
    source->add_drifts()->set_path("study/title");
    return grpc::Status::OK;
  }
  grpc::Status AcceptFieldProfile(grpc::ServerContext*, const v1::AcceptFieldProfileRequest* request,
                                  v1::AcceptFieldProfileResponse* response) override {
    response->mutable_source_state()->set_name(request->name());
    return grpc::Status::OK;
  }
  grpc::Status GetRun(grpc::ServerContext*, const v1::GetRunRequest* request, v1::GetRunResponse* response) override {
    response->mutable_run()->set_name(request->name());
    return grpc::Status::OK;
  }
};

class FakeCrawler : public v1::CrawlerService::Service {
 public:
  grpc::Status RunSource(grpc::ServerContext*, const v1::RunSourceRequest* request,
                         grpc::ServerWriter<v1::RunSourceResponse>* writer) override {
    v1::RunSourceResponse response;
    response.mutable_run()->set_name(absl::StrCat(request->name(), "/runs/1"));
    response.mutable_run()->set_state(v1::RUN_STATE_RUNNING);
    writer->Write(response);
    response.mutable_run()->set_state(request->full() ? v1::RUN_STATE_SUCCEEDED : v1::RUN_STATE_INCOMPLETE);
    writer->Write(response);
    return grpc::Status::OK;
  }
};

class CommandsTest : public CliFixture {
 protected:
  void SetUp() override { Serve({&query_, &store_, &crawler_}); }

  FakeQuery query_;
  FakeStoreReads store_;
  FakeCrawler crawler_;
};

TEST_F(CommandsTest, GetsATrialByNameOrByAnySpellingOfAnIdentifier) {
  for (const char* id : {"trials/abcdefghij", "abcdefghij", "nct 0600 0001"}) {
    EXPECT_EQ(Run({"get", id, "-o", "json"}), kGood) << id;
    EXPECT_EQ(out_, "{\"name\":\"trials/abcdefghij\",\"registrationIds\":[\"NCT06000001\"]}\n");
  }
  EXPECT_EQ(Run({"get", "NCT07654320"}), kNegative);
  EXPECT_THAT(error_, HasSubstr("NCT07654320"));
  EXPECT_EQ(Run({"get", "trials/zzzzzzzzzz"}), kNegative);
  EXPECT_EQ(out_, "");
}

TEST_F(CommandsTest, ShowsWhatWas) {
  EXPECT_EQ(Run({"get", "trials/abcdefghij", "--as_of", "2025-09-30", "--read_sequence", "5"}), kGood);
  EXPECT_THAT(error_, HasSubstr("As known at sequence"));
  EXPECT_THAT(out_, testing::Not(HasSubstr("pubmed"))) << "of publications only what is can be read";
  EXPECT_EQ(Run({"get", "trials/abcdefghij", "--as_of", "2025-09-30", "-ojson"}), kGood);
  EXPECT_THAT(out_, HasSubstr("WAS"));
  EXPECT_EQ(Run({"get", "trials/abcdefghij", "--as_of", "never"}), kUsage);
  EXPECT_EQ(Run({"history", "NCT06000001"}), kGood);
  EXPECT_THAT(out_, HasSubstr("       2         7 "));
  EXPECT_THAT(out_, HasSubstr("status changed: recruiting -> completed"));
}

TEST_F(CommandsTest, ShowsWhatDiffersBetweenTwoVersions) {
  EXPECT_EQ(Run({"diff", "NCT06000001", "2", "3"}), kGood);
  EXPECT_THAT(out_, HasSubstr("study.status  changed  revision: 2  revision: 3"));
  EXPECT_THAT(error_, HasSubstr("As known at sequence 9."));
  EXPECT_EQ(Run({"diff", "NCT06000001", "2025-09-30"}), kGood);
  EXPECT_THAT(out_, HasSubstr("as_of { seconds: 1759276799"));
  EXPECT_EQ(Run({"diff", "NCT06000001", "--as_of", "2025-09-30", "3"}), kGood);
  EXPECT_THAT(out_, HasSubstr("revision: 3"));
  EXPECT_EQ(Run({"diff", "NCT06000001"}), kUsage);
  EXPECT_EQ(Run({"diff", "trials/abcdefghij", "2025-09-30"}), kGood);
  EXPECT_THAT(error_, HasSubstr("No differences"));
}

TEST_F(CommandsTest, ShowsTheLiteratureAndTheNotices) {
  EXPECT_EQ(Run({"publications", "--filter", "title:knee"}), kGood);
  EXPECT_THAT(out_, HasSubstr("pubmed:29768149"));
  EXPECT_THAT(out_, HasSubstr("title:knee"));
  EXPECT_EQ(Run({"publications", "pubmed:29768149", "-ojson"}), kGood);
  EXPECT_EQ(out_, "{\"name\":\"publications/pubmed:29768149\"}\n");
  EXPECT_EQ(Run({"notices"}), kGood);
  EXPECT_THAT(out_, HasSubstr("Warning Letter"));
  EXPECT_EQ(Run({"notices", "n"}), kOtherError) << "the fake has none";
  EXPECT_EQ(Run({"get", "trials/abcdefghij"}), kGood);
  EXPECT_THAT(out_, HasSubstr("pubmed:29768149  trial_id:(\"NCT06000001\")")) << "those that name the trial";
}

TEST_F(CommandsTest, SourcesCountPublicationsAndNoticesToo) {
  EXPECT_EQ(Run({"sources", "-o", "csv"}), kGood);
  EXPECT_THAT(out_, HasSubstr("REGISTRATIONS,PUBLICATIONS,NOTICES"));
  EXPECT_THAT(out_, HasSubstr("0,1357,0,"));
  EXPECT_THAT(out_, HasSubstr("0,0,2468,"));
}

TEST_F(CommandsTest, ListsPagesAsLinesOfJson) {
  EXPECT_EQ(Run({"list", "--all", "-ojson"}), kGood);
  EXPECT_EQ(out_, "{\"name\":\"trials/a\"}\n{\"name\":\"trials/b\"}\n");
  EXPECT_EQ(Run({"list"}), kGood);
  EXPECT_THAT(out_, HasSubstr("REGISTRATIONS"));
  EXPECT_THAT(error_, HasSubstr("--page_token next"));
  EXPECT_EQ(Run({"list", "--filter=wrong"}), kUsage);
  EXPECT_THAT(error_, HasSubstr("position 1"));
}

TEST_F(CommandsTest, ShowsTheStatusOfStoreAndQuery) {
  EXPECT_EQ(Run({"status", "--digest"}), kGood);
  EXPECT_THAT(out_, HasSubstr("2 behind"));
  EXPECT_THAT(out_, HasSubstr("content digest: 01ab\n"));
  EXPECT_THAT(out_, HasSubstr("the changelog is kept from 7 on"));
  EXPECT_THAT(out_, HasSubstr("ctgov   NEVER_RUN"));
  EXPECT_EQ(Run({"status", "--digest", "-o", "json"}), kGood);
  EXPECT_THAT(out_, HasSubstr("\"contentDigest\":\"01ab\"}\n"));
}

TEST_F(CommandsTest, SaysWhichServiceIsOutOfReach) {
  EXPECT_EQ(Run({"status"}, "unix:/nowhere/s"), kUnreachable);
  EXPECT_THAT(out_, HasSubstr("out of reach"));
  EXPECT_THAT(error_, HasSubstr("--store"));
  EXPECT_EQ(Run({"runs"}, "unix:/nowhere/s"), kUnreachable);
}

TEST_F(CommandsTest, CrawlsAndTellsWhetherTheRunIsComplete) {
  EXPECT_EQ(Run({"crawl", "ctgov", "--full"}), kGood);
  EXPECT_THAT(out_, HasSubstr("ctgov/1  SUCCEEDED"));
  EXPECT_EQ(Run({"crawl", "sources/ctgov"}), kNegative);
  EXPECT_THAT(out_, HasSubstr("INCOMPLETE"));
}

TEST_F(CommandsTest, ShowsDriftsAndAcceptsThem) {
  EXPECT_EQ(Run({"drifts"}), kGood);
  EXPECT_THAT(out_, HasSubstr("study/title"));
  EXPECT_EQ(Run({"drifts", "chictr"}), kGood);
  EXPECT_THAT(out_, testing::Not(HasSubstr("study/title")));
  EXPECT_EQ(Run({"accept-fields", "ctgov"}), kGood);
  EXPECT_THAT(out_, HasSubstr("ctgov"));
}

TEST_F(CommandsTest, ListsRunsOfOneSourceOrAll) {
  EXPECT_EQ(Run({"runs", "ctgov"}), kGood);
  EXPECT_THAT(out_, HasSubstr("ctgov/1 "));
  for (const auto& [typed, name] :
       {std::pair("ctgov", "sources/ctgov/runs/1"), std::pair("ctgov/7", "sources/ctgov/runs/7"),
        std::pair("sources/ctgov/runs/8", "sources/ctgov/runs/8")}) {
    EXPECT_EQ(Run({"run", typed, "-o", "json"}), kGood);
    EXPECT_THAT(out_, HasSubstr(name));
  }
  EXPECT_EQ(Run({"runs", "-o", "json"}), kGood);
  EXPECT_THAT(out_, HasSubstr("\"name\":\"sources/-/runs/1\""));
}

TEST_F(CommandsTest, ListsTheIdentifiersOfATextWithoutAService) {
  const std::string text = folder_ + "/text", aliases = folder_ + "/aliases.csv";
  std::ofstream(text) << "see NCT 06431152\nand EUCTR2021-000037-14-ES, NCT05000001\n";
  std::ofstream(aliases) << "current,obsolete\nNCT06431152,NCT05000001\n";
  EXPECT_EQ(Run({"ids", text, "-o", "csv", "--aliases", aliases}, "unix:/nowhere/s"), kGood);
  EXPECT_EQ(out_,
            "LINE,COLUMN,IDENTIFIER,SCHEME,PRINTED,CURRENT,REPAIR\n"
            "1,5,NCT06431152,ctgov,NCT 06431152,,label or blanks after the prefix removed\n"
            "2,5,EUCTR2021-000037-14,eudract,EUCTR2021-000037-14-ES,,\n"
            "2,29,NCT05000001,ctgov,NCT05000001,NCT06431152,\n");
  EXPECT_EQ(Run({"ids", text, "-ojson"}), kGood);
  EXPECT_THAT(out_, HasSubstr("{\"identifier\":\"EUCTR2021-000037-14\",\"scheme\":\"eudract\",\"printed\":"
                              "\"EUCTR2021-000037-14-ES\",\"line\":2,\"column\":5,\"offset\":21,\"length\":22,"
                              "\"country\":\"ES\"}\n"));
  EXPECT_EQ(Run({"ids", text}), kGood);
  EXPECT_THAT(out_, HasSubstr("IDENTIFIER"));
  std::ofstream(text) << "nothing here";
  EXPECT_EQ(Run({"ids", text}), kNegative);
  EXPECT_EQ(Run({"ids", folder_ + "/absent"}), kUsage);
  EXPECT_THAT(error_, HasSubstr("cannot read"));
  EXPECT_EQ(Run({"ids", text, "--aliases", folder_ + "/absent"}), kUsage);
  EXPECT_EQ(Run({"ids", text, "--aliases", text}), kUsage);
  EXPECT_THAT(error_, HasSubstr("header row"));
  unlink(text.c_str());
  unlink(aliases.c_str());
}

}  // namespace
}  // namespace trialweave::query
