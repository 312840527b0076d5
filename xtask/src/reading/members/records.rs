//! Lists of pairs and of objects: tables, and columns of numbers.

use std::collections::BTreeMap;

use super::{Finder, Kind, join};
use crate::reading::literal::{Literal, Seq};
use crate::reading::value::is_index;

impl Finder<'_> {
    /// `[{"id": 0, "value": 7}, {"id": 1, "value": 12}]`: of each key the numbers that stand under it, but for those that
    /// only count up; of two keys a table as well. Whether it is that.
    pub(super) fn records(&mut self, seq: &Seq, label: Option<&String>) -> bool {
        let records: Option<Vec<&[(Literal, Literal)]>> = seq
            .items
            .iter()
            .map(|item| match item {
                Literal::Map(entries) => Some(&entries[..]),
                _ => None,
            })
            .collect();
        let Some(records) = records.filter(|records| records.len() > 1) else { return false };
        let keys = |record: &[(Literal, Literal)]| -> Vec<Option<String>> {
            record.iter().map(|(key, _)| self.text(key)).collect()
        };
        let names = keys(records[0]);
        if records.iter().any(|record| record.len() != names.len() || keys(record) != names) {
            return false;
        }
        let column =
            |at: usize| records.iter().map(|record| self.int(&record[at].1)).collect::<Option<Vec<i64>>>();
        let columns: Vec<(Option<String>, Vec<i64>)> = (0..names.len())
            .filter_map(|at| Some((names[at].clone(), column(at)?)))
            .filter(|(_, column)| !is_index(column))
            .collect();
        if let [(_, values), (_, counts)] = &columns[..] {
            let count = |n: &i64| u64::try_from(*n).ok();
            let counts: Option<Vec<u64>> = counts.iter().map(count).collect();
            if let Some(counts) = counts {
                let table = values.iter().copied().zip(counts).collect();
                self.push(label.cloned(), values.clone(), Kind::Counts(table), seq.range.clone());
            }
        }
        let is_one = !columns.is_empty();
        for (name, values) in columns {
            self.push(join(label.cloned(), name), values, Kind::List, seq.range.clone());
        }
        is_one
    }

    /// `[(19, 2), (75, 3)]`, and whether the pairs stand in round brackets: then they are no lists of two.
    pub(super) fn pairs(&self, items: &[Literal]) -> Option<(Vec<i64>, BTreeMap<i64, u64>, bool)> {
        let mut round = true;
        let pairs: Option<Vec<(i64, u64)>> = items
            .iter()
            .map(|item| match item {
                Literal::Seq(seq) => match seq.items[..] {
                    [Literal::Int(value), Literal::Int(count)] => {
                        round &= seq.open == b'(';
                        Some((value, u64::try_from(count).ok()?))
                    }
                    _ => None,
                },
                _ => None,
            })
            .collect();
        let pairs = pairs.filter(|pairs| round || pairs.len() > 1)?;
        Some((pairs.iter().map(|(value, _)| *value).collect(), pairs.into_iter().collect(), round))
    }
}
