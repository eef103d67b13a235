//! The devices of the candidate and of the partner, and what happens on them.

use std::collections::BTreeMap;
use std::path::Path;

use rebound_core::base::ids::{DomainId, ExamCode};
use rebound_core::base::time::{Now, Stamp};
use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::planner::anchor;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::FactBody;
use rebound_core::facts::practice::AnswerResult;
use rebound_core::formats::words;
use rebound_core::replica::document_id::DocumentId;

use crate::client::{Client, Registered, register, register_device, request};
use crate::demo::answers::Picture;
use crate::demo::{answers, privacy};
use crate::scenario::{Event, Network, Question, Scenario};

/// Everybody with their devices.
pub(super) struct Stage<'a> {
    address: String,
    catalogue: &'a Catalogue,
    actors: BTreeMap<String, Actor>,
    partner: Actor,
    partner_name: String,
    shared: DocumentId,
    /// What was answered when the candidate first asked: "then" in "then and now". It is kept, for a derivation
    /// of that moment from what is known by now counts records of the next hours as those of a fast clock.
    first_answer: Option<Derivation>,
    recorded: usize,
}

struct Actor {
    client: Client,
    registered: Registered,
    online: bool,
    waiting: usize,
    /// Answers since the last time they were gone through: the right ones, and all.
    answered: (u32, u32),
}

impl<'a> Stage<'a> {
    pub(super) async fn set(
        scenario: &Scenario,
        catalogue: &'a Catalogue,
        directory: &Path,
        address: String,
    ) -> Self {
        let mut actors: BTreeMap<String, Actor> = BTreeMap::new();
        let mut owner: Option<Registered> = None;
        for (number, name) in (1..).zip(&scenario.devices) {
            let registered = match &owner {
                None => register(&address, number).await,
                Some(owner) => register_device(&address, &owner.credential, number).await,
            };
            owner.get_or_insert_with(|| registered.clone());
            let client = Client::open(directory, number, [7; 32]);
            actors.insert(name.clone(), Actor::new(client, registered));
        }
        let owner = owner.expect("a scenario has devices");
        let first = actors.get_mut(&scenario.devices[0]).expect("a scenario has devices");
        let began = Now::at(scenario.events.first().map_or(scenario.now, |event| event.at));
        let shared = first.client.device.share_progress(scenario.partner.clone(), began);
        let invitation = shared.expect("a document");
        let shared = invitation.document;
        for actor in actors.values_mut() {
            actor.connect(&address).await;
        }
        let registered = register(&address, 1_000).await;
        let grant = format!("/v1/documents/{shared}/grants/{}", registered.account);
        let granted =
            request(&address, "PUT", &grant, Some(&owner.credential), "{\"role\":\"reader\"}")
                .await;
        assert_eq!(granted.0, 204, "{}", granted.1);
        let mut client = Client::open(directory, 1_000, [9; 32]);
        client.device.follow_progress(invitation).expect("an invitation");
        let mut partner = Actor::new(client, registered);
        partner.connect(&address).await;
        let partner_name = capital(&scenario.partner.to_string());
        println!("{partner_name} is invited to see how much is studied, and nothing else.\n");
        let (first_answer, recorded) = (None, 0);
        Self { address, catalogue, actors, partner, partner_name, shared, first_answer, recorded }
    }

    pub(super) async fn play(&mut self, event: &Event) {
        let actor = self.actors.get_mut(&event.device).expect("a listed device");
        match event.goes {
            Some(Network::Offline) => {
                actor.client.disconnect().await;
                actor.online = false;
                println!("  the {} has no network; everything works on", event.device);
            }
            Some(Network::Online) => {
                actor.connect(&self.address).await;
                let records = match actor.waiting {
                    1 => "1 record is".to_owned(),
                    waiting => format!("{waiting} records are"),
                };
                println!(
                    "  the {} is back: {records} safe on the server, without a question",
                    event.device
                );
                actor.waiting = 0;
            }
            None => {}
        }
        if let Some(fact) = event.fact() {
            if let Some(said) = actor.said(&fact.body, self.catalogue) {
                println!("  {}: {said}", event.device);
            }
            let device = &mut actor.client.device;
            device.look(event.now()).expect("the disk has it");
            match event.id {
                Some(_) => drop(device.import([fact]).expect("the disk has it")),
                None => drop(device.record(fact.body, event.now()).expect("the disk has it")),
            }
            self.recorded += 1;
            actor.settle().await;
        }
        if !event.asks.is_empty() {
            self.answer(&event.device, &event.asks, event.at).await;
        }
    }

    /// Answers questions from what one device knows, with or without a network.
    pub(super) async fn answer(&mut self, device: &str, asked: &[Question], at: Stamp) {
        let actor = self.actors.get_mut(device).expect("a listed device");
        if actor.online {
            // Whatever the other devices have sent is fetched first.
            actor.connect(&self.address).await;
        }
        let now = Derivation::of_history(
            &actor.client.device.history(Now::at(at)).expect("a device"),
            self.catalogue,
            Now::at(at),
        );
        let then = &*self.first_answer.get_or_insert_with(|| now.clone());
        let held = actor.client.device.facts().expect("a device").count();
        let preview = actor.client.device.progress(&self.shared).expect("the preview");
        for question in asked {
            let picture = Picture {
                history: &actor.client.device.history(Now::at(at)).expect("a device"),
                then,
                now: &now,
                held,
                partner: &self.partner_name,
                preview: &preview,
            };
            answers::answer(*question, &picture);
        }
        println!();
        // The plan has been shown; the next one is kept close to it.
        if let Some(coaching) = now.coaching.filter(|_| asked.contains(&Question::Tomorrow)) {
            let shown = FactBody::PlanAnchor(anchor(&coaching.plan));
            actor.client.device.record(shown, Now::at(at)).expect("the disk has it");
            self.recorded += 1;
            actor.settle().await;
        }
    }

    /// Brings all together and compares.
    pub(super) async fn close(mut self, scenario: &Scenario, directory: &Path) -> bool {
        for _ in 0..2 {
            for actor in self.actors.values_mut() {
                actor.connect(&self.address).await;
            }
        }
        self.partner.connect(&self.address).await;
        println!("\nWhat {} sees:", self.partner_name);
        let shown = self.partner.client.device.progress(&self.shared).expect("the progress");
        answers::print_progress(&shown);
        let exports: Vec<String> = self
            .actors
            .values()
            .map(|actor| actor.client.device.export().expect("a device"))
            .collect();
        let counts = self
            .actors
            .values()
            .map(|actor| actor.client.device.facts().expect("a device").count());
        let complete = counts.into_iter().all(|count| count == self.recorded);
        let identical = complete && exports.iter().all(|export| *export == exports[0]);
        let owner = self.actors.values().next().expect("a scenario has devices");
        let now = Now::at(scenario.now);
        let history = owner.client.device.history(now).expect("a device");
        let derivation = Derivation::of_history(&history, self.catalogue, now);
        let secrets = privacy::secrets(owner.client.device.facts().expect("a device"), &derivation);
        let none_read = self.partner.client.device.facts().expect("a device").count() == 0;
        self.partner.client.disconnect().await;
        drop(self.partner);
        let found = privacy::found(&directory.join("device-1000.db"), &secrets);
        let private = none_read && found.is_empty();
        println!("\nAll {} records are on every device, alike: {}", self.recorded, yes(identical));
        println!(
            "The partner's device holds none of the private ones (looked for {} scores, causes, \
             notes, names and records): {}",
            secrets.len(),
            yes(private)
        );
        found.iter().for_each(|secret| println!("  found: {secret}"));
        identical && private
    }
}

impl Actor {
    fn new(client: Client, registered: Registered) -> Self {
        Self { client, registered, online: false, waiting: 0, answered: (0, 0) }
    }

    async fn connect(&mut self, address: &str) {
        if self.online {
            self.client.disconnect().await;
        }
        self.client.connect(address, &self.registered.credential).await;
        self.client.sync().await;
        self.online = true;
    }

    /// What is told of a record, if anything.
    fn said(&mut self, body: &FactBody, catalogue: &Catalogue) -> Option<String> {
        let name = |exam: &ExamCode, id: &DomainId| domain(catalogue, exam, id);
        match body {
            FactBody::Attempt(attempt) => {
                let report = attempt.report.as_ref()?;
                let (score, mark) = (report.overall?, report.pass_mark?);
                Some(format!(
                    "the score report of {} is in: {score}, with the mark at {mark}. It says where \
                     to look, not who you are.\n  That is enough for tonight: come back tomorrow, or \
                     start now. Nothing will remind you for a day.",
                    attempt.exam
                ))
            }
            FactBody::StudySession(session) => {
                let domain = name(&session.exam, session.domain.as_ref()?);
                Some(format!("{} of {domain}", session.minutes))
            }
            FactBody::Answer(answer) => {
                self.answered.0 += u32::from(answer.result == AnswerResult::Correct);
                self.answered.1 += 1;
                None
            }
            FactBody::ReviewTime(review) => {
                let (right, of) = std::mem::take(&mut self.answered);
                let minutes = (review.review_ms / 60_000).max(1);
                if of == 0 {
                    return Some(format!("{minutes} min of going through answers"));
                }
                Some(format!(
                    "{right} of {of} questions right, and {minutes} min of going through them"
                ))
            }
            FactBody::PracticeSet(set) => Some(format!(
                "{} of {} questions right in {}",
                set.correct,
                set.of,
                match &set.domain {
                    Some(domain) => name(&set.exam, domain),
                    None => "all domains".to_owned(),
                }
            )),
            FactBody::PriorPreparation(_) => {
                Some("how the last preparation went, as totals".to_owned())
            }
            FactBody::Questionnaire(_) => Some("sixteen statements about the sitting".to_owned()),
            FactBody::ExamDate(booked) => {
                Some(format!("the retake is booked for {}", words::date(booked.date?)))
            }
            _ => None,
        }
    }

    /// After something was recorded: it goes to the server, or waits for the network.
    async fn settle(&mut self) {
        if self.online {
            self.client.sync().await;
        } else {
            self.waiting += 1;
        }
    }
}

fn domain(catalogue: &Catalogue, exam: &ExamCode, id: &DomainId) -> String {
    let known = catalogue.exam(exam).map(|exam| &exam.domains);
    let found = known.and_then(|domains| domains.iter().find(|domain| domain.id == *id));
    found.map_or_else(|| format!("domain {id}"), |domain| domain.name.clone())
}

/// A partner's key as a name at the beginning of a sentence.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

const fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "NO" }
}
