#include "store/literature/literature_reader.h"

#include <utility>

#include "common/timestamps.h"
#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/literature/record_names.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredChain;
using ::trialweave::storage::v1::StoredSpan;

template <typename Record>
absl::StatusOr<LiteratureInput<Record>> ReadInput(const Reader& reader, const std::string& key,
                                                  const std::string& record_name, const StoredChain& chain,
                                                  const StoredSpan& span) {
  LiteratureInput<Record> input{key, chain.source(), chain.format(), common::FromTimestamp(span.first_observed_at())};
  absl::StatusOr<storage::v1::StoredState> state =
      ReadState(reader, {record_name, chain.source(), chain.format(), chain.country_part()}, span.content_digest());
  if (!state.ok()) return state.status();
  if (absl::Status status = ReadFrame(reader, state->registration_frame(), &input.record); !status.ok()) return status;
  return input;
}

// The newest state of a chain. When the database has deleted its entry, what it was before.
absl::StatusOr<PublicationInput> ReadPublicationInput(const Reader& reader, const std::string& entry,
                                                      const StoredChain& chain) {
  const std::string record_name = PublicationRecordName(entry);
  absl::StatusOr<PublicationInput> newest =
      ReadInput<v1::Publication>(reader, entry, record_name, chain, *chain.spans().rbegin());
  if (!newest.ok() || !newest->record.deleted()) return newest;
  newest->deleted = true;
  for (auto span = chain.spans().rbegin() + 1; span != chain.spans().rend(); ++span) {
    absl::StatusOr<PublicationInput> before = ReadInput<v1::Publication>(reader, entry, record_name, chain, *span);
    if (!before.ok()) return before;
    if (before->record.deleted()) continue;
    before->deleted = true;
    before->observed_at = newest->observed_at;
    return before;
  }
  return newest;
}

}  // namespace

absl::StatusOr<std::vector<PublicationInput>> ReadEntryInputs(const Reader& reader, const std::string& entry,
                                                              const storage::v1::StoredPublicationEntry& stored) {
  std::vector<PublicationInput> inputs;
  for (const StoredChain& chain : stored.chains()) {
    absl::StatusOr<PublicationInput> input = ReadPublicationInput(reader, entry, chain);
    if (!input.ok()) return input.status();
    inputs.push_back(*std::move(input));
  }
  SortByTrust(&inputs);
  return inputs;
}

absl::StatusOr<std::vector<NoticeInput>> ReadNoticeInputs(const Reader& reader, const std::string& key,
                                                          const storage::v1::StoredNotice& stored) {
  std::vector<NoticeInput> inputs;
  for (const StoredChain& chain : stored.chains()) {
    absl::StatusOr<NoticeInput> input =
        ReadInput<v1::RegulatoryNotice>(reader, key, NoticeRecordName(key), chain, *chain.spans().rbegin());
    if (!input.ok()) return input.status();
    inputs.push_back(*std::move(input));
  }
  SortByTrust(&inputs);
  return inputs;
}

absl::StatusOr<v1::PublicationChanged> ReadPublication(const Reader& reader, const storage::v1::LiteratureRef& ref) {
  storage::v1::StoredPublicationHead head;
  absl::StatusOr<bool> found =
      reader.Read(Family::kPublications, EncodePublicationHead(ref.name(), ref.revision()), &head);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("a publication", ref.name());
  v1::PublicationChanged change;
  change.set_rederived(ref.rederived());
  v1::Publication* publication = change.mutable_publication();
  if (!head.publication_frame().empty()) {
    if (absl::Status status = ReadFrame(reader, head.publication_frame(), publication); !status.ok()) return status;
  }
  publication->set_name(PublicationRecordName(ref.name()));
  publication->set_revision(ref.revision());
  if (!head.merged_into().empty()) change.set_merged_into(PublicationRecordName(head.merged_into()));
  return change;
}

absl::StatusOr<v1::NoticeChanged> ReadNotice(const Reader& reader, const storage::v1::LiteratureRef& ref) {
  storage::v1::StoredNoticeHead head;
  absl::StatusOr<bool> found = reader.Read(Family::kNotices, EncodeNoticeHead(ref.name(), ref.revision()), &head);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("a notice", ref.name());
  v1::NoticeChanged change;
  change.set_rederived(ref.rederived());
  v1::RegulatoryNotice* notice = change.mutable_notice();
  if (absl::Status status = ReadFrame(reader, head.notice_frame(), notice); !status.ok()) return status;
  notice->set_name(NoticeRecordName(ref.name()));
  notice->set_revision(ref.revision());
  return change;
}

}  // namespace trialweave::store
