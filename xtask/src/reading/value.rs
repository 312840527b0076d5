//! What a piece of text or a message can mean.

use std::collections::BTreeMap;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// Numbers in an order.
    List(Vec<i64>),
    /// Values with how often each occurs.
    Counts(BTreeMap<i64, u64>),
    /// Several of the above in one, such as the members of an object or of a tuple. Never nested.
    Parts(Vec<Part>),
}

/// One of several values that came together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The key, or the words before it.
    pub label: Option<String>,
    /// A list, counts or text.
    pub value: Value,
}

impl Value {
    /// The lists in it, each with its label.
    pub fn lists(&self) -> impl Iterator<Item = (&[i64], Option<&str>)> {
        self.parts().filter_map(|(value, label)| match value {
            Value::List(list) => Some((list.as_slice(), label)),
            _ => None,
        })
    }

    /// The tables of counts in it, each with its label.
    pub fn counts(&self) -> impl Iterator<Item = (&BTreeMap<i64, u64>, Option<&str>)> {
        self.parts().filter_map(|(value, label)| match value {
            Value::Counts(counts) => Some((counts, label)),
            _ => None,
        })
    }

    /// The text, where it is nothing but text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn parts(&self) -> impl Iterator<Item = (&Value, Option<&str>)> {
        let (whole, parts): (Option<&Value>, &[Part]) = match self {
            Value::Parts(parts) => (None, parts),
            whole => (Some(whole), &[]),
        };
        whole
            .into_iter()
            .map(|value| (value, None))
            .chain(parts.iter().map(|part| (&part.value, part.label.as_deref())))
    }
}

/// Whether these numbers only say which place something has: they count up by one from 0 or 1.
pub(crate) fn is_index(numbers: &[i64]) -> bool {
    let first = numbers.first().copied();
    numbers.len() > 2 && matches!(first, Some(0 | 1)) && numbers.is_sorted_by(|a, b| a + 1 == *b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_a_value_come_with_their_labels() {
        let list = Value::List(vec![1, 2]);
        assert_eq!(list.lists().collect::<Vec<_>>(), [(&[1, 2][..], None)]);
        let counts = Value::Counts(BTreeMap::from([(19, 1)]));
        assert_eq!((counts.lists().count(), counts.counts().count()), (0, 1));
        let object = Value::Parts(vec![
            Part { label: Some("unique".into()), value: list },
            Part { label: None, value: counts },
        ]);
        assert_eq!(object.lists().collect::<Vec<_>>(), [(&[1, 2][..], Some("unique"))]);
        assert_eq!(object.counts().count(), 1);
        assert_eq!(Value::Text("hi".into()).text(), Some("hi"));
    }
}
