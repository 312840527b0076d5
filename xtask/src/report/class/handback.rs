//! `feedback-canvas.zip` and `feedback-moodle.zip`: everyone's `feedback.html` in one archive, under names by which the platform
//! knows whose each is. Canvas takes it at "Upload submissions", Moodle at "Upload multiple feedback files in a zip".
//!
//! Both read who is meant from the file's name. Canvas wants the numbers of the user and of a file that was handed in
//! (`infer_comment_context_from_filename`), Moodle four words before the file's own name, with the participant's number second
//! (`assignfeedback_file_zip_importer`); either takes any name in front.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::html::student;
use super::unwritable;
use crate::hand_in::Student;

/// Who takes an archive back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Canvas.
    Canvas,
    /// Moodle.
    Moodle,
}

impl Platform {
    /// The archive's name.
    pub fn file(self) -> &'static str {
        match self {
            Self::Canvas => "feedback-canvas.zip",
            Self::Moodle => "feedback-moodle.zip",
        }
    }

    /// The name by which it knows whose a file is; `None` where what was downloaded does not say so.
    fn name_for(self, student: &Student) -> Option<String> {
        let key = student.key.replace('_', "-");
        match self {
            Self::Canvas => {
                let (user, file) = (student.canvas_id.as_ref()?, student.canvas_file.as_ref()?);
                Some(format!("{key}_{user}_{file}_{}", student::FILE))
            }
            Self::Moodle => {
                let participant = student.moodle_id.as_ref()?;
                Some(format!("{key}_{participant}_assignsubmission_file_{}", student::FILE))
            }
        }
    }
}

/// The archive in the making: begun with the first student whom the platform knows.
#[derive(Debug)]
pub struct Archive {
    platform: Platform,
    path: PathBuf,
    zip: Option<ZipWriter<File>>,
}

impl Archive {
    /// Into `folder`.
    pub fn into(folder: &Path, platform: Platform) -> Self {
        Self { platform, path: folder.join(platform.file()), zip: None }
    }

    /// Adds a student's page, where the platform knows whose it is.
    pub fn add(&mut self, student: &Student, page: &[u8]) -> Result<()> {
        let Some(name) = self.platform.name_for(student) else { return Ok(()) };
        let path = self.unfinished();
        let zip = match &mut self.zip {
            Some(zip) => zip,
            none => none.insert(ZipWriter::new(File::create(&path).with_context(|| unwritable(&path))?)),
        };
        // The same class gives the same bytes, whenever it is written.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        zip.start_file(name, options).with_context(|| unwritable(&path))?;
        zip.write_all(page).with_context(|| unwritable(&path))
    }

    /// There are no more.
    pub fn finish(mut self) -> Result<()> {
        let Some(zip) = self.zip.take() else { return Ok(()) };
        let path = self.unfinished();
        zip.finish().with_context(|| unwritable(&path))?;
        fs::rename(&path, &self.path).with_context(|| unwritable(&self.path))
    }

    fn unfinished(&self) -> PathBuf {
        self.path.with_extension("zip.part")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::report::class::html::student::StudentPages;
    use crate::report::class::{ClassReport as _, fixtures};

    fn names(path: &Path) -> Vec<String> {
        let archive = zip::ZipArchive::new(File::open(path).expect("an archive")).expect("it can be read");
        archive.file_names().map(|name| name.expect("a name").into_owned()).collect()
    }

    #[test]
    fn names_are_those_by_which_each_platform_knows_its_students() {
        let scratch = tempfile::tempdir().expect("a folder");
        let lab = fixtures::lab();
        let mut report = Box::new(StudentPages::into(scratch.path()));
        for graded in fixtures::class(&lab) {
            report.submission(&graded).expect("it can be written");
        }
        report.finish().expect("it can be finished");
        let canvas = scratch.path().join("feedback-canvas.zip");
        assert_eq!(names(&canvas), ["alice_1001_70001_feedback.html"]);
        let moodle = scratch.path().join("feedback-moodle.zip");
        assert_eq!(names(&moodle), ["alice_501_assignsubmission_file_feedback.html"]);
        let mut archive =
            zip::ZipArchive::new(File::open(moodle).expect("an archive")).expect("it can be read");
        let mut page = String::new();
        archive.by_index(0).expect("an entry").read_to_string(&mut page).expect("text");
        assert!(page.contains("Alice Example"), "{page}");
    }

    #[test]
    fn where_nobody_is_known_to_a_platform_it_gets_no_archive() {
        let scratch = tempfile::tempdir().expect("a folder");
        let mut archive = Archive::into(scratch.path(), Platform::Canvas);
        archive.add(&fixtures::student("judy", "Judy"), b"page").expect("nothing is written");
        archive.finish().expect("nor finished");
        assert_eq!(fs::read_dir(scratch.path()).expect("a folder").count(), 0);
    }
}
