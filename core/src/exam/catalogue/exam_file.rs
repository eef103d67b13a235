//! An exam as it stands in a file, and the checks that make an [`Exam`] of it.

use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::base::calendar::day_text;
use crate::base::ids::{DomainId, ExamCode, ObjectiveId, PolicyId};
use crate::base::units::{Minutes, Score};
use crate::exam::blueprint::{
    Domain, Exam, HandsOn, Items, Navigation, Origin, PassShare, Scale, ScaleKind, Status, Weight,
    WeightsKind,
};
use crate::exam::catalogue::check::{Place, RawOrigin, ordered, unique};
use crate::exam::catalogue::error::CatalogueError;
use crate::exam::catalogue::record::{CatalogueEntry, Exception, OutlineChange, Retirement};
use crate::exam::provenance::{Confidence, Provenance, Source};
use crate::wording::{catalogue, joint};

/// The sum of the middles of all weights, in percent. Vendors print rounded weights and ranges: the
/// middles of one exam make 92.5.
const WEIGHT_SUM: std::ops::RangeInclusive<f64> = 90.0..=110.0;

/// More domains than any outline has; the planner is measured with 20.
const DOMAINS_MAX: usize = 100;

/// The longest exam: two days.
const MINUTES_MAX: u32 = 2880;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExam {
    vendor: String,
    pub(super) code: ExamCode,
    title: String,
    status: Option<Status>,
    family: Option<String>,
    retired_on: Option<Retirement>,
    successor: Option<ExamCode>,
    outline: Option<OutlineChange>,
    scale: Option<RawScale>,
    pass_mark: Option<RawPassMark>,
    pass_share: Option<f64>,
    #[serde(default)]
    items: RawItems,
    minutes: Option<u32>,
    navigation: Option<RawNavigation>,
    hands_on: Option<HandsOn>,
    price_usd: Option<f64>,
    weights: Option<WeightsKind>,
    domains: Vec<RawDomain>,
    report_form: Option<String>,
    policy: Option<PolicyId>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
    confidence: Option<Confidence>,
    as_of: Option<String>,
    #[serde(default, with = "day_text::option")]
    checked_on: Option<NaiveDate>,
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScale {
    kind: ScaleKind,
    min: Score,
    max: Score,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum RawPassMark {
    Score(Score),
    Unpublished { cited: Option<String>, note: Option<String> },
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawItems {
    min: Option<u16>,
    max: Option<u16>,
    scored: Option<u16>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNavigation {
    mode: Navigation,
    confidence: Option<Confidence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDomain {
    id: DomainId,
    name: String,
    weight: Option<RawWeight>,
    #[serde(default)]
    objectives: Vec<ObjectiveId>,
}

/// A number, or a range where the vendor prints one.
struct RawWeight(Weight);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRange {
    min: f64,
    max: f64,
}

impl RawExam {
    /// An entry of the catalogue: everything that the catalogue promises has to be there.
    pub(super) fn into_record(
        mut self,
        place: &Place<'_>,
    ) -> Result<CatalogueEntry, CatalogueError> {
        place.require("status", self.status)?;
        place.require("navigation", self.navigation.as_ref())?;
        place.require("hands_on", self.hands_on)?;
        place.require("weights", self.weights)?;
        let origin = RawOrigin {
            confidence: self.confidence,
            as_of: self.as_of.take(),
            checked_on: self.checked_on,
            sources: std::mem::take(&mut self.sources),
        };
        let (provenance, checked_on) = origin.required(place)?;
        self.build(place, Origin::Catalogue, provenance, Some(checked_on))
    }

    /// A candidate's own entry, which may leave out what the candidate does not know.
    pub(super) fn into_own(
        mut self,
        place: &Place<'_>,
        origin: Origin,
    ) -> Result<Exam, CatalogueError> {
        let provenance = Provenance {
            confidence: self.confidence.unwrap_or(Confidence::Low),
            as_of: self.as_of.take().unwrap_or_else(|| catalogue::as_entered().text()),
            sources: std::mem::take(&mut self.sources),
        };
        let checked_on = self.checked_on;
        Ok(self.build(place, origin, provenance, checked_on)?.exam)
    }

    fn build(
        self,
        place: &Place<'_>,
        origin: Origin,
        provenance: Provenance,
        checked_on: Option<NaiveDate>,
    ) -> Result<CatalogueEntry, CatalogueError> {
        let weights = self.checked_weights(place)?;
        self.check_numbers(place)?;
        self.check_exceptions(place, &provenance)?;
        let scale = self.scale.map(|RawScale { kind, min, max }| Scale { kind, min, max });
        let (pass_mark, cited, pass_note) = match self.pass_mark {
            Some(RawPassMark::Score(score)) => (Some(score), None, None),
            Some(RawPassMark::Unpublished { cited, note }) => (None, cited, note),
            None => (None, None, None),
        };
        let (navigation, navigation_confidence) = match self.navigation {
            Some(raw) => (raw.mode, raw.confidence),
            None => (Navigation::Unknown, None),
        };
        let RawItems { min, max, scored, note: items_note } = self.items;
        let exam = Exam {
            vendor: self.vendor,
            code: self.code,
            title: self.title,
            status: self.status.unwrap_or(Status::Current),
            scale,
            pass_mark,
            pass_share: self.pass_share.map(|share| PassShare { share }),
            items: Items { min, max, scored },
            minutes: self.minutes.map(Minutes::new),
            navigation,
            hands_on: self.hands_on.unwrap_or(HandsOn::None),
            domains: self.domains.into_iter().map(RawDomain::into_domain).collect(),
            weights,
            report_form: self.report_form,
            policy: self.policy,
            notes: items_note.into_iter().chain(pass_note).chain(self.notes).collect(),
            origin,
            provenance,
        };
        Ok(CatalogueEntry {
            exam,
            family: self.family,
            retired_on: self.retired_on,
            successor: self.successor,
            outline: self.outline,
            price_usd: self.price_usd,
            pass_mark_cited: cited,
            navigation_confidence,
            exceptions: self.exceptions,
            file: place.file().to_owned(),
            checked_on,
        })
    }

    fn check_numbers(&self, place: &Place<'_>) -> Result<(), CatalogueError> {
        let items = &self.items;
        let most = items.max.unwrap_or(u16::MAX);
        ordered(&place.field("items"), items.min.unwrap_or(0), most)?;
        ordered(&place.field("items.scored"), items.scored.unwrap_or(0), most)?;
        if let Some(minutes) = self.minutes
            && !(1..=MINUTES_MAX).contains(&minutes)
        {
            return Err(place
                .field("minutes")
                .refuse(joint::plain(minutes), joint::range(1, MINUTES_MAX)));
        }
        if let Some(price) = self.price_usd
            && !(0.0..=100_000.0).contains(&price)
        {
            return Err(place.field("price_usd").refuse(joint::plain(price), catalogue::dollars()));
        }
        if let Some(share) = self.pass_share
            && !(share > 0.0 && share < 1.0)
        {
            return Err(place
                .field("pass_share")
                .refuse(joint::plain(share), catalogue::fraction()));
        }
        if let Some(Retirement { min, max, .. }) = self.retired_on {
            ordered(&place.field("retired_on"), min, max)?;
        }
        self.check_scale(place)
    }

    fn check_scale(&self, place: &Place<'_>) -> Result<(), CatalogueError> {
        if let Some(scale) = &self.scale
            && scale.min >= scale.max
        {
            let range = joint::range(scale.min, scale.max);
            return Err(place.field("scale").refuse(range, catalogue::top_above_bottom()));
        }
        let Some(RawPassMark::Score(mark)) = &self.pass_mark else { return Ok(()) };
        let place = place.field("pass_mark.score");
        match &self.scale {
            None => Err(place.refuse(joint::plain(mark), catalogue::none_without_scale())),
            Some(scale) if *mark < scale.min || scale.max < *mark => {
                let allowed = catalogue::on_scale(scale.min, scale.max);
                Err(place.refuse(joint::plain(mark), allowed))
            }
            Some(_) => Ok(()),
        }
    }

    fn check_exceptions(
        &self,
        place: &Place<'_>,
        provenance: &Provenance,
    ) -> Result<(), CatalogueError> {
        for (index, exception) in self.exceptions.iter().enumerate() {
            let place = place.entry("exceptions", index);
            if let Some(id) =
                exception.sources.iter().find(|id| provenance.source(id.as_str()).is_none())
            {
                return Err(place.field("sources").dangling(id, catalogue::own_source()));
            }
        }
        Ok(())
    }

    /// Checks the domains and says what their weights are worth.
    fn checked_weights(&self, place: &Place<'_>) -> Result<WeightsKind, CatalogueError> {
        let count = self.domains.len();
        let domains = place.field("domains");
        if !(1..=DOMAINS_MAX).contains(&count) {
            return Err(domains.refuse(catalogue::long(count), joint::range(1, DOMAINS_MAX)));
        }
        let ids: Vec<&str> = self.domains.iter().map(|domain| domain.id.as_str()).collect();
        unique(&domains, &ids)?;
        for (index, domain) in self.domains.iter().enumerate() {
            domain.check(&place.entry("domains", index))?;
        }
        let weighted = self.domains.iter().filter(|domain| domain.weight.is_some()).count();
        let kind = self.weights.unwrap_or(match weighted {
            0 => WeightsKind::None,
            _ => WeightsKind::Exact,
        });
        let needed = match kind {
            WeightsKind::None | WeightsKind::Unknown => 0,
            WeightsKind::Exact | WeightsKind::Range | WeightsKind::Approximate => count,
        };
        if weighted != needed {
            let allowed = catalogue::weights_needed(needed, count);
            return Err(domains.refuse(catalogue::weights(weighted), allowed));
        }
        let sum: f64 = self.domains.iter().filter_map(RawDomain::middle).sum();
        if weighted > 0 && !WEIGHT_SUM.contains(&sum) {
            let allowed =
                if sum < 2.0 { catalogue::sum_of_percents() } else { catalogue::sum_allowed() };
            return Err(domains.refuse(catalogue::weights_sum(sum), allowed));
        }
        Ok(kind)
    }
}

impl RawDomain {
    fn middle(&self) -> Option<f64> {
        self.weight.as_ref().map(|weight| weight.0.middle())
    }

    fn check(&self, place: &Place<'_>) -> Result<(), CatalogueError> {
        if self.name.trim().is_empty() {
            return Err(place.field("name").refuse(catalogue::empty(), catalogue::name_needed()));
        }
        let Some(RawWeight(weight)) = &self.weight else { return Ok(()) };
        let place = place.field("weight");
        // A domain that counts for nothing would still be given hours.
        if weight.min < 0.0 || weight.max <= 0.0 || weight.min > 100.0 || weight.max > 100.0 {
            let value = if weight.min == weight.max {
                joint::plain(weight.min)
            } else {
                joint::range(weight.min, weight.max)
            };
            return Err(place.refuse(value, catalogue::above_zero()));
        }
        ordered(&place, weight.min, weight.max)
    }

    fn into_domain(self) -> Domain {
        let Self { id, name, weight, objectives } = self;
        Domain { id, name, weight: weight.map(|weight| weight.0), objectives }
    }
}

impl<'de> Deserialize<'de> for RawWeight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WeightVisitor)
    }
}

struct WeightVisitor;

impl<'de> Visitor<'de> for WeightVisitor {
    type Value = RawWeight;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", catalogue::weight_needed())
    }

    fn visit_f64<E>(self, percent: f64) -> Result<RawWeight, E> {
        exactly(percent)
    }

    fn visit_u64<E>(self, percent: u64) -> Result<RawWeight, E> {
        // Whatever does not fit is far above 100 and refused as such.
        exactly(f64::from(u32::try_from(percent).unwrap_or(u32::MAX)))
    }

    fn visit_i64<E>(self, percent: i64) -> Result<RawWeight, E> {
        exactly(f64::from(i32::try_from(percent).unwrap_or(i32::MIN)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawWeight, A::Error> {
        let RawRange { min, max } = RawRange::deserialize(MapAccessDeserializer::new(map))?;
        Ok(RawWeight(Weight { min, max }))
    }
}

const fn exactly<E>(percent: f64) -> Result<RawWeight, E> {
    Ok(RawWeight(Weight { min: percent, max: percent }))
}
