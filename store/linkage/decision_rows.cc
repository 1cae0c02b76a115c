#include "store/linkage/decision_rows.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "store/errors.h"
#include "store/format/key_encoding.h"
#include "store/format/linkage_keys.h"

namespace trialweave::store {
namespace {

constexpr char kDecisions[] = "decisions/";

absl::StatusOr<uint64_t> NumberFrom(std::string_view value) {
  absl::StatusOr<std::string_view> bytes = Unwrap(Family::kLinkage, value);
  if (!bytes.ok()) return bytes.status();
  KeyReader reader(*bytes);
  const uint64_t number = reader.Number();
  if (absl::Status status = reader.Finish("linkage"); !status.ok()) return status;
  return number;
}

}  // namespace

absl::StatusOr<std::string> RequestedId(std::string_view field, const std::string& text) {
  std::optional<common::RegistryId> id = common::ParseRegistryId(text);
  if (!id.has_value()) return InvalidFieldError(field, absl::StrCat("\"", text, "\" is no registry's identifier"));
  return std::move(id->value);
}

std::string DecisionName(uint64_t number) { return absl::StrCat(kDecisions, number); }

absl::StatusOr<uint64_t> ParseDecisionName(const std::string& name) {
  uint64_t number = 0;
  if (!absl::StartsWith(name, kDecisions) || !absl::SimpleAtoi(name.substr(sizeof(kDecisions) - 1), &number) ||
      DecisionName(number) != name) {
    return InvalidFieldError("name", "must be decisions/{number}");
  }
  return number;
}

absl::StatusOr<v1::Decision> ReadDecision(const Reader& reader, uint64_t number) {
  v1::Decision decision;
  absl::StatusOr<bool> found = reader.Read(Family::kLinkage, EncodeDecision(number), &decision);
  if (!found.ok()) return found.status();
  if (!*found) return NotFoundError("decision", DecisionName(number));
  return decision;
}

absl::StatusOr<std::vector<v1::Decision>> ReadDecisionsOf(const Reader& reader, const std::string& registration_id) {
  std::vector<v1::Decision> decisions;
  const std::string prefix = DecidedPairsPrefix(registration_id);
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kLinkage);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<uint64_t> number = NumberFrom(cursor->value());
    if (!number.ok()) return number.status();
    absl::StatusOr<v1::Decision> decision = ReadDecision(reader, *number);
    if (!decision.ok()) return decision.status();
    decisions.push_back(*std::move(decision));
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return decisions;
}

absl::StatusOr<std::optional<v1::Decision>> FindDecision(const Reader& reader, const std::string& a,
                                                         const std::string& b) {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kLinkage, EncodeDecidedPair(a, b));
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  absl::StatusOr<uint64_t> number = NumberFrom(**value);
  if (!number.ok()) return number.status();
  absl::StatusOr<v1::Decision> decision = ReadDecision(reader, *number);
  if (!decision.ok()) return decision.status();
  return *std::move(decision);
}

void WriteDecision(const v1::Decision& decision, uint64_t number, Transaction& transaction) {
  transaction.Write(Family::kLinkage, EncodeDecision(number), decision);
}

void HoldDecision(const v1::Decision& decision, uint64_t number, Transaction& transaction) {
  const std::string value = Wrap(Family::kLinkage, KeyWriter().Number(number).Take());
  const std::string &a = decision.registration_a(), &b = decision.registration_b();
  transaction.Put(Family::kLinkage, EncodeDecidedPair(a, b), value);
  transaction.Put(Family::kLinkage, EncodeDecidedPair(b, a), value);
}

void DropDecision(const v1::Decision& decision, Transaction& transaction) {
  const std::string &a = decision.registration_a(), &b = decision.registration_b();
  transaction.Delete(Family::kLinkage, EncodeDecidedPair(a, b));
  transaction.Delete(Family::kLinkage, EncodeDecidedPair(b, a));
}

}  // namespace trialweave::store
