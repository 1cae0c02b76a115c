#include "normalizer/formats/printed_identifier.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {

std::optional<OwnIdentifier> ReadOwnIdentifier(std::string_view text) {
  if (std::optional<common::RegistryId> id = common::ParseRegistryId(text)) return OwnIdentifier{*std::move(id), false};
  std::vector<common::RegistryId> found = common::FindRegistryIds(text);
  if (found.size() != 1 || found[0].offset != 0) return std::nullopt;
  return OwnIdentifier{std::move(found[0]), true};
}

v1::Identifier MakeIdentifier(const common::RegistryId& id, std::string_view printed, std::string_view type) {
  v1::Identifier identifier;
  identifier.set_printed(std::string(printed));
  identifier.set_type(std::string(type));
  identifier.set_scheme(id.scheme);
  identifier.set_value(id.value);
  identifier.set_repair(id.repair);
  return identifier;
}

std::vector<v1::Identifier> ReadIdentifiers(std::string_view text, std::string_view type) {
  std::optional<common::RegistryId> id = common::ParseRegistryId(text);
  // "EudraCT Number" beside "202000172266": the type is the label that the number lacks.
  if (!id.has_value() && !type.empty()) {
    std::string label(type);
    std::replace(label.begin(), label.end(), '_', ' ');
    id = common::ParseRegistryId(label + ": " + std::string(text));
  }
  if (id.has_value()) return {MakeIdentifier(*id, text, type)};
  std::vector<v1::Identifier> identifiers;
  for (const common::RegistryId& found : common::FindRegistryIds(text)) {
    identifiers.push_back(MakeIdentifier(found, text, type));
  }
  if (identifiers.empty()) identifiers.push_back(MakeIdentifier(common::RegistryId(), text, type));
  return identifiers;
}

bool ReplaceObsolete(const common::RegistryAliases* aliases, v1::Identifier* identifier) {
  const std::string* current = aliases == nullptr ? nullptr : aliases->CurrentOf(identifier->value());
  if (current == nullptr) return false;
  identifier->set_repair(absl::StrCat(identifier->repair(), identifier->repair().empty() ? "" : "; ",
                                      "obsolete identifier ", identifier->value(), " replaced"));
  identifier->set_value(*current);
  return true;
}

}  // namespace trialweave::normalizer
