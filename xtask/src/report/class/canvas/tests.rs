use super::*;
use crate::report::class::fixtures;

const HEAD: &str = "Student,ID,SIS User ID,SIS Login ID,Section,Homework (11),Lab 1 (12),Final Score\n";
const POINTS: &str = "\"    Points Possible\",,,,,10,100,(read only)\n";
const ROWS: &str = "\"Example, Alice\",1001,s1,aexample,A,9,,88\n\
                    \"=SUM(A1:A9)\",1002,s2,carol,A,\"7\",50,\"x\"\"y\"\n\
                    Erin,1003,,erin,A,,33,\n\
                    Zed,1004,,zed,B,1,2,3\n\
                    Ivan,1005,,ivan,B,,EX,\n\
                    \"Student, Test\",1006,,abc,B,,,\n";

fn filled(text: &str) -> Result<(String, Vec<String>), String> {
    let lab = fixtures::lab();
    let sheet = Sheet::parse(text.as_bytes()).map_err(|error| error.to_string())?;
    let mut canvas =
        Canvas::read(sheet, "canvas.csv".as_ref(), &lab).map_err(|error| format!("{error:#}"))?;
    for mut graded in fixtures::class(&lab) {
        if graded.student.key == "erin" {
            graded.student.canvas_id = Some("1003".to_owned());
        }
        canvas.submission(&graded).expect("it is noted");
    }
    let (bytes, notes) = canvas.conclude();
    Ok((String::from_utf8(bytes).expect("text"), notes))
}

#[test]
fn what_lateness_leaves_is_filled_in() {
    let lab = fixtures::lab();
    let sheet = Sheet::parse([HEAD, POINTS, ROWS].concat().as_bytes()).expect("a sheet");
    let mut canvas = Canvas::read(sheet, "canvas.csv".as_ref(), &lab).expect("a gradebook");
    for graded in fixtures::late_class(&lab) {
        canvas.submission(&graded).expect("it is noted");
    }
    let text = String::from_utf8(canvas.conclude().0).expect("text");
    assert!(text.contains("aexample,A,9,80,88"), "{text}");
    assert!(text.contains("A,\"7\",86,"), "in time: {text}");
}

#[test]
fn only_the_lab_s_cells_change() {
    let (text, notes) = filled(&[HEAD, POINTS, ROWS].concat()).expect("it is a gradebook");
    let wanted = [HEAD, POINTS, ROWS]
        .concat()
        .replace("aexample,A,9,,88", "aexample,A,9,100,88")
        .replace("A,\"7\",50,", "A,\"7\",86,");
    assert_eq!(text, wanted);
    insta::assert_snapshot!(
        notes.iter().map(|note| crate::printable::printable(note)).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn byte_order_mark_semicolons_decimal_commas_and_ends_of_lines_stay() {
    let text = [HEAD, POINTS, ROWS].concat();
    let text = text.replace("\"Example, Alice\"", "Example/ Alice").replace("\"Student, Test\"", "Test");
    let text = text.replace(',', ";").replace("10;100;", "10,00;50,00;").replace('\n', "\r\n");
    let text = format!("\u{feff}{text}");
    let (filled, notes) = filled(&text).expect("it is a gradebook");
    let wanted = text.replace("aexample;A;9;;88", "aexample;A;9;50;88").replace("A;\"7\";50;", "A;\"7\";43;");
    assert_eq!(filled, wanted);
    assert!(notes.iter().any(|note| note.contains("out of 50 points and the lab out of 100")), "{notes:?}");
}

#[test]
fn a_column_that_is_missing_is_added_before_the_totals() {
    let text = [HEAD, POINTS, ROWS].concat().replace("Lab 1 (12)", "Lab 2 (12)");
    let (filled, notes) = filled(&text).expect("it is a gradebook");
    let lines: Vec<&str> = filled.lines().take(4).collect();
    assert_eq!(
        lines,
        [
            "Student,ID,SIS User ID,SIS Login ID,Section,Homework (11),Lab 2 (12),Lab 1,Final Score",
            "\"    Points Possible\",,,,,10,100,100,(read only)",
            "\"Example, Alice\",1001,s1,aexample,A,9,,100,88",
            "\"=SUM(A1:A9)\",1002,s2,carol,A,\"7\",50,86,\"x\"\"y\"",
        ]
    );
    assert!(notes[0].contains("adds a column `Lab 1`"), "{notes:?}");
    // All cells but the new ones are as they were.
    let read = |text: &str, without: Option<usize>| -> Vec<Vec<String>> {
        let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let row = |record: csv::StringRecord| {
            let kept = record.iter().enumerate().filter(|(at, _)| Some(*at) != without);
            kept.map(|(_, cell)| cell.to_owned()).collect()
        };
        reader.into_records().map(|record| row(record.expect("it is CSV"))).collect()
    };
    assert_eq!(read(&filled, Some(7)), read(&text, None));
}

#[test]
fn the_part_s_own_column_is_filled_and_a_missing_one_beside_it_is_said() {
    let text =
        [HEAD, POINTS, ROWS].concat().replace("Lab 1 (12)", "Lab 1 dedup (12)").replace(",100,", ",70,");
    let (filled, notes) = filled(&text).expect("it is a gradebook");
    assert!(filled.contains("aexample,A,9,70,88"), "{filled}");
    assert!(notes.iter().any(|note| note.contains("no column `Lab 1`")), "{notes:?}");
}

#[test]
fn what_is_no_gradebook_or_cannot_take_grades_is_refused_with_its_place() {
    for (text, part) in [
        ("", "line 1, column 1: there is no column `Student`"),
        ("Identifier,Grade\nParticipant 1,\n", "line 1, column 1: there is no column `ID`"),
        ("Student,ID,Lab 1\n", "no column `Section`"),
        ("ID,Section,Lab 1\n", "no column `Student`"),
        ("Student,ID,Section,Lab 1 (1),Lab 1 (2)\n", "line 1, column 5: a second column is called `Lab 1`"),
        ("Student,ID,Section,Lab 1\nPoints Possible,,,(read only)\n", "line 2, column 4: Canvas says"),
        ("Student,ID,Section,Lab 1\nPoints Possible,,,0\n", "line 2, column 4: `Lab 1` is out of `0` points"),
        ("Student,ID,Section,Lab 1\nA,1,s,\nB,1,s,\n", "line 3, column 2: a second row has the ID `1`"),
        ("Student,ID,Section\nA,1\n", "line 2, column 2: the row has 2 cells"),
    ] {
        let error = filled(text).expect_err(text);
        assert!(error.contains(part), "{text:?}: {error}");
    }
    let mut lab = fixtures::lab();
    lab.column = "Final Score".to_owned();
    let sheet = Sheet::parse(HEAD.as_bytes()).expect("a sheet");
    let error = Canvas::read(sheet, "x".as_ref(), &lab).err().expect("it is refused").to_string();
    assert!(error.contains("own use for columns called like `Final Score`"), "{error}");
}
