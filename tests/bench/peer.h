#ifndef TRIALWEAVE_TESTS_BENCH_PEER_H_
#define TRIALWEAVE_TESTS_BENCH_PEER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trialweave::tests {

// What a peer stores of a registration: 15 columns that people filter by or search in, and the document.
struct PeerRecord {
  std::string id;
  std::string registry;
  std::string title;
  std::string official_title;
  std::string summary;
  std::string status;
  std::string study_type;
  std::string phase;
  std::string sponsor;
  // Joined by "; ".
  std::string conditions;
  std::string interventions;
  std::string countries;
  std::string chinese_title;
  // yyyy-mm-dd or empty.
  std::string registered;
  std::string started;
  int64_t enrollment = 0;
  // JSON.
  std::string document;
};

// What a peer is asked, as people and dashboards ask a registry.
enum class Question {
  // The document of an identifier; its bytes.
  kPoint,
  // Suspended studies of phase 4 in Japan; how many.
  kRareFilter,
  // Recruiting studies of 1,000 participants and more, the first 50 by identifier; how many of those.
  kFilteredPage,
  // The ten best for a text; how many.
  kRanked,
  // All that a text finds, by status; how many of those that recruit.
  kRankedFacet,
  // All by status; how many of those that recruit.
  kFacetAll,
  // The ten best for a Chinese text; how many.
  kChinese,
};

// Peer is what a user would keep registrations in instead: one table or key space, durable at every batch's end, but
// for Xapian.
class Peer {
 public:
  // Records of one transaction, as in a group of the store's under load.
  static constexpr size_t kBatch = 256;

  virtual ~Peer() = default;
  virtual std::string Name() const = 0;
  // False when it fails; says why on standard error.
  virtual bool Load(const std::vector<PeerRecord>& records) = 0;
  // After the last record: what is left to write goes to disk.
  virtual bool Finish() = 0;
  // Bytes.
  virtual uint64_t DiskUse() = 0;
  // `text` is the identifier or the text that is asked for: words, "phrases in quotes", OR. nullopt: it cannot.
  virtual std::optional<int64_t> Ask(Question question, const std::string& text) = 0;
};

// Each works in `folder`, which is empty. Null, with the reason on standard error, when it cannot be had.
std::unique_ptr<Peer> MakeRocksDbPeer(const std::string& folder);
std::unique_ptr<Peer> MakeSqlitePeer(const std::string& folder);
std::unique_ptr<Peer> MakeXapianPeer(const std::string& folder);
// A server of its own on a Unix socket in `folder`, with the defaults but shared_buffers of 1 GB.
std::unique_ptr<Peer> MakePostgresPeer(const std::string& folder);

// Bytes of all files below.
uint64_t FolderBytes(const std::string& folder);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_BENCH_PEER_H_
