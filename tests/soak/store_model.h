#ifndef TRIALWEAVE_TESTS_SOAK_STORE_MODEL_H_
#define TRIALWEAVE_TESTS_SOAK_STORE_MODEL_H_

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace trialweave::tests {

// What a document says, in the terms of the model.
struct ModelDocument {
  std::string id;
  // Title, and with `states` all of its content.
  std::string words;
  // The other registry's registration of the same number that it states; empty for none.
  std::string states;
  // Seconds since 1970.
  int observed = 0;
  // Of the portal, or of the primary registry's own service.
  bool of_portal = false;
  // Sets the container apart from the one that another delivery of the same content came in.
  std::string container;
  // It cannot be read.
  bool broken = false;
};

// What the model says of a registration.
struct ModelRegistration {
  std::string title;
  std::set<std::string> states;
  // By set: since when, and whether two snapshots in a row lack it.
  std::map<std::string, std::pair<int, bool>> absences;

  bool operator==(const ModelRegistration&) const = default;
};

struct ModelCounts {
  uint64_t registrations = 0;
  uint64_t trials = 0;
  uint64_t revisions = 0;
  uint64_t sightings = 0;
  uint64_t dead_letters = 0;
  uint64_t absent = 0;
  uint64_t withdrawn = 0;

  bool operator==(const ModelCounts&) const = default;
};

enum class ModelVerdict { kSame, kDifferent, kUnsure };

// What a person said of two registrations, the first of them before the second; `name` is the store's.
struct ModelDecision {
  ModelVerdict verdict = ModelVerdict::kUnsure;
  std::string name;
};
using ModelPair = std::pair<std::string, std::string>;

// StoreModel is what a store should hold, plainly: everything that was observed, in memory, from which each answer is
// computed anew. It knows nothing of revisions, indexes, batches or disks. Copying it is a backup.
class StoreModel {
 public:
  // By content digest, which the store orders observations of one time by.
  void Deliver(const ModelDocument& document, const std::string& digest);
  // The registrations of a complete snapshot.
  void Record(const std::string& set, int observed, const std::set<std::string>& members);

  // Whether a decision may be taken beside the others, which must not say otherwise by way of third ones.
  bool MayDecide(const ModelPair& pair, ModelVerdict verdict) const;
  // It takes the place of the one on the same two.
  void Decide(const ModelPair& pair, ModelDecision decision) { decisions_[pair] = std::move(decision); }
  void Revoke(const ModelPair& pair) { decisions_.erase(pair); }
  const std::map<ModelPair, ModelDecision>& decisions() const { return decisions_; }

  std::vector<std::string> Ids() const;
  ModelRegistration Registration(const std::string& id) const;
  // Registrations of each trial, sorted, by each of them.
  std::map<std::string, std::vector<std::string>> Trials() const;
  // (content digest, first time) of each revision of a chain, oldest first.
  std::vector<std::pair<std::string, int>> Chain(const std::string& id, bool of_portal) const;
  ModelCounts Counts() const;

 private:
  struct ChainKey {
    std::string id;
    bool of_portal;
    auto operator<=>(const ChainKey&) const = default;
  };
  struct Content {
    std::string words;
    std::string states;
  };
  using Observations = std::map<std::pair<int, std::string>, Content>;

  using Groups = std::vector<std::set<std::string>>;

  bool Known(const std::string& id) const;
  // What people said is the same, of all identifiers that anybody named; without the decision on `except`.
  Groups DecidedGroups(const ModelPair& except) const;
  // Nobody told one of `a` and one of `b` apart.
  bool MayJoin(const std::set<std::string>& a, const std::set<std::string>& b, const ModelPair& except) const;

  std::map<ChainKey, Observations> chains_;
  // By delivery: whether it is a dead letter that is open.
  std::map<std::string, bool> dead_letters_;
  // Members of each set's snapshots, by time.
  std::map<std::string, std::map<int, std::set<std::string>>> snapshots_;
  // Those that hold.
  std::map<ModelPair, ModelDecision> decisions_;
};

// The other registry's registration of the same number: NCT01029001 and ChiCTR2000029001.
std::string CounterpartOf(const std::string& id);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_SOAK_STORE_MODEL_H_
