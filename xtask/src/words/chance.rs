//! Probabilities in plain words.

use crate::verdict::statistics::Chance;

/// `1 time in 5,800`: two digits are as much as such a figure is worth.
pub(super) fn chance(chance: Chance) -> String {
    const UNITS: [(f64, &str); 3] = [(1e12, " trillion"), (1e9, " billion"), (1e6, " million")];
    let times = 1.0 / chance.value().max(f64::MIN_POSITIVE);
    if times >= 1e15 {
        return "less than 1 time in a thousand trillion".to_owned();
    }
    // Rounded before the unit is chosen, so that nothing is called 1000 million.
    let digits = 10f64.powf(times.max(1.0).log10().floor() - 1.0);
    let times = if digits > 1.0 { (times / digits).round() * digits } else { times.round() };
    let (scale, unit) = UNITS.into_iter().find(|(scale, _)| times >= *scale).unwrap_or((1.0, ""));
    let scaled = times / scale;
    let number = if unit.is_empty() || scaled >= 10.0 || (scaled - scaled.round()).abs() < 0.05 {
        thousands(scaled.round() as u64)
    } else {
        format!("{scaled:.1}")
    };
    format!("1 time in {number}{unit}")
}

fn thousands(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1000), number % 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_is_said_with_two_digits_and_a_unit_that_people_know() {
        for (value, words) in [
            (0.25, "1 time in 4"),
            (1.0 / 5776.0, "1 time in 5,800"),
            (1.0 / 999_960.0, "1 time in 1 million"),
            (1.0 / 438_976.0, "1 time in 440,000"),
            (1.0 / 33_362_176.0, "1 time in 33 million"),
            (3.1e-7, "1 time in 3.2 million"),
            (1e-9, "1 time in 1 billion"),
            (2.5e-13, "1 time in 4 trillion"),
            (1e-40, "less than 1 time in a thousand trillion"),
            (0.0, "less than 1 time in a thousand trillion"),
        ] {
            assert_eq!(chance(Chance::new(value)), words, "{value:e}");
        }
    }
}
