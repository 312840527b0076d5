//! A stream, explained: each of its slots in the frame that makes it shortest.

use std::rc::Rc;

use super::frames::{Framed, Habit, Kind, frames};
use super::source::{Explained, scalar};
use super::store::{ListsId, Store};
use super::world::World;
use crate::bits::{self, Asked, Bits};
use crate::dialect::learn::{Reading, Stream};
use crate::dialect::slots::{Key, Slot};
use crate::oracle::counts_up;

/// A slot in all its frames.
#[derive(Debug, Clone)]
pub struct Place {
    /// Which slot.
    pub key: Key,
    /// Its place among those of its reading.
    nth: usize,
    /// All its numbers.
    pub whole: ListsId,
    is_part: bool,
    is_single: bool,
    single: Vec<Option<i64>>,
    frames: Vec<Framed>,
}

/// A reading of a stream, made ready to be explained in many worlds.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// It.
    pub reading: Rc<Reading>,
    /// What it costs besides its values.
    pub bits: Bits,
    /// The name of its layer and form.
    pub name: String,
    /// Its slots.
    pub places: Vec<Place>,
}

/// No more slots of a reading are looked at: the longest.
const MOST_SLOTS: usize = 64;

impl Prepared {
    /// Of a reading.
    pub fn new(reading: Reading, stream: Stream, asked: &Asked, store: &mut Store) -> Self {
        let size = |slot: &Slot| slot.values.iter().map(Vec::len).sum::<usize>();
        let mut sizes: Vec<usize> = reading.slots.iter().map(size).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let least = sizes.get(MOST_SLOTS).map_or(0, |size| size + 1);
        let (mut bits, mut places) = (reading.bits, Vec::new());
        for (nth, slot) in reading.slots.iter().enumerate() {
            match size(slot) >= least {
                true => places.push(Place::new(slot, nth, stream, asked, store)),
                false => bits += slot.own_bits(asked),
            }
        }
        Self { bits, name: reading.name(), places, reading: Rc::new(reading) }
    }
}

impl Place {
    fn new(slot: &Slot, nth: usize, stream: Stream, asked: &Asked, store: &mut Store) -> Self {
        let values = &slot.values;
        let mut found = frames(slot, stream == Stream::Wire, asked, store);
        let is_long = values.iter().any(|xs| xs.len() > 2);
        let empty = |kind, bits| Framed { kind, bits, scalars: Vec::new(), lists: Vec::new() };
        if slot.key.label.column.is_some() && is_long && values.iter().all(|xs| counts_up(xs)) {
            found.push(empty(Kind::Index, bits::INDEX));
        }
        if values.iter().all(|xs| xs.iter().all(|x| *x == xs[0])) {
            let counts: Bits = values.iter().map(|xs| Asked::count(xs.len()).half()).sum();
            found.push(empty(Kind::Constant, bits::REPEATED + counts));
        }
        Self {
            key: slot.key.clone(),
            nth,
            whole: store.id(values.clone()),
            is_part: slot.is_part(),
            is_single: values.iter().all(|xs| xs.len() <= 1),
            single: values.iter().map(|xs| xs.first().copied()).collect(),
            frames: found,
        }
    }

    /// Every frame of the slot in a world, the shortest first. `beside`: lists that a number may count.
    fn told(&self, world: &mut World, beside: &[ListsId], habits: &[Habit], store: &Store) -> Vec<Told> {
        let (nth, whole) = (self.nth, self.whole);
        let told =
            |bits, kind, lists| Told { bits, key: self.key.clone(), nth, whole, kind, habit: None, lists };
        if self.is_part {
            // It is paid with the whole loop.
            let explained = world.explain(self.whole, store);
            return vec![told(Bits::ZERO, Kind::Bare, vec![(self.whole, explained)])];
        }
        if self.is_single {
            let explained = world.explain(self.whole, store);
            let absent = self.single.iter().filter(|v| v.is_none()).count();
            let alone = scalar(world, &self.single, beside, store) + bits::ABSENT * absent;
            return vec![told(alone.min(explained.bits), Kind::Single, vec![(self.whole, explained)])];
        }
        let mut found: Vec<Told> = Vec::new();
        for frame in &self.frames {
            let lists: Vec<(ListsId, Explained)> =
                frame.lists.iter().map(|id| (*id, world.explain(*id, store))).collect();
            let round: Bits =
                frame.scalars.iter().map(|values| scalar(world, values, &frame.lists, store)).sum();
            let habit = frame.habit(&world.asked);
            let is_mark = habit.is_some_and(|habit| habit.has_mark() && habits.contains(&habit));
            let round = if is_mark { Bits::ZERO } else { round };
            let bits = frame.bits_after(habits, &world.asked)
                + lists.iter().map(|(_, explained)| explained.bits).sum()
                + round;
            found.push(Told { habit, ..told(bits, frame.kind, lists) });
        }
        found.sort_by_key(|told| told.bits);
        found
    }
}

/// A slot as it is explained in one frame.
#[derive(Debug, Clone)]
pub struct Told {
    /// What that costs.
    pub bits: Bits,
    /// Which slot.
    pub key: Key,
    /// Its place among those of its reading.
    pub nth: usize,
    /// All its numbers.
    pub whole: ListsId,
    /// The frame.
    pub kind: Kind,
    /// The frame as whoever answers has it too.
    pub habit: Option<Habit>,
    /// The lists in it, and what each is.
    pub lists: Vec<(ListsId, Explained)>,
}

/// A reading of a stream, explained: all frames of all its slots.
#[derive(Debug, Clone)]
pub struct ToldStream {
    /// It.
    pub reading: Rc<Reading>,
    /// What the shortest of all costs together.
    pub bits: Bits,
    /// The name of its layer and form.
    pub name: String,
    /// Its slots, each in all its frames, the shortest first.
    pub slots: Vec<Vec<Told>>,
}

impl ToldStream {
    /// Each slot in its shortest frame.
    pub fn shortest(&self) -> Vec<Told> {
        self.slots.iter().map(|frames| frames[0].clone()).collect()
    }
}

/// Every reading of a stream in a world, the shortest first. `habits`: what stands round the lists that it answers.
pub fn explain(world: &mut World, readings: &[Prepared], habits: &[Habit], store: &Store) -> Vec<ToldStream> {
    let mut found: Vec<ToldStream> = Vec::new();
    for reading in readings {
        let is_list = |place: &&Place| store.get(place.whole).cases.iter().any(|xs| xs.len() > 1);
        let beside: Vec<ListsId> = reading.places.iter().filter(is_list).map(|place| place.whole).collect();
        let slots: Vec<Vec<Told>> =
            reading.places.iter().map(|place| place.told(world, &beside, habits, store)).collect();
        let bits = reading.bits + slots.iter().map(|frames| frames[0].bits).sum();
        found.push(ToldStream { reading: reading.reading.clone(), bits, name: reading.name.clone(), slots });
    }
    found.sort_by_key(|told| told.bits);
    found
}

/// One way to read a stream: what it costs beyond the shortest, its layer, and each slot in one frame.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// How it was read; `None` where there is nothing.
    pub reading: Option<Rc<Reading>>,
    /// Beyond the shortest.
    pub more: Bits,
    /// The name of its layer and form.
    pub name: String,
    /// The slots.
    pub slots: Vec<Told>,
}

/// No alternative that costs more is looked at.
pub const NEAR: Bits = Bits::of(60);

/// The best slots, the same with one of them in another frame, and other readings.
pub fn alternatives(stream: &[ToldStream]) -> Vec<Alternative> {
    const MOST_FRAMES: usize = 3;
    let Some(best) = stream.first() else { return Vec::new() };
    let alternative = |told: &ToldStream, more, slots| Alternative {
        reading: Some(told.reading.clone()),
        more,
        name: told.name.clone(),
        slots,
    };
    let mut found = vec![alternative(best, Bits::ZERO, best.shortest())];
    for (at, frames) in best.slots.iter().enumerate() {
        for frame in frames.iter().take(MOST_FRAMES).skip(1) {
            let more = frame.bits - frames[0].bits;
            if more < NEAR {
                let mut slots = best.shortest();
                slots[at] = frame.clone();
                found.push(alternative(best, more, slots));
            }
        }
    }
    found.extend(stream[1..].iter().map(|told| alternative(told, told.bits - best.bits, told.shortest())));
    found
}
