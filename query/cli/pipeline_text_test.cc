#include "query/cli/pipeline_text.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

v1::Run ARun() {
  v1::Run run;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(name: "sources/file_drop/runs/7"
           state: RUN_STATE_SUCCEEDED
           start_time { seconds: 1700000000 }
           end_time { seconds: 1700000083 }
           declared: 5
           delivered: 6
           distinct: 5
           counts { created: 3 unchanged: 2 dead_lettered: 1 })pb",
      &run));
  return run;
}

TEST(PipelineText, ShowsARunWithItsLedger) {
  EXPECT_THAT(RunsTable({ARun()}).rows[0],
              testing::ElementsAre("file_drop/7", "SUCCEEDED", "2023-11-14 22:13:20Z", "1m23s", "5", "6", "3", "0", "2",
                                   "1", "0", "0", "yes", ""));
  EXPECT_EQ(SummarizeRun(ARun()), "6 delivered: 3 created, 2 unchanged, 1 dead-lettered");
}

TEST(PipelineText, ShowsARunByFormat) {
  v1::Run run;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(counts_by_format {
             source: "file_drop"
             counts { dead_lettered: 2 }
             fragments: 2
           }
           counts_by_format {
             source: "ictrp"
             format: "ictrp_csv"
             counts { created: 3 updated: 1 unchanged: 4 dead_lettered: 1 }
           })pb",
      &run));
  EXPECT_THAT(FormatsTable(run).rows,
              testing::ElementsAre(testing::ElementsAre("file_drop", "-", "2", "0", "0", "0", "2", "2"),
                                   testing::ElementsAre("ictrp", "ictrp_csv", "9", "3", "1", "4", "1", "0")));
}

TEST(PipelineText, SeesALedgerThatDoesNotBalance) {
  v1::Run run = ARun();
  EXPECT_TRUE(IsBalanced(run));
  run.set_declared(6);
  EXPECT_FALSE(IsBalanced(run));
  run.mutable_counts()->set_missing(1);
  EXPECT_TRUE(IsBalanced(run));
  run.set_delivered(7);
  EXPECT_FALSE(IsBalanced(run));
  EXPECT_EQ(RunsTable({run}).rows[0][12], "NO");
}

TEST(PipelineText, ShowsSourcesAndDeadLetters) {
  v1::SourceState source;
  source.set_name("sources/ctgov");
  source.set_health(v1::SOURCE_HEALTH_HEALTHY);
  source.set_registrations(128);
  EXPECT_THAT(SourcesTable({source}, {{7, 2}}).rows[0],
              testing::ElementsAre("ctgov", "HEALTHY", "", "", "128", "7", "2", "0", ""));
  EXPECT_EQ(SourcesTable({source}, {}).rows[0][5], "-");
  v1::DeadLetter letter;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(name: "deadLetters/abc"
           source: "chictr"
           container { origin: "x.xml" }
           container_ordinal: 4
           container_offset: 100
           cause { reason: DEAD_LETTER_REASON_TRUNCATED message: "ends early" offset: 20 }
           kept_size: 33
           delivery_count: 2)pb",
      &letter));
  EXPECT_THAT(DeadLettersTable({letter}).rows[0],
              testing::ElementsAre("abc", "chictr", "TRUNCATED", "x.xml", "4", "120", "33", "2", "ends early"));
}

}  // namespace
}  // namespace trialweave::query
