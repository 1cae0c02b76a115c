#include "store/verification/past_check.h"

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "store/compression/stored_dictionary.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/reading/sequence.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::store {
namespace {

constexpr size_t kDigestSize = 32;

struct PastState {
  ObservationKey chain;
  std::string content_digest;
  uint64_t until_sequence = 0;
};

// 'S' text text text text digest number
absl::StatusOr<PastState> DecodePastState(std::string_view key) {
  KeyReader reader(key);
  reader.Tag('S');
  PastState past;
  past.chain.registration_id = reader.Text();
  past.chain.source = reader.Text();
  past.chain.format = reader.Text();
  past.chain.country_part = reader.Text();
  past.content_digest = reader.Bytes(kDigestSize);
  past.until_sequence = reader.Number();
  if (absl::Status status = reader.Finish("past"); !status.ok()) return status;
  return past;
}

struct PastName {
  std::string name;
  uint64_t until_sequence = 0;
};

// 'T' or 'M', text number
absl::StatusOr<PastName> DecodePastName(char tag, std::string_view key) {
  KeyReader reader(key);
  reader.Tag(tag);
  PastName past;
  past.name = reader.Text();
  past.until_sequence = reader.Number();
  if (absl::Status status = reader.Finish("past"); !status.ok()) return status;
  return past;
}

class PastCheck {
 public:
  PastCheck(const Reader& reader, uint64_t newest, VerifyReport& report)
      : reader_(reader), newest_(newest), report_(report) {}

  void Observations() {
    report_.Begin("what was known of observations");
    storage::v1::StoredObservation observation;
    ForEach(reader_, Family::kPast, "O", &observation, report_, [&](std::string_view key) {
      const absl::StatusOr<PastObservationKey> at = DecodePastObservation(key);
      if (!report_.Readable(at.status(), "an earlier observation")) return;
      const ObservationPosition& position = at->position;
      const std::string name = absl::StrCat("past/", position.key.registration_id);
      CheckUntil(name, at->until_sequence);
      if (observation.sequence() >= at->until_sequence) {
        Differs(name, absl::StrCat("it held until ", at->until_sequence, " and was not known before ",
                                   observation.sequence()));
      }
      CheckState(name, position.key, position.content_digest);
    });
    ForEach(reader_, Family::kObservations, "", &observation, report_, [&](std::string_view key) {
      const absl::StatusOr<ObservationPosition> at = DecodeObservation(key);
      // Said already, when the chains were looked at.
      if (!at.ok() || (observation.sequence() <= newest_ && observation.since_sequence() <= newest_)) return;
      report_.Violation("SEQUENCE_DIFFERS", at->key.registration_id,
                        absl::StrCat("an observation became known at ",
                                     std::max(observation.sequence(), observation.since_sequence()),
                                     ", the newest sequence is ", newest_, ": history does not show it"));
    });
  }

  void States() {
    report_.Begin("what was known of states");
    storage::v1::StoredState past;
    ForEach(reader_, Family::kPast, "S", &past, report_, [&](std::string_view key) {
      const absl::StatusOr<PastState> at = DecodePastState(key);
      if (!report_.Readable(at.status(), "an earlier state")) return;
      const ObservationKey& chain = at->chain;
      const std::string name = absl::StrCat("past/", chain.registration_id);
      CheckUntil(name, at->until_sequence);
      report_.Readable(OpenFrame(reader_, past.registration_frame()).status(), name);
      storage::v1::StoredState now;
      if (!MustRead(reader_, Family::kStates, EncodeState(chain, at->content_digest), &now, report_, "PAST_DIFFERS",
                    name, "what it was before is there, and what it is is not")) {
        return;
      }
      if (now.since_sequence() < at->until_sequence) {
        Differs(name, absl::StrCat("it had another record until ", at->until_sequence, ", and the one it has since ",
                                   now.since_sequence()));
      }
    });
  }

  void Trials() {
    report_.Begin("what was known of trials");
    v1::MembershipChanged trial;
    ForEach(reader_, Family::kPast, "T", &trial, report_, [&](std::string_view key) {
      const absl::StatusOr<PastName> at = DecodePastName('T', key);
      if (!report_.Readable(at.status(), "an earlier trial")) return;
      const std::string name = absl::StrCat("past/trials/", at->name);
      CheckUntil(name, at->until_sequence);
      if (trial.registration_ids().empty()) Differs(name, "it had no registrations");
      if (!Has(reader_, Family::kNames, at->name, report_, name)) Differs(name, "its name does not resolve");
    });
    storage::v1::StoredMembership membership;
    ForEach(reader_, Family::kPast, "M", &membership, report_, [&](std::string_view key) {
      const absl::StatusOr<PastName> at = DecodePastName('M', key);
      if (!report_.Readable(at.status(), "an earlier membership")) return;
      const std::string name = absl::StrCat("past/", at->name);
      CheckUntil(name, at->until_sequence);
      if (!Has(reader_, Family::kRegistrations, at->name, report_, name)) Differs(name, "it is not there itself");
      if (!Has(reader_, Family::kNames, membership.trial(), report_, name)) {
        Differs(name, absl::StrCat("it belonged to trials/", membership.trial(), ", which does not resolve"));
      }
    });
  }

  void Heads() {
    report_.Begin("sequences of heads");
    storage::v1::StoredHead head;
    std::string id;
    uint64_t revision = 0, sequence = 0;
    ForEach(reader_, Family::kHeads, "", &head, report_, [&](std::string_view key) {
      const absl::StatusOr<HeadKey> at = DecodeHead(key);
      if (!report_.Readable(at.status(), "a head")) return;
      if (at->registration_id != id) {
        id = at->registration_id;
        revision = sequence = 0;
      }
      if (at->revision != revision + 1) {
        report_.Violation("HEAD_MISSING", id, absl::StrCat("its head revision ", revision + 1, " is not there"));
      }
      // Heads of an older release have none.
      if (head.sequence() > newest_ || (sequence > 0 && head.sequence() <= sequence)) {
        report_.Violation("SEQUENCE_DIFFERS", id,
                          absl::StrCat("its head revision ", at->revision, " came at ", head.sequence(),
                                       ", the one before at ", sequence, ", the newest sequence is ", newest_));
      }
      revision = at->revision;
      sequence = head.sequence();
    });
  }

 private:
  void CheckUntil(const std::string& name, uint64_t until) {
    if (until > 0 && until <= newest_) return;
    Differs(name, absl::StrCat("it held until ", until, ", the newest sequence is ", newest_));
  }
  void CheckState(const std::string& name, const ObservationKey& key, const std::string& content) {
    if (Has(reader_, Family::kStates, EncodeState(key, content), report_, name)) return;
    Differs(name, "the record of its content is not there");
  }
  void Differs(const std::string& name, const std::string& why) {
    report_.Violation("PAST_DIFFERS", name, why + ": reads of what was known then are wrong or fail");
  }

  const Reader& reader_;
  const uint64_t newest_;
  VerifyReport& report_;
};

}  // namespace

void CheckPast(const Reader& reader, VerifyReport& report) {
  const absl::StatusOr<uint64_t> newest = NewestSequence(reader);
  if (!report.Readable(newest.status(), "the newest entry of the changelog")) return;
  PastCheck check(reader, *newest, report);
  check.Observations();
  check.States();
  check.Trials();
  check.Heads();
}

}  // namespace trialweave::store
