#ifndef TRIALWEAVE_COMMON_CALLBACK_THREADS_H_
#define TRIALWEAVE_COMMON_CALLBACK_THREADS_H_

namespace trialweave::common {

// Keeps the threads of gRPC's callback API for as long as the process runs. gRPC 1.51 ends them with the last channel
// or server that uses them, and about once in a thousand times aborts the process while it does so ("ref_counted.h:
// assertion failed: prior > 0"). For whoever makes a channel or server; more than one call does nothing.
void KeepCallbackThreads();

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_CALLBACK_THREADS_H_
