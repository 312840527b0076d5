use proptest::prelude::*;

use super::*;

fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
    let row = |row| (0..sheet.width()).map(|column| sheet.cell(row, column).into_owned()).collect();
    (0..sheet.len()).map(row).collect()
}

#[test]
fn every_separator_quote_and_end_of_line_is_read_and_stays() {
    for text in [
        "a,b\n1,2\n",
        "\u{feff}a;b\r\n\"1;\"\"x\"\"\";2\r\n",
        "a\tb\n\"two\nlines\"\t2",
        "a,b\r1,2\r",
        "\"a\",\"b;c;d\"\n\n,\n",
        "",
    ] {
        let sheet = Sheet::parse(text.as_bytes()).expect("it is right");
        assert_eq!(sheet.render(), text.as_bytes(), "{text:?}");
    }
    let sheet = Sheet::parse("\u{feff}a;b\r\n\"1;\"\"x\"\"\";2\r\n".as_bytes()).expect("it is right");
    assert_eq!(cells(&sheet), [["a", "b"], ["1;\"x\"", "2"]]);
}

#[test]
fn what_two_readers_could_take_differently_is_refused_with_its_place() {
    for (text, error) in [
        (&b"a,b\n1,\"2\n"[..], "line 2, column 2: this cell's quotes are never closed"),
        (b"a,b\n5\" disk,2\n", "line 2, column 1: a quote stands in the middle of a cell that is not quoted"),
        (b"a,b\n1,\"2\"x\n", "line 2, column 2: something follows the closing quote of a cell"),
        (b"a,b\n\"x\ny\",1\n1,2,3\n", "line 4, column 3: the row has 3 cells where the first row has 2"),
        (b"a,b\n\xe9,2\n", "line 2, column 1: these bytes are no UTF-8: save the file as `CSV UTF-8`"),
        (b"a\0,b\n", "line 1, column 1: it holds zero bytes: this is no CSV file, or it was saved as UTF-16"),
    ] {
        let found = Sheet::parse(text).expect_err("it is wrong").to_string();
        assert_eq!(found, error, "{text:?}");
    }
}

#[test]
fn a_changed_cell_keeps_its_manner_and_nothing_else_moves() {
    let text = "\u{feff}n,\"g\",x\r\n\"a\",\"\",=1+1\r\nb,,\"y\"\r\nc,7,z";
    let mut sheet = Sheet::parse(text.as_bytes()).expect("it is right");
    sheet.set(1, 1, "87.5");
    sheet.set(2, 1, "1,5");
    sheet.set(3, 1, "7");
    let new = "\u{feff}n,\"g\",x\r\n\"a\",\"87.5\",=1+1\r\nb,\"1,5\",\"y\"\r\nc,7,z";
    assert_eq!(String::from_utf8(sheet.render()).expect("text"), new);
}

#[test]
fn new_columns_stand_where_they_were_asked_for() {
    let column = |name: &str| vec![name.to_owned(), "v".to_owned()];
    let mut sheet = Sheet::parse(b"a,b\n1,2\n").expect("it is right");
    sheet.insert(1, column("x"));
    sheet.insert(1, column("y"));
    sheet.insert(2, column("z"));
    sheet.set(1, 1, "3");
    assert_eq!(sheet.render(), b"a,x,y,b,z\n1,v,v,3,v\n");
}

#[test]
fn decimal_commas_are_kept_where_the_file_has_them() {
    let number = |text: &str| Sheet::parse(text.as_bytes()).expect("it is right").number("87.5");
    assert_eq!(number("a;b\n1;10,00\n"), "87,5");
    assert_eq!(number("a;b\n1;10.00\n"), "87.5");
    assert_eq!(number("a,b\n1,\"10,00\"\n"), "87.5");
}

proptest! {
    #[test]
    fn a_csv_library_reads_the_same_cells(rows in prop::collection::vec(prop::collection::vec("[a-z\"',; \n\r=]{0,6}", 3), 1..8)) {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let rows = [vec![names], rows].concat();
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("memory");
        }
        let written = writer.into_inner().expect("memory");
        let mut sheet = Sheet::parse(&written).expect("what a library writes is right");
        prop_assert_eq!(&sheet.render(), &written);
        prop_assert_eq!(cells(&sheet), rows.clone());
        // Whatever value a cell is given, a library reads it back, and all others as they were.
        let last = rows.len() - 1;
        sheet.set(last, 1, "x,\"y\"\n");
        let mut wanted = rows;
        wanted[last][1] = "x,\"y\"\n".to_owned();
        let rendered = sheet.render();
        let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*rendered);
        let read: Result<Vec<csv::StringRecord>, _> = reader.into_records().collect();
        let read: Vec<Vec<String>> =
            read.expect("it is CSV").iter().map(|row| row.iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(read, wanted);
    }

    #[test]
    fn no_input_panics_and_what_is_read_comes_back(bytes in prop::collection::vec(prop::sample::select(b"a1\",;\t\r\n\xc3\xa9 ".to_vec()), 0..60)) {
        if let Ok(sheet) = Sheet::parse(&bytes) {
            prop_assert_eq!(sheet.render(), bytes);
        }
    }
}
