#include "common/log.h"

#include <unistd.h>

#include <atomic>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace trialweave::common {
namespace {

struct Settings {
  std::string service;
  bool json = true;
};

std::atomic<int> minimum_level{static_cast<int>(LogLevel::kInfo)};

Settings& GetSettings() {
  static auto* const settings = new Settings();
  return *settings;
}

const char* LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      return "error";
  }
  return "info";
}

void AppendJsonString(std::string* out, std::string_view text) {
  out->push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out->push_back('\\');
      out->push_back(c);
    } else if (byte < 0x20) {
      absl::StrAppendFormat(out, "\\u%04x", byte);
    } else {
      out->push_back(c);
    }
  }
  out->push_back('"');
}

void AppendValue(std::string* out, const LogField& field, bool json) {
  if (const auto* text = std::get_if<std::string>(&field.value)) {
    if (json || text->find_first_of(" \"=\n") != std::string::npos) {
      AppendJsonString(out, *text);
    } else {
      absl::StrAppend(out, *text);
    }
  } else if (const auto* number = std::get_if<int64_t>(&field.value)) {
    absl::StrAppend(out, *number);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    absl::StrAppend(out, std::isfinite(*real) ? absl::StrFormat("%.6g", *real) : std::string("null"));
  } else {
    absl::StrAppend(out, std::get<bool>(field.value) ? "true" : "false");
  }
}

std::string JsonLine(const Settings& settings, LogLevel level, const std::string& time, std::string_view message,
                     std::initializer_list<LogField> fields) {
  std::string line = absl::StrCat("{\"time\":\"", time, "\",\"level\":\"", LevelName(level), "\",\"service\":");
  AppendJsonString(&line, settings.service);
  absl::StrAppend(&line, ",\"message\":");
  AppendJsonString(&line, message);
  for (const LogField& field : fields) {
    line.push_back(',');
    AppendJsonString(&line, field.key);
    line.push_back(':');
    AppendValue(&line, field, true);
  }
  line += "}\n";
  return line;
}

std::string TextLine(const Settings& settings, LogLevel level, const std::string& time, std::string_view message,
                     std::initializer_list<LogField> fields) {
  std::string line = absl::StrCat(time, " ", LevelName(level), " ", settings.service, ": ", std::string(message));
  for (const LogField& field : fields) {
    absl::StrAppend(&line, " ", std::string(field.key), "=");
    AppendValue(&line, field, false);
  }
  line.push_back('\n');
  return line;
}

}  // namespace

void SetUpLogging(std::string_view service, std::string_view format, std::string_view level) {
  GetSettings().service = std::string(service);
  GetSettings().json = format != "text";
  const LogLevel minimum = level == "debug"   ? LogLevel::kDebug
                           : level == "warn"  ? LogLevel::kWarn
                           : level == "error" ? LogLevel::kError
                                              : LogLevel::kInfo;
  minimum_level = static_cast<int>(minimum);
}

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (static_cast<int>(level) < minimum_level.load(std::memory_order_relaxed)) return;
  const Settings& settings = GetSettings();
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  const std::string line = settings.json ? JsonLine(settings, level, time, message, fields)
                                         : TextLine(settings, level, time, message, fields);
  // One write per line keeps lines of several threads and processes whole; a log that cannot be written
  // must not stop the service.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace trialweave::common
