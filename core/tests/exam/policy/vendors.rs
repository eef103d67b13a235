//! One history, worked out by hand, for each of the 30 policies.

use crate::clock::day;
use crate::policy::case;
use crate::policy::case::Case;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::policy::offer::Trait;

#[track_caller]
fn check(policy: &str, attempts: &str, expected: &str) {
    Case::new(policy, attempts).check(expected);
}

#[test]
fn comptia_asks_for_no_wait_and_then_for_fourteen_days() {
    check("comptia.all", "fail 2026-03-01", "2026-03-01 .. 2026-03-01 by comptia.all/wait/1");
    check(
        "comptia.all",
        "fail 2026-03-01, fail 2026-04-01",
        "2026-04-15 .. 2026-04-16 by comptia.all/wait/2",
    );
    check(
        "comptia.all",
        "fail 2026-03-01, fail 2026-04-01, fail 2026-05-01",
        "2026-05-15 .. 2026-05-16 by comptia.all/wait/2",
    );
    check(
        "comptia.all",
        "pass 2026-03-01",
        "until CompTIA agrees to it. You passed on 1 March 2026, and CompTIA lets nobody retake a \
         passed exam before that. Source: “CompTIA retake policy text reproduced on a CV0-003 \
         course page”, undated.",
    );
}

#[test]
fn microsoft_counts_hours_then_days_then_the_year_from_the_first_attempt() {
    check("microsoft.cert", "fail 2026-03-01", "2026-03-02 .. 2026-03-03 by microsoft.cert/wait/1");
    check(
        "microsoft.cert",
        "fail 2026-03-01, fail 2026-03-10",
        "2026-03-24 .. 2026-03-25 by microsoft.cert/wait/2",
    );
    check(
        "microsoft.cert",
        "fail 2026-01-05, fail 2026-01-10, fail 2026-02-01, fail 2026-03-01, fail 2026-04-01",
        "2027-01-05 .. 2027-01-05 by microsoft.cert/cap/1",
    );
}

#[test]
fn cisco_begins_its_five_days_on_the_day_after() {
    check(
        "cisco.associate_professional_specialist",
        "fail 2026-03-01",
        "2026-03-06 .. 2026-03-07 by cisco.associate_professional_specialist/wait/1",
    );
    check(
        "cisco.associate_professional_specialist",
        "pass 2026-03-01",
        "2026-08-28 .. 2026-08-29 by cisco.associate_professional_specialist/after_pass",
    );
}

#[test]
fn cisco_expert_written_allows_four_a_year() {
    check(
        "cisco.expert_written",
        "fail 2026-03-01",
        "2026-03-16 .. 2026-03-17 by cisco.expert_written/wait/1",
    );
    check(
        "cisco.expert_written",
        "fail 2026-01-01, fail 2026-02-01, fail 2026-03-01, fail 2026-04-01",
        "2027-01-01 .. 2027-01-01 by cisco.expert_written/cap/1",
    );
}

#[test]
fn ccie_lab_climbs_a_ladder() {
    check("cisco.ccie_lab", "fail 2026-03-01", "2026-03-31 .. 2026-04-01 by cisco.ccie_lab/wait/1");
    check(
        "cisco.ccie_lab",
        "fail 2025-01-01, fail 2025-06-01",
        "2025-08-30 .. 2025-08-31 by cisco.ccie_lab/wait/2",
    );
    check(
        "cisco.ccie_lab",
        "fail 2024-01-01, fail 2024-06-01, fail 2025-01-01, fail 2025-06-01, fail 2026-01-01",
        "2026-06-30 .. 2026-07-01 by cisco.ccie_lab/wait/5",
    );
}

#[test]
fn aws_asks_for_fourteen_days_each_time_and_two_years_after_a_pass() {
    check("aws.all", "fail 2026-03-01", "2026-03-15 .. 2026-03-16 by aws.all/wait/1");
    check("aws.all", "pass 2026-03-01", "2028-03-01 .. 2028-03-01 by aws.all/after_pass");
}

#[test]
fn google_foundational_asks_for_fourteen_days() {
    check(
        "google.foundational",
        "fail 2026-03-01, fail 2026-04-01",
        "2026-04-15 .. 2026-04-16 by google.foundational/wait/1",
    );
}

#[test]
fn google_professional_asks_for_two_weeks_two_months_and_a_year() {
    let id = "google.associate_professional";
    check(id, "fail 2026-03-01", &format!("2026-03-15 .. 2026-03-16 by {id}/wait/1"));
    check(
        id,
        "fail 2026-01-01, fail 2026-03-01",
        &format!("2026-04-30 .. 2026-05-01 by {id}/wait/2"),
    );
    check(
        id,
        "fail 2025-06-01, fail 2026-01-01, fail 2026-03-02",
        &format!("2027-03-02 .. 2027-03-03 by {id}/wait/3"),
    );
    check(
        id,
        "pass 2026-03-01",
        "until 60 days before the certification expires. You passed on 1 March 2026, and Google \
         Cloud lets nobody retake a passed exam before that. Source: “Google Cloud \
         Certification FAQs (support)”, undated.",
    );
}

#[test]
fn isc2_asks_for_whole_days_without_a_test() {
    check("isc2.all", "fail 2026-03-01", "2026-04-01 .. 2026-04-01 by isc2.all/wait/1");
    check(
        "isc2.all",
        "fail 2026-01-01, fail 2026-03-01",
        "2026-05-01 .. 2026-05-01 by isc2.all/wait/2",
    );
    check(
        "isc2.all",
        "fail 2026-01-01, fail 2026-03-01, fail 2026-06-01",
        "2026-08-31 .. 2026-08-31 by isc2.all/wait/3",
    );
}

#[test]
fn isaca_asks_for_thirty_and_then_ninety_days() {
    check("isaca.all", "fail 2026-03-01", "2026-03-31 .. 2026-04-01 by isaca.all/wait/1");
    check(
        "isaca.all",
        "fail 2026-01-01, fail 2026-03-01",
        "2026-05-30 .. 2026-05-31 by isaca.all/wait/2",
    );
    check(
        "isaca.all",
        "fail 2026-01-01, fail 2026-02-15, fail 2026-05-20, fail 2026-08-20",
        "2027-01-01 .. 2027-01-01 by isaca.all/cap/1",
    );
}

#[test]
fn pmi_allows_three_in_an_eligibility_year_and_then_asks_for_one() {
    let three = "fail 2026-02-01, fail 2026-04-01, fail 2026-06-01";
    let mut case = Case::new("pmi.all", three);
    case.check("2026-06-01 .. 2027-06-01 by pmi.all/cap/1");
    case.known.approved_on = Some(day("2026-01-15"));
    case.check("2027-06-01 .. 2027-06-01 by pmi.all/cap/1");
    let answer = case.answer();
    assert!(
        answer
            .notes
            .iter()
            .any(|note| *note == "Besides waiting, a new application is needed as well.")
    );
    let mut one = Case::new("pmi.all", "fail 2026-02-01").seen_on("2026-02-10");
    one.known.approved_on = Some(day("2026-01-15"));
    one.check("2026-02-01 .. 2026-02-01 until 2027-01-14 by pmi.all/wait/1");
}

#[test]
fn oracle_leaves_day_fourteen_or_fifteen_open_and_closes_for_good_after_a_pass() {
    check("oracle.all", "fail 2026-03-01", "2026-03-15 .. 2026-03-16 by oracle.all/wait/1");
    let answer = Case::new("oracle.all", "pass 2026-03-01").answer();
    assert!(case::line(&answer).starts_with("until Oracle brings out a new exam"));
}

#[test]
fn vmware_prints_its_own_example() {
    check(
        "vmware.proctored",
        "fail 2026-03-01",
        "2026-03-08 .. 2026-03-08 by vmware.proctored/wait/1",
    );
}

#[test]
fn red_hat_is_unknown_and_not_free() {
    check("redhat.individual", "fail 2026-03-01", "unknown");
}

#[test]
fn linux_foundation_sells_two_sittings_within_a_year() {
    let id = "linuxfoundation.cncf";
    let mut case = Case::new(id, "fail 2026-03-01").seen_on("2026-03-02");
    case.check(&format!("2026-03-01 .. 2026-03-01 by {id}/wait/1"));
    case.known.purchased_on = Some(day("2026-01-10"));
    case.check(&format!("2026-03-01 .. 2026-03-01 until 2027-01-09 by {id}/wait/1"));
    let both = Case::new(id, "fail 2026-03-01, fail 2026-03-20");
    assert!(case::line(&both.answer()).starts_with("until the exam has been bought again"));
}

#[test]
fn ec_council_closes_for_a_year_after_five() {
    let id = "eccouncil.all";
    check(id, "fail 2026-03-01", &format!("2026-03-01 .. 2026-03-01 by {id}/wait/1"));
    check(
        id,
        "fail 2026-03-01, fail 2026-03-02",
        &format!("2026-03-16 .. 2026-03-17 by {id}/wait/2"),
    );
    check(
        id,
        "fail 2026-01-01, fail 2026-01-20, fail 2026-02-10, fail 2026-03-01, fail 2026-04-01",
        &format!("2027-01-01 .. 2027-04-01 by {id}/cap/1"),
    );
}

#[test]
fn juniper_counts_for_life_across_a_pass() {
    check(
        "juniper.written",
        "fail 2020-01-01, pass 2020-02-01, fail 2026-03-01",
        "2026-03-15 .. 2026-03-16 by juniper.written/wait/2",
    );
    check(
        "juniper.written",
        "pass 2026-03-01",
        "2027-09-01 .. 2027-09-01 by juniper.written/after_pass",
    );
}

#[test]
fn fortinet_asks_for_fifteen_days() {
    check(
        "fortinet.proctored",
        "fail 2026-03-01",
        "2026-03-16 .. 2026-03-17 by fortinet.proctored/wait/1",
    );
}

#[test]
fn palo_alto_s_waits_rest_on_one_weak_page_and_say_so() {
    let id = "paloalto.all";
    check(id, "fail 2026-03-01", &format!("2026-03-16 .. 2026-03-17 by {id}/wait/1"));
    let two = "fail 2026-03-01, fail 2026-04-01";
    check(id, two, &format!("2026-05-01 .. 2026-05-02 by {id}/wait/2"));
    let three = format!("{two}, fail 2026-06-01");
    check(id, &three, &format!("2026-07-31 .. 2026-08-01 by {id}/wait/3"));
    let unknowns = Case::new(id, "fail 2026-03-01").answer().unknowns;
    let told: Vec<String> = unknowns.iter().map(|said| said.text()).collect();
    assert!(told.iter().any(|text| text.contains("weak sources")), "{told:?}");
}

#[test]
fn salesforce_asks_for_a_day_then_two_weeks_and_its_cycles_are_dates() {
    let id = "salesforce.all";
    check(id, "fail 2026-03-01", &format!("2026-03-02 .. 2026-03-03 by {id}/wait/1"));
    check(
        id,
        "fail 2026-03-01, fail 2026-03-10",
        &format!("2026-03-24 .. 2026-03-25 by {id}/wait/2"),
    );
    check(id, "fail 2026-03-01, fail 2026-03-10, fail 2026-04-01", "unknown");
}

#[test]
fn hashicorp_asks_for_seven_days_on_weak_grounds() {
    let case = Case::new("hashicorp.all", "fail 2026-03-01");
    case.check("2026-03-08 .. 2026-03-09 by hashicorp.all/wait/1");
    let answer = case.answer();
    assert!(answer.unknowns.iter().any(|what| what.text().contains("weak sources")));
    assert!(answer.bindings[0].reason.text().ends_with("please check it with the vendor."));
}

#[test]
fn giac_asks_for_thirty_days_and_ends_after_three() {
    check("giac.all", "fail 2026-03-01", "2026-03-31 .. 2026-04-01 by giac.all/wait/1");
    let three = Case::new("giac.all", "fail 2026-01-01, fail 2026-02-10, fail 2026-03-20");
    let line = case::line(&three.answer());
    assert!(line.starts_with("until a new certification attempt has been registered"));
}

#[test]
fn offsec_waits_by_what_was_bought() {
    let id = "offsec.pen200";
    let mut case = Case::new(id, "fail 2026-03-01");
    case.check(&format!("2026-04-12 .. 2026-04-12 by {id}/wait/1"));
    assert!(case.answer().unknowns[0].text().contains("Learn One; Learn Unlimited"));
    case.known.traits = vec![Trait::Product("Learn One".to_owned())];
    case.check(&format!("2026-03-29 .. 2026-03-29 by {id}/wait/1"));
    case.known.traits = vec![Trait::Product("Learn Unlimited".to_owned())];
    case.check(&format!("2026-03-15 .. 2026-03-15 by {id}/wait/1"));
}

#[test]
fn databricks_asks_for_fourteen_days_on_weak_grounds() {
    check("databricks.all", "fail 2026-03-01", "2026-03-15 .. 2026-03-16 by databricks.all/wait/1");
}

#[test]
fn snowflake_allows_four_in_any_twelve_months() {
    check("snowflake.all", "fail 2026-03-01", "2026-03-08 .. 2026-03-09 by snowflake.all/wait/1");
    check(
        "snowflake.all",
        "fail 2025-01-01, fail 2025-11-01, fail 2025-12-01, fail 2026-01-10, fail 2026-02-01",
        "2026-11-01 .. 2026-11-01 by snowflake.all/cap/1",
    );
}

#[test]
fn splunk_is_unknown() {
    check("splunk.all", "fail 2026-03-01", "unknown");
}

#[test]
fn servicenow_asks_for_three_then_fourteen_days_then_training() {
    let id = "servicenow.mainline";
    check(id, "fail 2026-03-01", &format!("2026-03-04 .. 2026-03-05 by {id}/wait/1"));
    check(
        id,
        "fail 2026-03-01, fail 2026-03-10",
        &format!("2026-03-24 .. 2026-03-25 by {id}/wait/2"),
    );
    check(id, "fail 2026-03-01, fail 2026-03-10, fail 2026-04-01", "unknown");
    let four = "fail 2026-03-01, fail 2026-03-10, fail 2026-04-01, fail 2026-05-01";
    let line = case::line(&Case::new(id, four).answer());
    assert!(line.starts_with("until the training has been taken again"));
}

#[test]
fn lpi_begins_afresh_after_two_idle_years() {
    check("lpi.all", "fail 2026-03-01", "2026-03-08 .. 2026-03-08 by lpi.all/wait/1");
    check(
        "lpi.all",
        "fail 2026-01-01, fail 2026-03-01",
        "2026-03-31 .. 2026-04-01 by lpi.all/wait/2",
    );
    check(
        "lpi.all",
        "fail 2024-02-28, fail 2026-03-01",
        "2026-03-08 .. 2026-03-08 by lpi.all/wait/1",
    );
}

#[test]
fn peoplecert_states_no_wait() {
    check(
        "peoplecert.itil",
        "fail 2026-03-01",
        "2026-03-01 .. 2026-03-01 by peoplecert.itil/wait/1",
    );
}

#[test]
fn sas_waits_two_weeks_and_allows_five_in_twelve_months() {
    check("sas.all", "fail 2026-03-01", "2026-03-15 .. 2026-03-16 by sas.all/wait/1");
    check(
        "sas.all",
        "fail 2026-03-01, fail 2026-03-16",
        "2026-03-30 .. 2026-03-31 by sas.all/wait/1",
    );
    check(
        "sas.all",
        "fail 2026-01-01, fail 2026-02-01, fail 2026-03-01, fail 2026-04-01, fail 2026-05-01",
        "2027-01-01 .. 2027-01-01 by sas.all/cap/1",
    );
}

#[test]
fn the_file_above_has_a_case_for_every_policy() {
    let text = include_str!("vendors.rs");
    for policy in Catalogue::embedded().unwrap().policies() {
        assert!(text.contains(&format!("\"{}\"", policy.id)), "{} has no case", policy.id);
    }
}
