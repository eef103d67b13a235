//! In which domains there is something to do by hand, as far as their names tell.

/// Words of a domain's name that speak of rules and of talking to people.
const ON_PAPER: [&str; 14] = [
    "reporting",
    "communication",
    "governance",
    "compliance",
    "oversight",
    "procedures",
    "policies",
    "legal",
    "ethics",
    "professionalism",
    "billing",
    "pricing",
    "risk",
    "business",
];
/// Words of a domain's name that speak of doing something, whatever else it names.
const BY_HAND: [&str; 10] = [
    "implement",
    "implementing",
    "manage",
    "managing",
    "configure",
    "configuring",
    "deploy",
    "deploying",
    "troubleshooting",
    "operations",
];

/// Whether a domain is about words and rules, by its name: "Reporting and Communication" is,
/// "Manage identities and governance" is not. A judgement, as the catalogue does not say.
pub(super) fn is_on_paper(name: &str) -> bool {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let all: Vec<String> = words.collect();
    let holds = |known: &[&str]| all.iter().any(|word| known.contains(&word.as_str()));
    holds(&ON_PAPER) && !holds(&BY_HAND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_whether_there_is_something_to_do() {
        for name in ["Reporting and Communication", "Operational Procedures"] {
            assert!(is_on_paper(name), "{name}");
        }
        for name in [
            "Manage Azure identities and governance",
            "Security operations",
            "Vulnerability Management",
            "Network Troubleshooting",
        ] {
            assert!(!is_on_paper(name), "{name}");
        }
    }
}
