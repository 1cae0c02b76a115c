#include "store/literature/literature_merge.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "common/timestamps.h"
#include "store/literature/field_merge.h"

namespace trialweave::store {
namespace {

int RankOf(const PublicationInput& input) {
  if (input.source == "pubmed") return input.format == "pubmed_xml" ? 10 : 15;
  if (input.source == "embase") return 20;
  return input.source == "report" ? 40 : 30;
}

int RankOf(const NoticeInput& input) {
  const auto names = [&](std::string_view kind) { return input.format.find(kind) != std::string::npos; };
  // What people keep of notices.
  if (names("table")) return 40;
  if (names("rss") || names("feed")) return 30;
  return names("list") ? 20 : 10;
}

template <typename Input>
void Sort(std::vector<Input>* inputs) {
  std::sort(inputs->begin(), inputs->end(), [](const Input& a, const Input& b) {
    const auto rest = [](const Input& input) { return std::tie(input.key, input.source, input.format); };
    if (RankOf(a) != RankOf(b)) return RankOf(a) < RankOf(b);
    if (a.observed_at != b.observed_at) return a.observed_at > b.observed_at;
    return rest(a) < rest(b);
  });
}

template <typename Record>
Record Merge(std::vector<LiteratureInput<Record>> inputs, const FieldMergeRules& rules) {
  Sort(&inputs);
  std::vector<const google::protobuf::Message*> records;
  absl::Time newest = absl::InfinitePast();
  for (LiteratureInput<Record>& input : inputs) {
    for (v1::DocumentRef& document : *input.record.mutable_documents()) {
      *document.mutable_observed_at() = common::ToTimestamp(input.observed_at);
    }
    newest = std::max(newest, input.observed_at);
    records.push_back(&input.record);
  }
  Record merged;
  MergeFields(records, rules, &merged);
  *merged.mutable_observed_at() = common::ToTimestamp(newest);
  return merged;
}

}  // namespace

void SortByTrust(std::vector<PublicationInput>* inputs) { Sort(inputs); }
void SortByTrust(std::vector<NoticeInput>* inputs) { Sort(inputs); }

v1::Publication MergePublication(std::vector<PublicationInput> inputs) {
  static const auto* const rules = new FieldMergeRules{
      {"accessions", "trial_ids", "publication_types", "serial_numbers", "languages", "keywords", "notes"},
      {"abstracts", "titles"},
      "ev_facts"};
  const bool deleted =
      std::any_of(inputs.begin(), inputs.end(), [](const PublicationInput& input) { return input.deleted; });
  v1::Publication merged = Merge(std::move(inputs), *rules);
  merged.set_deleted(deleted);
  return merged;
}

v1::RegulatoryNotice MergeNotice(std::vector<NoticeInput> inputs) {
  static const auto* const rules = new FieldMergeRules{
      {"companies", "mentioned_ids", "reference_numbers", "products", "notes"}, {"bodies", "titles"}, "ev_facts"};
  return Merge(std::move(inputs), *rules);
}

}  // namespace trialweave::store
