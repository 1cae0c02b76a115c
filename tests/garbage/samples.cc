#include "tests/garbage/samples.h"

#include "gtest/gtest.h"

namespace trialweave::tests {

const std::vector<ContainerSample>& Samples() {
  static const auto* const samples = new std::vector<ContainerSample>{
      {"cde_csv",
       R"sample("CTR20239991","进行中","进行中（招募中）","示例联系人","示例生物科技有限公司","2023-03-01","","示例注射液","","生物制品","CXSL2300999","膝骨关节炎","I期","示例注射液的安全性研究","安全性","国内试验","40岁(最小年龄)至70岁(最大年龄)","男+女","国内:24；","国内:登记人暂未填写该信息；","国内:登记人暂未填写该信息；","1膝骨关节炎患者","1妊娠","2023-03-10","2023-03-12","","评价安全性","示例注射液治疗膝骨关节炎的安全性研究","示例研究","中文通用名:示例注射液","","EX-01","","1.0","2023-01-01","否","单臂试验","非随机化","开放","无","无","有",""
"CTR20239992","进行中","进行中（招募中）","示例联系人","示例生物科技有限公司","2023-03-01","","示例注射液","","生物制品","CXSL2300999","膝骨关节炎","I期","示例注射液的安全性研究","安全性","国内试验","40岁(最小年龄)至70岁(最大年龄)","男+女","国内:24；","国内:登记人暂未填写该信息；","国内:登记人暂未填写该信息；","1膝骨关节炎患者","1妊娠","2023-03-10","2023-03-12","","评价安全性","示例注射液治疗膝骨关节炎的安全性研究","示例研究","中文通用名:示例注射液","","EX-01","","1.0","2023-01-01","否","单臂试验","非随机化","开放","无","无","有",""
)sample",
       {"CTR20239991", "CTR20239992"}},
      {"cde_html",
       R"sample(<!DOCTYPE html>
<html><head><meta charset="UTF-8"/><title>药物临床试验登记与信息公示平台</title></head><body><table>
<tr><th>登记号</th><td>CTR20239993</td><th>试验状态</th><td>进行中</td></tr>
<tr><th>药物名称</th><td>示例注射液</td></tr>
<tr><th>适应症</th><td>膝骨关节炎</td></tr>
<tr><th>试验专业题目</th><td>示例注射液治疗膝骨关节炎的安全性研究</td></tr>
<tr><th>试验分期</th><td>I期</td></tr>
</table></body></html>
)sample",
       {"CTR20239993"}},
      {"chictr_html",
       R"sample(<!DOCTYPE html>
<html><head><meta charset="UTF-8"/><title>中国临床试验注册中心</title></head><body><table>
<tr><td class="left_title"><p class="cn">注册号：</p><p class="en">Registration number：</p></td><td>ChiCTR2199990031</td></tr>
<tr><td class="left_title"><p class="cn">注册号状态：</p></td><td><p class="cn">预注册</p></td></tr>
<tr><td class="left_title"><p class="cn">注册时间：</p></td><td>2021-03-05 00:00:00</td></tr>
<tr><td class="left_title"><p class="cn">征募研究对象情况：</p></td><td><p class="cn">尚未开始</p></td></tr>
<tr><td class="left_title"><p class="cn">注册题目：</p></td><td><p class="cn">示例疗法治疗膝关节疼痛的研究</p></td></tr>
<tr><td class="left_title"><p class="en">Public title：</p></td><td><p class="en">A made-up therapy for pain of the knee</p></td></tr>
<tr><td class="left_title"><p class="cn">研究类型：</p></td><td><p class="cn">干预性研究</p><p class="en">Interventional study</p></td></tr>
</table></body></html>
)sample",
       {"ChiCTR2199990031"}},
      {"chictr_xml",
       R"sample(<?xml version="1.0" encoding="utf-8"?>
<trials><Triall><main><trial_id>ChiCTR2199990021</trial_id><public_title>A made-up trial of light</public_title><target_size>a:10;b:10;</target_size><phase>0</phase></main></Triall>
<Triall><main><trial_id>ChiCTR2199990022</trial_id><public_title>A made-up trial of dark</public_title></main></Triall></trials>
)sample",
       {"ChiCTR2199990021", "ChiCTR2199990022"}},
      {"citation_card",
       "Citation card\nTitle: A made-up report on kneeling\nDOI: 10.9999/kneel\nEnd of card\n\nCitation card\n"
       "Title: A report on leaning\nPMID: 39990013\nEnd of card\n",
       {"doi:10.9999/kneel#420599d9", "pubmed:39990013"}},
      {"ctgov_legacy_json",
       R"sample({"_id":"NCT09990004","required_header":{"download_date":"ClinicalTrials.gov processed this data on March 05, 2021"},"id_info":{"org_study_id":"EX-4","nct_id":"NCT09990004"},"brief_title":"A made-up study of rowing","overall_status":"Completed","study_type":"Interventional"}
)sample",
       {"NCT09990004"}},
      {"ctgov_legacy_xml",
       R"sample(<?xml version="1.0" encoding="UTF-8"?>
<clinical_study>
  <required_header><download_date>ClinicalTrials.gov processed this data on March 05, 2021</download_date></required_header>
  <id_info><org_study_id>EX-3</org_study_id><nct_id>NCT09990003</nct_id></id_info>
  <brief_title>A made-up study of swimming</brief_title>
  <overall_status>Completed</overall_status>
  <start_date type="Actual">May 2020</start_date>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Interventional</study_type>
  <enrollment type="Actual">31</enrollment>
</clinical_study>
)sample",
       {"NCT09990003"}},
      {"ctgov_v2_json",
       R"sample([{"protocolSection":{"identificationModule":{"nctId":"NCT09990001","briefTitle":"A made-up study of walking"},"statusModule":{"overallStatus":"COMPLETED","startDateStruct":{"date":"2021-05","type":"ACTUAL"}},"designModule":{"studyType":"INTERVENTIONAL","phases":["NA"],"enrollmentInfo":{"count":12,"type":"ACTUAL"}}},"hasResults":false},
 {"protocolSection":{"identificationModule":{"nctId":"NCT09990002","briefTitle":"A made-up study of \"running\" \u2264 10 km"}},"hasResults":false}]
)sample",
       {"NCT09990001", "NCT09990002"}},
      {"ctis_json",
       R"sample({"ctNumber":"2023-599999-11-00","ctStatus":"Ongoing","shortTitle":"EX","authorizedApplication":{"authorizedPartI":{"trialDetails":{"clinicalTrialIdentifiers":{"fullTitle":"A made-up trial of balance","publicTitle":"Balance"}}}}}
)sample",
       {"CTIS2023-599999-11"}},
      {"embase_csv",
       R"sample(Title,Original Title,Author Names,Correspondence Address,Source,Abstract,Emtree Drug Index Terms,Embase Accession ID,Copyright
"A made-up review of squatting",,"Muster A., Beispiel B.","Masked Person",Knee Journal (2014) 3:3 (152-160). Date of Publication: 2014,"With ""quotes"" and
 a second line",,"L2099990001","Nobody"
"A made-up review of lunging",,"Muster A.","Masked Person",Knee Journal (2015) 4:3 (1-2). Date of Publication: 2015,"Short",,"L2099990002","Nobody"
)sample",
       {"embase:2099990001", "embase:2099990002"}},
      {"embase_json",
       R"sample({"header":{"hits":2},"results":[{"itemInfo":{"itemIdList":{"embase":"2099990013"}},"head":{"citationTitle":{"titleText":[{"ttltext":"A made-up review of rowing"}]}}},
 {"itemInfo":{"itemIdList":{"embase":"2099990014"}},"head":{"citationTitle":{"titleText":[{"ttltext":"A review of \"sailing\""}]}}}]}
)sample",
       {"embase:2099990013", "embase:2099990014"}},
      {"embase_ris",
       "\xEF\xBB\xBFTY  - JOUR\nU2  - L2099990003\nDB  - Embase\nT1  - A made-up review of hopping\nER  - \n\nTY  - "
       "JOUR\n"
       "U2  - L2099990004\nDB  - Embase\nT1  - A review of skipping\nN2  - One line.\n Another line.\nER  - \n",
       {"embase:2099990003", "embase:2099990004"}},
      {"embase_rows_csv",
       R"sample("TITLE","A made-up review of bending"
"AUTHOR NAMES","Muster A.","Beispiel B."
"SOURCE","Knee Journal (2014) 3:3 (152-160). Date of Publication: 2014"
"PUI","L2099990015"
"ABSTRACT","With ""quotes"" and

 a second line"

"TITLE","A made-up review of kneeling"
"AUTHOR NAMES","Muster A."
"SOURCE","Knee Journal (2015) 4:3 (1-2). Date of Publication: 2015"
"PUI","L2099990016"
)sample",
       {"embase:2099990015", "embase:2099990016"}},
      {"endnote_xml",
       R"sample(<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><ref-type name="Journal Article">17</ref-type><titles><title><style face="normal">A made-up review of crawling</style></title></titles><accession-num>39990004</accession-num><remote-database-provider>NLM</remote-database-provider></record><record><ref-type name="Journal Article">17</ref-type><titles><title><style face="normal">A review of rolling</style></title></titles><accession-num>39990005</accession-num><remote-database-provider>NLM</remote-database-provider></record></records></xml>
)sample",
       {"pubmed:39990004", "pubmed:39990005"}},
      {"euctr_json",
       R"sample({"_id":"2021-009991-12-DE","x5_trial_status":"Completed","a1_member_state_concerned":"Germany - BfArM","a2_eudract_number":"2021-009991-12","a3_full_title_of_the_trial":"A made-up trial of stretching"}
)sample",
       {"EUCTR2021-009991-12"}},
      {"euctr_text",
       R"sample(This file contains full details on each clinical trial selected for download.

Summary
EudraCT Number: 2021-009991-12
Sponsor's Protocol Code Number: EX-8
National Competent Authority: Germany - BfArM
Clinical Trial Type: EEA CTA
Trial Status: Completed
Date on which this record was first entered in the EudraCT database: 2021-02-03
Link: https://www.clinicaltrialsregister.eu/ctr-search/trial/2021-009991-12/DE/

A. Protocol Information
A.1 Member State Concerned: Germany - BfArM
A.2 EudraCT number: 2021-009991-12
A.3 Full title of the trial: A made-up trial of stretching

P. End of Trial
P. End of Trial Status: Completed

Summary
EudraCT Number: 2021-009991-12
National Competent Authority: Spain - AEMPS
Trial Status: Ongoing
Link: https://www.clinicaltrialsregister.eu/ctr-search/trial/2021-009991-12/ES/

A. Protocol Information
A.1 Member State Concerned: Spain - AEMPS
A.2 EudraCT number: 2021-009991-12
A.3 Full title of the trial: A made-up trial of stretching

P. End of Trial
P. End of Trial Status: Ongoing
)sample",
       {"EUCTR2021-009991-12", "EUCTR2021-009991-12"}},
      {"fda_html",
       R"sample(<!DOCTYPE html>
<html><head><meta charset="UTF-8"/><link rel="canonical" href="https://www.fda.gov/warning-letters/other-works-699903-02062025"/></head><body><main>
<h1>WARNING LETTER<br/>Other Works</h1><dl><dt>Issuing Office:</dt><dd>Center for Biologics</dd></dl>
<p>MARCS-CMS 699903</p><p>Dear Owner:</p><p>a made-up finding</p><p>Sincerely,</p></main></body></html>
)sample",
       {"fda:marcs-cms-699903"}},
      {"fda_letters_json",
       R"sample({"draw":1,"recordsTotal":2,"recordsFiltered":2,"data":[
["<time datetime=\"2025-03-11T04:00:00Z\">03/11/2025</time>","<time datetime=\"2025-02-04T05:00:00Z\">02/04/2025</time>","<a href=\"/warning-letters/vesicle-works-llc-699901-02042025\">Vesicle Works</a>","Center for Biologics Evaluation and Research (CBER)","a made-up subject","","",""],
["<time datetime=\"2025-03-11T04:00:00Z\">03/11/2025</time>","<time datetime=\"2025-02-05T05:00:00Z\">02/05/2025</time>","<a href=\"/warning-letters/other-works-699902-02052025\">Other Works</a>","Center for Drug Evaluation and Research (CDER)","CGMP","","",""]]}
)sample",
       {"fda:marcs-cms-699901", "fda:marcs-cms-699902"}},
      {"fda_rss",
       R"sample(<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>MedWatch</title><link>https://www.fda.gov/safety/rss.xml</link>
<item><title>a made-up alert</title><link>https://www.fda.gov/safety/alert-one</link></item>
<item><title>another alert</title><link>https://www.fda.gov/safety/alert-two</link></item>
</channel></rss>
)sample",
       {"https://www.fda.gov/safety/alert-one", "https://www.fda.gov/safety/alert-two"}},
      {"fda_table_csv",
       R"sample("date","kind","firm","product_terms","office","id","note","url"
"2025-03-04","Warning letter","Other Works","scaffolds","CBER","MARCS-CMS 699911","A made-up ""letter"" and
 a second line","https://www.fda.gov/a"
"2025-03-05","Warning letter","Third Works","gels","CBER","MARCS-CMS 699912","Short","https://www.fda.gov/b"
)sample",
       {"fda:marcs-cms-699911", "fda:marcs-cms-699912"}},
      {"ictrp_csv",
       R"sample(TrialID,Last Refreshed on,Public title,Scientific title,Acronym,Primary sponsor,Date registration,Date registration3,Export date,Source Register,web address,Recruitment Status,other records,Inclusion agemin,Inclusion agemax,Inclusion gender,Date enrollement,Target size,Study type,Study design,Phase,Countries,Contact Firstname,Contact Lastname,Contact Address,Contact Email,Contact Tel,Contact Affiliation,Inclusion Criteria,Exclusion Criteria,Condition,Intervention,Primary outcome,results date posted,results date completed,results url link,Retrospective flag,Bridging flag truefalse,Bridged type,results yes no)sample"
       "\r\n"
       R"sample("ChiCTR2199990001","3 February 2021","A made-up trial, with ""quotes"" and
 a second line","A made-up trial, with ""quotes"" and
 a second line","","Example Hospital","2021-01-05","20210105","2/15/2021 10:00:00 AM","ChiCTR","","Recruiting","","","","","","a:10;b:10;","Interventional study","","0","China","","","","","","","","","","a:one;b:two;","","","","","","","","No")sample"
       "\r\n"
       R"sample("ChiCTR2199990002","3 February 2021","Another made-up trial<br>with a break","Another made-up trial<br>with a break","","Example Hospital","2021-01-05","20210105","2/15/2021 10:00:00 AM","ChiCTR","","Recruiting","","","","","","a:10;b:10;","Interventional study","","0","China","","","","","","","","","","a:one;b:two;","","","","","","","","No")sample"
       "\r\n",
       {"ChiCTR2199990001", "ChiCTR2199990002"}},
      {"ictrp_full_csv",
       R"sample("DRKS00031234","U1111-1290-1234","Knee strength after a made-up operation","A made-up trial of strength training after surgery of the knee","https://example.org/DRKS00031234","","","","","","","","","","","","","Interventional","Allocation: Randomized. Masking: None (Open Label).","N/A","05/03/2023","01/04/2023","40","Recruiting","Example University Hospital","","","Germany","Osteoarthritis of knee","Training at home","18 Years","80 Years","Both","Surgery of the knee","None","Strength after 6 weeks","","","","","Anticipated","","","","","","","","","","","","","","","","","","","","","")sample"
       "\r\n"
       R"sample("DRKS00031235","U1111-1290-1234","Shoulder strength after a made-up operation","A made-up trial of strength training after surgery of the knee","https://example.org/DRKS00031234","","","","","","","","","","","","","Interventional","Allocation: Randomized. Masking: None (Open Label).","N/A","05/03/2023","01/04/2023","40","Recruiting","Example University Hospital","","","Germany","Osteoarthritis of knee","Training at home","18 Years","80 Years","Both","Surgery of the knee","None","Strength after 6 weeks","","","","","Anticipated","","","","","","","","","","","","","","","","","","","","","")sample"
       "\r\n",
       {"DRKS00031234", "DRKS00031235"}},
      {"ictrp_portal_xml",
       R"sample(<?xml version="1.0" encoding="UTF-8"?>
<Trials_downloaded_from_ICTRP>
<Trial><Export_date>2/15/2021 10:00:00 AM</Export_date><TrialID>ChiCTR2199990011</TrialID><Public_title>A made-up trial of heat</Public_title><Recruitment_Status>Recruiting</Recruitment_Status><Target_size>a:10;b:10;</Target_size></Trial>
<Trial><TrialID>NCT09990012</TrialID><Public_title>A made-up trial of cold &lt; 5 degrees</Public_title></Trial>
</Trials_downloaded_from_ICTRP>
)sample",
       {"ChiCTR2199990011", "NCT09990012"}},
      {"isrctn_json",
       R"sample({"_id":"19990007","isrctn":"19990007","trialDescription":{"title":"A made-up trial of sleep"},"trialDesign":{"primaryStudyDesign":"Interventional"},"participants":{"targetEnrolment":"20"}}
)sample",
       {"ISRCTN19990007"}},
      {"isrctn_xml",
       R"sample(<?xml version="1.0" encoding="UTF-8"?>
<allTrials totalCount="1" xmlns="http://www.67bricks.com/isrctn">
<fullTrial><trial lastUpdated="2021-03-05T00:00:00.000Z" version="1"><isrctn dateAssigned="2021-01-01T00:00:00.000Z">19990006</isrctn>
<trialDescription><title>A made-up trial of rest</title></trialDescription><trialDesign><primaryStudyDesign>Interventional</primaryStudyDesign></trialDesign>
<participants><targetEnrolment>20</targetEnrolment></participants></trial></fullTrial>
</allTrials>
)sample",
       {"ISRCTN19990006"}},
      {"medline_text",
       "PMID- 39990006\nOWN - NLM\nTI  - A made-up review of climbing in\n      two lines.\nLA  - eng\nSO  - J Climb. "
       "2020;1:2.\n\nPMID- 39990007\nOWN - NLM\nTI  - A review of falling.\nSO  - J Climb. 2020;1:3.\n",
       {"pubmed:39990006", "pubmed:39990007"}},
      {"nhc_html",
       R"sample(<!DOCTYPE html>
<html><head><meta charset="UTF-8"/><title>国家医学研究登记备案信息系统</title></head><body><table>
<tr><td>备案号</td><td>MR-11-24-099991</td></tr>
<tr><td>研究名称</td><td>示例外泌体治疗的安全性研究</td></tr>
<tr><td>研究类型</td><td>干预性研究</td></tr>
</table></body></html>
)sample",
       {"MR-11-24-099991"}},
      {"nmpa_html",
       R"sample(<!DOCTYPE html>
<html><head><meta charset="UTF-8"><meta name="SiteDomain" content="nmpa.gov.cn"><meta name="PubDate" content="2025-03-04"></head><body>
<table><tr><td>索引号</td><td>FGWJ-2025-99001</td></tr></table><h2>关于示例外泌体产品的公告</h2><p>示例疗法不得使用。</p></body></html>
)sample",
       {"nmpa:fgwj-2025-99001"}},
      {"nmpa_list_html",
       R"sample(<!DOCTYPE html>
<html><head><meta charset="UTF-8"></head><body><table>
<tr><th>受理号</th><th>药品名称</th><th>企业名称</th><th>承办日期</th></tr>
<tr><td>CXSL2599001</td><td>示例外泌体注射液</td><td>示例公司</td><td>2025-03-04</td></tr>
<tr><td>CXSL2599002</td><td>人源注射液</td><td>其他公司</td><td>2025-03-05</td></tr>
</table></body></html>
)sample",
       {"nmpa:cxsl2599001", "nmpa:cxsl2599002"}},
      {"nmpa_table_csv",
       R"sample("acceptance_no","product","applicant","accepted","decision","indication"
"CXSL2599011","示例外泌体注射液","示例公司","2025-03-04","","关节炎，
两行"
"CXSL2599012","人源注射液","其他公司","2025-03-05","","关节炎"
)sample",
       {"nmpa:cxsl2599011", "nmpa:cxsl2599012"}},
      {"openfda_json",
       R"sample({"meta":{"disclaimer":"x","results":{"skip":0,"limit":2,"total":2}},"results":[
{"recall_number":"D-0901-2025","recalling_firm":"Other Works","reason_for_recall":"a made-up reason","report_date":"20250115"},
{"k_number":"K909999","device_name":"Scaffold","applicant":"Other Works","decision_date":"2024-06-07"}]}
)sample",
       {"fda:recall-d-0901-2025", "fda:k909999"}},
      {"ovid_text",
       "<1. >\nVN  - Ovid Technologies\nDB  - Embase\nUI  - 2099990008\nTI  - A made-up review of bending.\nYR  - "
       "2018\n\n"
       "<2. >\nVN  - Ovid Technologies\nDB  - Embase\nUI  - 2099990009\nTI  - A review of turning.\nYR  - 2018\n",
       {"embase:2099990008", "embase:2099990009"}},
      {"pubmed_ris",
       "TY  - JOUR\r\nAN  - 39990010\r\nDP  - NLM\r\nTI  - A made-up review of jumping\r\nKW  - Knee\r\nElbow\r\nER  - "
       "\r\n",
       {"pubmed:39990010"}},
      {"pubmed_xml",
       R"sample(<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">39990001</PMID><Article><ArticleTitle>A made-up review of <i>walking</i></ArticleTitle></Article></MedlineCitation></PubmedArticle>
<PubmedBookArticle><BookDocument><PMID Version="1">39990002</PMID><ArticleTitle>A chapter on standing</ArticleTitle></BookDocument></PubmedBookArticle>
<DeleteCitation>
<PMID Version="1">39990003</PMID>
</DeleteCitation>
</PubmedArticleSet>
)sample",
       {"pubmed:39990001", "pubmed:39990002", "pubmed:39990003"}},
      {"reflib_json",
       R"sample([{"recNumber":"1","title":"A made-up review of sitting","accessionNum":"39990011","databaseProvider":"NLM"},
 {"recNumber":"2","title":"A review of \"lying\"","accessionNum":"39990012","databaseProvider":"NLM"}]
)sample",
       {"pubmed:39990011", "pubmed:39990012"}},
      {"ris",
       "TY  - JOUR\nAN  - WOS:000999990001\nTI  - A made-up review of driving\nER  -\n\nTY  - JOUR\nAN  - "
       "WOS:000999990002\n"
       "TI  - A review of riding\nER  -\n",
       {"wos:000999990001", "wos:000999990002"}},
  };
  return *samples;
}

const ContainerSample& SampleOf(const std::string& format) {
  for (const ContainerSample& sample : Samples()) {
    if (sample.format == format) return sample;
  }
  ADD_FAILURE() << "no sample of " << format;
  return Samples()[0];
}

}  // namespace trialweave::tests
