#include "tests/bench/bench_studies.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "crawler/containers/container_splitter.h"
#include "normalizer/formats/ctgov_v2_parser.h"
#include "tests/bench/bench_files.h"

namespace trialweave::tests {
namespace {

constexpr uint64_t kSeed = 1;
constexpr uint64_t kChineseEvery = 5;

std::string DateOf(const v1::StudyDate& date) {
  if (!date.has_date() || date.date().year() == 0) return "";
  return absl::StrFormat("%04d-%02d-%02d", date.date().year(), std::max(date.date().month(), 1),
                         std::max(date.date().day(), 1));
}

template <typename List>
std::string FirstTexts(const List& items) {
  return absl::StrJoin(items, "; ", [](std::string* out, const auto& item) {
    if (item.names_size() > 0) absl::StrAppend(out, item.names(0).text());
  });
}

template <typename Texts>
std::string FirstText(const Texts& texts) {
  return texts.empty() ? "" : texts.Get(0).text();
}

std::string ChineseTitle(uint64_t number) {
  static constexpr std::array kProducts = {
      "外泌体",     "脐带间充质干细胞", "富血小板血浆", "透明质酸钠", "针刺",       "电针",    "艾灸",
      "中药汤剂",   "二甲双胍",         "阿托伐他汀",   "右美托咪定", "紫杉醇",     "顺铂",    "替雷利珠单抗",
      "贝伐珠单抗", "胰岛素",           "维生素D",      "益生菌",     "经颅磁刺激", "康复训练"};
  static constexpr std::array kConditions = {"膝骨关节炎", "脑卒中", "糖尿病肾病", "肺癌",   "乳腺癌",
                                             "高血压",     "冠心病", "失眠",       "抑郁症", "慢性腰痛",
                                             "肩袖损伤",   "胃癌",   "结直肠癌",   "肝硬化", "新生儿黄疸",
                                             "骨质疏松",   "哮喘",   "银屑病",     "脓毒症", "前交叉韧带损伤"};
  static constexpr std::array kDesigns = {"的随机对照试验",   "的多中心临床研究", "的前瞻性队列研究",
                                          "的安全性和有效性", "的单臂探索性研究", "的剂量递增研究"};
  std::mt19937_64 random(number);
  const auto one = [&random](const auto& of) { return of[random() % of.size()]; };
  // Places and numbers, so that not all titles of a million are among a few thousand.
  return absl::StrCat("第", random() % 2000, "医院", one(kProducts), "治疗", one(kConditions), one(kDesigns));
}

}  // namespace

std::vector<std::string> StudiesOf(const std::vector<std::string>& files) {
  std::vector<std::string> studies;
  for (const std::string& file : files) {
    const std::string container = ReadGzipOrPlain(file);
    crawler::StringSource source(container);
    const auto sink = [&studies](v1::RecordDocument document) {
      studies.push_back(document.content());
      return absl::OkStatus();
    };
    if (!crawler::SplitContainer(&source, "file_drop", {}, {}, sink).ok()) return {};
  }
  return studies;
}

PeerRecord PeerRecordOf(const v1::Registration& registration, const std::string& document) {
  const v1::Study& study = registration.study();
  PeerRecord record;
  record.id = registration.registration_id();
  record.registry = registration.registry();
  record.title = FirstText(study.titles());
  record.official_title = FirstText(study.official_titles());
  record.summary = FirstText(study.summaries());
  record.status = study.status_text();
  record.study_type = study.study_type_text();
  record.phase = study.phase_text();
  record.sponsor = FirstTexts(study.sponsors());
  record.conditions = FirstTexts(study.conditions());
  record.interventions = FirstTexts(study.interventions());
  record.countries = absl::StrJoin(study.countries(), "; ");
  if (study.titles_size() > 1) record.chinese_title = study.titles(1).text();
  record.registered = DateOf(study.registration_date());
  record.started = DateOf(study.start_date());
  record.enrollment = study.enrollment().count();
  record.document = document;
  return record;
}

BenchStudies::BenchStudies(std::vector<std::string> models, bool chinese)
    : generator_(std::move(models), kSeed), chinese_(chinese), vocabulary_(normalizer::Vocabulary::Embedded()) {}

std::optional<v1::Registration> BenchStudies::Read(uint64_t number, const std::string& document) const {
  normalizer::ParseResult result = normalizer::ParseCtgovV2(document, {vocabulary_.get(), {}});
  auto* registration = std::get_if<v1::Registration>(&result);
  if (registration == nullptr) return std::nullopt;
  if (chinese_ && number % kChineseEvery == 0) {
    v1::LocalizedText* title = registration->mutable_study()->add_titles();
    title->set_language("zh");
    title->set_text(ChineseTitle(number));
  }
  return std::move(*registration);
}

std::optional<v1::Registration> BenchStudies::Registration(uint64_t number) const {
  return Read(number, generator_.Make(number));
}

PeerRecord BenchStudies::ForPeer(uint64_t number) const {
  const std::string document = generator_.Make(number);
  const std::optional<v1::Registration> registration = Read(number, document);
  return registration ? PeerRecordOf(*registration, document) : PeerRecord();
}

}  // namespace trialweave::tests
