//! A class from its download to its gradebook: submissions generated from the pairs of `programs/pairs.toml`, packed in
//! the ways that students pack, and grades that are known before.
//!
//! What is known stands in `known.toml`, of each pair run alone. From it follow the points of every submission, and so
//! every grade in `grades.csv`: whatever the number of workers, and whoever kills the grader on the way.
//!
//! `CLASS_SIZE=200` makes the largest class so large; `.ci/run` has one of 60, and packs all of it. `PACKED_SIZE=60` grades so many from each
//! packing. The tests run side by side, each with workers of its own, on purpose: load must not change a grade.

mod corpus;
mod download;
mod feedback;
#[path = "../shared/grader.rs"]
mod grader;
mod grading;
#[path = "../shared/journal.rs"]
mod journal;
mod known;
mod packings;
mod people;
mod readers;
mod rows;

use std::thread;

use corpus::{Corpus, TASKS};
use download::Download;
use grading::{Digests, Grading};
use known::Known;

/// Submissions, where `CLASS_SIZE` says nothing: of all classes. Whether each pair is judged rightly is asked elsewhere.
const USUAL_SIZE: usize = 12;

/// The most of those beside the largest, which differ in how they are graded, not in what is: its first ones.
const SMALL_SIZE: usize = 20;

/// Submissions of the class that is graded from each packing, where `PACKED_SIZE` says nothing.
const PACKED_SIZE: usize = 4;

/// How much memory the grader may take at any time, whatever the size of the class: KiB.
const MOST_MEMORY_KIB: u64 = 60 * 1024;

/// Submissions of the largest class.
fn size() -> usize {
    asked("CLASS_SIZE").unwrap_or(USUAL_SIZE)
}

fn asked(name: &str) -> Option<usize> {
    let size = std::env::var(name).ok();
    size.map(|size| size.parse().unwrap_or_else(|_| panic!("`{name}` is a number")))
}

/// Grades a class of that size with so many workers, from its start to its end. What the programs did in each case.
fn grades_are_as_known(size: usize, jobs: usize) -> Digests {
    let download = Download::of(&Corpus::read(), size);
    let known = Known::read();
    let grading = Grading::of(&download);
    let run = grading.start(jobs).end();
    run.ended_well();
    let keys: Vec<String> = download.students.iter().map(|student| student.key.clone()).collect();
    feedback::is_fit_to_be_read(&grading.out(), &keys);
    grading.grades_are(&known);
    readers::open(&grading.out());
    run.took_at_most(MOST_MEMORY_KIB);
    eprintln!(
        "{size} submissions, {} cases, --jobs {jobs}: {:.1} s, {} MB at most",
        grading.cases(),
        run.time.as_secs_f64(),
        run.peak_kib / 1024
    );
    grading.digests()
}

#[test]
fn any_number_of_workers_gives_every_submission_its_known_grade_and_sees_the_same_bytes() {
    let (large, small) = (size(), size().min(SMALL_SIZE));
    let [one, two, eight] = thread::scope(|scope| {
        let graded = [(small, 1), (large, 2), (small, 8)]
            .map(|(size, jobs)| scope.spawn(move || grades_are_as_known(size, jobs)));
        graded.map(|graded| graded.join().expect("grades are as known"))
    });
    assert!(one.len() >= TASKS.len() * small, "{} cases have a digest", one.len());
    assert!(one.keys().eq(eight.keys()), "the same cases are run");
    for (workers, some) in [(1, one), (8, eight)] {
        let differ = some.iter().filter(|(case, digest)| two.get(*case) != Some(digest));
        let differ: Vec<&str> = differ.map(|(case, _)| case.as_str()).collect();
        assert!(differ.is_empty(), "--jobs {workers} and --jobs 2 see other bytes:\n{}", differ.join("\n"));
    }
}

#[test]
fn a_grader_that_is_killed_twice_goes_on_to_the_known_grades() {
    let download = Download::of(&Corpus::read(), size().min(SMALL_SIZE));
    let grading = Grading::of(&download);
    for third in 1..=2 {
        let running = grading.start(2);
        grading.wait_for_lines(&running, grading.least_lines() * third / 3);
        let run = running.kill();
        run.was_killed();
        assert!(!grading.out().join("grades.csv").exists(), "it was killed before its end");
        run.took_at_most(MOST_MEMORY_KIB);
    }
    let run = grading.start(2).end();
    run.ended_well();
    run.took_at_most(MOST_MEMORY_KIB);
    grading.grades_are(&Known::read());
    assert_eq!(grading.repeated_cases(), 0, "what stands in the journal is not run again");
    readers::open(&grading.out());
}

#[test]
fn however_a_class_is_packed_each_grade_is_in_its_student_s_row() {
    rows::each_grade_is_in_its_students_row(size());
}

#[test]
fn however_a_class_is_packed_its_download_is_graded_alike() {
    rows::each_download_is_graded_alike(asked("PACKED_SIZE").unwrap_or(PACKED_SIZE));
}

/// With `UPDATE_EXPECTED=1` the pairs are run again, each alone; read the difference before it is committed.
#[test]
fn what_is_known_agrees_with_what_the_pairs_are_said_to_fail() {
    let corpus = Corpus::read();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        Known::of_each_alone(&corpus).write();
    }
    let wrong = Known::read().contradictions(&corpus);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
