#include "query/cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "google/protobuf/util/json_util.h"
#include "query/cli/display_width.h"

namespace trialweave::query {
namespace {

constexpr int kDefaultWidth = 80;

int TerminalWidth(int fd) {
  winsize size = {};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kDefaultWidth;
}

// $COLUMNS, which a user exports to have tables cut where there is no terminal; 0 when it is not set.
int ExportedWidth() {
  const char* columns = std::getenv("COLUMNS");
  return columns == nullptr ? 0 : std::clamp(std::atoi(columns), 0, 10000);
}

}  // namespace

Console Console::OfProcess() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool out_terminal = isatty(STDOUT_FILENO) == 1;
  const bool plain = (no_color != nullptr && no_color[0] != '\0') || (term != nullptr && std::string(term) == "dumb");
  return Console(out_terminal ? TerminalWidth(STDOUT_FILENO) : ExportedWidth(), out_terminal && !plain,
                 isatty(STDERR_FILENO) == 1);
}

void Console::Write(const Table& table, OutputFormat format) const {
  Write(format == OutputFormat::kCsv ? FormatCsv(table) : FormatTable(table, width_, color_));
}

void Console::Write(const std::string& text) const {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void Console::Remark(const std::string& text) const { std::fprintf(stderr, "%s\n", text.c_str()); }

void Console::Progress(const std::string& line) const {
  if (!progress_) return;
  std::fprintf(stderr, "\r\033[K%s", CutToWidth(Printable(line), TerminalWidth(STDERR_FILENO) - 1).c_str());
  std::fflush(stderr);
}

void Console::EndProgress() const {
  if (progress_) std::fputs("\r\033[K", stderr);
}

std::string ToJson(const google::protobuf::Message& message, bool indented, bool all_fields) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = indented;
  options.always_print_primitive_fields = all_fields;
  std::string out;
  const auto status = google::protobuf::util::MessageToJsonString(message, &out, options);
  if (!status.ok()) return "{}\n";
  if (out.empty() || out.back() != '\n') out.push_back('\n');
  return out;
}

}  // namespace trialweave::query
