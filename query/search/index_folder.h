#ifndef TRIALWEAVE_QUERY_SEARCH_INDEX_FOLDER_H_
#define TRIALWEAVE_QUERY_SEARCH_INDEX_FOLDER_H_

#include <string>

namespace trialweave::query {

// IndexFolder is where the text index lies: in the operator's folder, else in one of its own, which goes with it.
class IndexFolder {
 public:
  // `data_folder` may be empty.
  explicit IndexFolder(const std::string& data_folder);
  ~IndexFolder();
  IndexFolder(const IndexFolder&) = delete;
  IndexFolder& operator=(const IndexFolder&) = delete;

  // Nothing else lies in it. It need not be there, nor can it be when the temporary folder cannot be written.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool temporary_ = false;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_INDEX_FOLDER_H_
