// The normalizer: turns record documents into canonical records and hands them to the store.
#include <algorithm>
#include <thread>

#include "common/channel.h"
#include "common/config.h"
#include "common/log.h"
#include "common/registry_aliases.h"
#include "common/service_runner.h"
#include "normalizer/normalizer_service.h"
#include "normalizer/validate.h"

namespace trialweave::normalizer {
namespace {

constexpr int kDefaultWindow = 256;
// Whatever the window, no stream holds more than this in memory, bytes.
constexpr size_t kWindowBytes = 64 * 1024 * 1024;

absl::Status Serve(const config::v1::NormalizerConfig& config) {
  auto vocabulary = Vocabulary::Load(config.vocabulary_dir());
  if (!vocabulary.ok()) return vocabulary.status();
  std::shared_ptr<const common::RegistryAliases> aliases;
  if (!config.registry_aliases().empty()) {
    auto table = common::RegistryAliases::Load(config.registry_aliases());
    if (!table.ok()) return table.status();
    aliases = *std::move(table);
  }
  const DocumentNormalizer normalizer(*vocabulary, LimitsOf(config), aliases);
  auto registry = std::make_shared<prometheus::Registry>();
  NormalizerMetrics metrics(registry);
  const auto store = v1::StoreService::NewStub(common::MakeChannel(config.store()));
  const int threads =
      config.threads() > 0 ? config.threads() : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  ParsePool pool(threads);
  NormalizerService service({&normalizer, &pool, &metrics, store.get(),
                             config.window_documents() > 0 ? config.window_documents() : kDefaultWindow, kWindowBytes});
  common::ShutdownSignal shutdown;
  common::RunnerOptions options;
  options.service_name = "normalizer";
  options.server = config.server();
  options.services = {&service};
  options.registry = registry;
  options.shutdown = &shutdown;
  options.on_drain = [&service] { service.Drain(); };
  common::LogInfo("normalizing",
                  {{"derivation", normalizer.derivation()},
                   {"threads", threads},
                   {"obsolete_identifiers", aliases == nullptr ? 0 : static_cast<int64_t>(aliases->size())}});
  return common::RunService(options);
}

}  // namespace
}  // namespace trialweave::normalizer

int main(int argc, char** argv) {
  namespace tw = trialweave;
  tw::common::BlockSignals();
  tw::config::v1::NormalizerConfig config;
  int exit_code = 0;
  const bool go_on = tw::common::StartMain(
      argc, argv, "normalizer", "Turns record documents into canonical records and hands them to the store.", &config,
      [](const google::protobuf::Message& message) -> const tw::config::v1::ServerConfig& {
        return static_cast<const tw::config::v1::NormalizerConfig&>(message).server();
      },
      [&] { return tw::normalizer::ValidateConfig(config); }, &exit_code);
  if (!go_on) return exit_code;
  const absl::Status status = tw::normalizer::Serve(config);
  if (status.ok()) return 0;
  tw::common::LogError("cannot serve", {{"error", std::string(status.message())}});
  return 1;
}
