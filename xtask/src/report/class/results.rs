//! `results.json`: everything about a class for programs, one submission a line, in a format with a version of its own. A
//! submission's runs are those of `run --json`; `schema/results.schema.json` describes both.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::ClassReport;
use crate::class::graded::{Graded, GradedPart, PartOutcome};
use crate::grade::Grade;
use crate::hand_in::{HandedIn, Moment, Problem, Student};
use crate::printable::printable_json;
use crate::report::json::{self, Run};
use crate::scenario::lab::{Lab, Part};
use crate::task::Task;
use crate::verdict::outcome::Status;
use crate::whole_file::WholeFile;
use crate::words::late as words;

/// The version of this format. It changes when a reader has to.
pub const FORMAT: u32 = 2;

/// The report in the making.
pub struct Results {
    file: WholeFile,
    path: PathBuf,
    is_first: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "lab"))]
struct LabEntry<'a> {
    title: &'a str,
    points: u32,
    column: &'a str,
    parts: Vec<PartOfLab<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "part-of-lab"))]
struct PartOfLab<'a> {
    /// The scenario's file name without its extension.
    name: String,
    scenario: String,
    title: &'a str,
    task: Task,
    points: f64,
    column: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "submission"))]
struct SubmissionEntry<'a> {
    student: &'a Student,
    status: Status,
    grade: GradeEntry,
    #[serde(skip_serializing_if = "Option::is_none")]
    lateness: Option<LatenessEntry<'a>>,
    parts: Vec<PartEntry<'a>>,
}

/// Points of the lab; `settled` is false while some are open.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "grade"))]
struct GradeEntry {
    #[cfg_attr(test, schemars(range(min = 0)))]
    earned: f64,
    /// Neither earned nor lost: what could not be told, for no fault of the programs.
    #[cfg_attr(test, schemars(range(min = 0)))]
    open: f64,
    #[cfg_attr(test, schemars(range(min = 0)))]
    possible: f64,
    /// Whether nothing is open: only then is it a grade for the gradebook.
    settled: bool,
    /// What was taken of what was earned, for lateness.
    #[serde(skip_serializing_if = "is_nothing")]
    #[cfg_attr(test, schemars(extend("exclusiveMinimum" = 0)))]
    late: f64,
}

/// What the lab's policy makes of the time at which something was handed in.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "lateness"))]
struct LatenessEntry<'a> {
    /// `null` where it is not known.
    handed_in: Option<&'a HandedIn>,
    due: Moment,
    extended: bool,
    late: bool,
    what: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "part", extend("oneOf" = outcomes())))]
struct PartEntry<'a> {
    name: String,
    status: Status,
    grade: GradeEntry,
    /// How the programs were found and chosen.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    notes: &'a [String],
    #[cfg_attr(test, schemars(extend("enum" = ["judged", "not-run", "unfinished"])))]
    outcome: &'static str,
    /// Why an instructor says what it is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<Run<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "problem"))]
struct ProblemEntry<'a> {
    /// `machine`: this costs no points.
    #[cfg_attr(test, schemars(extend("enum" = ["student", "machine"])))]
    of: &'static str,
    what: &'a str,
}

impl Results {
    /// Begins the file.
    pub fn create(path: &Path, lab: &Lab) -> Result<Self> {
        let mut file = WholeFile::create(path).with_context(|| super::unwritable(path))?;
        let parts = lab.parts.iter().zip(lab.shares()).map(|(part, share)| PartOfLab {
            name: part.name(),
            scenario: part.scenario.path.display().to_string(),
            title: &part.scenario.title,
            task: part.scenario.task,
            points: points(share),
            column: part.column.as_deref(),
        });
        let parts = parts.collect();
        let lab = LabEntry { title: &lab.title, points: lab.points, column: &lab.column, parts };
        let lab = serde_json::to_string(&lab).context("cannot put the lab into JSON")?;
        write!(file, "{{\"format\":{FORMAT},\"lab\":{},\"submissions\":[", printable_json(&lab))
            .with_context(|| super::unwritable(path))?;
        Ok(Self { file, path: path.to_owned(), is_first: true })
    }
}

impl ClassReport for Results {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let parts = graded.parts().map(|(part, graded, grade)| entry(part, graded, grade)).collect();
        let entry = SubmissionEntry {
            student: &graded.student,
            status: graded.status(),
            grade: grade(graded.grade()),
            lateness: graded.lateness.as_ref().map(|lateness| LatenessEntry {
                handed_in: lateness.handed_in.as_ref(),
                due: lateness.due,
                extended: lateness.is_extended,
                late: lateness.is_late(),
                what: words::costs(lateness, graded.grade()),
            }),
            parts,
        };
        let comma = if std::mem::replace(&mut self.is_first, false) { "" } else { "," };
        let entry = serde_json::to_string(&entry).context("cannot put the results into JSON")?;
        writeln!(self.file, "{comma}")
            .and_then(|()| self.file.write_all(printable_json(&entry).as_bytes()))
            .with_context(|| super::unwritable(&self.path))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let Self { mut file, path, .. } = *self;
        file.write_all(b"\n]}\n").and_then(|()| file.finish()).with_context(|| super::unwritable(&path))
    }
}

fn entry<'a>(part: &Part, graded: &'a GradedPart, of: Grade) -> PartEntry<'a> {
    let (outcome, problem, run) = match &graded.outcome {
        PartOutcome::Judged(judged) => ("judged", None, Some(json::run(&judged.result))),
        PartOutcome::NotRun(Problem::Student(what)) => {
            ("not-run", Some(ProblemEntry { of: "student", what }), None)
        }
        PartOutcome::NotRun(Problem::Machine(what)) => {
            ("not-run", Some(ProblemEntry { of: "machine", what }), None)
        }
        PartOutcome::Unfinished => ("unfinished", None, None),
    };
    let (name, status) = (part.name(), graded.status());
    let corrected = graded.corrected.as_ref().map(|worth| worth.reason.as_str());
    PartEntry { name, status, grade: grade(of), notes: &graded.notes, outcome, corrected, problem, run }
}

fn grade(grade: Grade) -> GradeEntry {
    GradeEntry {
        earned: points(grade.earned_hundredths),
        open: points(grade.open_hundredths),
        possible: points(grade.possible_hundredths),
        settled: grade.settled().is_some(),
        late: points(grade.late_hundredths),
    }
}

/// What stands beside each outcome.
#[cfg(test)]
fn outcomes() -> serde_json::Value {
    serde_json::json!([
        { "properties": { "outcome": { "const": "judged" }, "problem": false }, "required": ["run"] },
        { "properties": { "outcome": { "const": "not-run" }, "run": false }, "required": ["problem"] },
        { "properties": { "outcome": { "const": "unfinished" }, "run": false, "problem": false } },
    ])
}

fn is_nothing(points: &f64) -> bool {
    *points == 0.0
}

fn points(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hand_in::Partner;
    use serde_json::Value;
    use std::collections::BTreeSet;

    use crate::check::Check;
    use crate::report::Ended;
    use crate::report::class::fixtures;
    use crate::schema;

    const FILE: &str = "results.schema.json";

    /// What `run --json` writes (`runs`), and the `results.json` of a class (`lab` and `submissions`). Text of students stands as it
    /// was: whoever shows it makes it harmless.
    #[derive(schemars::JsonSchema)]
    #[schemars(title = "Results of socklab", untagged)]
    enum Document<'a> {
        #[expect(dead_code, reason = "described, and never made")]
        Runs(json::Document<'a>),
        #[expect(dead_code, reason = "described, and never made")]
        Class(Class<'a>),
    }

    /// The `results.json` of a class.
    #[derive(schemars::JsonSchema)]
    #[schemars(deny_unknown_fields, rename = "class")]
    #[expect(dead_code, reason = "it is written a submission at a time")]
    struct Class<'a> {
        #[schemars(extend("const" = FORMAT))]
        format: u32,
        lab: LabEntry<'a>,
        submissions: Vec<SubmissionEntry<'a>>,
    }

    #[test]
    fn the_schema_is_what_the_types_say() {
        schema::assert_json::<Document<'_>>(FILE);
    }

    fn schema() -> jsonschema::Validator {
        let schema = schema::there(FILE);
        jsonschema::draft202012::meta::validate(&schema).expect("the schema is one");
        jsonschema::draft202012::new(&schema).expect("the schema can be used")
    }

    #[track_caller]
    fn assert_valid(document: &Value) {
        let schema = schema();
        let errors: Vec<String> =
            schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    }

    fn written(class: &[Graded<'_>], lab: &Lab) -> String {
        let scratch = tempfile::tempdir().expect("a folder");
        let path = scratch.path().join("results.json");
        let mut report = Box::new(Results::create(&path, lab).expect("it can be begun"));
        for graded in class {
            report.submission(graded).expect("it can be written");
        }
        assert!(!path.exists(), "half of it is never seen");
        report.finish().expect("it can be finished");
        std::fs::read_to_string(&path).expect("it is there")
    }

    #[test]
    fn a_class_s_results_are_as_the_schema_says() {
        let lab = fixtures::lab();
        let mut class = fixtures::class(&lab);
        class[0].student.late = true;
        let sid = Some("S12".to_owned());
        class[0].student.partners = vec![Partner { name: "Ray Roe".to_owned(), sid, ..Partner::default() }];
        let text = written(&class, &lab);
        assert_eq!(text.lines().count(), class.len() + 2, "one submission a line");
        let document: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_valid(&document);
        let first = &document["submissions"][0];
        assert_eq!(first["student"]["canvas_id"], "1001");
        assert_eq!(first["student"]["partners"][0]["sid"], "S12");
        assert_eq!(
            first["grade"],
            serde_json::json!({"earned": 100.0, "open": 0.0, "possible": 100.0, "settled": true})
        );
        assert_eq!(document["submissions"][1]["student"]["name"], fixtures::HOSTILE, "text is as it was");
        assert_eq!(document["submissions"][6]["parts"][0]["problem"]["of"], "machine");
    }

    #[test]
    fn the_line_that_sent_what_is_wrong_is_as_the_schema_says() {
        let lab = fixtures::lab();
        let document: Value =
            serde_json::from_str(&written(&[fixtures::sent(&lab)], &lab)).expect("it is JSON");
        assert_valid(&document);
        let checks = document["submissions"][0]["parts"][0]["run"]["checks"].as_array().expect("checks");
        let told: Vec<&Value> = checks.iter().filter(|check| !check["sent_at"].is_null()).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["check"], "reply-is-deduplicated");
        let line =
            serde_json::json!({"file": "server.py", "line": 14, "text": "conn.send(str(result).encode())"});
        assert_eq!(told[0]["sent_at"], line);
    }

    #[test]
    fn lateness_is_as_the_schema_says_and_the_raw_grade_can_be_had() {
        let lab = fixtures::lab();
        let document: Value =
            serde_json::from_str(&written(&fixtures::late_class(&lab), &lab)).expect("it is JSON");
        assert_valid(&document);
        let first = &document["submissions"][0];
        assert_eq!((&first["grade"]["earned"], &first["grade"]["late"]), (&80.0.into(), &20.0.into()));
        assert_eq!(first["lateness"]["handed_in"]["at"]["by"], "name");
        assert_eq!(document["submissions"][3]["lateness"]["handed_in"], Value::Null);
    }

    #[test]
    fn corrections_count_and_are_as_the_schema_says() {
        let lab = fixtures::lab();
        let document: Value =
            serde_json::from_str(&written(&[fixtures::corrected(&lab)], &lab)).expect("it is JSON");
        assert_valid(&document);
        let only = &document["submissions"][0];
        let checks = only["parts"][0]["run"]["checks"].as_array().expect("checks");
        let of = |name: &str| checks.iter().find(|check| check["check"] == name).expect("the check");
        assert_eq!(
            (&of("shows-duplicates")["status"], &of("shows-duplicates")["corrected"]),
            (&"pass".into(), &"on paper".into())
        );
        assert_eq!(of("shows-final-list")["status"], "fail");
        assert_eq!(
            (&only["parts"][1]["corrected"], &only["parts"][1]["grade"]["earned"]),
            (&"told me".into(), &9.0.into())
        );
        assert_eq!(only["grade"]["earned"], 51.0);
    }

    #[test]
    fn an_empty_class_has_results_of_its_own() {
        let lab = fixtures::lab();
        let document: Value = serde_json::from_str(&written(&[], &lab)).expect("it is JSON");
        assert_valid(&document);
        assert_eq!(document["submissions"], Value::Array(Vec::new()));
    }

    #[test]
    fn what_run_writes_is_as_the_schema_says() {
        let lab = fixtures::lab();
        for graded in fixtures::class(&lab) {
            let results: Vec<_> =
                graded.parts.iter().filter_map(|part| Some(part.judged()?.result.clone())).collect();
            let text = json::render(&results, Ended::Whole);
            assert_valid(&serde_json::from_str(&text).expect("it is JSON"));
        }
    }

    #[test]
    fn the_schema_knows_every_check() {
        let schema = schema::there(FILE);
        let known = schema["$defs"]["check-name"]["oneOf"].as_array().expect("variants");
        let known: BTreeSet<_> = known.iter().map(|one| one["const"].as_str().expect("a name")).collect();
        assert_eq!(known, Check::ALL.into_iter().map(Check::name).collect());
    }

    #[test]
    fn the_schema_refuses_what_is_no_result() {
        let lab = fixtures::lab();
        let text = written(&fixtures::class(&lab), &lab);
        let document: Value = serde_json::from_str(&text).expect("it is JSON");
        let schema = schema();
        let spoils: [fn(&mut Value); 7] = [
            |document| document["format"] = 1.into(),
            |document| document["submissions"][0]["grade"]["earned"] = "100".into(),
            |document| document["submissions"][0]["student"]["key"] = "../x".into(),
            |document| document["submissions"][0]["parts"][0]["outcome"] = "not-run".into(),
            |document| document["submissions"][1]["parts"][0]["run"]["cases"][0]["delivery"] = "late".into(),
            |document| document["submissions"][1]["unknown"] = 1.into(),
            |document| document["lab"] = Value::Null,
        ];
        for (index, spoil) in spoils.into_iter().enumerate() {
            let mut document = document.clone();
            spoil(&mut document);
            assert!(!schema.is_valid(&document), "{index}");
        }
    }
}
