#include "common/sha256.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace trialweave::common {

struct Sha256Hasher::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() { Start(); }
  ~State() { EVP_MD_CTX_free(context); }
  // OpenSSL fails here only when it has no memory or no SHA-256 at all; nothing can go on without it. Its algorithm is
  // looked up once: by name that costs more than the digest of a short text.
  void Start() {
    static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (EVP_DigestInit_ex(context, kAlgorithm, nullptr) != 1) std::abort();
  }
};

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<State>()) {}
Sha256Hasher::~Sha256Hasher() = default;

void Sha256Hasher::Update(std::string_view data) {
  if (EVP_DigestUpdate(state_->context, data.data(), data.size()) != 1) std::abort();
}

std::string Sha256Hasher::Finish() {
  std::string digest(32, '\0');
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(digest.data()), &size) != 1) std::abort();
  state_->Start();
  return digest;
}

std::string Sha256(std::string_view data) {
  thread_local Sha256Hasher hasher;
  hasher.Update(data);
  return hasher.Finish();
}

}  // namespace trialweave::common
