#include "query/export/export_reader.h"

#include <utility>

#include "common/status.h"
#include "query/serialized_field.h"

namespace trialweave::query {
namespace {

// Large enough for the cost of a page, small enough for its memory.
constexpr int kPageSize = 500;

absl::Status ReadMaskWithoutJson() {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "READ_MASK_INVALID",
                           "read_mask: only NDJSON has the fields of a trial; CSV and RIS have their own");
}

absl::Status ExportTooSlow() {
  return common::MakeError(
      absl::StatusCode::kAborted, "EXPORT_TOO_SLOW",
      "the snapshot of this export is no longer kept: the view was rebuilt, or too little was read "
      "within snapshot_horizon_seconds; begin again, read faster, or export less with a filter");
}

}  // namespace

absl::StatusOr<std::unique_ptr<ExportReader>> ExportReader::Create(const v1::ExportTrialsRequest& request,
                                                                   ReadPage read_page) {
  auto writer = MakeTrialWriter(request.format());
  if (!writer.ok()) return writer.status();
  auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  const bool json = request.format() == v1::EXPORT_FORMAT_UNSPECIFIED || request.format() == v1::EXPORT_FORMAT_NDJSON;
  if (!json && !mask->all()) return ReadMaskWithoutJson();
  return std::unique_ptr<ExportReader>(
      new ExportReader(request, *std::move(mask), *std::move(writer), std::move(read_page)));
}

ExportReader::ExportReader(const v1::ExportTrialsRequest& request, ReadMask mask, std::unique_ptr<TrialWriter> writer,
                           ReadPage read_page)
    : mask_(std::move(mask)), writer_(std::move(writer)), read_page_(std::move(read_page)) {
  request_.set_filter(request.filter());
  request_.set_page_size(kPageSize);
  *request_.mutable_options() = request.options();
}

absl::StatusOr<bool> ExportReader::Next(v1::ExportTrialsResponse* response) {
  response->Clear();
  const bool first = !started_;
  if (first) {
    started_ = true;
    if (absl::Status status = TurnPage(response); !status.ok()) return status;
    response->set_content_type(writer_->content_type());
    writer_->Begin(&data_);
  }
  while (data_.size() - taken_ < kChunkBytes) {
    if (at_ < trials_.size()) {
      Write(trials_[at_++]);
      ++trials_written_;
      continue;
    }
    if (last_page_) break;
    if (absl::Status status = TurnPage(nullptr); !status.ok()) return status;
  }
  if (data_.empty() && !first) return false;
  Take(response);
  return true;
}

void ExportReader::Write(const std::string& serialized) {
  if (mask_.all()) return writer_->Write(serialized, &data_);
  v1::Trial trial;
  trial.ParseFromString(serialized);
  mask_.Apply(&trial);
  writer_->Write(trial.SerializeAsString(), &data_);
}

absl::Status ExportReader::TurnPage(v1::ExportTrialsResponse* response) {
  trials_.clear();
  at_ = 0;
  v1::ListTrialsResponse page;
  const absl::Status status = read_page_(request_, &page);
  if (common::ErrorReason(status) == "PAGE_TOKEN_EXPIRED") return ExportTooSlow();
  if (!status.ok()) return status;
  request_.set_page_token(page.next_page_token());
  last_page_ = request_.page_token().empty();
  for (const v1::Trial& trial : page.trials()) trials_.push_back(trial.SerializeAsString());
  TakeSerialized(v1::ListTrialsResponse::kTrialsFieldNumber, &page, &trials_);
  if (response == nullptr) return absl::OkStatus();
  response->mutable_freshness()->Swap(page.mutable_freshness());
  total_size_ = page.total_size();
  request_.mutable_options()->clear_coverage();
  return absl::OkStatus();
}

void ExportReader::Take(v1::ExportTrialsResponse* response) {
  const bool whole = data_.size() - taken_ <= kMaxChunkBytes;
  response->set_total_size(total_size_);
  // The record that is cut is the last one.
  response->set_trials_written(whole ? trials_written_ : trials_written_ - 1);
  if (whole && taken_ == 0) {
    response->mutable_data()->swap(data_);
    data_.clear();
    return;
  }
  response->set_data(data_.substr(taken_, kMaxChunkBytes));
  taken_ += response->data().size();
  if (taken_ < data_.size()) return;
  data_.clear();
  taken_ = 0;
}

}  // namespace trialweave::query
