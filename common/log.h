#ifndef TRIALWEAVE_COMMON_LOG_H_
#define TRIALWEAVE_COMMON_LOG_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace trialweave::common {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

// One named value of a log line. Never a secret, never personal data.
struct LogField {
  std::string_view key;
  std::variant<std::string, int64_t, double, bool> value;

  LogField(std::string_view k, std::string_view v) : key(k), value(std::string(v)) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string(v)) {}
  LogField(std::string_view k, bool v) : key(k), value(v) {}
  LogField(std::string_view k, double v) : key(k), value(v) {}
  template <typename Int>
  requires std::is_integral_v<Int> LogField(std::string_view k, Int v) : key(k), value(static_cast<int64_t>(v)) {}
};

// Structured logs, one line an event, on standard error: JSON by default
//   {"time":"2026-01-02T03:04:05.678Z","level":"info","service":"store","message":"...","key":value}
// Thread-safe. SetUpLogging is called once by main.
void SetUpLogging(std::string_view service, std::string_view format, std::string_view level);
void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

inline void LogInfo(std::string_view message, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kInfo, message, fields);
}
inline void LogWarn(std::string_view message, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kWarn, message, fields);
}
inline void LogError(std::string_view message, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kError, message, fields);
}

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_LOG_H_
