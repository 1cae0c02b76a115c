#include "store/linkage/matcher.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "store/format/linkage_keys.h"

namespace trialweave::store {
namespace {

constexpr size_t kPartsShown = 4;
// Records between two questions whether to go on.
constexpr size_t kLoadStep = 1024;

}  // namespace

Matcher::Matcher(const MatchModel* model) : model_(model), index_(&model->frequencies()) {}

absl::Status Matcher::Load(const Reader& reader, absl::FunctionRef<bool()> go_on, Remake remake) {
  const std::string prefix = MatchRecordsPrefix();
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kLinkage);
  size_t read = 0;
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    const absl::StatusOr<std::string_view> bytes = Unwrap(Family::kLinkage, cursor->value());
    absl::StatusOr<MatchRecord> record = bytes.ok() ? DecodeMatchRecord(*bytes) : bytes.status();
    if (!record.ok()) record = remake(cursor->key(), record.status());
    if (!record.ok()) return record.status();
    index_.Add(*std::move(record));
    if (++read % kLoadStep == 0 && !go_on()) return absl::CancelledError("not to be loaded any more");
  }
  return cursor->status();
}

std::map<std::string, double> Matcher::Put(MatchRecord record) {
  Undo undo{std::string(record.id()), std::nullopt};
  if (const std::optional<uint32_t> number = index_.NumberOf(record.id())) undo.before = index_.at(*number);
  std::map<std::string, double> partners;
  for (const uint32_t number : index_.Find(record)) {
    const MatchRecord& other = index_.at(number);
    const double log_odds = model_->LogOdds(model_->Compare(record, other));
    if (log_odds >= model_->threshold() - kReviewMargin) partners.emplace(other.id(), log_odds);
  }
  index_.Add(std::move(record));
  undo_.push_back(std::move(undo));
  return partners;
}

std::string Matcher::EvidenceOf(const std::string& a, const std::string& b) const {
  const std::optional<uint32_t> first = index_.NumberOf(a), second = index_.NumberOf(b);
  if (!first.has_value() || !second.has_value()) return "";
  return EvidenceText(*model_, model_->Compare(index_.at(*first), index_.at(*second)), kPartsShown);
}

void Matcher::UndoTo(size_t size) {
  while (undo_.size() > size) {
    Undo& undo = undo_.back();
    if (const std::optional<uint32_t> number = index_.NumberOf(undo.id)) index_.Remove(*number);
    if (undo.before.has_value()) index_.Add(*std::move(undo.before));
    undo_.pop_back();
  }
}

std::string EvidenceText(const MatchModel& model, const Comparison& comparison, size_t parts) {
  std::string text;
  for (const MatchModel::Part& part : model.Explain(comparison)) {
    if (parts == 0) break;
    if (part.weight <= 0) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", std::string(FieldName(part.field)), " ",
                    std::string(LevelName(part.field, part.level)));
    --parts;
  }
  return text;
}

}  // namespace trialweave::store
