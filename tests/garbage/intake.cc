#include "tests/garbage/intake.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>
#include <variant>

#include "absl/strings/string_view.h"
#include "normalizer/document_normalizer.h"

namespace trialweave::tests {
namespace {

const normalizer::DocumentNormalizer& Normalizer() {
  static const auto* const normalizer =
      new normalizer::DocumentNormalizer(normalizer::Vocabulary::Embedded(), normalizer::ParseLimits());
  return *normalizer;
}

Taken Normalized(v1::RecordDocument document) {
  Taken taken;
  normalizer::NormalizeResult result = Normalizer().Normalize(document);
  if (const auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
    taken.reason = cause->reason();
    taken.message = cause->message();
  } else {
    const auto& record = std::get<v1::NormalizedRecord>(result);
    if (record.has_registration()) {
      taken.registration_id = record.registration().registration_id();
      taken.notes = {record.registration().notes().begin(), record.registration().notes().end()};
    } else {
      taken.registration_id = record.has_notice() ? record.notice().name() : record.publication().name();
    }
  }
  taken.document = std::move(document);
  return taken;
}

}  // namespace

std::vector<Taken> TakeIn(crawler::ByteSource* bytes, const crawler::ContainerLimits& limits) {
  std::vector<Taken> taken;
  (void)crawler::SplitContainer(bytes, "file_drop", limits, {}, [&taken](v1::RecordDocument document) {
    taken.push_back(Normalized(std::move(document)));
    return absl::OkStatus();
  });
  return taken;
}

std::vector<Taken> TakeIn(std::string_view bytes) {
  crawler::StringSource source(absl::string_view(bytes.data(), bytes.size()));
  return TakeIn(&source);
}

std::vector<std::string> Outcomes(const std::vector<Taken>& taken) {
  constexpr std::string_view kPrefix = "DEAD_LETTER_REASON_";
  std::vector<std::string> outcomes;
  for (const Taken& one : taken) {
    outcomes.push_back(one.reason == v1::DEAD_LETTER_REASON_UNSPECIFIED
                           ? one.registration_id
                           : v1::DeadLetterReason_Name(one.reason).substr(kPrefix.size()));
  }
  return outcomes;
}

RepeatingSource::RepeatingSource(std::string before, std::string unit, uint64_t size, std::string after)
    : before_(std::move(before)), unit_bytes_(unit.size()), after_(std::move(after)), size_(size) {
  // Copied in large pieces.
  while (units_.size() < 64 * 1024) units_ += unit;
}

absl::StatusOr<size_t> RepeatingSource::Read(char* buffer, size_t size) {
  const uint64_t middle = before_.size(), end = middle + size_;
  size_t filled = 0;
  while (filled < size) {
    std::string_view piece;
    if (position_ < middle) {
      piece = std::string_view(before_).substr(position_);
    } else if (position_ < end) {
      piece = std::string_view(units_).substr((position_ - middle) % unit_bytes_);
      piece = piece.substr(0, end - position_);
    } else {
      piece = std::string_view(after_).substr(std::min<uint64_t>(position_ - end, after_.size()));
    }
    const size_t n = std::min(size - filled, piece.size());
    if (n == 0) break;
    std::memcpy(buffer + filled, piece.data(), n);
    filled += n;
    position_ += n;
  }
  return filled;
}

uint64_t PeakResident() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    uint64_t kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

}  // namespace trialweave::tests
