//! Bits: what an explanation costs. Every constant stands in this file, with its reason.
//!
//! A cost is minus the binary logarithm of how likely something is: one bit less is twice as likely. Costs are integers, and
//! logarithms are taken with integers, so that the same observation gives the same verdict on every machine.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, RangeInclusive, Sub};
use std::sync::OnceLock;

/// Bits of an explanation, in steps of 1/1024 bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits(i64);

const STEPS: u32 = 10;

impl Bits {
    /// Nothing at all.
    pub const ZERO: Self = Self(0);
    /// More than anything costs.
    pub const MOST: Self = Self(1 << 50);

    /// So many bits.
    pub const fn of(bits: i64) -> Self {
        Self(bits << STEPS)
    }

    /// So many halves of a bit.
    pub const fn halves(halves: i64) -> Self {
        Self(halves << (STEPS - 1))
    }

    /// A hundredth of so many bits.
    pub const fn hundredths(self) -> i64 {
        (self.0 * 100) >> STEPS
    }

    /// Whole bits, rounded down.
    pub const fn whole(self) -> i64 {
        self.0 >> STEPS
    }

    /// This, and a part of it more: `20` is a fifth.
    pub const fn and_percent(self, percent: i64) -> Self {
        Self(self.0 + self.0 * percent / 100)
    }

    /// Half of it.
    pub const fn half(self) -> Self {
        Self(self.0 / 2)
    }
}

impl Add for Bits {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Bits {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<usize> for Bits {
    type Output = Self;
    fn mul(self, times: usize) -> Self {
        Self(self.0.saturating_mul(times as i64))
    }
}

impl AddAssign for Bits {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Bits {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Self::add)
    }
}

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let tenths = (self.0 * 10) >> STEPS;
        write!(f, "{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
    }
}

/// The binary logarithm, rounded down to a step; that of 0 is taken for that of 1.
pub fn log2(n: u64) -> Bits {
    let n = n.max(1);
    let whole = n.ilog2();
    // The mantissa, 1 to 2, with 63 binary places: squaring it gives one place of the logarithm after the other.
    let mut mantissa = u128::from(n) << (63 - whole);
    let mut log = i64::from(whole);
    for _ in 0..STEPS {
        mantissa = (mantissa * mantissa) >> 63;
        log <<= 1;
        if mantissa >> 64 != 0 {
            mantissa >>= 1;
            log |= 1;
        }
    }
    Bits(log)
}

/// The binary logarithm of the number of orders of so many things.
pub fn log2_factorial(n: usize) -> Bits {
    static KNOWN: OnceLock<Vec<Bits>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut sum = Bits::ZERO;
        let mut sums = vec![sum];
        for k in 1..=crate::seen::MOST_NUMBERS as u64 {
            sum += log2(k);
            sums.push(sum);
        }
        sums
    });
    known[n.min(known.len() - 1)]
}

// --- text ---

/// A gap of text between numbers, said once: that there is one.
const GAP: Bits = Bits::of(6);
/// A character of it: about what text has.
const CHARACTER: Bits = Bits::of(6);
/// A control character: rare in text, and common in bytes that are none.
const CONTROL: Bits = Bits::of(12);
/// No more of a gap is charged: a page of help costs what a paragraph does.
const LONGEST_GAP: usize = 400;
/// The same gap once more: programs say the same in each case.
pub const SAME_GAP: Bits = Bits::halves(3);
/// A reading that takes the ends of lines within a list for separators.
pub const WRAPPED: Bits = Bits::of(2);
/// A reading in which the same words stand before each part of one list.
pub const IN_PARTS: Bits = Bits::of(3);
/// A reading in which lines that say the same stand together.
pub const GROUPED: Bits = Bits::of(3);
/// An answer whose sends say nothing where those of the request do.
pub const OTHER_SENDS: Bits = Bits::of(4);
/// An answer in another layer than the request: students read with what they write with.
pub const OTHER_LAYER: Bits = Bits::of(5);

// --- names ---

/// What the task asks for, what came, what was sent: what a right program prints.
pub const NAME: Bits = Bits::of(3);
/// The bytes of an answer with all that stands round its list: what came, in another reading.
pub const NAME_RAW: Bits = Bits::of(8);
/// A known mistake: one of some fifty, and most programs are right.
pub const NAME_MISTAKE: Bits = Bits::of(9);
/// A client that shows what only the server can know, and that the server did not say as it is read.
pub const UNHEARD: Bits = Bits::of(15);
/// Numbers that are the same in all cases: that they are.
pub const CONSTANT: Bits = Bits::of(3);
/// Numbers that nothing explains: that they are none of what is known.
pub const LITERAL: Bits = Bits::of(2);
/// Nearly what a function gives, beside the name.
pub const NEARLY: Bits = Bits::of(4);
/// Nearly somebody's own list: as dear as the frame that would take the number off, or frames would never be found.
pub const NEARLY_OWN: Bits = Bits::of(20);
/// Each number that is missing or too many, beside which and where.
pub const EDIT: Bits = Bits::of(4);
/// The same number too many in all cases, where no list of the lab could hold it: a mark, and no edit.
pub const STRANGER: Bits = Bits::of(12);
/// Where a list was cut off, in one case.
pub const CUT: Bits = Bits::of(7);

// --- orders ---

/// As a function gives it.
pub const NATURAL: Bits = Bits::of(1);
/// Sorted.
pub const ASCENDING: Bits = Bits::of(2);
/// Sorted the other way.
pub const DESCENDING: Bits = Bits::of(4);
/// Sorted as text.
pub const AS_TEXT: Bits = Bits::of(5);
/// In no order that has a name: that it is so.
pub const ANY_ORDER: Bits = Bits::of(6);
/// In one that has, in a case of such a program: a hash table with few numbers is ascending.
pub const ORDER_OF_A_CASE: Bits = Bits::of(2);

// --- frames ---

/// Nothing round the list.
pub const BARE: Bits = Bits::halves(1);
/// In an answer, what stands round the request as well: students read with what they write with.
pub const SAME_FRAME: Bits = Bits::of(1);
/// A count before it that fits.
pub const COUNT: Bits = Bits::of(3);
/// The same behind it.
pub const COUNT_BEHIND: Bits = Bits::of(4);
/// A count before it that is wrong in the same way in all cases.
pub const MISCOUNT: Bits = Bits::of(10);
/// A code before it that no list of the lab could hold, on the wire.
pub const CODE: Bits = Bits::of(10);
/// A number before it that the list could hold, on the wire: it is likelier the list's own.
pub const FIRST_SENT: Bits = Bits::of(20);
/// A number before it in print: nobody prints one so.
pub const FIRST_PRINTED: Bits = Bits::of(25);
/// An end mark that no list of the lab could hold.
pub const END_MARK: Bits = Bits::of(4);
/// An end mark that the list could hold.
pub const END_MARK_IN_RANGE: Bits = Bits::of(16);
/// A number behind them in print that is the same in all cases: nobody prints an end mark but with the answer as it came.
pub const END_PRINTED: Bits = Bits::of(20);
/// A count before, and a mark, or the sum, behind.
pub const COUNT_AND_END: Bits = Bits::of(5);
/// A number, then a count that fits.
pub const HEADER: Bits = Bits::of(6);
/// Several lists, each behind its count.
pub const CHAIN: Bits = Bits::of(5);
/// A column that counts its rows.
pub const INDEX: Bits = Bits::of(6);
/// The same number over and over.
pub const REPEATED: Bits = Bits::of(6);

// --- single numbers ---

/// A number by itself that nothing explains, beside its value.
pub const SINGLE: Bits = Bits::of(3);
/// How many numbers stand beside it.
pub const LENGTH: Bits = Bits::of(2);
/// Their sum, their bytes, or how many an answer has.
pub const DERIVED: Bits = Bits::of(6);
/// Absent in a case.
pub const ABSENT: Bits = Bits::of(1);

// --- lists that were drawn ---

/// That a list was drawn.
pub const DRAWN: Bits = Bits::of(2);
/// An amount that the task does not ask for: a program is not written for that.
pub const OTHER_AMOUNT: Bits = Bits::of(12);
/// The same number first, or last, in all cases: may be drawn so, and need not be a mark.
pub const SAME_PLACE: Bits = Bits::of(3);
/// That some of its numbers are none that the task asks for: a program is not written for that.
pub const OTHER_VALUES: Bits = Bits::of(5);

/// What costs depend on: the lists that the scenario asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// How many numbers a list is to have.
    pub amounts: RangeInclusive<usize>,
    /// What each may be.
    pub values: RangeInclusive<i64>,
    value_bits: Bits,
    amount_bits: Bits,
}

impl Asked {
    /// Lists of so many numbers of these values; all are equally likely.
    pub fn new(amounts: RangeInclusive<usize>, values: RangeInclusive<i64>) -> Self {
        let value_bits = log2(values.end().abs_diff(*values.start()).saturating_add(1));
        let amount_bits = log2(amounts.end().abs_diff(*amounts.start()) as u64 + 1);
        Self { amounts, values, value_bits, amount_bits }
    }

    /// A value: those that are asked for are equally likely, others the dearer the longer they are.
    pub fn value(&self, value: i64) -> Bits {
        match self.values.contains(&value) {
            true => self.value_bits,
            false => Bits::of(9) + log2(value.unsigned_abs().saturating_add(1)) * 2,
        }
    }

    /// How many there are, where nothing says how many there should be.
    pub fn count(n: usize) -> Bits {
        Bits::of(1) + log2(n as u64 + 1) * 2
    }

    /// How many numbers there are in a list that was drawn.
    pub fn amount(&self, n: usize) -> Bits {
        match self.amounts.contains(&n) {
            true => self.amount_bits,
            false => OTHER_AMOUNT + Self::count(n),
        }
    }

    /// Lists, number by number, one a case.
    pub fn literal<'a>(&self, lists: impl IntoIterator<Item = &'a [i64]>) -> Bits {
        lists.into_iter().map(|xs| Self::count(xs.len()) + xs.iter().map(|x| self.value(*x)).sum()).sum()
    }

    /// Whether no list that is asked for could hold this number; 0 is as near as the usual `range(100)`.
    pub fn is_stranger(&self, value: i64) -> bool {
        !self.values.contains(&value) && value != self.values.start() - 1
    }
}

/// Bytes that nobody reads, said one after the other by how often each was said before: no reading of them that is longer says
/// anything.
///
/// Krichevsky and Trofimov, "The Performance of Universal Encoding", IEEE Transactions on Information Theory 27 (1981).
pub fn unread(bytes: &[u8]) -> Bits {
    let mut seen = [0_u64; 256];
    let kinds = seen.len() as u64;
    let cost = |(before, byte): (u64, &u8)| {
        let times = &mut seen[usize::from(*byte)];
        *times += 1;
        log2(2 * before + kinds) - log2(2 * *times - 1)
    };
    (0..).zip(bytes).map(cost).sum()
}

/// Text between numbers.
pub fn gap(text: &str) -> Bits {
    let seen = text.chars().filter(|c| *c != crate::dialect::mark::WORDS).take(LONGEST_GAP);
    GAP + seen.map(|c| if c >= ' ' || "\t\n\r".contains(c) { CHARACTER } else { CONTROL }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_the_textbook_to_a_step() {
        for n in (1..5000).chain([1 << 40, u64::MAX]) {
            let exact = (n as f64).log2();
            let got = log2(n).0 as f64 / 1024.0;
            assert!(got <= exact + 1e-9 && exact - got < 2.0 / 1024.0, "{n}: {got} for {exact}");
        }
        assert_eq!(log2(0), Bits::ZERO);
    }

    #[test]
    fn what_nobody_reads_costs_what_its_symbols_say() {
        let of = |text: &str| unread(&text.bytes().cycle().take(1000).collect::<Vec<u8>>());
        let sixteen = of("0123456789abcdef");
        assert!(sixteen > Bits::of(4000) && sixteen < Bits::of(4600), "{sixteen}");
        assert!(of("a") < sixteen.half());
        let all: Vec<u8> = (0..=255).collect();
        assert!(unread(&all) > log2(256) * 256, "symbols that are all new tell nothing");
        assert_eq!(unread(&[]), Bits::ZERO);
    }

    #[test]
    fn values_are_dear_where_the_scenario_does_not_ask_for_them() {
        let asked = Asked::new(25..=100, 900..=1000);
        assert!(asked.value(950) < Bits::of(7) && asked.value(50) > Bits::of(20));
        assert!(asked.is_stranger(50) && !asked.is_stranger(899) && !asked.is_stranger(1000));
        assert!(asked.value(i64::MIN) > asked.value(0), "no overflow");
    }
}
