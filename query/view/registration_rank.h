#ifndef TRIALWEAVE_QUERY_VIEW_REGISTRATION_RANK_H_
#define TRIALWEAVE_QUERY_VIEW_REGISTRATION_RANK_H_

#include <string>
#include <tuple>

#include "trialweave/v1/registration.pb.h"

namespace trialweave::query {

// RegistrationRank orders the registrations of one trial by whose word counts more; the smaller goes first.
struct RegistrationRank {
  // Registrations that a registry's own documents describe go before those that only an aggregator shows.
  bool aggregated = false;
  // Position of the registry in the table of registration_rank.cc.
  int registry = 0;
  std::string registration_id;

  bool operator<(const RegistrationRank& other) const {
    return std::tie(aggregated, registry, registration_id) <
           std::tie(other.aggregated, other.registry, other.registration_id);
  }
};

RegistrationRank RankOf(const v1::Registration& registration);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_REGISTRATION_RANK_H_
