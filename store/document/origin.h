#ifndef TRIALWEAVE_STORE_DOCUMENT_ORIGIN_H_
#define TRIALWEAVE_STORE_DOCUMENT_ORIGIN_H_

namespace trialweave::store {

// Why a record changes: a document was observed, or archived bytes were derived again.
enum class Origin { kObservation, kRederivation };

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_ORIGIN_H_
