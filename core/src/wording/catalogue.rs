//! What is wrong with an entry of the catalogue, or with an exam that a candidate enters.

use crate::base::units::Score;
use crate::wording::Said;
use crate::wording::table::messages;

messages! {
    /// Keys of what is said about entries of the catalogue.
    CatalogueKey as "catalogue"

    // Whole sentences.
    Shape: shape(file: &str, line: usize, column: usize, path: Said, problem: Said)
        = "{file}: {path}: {problem} (line {line}, column {column})";
    WrongValue: wrong_value(file: &str, path: &str, value: Said, allowed: Said)
        = "{file}: {path} is {value}: allowed is {allowed}";
    Dangling: dangling(file: &str, path: &str, key: &str, what: Said)
        = "{file}: {path} is {key:quoted}: allowed is the key of {what}";
    Reason: reason(path: Said, problem: Said) = "in `{path}`, {problem}";
    LeadsNowhere: leads_nowhere(key: &str, what: Said)
        = "{key:quoted}: allowed is the key of {what}";
    Double: double(file: &str, kind: Said, key: &str)
        = "{file}: the {kind} {key:quoted} is there twice: allowed is once";

    // Kinds of entries.
    YourExam: your_exam() = "your exam";
    AsEntered: as_entered() = "as entered by the candidate";
    Exam: exam() = "exam";
    Policy: policy() = "policy";
    ReportForm: report_form() = "report form";
    DeliveryProvider: delivery_provider() = "delivery provider";

    // What is there.
    Missing: missing() = "missing";
    Empty: empty() = "empty";
    Twice: twice(key: &str) = "{key:quoted} twice";
    Again: again(key: &str) = "{key:quoted} again";
    Long: long(count: usize) = "{count} long";
    Weights: weights(count: usize) = "{count} weights";
    WeightsSum: weights_sum(sum: f64) = "weights that sum to {sum}";

    // What is allowed.
    KnownExam: known_exam() = "an exam that the catalogue has";
    KnownPolicy: known_policy() = "a retake policy that the catalogue has";
    KnownPolicyBut: known_policy_but(near: &str)
        = "a retake policy that the catalogue has; did you mean `{near}`?";
    KnownFormBut: known_form_but(near: &str)
        = "a report form that the catalogue has; did you mean `{near}`?";
    KnownForm: known_form() = "a report form that the catalogue has";
    ValueNeeded: value_needed() = "a value: every entry has one";
    SourceNeeded: source_needed() = "at least one source";
    EachKeyOnce: each_key_once() = "each key once";
    OwnSource: own_source() = "one of the sources of its own entry";
    EndAfterStart: end_after_start() = "an end that is not before the start";
    Dollars: dollars() = "0 to 100000 dollars";
    Fraction: fraction() = "more than 0 and less than 1";
    TopAboveBottom: top_above_bottom() = "a top above the bottom";
    NoneWithoutScale: none_without_scale() = "none without a scale";
    OnScale: on_scale(min: Score, max: Score) = "{min} to {max}, the scale";
    WeightsNeeded: weights_needed(needed: usize, of: usize)
        = "{needed} of {of}, by the value of `weights`";
    SumAllowed: sum_allowed() = "a sum of 90 to 110";
    NameNeeded: name_needed() = "a name";
    AboveZero: above_zero() = "more than 0, up to 100 percent";
    SumOfPercents: sum_of_percents()
        = "a sum of 90 to 110, in percent: 40, and not 0.4";
    WeightNeeded: weight_needed() = "a percentage, or a range with `min` and `max`";
    KindNeeded: kind_needed() = "at least one kind";
    LevelsNeeded: levels_needed() = "2 to 4 where `band` is printed, else none";
    RangesInOrder: ranges_in_order()
        = "ranges that begin at 1 or later, in order and without overlap";
    OneOrMore: one_or_more() = "1 or more";
}
