#include "common/registry_id_grammar.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "absl/strings/ascii.h"

namespace trialweave::common::internal {
namespace {

// Each check gets the canonical body and whether it stood there without repair.

bool NotPlaceholder(std::string& body, bool) { return !IsPlaceholder(body); }

bool NctCheck(std::string& body, bool) {
  // Repeated digits such as NCT02222222 are real numbers; nothing and all nines are not.
  return body != "00000000" && body != "09999999";
}

// Two digits of the year from 2018, then the serial.
bool ChictrNewCheck(std::string& body, bool) {
  const int year = (body[0] - '0') * 10 + (body[1] - '0');
  return year >= 18 && year <= 29 && !IsPlaceholder(body) && !IsPlaceholder(std::string_view(body).substr(2));
}

// One zero of the serial was lost: 20 0029308 for 20 00029308. Only where the serial still starts with 00.
bool ChictrLostZeroCheck(std::string& body, bool exact) {
  body.insert(body.begin() + 2, '0');
  return ChictrNewCheck(body, exact) && body.compare(2, 3, "000") == 0;
}

// Design codes of ChiCTR's older numbers (WHO ICTRP's page on ChiCTR; records).
constexpr std::string_view kChictrDesigns[] = {
    "BOC", "CCC", "CCH", "DCC", "DCD", "DDT",  "DOD", "DT",  "EPC",  "EPR", "ICR", "IDR",  "IIC",  "IID", "IIR", "INC",
    "INR", "INQ", "IOC", "IOR", "IPC", "IPD",  "IPR", "OCH", "OCS",  "ODT", "ONC", "ONRC", "OOB",  "OOC", "OON", "OPB",
    "OPC", "OPN", "OPR", "PNC", "PRC", "PNRC", "RCC", "RNC", "RNRC", "ROC", "RPC", "TNC",  "TNRC", "TPC", "TRC"};

bool ChictrOldCheck(std::string& body, bool exact) {
  const size_t start = body.front() == '-' ? 1 : 0;
  const size_t hyphen = body.find('-', start);
  const std::string_view design = std::string_view(body).substr(start, hyphen - start);
  const std::string_view serial = std::string_view(body).substr(hyphen + 1);
  if (serial[0] > '1' || IsPlaceholder(serial)) return false;
  return exact || std::find(std::begin(kChictrDesigns), std::end(kChictrDesigns), design) != std::end(kChictrDesigns);
}

// GB/T 2260 codes of provinces, with Xinjiang's corps, in MR-pp-yy-nnnnnn.
bool NhcCheck(std::string& body, bool) {
  static constexpr std::array<int, 35> kProvinces = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34,
                                                     35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
                                                     53, 54, 61, 62, 63, 64, 65, 66, 71, 81, 82};
  const int province = (body[0] - '0') * 10 + (body[1] - '0');
  return std::find(kProvinces.begin(), kProvinces.end(), province) != kProvinces.end() &&
         !IsPlaceholder(std::string_view(body).substr(6));
}

// ANZCTR's check digits: 126 y1y2 s1..s6 abc with a = -(1+2+6+y1+y2), b = -(s1+..+s6), c = a+b, all mod 10.
bool AnzctrCheck(std::string& body, bool) {
  auto digit = [&](size_t i) { return body[i] - '0'; };
  const int year_sum = 1 + 2 + 6 + digit(3) + digit(4);
  int serial_sum = 0;
  for (size_t i = 5; i < 11; ++i) serial_sum += digit(i);
  const int a = (100 - year_sum) % 10;
  const int b = (100 - serial_sum) % 10;
  return digit(11) == a && digit(12) == b && digit(13) == (a + b) % 10;
}

// yyyy/mm/serial; the middle part once was a code of three digits.
// The serials run on through the years, below 200,000 by far.
bool CtriCheck(std::string& body, bool) {
  const std::string_view serial = std::string_view(body).substr(body.rfind('/') + 1);
  if (serial[0] > '1' || IsPlaceholder(serial)) return false;
  const std::string_view middle = std::string_view(body).substr(5, body.rfind('/') - 5);
  return middle.size() == 3 || (middle >= "01" && middle <= "12");
}

bool MonthCheck(std::string& body, bool) {
  const int month = (body[4] - '0') * 10 + (body[5] - '0');
  return month >= 1 && month <= 12;
}

bool RebecCheck(std::string& body, bool) {
  absl::AsciiStrToLower(&body);
  return std::any_of(body.begin(), body.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool UtnCheck(std::string& body, bool) {
  body.erase(0, body.size() - 9);
  return body != "0000-0000" && body != "1111-1111";
}

// The blank or hyphen before the N is none of the registry's.
bool IrctSplitCheck(std::string& body, bool) {
  body.erase(std::remove(body.begin(), body.end(), '-'), body.end());
  return !IsPlaceholder(body);
}

bool JapicCheck(std::string& body, bool) {
  // "22-0001" is 220001; the R of trials of regenerative products stays.
  body.erase(std::remove(body.begin(), body.end(), '-'), body.end());
  return true;
}

bool UminCheck(std::string& body, bool) {
  // Old numbers print a C before the same nine digits.
  if (body[0] == 'C' || body[0] == 'c') body.erase(0, 1);
  return !IsPlaceholder(body);
}

bool JrctLower(std::string& body, bool) {
  body.erase(std::remove(body.begin(), body.end(), '-'), body.end());
  absl::AsciiStrToLower(&body);
  return !IsPlaceholder(body);
}

// CIV-yy-mm-serial.
bool DeviceCheck(std::string& body, bool) {
  const std::string month = body.substr(body.size() - 9, 2);
  return month >= "01" && month <= "12";
}

constexpr uint32_t kUsual = kGap | kLetterO;
constexpr uint32_t kStrong = kUsual | kCamelLeft;
constexpr uint32_t kExact = kExactCase | kTightLeft;

// The grammar. One row per spelling; docs/identifiers.md explains the schemes.
constexpr Rule kRules[] = {
    {"ctgov", "NCT", "NCT", "0#######", kStrong, NctCheck},
    {"ctgov", "NT", "NCT", "0#######", kUsual | kWholeTextOnly | kMisspelt, NctCheck},
    {"ctgov", "NTC", "NCT", "0#######", kUsual | kWholeTextOnly | kMisspelt, NctCheck},
    {"chimctr", "ChiMCTR", "ChiMCTR", "##########", kStrong, NotPlaceholder},
    {"chictr", "ChiCTR", "ChiCTR", "##########", kStrong, ChictrNewCheck},
    {"chictr", "ChiCTR", "ChiCTR", "#########", kStrong | kMisspelt, ChictrLostZeroCheck},
    {"chictr", "ChiCTR", "ChiCTR", "-@@@?@?@?-########", kLetterO | kLooseSeparators, ChictrOldCheck},
    {"itmctr", "ITMCTR", "ITMCTR", "##########", kStrong, NotPlaceholder},
    {"amctr", "AMCTR", "AMCTR", "-@@@@?@?-########", kLetterO | kLooseSeparators, ChictrOldCheck},
    {"cde", "CTR", "CTR", "20######", kGap | kExact, NotPlaceholder},
    {"nhc", "MR", "MR-", "-##-##-######", kExact, NhcCheck},
    {"nhc", "MR", "MR-", "-##-##-######", kWholeTextOnly | kLooseSeparators, NhcCheck},
    {"isrctn", "ISRCTN", "ISRCTN", "########", kStrong, NotPlaceholder},
    {"isrctn", "ISCRTN", "ISRCTN", "########", kStrong | kMisspelt, NotPlaceholder},
    {"isrctn", "ISRTCN", "ISRCTN", "########", kStrong | kMisspelt, NotPlaceholder},
    {"isrctn", "ISCTRN", "ISRCTN", "########", kStrong | kMisspelt, NotPlaceholder},
    {"isrctn", "IRSCTN", "ISRCTN", "########", kStrong | kMisspelt, NotPlaceholder},
    {"drks", "DRKS", "DRKS", "000#####", kStrong, NotPlaceholder},
    {"drks", "DKRS", "DRKS", "000#####", kStrong | kMisspelt, NotPlaceholder},
    {"drks", "DRSK", "DRKS", "000#####", kStrong | kMisspelt, NotPlaceholder},
    // Every number starts with three zeros: of seven digits, one is lost.
    {"drks", "DRKS", "DRKS0", "00#####", kStrong | kWholeTextOnly | kMisspelt, NotPlaceholder},
    {"anzctr", "ACTRNO", "ACTRN", "126###########", kGap | kMisspelt, AnzctrCheck},
    {"anzctr", "ACTRN0", "ACTRN", "126###########", kGap | kMisspelt, AnzctrCheck},
    {"anzctr", "ACTRN", "ACTRN", "126###########", kStrong, AnzctrCheck},
    {"anzctr", "ANZCTR", "ACTRN", "126###########", kStrong | kMisspelt, AnzctrCheck},
    {"ctri", "CTRI", "CTRI/", "/20##/##/######", kLetterO | kLooseSeparators, CtriCheck},
    {"ctri", "CTRI", "CTRI/", "/20##/###/######", kLetterO | kLooseSeparators, CtriCheck},
    {"irct", "IRCT", "IRCT", "############?#?#?N##?#?", kUsual, NotPlaceholder},
    {"irct", "IRCT", "IRCT", "############?#?#?-N##?#?", kGap | kLooseSeparators, IrctSplitCheck},
    {"jprn_umin", "JPRN-UMIN-CTR", "JPRN-UMIN", "C?000######", kUsual, UminCheck},
    {"jprn_umin", "JPRN-UMIN", "JPRN-UMIN", "C?000######", kUsual, UminCheck},
    {"jprn_umin", "UMIN-CTR", "JPRN-UMIN", "C?000######", kUsual, UminCheck},
    {"jprn_umin", "UMIN", "JPRN-UMIN", "C?000######", kUsual | kCamelLeft, UminCheck},
    // The numbers of the first years, which other registries copied without their prefix.
    {"jprn_umin", "C00000", "JPRN-UMIN00000", "####", kWholeTextOnly, NotPlaceholder},
    {"jprn_jrct", "JPRN-jRCT", "JPRN-jRCT", "##########", kUsual, JrctLower},
    {"jprn_jrct", "JPRN-jRCT", "JPRN-jRCT", "@#########", kUsual, JrctLower},
    {"jprn_jrct", "jRCT", "JPRN-jRCT", "##########", kUsual, JrctLower},
    {"jprn_jrct", "jRCT", "JPRN-jRCT", "@#########", kUsual, JrctLower},
    {"jprn_jrct", "jRCT", "JPRN-jRCT", "@-#########", kWholeTextOnly | kLooseSeparators, JrctLower},
    {"jprn_japic", "JPRN-JapicCTI", "JPRN-JapicCTI-", "-R?##-?####", kUsual | kLooseSeparators, JapicCheck},
    {"jprn_japic", "JapicCTI", "JPRN-JapicCTI-", "-R?##-?####", kUsual | kLooseSeparators, JapicCheck},
    {"jprn_japic", "JAPIC CTI", "JPRN-JapicCTI-", "-R?##-?####", kUsual | kLooseSeparators | kMisspelt, JapicCheck},
    {"jprn_jmacct", "JPRN-JMA-IIA", "JPRN-JMA-IIA", "#####", kUsual, NotPlaceholder},
    {"jprn_jmacct", "JMA-IIA", "JPRN-JMA-IIA", "#####", kUsual, NotPlaceholder},
    {"cris", "KCT", "KCT", "#######", kUsual | kExactCase, NotPlaceholder},
    {"pactr", "PACTR", "PACTR", "20##############?", kStrong, MonthCheck},
    {"rebec", "RBR", "RBR-", "-******?*?*?", kExact, RebecCheck},
    {"rebec", "RBR", "RBR-", "-******?*?*?", kWholeTextOnly | kLooseSeparators, RebecCheck},
    {"repec", "PER", "PER-", "-###-##", kExact, nullptr},
    {"repec", "PER", "PER-", "-###-##", kWholeTextOnly | kLooseSeparators, nullptr},
    {"rpcec", "RPCEC", "RPCEC", "########", kStrong, NotPlaceholder},
    {"slctr", "SLCTR", "SLCTR/", "/20##/###", kLetterO | kLooseSeparators, nullptr},
    {"tctr", "TCTR", "TCTR", "20#########", kStrong, MonthCheck},
    {"lbctr", "LBCTR", "LBCTR", "20########", kStrong, MonthCheck},
    {"nl_omon", "NL-OMON", "NL-OMON", "##?#?#?#?", kGap, nullptr},
    {"nl_omon", "NL OMON", "NL-OMON", "##?#?#?#?", kGap | kMisspelt, nullptr},
    {"nl_omon", "NLOMON", "NL-OMON", "##?#?#?#?", kGap | kMisspelt, nullptr},
    {"ntr", "NTR", "NTR", "####?", kExact | kTightLeft, nullptr},
    // Shorter numbers stand right behind the prefix: "NTR-101" and "NL-101" are products.
    {"ntr", "NTR", "NTR", "####", kGap | kWholeTextOnly, nullptr},
    {"ntr", "NTR", "NTR", "###?", kWholeTextOnly, nullptr},
    {"ntr", "NL", "NL", "####", kExact | kTightLeft, nullptr},
    {"ntr", "NL", "NL", "####", kGap | kWholeTextOnly, nullptr},
    {"ntr", "NL", "NL", "####?#?", kWholeTextOnly, nullptr},
    {"utn", "UTN", "U1111-", "U?1111-####-####", kGap | kLooseSeparators, UtnCheck},
    {"utn", "U1111", "U1111-", "-####-####", kLooseSeparators, UtnCheck},
    {"utn", "U-1111", "U1111-", "-####-####", kLooseSeparators | kMisspelt, UtnCheck},
    {"utn", "1111", "U1111-", "-####-####", kWholeTextOnly | kMisspelt, UtnCheck},
    {"hkuctr", "HKUCTR", "HKUCTR-", "-##?#?#?", kGap | kLooseSeparators, nullptr},
    {"hkuctr", "HKU CTR", "HKUCTR-", "-##?#?#?", kGap | kLooseSeparators | kMisspelt, nullptr},
    {"cuhk", "CUHK_CCT", "CUHK_CCT", "#####", kGap, nullptr},
    {"cuhk", "CUHK_CCRB", "CUHK_CCRB", "#####", kGap, nullptr},
    {"cuhk", "CUHK-CCT", "CUHK_CCT", "#####", kGap | kMisspelt, nullptr},
    {"cuhk", "CUHK-CCRB", "CUHK_CCRB", "#####", kGap | kMisspelt, nullptr},
    {"cuhk", "CUHK CCT", "CUHK_CCT", "#####", kGap | kMisspelt, nullptr},
    {"cuhk", "CUHK CCRB", "CUHK_CCRB", "#####", kGap | kMisspelt, nullptr},
    {"snctp", "SNCTP", "SNCTP", "#########", kUsual, NotPlaceholder},
    {"phrr", "PHRR", "PHRR", "######-######", kGap, nullptr},
    {"device", "CIV", "CIV-", "-##-##-######", kExact, DeviceCheck},
    {"device", "CIV-ID", "CIV-", "##-##-######", kGap | kMisspelt, DeviceCheck},
};

}  // namespace

std::span<const Rule> Rules() { return kRules; }

bool StartsWithNoCase(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (size_t i = 0; i < prefix.size(); ++i) {
    if (absl::ascii_tolower(text[i]) != absl::ascii_tolower(prefix[i])) return false;
  }
  return true;
}

bool IsPlaceholder(std::string_view digits) {
  if (digits.empty()) return false;
  if (digits.find_first_not_of(digits[0]) == std::string_view::npos) return true;
  return digits == "12345678" || digits == "1234567890" || digits == "123456789" || digits == "87654321";
}

}  // namespace trialweave::common::internal
