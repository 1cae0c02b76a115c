#ifndef TRIALWEAVE_QUERY_CLI_ID_SCANNER_H_
#define TRIALWEAVE_QUERY_CLI_ID_SCANNER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/registry_id.h"

namespace trialweave::query {

// An identifier, and where it stands in the whole text.
struct ScannedId {
  // Its offset counts from the start of the text.
  common::RegistryId id;
  std::string printed;
  // From 1; columns count characters.
  uint64_t line = 1;
  uint64_t column = 1;
};

// IdScanner finds the registry identifiers of a text of any size, piece by piece, in bounded memory.
class IdScanner {
 public:
  explicit IdScanner(std::function<void(const ScannedId&)> found) : found_(std::move(found)) {}

  void Feed(std::string_view bytes);
  // The text ends here.
  void Finish() { Scan(/*last=*/true); }

 private:
  void Scan(bool last);
  // Moves line and column on to `pos` of the window.
  void CountTo(size_t pos);

  const std::function<void(const ScannedId&)> found_;
  // What is being looked at: first what has been looked at before, as the left neighbours of the rest.
  std::string window_;
  size_t seen_ = 0;
  // Of the window's start in the text.
  uint64_t offset_ = 0;
  // Where `counted_` of the window stands.
  size_t counted_ = 0;
  uint64_t line_ = 1;
  uint64_t column_ = 1;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_ID_SCANNER_H_
