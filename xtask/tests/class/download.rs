//! A class as it is downloaded: submissions in all the shapes that students give them.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::corpus::{Corpus, MOST, Pair, TASKS, scenario};

/// A folder with the download and the lab.
pub struct Download {
    scratch: TempDir,
    /// Everyone, in the order of the class.
    pub students: Vec<Student>,
}

/// Who handed in, and what.
pub struct Student {
    pub key: String,
    /// The pair for each task, by name.
    pub pairs: [String; 3],
    /// Whether two runs of it need not be the same.
    pub varies: [bool; 3],
}

impl Download {
    /// A class of that size: the nth submission has the nth pair of each task.
    pub fn of(corpus: &Corpus, size: usize) -> Self {
        let mut download = Self { scratch: tempfile::tempdir().expect("a folder"), students: Vec::new() };
        fs::create_dir_all(download.submissions()).expect("a folder");
        for number in 0..size {
            let pairs = TASKS.map(|(task, _)| corpus.pair_of(number, task));
            let key = format!("student{number:03}");
            hand_in(&download.submissions(), &key, number, &files(pairs, number / WRAPPINGS % 2 == 1));
            let varies = pairs.map(|pair| pair.varies.is_some());
            download.students.push(Student { key, pairs: pairs.map(|pair| pair.name.clone()), varies });
        }
        download.write_lab();
        download
    }

    pub fn submissions(&self) -> PathBuf {
        self.scratch.path().join("submissions")
    }

    pub fn lab(&self) -> PathBuf {
        self.scratch.path().join("lab")
    }

    /// Where the results go.
    pub fn out(&self) -> PathBuf {
        self.scratch.path().join("out")
    }

    /// A column a task, and points that are those of the scenarios.
    fn write_lab(&self) {
        fs::create_dir(self.lab()).expect("a folder");
        let mut lab = format!("format = 1\ntitle = \"Lab\"\npoints = {}\ncolumn = \"Lab\"\n", 3 * MOST);
        for (number, task) in (1..).zip(TASKS) {
            let file = format!("task{number}.toml");
            lab += &format!("[[scenario]]\nfile = \"{file}\"\nweight = 1\ncolumn = \"Task {number}\"\n");
            fs::write(self.lab().join(file), scenario(task)).expect("a scenario");
        }
        fs::write(self.lab().join("lab.toml"), lab).expect("a lab");
    }
}

/// The files of a submission: in a folder for each task, or side by side with the task in their names.
fn files(pairs: [&Pair; 3], are_flat: bool) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (number, pair) in (1..).zip(pairs) {
        for (name, text) in pair.texts() {
            let between = if are_flat { '_' } else { '/' };
            files.push((format!("task{number}{between}{name}"), text));
        }
    }
    files
}

/// How many ways there are to wrap files.
const WRAPPINGS: usize = 4;

fn hand_in(submissions: &Path, key: &str, number: usize, files: &[(String, String)]) {
    match number % WRAPPINGS {
        0 => write(&submissions.join(key), files),
        1 => fs::write(submissions.join(format!("{key}.zip")), zip(files)).expect("an archive"),
        2 => fs::write(submissions.join(format!("{key}.tar.gz")), tar_gz(key, files)).expect("an archive"),
        _ => {
            let folder = submissions.join(key);
            fs::create_dir(&folder).expect("a folder");
            fs::write(folder.join("my lab.zip"), zip(files)).expect("an archive");
        }
    }
}

fn write(folder: &Path, files: &[(String, String)]) {
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a program");
    }
}

pub fn zip(files: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).expect("memory");
        archive.write_all(text.as_bytes()).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

/// All in one folder more, as `tar` is used.
fn tar_gz(top: &str, files: &[(String, String)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, format!("{top}/{name}"), text.as_bytes()).expect("memory");
    }
    archive.into_inner().expect("memory").finish().expect("memory")
}
