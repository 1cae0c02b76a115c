#include "query/query_metrics.h"

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace trialweave::query {
namespace {

TEST(QueryMetrics, ShowsFiguresAndCounts) {
  const auto registry = QueryMetrics::NewRegistry();
  QueryMetrics metrics(registry);
  ViewFigures figures;
  figures.sequence = 44;
  figures.lag_sequences = 2;
  figures.lag = absl::Milliseconds(1500);
  figures.rebuilds = 1;
  metrics.Show(figures);
  metrics.Show(figures);
  metrics.CountListing(30, 5);
  metrics.CountRefused(common::MakeError(absl::StatusCode::kInvalidArgument, "FILTER_INVALID", "x"));
  metrics.CountRefused(common::MakeError(absl::StatusCode::kNotFound, "TRIAL_NOT_FOUND", "x"));
  const std::string text = prometheus::TextSerializer().Serialize(registry->Collect());
  for (const char* line : {"trialweave_query_sequence 44\n", "trialweave_query_lag_sequences 2\n",
                           "trialweave_query_lag_seconds 1.5\n", "trialweave_query_view_rebuilds_total 1\n",
                           "trialweave_query_trials_examined_total 30\n", "trialweave_query_trials_returned_total 5\n",
                           "trialweave_query_requests_refused_total{reason=\"FILTER_INVALID\"} 1\n"}) {
    EXPECT_THAT(text, testing::HasSubstr(line));
  }
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("TRIAL_NOT_FOUND")));
}

}  // namespace
}  // namespace trialweave::query
