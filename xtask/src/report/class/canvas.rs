//! `canvas.csv`: the gradebook as the instructor downloaded it from Canvas, with the lab's grades in it and every other byte as
//! it was. Facts about the format: Canvas' own `gradebook_importer.rb`.
//!
//! A column is the lab's where its header is the column's name, or that with Canvas' number behind it: `Lab 1 (4711)`. Where
//! none of the lab's is there, one for the whole is added, before the totals: Canvas drops those by their place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::ClassReport;
use super::columns::Column;
use super::gradebook::{self, Cells, Person, Roster, hundredths, scaled};
use crate::class::graded::Graded;
use crate::grade::Grade;
use crate::scenario::lab::Lab;
use crate::sheet::{Sheet, SheetError};
use crate::whole_file::replace;
use crate::words::gradebook as words;

/// Columns that Canvas leaves out when their headers hold one of these.
const TOTALS: [&str; 9] = [
    "Current Score",
    "Current Points",
    "Current Grade",
    "Final Score",
    "Final Points",
    "Final Grade",
    "Override Score",
    "Override Grade",
    "Override Status",
];

/// Columns that say who somebody is.
const IDENTITY: [&str; 9] = [
    "Student",
    "LastName",
    "FirstName",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
];

/// How Canvas marks who is excused.
const EXCUSED: &str = "EX";

/// The report in the making.
pub struct Canvas {
    sheet: Sheet,
    roster: Roster,
    targets: Vec<Target>,
    path: PathBuf,
    notes: Vec<String>,
}

/// A column to be filled.
struct Target {
    column: Column,
    place: Place,
}

/// Where a column stands.
enum Place {
    /// In the file, at this place, out of so many points.
    There { at: usize, points_hundredths: u64 },
    /// It is new, and goes before the column at this place.
    New { before: usize },
}

impl Canvas {
    /// Reads what was downloaded; `path` is the file to write.
    pub fn open(file: &Path, path: &Path, lab: &Lab) -> Result<Self> {
        Self::read(gradebook::read(file)?, path, lab).with_context(|| gradebook::wrong(file))
    }

    fn read(sheet: Sheet, path: &Path, lab: &Lab) -> Result<Self> {
        let columns = Column::of(lab)?;
        for Column { name, .. } in &columns {
            let reserved =
                IDENTITY.contains(&name.as_str()) || TOTALS.iter().any(|total| name.contains(total));
            if reserved {
                bail!(
                    "Canvas has its own use for columns called like `{name}`: give the lab another `column` in `lab.toml`"
                );
            }
        }
        let people = people(&sheet)?;
        let points_row = points_row(&sheet);
        let mut notes = Vec::new();
        let mut targets: Vec<Target> = Vec::new();
        let mut others = headers(&sheet);
        for column in &columns {
            let is_it = |header: &str| header == column.name || untitled(header) == Some(&column.name);
            let Some(at) = sheet.only_column(&column.name, is_it)? else { continue };
            let header = sheet.cell(0, at).into_owned();
            let points_hundredths = match points_row {
                Some(row) => points(&sheet, row, at, column)?,
                None => u64::from(column.possible_hundredths),
            };
            others.retain(|other| *other != column.name);
            notes.push(words::fills(&header, None));
            if points_hundredths != u64::from(column.possible_hundredths) {
                let there = u32::try_from(points_hundredths).unwrap_or(u32::MAX);
                let here = Grade::decimal(column.possible_hundredths);
                notes.push(words::converted(&header, &Grade::decimal(there), &here));
            }
            targets.push(Target { column: column.clone(), place: Place::There { at, points_hundredths } });
        }
        if targets.is_empty() {
            let column = columns[0].clone();
            let is_total = |at: &usize| TOTALS.iter().any(|total| sheet.cell(0, *at).contains(total));
            let before = (0..sheet.width()).rev().take_while(is_total).last().unwrap_or(sheet.width());
            notes.push(words::adds(&column.name, &others));
            targets.push(Target { column, place: Place::New { before } });
        } else {
            let missing =
                columns.iter().filter(|column| targets.iter().all(|target| target.column != **column));
            notes.extend(missing.map(|column| words::lacks(&column.name, &others)));
        }
        Ok(Self { sheet, roster: Roster::of(people), targets, path: path.to_owned(), notes })
    }

    /// The file with the grades, and what there is to say about it.
    fn conclude(self) -> (Vec<u8>, Vec<String>) {
        let Self { mut sheet, roster, targets, mut notes, .. } = self;
        let (filled, told) = roster.settle();
        let mut excused = Vec::new();
        for (index, Target { column, place }) in targets.iter().enumerate() {
            let mut new = vec![String::new(); sheet.len()];
            for (person, cells) in &filled {
                let Some(points) = &cells[index] else { continue };
                let points = sheet.number(points);
                match place {
                    Place::There { at, .. }
                        if sheet.cell(person.row, *at).trim().eq_ignore_ascii_case(EXCUSED) =>
                    {
                        excused.push(person.label());
                    }
                    Place::There { at, .. } => sheet.set(person.row, *at, &points),
                    Place::New { .. } => new[person.row] = points,
                }
            }
            if let Place::New { before } = place {
                new[0].clone_from(&column.name);
                if let Some(row) = points_row(&sheet) {
                    new[row] = sheet.number(&Grade::decimal(column.possible_hundredths));
                }
                sheet.insert(*before, new);
            }
        }
        notes.extend(told);
        excused.dedup();
        if !excused.is_empty() {
            notes.push(words::excused(&excused));
        }
        (sheet.render(), notes)
    }
}

impl ClassReport for Canvas {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let cell = |Target { column, place }: &Target| {
            let grade = column.grade(graded);
            let there = match place {
                Place::There { points_hundredths, .. } => *points_hundredths,
                Place::New { .. } => u64::from(column.possible_hundredths),
            };
            grade.settled().map(|_| scaled(grade.earned_hundredths, column.possible_hundredths, there))
        };
        let cells: Cells = self.targets.iter().map(cell).collect();
        self.roster.submission(&graded.student, graded.student.canvas_id.as_deref(), &cells);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let path = self.path.clone();
        let (bytes, notes) = self.conclude();
        replace(&path, &bytes).with_context(|| super::unwritable(&path))?;
        gradebook::tell(&path, &notes);
        Ok(())
    }
}

/// A header without the number that Canvas puts behind an assignment's title; `None` where there is none.
fn untitled(header: &str) -> Option<&str> {
    let (title, number) = header.strip_suffix(')')?.rsplit_once(" (")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(title)
}

/// The students' rows. An error where this is no gradebook of Canvas.
fn people(sheet: &Sheet) -> Result<Vec<Person>> {
    let column = |name: &str| sheet.column(name);
    let no_gradebook = |name: &str| SheetError {
        line: 1,
        column: 1,
        what: format!(
            "there is no column `{name}`, so this is not the gradebook that Canvas exports: take the file of `Grades`, `Export` as it is"
        ),
    };
    if sheet.is_empty() {
        return Err(no_gradebook("Student").into());
    }
    let id = column("ID")?.ok_or_else(|| no_gradebook("ID"))?;
    if column("Section")?.is_none() {
        return Err(no_gradebook("Section").into());
    }
    let whole = column("Student")?;
    let halves = column("LastName")?.zip(column("FirstName")?);
    if whole.is_none() && halves.is_none() {
        return Err(no_gradebook("Student").into());
    }
    let (login, sid) = (column("SIS Login ID")?, column("SIS User ID")?);
    let points = points_row(sheet);
    let (mut people, mut ids) = (Vec::new(), BTreeSet::new());
    for row in (1..sheet.len()).filter(|row| Some(*row) != points && !is_remark(sheet, *row)) {
        let cell = |at: usize| sheet.cell(row, at).trim().to_owned();
        let name = match (whole, halves) {
            (Some(at), _) => cell(at),
            (None, Some((last, first))) => format!("{}, {}", cell(last), cell(first)),
            (None, None) => String::new(),
        };
        let person = Person {
            row,
            id: cell(id),
            login: login.map(cell).unwrap_or_default(),
            sid: sid.map(cell).unwrap_or_default(),
            names: gradebook::names(&name),
            ..Person::default()
        };
        if !person.id.is_empty() && !ids.insert(person.id.clone()) {
            let what = format!("a second row has the ID `{}`: one student, one row", person.id);
            return Err(SheetError { line: sheet.line(row), column: id + 1, what }.into());
        }
        // The student that Canvas makes up for teachers to look through.
        if name != "Student, Test" {
            people.push(person);
        }
    }
    Ok(people)
}

/// The row that says what can be had: one of the first below the names.
fn points_row(sheet: &Sheet) -> Option<usize> {
    (1..sheet.len().min(4)).find(|row| sheet.cell(*row, 0).trim() == "Points Possible")
}

/// What columns are called, without Canvas' number behind it.
fn headers(sheet: &Sheet) -> Vec<String> {
    let headers = (0..sheet.width()).map(|at| sheet.cell(0, at).into_owned());
    headers.map(|header| untitled(&header).map_or(header.clone(), str::to_owned)).collect()
}

/// Whether a row says something about columns instead of a student.
fn is_remark(sheet: &Sheet, row: usize) -> bool {
    (0..sheet.width()).all(|column| {
        let cell = sheet.cell(row, column).trim().to_lowercase();
        cell.is_empty() || cell == "muted" || cell.starts_with("manual posting")
    })
}

/// What a column is out of.
fn points(sheet: &Sheet, row: usize, at: usize, column: &Column) -> Result<u64, SheetError> {
    let cell = sheet.cell(row, at);
    let wrong = |what: String| SheetError { line: sheet.line(row), column: at + 1, what };
    if cell.contains("read") && cell.contains("only") {
        return Err(wrong(format!(
            "Canvas says that `{}` is read only, and would ignore the grades",
            column.name
        )));
    }
    match hundredths(&cell) {
        Some(points @ 1..) => Ok(points),
        None if cell.trim().is_empty() => Ok(u64::from(column.possible_hundredths)),
        _ => Err(wrong(format!(
            "`{}` is out of `{}` points: give the assignment points in Canvas and export again",
            column.name,
            cell.trim()
        ))),
    }
}

#[cfg(test)]
mod tests;
