//! Writes `report.html` from what `cargo xtask run --save` left, without running anything: for looking at the page, and for
//! measuring it.
//!
//! ```text
//! cargo run --package xtask --example page -- SAVED PAGE [COPIES]
//! ```
//!
//! SAVED holds a folder a student with all cases of the repository's lab, as `--save` names them. Each stands on the page
//! COPIES times.

use std::path::PathBuf;

use xtask::observation::Observation;

#[path = "../tests/browser/class.rs"]
#[expect(dead_code, reason = "made-up submissions are for the tests")]
mod class;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [saved, page, copies @ ..] = arguments.as_slice() else {
        eprintln!("usage: page SAVED PAGE [COPIES]");
        std::process::exit(2);
    };
    let copies = copies.first().map_or(1, |copies| copies.parse().expect("COPIES is a number"));
    let folders =
        std::fs::read_dir(saved).expect("SAVED is a folder").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    let lab = class::lab();
    let class = (0..copies).flat_map(|copy| folders.iter().map(move |folder| (copy, folder)));
    let class = class.map(|(copy, folder)| {
        let name = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
        let key = if copy == 0 { name.clone() } else { format!("{name}-{copy}") };
        class::graded(&lab, class::student(&key, &name), |part, seed, delivery| {
            let path = folder.join(format!("{}-seed{seed}-{delivery}.json", part.name()));
            let text = std::fs::read(path).ok()?;
            let observation: Observation = serde_json::from_slice(&text).expect("what `--save` wrote");
            Some(observation)
        })
    });
    class::write(page.as_ref(), &lab, class);
}
