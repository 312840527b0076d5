//! Intake, from archives as they are downloaded to programs that run.
//!
//! Archives are put together byte by byte here: no tool would make the hostile ones. Builds run in sandboxes, so this
//! binary is its own keeper and enters a user namespace before its first thread; where sandboxes cannot be had those tests
//! count as ignored, and it is said why.

mod archives;
mod builds;
mod chance;
mod downloads;
mod pack;
mod programs;
mod strangers;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use xtask::hand_in::Reading;
use xtask::host::{self, Isolation, doctor};

/// Name and body of a test.
type Test = (&'static str, fn());

/// Lists tests by path, to be named by it.
macro_rules! tests {
    ($($module:ident::$test:ident,)*) => {
        [$((concat!(stringify!($module), "::", stringify!($test)), $module::$test as fn())),*]
    };
}

fn main() -> ExitCode {
    host::dispatch();
    let sandbox = doctor::try_isolation(Isolation::Sandbox);
    if let Err(error) = &sandbox {
        eprintln!("builds are not tested: {error}");
    }
    let plain: [Test; 54] = tests![
        archives::a_hostile_archive_is_its_students_problem_alone,
        archives::a_bomb_is_cut_off,
        archives::more_than_fits_is_refused,
        archives::a_hostile_class_archive_names_the_student_or_is_refused,
        archives::a_name_in_a_flat_download_is_its_students_problem_alone,
        archives::what_names_nobody_is_left_out_and_said,
        archives::two_entries_of_one_name_are_their_students_problem_alone,
        archives::a_header_that_is_not_read_is_its_students_problem_alone,
        archives::a_student_of_whom_nothing_is_taken_is_listed,
        archives::what_is_hidden_beside_the_folder_of_all_is_nobodys,
        archives::only_the_executable_bit_is_kept,
        archives::what_tools_leave_behind_is_left_out_and_said,
        archives::archives_in_archives_are_opened_so_far_and_no_further,
        archives::links_are_left_out_and_never_followed,
        archives::names_of_windows_and_of_code_pages_are_read,
        archives::every_common_way_of_packing_is_read,
        archives::several_archives_of_one_student_are_opened_side_by_side,
        archives::environments_and_caches_are_told_by_what_is_in_them,
        archives::long_names_in_tars_are_read,
        downloads::canvas,
        downloads::what_canvas_gives_out_in_several_attempts_counts_by_the_latest,
        downloads::moodle,
        downloads::gradescope,
        downloads::github_classroom,
        downloads::plain_folders_and_archives,
        downloads::one_folder_around_all_is_no_student,
        downloads::a_list_beside_the_students_leaves_them_students,
        downloads::one_student_alone,
        downloads::the_work_of_one_student_is_a_class_of_one,
        downloads::one_student_s_work_is_taken_whole_without_what_tools_made,
        downloads::students_of_the_same_name_are_told_apart,
        downloads::one_name_among_many_changes_nothing_for_the_others,
        downloads::a_folder_that_begins_with_a_dot_is_said,
        downloads::links_in_a_download_are_never_followed,
        downloads::names_that_are_no_text_are_read_all_the_same,
        downloads::nothing_is_written_to_the_instructors_folder,
        downloads::what_cannot_be_read_is_said,
        strangers::strangers_change_nothing_for_the_others,
        strangers::each_name_is_told_for_itself,
        strangers::what_tools_and_platforms_put_beside_the_students_is_nobodys,
        strangers::students_in_sections_are_students,
        strangers::an_archive_of_a_kind_that_is_not_opened_is_its_students,
        strangers::the_graders_own_results_are_nobodys,
        strangers::a_folder_is_a_class_or_one_students,
        strangers::an_archive_may_be_one_students,
        strangers::the_latest_of_several_attempts_counts_and_it_is_said,
        strangers::a_blind_marking_tells_participants_apart,
        programs::conventions,
        programs::the_corpus_is_understood,
        programs::declared_programs_come_first,
        programs::programs_find_what_they_share,
        programs::pairs_are_tried_in_the_likeliest_order,
        chance::random_bytes_never_leave_the_scratch_folder,
        chance::mutated_archives_never_leave_the_scratch_folder,
    ];
    let builds: [Test; 13] = tests![
        builds::what_is_compiled_runs,
        builds::what_wants_a_display_gets_one,
        builds::the_errors_of_a_compiler_are_kept_and_harmless,
        builds::which_python_it_is_is_asked_of_both_compilers,
        builds::what_the_machine_lacks_is_named_and_no_fault_of_the_student,
        builds::a_broken_half_leaves_the_other,
        builds::a_build_that_spins_is_ended,
        builds::a_build_that_sleeps_is_ended,
        builds::a_build_that_prints_for_ever_is_ended,
        builds::a_fork_bomb_is_ended,
        builds::a_full_disk_is_said,
        builds::nothing_outside_is_read_or_written,
        builds::links_and_pipes_do_not_come_out,
    ];
    let trial = |ignored: bool| {
        move |(name, test): Test| {
            let run = move || {
                test();
                Ok(())
            };
            Trial::test(name, run).with_ignored_flag(ignored)
        }
    };
    let mut trials: Vec<Trial> = plain.into_iter().map(trial(false)).collect();
    trials.extend(builds.into_iter().map(trial(sandbox.is_err())));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A folder with a download in it, and a place for what comes of it.
struct Bench {
    root: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { root: tempfile::tempdir().expect("a folder") }
    }

    /// Writes a file of the download, and the folders it stands in; or the download itself, where that is an archive.
    fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.download().join(path);
        let path = if path.ends_with("../download") { self.download() } else { path };
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, bytes).expect("a file");
        self
    }

    fn download(&self) -> PathBuf {
        self.root.path().join("download")
    }

    fn scratch(&self) -> PathBuf {
        self.root.path().join("scratch")
    }

    /// How many submissions have a folder there.
    fn unpacked(&self) -> usize {
        std::fs::read_dir(self.scratch()).expect("a folder").count()
    }

    fn open(&self) -> xtask::intake::Class {
        xtask::intake::open(&self.download(), &self.scratch(), Reading::Likely).expect("a class")
    }
}

/// All files below a folder, relative to it, in order.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder").flatten() {
            let path = entry.path();
            match entry.file_type().expect("a kind").is_dir() {
                true => folders.push(path),
                false => found.push(path.strip_prefix(folder).expect("inside").display().to_string()),
            }
        }
    }
    found.sort();
    found
}

/// What stands in a class: each key, and its files or why it has none.
fn summary(class: &xtask::intake::Class) -> Vec<(String, Result<Vec<String>, String>)> {
    let of = |entry: &xtask::intake::Entry| match &entry.folder {
        Ok(folder) => Ok(files(folder)),
        Err(problem) => Err(problem.to_string()),
    };
    class.entries.iter().map(|entry| (entry.student.key.clone(), of(entry))).collect()
}
