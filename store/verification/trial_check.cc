#include "store/verification/trial_check.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "store/chain/head_reader.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/linkage/identifier_edges.h"

namespace trialweave::store {
namespace {

class TrialsCheck {
 public:
  TrialsCheck(const Reader& reader, VerifyReport& report) : reader_(reader), report_(report) {}

  void Registrations() {
    report_.Begin("registrations");
    storage::v1::StoredRegistration stored;
    ForEach(reader_, Family::kRegistrations, "", &stored, report_, [&](std::string_view key) {
      const std::string id(key);
      ++report_.counts().registrations;
      const auto& absences = stored.absences();
      if (!absences.empty()) ++report_.counts().absent;
      if (std::any_of(absences.begin(), absences.end(), [](const v1::Absence& a) { return a.tombstone(); })) {
        ++report_.counts().withdrawn;
      }
      if (stored.chains().empty()) {
        report_.Violation("CHAIN_DIFFERS", id, "it has no chain: all of its history is lost");
      }
      CheckChainStarts(id, stored);
      CheckHead(id, stored);
      CheckName(stored.founding_name(), id);
      storage::v1::StoredMembership membership;
      MustRead(reader_, Family::kMembership, id, &membership, report_, "MEMBERSHIP_MISSING", id,
               "it belongs to no trial; sending any of its documents again does not mend that, a backup does");
    });
  }

  void Trials() {
    report_.Begin("trials");
    v1::MembershipChanged trial;
    ForEach(reader_, Family::kTrials, "", &trial, report_, [&](std::string_view key) {
      const std::string name(key);
      ++report_.counts().trials;
      if (trial.registration_ids().empty()) {
        report_.Violation("TRIAL_DIFFERS", "trials/" + name, "it has no registrations");
      }
      for (const std::string& id : trial.registration_ids()) {
        storage::v1::StoredMembership membership;
        const absl::StatusOr<bool> found = reader_.Read(Family::kMembership, id, &membership);
        if (!report_.Readable(found.status(), id)) continue;
        if (!*found || membership.trial() != name) {
          report_.Violation("MEMBERSHIP_DIFFERS", id,
                            absl::StrCat("trials/", name, " lists it, its own membership says \"", membership.trial(),
                                         "\": it shows in two trials or in none"));
        }
      }
      if (!Has(reader_, Family::kNames, name, report_, name)) {
        report_.Violation("NAME_MISSING", "trials/" + name, "nothing says who founded it: the name does not resolve");
      }
    });
    report_.Begin("membership");
    storage::v1::StoredMembership membership;
    ForEach(reader_, Family::kMembership, "", &membership, report_, [&](std::string_view key) {
      const std::string id(key);
      v1::MembershipChanged of_trial;
      if (!MustRead(reader_, Family::kTrials, membership.trial(), &of_trial, report_, "TRIAL_MISSING", id,
                    "trials/" + membership.trial() + " is not there: who else belonged to it, and why, is lost")) {
        return;
      }
      const auto& ids = of_trial.registration_ids();
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
        report_.Violation("MEMBERSHIP_DIFFERS", id, "trials/" + membership.trial() + " does not list it");
      }
      if (!Has(reader_, Family::kRegistrations, id, report_, id)) {
        report_.Violation("RECORD_MISSING", id, "a trial lists it and it is not there: its content is lost");
      }
    });
  }

  void Names() {
    report_.Begin("names");
    storage::v1::StoredName stored;
    ForEach(reader_, Family::kNames, "", &stored, report_, [&](std::string_view key) {
      if (!Has(reader_, Family::kRegistrations, stored.registration_id(), report_, stored.registration_id())) {
        report_.Violation("NAME_DANGLES", absl::StrCat("trials/", std::string(key)),
                          stored.registration_id() + ", which founds it, is not there: the name does not resolve");
      }
    });
  }

  void Identifiers() {
    report_.Begin("identifiers");
    storage::v1::StoredEdges edges;
    ForEach(reader_, Family::kIdentifiers, "F", &edges, report_, [&](std::string_view key) {
      const std::string id = IdOf(key);
      for (const storage::v1::StoredEdge& edge : edges.edges()) {
        if (!Has(reader_, Family::kIdentifiers, EncodeReverseEdge(edge.target(), id), report_, id) ||
            !Has(reader_, Family::kIdentifiers, EncodeStated(edge.target()), report_, id)) {
          report_.Violation("EDGE_DIFFERS", id,
                            "it states " + edge.target() +
                                ", and looking from there does not find it: the two may "
                                "become separate trials");
        }
      }
    });
    ForEach(reader_, Family::kIdentifiers, "R", nullptr, report_, [&](std::string_view key) {
      const absl::StatusOr<ReverseEdgeKey> edge = DecodeReverseEdge(key);
      if (!report_.Readable(edge.status(), "an identifier")) return;
      storage::v1::StoredEdges forward;
      const absl::StatusOr<bool> found =
          reader_.Read(Family::kIdentifiers, EncodeForwardEdges(edge->registration_id), &forward);
      if (!report_.Readable(found.status(), edge->registration_id)) return;
      const auto& all = forward.edges();
      if (std::none_of(all.begin(), all.end(),
                       [&](const storage::v1::StoredEdge& e) { return e.target() == edge->target; })) {
        report_.Violation("EDGE_DIFFERS", edge->registration_id,
                          "looking from " + edge->target +
                              " finds it, and it does not state that: the two may become "
                              "one trial");
      }
    });
  }

 private:
  // 'F' text(id)
  static std::string IdOf(std::string_view key) {
    KeyReader reader(key);
    reader.Tag('F');
    return reader.Text();
  }

  // Chains that lost all of their observations are seen from here only.
  void CheckChainStarts(const std::string& id, const storage::v1::StoredRegistration& stored) {
    for (const storage::v1::StoredChain& chain : stored.chains()) {
      const std::string prefix = ObservationPrefix({id, chain.source(), chain.format(), chain.country_part()});
      const std::unique_ptr<Cursor> cursor = reader_.Scan(Family::kObservations);
      cursor->Seek(prefix);
      if (!report_.Readable(cursor->status(), id)) return;
      if (cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix) return;
    }
    if (stored.chains().empty()) return;
    report_.Violation("OBSERVATIONS_MISSING", id,
                      "none of its chains has observations: where and when it was seen is lost");
  }

  void CheckHead(const std::string& id, const storage::v1::StoredRegistration& stored) {
    const absl::StatusOr<storage::v1::StoredHead> head = ReadStoredHead(reader_, id, stored.head_revision());
    absl::StatusOr<v1::Registration> content = ReadHead(reader_, id, stored.head_revision());
    if (!head.ok() || !content.ok()) {
      report_.Violation("HEAD_MISSING", id,
                        absl::StrCat("its newest head (revision ", stored.head_revision(),
                                     ") cannot be read: ", std::string(content.status().message())));
      return;
    }
    storage::v1::StoredHead expected;
    *expected.mutable_absences() = stored.absences();
    storage::v1::StoredHead shown;
    *shown.mutable_absences() = head->absences();
    if (expected.SerializeAsString() != shown.SerializeAsString()) {
      report_.Violation("ABSENCE_DIFFERS", id, "its newest head and the registration say other absences");
    }
    storage::v1::StoredEdges edges;
    if (!MustRead(reader_, Family::kIdentifiers, EncodeForwardEdges(id), &edges, report_, "EDGE_DIFFERS", id,
                  "its identifiers are not indexed: nothing links to it")) {
      return;
    }
    content->set_registration_id(id);
    std::vector<IdentifierEdge> indexed;
    for (const storage::v1::StoredEdge& e : edges.edges()) {
      indexed.push_back({e.target(), e.scheme(), e.printed(), e.alias()});
    }
    if (indexed != EdgesOf(*content)) {
      report_.Violation("EDGE_DIFFERS", id, "its index of identifiers is not that of its newest head");
    }
  }

  void CheckName(const std::string& name, const std::string& id) {
    storage::v1::StoredName stored;
    if (!MustRead(reader_, Family::kNames, name, &stored, report_, "NAME_MISSING", id,
                  "the name that it founds, trials/" + name + ", does not resolve")) {
      return;
    }
    if (stored.registration_id() != id) {
      report_.Violation("NAME_DANGLES", "trials/" + name, "it is " + stored.registration_id() + "'s, and " + id + "'s");
    }
  }

  const Reader& reader_;
  VerifyReport& report_;
};

}  // namespace

void CheckTrials(const Reader& reader, VerifyReport& report) {
  TrialsCheck check(reader, report);
  check.Registrations();
  check.Trials();
  check.Names();
  check.Identifiers();
}

}  // namespace trialweave::store
