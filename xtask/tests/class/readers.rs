//! What reads the reports of a class: `results.json` against its schema, `junit.xml` against JUnit's, CSV by a parser
//! that forgives nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Has each report be read by its reader.
#[track_caller]
pub fn open(out: &Path) {
    results(&out.join("results.json"));
    junit(&out.join("junit.xml"));
    csv(&out.join("grades.csv"));
}

fn schema(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema").join(name)
}

fn results(file: &Path) {
    let json = |file: &Path| -> Value {
        serde_json::from_slice(&fs::read(file).expect("it can be read")).expect("it is JSON")
    };
    let text = schema("results.schema.json");
    let (mut schema, results) = (json(&text), json(file));
    // A class, not a run: the schema has both, and where neither fits nobody says which is nearer.
    let whole = jsonschema::draft202012::new(&schema).expect("a schema");
    if whole.is_valid(&results) {
        return;
    }
    let class = schema["anyOf"].as_array().expect("a run or a class").iter();
    let class = class.filter(|kind| kind["$ref"].as_str().is_some_and(|of| of.contains("class")));
    schema["anyOf"] = class.cloned().collect();
    let class = jsonschema::draft202012::new(&schema).expect("a schema");
    let errors = class.iter_errors(&results).map(|error| {
        let what: String = error.to_string().chars().take(300).collect();
        format!("{}: {what}", error.instance_path())
    });
    panic!("`results.json` is not as its schema says: {:#?}", errors.take(5).collect::<Vec<_>>());
}

fn junit(file: &Path) {
    let mut xmllint = Command::new("xmllint");
    xmllint.args(["--noout", "--nonet", "--schema"]).arg(schema("junit.xsd")).arg(file);
    let Ok(output) = xmllint.output() else {
        // Where the project's checks run it has to be there.
        assert!(std::env::var_os("CI").is_none(), "xmllint is missing");
        eprintln!("`junit.xml` is not validated: there is no `xmllint`");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Python's reader, told to be strict: no stray quote, no record of another length.
pub fn csv(file: &Path) {
    let program = "import csv, sys\n\
                   rows = list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True))\n\
                   assert len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows), 'lengths differ'\n";
    let output = Command::new("python3").args(["-c", program]).arg(file).output().expect("`python3` starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
