#ifndef TRIALWEAVE_TESTS_BENCH_QUERY_LOAD_H_
#define TRIALWEAVE_TESTS_BENCH_QUERY_LOAD_H_

#include <cstdint>
#include <functional>
#include <string>

#include "tests/bench/query_engine.h"

namespace trialweave::tests {

// Serves the engine as the query service does, on a port of its own, and prints how fast its clients are answered: one
// trial alone and with many calls in flight, pages, searches, an export. Server and clients share the machine. `id_of`
// gives the identifiers of `trials` trials, from 0 on; without `text` nothing is searched. False when a call fails.
bool MeasureCalls(QueryEngine& engine, uint64_t trials, bool text, const std::function<std::string(uint64_t)>& id_of);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_BENCH_QUERY_LOAD_H_
