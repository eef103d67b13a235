//! What must not be on the partner's device, and whether it is.

use std::path::Path;

use rebound_core::coach::derivation::Derivation;
use rebound_core::facts::{Fact, FactBody};

/// Everything private as bytes to look for, each with what it is: every record in its stored form,
/// and the texts that would tell something on their own.
pub(super) fn secrets<'a>(
    facts: impl Iterator<Item = &'a Fact>,
    derivation: &Derivation,
) -> Vec<(String, Vec<u8>)> {
    let mut secrets = Vec::new();
    let mut add = |what: &str, bytes: Vec<u8>| {
        // Two or three bytes are found anywhere by chance.
        if bytes.len() > 3 {
            secrets.push((what.to_owned(), bytes));
        }
    };
    for fact in facts {
        add("a record", fact.to_bytes());
        add("an id", fact.id.as_str().into());
        add("where the candidate was", fact.at.zone.to_string().into());
        texts(&fact.body).into_iter().for_each(|text| add("a text", text.into()));
    }
    for finding in derivation.coaching.iter().flat_map(|coaching| &coaching.causes) {
        let key = serde_json::to_string(&finding.cause).expect("a name");
        add("a cause", key.trim_matches('"').into());
        finding.evidence.iter().for_each(|signal| add("evidence", signal.said.text().into()));
    }
    secrets.sort();
    secrets.dedup();
    secrets
}

/// What of `secrets` stands in the database at `path`.
pub(super) fn found(path: &Path, secrets: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut bytes = std::fs::read(path).expect("the partner's database");
    let log = path.with_extension("db-wal");
    bytes.extend(std::fs::read(log).unwrap_or_default());
    let is_there = |secret: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
    let found = secrets.iter().filter(|(_, secret)| is_there(secret));
    found.map(|(what, secret)| format!("{what}: {}", String::from_utf8_lossy(secret))).collect()
}

fn texts(body: &FactBody) -> Vec<String> {
    match body {
        FactBody::Attempt(attempt) => {
            let overall = attempt.report.iter().filter_map(|report| report.overall);
            let scores = overall.map(|score| format!("\"overall\":{:?}", score.get()));
            scores.chain([attempt.exam.to_string()]).collect()
        }
        FactBody::Answer(answer) => vec![answer.question.to_string(), answer.bank.to_string()],
        FactBody::Diagnosis(diagnosis) => diagnosis.step.clone().into_iter().collect(),
        FactBody::DomainNote(note) => note.topics.clone(),
        FactBody::Resource(resource) => {
            vec![resource.name.clone(), resource.resource.to_string()]
        }
        FactBody::RetakeOverride(known) => known.note.clone().into_iter().collect(),
        FactBody::Commitment(promise) => promise.note.clone().into_iter().collect(),
        FactBody::StudySession(_)
        | FactBody::ReviewTime(_)
        | FactBody::PracticeSet(_)
        | FactBody::MockExamResult(_)
        | FactBody::Questionnaire(_)
        | FactBody::PriorPreparation(_)
        | FactBody::Availability(_)
        | FactBody::DayException(_)
        | FactBody::ExamChoice(_)
        | FactBody::ExamDate(_)
        | FactBody::PlanAnchor(_)
        | FactBody::Removal(_) => Vec::new(),
    }
}
