//! The cheapest way to say what lists are.

use std::ops::Range;

use super::frames::miscount;
use super::functions::{Function, FunctionSet};
use super::store::{Lists, ListsId, Store};
use super::world::World;
use crate::bits::{self, Asked, Bits, log2, log2_factorial};
use crate::oracle::{Given, Question, first_numbers_only, right_answer, sum};
use crate::seen::Task;

/// What some lists are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Nothing that is known: number by number.
    Literal,
    /// The same in every case.
    Constant,
    /// What this function gives, by its place in the world.
    Exactly(usize),
    /// The same but for some numbers.
    Nearly(usize),
    /// The first numbers of it.
    Prefix,
}

/// Lists, explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// What that costs.
    pub bits: Bits,
    /// Every function that gives exactly this in every case.
    pub exact: FunctionSet,
    /// What it costs so much for.
    pub source: Source,
}

/// What explains these lists best, by functions of these places.
pub fn explain(world: &World, lists: ListsId, places: Range<usize>, store: &Store) -> Explained {
    let values = store.get(lists);
    let exact = world.exact(lists, &places, store);
    let mut best = Explained {
        bits: bits::LITERAL + values.literal,
        exact: FunctionSet::default(),
        source: Source::Literal,
    };
    if values.cases.len() > 1 && values.cases.iter().all(|xs| *xs == values.cases[0]) {
        let bits = bits::CONSTANT + world.asked.literal([values.cases[0].as_slice()]);
        best = Explained { bits, exact, source: Source::Constant };
    }
    named(world, exact, exact, values, store, &mut best);
    if exact.is_empty() {
        near(world, places, values, store, &mut best);
    }
    best
}

/// What explains them best in a world where more was heard, if `known` does without that.
pub fn explain_heard(
    world: &World,
    lists: ListsId,
    known: Explained,
    heard: Range<usize>,
    store: &Store,
) -> Explained {
    let values = store.get(lists);
    let (all, more) = (world.exact(lists, &(0..heard.end), store), world.exact(lists, &heard, store));
    let mut best = known;
    let needs_server = |place: usize| world.answers[place].function.needs_server();
    if matches!(best.source, Source::Exactly(place) | Source::Nearly(place) if needs_server(place))
        && world.is_unheard()
    {
        best.bits = (best.bits + bits::UNHEARD).min(bits::LITERAL + values.literal);
    }
    if all.is_empty() {
        near(world, heard, values, store, &mut best);
        return best;
    }
    if matches!(best.source, Source::Nearly(_) | Source::Prefix) {
        // What is exactly something known is not nearly something else.
        return explain(world, lists, 0..heard.end, store);
    }
    if best.source != Source::Literal {
        best.exact = all;
    }
    named(world, more, all, values, store, &mut best);
    best
}

/// One of these functions, where that is shorter.
fn named(
    world: &World,
    places: FunctionSet,
    exact: FunctionSet,
    values: &Lists,
    store: &Store,
    best: &mut Explained,
) {
    for place in places.iter() {
        let bits = name(world.answers[place].function) + order(world, place, values, store);
        if bits < best.bits {
            *best = Explained { bits, exact, source: Source::Exactly(place) };
        }
    }
}

/// Nearly one of these functions, or the first numbers of one, where that is shorter.
fn near(world: &World, places: Range<usize>, values: &Lists, store: &Store, best: &mut Explained) {
    for place in places.clone() {
        let answer = &world.answers[place];
        let Some(wanted) = answer.lists.filter(|_| answer.function.is_anchor()) else { continue };
        let bits = edited(&world.asked, answer.function, store.get(wanted), values, best.bits);
        if bits < best.bits {
            *best = Explained { bits, exact: FunctionSet::default(), source: Source::Nearly(place) };
        }
    }
    for part in parts(world, places, values, store).into_iter().flatten() {
        if part.bits < best.bits {
            *best = part;
        }
    }
}

fn name(function: Function) -> Bits {
    match function {
        Function::Raw(_) => bits::NAME_RAW,
        function if function.mistake().is_some() => bits::NAME_MISTAKE,
        _ => bits::NAME,
    }
}

/// A list in an order.
type Order = fn(&[i64]) -> Vec<i64>;

/// The orders that have names.
const ORDERS: [(Bits, Order); 4] = [
    (bits::NATURAL, <[i64]>::to_vec),
    (bits::ASCENDING, |xs| sorted(xs, i64::cmp)),
    (bits::DESCENDING, |xs| sorted(xs, |a, b| b.cmp(a))),
    (bits::AS_TEXT, |xs| sorted(xs, |a, b| a.to_string().cmp(&b.to_string()))),
];

fn sorted(xs: &[i64], compare: impl Fn(&i64, &i64) -> std::cmp::Ordering) -> Vec<i64> {
    let mut xs = xs.to_vec();
    xs.sort_by(compare);
    xs
}

/// The order in which these numbers stand, beside that in which a function gives them.
fn order(world: &World, place: usize, values: &Lists, store: &Store) -> Bits {
    let natural = world.answers[place].lists.map(|lists| store.get(lists));
    natural.map_or(Bits::MOST, |natural| order_of(&natural.cases, &values.cases))
}

fn order_of(natural: &[Vec<i64>], cases: &[Vec<i64>]) -> Bits {
    let mut is_all = [true; ORDERS.len()];
    let mut any = bits::ANY_ORDER;
    for (xs, known) in cases.iter().zip(natural) {
        let fits = ORDERS.map(|(_, order)| order(known) == *xs);
        is_all.iter_mut().zip(fits).for_each(|(all, fits)| *all &= fits);
        any += if fits.contains(&true) { bits::ORDER_OF_A_CASE } else { log2_factorial(xs.len()) };
    }
    is_all.iter().position(|all| *all).map_or(any, |at| ORDERS[at].0)
}

/// What of a sorted list is not in another: of each number, how often it is there too many.
pub fn beyond(xs: &[i64], others: &[i64]) -> Vec<i64> {
    let (mut found, mut at) = (Vec::new(), 0);
    for x in xs {
        while others.get(at).is_some_and(|other| other < x) {
            at += 1;
        }
        match others.get(at) == Some(x) {
            true => at += 1,
            false => found.push(*x),
        }
    }
    found
}

/// What of a list is in a sorted one as well, as often, in its order.
fn common<'a>(xs: impl Iterator<Item = &'a i64>, others: &[i64]) -> Vec<i64> {
    let mut taken = vec![0; others.len() + 1];
    let mut take = |x: &i64| {
        let first = others.partition_point(|other| other < x);
        let is_left = others.get(first + taken[first]) == Some(x);
        taken[first] += usize::from(is_left);
        is_left
    };
    xs.copied().filter(|x| take(x)).collect()
}

/// Nearly what a function gives: what is missing or too many is said. More than `most` is not computed.
fn edited(asked: &Asked, function: Function, wants: &Lists, values: &Lists, most: Bits) -> Bits {
    let near = if function.is_own() { bits::NEARLY_OWN } else { bits::NEARLY };
    let mut bits = bits::NAME + near;
    let both = || wants.sorted.iter().zip(&values.sorted);
    let apart: usize = both().map(|(want, xs)| want.len().abs_diff(xs.len())).sum();
    if bits::EDIT * apart > most {
        return bits + bits::EDIT * apart;
    }
    let extras: Vec<Vec<i64>> = both().map(|(want, xs)| beyond(xs, want)).collect();
    // The same number too many in every case is paid once.
    let always = extras[1..].iter().fold(extras[0].clone(), |always, extra| {
        let other = beyond(&always, extra);
        beyond(&always, &other)
    });
    for x in &always {
        let strange = if asked.is_stranger(*x) { bits::STRANGER } else { Bits::ZERO };
        bits += asked.value(*x) + bits::EDIT + strange;
    }
    for (case, (want, xs)) in both().enumerate() {
        let missing = beyond(want, xs).len();
        let extra = beyond(&extras[case], &always);
        let place = log2(xs.len() as u64 + 1);
        bits += Bits::of(1) + log2(want.len() as u64 + 1) * missing + bits::EDIT * (missing + extra.len());
        bits += extra.iter().map(|x| asked.value(*x) + place).sum();
        if bits > most {
            return bits;
        }
        let (wanted, got) = (&wants.cases[case], &values.cases[case]);
        let kept = common(wanted.iter(), xs);
        let forth = common(got.iter(), want);
        let mut back = common(got.iter().rev(), want);
        back.reverse();
        let ascending = sorted(&kept, i64::cmp);
        let is_in_order = [forth, back].iter().any(|found| *found == kept || *found == ascending);
        bits += if is_in_order { Bits::ZERO } else { log2_factorial(kept.len()) };
    }
    bits
}

/// Only the first numbers were read: where it was cut is said case by case.
fn parts(world: &World, places: Range<usize>, values: &Lists, store: &Store) -> [Option<Explained>; 2] {
    let question = match world.task {
        Task::Dedup => Question::Final,
        Task::Intersect => Question::Intersection,
    };
    let named = |is_wanted: &dyn Fn(Function) -> bool| {
        let mut exact = FunctionSet::default();
        let places = world.answers.iter().enumerate().filter(|(_, answer)| is_wanted(answer.function));
        places.for_each(|(place, _)| exact.insert(place));
        exact
    };
    let right = world.answers.iter().find(|answer| answer.function == Function::Right(question));
    let right = right.and_then(|answer| answer.lists).map(|lists| store.get(lists));
    let is_part = |right: &Lists| {
        let mut both = values.sorted.iter().zip(&right.sorted);
        both.all(|(xs, right)| xs.len() <= right.len() && beyond(xs, right).is_empty())
    };
    // What was heard has no part in this.
    let is_possible = places.start == 0 && right.is_some_and(|right| is_part(right));
    let all = world.given.iter().zip(&values.cases);
    let cut = |(given, xs): (_, &Vec<i64>)| first_numbers_only(question, given, xs);
    let cuts: Option<Vec<usize>> = is_possible.then(|| all.map(cut).collect()).flatten();
    let of_request = cuts.map(|cuts| {
        let times = if cuts.iter().all(|cut| *cut == cuts[0]) { 1 } else { cuts.len() };
        let exact = named(&|function| function == Function::Cut(question));
        let answer = |(given, cut): (&Given, &usize)| {
            let client = given.client[..*cut].to_vec();
            right_answer(question, &Given { client, server: given.server.clone(), request: Vec::new() })
        };
        let natural: Vec<Vec<i64>> = world.given.iter().zip(&cuts).map(answer).collect();
        let bits = bits::NAME_MISTAKE + bits::CUT * times + order_of(&natural, &values.cases);
        Explained { bits, exact, source: Source::Prefix }
    });
    let is_cut = |wanted: &Lists| {
        let is_start =
            |(known, xs): (&Vec<i64>, &Vec<i64>)| known.starts_with(xs) && xs.len() * 4 > known.len();
        wanted.cases.iter().zip(&values.cases).all(is_start)
    };
    let is_known =
        |function: Function| function.is_own() || matches!(function, Function::Right(_) | Function::Said(_));
    let mut known = world.answers[places]
        .iter()
        .filter(|answer| is_known(answer.function))
        .filter_map(|answer| answer.lists);
    let of_answer = known.any(|lists| is_cut(store.get(lists))).then(|| {
        let exact = named(&|function| matches!(function, Function::CutAnswer(_)));
        let bits = bits::NAME_MISTAKE + bits::CUT * values.cases.len();
        Explained { bits, exact, source: Source::Prefix }
    });
    [of_request, of_answer]
}

/// A number by itself: how many numbers a list beside it has, always the same, or drawn.
pub fn scalar(world: &World, values: &[Option<i64>], beside: &[ListsId], store: &Store) -> Bits {
    let asked = &world.asked;
    let present: Vec<i64> = values.iter().flatten().copied().collect();
    let Some(first) = present.first().copied() else { return bits::SINGLE };
    let is_constant = values.iter().all(|v| *v == Some(first));
    let mut best = bits::SINGLE + present.iter().map(|v| asked.value(*v)).sum();
    if is_constant && values.len() > 1 {
        best = best.min(bits::SINGLE + asked.value(first));
    }
    if is_constant && matches!(first, 0 | -1) {
        best = best.min(bits::SINGLE);
    }
    let is_all = |lists: ListsId, of: &dyn Fn(&[i64]) -> i64| {
        values.iter().zip(&store.get(lists).cases).all(|(v, xs)| *v == Some(of(xs)))
    };
    let length = |xs: &[i64]| xs.len() as i64;
    for lists in beside {
        if is_all(*lists, &length) {
            best = best.min(bits::LENGTH);
        }
        let counts = || present.iter().copied().zip(store.get(*lists).cases.iter().map(Vec::len));
        let is_miscount = || present.len() == values.len() && miscount(counts()).is_some();
        if is_all(*lists, &sum) || is_all(*lists, &|xs| 4 * length(xs)) || is_miscount() {
            best = best.min(bits::DERIVED);
        }
    }
    let is_counted =
        |function: Function| matches!(function, Function::Right(_) | Function::Request | Function::Server);
    let mut answers =
        world.answers.iter().filter(|answer| is_counted(answer.function)).filter_map(|answer| answer.lists);
    if answers.any(|lists| is_all(lists, &length)) {
        best = best.min(bits::DERIVED);
    }
    best
}
