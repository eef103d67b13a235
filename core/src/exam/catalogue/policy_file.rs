//! A retake policy as it stands in a file, and the checks that make a [`Policy`] of it.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::base::calendar::day_text;
use crate::base::ids::PolicyId;
use crate::exam::catalogue::check::{Place, RawOrigin, basis, ordered};
use crate::exam::catalogue::error::CatalogueError;
use crate::exam::policy::Policy;
use crate::exam::policy::offer::{Appointment, Enforcement, Entitlement, Gate, Offer, Variant};
use crate::exam::policy::rule::{
    AfterPass, Beta, Cap, CapWindow, DateRange, DayOffset, DeadlineClock, Ordinal, Scope, Wait,
    WaitRule,
};
use crate::exam::provenance::{Basis, Confidence, Provenance, Source};
use crate::wording::{catalogue, joint};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPolicy {
    id: PolicyId,
    vendor: String,
    applies_to: String,
    scope: Scope,
    ordinal: Ordinal,
    waits: Vec<WaitRule>,
    #[serde(default)]
    caps: Vec<Cap>,
    after_pass: AfterPass,
    #[serde(default)]
    entitlements: Vec<Entitlement>,
    #[serde(default)]
    gates: Vec<Gate>,
    #[serde(default)]
    variants: Vec<Variant>,
    beta: Option<Beta>,
    deadlines: DeadlineClock,
    appointment: Option<Appointment>,
    enforced: Enforcement,
    #[serde(default, with = "day_text::option")]
    effective_from: Option<NaiveDate>,
    #[serde(default, with = "day_text::option")]
    effective_until: Option<NaiveDate>,
    #[serde(default)]
    notes: Vec<String>,
    confidence: Option<Confidence>,
    as_of: Option<String>,
    #[serde(default, with = "day_text::option")]
    checked_on: Option<NaiveDate>,
    sources: Vec<Source>,
}

impl RawPolicy {
    pub(super) fn into_policy(self, place: &Place<'_>) -> Result<Policy, CatalogueError> {
        let Self { confidence, as_of, checked_on, sources, .. } = self;
        let origin = RawOrigin { confidence, as_of, checked_on, sources };
        let (provenance, checked_on) = origin.required(place)?;
        let policy = Policy {
            id: self.id,
            vendor: self.vendor,
            applies_to: self.applies_to,
            scope: self.scope,
            ordinal: self.ordinal,
            waits: self.waits,
            caps: self.caps,
            after_pass: self.after_pass,
            entitlements: self.entitlements,
            gates: self.gates,
            variants: self.variants,
            beta: self.beta,
            deadlines: self.deadlines,
            appointment: self.appointment,
            enforced: self.enforced,
            effective_from: self.effective_from,
            effective_until: self.effective_until,
            notes: self.notes,
            file: place.file().to_owned(),
            checked_on,
            provenance,
        };
        check(&policy, place)?;
        Ok(policy)
    }
}

fn check(policy: &Policy, place: &Place<'_>) -> Result<(), CatalogueError> {
    waits(&policy.waits, place)?;
    for (index, variant) in policy.variants.iter().enumerate() {
        waits(&variant.waits, &place.entry("variants", index))?;
    }
    for (index, cap) in policy.caps.iter().enumerate() {
        self::cap(cap, &place.entry("caps", index))?;
    }
    for (index, one) in policy.entitlements.iter().enumerate() {
        offer(&one.offer, &place.entry("entitlements", index).field("offer"))?;
    }
    if let (Some(from), Some(until)) = (policy.effective_from, policy.effective_until) {
        ordered(&place.field("effective_until"), from, until)?;
    }
    all_bases(policy, place, &policy.provenance)
}

/// Ranges of fails follow one another without touching.
fn waits(rules: &[WaitRule], place: &Place<'_>) -> Result<(), CatalogueError> {
    let mut free_from = Some(1);
    for (index, rule) in rules.iter().enumerate() {
        let (place, range) = (place.entry("waits", index), rule.after_fail);
        if free_from.is_none_or(|free| range.from < free) {
            let found = joint::plain(range.from);
            return Err(place.field("after_fail.from").refuse(found, catalogue::ranges_in_order()));
        }
        ordered(&place.field("after_fail"), range.from, range.to.unwrap_or(u32::MAX))?;
        free_from = range.to.and_then(|to| to.checked_add(1));
        match &rule.wait {
            Wait::CalendarDays { opens_on_day: DayOffset { min, max }, .. } => {
                ordered(&place.field("wait.opens_on_day"), *min, *max)?;
            }
            Wait::Dates(dates) => date_ranges(dates, &place.field("wait"))?,
            Wait::None | Wait::Unknown | Wait::Elapsed { .. } | Wait::Months(_) => {}
        }
    }
    Ok(())
}

fn date_ranges(dates: &[DateRange], place: &Place<'_>) -> Result<(), CatalogueError> {
    dates.iter().try_for_each(|range| ordered(place, range.from, range.until))
}

fn cap(cap: &Cap, place: &Place<'_>) -> Result<(), CatalogueError> {
    if cap.max == 0 {
        return Err(place.field("max").refuse(joint::plain(0), catalogue::one_or_more()));
    }
    match &cap.window {
        CapWindow::ReleaseCycle { cycles, .. } => date_ranges(cycles, &place.field("window")),
        CapWindow::FromFirstAttempt(_)
        | CapWindow::Sliding(_)
        | CapWindow::SlidingOrFromFirst(_)
        | CapWindow::EligibilityPeriod { .. }
        | CapWindow::PerPurchase { .. }
        | CapWindow::UntilRetrained => Ok(()),
    }
}

fn offer(offer: &Offer, place: &Place<'_>) -> Result<(), CatalogueError> {
    match offer {
        Offer::Prepaid { price_usd, .. } if !(0.0..=100_000.0).contains(price_usd) => {
            Err(place.field("price_usd").refuse(joint::plain(price_usd), catalogue::dollars()))
        }
        Offer::Prepaid { .. }
        | Offer::FreeRetake { .. }
        | Offer::Bundle { .. }
        | Offer::PaidRetake { .. }
        | Offer::PaidExtension { .. }
        | Offer::Fee { .. } => Ok(()),
    }
}

fn all_bases(
    policy: &Policy,
    place: &Place<'_>,
    provenance: &Provenance,
) -> Result<(), CatalogueError> {
    let one = |place: Place<'_>, found: &Basis| basis(&place, found, provenance);
    for (index, rule) in policy.waits.iter().enumerate() {
        one(place.entry("waits", index).field("basis"), &rule.basis)?;
    }
    for (index, variant) in policy.variants.iter().enumerate() {
        let place = place.entry("variants", index).field("waits");
        variant.waits.iter().try_for_each(|rule| one(place.clone(), &rule.basis))?;
    }
    for (index, cap) in policy.caps.iter().enumerate() {
        one(place.entry("caps", index).field("basis"), &cap.basis)?;
    }
    for (index, entitlement) in policy.entitlements.iter().enumerate() {
        one(place.entry("entitlements", index).field("basis"), &entitlement.basis)?;
    }
    for (index, gate) in policy.gates.iter().enumerate() {
        match gate {
            Gate::PriorPass { basis, .. } => one(place.entry("gates", index), basis)?,
            Gate::OpenPeriod { .. } => {}
        }
    }
    let single = [
        Some(("ordinal.basis", &policy.ordinal.basis)),
        after_pass(&policy.after_pass).map(|basis| ("after_pass", basis)),
        policy.beta.as_ref().map(|beta| ("beta.basis", &beta.basis)),
        policy.appointment.as_ref().map(|known| ("appointment.basis", &known.basis)),
    ];
    single.into_iter().flatten().try_for_each(|(field, found)| one(place.field(field), found))
}

const fn after_pass(rule: &AfterPass) -> Option<&Basis> {
    match rule {
        AfterPass::Unknown => None,
        AfterPass::None { basis }
        | AfterPass::Wait { basis, .. }
        | AfterPass::Blocked { basis, .. } => Some(basis),
    }
}
