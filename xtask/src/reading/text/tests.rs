use super::*;

/// One line for each candidate: label, numbers, how it was read where that is not from brackets.
fn read(output: &str) -> Vec<String> {
    lists(output.as_bytes())
        .iter()
        .map(|list| {
            let mut line = list.label.as_ref().map_or(String::new(), |label| format!("{}: ", label.text));
            match &list.shape {
                Shape::Counts(counts) => line += &format!("{counts:?}"),
                Shape::List => line += &format!("{:?}", list.values),
                Shape::Single => line += &format!("{:?} single", list.values),
            }
            match list.source {
                Source::Brackets | Source::Line => {}
                source => line += &format!(" {source:?}").to_lowercase(),
            }
            line
        })
        .collect()
}

fn all(table: &[(&str, &[&str])]) {
    for (output, expected) in table {
        assert_eq!(&read(output), expected, "{output}");
    }
}

#[test]
fn lists_are_read_in_every_notation() {
    all(&[
        ("Final list: [1, 2, 3]\n", &["Final list: [1, 2, 3]"]),
        ("Final list:\t1 2 3\n", &["Final list: [1, 2, 3]"]),
        ("Final list : 1, 2, 3\n", &["Final list: [1, 2, 3]"]),
        ("1;2;3", &["[1, 2, 3]"]),
        ("1,2,3,\n", &["[1, 2, 3]"]),
        ("Numbers 1\t2\t3", &["Numbers: [1, 2, 3]"]),
        ("result = {1, 2}", &["result: [1, 2]"]),
        ("(1, 2)", &["[1, 2]"]),
        ("Distinct set([1, 2])\n", &["Distinct: [1, 2]"]),
        ("Got b'[1, 2]'\n", &["Got: [1, 2]"]),
        ("Got: b'1 2 3'\n", &["Got: [1, 2, 3]"]),
        ("b'1\\n2\\n3\\n'\n", &["[1, 2, 3]"]),
        ("('Before', [1, 2])\n", &["Before: [1, 2]"]),
        ("Server: ['1', '2']", &["Server: [1, 2]"]),
        ("numpy [ 1  2\n  3  4]\n", &["numpy: [1, 2, 3, 4]"]),
        ("pprint:\n[1,\n 2,\n 3]\n", &["pprint: [1, 2, 3]"]),
        ("1, 2 and 3\n", &["[1, 2, 3]"]),
        ("1, 2 y 3\n", &["[1, 2, 3]"]),
        (
            "Dups:\n - 35 (seen 2 times)\n - 9 (seen 3 times)\n",
            &["Dups: [] nothing", "Dups: [35, 9] column", "[35] single", "[9] single"],
        ),
        ("Dups:\n35 **\n 9 ***\n", &["[35] single", "Dups: [35, 9] column", "[9] single"]),
        (
            "Dups:\n+---+----+\n| 1 | 42 |\n+---+----+\n",
            &["Dups: [] nothing", "Dups: {1: 42} column", "Dups: [42] column", "[1, 42]"],
        ),
        ("Own:\n 1 . . 3 4\n . 6 7 .\n", &["Own: [1, 3, 4]", "Own: [1, 3, 4, 6, 7] lines", "Own: [6, 7]"]),
        (
            "Own:\n 1 2 3\n .. .. ..\n .. 7 8\n",
            &["Own: [1, 2, 3]", "Own: [1, 2, 3, 7, 8] lines", "Own: [7, 8]"],
        ),
        ("{\"unique\": [1, 2], \"duplicates\": [1]}", &["unique: [1, 2]", "duplicates: [1]"]),
        ("Set(3) { 1, 2, 3 }", &["[3] single", "[1, 2, 3]"]),
        ("one [12]", &["one: [12]"]),
    ]);
}

#[test]
fn the_same_text_between_any_two_numbers_of_a_line_makes_a_list() {
    all(&[
        ("Common: 7 < 12 < 45\n", &["Common: [7, 12, 45]"]),
        ("3 in both: 7 -> 12 -> 45 (done)\n", &["[3] single", "in both: [7, 12, 45]"]),
        ("2 in both: 7 < 12\n", &["[2] single", "in both: [7, 12]"]),
        ("Common: <7> <12> <45>\n", &["Common: [7, 12, 45]"]),
        ("7 then 12 then 45", &["[7, 12, 45]"]),
        ("7 then 12 or 45", &["[7] single", "then: [12] single", "or: [45] single"]),
        ("Final: 7~12~45~3", &["Final: [7, 12, 45, 3]"]),
        (
            "seen: 12 appears 2 times, 40 appears 3 times",
            &[
                "seen: [12] single",
                "seen: {12: 2, 40: 3} column",
                "seen: [12, 40] column",
                "appears: [2] single",
                "times: [40] single",
                "appears: [3] single",
            ],
        ),
    ]);
}

#[test]
fn one_number_a_line_is_one_list() {
    all(&[
        ("Final:\n1\n2\n3\n", &["Final: [1, 2, 3] lines"]),
        ("Final:\r\n1\r\n2\r\n", &["Final: [1, 2] lines"]),
        ("Final:\n1\n2\nDuplicates:\n7\n", &["Final: [1, 2] lines", "Duplicates: [7] single"]),
        ("1\n\n2\n\n3\n", &["[1, 2, 3] lines"]),
        ("1\n2\n\n8\n9\n", &["[1, 2] lines", "[8, 9] lines"]),
        ("Result: 4\n5\n6\n", &["Result: [4] single", "Result: [4, 5, 6] lines", "Result: [5, 6] lines"]),
    ]);
}

#[test]
fn rows_of_numbers_are_one_list_and_many() {
    all(&[(
        "All: 1, 2, 3,\n4, 5, 6\n",
        &["All: [1, 2, 3]", "All: [1, 2, 3, 4, 5, 6] lines", "All: [4, 5, 6]"],
    )]);
    all(&[("1 2 3\n4 5 6\n", &["[1, 2, 3]", "[1, 2, 3, 4, 5, 6] lines", "[4, 5, 6]"])]);
}

#[test]
fn labels_stand_before_above_and_between() {
    all(&[
        ("Enter choice: Duplicates: [7]\n", &["Enter choice: Duplicates: [7]"]),
        ("List: [1] Dups: [2]\n", &["List: [1]", "Dups: [2]"]),
        ("Final list: [1, 60][60]\n", &["Final list: [1, 60]", "Final list: [60]"]),
        ("Common numbers\n\n[1]\n", &["Common numbers: [1]"]),
        ("Server list: [1]\n[2]\n", &["Server list: [1]", "[2]"]),
        (
            "Final list:\n[1, 2]\n[3, 4]\n[5]\n",
            &[
                "Final list: [1, 2]",
                "Final list: [1, 2, 3, 4, 5] lines",
                "Final list: [3, 4]",
                "Final list: [5]",
            ],
        ),
        ("Duplicates: 7, 9\nbye\n", &["Duplicates: [7, 9]"]),
        (
            "Final (5):\n 1: 92\n",
            &["Final: [5] single", "[1] single", "Final (5): {1: 92} column", "[92] single"],
        ),
        ("File \"c.py\", line 1, in <module>\nbye\n", &["File \"c.py\", line: [1] single"]),
        ("Found 2 duplicates\n7 9\n", &["Found: [2] single", "Found 2 duplicates: [7, 9]"]),
    ]);
    let found = lists(b"Both: [1] [2]\n[3] are left\n");
    assert_eq!(found[0].label, found[1].label, "lists under the same words have the same label");
    assert_eq!(found[2].label, None);
    assert_eq!(found[2].tail.as_deref(), Some("are left"));
}

#[test]
fn tables_of_counts_are_read() {
    all(&[
        ("Duplicates: {19: 1, 75: 2}\n", &["Duplicates: {19: 1, 75: 2}"]),
        ("Counter({19: 2})", &["{19: 2}"]),
        (
            "Duplicates:\n12 appears 3 times\n40 appears 2 times\n",
            &[
                "[12] single",
                "Duplicates: {12: 3, 40: 2} column",
                "Duplicates: [12, 40] column",
                "Duplicates: [3, 2] column",
                "appears: [3] single",
                "[40] single",
                "appears: [2] single",
            ],
        ),
    ]);
}

#[test]
fn lines_that_differ_only_in_their_number_are_a_column() {
    all(&[(
        "Received: 12\nReceived: 40\n",
        &["Received: [12, 40] column", "Received: [12] single", "Received: [40] single"],
    )]);
}

#[test]
fn empty_lists_are_lists() {
    all(&[
        ("Duplicates: []\n", &["Duplicates: []"]),
        ("Duplicates: set()\n", &["Duplicates: []"]),
        ("Duplicates: {}\n", &["Duplicates: []"]),
        ("calling main()\n", &[]),
        ("Duplicates:\n", &["Duplicates: [] nothing"]),
        ("Duplicates: \nFinal: [1]\n", &["Duplicates: [] nothing", "Final: [1]"]),
        ("Duplicates: none\n", &["Duplicates: [] noneword"]),
        ("No duplicates found\n", &["No duplicates found: [] noneword"]),
        ("No duplicates list: [1]\n", &["No duplicates list: [1]"]),
    ]);
}

#[test]
fn numbers_that_are_no_data_are_no_lists() {
    all(&[
        ("('127.0.0.1', 12345)\n", &[]),
        ("Got connection from ('10.0.0.1', 32451)\n", &[]),
        ("Listening on 127.0.0.1:12345\n", &[]),
        ("took 0.003 s, 80% at 12:30:01 on 2020-01-08\n", &[]),
        ("N = 71\n", &["N: [71] single"]),
        ("[INFO] task2 v3 (25-100)\n", &[]),
        ("Thank you for connecting\n", &[]),
    ]);
}

#[test]
fn terminal_escapes_and_broken_text_are_read_through() {
    all(&[("\u{1b}[1;31mFinal\u{1b}[0m: [1, \u{1b}[32m2\u{1b}[0m]\u{7}\n", &["Final: [1, 2]"])]);
    let found = lists(b"\xff\xfeF\xc3inal: [1, 2]\0\n");
    assert_eq!(found[0].values, [1, 2]);
}

#[test]
fn a_bracket_that_is_none_swallows_nothing() {
    all(&[
        ("Oops :(\nFinal list\n1 2 3\n", &["Final list: [1, 2, 3]"]),
        ("choose (D to dedup\nI to intersect)\n[1]\n", &["I to intersect): [1]"]),
        ("Final: [1, 2, 3", &["Final: [1, 2, 3]"]),
    ]);
}

#[test]
fn every_candidate_says_where_it_stands() {
    let output = b"one\ntwo: [1,\n2] x\n\n7 8\n";
    let found = lists(output);
    assert_eq!((found[0].lines, &output[found[0].range.clone()]), ((2, 3), &b"[1,\n2]"[..]));
    assert_eq!((found[1].lines, &output[found[1].range.clone()]), ((5, 5), &b"7 8"[..]));
    let label = found[0].label.as_ref().expect("a label");
    assert_eq!((label.line, &output[label.range.clone()]), (2, &b"two:"[..]));
}

#[test]
fn numbers_behind_their_places_are_a_column() {
    for output in
        ["RESULT\nlist[0]=5\nlist[1]=12\nlist[2]=7\n", "RESULT\nx_1[0] = 5\nx_1[1] = 12\nx_1[2] = 7\n"]
    {
        let lists = read(output);
        assert!(lists.contains(&"RESULT: [5, 12, 7] column".to_owned()), "{output}: {lists:?}");
    }
    let lists = read("final list[12]\nduplicates[7]\n");
    assert!(!lists.iter().any(|list| list.ends_with("column")), "{lists:?}");
}

#[test]
fn a_table_gives_its_columns() {
    let framed = "+----+---+\n|  2 | 3 |\n| 86 | 2 |\n+----+---+\n";
    let single = "+----+---+\n| 86 | 2 |\n+----+---+\n";
    let of_node = "┌─────────┬────────┬───────┐\n│ (index) │ number │ times │\n├─────────┼────────┼───────┤\n\
                   │    0    │   2    │   3   │\n│    1    │   86   │   2   │\n└─────────┴────────┴───────┘\n";
    let single_of_node = of_node.replace("│    1    │   86   │   2   │\n", "");
    for (output, counts) in [
        (framed, "{2: 3, 86: 2} column"),
        (single, "{86: 2} column"),
        (of_node, "(index) number times: {2: 3, 86: 2} column"),
        (&single_of_node, "(index) number times: {2: 3} column"),
    ] {
        assert!(read(output).contains(&counts.to_owned()), "{output}: {:?}", read(output));
    }
    // The rows of a grid are none.
    let grid = read("Sorted:\n1 2 3\n4 5 6\n");
    assert!(!grid.iter().any(|list| list.ends_with("column")), "{grid:?}");
}

#[test]
fn a_table_begins_anew_behind_a_blank_line() {
    let lists = read("Generated:\n86 2 2\n\n+---+\n| 2 |\n| 7 |\n| 9 |\n+---+\n");
    assert!(lists.iter().any(|list| list.ends_with("[2, 7, 9] lines")), "{lists:?}");
}
