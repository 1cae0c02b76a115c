#ifndef TRIALWEAVE_CRAWLER_ADDRESS_POLICY_H_
#define TRIALWEAVE_CRAWLER_ADDRESS_POLICY_H_

#include <sys/socket.h>

namespace trialweave::crawler {

// Whether an address belongs to the public internet. Loopback, private, link-local, shared, multicast and
// reserved ranges (IANA special-purpose registries, RFC 6890) do not, nor does any family but IPv4 and IPv6;
// IPv4 addresses inside IPv6 ones (mapped, NAT64, 6to4) are judged as what they are.
bool IsPublicAddress(const sockaddr* address);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_ADDRESS_POLICY_H_
