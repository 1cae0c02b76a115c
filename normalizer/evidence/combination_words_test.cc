#include "normalizer/evidence/combination_words.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "normalizer/evidence/ev_reading.h"
#include "normalizer/evidence/study_text.h"

namespace trialweave::normalizer {
namespace {

// Whatever is joined to EVs by words, known to the vocabulary or not.
TEST(CombinationWordsTest, WhatIsJoinedToEvsByWords) {
  for (const char* title :
       {"Ranibizumab with or without MSC exosomes for macular edema", "Amnion MSC exosomes together with rhEGF gel",
        "人羊膜间充质干细胞外泌体与重组人表皮生长因子凝胶合用治疗烧伤", "雷珠单抗联合间充质干细胞外泌体玻璃体腔注射",
        "Melatonin and adipose stem cell exosomes together protect tubules",
        "Decellularised tendon slices as a reservoir for stromal cell extracellular vesicles",
        "外泌体联合A型肉毒毒素治疗瘢痕", "外泌体复合同种异体骨用于椎间融合",
        "Synergistic effect of low-dose tacrolimus and MSC exosomes on graft survival",
        "Collagen patch carrying adipose stem cell exosomes", "关节镜下载外泌体胶原补片加强修补肩袖大撕裂"}) {
    EXPECT_EQ(StudyText(title).Intervention("MSC exosomes").Class(), v1::PRODUCT_CLASS_EV_COMBINED) << title;
  }
  EXPECT_EQ(StudyText("Bladder pain").Intervention("Placental exosomes with onabotulinumtoxinA").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  // What another arm gets alone is no part of the product.
  EXPECT_EQ(StudyText("MSC exosomes in diabetes")
                .Arm("EXPERIMENTAL", "Exosomes + metformin", "")
                .Arm("ACTIVE_COMPARATOR", "Metformin", "")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Bladder pain").Intervention("Placental exosomes with ultrasound guidance").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  for (const char* title :
       {"Conventional therapy combined with MSC exosomes", "MSC exosomes in combination with standard treatment",
        "Arthroscopic repair with or without MSC exosomes", "MSC exosomes plus placebo", "康复训练联合干细胞外泌体治疗",
        "Gauze soaked with MSC exosomes", "MSC exosomes for knee osteoarthritis combined with type 2 diabetes",
        "Patients with or without effusion given MSC exosomes", "Intravenous plus intra-articular MSC exosomes",
        "Women carrying twins given MSC exosomes", "CD24+ MSC exosomes in sepsis", "北京协和医院联合开展外泌体研究",
        "SOC + MSC exosomes", "MSC exosomes loaded with miR-124", "MSC exosomes carrying mRNA",
        "转载因子修饰的干细胞外泌体", "载姜黄素外泌体治疗溃疡",
        "Combined retrograde and "
        "antegrade delivery of MSC exosomes",
        "Apolipoproteins (载脂蛋白) and MSC exosomes for the skin"}) {
    EXPECT_EQ(StudyText(title).Intervention("MSC exosomes").Class(), v1::PRODUCT_CLASS_PURE_EV) << title;
  }
}

// Nucleic acids that EVs hold, and those given beside them.
TEST(CombinationWordsTest, NucleicAcids) {
  EXPECT_EQ(StudyText("Pancreatic cancer").Intervention("MSC-derived exosomes with KRAS siRNA").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  for (const char* title : {"Inclisiran siRNA plus MSC exosomes", "mRNA vaccine combined with MSC exosomes",
                            "Antisense oligonucleotide plus MSC exosomes"}) {
    EXPECT_EQ(StudyText(title).Intervention("MSC exosomes").Class(), v1::PRODUCT_CLASS_EV_COMBINED) << title;
  }
}

// The words, whole, and no more of the title.
TEST(CombinationWordsTest, ThePartnerIsTheWordsBesideTheEvs) {
  const auto partner = [](const std::string& title) -> std::string {
    RecordText text;
    text.role = TextRole::kTitle;
    text.text = title;
    const std::vector<ReadText> reads = ReadTexts({text}, *Vocabulary::Embedded()->evidence_terms());
    for (const Mention& mention : reads[0].mentions) {
      if (!mention.ev()) continue;
      const auto match = PartnerByWords(reads[0], mention.match);
      return match.has_value() ? title.substr(match->offset, match->length) : "";
    }
    return "no EVs";
  };
  EXPECT_EQ(partner("Randomised double blind evaluation of intravitreal ranibizumab plus MSC exosomes"), "ranibizumab");
  EXPECT_EQ(partner("干细胞外泌体联合雷珠单抗玻璃体腔内给予改善黄斑水肿患者视力的研究"), "雷珠单抗");
  EXPECT_EQ(partner("MSC exosomes plus placebo"), "");
}

}  // namespace
}  // namespace trialweave::normalizer
