#ifndef TRIALWEAVE_TESTS_GARBAGE_INTAKE_H_
#define TRIALWEAVE_TESTS_GARBAGE_INTAKE_H_

#include <string>
#include <string_view>
#include <vector>

#include "crawler/containers/byte_source.h"
#include "crawler/containers/container_splitter.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::tests {

// One document on its way in: what the splitter cut, and what the normalizer made of it.
struct Taken {
  v1::RecordDocument document;
  // UNSPECIFIED: it is a record.
  v1::DeadLetterReason reason = v1::DEAD_LETTER_REASON_UNSPECIFIED;
  std::string message;
  // Of a record; a publication's and a notice's name stands for their identifier.
  std::string registration_id;
  // Of a registration.
  std::vector<std::string> notes;
};

// The way of every byte up to the store, without the network: splitter and normalizer with the services' limits.
std::vector<Taken> TakeIn(crawler::ByteSource* bytes, const crawler::ContainerLimits& limits = {});
std::vector<Taken> TakeIn(std::string_view bytes);

// Reasons of everything that is no record, and ids of everything that is, in order.
std::vector<std::string> Outcomes(const std::vector<Taken>& taken);

// A source of any size that needs no memory: `before`, then `unit` again and again up to `size` bytes, then `after`.
class RepeatingSource : public crawler::ByteSource {
 public:
  RepeatingSource(std::string before, std::string unit, uint64_t size, std::string after);
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;

 private:
  const std::string before_;
  const size_t unit_bytes_;
  std::string units_;
  const std::string after_;
  const uint64_t size_;
  uint64_t position_ = 0;
};

// Peak resident memory of this process so far, bytes (VmHWM of proc(5)).
uint64_t PeakResident();

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_GARBAGE_INTAKE_H_
