#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CDE_VALUES_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CDE_VALUES_H_

#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// What China's drug trial platform (chinadrugtrials.org.cn, run by the CDE) prints the same way on its pages and in
// tables made from them.

// True for the platform's ways to say nothing: 登记人暂未填写该信息, 暂未填写此信息.
bool IsCdeUnfilled(std::string_view printed);

// "其它其他说明:生物等效性试验" is the word behind "other, namely"; anything else comes back as it is, on one line.
std::string ReadCdeChoice(std::string_view printed);

// "进行中 尚未招募" and "进行中\n（尚未招募）" are "进行中（尚未招募）".
std::string ReadCdeStatus(std::string_view printed);

// "18岁(最小年龄)至无上限(最大年龄)". An end that is unlimited or not given is empty.
struct CdeAges {
  std::string minimum;
  std::string maximum;
};
CdeAges ReadCdeAges(std::string_view printed);

// "国内:45；国际:登记人暂未填写该信息；": a number or date for China and one for the world. What is not filled in is
// empty. `international` says that there is a place for one.
struct CdeRegions {
  std::string domestic;
  std::string worldwide;
  bool international = false;
};
CdeRegions ReadCdeRegions(std::string_view printed);

// "CXHL2200210/CXHL2200211". Four letters, two digits of the year, five digits; a province's character may follow.
// Empty when anything else is left over, such as 企业选择不公示 (withheld) or a filing number.
std::vector<std::string> ReadCdeAcceptanceNumbers(std::string_view printed);

// "A有限公司/ B有限公司": applicants in the order printed, the first leads.
std::vector<std::string> ReadCdeApplicants(std::string_view printed);

// One drug of a group. Absent values are empty.
struct CdeDrug {
  std::string chinese_name;
  std::string english_name;
  std::string trade_name;
  // Form, strength, dosage and duration, one a line with their labels.
  std::string usage;
};

// "1中文通用名:甲片英文通用名:A商品名称:NA剂型:片剂规格:5mg用法用量:...用药时程:...2中文通用名:..." Text without any of
// these labels is one drug's name.
std::vector<CdeDrug> ReadCdeDrugs(std::string_view printed);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CDE_VALUES_H_
