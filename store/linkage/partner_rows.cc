#include "store/linkage/partner_rows.h"

#include <map>
#include <utility>
#include <vector>

#include "store/errors.h"
#include "store/format/linkage_keys.h"
#include "store/linkage/matcher.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredPartner;
using ::trialweave::storage::v1::StoredPartners;

std::map<std::string, double> ByIdentifier(const StoredPartners& stored) {
  std::map<std::string, double> partners;
  for (const StoredPartner& partner : stored.partners())
    partners.emplace(partner.registration_id(), partner.log_odds());
  return partners;
}

void WritePartners(const std::string& id, const std::map<std::string, double>& partners, const std::string& version,
                   Transaction& transaction) {
  if (partners.empty()) return transaction.Delete(Family::kLinkage, EncodePartners(id));
  StoredPartners stored;
  for (const auto& [other, log_odds] : partners) {
    StoredPartner* partner = stored.add_partners();
    partner->set_registration_id(other);
    partner->set_log_odds(log_odds);
  }
  stored.set_model_version(version);
  transaction.Write(Family::kLinkage, EncodePartners(id), stored);
}

// Says in the row of `other` how much `id` is like it; nothing for not at all.
absl::Status UpdateOther(const std::string& other, const std::string& id, const double* log_odds,
                         const std::string& version, Transaction& transaction) {
  absl::StatusOr<StoredPartners> stored = ReadPartners(transaction, other);
  if (!stored.ok()) return stored.status();
  std::map<std::string, double> partners = ByIdentifier(*stored);
  if (log_odds == nullptr) {
    partners.erase(id);
  } else {
    partners[id] = *log_odds;
  }
  WritePartners(other, partners, version, transaction);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StoredPartners> ReadPartners(const Reader& reader, const std::string& id) {
  StoredPartners partners;
  absl::StatusOr<bool> found = reader.Read(Family::kLinkage, EncodePartners(id), &partners);
  if (!found.ok()) return found.status();
  return partners;
}

absl::StatusOr<MatchRecord> ReadMatchRecord(const Reader& reader, const std::string& id) {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kLinkage, EncodeMatchRecordKey(id));
  if (!value.ok()) return value.status();
  if (!value->has_value()) return NotFoundError("registration", id);
  absl::StatusOr<std::string_view> bytes = Unwrap(Family::kLinkage, **value);
  if (!bytes.ok()) return bytes.status();
  return DecodeMatchRecord(*bytes);
}

absl::StatusOr<bool> UpdatePartners(MatchRecord record, bool again, WriteContext& context) {
  Transaction& transaction = context.transaction();
  Matcher& matcher = *context.matcher();
  const std::string id(record.id());
  const std::string key = EncodeMatchRecordKey(id);
  const std::string value = Wrap(Family::kLinkage, EncodeMatchRecord(record));
  absl::StatusOr<std::optional<std::string>> known = transaction.Get(Family::kLinkage, key);
  if (!known.ok()) return known.status();
  const bool says_the_same = known->has_value() && **known == value;
  if (says_the_same && !again) return false;
  if (!says_the_same) transaction.Put(Family::kLinkage, key, value);
  std::map<std::string, double> before;
  if (known->has_value()) {
    absl::StatusOr<StoredPartners> stored = ReadPartners(transaction, id);
    if (!stored.ok()) return stored.status();
    before = ByIdentifier(*stored);
  }
  const std::map<std::string, double> now = matcher.Put(std::move(record));
  if (now == before) return false;
  const std::string& version = matcher.model().version();
  WritePartners(id, now, version, transaction);
  for (const auto& [other, log_odds] : now) {
    const auto known_before = before.find(other);
    if (known_before != before.end() && known_before->second == log_odds) continue;
    if (absl::Status status = UpdateOther(other, id, &log_odds, version, transaction); !status.ok()) return status;
  }
  for (const auto& [other, log_odds] : before) {
    if (now.count(other) > 0) continue;
    if (absl::Status status = UpdateOther(other, id, nullptr, version, transaction); !status.ok()) return status;
  }
  return true;
}

}  // namespace trialweave::store
