//! Chance that is the same in every run and on every platform: SplitMix64, begun with the number of a
//! life and the topic that is decided, so that a new kind of week changes nobody's report.

/// What decides one topic of one life.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(seed: u64, topic: &str) -> Self {
        let mix = |sum: u64, byte: u8| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17)
        };
        let topic = topic.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
        let mut dice = Self(topic ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.roll();
        dice
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let count = high.abs_diff(low) + 1;
        low + (self.roll() % count) as i64
    }

    /// Whether something of so many percent happens.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }

    /// A number from 0 to below 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[(self.roll() % of.len() as u64) as usize]
    }

    /// One of several, each with its weight.
    pub(crate) fn weighed<T: Copy>(&mut self, of: &[(u64, T)]) -> T {
        let sum: u64 = of.iter().map(|(weight, _)| weight).sum();
        let mut left = self.roll() % sum;
        for (weight, each) in of {
            if left < *weight {
                return *each;
            }
            left -= weight;
        }
        of[0].1
    }

    /// How many of `of` questions are right for somebody who knows this share of them.
    pub(crate) fn right(&mut self, knows: f64, of: u16) -> u16 {
        (0..of).filter(|_| self.share() < knows).count() as u16
    }
}
