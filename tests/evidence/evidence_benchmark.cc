// What reading EV facts costs beside parsing the same documents, in scope and out of it:
//   bazel run --config=opt //tests/evidence:evidence_benchmark -- IN_SCOPE OUT_OF_SCOPE
// Files are containers that `normalize` takes. Prints "key: value" lines; microseconds are one core's, per record.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "normalizer/container_normalizer.h"
#include "normalizer/document_normalizer.h"
#include "normalizer/evidence/ev_extractor.h"

namespace trialweave::normalizer {
namespace {

constexpr double kSecondsEach = 2;

// Microseconds per call of `visit` on each item, over at least kSecondsEach.
template <typename Items, typename Visit>
double Microseconds(const Items& items, const Visit& visit) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  size_t calls = 0;
  std::chrono::duration<double> spent{};
  do {
    for (const auto& item : items) visit(item);
    calls += items.size();
    spent = Clock::now() - begin;
  } while (spent.count() < kSecondsEach);
  return spent.count() * 1e6 / static_cast<double>(calls);
}

void Measure(const std::string& name, const std::string& path) {
  const auto vocabulary = Vocabulary::Embedded();
  const DocumentNormalizer normalizer(vocabulary, ParseLimits());
  const ContainerNormalizer containers(&normalizer);
  std::vector<v1::RecordDocument> documents;
  std::vector<v1::Registration> records;
  size_t bytes = 0;
  const absl::Status read = containers.File(path, [&](const ContainerDocument& document) {
    const auto* record = std::get_if<v1::NormalizedRecord>(&document.result);
    if (record == nullptr || !record->has_registration()) return absl::OkStatus();
    documents.push_back(document.document);
    records.push_back(record->registration());
    records.back().clear_ev_facts();
    bytes += document.document.content().size();
    return absl::OkStatus();
  });
  if (!read.ok() || records.empty()) {
    std::cerr << path << ": no records\n";
    return;
  }
  const EvExtractor extractor(vocabulary->evidence_terms());
  size_t in_scope = 0;
  for (const v1::Registration& record : records) in_scope += extractor.Extract(record).has_value() ? 1 : 0;
  const double facts = Microseconds(records, [&](const v1::Registration& record) { extractor.Extract(record); });
  const double all =
      Microseconds(documents, [&](const v1::RecordDocument& document) { normalizer.Normalize(document); });
  std::printf("%s_records: %zu\n%s_with_facts: %zu\n%s_bytes_per_record: %.0f\n", name.c_str(), records.size(),
              name.c_str(), in_scope, name.c_str(), static_cast<double>(bytes) / static_cast<double>(records.size()));
  std::printf("%s_facts_us: %.1f\n%s_parse_us: %.1f\n%s_facts_share_of_parse: %.3f\n", name.c_str(), facts,
              name.c_str(), all - facts, name.c_str(), facts / (all - facts));
}

}  // namespace
}  // namespace trialweave::normalizer

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: evidence_benchmark IN_SCOPE OUT_OF_SCOPE\n";
    return 2;
  }
  trialweave::normalizer::Measure("in_scope", argv[1]);
  trialweave::normalizer::Measure("others", argv[2]);
  return 0;
}
