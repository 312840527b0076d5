//! The columns of a gradebook that a lab fills: one for the whole, and one for each scenario that has its own.

use anyhow::{Result, bail};

use crate::class::graded::Graded;
use crate::grade::Grade;
use crate::scenario::lab::Lab;

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The part of the lab that it is about; `None` for the whole.
    pub part: Option<usize>,
    /// The most that can stand in it.
    pub possible_hundredths: u32,
}

impl Column {
    /// Those of a lab, the whole's first. No two have the same name.
    pub fn of(lab: &Lab) -> Result<Vec<Self>> {
        let whole =
            Self { name: lab.column.trim().to_owned(), part: None, possible_hundredths: lab.points * 100 };
        let mut columns = vec![whole];
        for (index, (part, share)) in lab.parts.iter().zip(lab.shares()).enumerate() {
            let Some(name) = &part.column else { continue };
            let column = Self { name: name.trim().to_owned(), part: Some(index), possible_hundredths: share };
            if columns.iter().any(|other| other.name == column.name) {
                bail!(
                    "two columns of the gradebook would be called `{}`: give the scenario `{}` another `column` in `lab.toml`",
                    column.name,
                    part.name()
                );
            }
            columns.push(column);
        }
        Ok(columns)
    }

    /// A submission's grade for this column: lateness counts in each by itself.
    pub fn grade(&self, graded: &Graded<'_>) -> Grade {
        match self.part {
            None => graded.grade(),
            Some(index) => {
                let part = graded.parts().nth(index).map(|(_, _, grade)| grade).unwrap_or_default();
                part.after(graded.lateness.as_ref())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn a_lab_has_a_column_and_so_have_the_parts_that_ask_for_one() {
        let mut lab = fixtures::lab();
        let columns = Column::of(&lab).expect("they differ");
        let shown: Vec<_> =
            columns.iter().map(|c| (c.name.as_str(), c.part, c.possible_hundredths)).collect();
        assert_eq!(shown, [("Lab 1", None, 10_000), ("Lab 1 dedup", Some(0), 7_000)]);
        lab.parts[1].column = Some(" Lab 1 ".to_owned());
        let error = Column::of(&lab).expect_err("two are alike").to_string();
        assert!(error.contains("would be called `Lab 1`") && error.contains("`task1`"), "{error}");
    }
}
