//! What the device does: one row for each call, as the phones' library has them.

use rebound_core::account::people;
use rebound_core::base::ids::{ExamCode, FactId, RelationId};
use rebound_core::coach::derivation::Briefing;
use rebound_core::coach::history::Anomaly;
use rebound_core::coach::planner::plan::Plan;
use rebound_core::coach::summary::Summary;
use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::length::argument;
use rebound_core::engine::{Imported, Sharing, SyncStatus};
use rebound_core::exam::policy::eligibility::Eligibility;
use rebound_core::facts::availability::Availability;
use rebound_core::facts::practice::PracticeSet;
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json;
use rebound_core::formats::page::Page;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::screens::exams::{ExamEntry, ExamSheet};
use rebound_core::screens::growth::Growth;
use rebound_core::screens::log::{FactSheet, LogPage, LogQuery};
use rebound_core::screens::report::ReportReading;
use rebound_core::screens::sittings::ListedSitting;
use rebound_core::screens::statements::Statements;
use rebound_core::screens::today::Today;

use crate::sharing::{Followed, Invitation, PartnerWeek};
use crate::table::calls;

/// What the core calls a text that the app hands over: the app knows where it comes from.
const TEXT: &str = "the text";

calls! {
    /// The device: record, read, plan. Each call that records resolves when the disk has it.
    interface Calls for (host, at);

    /// Whether a fact can be right for its exam: ask before recording what was typed, and show the field.
    check(body: FactBody) -> () {
        host.coach(at.now)?.check(&body)?
    }
    /// Records what happens now.
    record(body: FactBody) -> FactId {
        host.device()?.record(body, at.now)?
    }
    /// Records a correction of an earlier fact.
    correct(fact: FactId, body: FactBody) -> FactId {
        host.device()?.correct(fact, body, at.now)?
    }
    /// Records what happens now from the open JSON form: the body of one fact.
    record_json(body: String) -> FactId {
        host.device()?.record(json::read_body(TEXT, &body)?, at.now)?
    }
    /// Takes over the facts of a text in the open JSON form, with their own ids and times: all of them, or none.
    import_json(text: String) -> Imported {
        host.device()?.import_json(TEXT, &text)?
    }
    /// All facts on this device, by their ids.
    facts() -> Vec<Fact> {
        host.device()?.facts()?.cloned().collect()
    }
    /// Everything on this device in the open JSON form.
    export_json() -> String {
        host.device()?.export()?
    }
    /// What is odd about the facts, and which do not count.
    anomalies() -> Vec<Anomaly> {
        host.coach(at.now)?.anomalies()
    }
    /// What was studied for an exam, by week and domain.
    summary(exam: ExamCode) -> Summary {
        host.coach(at.now)?.summary(&exam)
    }
    /// When the vendor lets the candidate sit again.
    eligibility(exam: ExamCode) -> Eligibility {
        host.coach(at.now)?.eligibility(&exam)?
    }
    /// What to do on which day until the exam.
    plan(exam: ExamCode) -> Plan {
        host.coach(at.now)?.plan(&exam)?
    }
    /// Everything the coach has to say about an exam, from one moment.
    briefing(exam: ExamCode) -> Briefing {
        host.coach(at.now)?.briefing(&exam)?
    }
    /// The page about an exam that a candidate needs, part by part.
    page(exam: ExamCode) -> Page {
        host.coach(at.now)?.page(&exam)?
    }
    /// The report of the last sitting as a page in Markdown; `null` if the exam was never sat.
    annotated_report(exam: ExamCode) -> Option<String> {
        host.coach(at.now)?.annotated_report(&exam)?
    }
    /// What is safe on the server, and since when.
    sync_status() -> SyncStatus {
        host.device()?.sync_status()?
    }
    /// A number that rises with every change of anything that can be shown.
    revision() -> u64 {
        host.device()?.revision()
    }
    /// Makes the database smaller and faster to open; worth a call in a quiet hour.
    compact() -> () {
        host.device()?.compact()?
    }
    /// The exam that everything is about; `null` before one was chosen or sat.
    chosen_exam() -> Option<ExamCode> {
        host.coach(at.now)?.chosen_exam().cloned()
    }
    /// The exams in which the words of `search` are found; all of them for an empty one.
    exams(search: String) -> Vec<ExamEntry> {
        host.coach(at.now)?.exams(&argument("search", search)?)
    }
    /// One exam, with its domains and what its vendor's report prints.
    exam_sheet(exam: ExamCode) -> ExamSheet {
        host.coach(at.now)?.exam_sheet(&exam)?
    }
    /// What the report of the last sitting says, as rows.
    report(exam: ExamCode) -> ReportReading {
        host.coach(at.now)?.report(&exam)?
    }
    /// The sixteen statements about the last sitting, and which of them have a reply.
    statements(exam: ExamCode) -> Statements {
        host.coach(at.now)?.statements(&exam)?
    }
    /// Whether the preparation works: each domain at the end of each week, the hours done beside those planned.
    growth(exam: ExamCode) -> Growth {
        host.coach(at.now)?.growth(&exam)?
    }
    /// All sittings, the newest first.
    sittings(exam: ExamCode) -> Vec<ListedSitting> {
        host.coach(at.now)?.sittings(&exam)?
    }
    /// The set of questions that was logged last; `null` before the first.
    last_set(exam: ExamCode) -> Option<PracticeSet> {
        host.coach(at.now)?.last_set(&exam).cloned()
    }
    /// The candidate's week as it was entered last; `null` before it was.
    week() -> Option<Availability> {
        host.coach(at.now)?.week().cloned()
    }
    /// What there is to do today: now, next, later, instead, and what has been done.
    today(exam: ExamCode) -> Today {
        host.coach(at.now)?.today(&exam)?
    }
    /// Notes that the plan was shown as it is now; `null` where nothing had to be noted.
    shown(exam: ExamCode) -> Option<FactId> {
        let (device, catalogue) = host.with_catalogue()?;
        device.note_shown(&exam, catalogue, at.now)?
    }
    /// One page of everything that was recorded, newest first.
    log_page(query: LogQuery) -> LogPage {
        let (device, catalogue) = host.with_catalogue()?;
        device.log_page(&query, catalogue, at.now)?
    }
    /// One fact, with what it corrected and what it counts for.
    fact_sheet(fact: FactId) -> FactSheet {
        let (device, catalogue) = host.with_catalogue()?;
        device.fact_sheet(&fact, catalogue, at.now)?
    }
    /// Takes a fact back: it counts no more, and stays in the log for 30 days.
    remove(fact: FactId) -> FactId {
        host.device()?.remove(fact, at.now)?
    }
    /// Brings back a fact that was taken back. Of one that was not, nothing changes.
    restore(fact: FactId) -> () {
        host.device()?.restore(&fact, at.now)?
    }
    /// Starts to share progress with one study partner. Returns what to invite them with.
    share_progress(relation: RelationId) -> Invitation {
        Invitation::from(host.device()?.share_progress(relation, at.now)?)
    }
    /// Ends a relation. Delete its document on the server, too.
    end_sharing(relation: RelationId) -> () {
        host.device()?.end_sharing(relation)?
    }
    /// Takes note of what the clocks show, and brings what partners see up to it.
    look() -> () {
        host.device()?.look(at.now)?
    }
    /// Follows the progress of somebody else, by the link or the text of their invitation.
    follow_progress(invitation: String) -> Followed {
        let invitation = people::invitation(&argument("invitation", invitation)?)
            .map_err(|error| ReboundError::invalid("invitation", error))?;
        let followed = Followed::from(&invitation);
        host.device()?.follow_progress(invitation)?;
        followed
    }
    /// What a progress document shows, by week: to its owner as a preview, to a partner as the view.
    progress(document: DocumentId) -> Vec<PartnerWeek> {
        let weeks = host.device()?.progress(&document)?;
        weeks.into_iter().map(PartnerWeek::from).collect()
    }
    /// Everything that this device shares and follows, each with its state.
    sharing() -> Sharing {
        host.device()?.sharing()?
    }
    /// Follows somebody's progress no more. `account.leave` tells the server.
    stop_following(document: DocumentId) -> () {
        host.device()?.stop_following(&document)?
    }
}
