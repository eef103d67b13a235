//! Exponential, logarithm and normal distribution, the same to the last bit on every platform.
//!
//! The platforms' own versions differ in the last digits, and two devices of one candidate have to
//! show the same numbers. IEEE 754 fixes addition, multiplication, division and the square root, so
//! everything here is made of those.

use std::f64::consts::LN_2;

/// e^x; the argument is held within ±700, where the result is still a number. Relative error below
/// 1e-9, and below 1e-13 for |x| ≤ 50.
pub fn exp(x: f64) -> f64 {
    const HALVINGS: u32 = 10;
    let y = x.clamp(-700.0, 700.0) / f64::from(1_u32 << HALVINGS);
    let mut sum = 1.0;
    for n in (1..=16_u32).rev() {
        sum = 1.0 + y * sum / f64::from(n);
    }
    (0..HALVINGS).fold(sum, |power, _| power * power)
}

/// The natural logarithm of a positive number; of anything else that of the smallest one.
pub fn ln(x: f64) -> f64 {
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    let exponent = u32::try_from(bits >> 52).unwrap_or(0);
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    let (mantissa, power) = if mantissa > std::f64::consts::SQRT_2 {
        (mantissa / 2.0, f64::from(exponent) - 1022.0)
    } else {
        (mantissa, f64::from(exponent) - 1023.0)
    };
    // ln m = 2 artanh s, with |s| below 0.172.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let series = (0..=10_u32).rev().fold(0.0, |sum, n| sum * square + 1.0 / f64::from(2 * n + 1));
    power * LN_2 + 2.0 * s * series
}

/// ln(p / (1 − p)) for p inside (0, 1).
pub fn logit(p: f64) -> f64 {
    ln(p) - ln(1.0 - p)
}

/// 1 / (1 + e^−x): undoes [`logit`].
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// What is left of 1 after `days`, if half of it goes every `half_life` days. Days ahead count as
/// today.
pub fn faded(days: i64, half_life: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a calendar has few days")]
    let days = days.clamp(0, 1_000_000) as f64;
    exp(-LN_2 * days / half_life)
}

/// The standard normal distribution function. Absolute error below 1e-12.
pub fn normal_cdf(z: f64) -> f64 {
    if z.is_nan() || z < -8.0 {
        return 0.0;
    }
    if z > 8.0 {
        return 1.0;
    }
    // The series of Marsaglia (2004): Φ(z) = ½ + φ(z) · (z + z³/3 + z⁵/(3·5) + …).
    let (mut term, mut sum) = (z, z);
    for n in 1..=160_u32 {
        term *= z * z / f64::from(2 * n + 1);
        sum += term;
    }
    const ROOT_OF_TWO_PI: f64 = 2.506_628_274_631_000_7;
    (0.5 + sum * exp(-z * z / 2.0) / ROOT_OF_TWO_PI).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(ours: f64, exact: f64, relative: f64) {
        assert!((ours - exact).abs() <= exact.abs() * relative + 1e-12, "{ours} {exact}");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the platform's own, to compare with")]
    fn the_exponential_and_the_logarithm_are_those_of_the_platform_but_for_the_last_digits() {
        for x in [-50.0, -3.25, -1e-9, 0.0, 0.5, 1.0, 20.0] {
            close(exp(x), f64::exp(x), 1e-12);
            close(ln(exp(x)), x, 1e-12);
        }
        for x in [1e-300, 0.005, 0.5, 0.999_999, 1.0, 1.5, 123_456.0] {
            close(ln(x), f64::ln(x), 1e-14);
        }
        assert!(ln(0.0).is_finite() && ln(-1.0).is_finite() && ln(f64::NAN).is_finite());
    }

    #[test]
    fn the_logistic_undoes_the_logit() {
        for p in [0.005, 0.2, 0.5, 0.75, 0.995] {
            close(logistic(logit(p)), p, 1e-12);
        }
    }

    #[test]
    fn the_normal_distribution_has_its_known_values() {
        for (z, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_543),
            (-1.281_551_565_544_6, 0.1),
            (-3.0, 0.001_349_898_031_630),
            (5.0, 0.999_999_713_348_428),
            (40.0, 1.0),
            (f64::NEG_INFINITY, 0.0),
        ] {
            close(normal_cdf(z), p, 1e-12);
        }
        assert_eq!(normal_cdf(f64::NAN), 0.0);
    }

    #[test]
    fn half_is_left_after_a_half_life_and_the_future_counts_as_today() {
        close(faded(14, 14.0), 0.5, 1e-12);
        assert_eq!(faded(-3, 14.0), 1.0);
        assert!(faded(i64::MAX, 14.0) < 1e-100);
    }
}
