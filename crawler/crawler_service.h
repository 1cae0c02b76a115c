#ifndef TRIALWEAVE_CRAWLER_CRAWLER_SERVICE_H_
#define TRIALWEAVE_CRAWLER_CRAWLER_SERVICE_H_

#include "crawler/scheduler.h"
#include "grpcpp/grpcpp.h"
#include "trialweave/v1/crawler_service.grpc.pb.h"

namespace trialweave::crawler {

// CrawlerServiceImpl answers CrawlerService from a Scheduler. Thread-safe.
class CrawlerServiceImpl final : public v1::CrawlerService::CallbackService {
 public:
  // `scheduler` must outlive it.
  explicit CrawlerServiceImpl(Scheduler* scheduler) : scheduler_(scheduler) {}

  grpc::ServerUnaryReactor* ListSources(grpc::CallbackServerContext* context, const v1::ListSourcesRequest* request,
                                        v1::ListSourcesResponse* response) override;
  grpc::ServerWriteReactor<v1::RunSourceResponse>* RunSource(grpc::CallbackServerContext* context,
                                                             const v1::RunSourceRequest* request) override;

 private:
  Scheduler* const scheduler_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CRAWLER_SERVICE_H_
