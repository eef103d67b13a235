//! What is reckoned with where no source says how many right answers a pass mark stands for.

/// The most that is assumed: vendors set pass marks near competence, and the straight line through a
/// scaled score overstates the share of right answers they stand for. With 0.81 almost every domain
/// would look weak. What a source states is never held down.
pub const ASSUMED_MAX: f64 = 0.75;
/// How far an assumed line may be off either way.
pub const ASSUMED_OFF: f64 = 0.06;
/// The line where neither exam nor report has a mark.
pub const WITHOUT_A_MARK: f64 = 0.70;
/// The scale of ISACA and of others that count from the middle of all candidates: its lowest score
/// does not stand for no right answer.
pub const STANDARDISED: (f64, f64) = (200.0, 800.0);
/// The middle of what is known about exams on such scales: worked examples lie between half and two
/// thirds right. Nor is a line drawn through another scale below it.
pub const UNKNOWN: f64 = 0.62;
/// Its standard deviation.
pub const UNKNOWN_OFF: f64 = 0.07;
