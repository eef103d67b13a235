//! Score reports as the vendors print them, and as a candidate types them in.

/// A real-looking failed report of each vendor, as its candidate would type it in.
pub(crate) const PRINTED: [(&str, &str, &str); 17] = [
    (
        "comptia",
        "SY0-701",
        r#"{"overall": 684, "pass_mark": 750, "domains": [
        {"domain": "1", "evidence": {"missed_objectives": {"objectives": ["1.2"], "of": 4}}},
        {"domain": "2", "evidence": {"missed_objectives": {"objectives": ["2.2", "2.4", "2.5"], "of": 5}}},
        {"domain": "4", "evidence": {"missed_objectives": {"objectives": ["4.1", "4.4", "4.9"], "of": 9}}},
        {"domain": "5", "evidence": {"missed_objectives": {"objectives": [], "of": 6}}}]}"#,
    ),
    (
        "microsoft",
        "AZ-104",
        r#"{"overall": 640, "domains": [
        {"domain": "1", "evidence": {"bar": {"low": 50, "high": 75}}},
        {"domain": "2", "evidence": {"bar": {"low": 25, "high": 50}}},
        {"domain": "5", "evidence": {"bar": {"low": 0, "high": 25}}}]}"#,
    ),
    (
        "cisco",
        "200-301",
        r#"{"overall": 776, "pass_mark": 825, "retake_on": "2026-03-08", "domains": [
        {"domain": "1", "evidence": {"percent": 85}}, {"domain": "2", "evidence": {"percent": 60}},
        {"domain": "3", "evidence": {"percent": 45}}, {"domain": "4", "evidence": {"percent": 70}},
        {"domain": "5", "evidence": {"percent": 80}}, {"domain": "6", "evidence": {"percent": 50}}]}"#,
    ),
    (
        "cisco",
        "200-301",
        r#"{"retake_on": "2026-03-08", "domains": [
        {"domain": "1", "evidence": {"percent": 45}}, {"domain": "3", "evidence": {"percent": 36}}]}"#,
    ),
    (
        "aws",
        "SAA-C03",
        r#"{"overall": 688, "domains": [
        {"domain": "1", "evidence": {"band": {"level": 2, "of": 2}}},
        {"domain": "2", "evidence": {"band": {"level": 1, "of": 2}}}]}"#,
    ),
    (
        "google",
        "ACE",
        r#"{"domains": [
        {"domain": "1", "evidence": {"self_rating": 2}}, {"domain": "3", "evidence": {"self_rating": 4}}]}"#,
    ),
    (
        "isc2",
        "CISSP",
        r#"{"domains": [
        {"domain": "1", "evidence": {"band": {"level": 1, "of": 3}}},
        {"domain": "2", "evidence": {"band": {"level": 2, "of": 3}}},
        {"domain": "8", "evidence": {"band": {"level": 3, "of": 3}}}]}"#,
    ),
    (
        "isc2",
        "CISSP",
        r#"{"overall": 655, "domains": [
        {"domain": "1", "evidence": {"rank": {"position": 2, "of": 8}}},
        {"domain": "2", "evidence": {"rank": {"position": 1, "of": 8}}}]}"#,
    ),
    (
        "isaca",
        "CISM",
        r#"{"overall": 431, "domains": [
        {"domain": "1", "evidence": {"scaled": 390}}, {"domain": "2", "evidence": {"scaled": 460}},
        {"domain": "3", "evidence": {"scaled": 445}}, {"domain": "4", "evidence": {"scaled": 402}}]}"#,
    ),
    (
        "pmi",
        "PMP",
        r#"{"domains": [
        {"domain": "1", "evidence": {"band": {"level": 3, "of": 4}}},
        {"domain": "2", "evidence": {"band": {"level": 2, "of": 4}}},
        {"domain": "3", "evidence": {"band": {"level": 1, "of": 4}}}]}"#,
    ),
    (
        "linuxfoundation",
        "CKA",
        r#"{"overall": 58, "domains": [
        {"domain": "3", "evidence": {"self_rating": 1}}]}"#,
    ),
    (
        "redhat",
        "EX200",
        r#"{"overall": 172, "domains": [
        {"domain": "1", "evidence": {"percent": 100}}, {"domain": "4", "evidence": {"percent": 0}}]}"#,
    ),
    (
        "redhat",
        "EX200",
        r#"{"overall": 172, "domains": [
        {"domain": "4", "evidence": {"self_rating": 1}}]}"#,
    ),
    (
        "hashicorp",
        "TA-004",
        r#"{"overall": 64, "domains": [
        {"domain": "1", "evidence": {"percent": 66.67}}, {"domain": "2", "evidence": {"percent": 33.33}}]}"#,
    ),
    (
        "fortinet",
        "NSE4_FGT_AD-7.6",
        r#"{"domains": [
        {"domain": "3", "evidence": {"self_rating": 1}}]}"#,
    ),
    (
        "not_described",
        "SPLK-1001",
        r#"{"domains": [
        {"domain": "2", "evidence": {"self_rating": 2}}]}"#,
    ),
    (
        "not_described",
        "SF-ADMIN",
        r#"{"overall": 61, "domains": [
        {"domain": "6", "evidence": {"percent": 50}}]}"#,
    ),
];
