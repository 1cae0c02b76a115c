#include "store/drift/drift_rules.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace trialweave::store {
namespace {

// Wilson's lower bound of a share, three standard deviations.
double LowerShare(uint64_t with, uint64_t of) {
  if (of == 0) return 0;
  constexpr double kZ = 3;
  const double n = static_cast<double>(of), p = static_cast<double>(with) / n;
  const double centre = p + kZ * kZ / (2 * n);
  const double margin = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  return std::max(0.0, (centre - margin) / (1 + kZ * kZ / n));
}

// That a field of this share is in none of `documents`.
double ChanceOfNone(double share, uint64_t documents) { return std::pow(1 - share, static_cast<double>(documents)); }

// How often a path is there, of whatever type. Where one document has it as two types, it may count twice: never
// more than there are documents.
std::map<std::string, uint64_t> Paths(const FieldCounts& counts) {
  std::map<std::string, uint64_t> paths;
  for (const auto& [field, count] : counts.fields) paths[field.first] += count;
  for (auto& [path, count] : paths) count = std::min(count, counts.documents);
  return paths;
}

uint64_t CountOf(const std::map<std::string, uint64_t>& paths, const std::string& path) {
  const auto found = paths.find(path);
  return found == paths.end() ? 0 : found->second;
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

class DriftFinder {
 public:
  DriftFinder(const std::string& format, const FieldCounts& accepted, const FieldCounts& run)
      : format_(format), accepted_(accepted), run_(run), before_(Paths(accepted)), now_(Paths(run)) {}

  std::vector<v1::FieldDrift> Run() {
    if (accepted_.documents < kMinDocuments || run_.documents < kMinDocuments) return {};
    for (const auto& [path, count] : before_) Disappeared(path, count);
    for (const auto& [path, count] : now_) Appeared(path, count);
    for (const auto& [field, count] : run_.fields) TypeChanged(field, count);
    std::sort(drifts_.begin(), drifts_.end(),
              [](const v1::FieldDrift& a, const v1::FieldDrift& b) { return a.path() < b.path(); });
    return std::move(drifts_);
  }

 private:
  // The field above has come or gone as well.
  bool Follows(const std::string& path, const std::map<std::string, uint64_t>& there,
               const std::map<std::string, uint64_t>& absent) const {
    const std::string parent = ParentOf(path);
    return !parent.empty() && there.count(parent) > 0 && absent.count(parent) == 0;
  }

  void Disappeared(const std::string& path, uint64_t count) {
    if (now_.count(path) > 0 || Follows(path, before_, now_)) return;
    const double share = LowerShare(count, accepted_.documents);
    if (share < kCommon || ChanceOfNone(share, run_.documents) >= kChance) return;
    Add(path, v1::FIELD_DRIFT_KIND_DISAPPEARED, "");
  }

  void Appeared(const std::string& path, uint64_t count) {
    if (before_.count(path) > 0 || Follows(path, now_, before_) || count < kMinDocuments) return;
    if (ChanceOfNone(LowerShare(count, run_.documents), accepted_.documents) >= kChance) return;
    Add(path, v1::FIELD_DRIFT_KIND_APPEARED, "");
  }

  void TypeChanged(const TypedField& field, uint64_t count) {
    const uint64_t before = CountOf(before_, field.first);
    if (before == 0 || accepted_.fields.count(field) > 0 || count < kMinDocuments) return;
    if (ChanceOfNone(LowerShare(count, CountOf(now_, field.first)), before) >= kChance) return;
    Add(field.first, v1::FIELD_DRIFT_KIND_TYPE_CHANGED, ", now " + v1::ValueType_Name(field.second).substr(11));
  }

  void Add(const std::string& path, v1::FieldDriftKind kind, const std::string& more) {
    v1::FieldDrift drift;
    drift.set_format(format_);
    drift.set_path(path);
    drift.set_kind(kind);
    drift.set_detail("in " + std::to_string(CountOf(before_, path)) + " of " + std::to_string(accepted_.documents) +
                     " accepted documents, in " + std::to_string(CountOf(now_, path)) + " of " +
                     std::to_string(run_.documents) + " now" + more);
    drifts_.push_back(std::move(drift));
  }

  const std::string& format_;
  const FieldCounts& accepted_;
  const FieldCounts& run_;
  const std::map<std::string, uint64_t> before_;
  const std::map<std::string, uint64_t> now_;
  std::vector<v1::FieldDrift> drifts_;
};

}  // namespace

std::vector<v1::FieldDrift> FindDrifts(const std::string& format, const FieldCounts& accepted, const FieldCounts& run) {
  return DriftFinder(format, accepted, run).Run();
}

}  // namespace trialweave::store
