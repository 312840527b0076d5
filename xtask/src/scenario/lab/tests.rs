use super::*;

/// Writes scenarios and a `lab.toml`, and loads the folder.
fn load(scenarios: &[&str], lab: Option<&str>) -> Result<Lab, String> {
    let scratch = tempfile::tempdir().expect("a folder");
    for name in scenarios {
        let text = format!("format = 1\ntitle = '{name}'\ntask = 'greet'\n[points]\nserver-greets = 1\n");
        std::fs::write(scratch.path().join(name), text).expect("a scenario");
    }
    if let Some(text) = lab {
        std::fs::write(scratch.path().join(FILE), text).expect("a lab");
    }
    Lab::load(scratch.path()).map_err(|error| error.to_string())
}

#[test]
fn a_folder_without_a_lab_is_a_lab_of_all_its_scenarios() {
    let lab = load(&["b.toml", "a.toml"], None).expect("a lab");
    let names: Vec<String> = lab.parts.iter().map(Part::name).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(lab.parts.iter().all(|part| part.weight == 1 && part.column.is_none()));
    assert!(load(&[], None).is_err_and(|error| error.contains("no scenario")));
}

#[test]
fn a_lab_names_its_scenarios_weights_and_columns() {
    let text = "format = 1\ntitle = 'Lab 1'\npoints = 30\n\
                [[scenario]]\nfile = 'b.toml'\nweight = 2\ncolumn = 'Second'\nserver = './server {port}'\n\
                [[scenario]]\nfile = 'a.toml'\n";
    let lab = load(&["a.toml", "b.toml", "c.toml"], Some(text)).expect("a lab");
    assert_eq!((lab.title.as_str(), lab.column.as_str(), lab.points), ("Lab 1", "Lab 1", 30));
    let parts: Vec<_> =
        lab.parts.iter().map(|part| (part.name(), part.weight, part.column.as_deref())).collect();
    assert_eq!(parts, [("b".to_owned(), 2, Some("Second")), ("a".to_owned(), 1, None)]);
    assert_eq!(lab.shares(), [2000, 1000]);
    let server = lab.parts[0].commands.of(Role::Server).map(ToString::to_string);
    assert_eq!((server.as_deref(), lab.parts[0].commands.of(Role::Client)), (Some("./server {port}"), None));
    let written = serde_json::to_string(&lab).expect("it can be written down");
    assert_eq!(serde_json::from_str::<Lab>(&written).expect("it can be read"), lab);
}

#[test]
fn what_a_lab_provides_is_seen_from_its_folder_and_asked_for_on_this_machine() {
    let text = "format = 1\ntitle = 't'\n[toolchain]\npath = ['venv/bin']\nshows = ['/usr']\nenv = { CLASSPATH = 'x' }\n\
                [[scenario]]\nfile = 'a.toml'\n";
    let lab = load(&["a.toml"], Some(text)).expect("a lab");
    let written = serde_json::to_string(&lab).expect("it can be written down");
    assert_eq!(serde_json::from_str::<Lab>(&written).expect("it can be read"), lab);
    let Provided { path, shows, env } = &lab.toolchain;
    assert!(path[0].is_absolute() && path[0].ends_with("venv/bin"), "{path:?}");
    assert_eq!((shows[0].as_path(), env["CLASSPATH"].as_str()), (Path::new("/usr"), "x"));
    assert!(lab.provide().is_err_and(|why| why.contains("venv/bin`, which is not there")));
    let odd = "format = 1\ntitle = 't'\n[toolchain]\npth = ['x']\n[[scenario]]\nfile = 'a.toml'\n";
    assert!(load(&["a.toml"], Some(odd)).is_err_and(|error| error.contains("did you mean `path`")));
}

#[test]
fn shares_that_do_not_come_out_even_are_the_whole_together() {
    let lab = load(&["a.toml", "b.toml", "c.toml"], None).expect("a lab");
    assert_eq!(lab.shares(), [3333, 3333, 3334]);
}

#[test]
fn everything_that_is_wrong_with_a_lab_is_said_with_its_place() {
    let text = "format = 2\ntitle = ' '\npoints = 0\n\
                [[scenario]]\nfile = 'missing.toml'\nweight = -1\n";
    let error = load(&[], Some(text)).expect_err("it is wrong");
    for part in ["format = 1", "name is empty", "out of range", "no such file", "lab.toml:5:8"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let twice = "format = 1\ntitle = 't'\n[[scenario]]\nfile = 'a.toml'\n[[scenario]]\nfile = 'a.toml'\n";
    assert!(load(&["a.toml"], Some(twice)).is_err_and(|error| error.contains("same name")));
    let none = "format = 1\ntitle = 't'\n[[scenario]]\nfile = 'a.toml'\nweight = 0\n";
    assert!(load(&["a.toml"], Some(none)).is_err_and(|error| error.contains("weighs anything")));
    let quote = "format = 1\ntitle = 't'\n[[scenario]]\nfile = 'a.toml'\nserver = \"'s\"\n";
    assert!(load(&["a.toml"], Some(quote)).is_err_and(|error| error.contains("unclosed quote")));
    let slip = "format = 1\ntitle = 't'\n[[scenario]]\nfile = 'taks.toml'\n";
    assert!(load(&["task.toml"], Some(slip)).is_err_and(|error| error.contains("did you mean `task.toml`")));
    let unknown = "format = 1\ntitle = 't'\nscenarios = []\n";
    assert!(load(&[], Some(unknown)).is_err_and(|error| error.contains("did you mean `scenario`")));
}

#[test]
fn the_schema_is_what_the_types_say() {
    crate::schema::assert_toml::<Raw>("lab.schema.json");
}

#[test]
fn the_schema_takes_labs_and_nothing_else() {
    let errors = |text| crate::schema::errors_of(text, "lab.schema.json");
    for right in [
        crate::scenario::shipped::LAB,
        "format = 1\ntitle = 'l'\n[toolchain]\npath = ['/opt/v/bin']\n[late]\ndue = 2026-10-09T23:59:00+02:00\nper-day = 10\n\
         [[late.extension]]\nstudent = 'anna'\ndue = 2026-10-12T23:59:00Z\n[[scenario]]\nfile = 'task1.toml'\n",
    ] {
        assert_eq!(errors(right), [""; 0], "{right}");
    }
    for wrong in [
        "format = 1\ntitle = 'l'\n",
        "format = 1\ntitle = ''\n[[scenario]]\nfile = 'task1.toml'\n",
        "format = 1\ntitle = 'l'\n[[scenario]]\nfile = 'task1.toml'\nweigth = 2\n",
        "format = 1\ntitle = 'l'\n[late]\nper-day = 10\n[[scenario]]\nfile = 'task1.toml'\n",
    ] {
        assert_ne!(errors(wrong), [""; 0], "{wrong}");
    }
}
