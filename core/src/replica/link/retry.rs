//! How long to wait before a lost connection is tried again, and before an absent document is asked for again.

/// The shortest pause, before the first try after a loss.
pub const PAUSE_MS_MIN: u64 = 500;

/// The longest pause.
pub const PAUSE_MS_MAX: u64 = 60_000;

/// The pause before the next try, in milliseconds, after `losses` tries since the last time that both sides were
/// equal, this one included: half of 1 s at least, doubled with every loss up to half of 60 s, and up to twice
/// that by `chance`, of which every value is equally likely. So the devices that a restart of the server has cut off
/// do not come back in one moment.
pub fn pause_ms(losses: u32, chance: u64) -> u64 {
    let shortest = (PAUSE_MS_MIN << losses.saturating_sub(1).min(16)).min(PAUSE_MS_MAX / 2);
    shortest + chance % (shortest + 1)
}

/// A document that the server does not have yet is asked for again after this long: another device may
/// be about to send it.
const ASK_AGAIN_MS: u64 = 1_000;

/// How often that is, before nobody seems to have the document and each wait takes a quarter longer.
pub(super) const QUICK_ASKS: u32 = 2;

/// The longest of those waits. Twelve requests an hour weigh less than the pings of a minute.
const ASK_AGAIN_MS_MAX: u64 = 300_000;

/// After this many answers, eight hours, only a hint leads to another request.
const ASKS_MAX: u32 = 100;

/// The pause before a document is asked for again, in milliseconds, of which the server has said so many times
/// that it has nothing either; `None` after so many that only a hint is a reason to.
pub(super) fn ask_again_ms(absences: u32) -> Option<u64> {
    let longer = absences.saturating_sub(QUICK_ASKS);
    let ms = (0..longer).fold(ASK_AGAIN_MS, |ms, _| (ms + ms / 4).min(ASK_AGAIN_MS_MAX));
    (absences <= ASKS_MAX).then_some(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_loss_doubles_the_pause_up_to_a_minute_and_chance_spreads_it() {
        assert_eq!([0, 1, 2, 3].map(|losses| pause_ms(losses, 0)), [500, 500, 1_000, 2_000]);
        assert_eq!([1, 2].map(|losses| pause_ms(losses, 500)), [1_000, 1_500]);
        for losses in [7, 20, u32::MAX] {
            assert_eq!(pause_ms(losses, 0), 30_000);
            assert_eq!(pause_ms(losses, 30_000), PAUSE_MS_MAX);
            assert!((30_000..=PAUSE_MS_MAX).contains(&pause_ms(losses, u64::MAX)));
        }
    }
}
