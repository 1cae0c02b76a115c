#include "query/view/registration_columns.h"

#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {
namespace {

v1::Trial AsTrial(const v1::Registration& head) {
  v1::Trial trial;
  trial.add_registration_ids(head.registration_id());
  trial.add_registries(head.registry());
  *trial.mutable_study() = head.study();
  if (head.has_ev_facts()) *trial.mutable_ev_facts() = head.ev_facts();
  for (const v1::Absence& absence : head.absences()) trial.add_absences()->set_set(absence.set());
  return trial;
}

}  // namespace

uint32_t RegistrationColumns::Add(const v1::Registration& head) {
  const auto row = static_cast<uint32_t>(trials_.size());
  trials_.push_back(kNoTrial);
  columns_.Add(row, AsTrial(head));
  return row;
}

void RegistrationColumns::Replace(uint32_t row, const v1::Registration& before, const v1::Registration& head) {
  columns_.Replace(row, AsTrial(before), AsTrial(head));
}

Rows RegistrationColumns::Of(const Rows& trials) const {
  std::vector<uint32_t> rows;
  for (uint32_t row = 0; row < trials_.size(); ++row) {
    if (trials_[row] != kNoTrial && trials.contains(trials_[row])) rows.push_back(row);
  }
  return Rows(rows.size(), rows.data());
}

}  // namespace trialweave::query
