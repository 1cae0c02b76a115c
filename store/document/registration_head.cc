#include "store/document/registration_head.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/content_digest.h"
#include "common/sha256.h"
#include "common/timestamps.h"
#include "store/chain/head_merge.h"
#include "store/chain/head_reader.h"
#include "store/format/compressed_frame.h"
#include "store/format/keys.h"
#include "store/history/registration_events.h"
#include "store/linkage/identifier_edges.h"
#include "store/linkage/trial_linker.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredChain;
using ::trialweave::storage::v1::StoredHead;
using ::trialweave::storage::v1::StoredRegistration;
using ::trialweave::storage::v1::StoredSpan;

constexpr size_t kDerivationsBytes = 8;

class HeadChange {
 public:
  HeadChange(const std::string& id, const ObservedRecord* observed, StoredRegistration* registration,
             WriteContext& context)
      : id_(id), observed_(observed), stored_(*registration), context_(context) {}

  absl::Status Run() {
    if (stored_.chains_size() == 1) return SetHeadToState();
    std::vector<HeadInput> inputs;
    for (const StoredChain& chain : stored_.chains()) {
      absl::StatusOr<v1::Registration> registration = ReadNewest(chain);
      if (!registration.ok()) return registration.status();
      inputs.push_back({chain.source(), chain.format(), chain.country_part(),
                        common::FromTimestamp(chain.spans().rbegin()->first_observed_at()), *std::move(registration)});
    }
    const v1::Registration head = MergeHead(std::move(inputs));
    const std::string digest = common::ContentDigest(head);
    if (Stays(digest)) return absl::OkStatus();
    StoredHead stored_head;
    stored_head.set_registration_frame(CompressFrame(head.SerializeAsString()));
    return SetHead(stored_head, digest, head);
  }

 private:
  bool Stays(const std::string& digest) const { return observed_ != nullptr && digest == stored_.head_digest(); }

  absl::StatusOr<v1::Registration> ReadNewest(const StoredChain& chain) {
    absl::StatusOr<storage::v1::StoredState> state =
        ReadState(context_.transaction(), {id_, chain.source(), chain.format(), chain.country_part()},
                  chain.spans().rbegin()->content_digest());
    if (!state.ok()) return state.status();
    derivations_.insert(state->derivation());
    return RegistrationFromFrame(context_.transaction(), state->registration_frame());
  }

  absl::Status SetHeadToState() {
    const StoredChain& chain = stored_.chains(0);
    const StoredSpan& newest = *chain.spans().rbegin();
    if (Stays(newest.content_digest())) return absl::OkStatus();
    StoredHead head;
    storage::v1::StateRef* ref = head.mutable_state();
    ref->set_source(chain.source());
    ref->set_format(chain.format());
    ref->set_country_part(chain.country_part());
    ref->set_content_digest(newest.content_digest());
    *ref->mutable_observed_at() = newest.first_observed_at();
    // When the content is another than before, it is the observed record's.
    if (observed_ != nullptr) derivations_.insert(observed_->derivation);
    if (observed_ != nullptr) return SetHead(head, newest.content_digest(), *observed_->registration);
    absl::StatusOr<v1::Registration> content = ReadNewest(chain);
    if (!content.ok()) return content.status();
    return SetHead(head, newest.content_digest(), *content);
  }

  absl::Status SetHead(StoredHead& head, const std::string& digest, const v1::Registration& content) {
    head.set_derivations(DigestOf(derivations_));
    if (absl::Status status = AddEvents(content, &head); !status.ok()) return status;
    stored_.set_head_digest(digest);
    stored_.set_head_revision(stored_.head_revision() + 1);
    // What snapshots lack stays so until another snapshot has it.
    *head.mutable_absences() = stored_.absences();
    storage::v1::StoredEntry entry;
    storage::v1::HeadRef* change = entry.mutable_head_changed();
    change->set_registration_id(id_);
    change->set_revision(stored_.head_revision());
    change->set_rederived(observed_ == nullptr);
    head.set_sequence(context_.Append(std::move(entry)));
    *head.mutable_commit_time() = common::ToTimestamp(context_.commit_time());
    head.set_rederived(observed_ == nullptr);
    context_.transaction().Write(Family::kHeads, EncodeHead(id_, stored_.head_revision()), head);
    LinkedRegistration linked{
        id_, stored_.registry(), stored_.creation_sequence(), stored_.founding_name(), EdgesOf(content), std::nullopt};
    if (context_.matcher() != nullptr) {
      const bool made = observed_ != nullptr && &content == observed_->registration && observed_->match != nullptr;
      linked.match = made ? *observed_->match : MatchRecordOf(content);
    }
    return LinkRegistration(std::move(linked), context_);
  }

  static std::string DigestOf(const std::set<std::string>& derivations) {
    return common::Sha256(absl::StrJoin(derivations, "\n")).substr(0, kDerivationsBytes);
  }

  // Against the head before. What comes of deriving documents again is no event.
  absl::Status AddEvents(const v1::Registration& content, StoredHead* head) {
    if (observed_ == nullptr || stored_.head_revision() == 0) return absl::OkStatus();
    absl::StatusOr<StoredHead> stored = ReadStoredHead(context_.transaction(), id_, stored_.head_revision());
    if (!stored.ok()) return stored.status();
    absl::StatusOr<v1::Registration> before = ReadHead(context_.transaction(), id_, stored_.head_revision());
    if (!before.ok()) return before.status();
    // Absences stay.
    before->clear_absences();
    const VersionsCompared compared{stored->derivations() == head->derivations(), observed_->new_source};
    for (v1::RegistrationEvent& event : EventsBetween(*before, content, compared)) {
      *head->add_events() = std::move(event);
    }
    return absl::OkStatus();
  }

  const std::string& id_;
  const ObservedRecord* const observed_;
  StoredRegistration& stored_;
  WriteContext& context_;
  // Of the states that the head is made of.
  std::set<std::string> derivations_;
};

}  // namespace

absl::Status ChangeHead(const std::string& registration_id, const ObservedRecord* observed,
                        StoredRegistration* registration, WriteContext& context) {
  return HeadChange(registration_id, observed, registration, context).Run();
}

}  // namespace trialweave::store
