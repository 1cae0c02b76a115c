#ifndef TRIALWEAVE_STORE_HISTORY_TESTING_RANDOM_STORE_H_
#define TRIALWEAVE_STORE_HISTORY_TESTING_RANDOM_STORE_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "store/testing/store_fixture.h"

namespace trialweave::store {

// RandomStore is a store to which everything happens that changes what it says, step by step and reproducibly by its
// seed: documents of several sources in any order of their times, which state each other's identifiers, complete
// snapshots, archived documents derived again with other contents, notes and identifiers, and reopening.
class RandomStore {
 public:
  RandomStore(const std::string& name, uint32_t seed, StoreFixtureOptions options = {});

  // One change, or a group of them.
  void Step();
  StoreFixture& fixture() { return fixture_; }
  const std::vector<std::string>& ids() const { return ids_; }
  // Seconds since 1970, before, among or after those of the observations.
  int AnyTime() { return static_cast<int>(random_() % 5500); }
  // Whether each kind of step came.
  bool DidEverything() const { return sent_ > 0 && snapshots_ > 0 && rederived_ > 0; }

 private:
  size_t Below(size_t bound) { return random_() % bound; }
  // A document's bytes say which words it has and what it states: "{id word =other}".
  v1::CommitRequest AnyDocument(int observed, bool of_portal);
  // What the parser of today makes of it.
  void Parse(v1::CommitRequest* request) const;
  void Send();
  void Snapshot();
  void Rederive();

  StoreFixture fixture_;
  std::mt19937 random_;
  const std::vector<std::string> ids_;
  std::string run_;
  uint64_t ordinal_ = 0;
  int parser_ = 0;
  int sent_ = 0, snapshots_ = 0, rederived_ = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_TESTING_RANDOM_STORE_H_
