#ifndef TRIALWEAVE_QUERY_CLI_CONSOLE_H_
#define TRIALWEAVE_QUERY_CLI_CONSOLE_H_

#include <string>

#include "google/protobuf/message.h"
#include "query/cli/command_line.h"
#include "query/cli/table.h"

namespace trialweave::query {

// Console is where a command writes: answers to standard output, remarks and progress to standard error.
class Console {
 public:
  // What standard output and error are, and whether the user wants no colour (https://no-color.org).
  static Console OfProcess();
  // Width 0, nothing is cut, when standard output is no terminal and $COLUMNS is not exported.
  Console(int width, bool color, bool progress) : width_(width), color_(color), progress_(progress) {}

  int width() const { return width_; }
  bool color() const { return color_; }
  // As a table or CSV.
  void Write(const Table& table, OutputFormat format) const;
  void Write(const std::string& text) const;
  void Remark(const std::string& text) const;
  // A line that the next one replaces; nothing when standard error is no terminal.
  void Progress(const std::string& line) const;
  void EndProgress() const;

 private:
  int width_;
  bool color_;
  bool progress_;
};

// Proto JSON (https://protobuf.dev/programming-guides/json): one line, or indented. `all_fields` writes fields
// with default values too.
std::string ToJson(const google::protobuf::Message& message, bool indented, bool all_fields);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_CONSOLE_H_
