//! The pass line: which share of right answers is enough, and who says so.
//!
//! There is one line. The page prints it, the classes of the domains are held against it, and the
//! hours of a plan are counted towards it.
//!
//! ```text
//! a stated share ─► the mark on the report, on a scale of percent or points
//!                ─► the published mark on such a scale ─► assumed ─► unknown
//! ```

use serde::Serialize;

use crate::base::units::Score;
use crate::coach::model::line as model;
use crate::coach::record::ExamRecord;
use crate::exam::blueprint::{Exam, Scale, ScaleKind};
use crate::wording::value::Share;
use crate::wording::{Said, domains};

/// The share of right answers that the pass mark stands for, with its source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PassLine {
    /// The share, inside (0, 1).
    pub share: f64,
    /// How far it may be off either way, as a share; 0 where a source says it.
    pub give_or_take: f64,
    /// Who says so.
    pub source: LineSource,
}

/// Who says where the pass line lies; each wins over those after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LineSource {
    /// Vendor or candidate state the share itself.
    Stated,
    /// The mark that the candidate's report printed, on a scale of percent or points.
    Printed,
    /// The published mark, on such a scale.
    Published,
    /// Nobody: it is read off a straight line through a scale, and held down where that overstates.
    Assumed,
    /// Nobody: the lowest score of the scale does not stand for no right answer, so that no line can
    /// be drawn through it. What is known of such exams is a range.
    Unknown,
}

impl PassLine {
    /// The line of an exam whose report `printed` this mark, if it did. A mark that is not inside of
    /// the scale is passed over.
    pub fn of(exam: &Exam, printed: Option<Score>) -> Self {
        if let Some(pass) = exam.pass_share.filter(|pass| pass.share > 0.0 && pass.share < 1.0) {
            return Self::known(pass.share, LineSource::Stated);
        }
        let marks = [(printed, LineSource::Printed), (exam.pass_mark, LineSource::Published)];
        let each = marks.into_iter().filter_map(|(mark, source)| {
            let (scale, mark) = (exam.scale?, mark?);
            Some((scale, part(mark, scale)?, source))
        });
        let mut each = each.map(|(scale, share, source)| match scale.kind {
            ScaleKind::Percent | ScaleKind::Points => Self::known(share, source),
            ScaleKind::Scaled => Self::through(scale, share),
        });
        each.next().unwrap_or_else(|| match exam.scale {
            Some(scale) if is_standardised(scale) => Self::UNKNOWN,
            Some(_) | None => Self::assumed(model::WITHOUT_A_MARK),
        })
    }

    /// The line where nothing can be drawn through the scale.
    const UNKNOWN: Self = Self {
        share: model::UNKNOWN,
        give_or_take: model::UNKNOWN_OFF,
        source: LineSource::Unknown,
    };

    const fn known(share: f64, source: LineSource) -> Self {
        Self { share, give_or_take: 0.0, source }
    }

    const fn assumed(share: f64) -> Self {
        let share = share.min(model::ASSUMED_MAX);
        Self { share, give_or_take: model::ASSUMED_OFF, source: LineSource::Assumed }
    }

    /// The line through a scale of which nobody says what its points stand for.
    fn through(scale: Scale, share: f64) -> Self {
        // Nobody passes with so few right answers: then the foot of the scale is not "none right".
        if is_standardised(scale) || share < model::UNKNOWN {
            return Self::UNKNOWN;
        }
        Self::assumed(share)
    }

    /// Whether no source says where it lies.
    pub const fn is_guessed(self) -> bool {
        match self.source {
            LineSource::Stated | LineSource::Printed | LineSource::Published => false,
            LineSource::Assumed | LineSource::Unknown => true,
        }
    }

    /// One sentence for the candidate.
    pub fn said(self) -> Said {
        let (share, off) = (Share::new(self.share), (self.give_or_take * 100.0).round());
        match self.source {
            LineSource::Stated => domains::line_stated(share),
            LineSource::Printed => domains::line_printed(share),
            LineSource::Published => domains::line_published(share),
            LineSource::Assumed => domains::line_assumed(share, off),
            LineSource::Unknown => domains::line_unknown(share, off),
        }
    }
}

/// The line of an exam as this candidate knows it: with the mark that their last report printed.
pub fn pass_line(record: &ExamRecord<'_>) -> PassLine {
    PassLine::of(record.exam, record.reports.printed_pass_mark())
}

/// Which part of the scale a mark is; `None` for none of it, all of it and more.
fn part(mark: Score, scale: Scale) -> Option<f64> {
    // Points and percent count from nothing, whatever the lowest score is.
    let foot = match scale.kind {
        ScaleKind::Scaled => scale.min.get(),
        ScaleKind::Percent | ScaleKind::Points => 0.0,
    };
    let share = (mark.get() - foot) / (scale.max.get() - foot);
    (share > 0.0 && share < 1.0).then_some(share)
}

/// Whether a scale counts from the middle of all candidates, as that of 200 to 800 does.
fn is_standardised(scale: Scale) -> bool {
    scale.kind == ScaleKind::Scaled && model::STANDARDISED == (scale.min.get(), scale.max.get())
}
