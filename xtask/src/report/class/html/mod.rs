//! `report.html`: the class on one page, which opens without a network and needs nothing beside itself.
//!
//! - `page` is the frame: head, the class at a glance, the table's head;
//! - `student` is the page of one student alone, `feedback.html`;
//! - `heat` is the table's middle: a cell a check;
//! - `row` is one submission, readable without a script: its grade, what failed, why, and what to look at;
//! - `data`, `wire` and `excerpt` are what the page knows of its cases, as JSON that `case.js` draws when somebody asks for it; `packed` makes it
//!   small;
//! - `summary` is what is kept of every submission until the end: the only memory that grows with the class.
//!
//! Invariants: what a program sent or printed is never markup. It is escaped where it stands in HTML, holds no `<` where
//! it stands in a script's data, reaches the page by `textContent` alone, and the page's policy lets nothing run but its own
//! script. The same class gives the same bytes.
//!
//! Why no framework and no build step: the page has to open in ten years, and a grader has to be built by `cargo build`.

mod data;
mod excerpt;
mod heat;
mod packed;
mod page;
mod row;
pub mod student;
mod summary;
mod text;
mod wire;

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};

use super::ClassReport;
use crate::class::graded::Graded;
use crate::digest;
use crate::scenario::lab::{Lab, Part};
use summary::Summary;

/// What there is to say of the grading itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The grader's version.
    pub grader: String,
    /// When the last of it was done, where that is known: `2026-11-30 08:15 UTC`.
    pub until: Option<String>,
    /// What was asked: each scenario by its name, with the SHA-256 of its text.
    pub scenarios: Vec<(String, String)>,
}

impl About {
    /// By that grader, until then, with the scenarios of a lab.
    pub fn of(grader: &str, until: Option<SystemTime>, lab: &Lab) -> Self {
        let until = until.map(|until| DateTime::<Utc>::from(until).format("%Y-%m-%d %H:%M UTC").to_string());
        let scenario = |part: &Part| (part.name(), digest::of_text(&part.scenario.text));
        Self { grader: grader.to_owned(), until, scenarios: lab.parts.iter().map(scenario).collect() }
    }
}

/// The page in the making. What stands above the table is known only at the end, so submissions wait in a file beside it.
#[derive(Debug)]
pub struct HtmlReport {
    /// Where the page will be.
    path: PathBuf,
    /// The table's rows so far; `None` once they are written.
    rows: Option<BufWriter<File>>,
    rows_path: PathBuf,
    summary: Summary,
    about: About,
}

impl HtmlReport {
    /// Begins the page of a lab. Nothing stands at `path` before `finish`.
    pub fn create(path: &Path, lab: &Lab, about: About) -> Result<Self> {
        let rows_path = beside(path, ".rows.part");
        let file = File::create(&rows_path).with_context(|| unwritable(&rows_path))?;
        Ok(Self {
            path: path.to_owned(),
            rows: Some(BufWriter::new(file)),
            rows_path,
            summary: Summary::of(lab),
            about,
        })
    }
}

impl ClassReport for HtmlReport {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let row = row::render(graded, self.path.parent().unwrap_or(Path::new("")));
        self.summary.add(graded);
        let rows = self.rows.as_mut().expect("no submission comes after the end");
        rows.write_all(row.into_string().as_bytes()).with_context(|| unwritable(&self.rows_path))
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let mut rows = self.rows.take().expect("a report ends once");
        rows.flush().with_context(|| unwritable(&self.rows_path))?;
        drop(rows);
        let unfinished = beside(&self.path, ".part");
        self.write(&unfinished).with_context(|| unwritable(&unfinished))?;
        fs::rename(&unfinished, &self.path).with_context(|| unwritable(&self.path))
    }
}

impl HtmlReport {
    fn write(&self, path: &Path) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        out.write_all(page::before_rows(&self.about, &self.summary).into_string().as_bytes())?;
        io::copy(&mut File::open(&self.rows_path)?, &mut out)?;
        out.write_all(page::AFTER_ROWS.as_bytes())?;
        out.flush()
    }
}

impl Drop for HtmlReport {
    /// The rows are of no use without the page.
    fn drop(&mut self) {
        // Where it cannot be removed it stays behind under a name that says what it is.
        let _ = fs::remove_file(&self.rows_path);
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn unwritable(path: &Path) -> String {
    format!("cannot write the class's page to `{}`", path.display())
}
