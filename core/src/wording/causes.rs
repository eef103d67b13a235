//! What may have led to a result: the causes, what speaks for them, and the statements to reply to.

use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::{Hours, Share};

messages! {
    /// Keys of what is said about causes.
    CausesKey as "causes"

    // What the causes are called.
    TooLittleTime: too_little_time() = "Too little time to prepare";
    HeavyDomains: heavy_domains() = "Heavy domains left aside";
    OneSource: one_source() = "One source only";
    LittleHandsOn: little_hands_on() = "Little hands-on work";
    TimeInExam: time_in_exam() = "Time in the exam";
    Nerves: nerves() = "Nerves in the exam";
    Misread: misread() = "Misread questions";
    GivingUp: giving_up() = "Giving up right answers";
    Invitation: invitation()
        = "Nothing was recorded for this attempt, so nothing can be said about why. Sixteen \
           short statements and three sets of twelve questions would tell more, whenever you like.";

    // Time.
    HoursStudied: hours_studied(studied: Hours, wanted: Hours)
        = "You studied {studied} of the {wanted} that this exam was thought to take.";
    HoursPlanned: hours_planned(planned: Hours, done: Hours)
        = "Of {planned} that were planned, {done} found their way into your days.";
    LastWeek: last_week(share: Share)
        = "{share} of your study time lay in the last seven days.";

    // Heavy domains.
    HeavyShare: heavy_share(weight: Share, got: Share)
        = "The heaviest domains make up {weight} of the exam and got {got} of your study time.";
    HeavyShareOfTold: heavy_share_of_told(weight: Share, got: Share)
        = "The heaviest domains make up {weight} of the exam and got {got} of the study time that \
           names a domain.";
    HeavyLeftAside: heavy_left_aside(domain: &str, weight: Share, got: Share)
        = "“{domain}” is {weight} of the exam and got {got} of your study time.";
    HeavyLeftAsideOfTold: heavy_left_aside_of_told(domain: &str, weight: Share, got: Share)
        = "“{domain}” is {weight} of the exam and got {got} of the study time that names a domain.";
    HeavyAndWeak: heavy_and_weak(domain: &str, weight: Share, got: Share)
        = "“{domain}” is {weight} of the exam, got {got} of your study time, and is weak today.";
    HeavyAndWeakOfTold: heavy_and_weak_of_told(domain: &str, weight: Share, got: Share)
        = "“{domain}” is {weight} of the exam, got {got} of the study time that names a domain, and \
           is weak today.";
    NoHeavyAndWeak: no_heavy_and_weak() = "No heavy domain is both weak and left aside.";
    Touched: touched(touched: usize, of: usize) = "You touched {touched} of {of} objectives.";
    MissedUntouched: missed_untouched(untouched: usize, missed: usize)
        = "Not among them: {untouched} of the {missed} that the report lists.";

    // Sources.
    MainKind: main_kind(share: Share, kind: Said)
        = "{share} of your study time went to {kind}.";
    Texts: texts() = "books and other texts";
    Videos: videos() = "videos";
    HandsOn: hands_on() = "hands-on work";
    QuestionBanks: question_banks() = "question banks";
    WithOthers: with_others() = "learning with others";
    OneBank: one_bank(bank: &str) = "All questions came from one bank, {bank}.";
    OneNamelessBank: one_nameless_bank() = "All questions came from one bank.";
    SeveralBanks: several_banks(banks: usize) = "Your questions came from {banks} banks.";

    // Hands-on work.
    HandsOnShare: hands_on_share(share: Share, need: Share)
        = "{share} of your study time was hands-on; {need} is a good measure for this exam.";
    KnowAndApply: know_and_apply(know: Share, apply: Share)
        = "You answered {know} of the questions right that ask to know something, and {apply} of \
           those that ask to apply it.";

    // Time in the exam.
    LeftOpen: left_open(open: f64, of: f64)
        = "{open} of {of} questions were left open in the exam.";
    LeftOpenInMocks: left_open_in_mocks(open: f64, of: f64)
        = "{open} of {of} questions were left open in your mock exams.";
    LeftOpenInMocksOnly: left_open_in_mocks_only(open: f64, of: f64)
        = "Nothing was left open in the exam, but {open} of {of} questions in your mock exams.";
    NoneLeftOpen: none_left_open() = "No question was left open in the exam.";
    Rushed: rushed(share: Share)
        = "In the last quarter of your mock exams {share} of the questions were answered in a rush.";
    Gap: gap(points: u32, low: u32, high: u32)
        = "On new questions you did {points} {points:point|points} better at ease than in mock exams \
           ({low} to {high}).";
    SmallGap: small_gap(points: u32, low: u32, high: u32)
        = "On new questions you did {points} {points:point|points} better at ease than in mock exams \
           ({low} to {high}). It may be small, so nothing is built on it.";
    GapByChance: gap_by_chance(points: u32, other: u32, same: u32)
        = "On new questions you did {points} {points:point|points} better at ease than in mock \
           exams. That can be chance: anything from {other} the other way to {same} this way would \
           fit.";
    NoGap: no_gap(mocks: u32, ease: u32)
        = "On new questions you did as well in mock exams as at ease; from {mocks} better there to \
           {ease} better here would fit.";
    BetterByChance: better_by_chance(points: u32, other: u32, same: u32)
        = "On new questions you did {points} {points:point|points} better in mock exams than at \
           ease. That can be chance: anything from {other} the other way to {same} this way would \
           fit.";
    BetterInMocks: better_in_mocks(points: u32, low: u32, high: u32)
        = "On new questions you did {points} {points:point|points} better in the mock exams than at \
           ease ({low} to {high}). Pressure does not hold you back; the questions at ease may have \
           been the harder ones.";
    GapByTimePerhaps: gap_by_time_perhaps(points: u32, low: u32, high: u32)
        = "On new questions you did {points} {points:point|points} better at ease than in mock exams \
           ({low} to {high}). Practice against the clock would show whether it is time.";
    GapByNervesPerhaps: gap_by_nerves_perhaps(points: u32, low: u32, high: u32)
        = "On new questions you did {points} {points:point|points} better at ease than in mock exams \
           ({low} to {high}). Practice against the clock would show whether it is nerves.";

    // Nerves.
    Strain: strain(distress: u8) = "You put the strain of the exam at {distress} of 10.";
    Symptoms: symptoms(felt: usize)
        = "You felt {felt} of four common signs of nerves in the exam.";

    // Reading and changing answers.
    MisreadErrors: misread_errors(misread: f64, of: f64)
        = "{misread} of {of} errors you looked into were misread questions.";
    PlainAndNegative: plain_and_negative(plain: Share, negative: Share)
        = "You answered {plain} of the plain questions right, and {negative} of those with NOT or \
           EXCEPT.";
    Changed: changed(harmful: u32, helpful: u32)
        = "Of the answers you changed, {harmful} went from right to wrong and {helpful} from wrong \
           to right.";
    ChangeWithReason: change_with_reason()
        = "Change an answer when you can say why, and leave it otherwise.";
    KeepChanging: keep_changing() = "Your changes help you: keep making them.";

    // The candidate's own words.
    PlayedPart: played_part() = "In your own words this played a part.";
    PlayedNoPart: played_no_part() = "In your own words this played no part.";
    LeftUnsaid: left_unsaid() = "Your own words leave this open.";
}
