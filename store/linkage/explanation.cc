#include "store/linkage/explanation.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/registry_id.h"
#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/linkage/decision_rows.h"
#include "store/linkage/match_field_text.h"
#include "store/linkage/matcher.h"
#include "store/linkage/partner_rows.h"
#include "store/linkage/trial_linker.h"
#include "store/reading/sequence.h"

namespace trialweave::store {
namespace {

constexpr char kTrials[] = "trials/";
constexpr size_t kNearMisses = 20;

// What the store has of one of the two.
struct Side {
  std::string id;
  bool present = false;
  storage::v1::StoredEdges edges;
  std::string trial;
  v1::MembershipChanged membership;
  std::optional<MatchRecord> match;
  v1::Registration head;
};

absl::StatusOr<v1::MembershipChanged> ReadTrial(const Reader& reader, const std::string& trial) {
  v1::MembershipChanged membership;
  absl::StatusOr<bool> found =
      reader.Read(Family::kTrials, std::string(absl::StripPrefix(trial, kTrials)), &membership);
  if (!found.ok()) return found.status();
  if (!*found) return NotFoundError("trial", trial);
  return membership;
}

absl::StatusOr<Side> ReadSide(const Reader& reader, const std::string& id) {
  Side side;
  side.id = id;
  absl::StatusOr<bool> present = reader.Read(Family::kIdentifiers, EncodeForwardEdges(id), &side.edges);
  if (!present.ok()) return present.status();
  side.present = *present;
  if (!side.present) return side;
  absl::StatusOr<std::string> trial = TrialOf(reader, id);
  if (!trial.ok()) return trial.status();
  side.trial = *std::move(trial);
  absl::StatusOr<v1::MembershipChanged> membership = ReadTrial(reader, side.trial);
  if (!membership.ok()) return membership.status();
  side.membership = *std::move(membership);
  absl::StatusOr<MatchRecord> match = ReadMatchRecord(reader, id);
  if (!match.ok() && match.status().code() != absl::StatusCode::kNotFound) return match.status();
  if (match.ok()) side.match = *std::move(match);
  storage::v1::StoredRegistration stored;
  absl::StatusOr<bool> known = reader.Read(Family::kRegistrations, id, &stored);
  if (!known.ok()) return known.status();
  absl::StatusOr<v1::Registration> head = ReadHead(reader, id, stored.head_revision());
  if (!head.ok()) return head.status();
  side.head = *std::move(head);
  return side;
}

const storage::v1::StoredEdge* Statement(const Side& side, const std::string& target) {
  for (const storage::v1::StoredEdge& edge : side.edges.edges()) {
    if (edge.target() == target) return &edge;
  }
  return nullptr;
}

class PairExplainer {
 public:
  PairExplainer(const Reader& reader, const MatchModel& model) : reader_(reader), model_(model) {}

  absl::StatusOr<v1::PairExplanation> Run(const std::string& first, const std::string& second) {
    absl::StatusOr<Side> a = ReadSide(reader_, std::min(first, second));
    if (!a.ok()) return a.status();
    absl::StatusOr<Side> b = ReadSide(reader_, std::max(first, second));
    if (!b.ok()) return b.status();
    a_ = *std::move(a);
    b_ = *std::move(b);
    pair_.set_registration_a(a_.id);
    pair_.set_registration_b(b_.id);
    pair_.set_same_trial(a_.present && b_.present && a_.trial == b_.trial);
    pair_.set_model_version(model_.version());
    if (absl::Status status = AddDecision(); !status.ok()) return status;
    AddPresence();
    AddStatements();
    if (pair_.same_trial()) AddLink();
    AddScore();
    if (absl::Status status = pair_.same_trial() ? absl::OkStatus() : AddObstacles(); !status.ok()) return status;
    return std::move(pair_);
  }

 private:
  template <typename... Parts>
  void Reason(const Parts&... parts) {
    pair_.add_reasons(absl::StrCat(parts...));
  }

  absl::Status AddDecision() {
    absl::StatusOr<std::optional<v1::Decision>> decision = FindDecision(reader_, a_.id, b_.id);
    if (!decision.ok()) return decision.status();
    if (!decision->has_value()) return absl::OkStatus();
    const char* says = "that nobody can tell whether they are one trial";
    if ((*decision)->verdict() == v1::DECISION_VERDICT_SAME) says = "that they are one trial";
    if ((*decision)->verdict() == v1::DECISION_VERDICT_DIFFERENT) says = "that they are two trials";
    Reason((*decision)->author(), " decided ", says, ": ", (*decision)->reason());
    *pair_.mutable_decision() = **std::move(decision);
    return absl::OkStatus();
  }

  void AddPresence() {
    for (const Side* side : {&a_, &b_}) {
      if (!side->present) Reason(side->id, " is not in the store");
    }
  }

  void AddStatements() {
    const storage::v1::StoredEdge *ab = Statement(a_, b_.id), *ba = Statement(b_, a_.id);
    if (ab != nullptr && ba != nullptr) {
      Reason("each states the other's identifier");
    } else if (ab != nullptr) {
      Reason(a_.id, " states the identifier of ", b_.id, " (as printed: ", ab->printed(), ")");
    } else if (ba != nullptr) {
      Reason(b_.id, " states the identifier of ", a_.id, " (as printed: ", ba->printed(), ")");
    }
    for (const storage::v1::StoredEdge& edge : a_.edges.edges()) {
      if (edge.target() != b_.id && Statement(b_, edge.target()) != nullptr) Reason("both state ", edge.target());
    }
  }

  void AddLink() {
    for (const v1::Link& link : a_.membership.links()) {
      if (link.registration_a() == a_.id && link.registration_b() == b_.id) *pair_.mutable_link() = link;
    }
    if (!pair_.has_link()) Reason("they are one trial by way of its other registrations");
  }

  void AddScore() {
    if (!a_.match.has_value() || !b_.match.has_value()) return;
    const Comparison comparison = model_.Compare(*a_.match, *b_.match);
    pair_.set_prior(model_.prior());
    pair_.set_log_odds(model_.LogOdds(comparison));
    pair_.set_probability(ProbabilityOf(pair_.log_odds()));
    pair_.set_threshold(model_.threshold());
    for (const MatchModel::Part& part : model_.Explain(comparison)) {
      v1::FieldWeight* weight = pair_.add_weights();
      weight->set_field(std::string(FieldName(part.field)));
      weight->set_agreement(std::string(LevelName(part.field, part.level)));
      weight->set_weight(part.weight);
      weight->set_value_a(MatchFieldText(part.field, a_.head));
      weight->set_value_b(MatchFieldText(part.field, b_.head));
    }
    Reason(absl::StrFormat("compared field by field, the probability is %.3f", pair_.probability()),
           pair_.log_odds() >= pair_.threshold() ? ": enough for one trial" : ": too little for one trial");
  }

  // Why they are two trials although something speaks for one.
  absl::Status AddObstacles() {
    if (!a_.present || !b_.present) return absl::OkStatus();
    if (a_.edges.scheme() == b_.edges.scheme()) {
      Reason("both are entries of ", a_.edges.scheme(), ": a registry registers a trial once");
    }
    AddContradiction(a_, b_);
    AddContradiction(b_, a_);
    AddTaken(a_, b_);
    AddTaken(b_, a_);
    if (absl::Status status = AddRivals(a_, b_); !status.ok()) return status;
    return AddRivals(b_, a_);
  }

  void AddContradiction(const Side& own, const Side& other) {
    if (Statement(own, other.id) != nullptr) return;
    for (const storage::v1::StoredEdge& edge : own.edges.edges()) {
      if (!edge.alias() && edge.scheme() == other.edges.scheme()) {
        Reason(own.id, " states ", edge.target(), ", another entry of the registry of ", other.id);
      }
    }
  }

  void AddTaken(const Side& own, const Side& other) {
    for (const std::string& member : own.membership.registration_ids()) {
      if (member != own.id && common::SchemeOf(member) == other.edges.scheme()) {
        Reason("the trial of ", own.id, " has ", member, " of the registry of ", other.id);
      }
    }
  }

  absl::Status AddRivals(const Side& own, const Side& other) {
    if (pair_.log_odds() < model_.threshold()) return absl::OkStatus();
    absl::StatusOr<storage::v1::StoredPartners> partners = ReadPartners(reader_, own.id);
    if (!partners.ok()) return partners.status();
    for (const storage::v1::StoredPartner& rival : partners->partners()) {
      if (rival.registration_id() == other.id || rival.log_odds() < pair_.log_odds() - model_.rival_margin()) continue;
      if (common::SchemeOf(rival.registration_id()) != other.edges.scheme()) continue;
      Reason(rival.registration_id(), " fits ", own.id, " about as well as ", other.id, " does");
    }
    return absl::OkStatus();
  }

  const Reader& reader_;
  const MatchModel& model_;
  Side a_;
  Side b_;
  v1::PairExplanation pair_;
};

// The trial that a name, or a registration's identifier in its place, stands for.
absl::StatusOr<std::string> ResolveTrial(const Reader& reader, const std::string& name) {
  if (!absl::StartsWith(name, kTrials)) return InvalidFieldError("name", "must be trials/{trial}");
  const std::string id = name.substr(sizeof(kTrials) - 1);
  std::string founder = id;
  if (const std::optional<common::RegistryId> parsed = common::ParseRegistryId(id)) founder = parsed->value;
  storage::v1::StoredName stored;
  absl::StatusOr<bool> found = reader.Read(Family::kNames, id, &stored);
  if (!found.ok()) return found.status();
  if (*found) founder = stored.registration_id();
  absl::StatusOr<std::string> trial = TrialOf(reader, founder);
  if (!trial.ok()) return trial.status();
  if (trial->empty()) return NotFoundError("trial", name);
  return trial;
}

// Pairs of a member with a registration outside, the likest first.
absl::StatusOr<std::vector<ScoredLink>> NearMisses(const Reader& reader, const v1::MembershipChanged& trial) {
  const std::set<std::string> members(trial.registration_ids().begin(), trial.registration_ids().end());
  std::vector<ScoredLink> misses;
  for (const std::string& member : members) {
    absl::StatusOr<storage::v1::StoredPartners> partners = ReadPartners(reader, member);
    if (!partners.ok()) return partners.status();
    for (const storage::v1::StoredPartner& partner : partners->partners()) {
      if (members.count(partner.registration_id()) > 0) continue;
      misses.push_back({member, partner.registration_id(), partner.log_odds()});
    }
  }
  std::sort(misses.begin(), misses.end(), [](const ScoredLink& x, const ScoredLink& y) {
    return std::tie(y.log_odds, x.a, x.b) < std::tie(x.log_odds, y.a, y.b);
  });
  misses.resize(std::min(misses.size(), kNearMisses));
  return misses;
}

absl::StatusOr<v1::StoreServiceExplainTrialResponse> ExplainTwo(const Reader& reader, const MatchModel& model,
                                                                const v1::StoreServiceExplainTrialRequest& request) {
  absl::StatusOr<std::string> a = RequestedId("registration_a", request.registration_a());
  if (!a.ok()) return a.status();
  absl::StatusOr<std::string> b = RequestedId("registration_b", request.registration_b());
  if (!b.ok()) return b.status();
  if (*a == *b) return InvalidFieldError("registration_b", "must be another one than registration_a");
  absl::StatusOr<v1::PairExplanation> pair = ExplainPair(reader, model, *a, *b);
  if (!pair.ok()) return pair.status();
  v1::StoreServiceExplainTrialResponse response;
  absl::StatusOr<std::string> trial = TrialOf(reader, *a);
  if (!trial.ok()) return trial.status();
  if (pair->same_trial()) response.set_trial(*std::move(trial));
  response.add_registration_ids(std::min(*a, *b));
  response.add_registration_ids(std::max(*a, *b));
  *response.add_pairs() = *std::move(pair);
  return response;
}

absl::StatusOr<v1::StoreServiceExplainTrialResponse> ExplainOne(const Reader& reader, const MatchModel& model,
                                                                const std::string& name) {
  absl::StatusOr<std::string> trial = ResolveTrial(reader, name);
  if (!trial.ok()) return trial.status();
  absl::StatusOr<v1::MembershipChanged> membership = ReadTrial(reader, *trial);
  if (!membership.ok()) return membership.status();
  v1::StoreServiceExplainTrialResponse response;
  response.set_trial(*trial);
  *response.mutable_registration_ids() = membership->registration_ids();
  std::set<std::pair<std::string, std::string>> linked;
  for (const v1::Link& link : membership->links()) linked.emplace(link.registration_a(), link.registration_b());
  for (const auto& [a, b] : linked) {
    absl::StatusOr<v1::PairExplanation> pair = ExplainPair(reader, model, a, b);
    if (!pair.ok()) return pair.status();
    *response.add_pairs() = *std::move(pair);
  }
  absl::StatusOr<std::vector<ScoredLink>> misses = NearMisses(reader, *membership);
  if (!misses.ok()) return misses.status();
  for (const ScoredLink& miss : *misses) {
    absl::StatusOr<v1::PairExplanation> pair = ExplainPair(reader, model, miss.a, miss.b);
    if (!pair.ok()) return pair.status();
    *response.add_near_misses() = *std::move(pair);
  }
  return response;
}

}  // namespace

absl::StatusOr<v1::PairExplanation> ExplainPair(const Reader& reader, const MatchModel& model, const std::string& a,
                                                const std::string& b) {
  return PairExplainer(reader, model).Run(a, b);
}

absl::StatusOr<v1::StoreServiceExplainTrialResponse> ExplainTrial(const Reader& reader, const MatchModel& model,
                                                                  const v1::StoreServiceExplainTrialRequest& request) {
  const bool two = !request.registration_a().empty() || !request.registration_b().empty();
  absl::StatusOr<v1::StoreServiceExplainTrialResponse> response =
      two ? ExplainTwo(reader, model, request) : ExplainOne(reader, model, request.name());
  if (!response.ok()) return response;
  absl::StatusOr<uint64_t> sequence = NewestSequence(reader);
  if (!sequence.ok()) return sequence.status();
  response->set_sequence(*sequence);
  return response;
}

}  // namespace trialweave::store
