//! What a study partner may see: how much was studied, never how it went, and only what counts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::base::calendar::Week;
use crate::base::ids::RelationId;
use crate::base::time::Now;
use crate::coach::history::History;
use crate::engine::Engine;
use crate::engine::library::LibraryError;
use crate::facts::Fact;
use crate::facts::kind::PartnerSees;
use crate::replica::document::item::{Item, ProgressWeek};
use crate::replica::document::name::DocumentName;
use crate::replica::document_id::DocumentId;
use crate::replica::invitation::Invitation;
use crate::store::Store;

impl Engine {
    /// Starts to share progress with one study partner, and returns what to invite them with.
    /// Sharing shows sessions and study days of each week as far as they count at `now`, and nothing
    /// else.
    ///
    /// # Errors
    ///
    /// [`LibraryError`]: nothing is shared.
    pub fn share_progress(
        &mut self,
        relation: RelationId,
        now: Now,
        store: &mut dyn Store,
    ) -> Result<Invitation, LibraryError> {
        self.seen = Some(now);
        if self.library.ended(store)?.contains(&relation) {
            return Err(LibraryError::Ended(relation));
        }
        let key = self.identity.key.relation(&relation);
        let name = DocumentName::Progress(relation);
        self.list(&name, store)?;
        let weeks = self.shown_weeks(now);
        self.library.put_progress(&name, &weeks, store)?;
        self.flush(store);
        Ok(Invitation { document: name.id(&self.identity.key), key })
    }

    /// Ends a relation: from here on no device shows it anything, and its name is not used again. What was
    /// shown stays with who has received it. The server's copy is the shell's to delete. Where several people
    /// were invited with it, those who stay are invited to a new one.
    ///
    /// # Errors
    ///
    /// [`LibraryError`]: it goes on.
    pub fn end_sharing(
        &mut self,
        relation: RelationId,
        store: &mut dyn Store,
    ) -> Result<(), LibraryError> {
        self.library.put(&DocumentName::Profile, &Item::Ended(relation.clone()), store)?;
        self.library.end(relation);
        self.flush(store);
        Ok(())
    }

    /// Follows the progress of somebody else, who invited to it.
    pub fn follow_progress(&mut self, invitation: Invitation, store: &mut dyn Store) {
        let Invitation { document, key } = invitation;
        if self.library.add_followed(document, key).is_some() {
            self.touch_link([document], store);
        }
        self.flush(store);
    }

    /// Takes note of what the wall clock shows, and brings what partners see up to it: a record that
    /// lay in the future is shown when its time has come. An app calls it when it comes to the front.
    pub fn look(&mut self, now: Now, store: &mut dyn Store) {
        self.seen = Some(now);
        self.project(store);
        self.flush(store);
    }

    /// What a progress document shows, by ISO week: to its owner as a preview, to a partner as the
    /// view.
    ///
    /// # Errors
    ///
    /// [`LibraryError`] if the document cannot be opened; [`LibraryError::OtherKey`] if it is followed, and the
    /// key of the invitation opens nothing in it.
    pub fn progress(
        &mut self,
        id: &DocumentId,
        store: &dyn Store,
    ) -> Result<BTreeMap<String, ProgressWeek>, LibraryError> {
        let mut weeks = self.library.progress(id, store)?;
        // What was corrected or taken back since leaves a week with nothing in it.
        weeks.retain(|_, week| *week != ProgressWeek::default());
        Ok(weeks)
    }

    /// What partners may see of what counts at `now`.
    pub(super) fn shown_weeks(&self, now: Now) -> BTreeMap<String, ProgressWeek> {
        weeks(&History::of(self.index.facts(), now), self.index.facts())
    }
}

/// Sessions and study days of each ISO week, as far as they count in `history`: of the kinds that
/// say so. Days are study days in the facts' own zones.
///
/// A week of `all` facts in which nothing counts any more is there with nothing in it, so that what
/// was shown of it goes. Of other weeks another device may know more.
fn weeks<'a>(
    history: &History<'a>,
    all: impl Iterator<Item = &'a Fact>,
) -> BTreeMap<String, ProgressWeek> {
    let mut weeks: BTreeMap<Week, (u64, BTreeSet<NaiveDate>)> = BTreeMap::new();
    for fact in all.filter(|fact| is_session(fact)) {
        weeks.entry(Week::of(fact.at.study_day())).or_default();
    }
    for fact in history.counting.iter().filter(|fact| is_session(fact)) {
        let day = fact.at.study_day();
        let (count, days) = weeks.entry(Week::of(day)).or_default();
        *count += 1;
        days.insert(day);
    }
    let shown = weeks.into_iter().map(|(week, (sessions, days))| {
        let study_days = u64::try_from(days.len()).unwrap_or(7);
        (week.to_string(), ProgressWeek { sessions, study_days })
    });
    shown.collect()
}

fn is_session(fact: &Fact) -> bool {
    fact.body.kind().partner_sees() == PartnerSees::Session
}
