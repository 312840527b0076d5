use super::*;
use crate::observation::Limit;

fn build(words: &str) -> Option<(Kind, String)> {
    let lack = Lack::of_build(words, &|name| ["common", "util"].contains(&name));
    lack.map(|lack| (lack.kind, lack.name))
}

fn run(words: &str) -> Option<(Kind, String)> {
    ended(words, End::Exited(1))
}

fn ended(words: &str, end: End) -> Option<(Kind, String)> {
    let facts = ProgramFacts {
        command: vec!["python3".to_owned()],
        stdout: crate::observation::Output::default(),
        stderr: crate::observation::Output { kept: words.as_bytes().into(), dropped_bytes: 0 },
        end,
        typed: Vec::new(),
        reached: Vec::new(),
    };
    let lack = Lack::of_program(&facts, &|name| ["common", "util"].contains(&name), Some((3, 11)));
    lack.map(|lack| (lack.kind, lack.name))
}

fn lacks(kind: Kind, name: &str) -> Option<(Kind, String)> {
    Some((kind, name.to_owned()))
}

#[test]
fn what_a_program_ended_for_want_of_is_told_by_its_words() {
    for (words, expected) in [
        ("Traceback\nModuleNotFoundError: No module named 'numpy'\n", lacks(Kind::PythonPackage, "numpy")),
        (
            "ModuleNotFoundError: No module named 'scipy.stats'; 'scipy' is not a package\n",
            lacks(Kind::PythonPackage, "scipy"),
        ),
        ("ImportError: No module named yaml\n", lacks(Kind::PythonPackage, "yaml")),
        ("ModuleNotFoundError: No module named '_tkinter'\n", lacks(Kind::PythonPackage, "tkinter")),
        ("please run: pip install pyyaml\n", lacks(Kind::PythonPackage, "pyyaml")),
        ("I need numpy (`pip3 install numpy`).\n", lacks(Kind::PythonPackage, "numpy")),
        ("pip install -r requirements.txt\n", None),
        ("ModuleNotFoundError: No module named 'common.wire'\n", None),
        ("ModuleNotFoundError: No module named 'sokcet'\n", None),
        ("ModuleNotFoundError: No module named 'Socket'\n", None),
        ("ModuleNotFoundError: No module named 'SocketServer'\n", None),
        ("ValueError: No module named 'numpy'\n", None),
        (
            "  File \"c.py\", line 7\n    print(f\"{', '.join(x[\"a\"])}\")\n    ^\nSyntaxError: f-string: expecting '}'\n",
            lacks(Kind::Python, "3.12"),
        ),
        ("  File \"c.py\", line 7\n    print(f\"{x\")\n    ^\nSyntaxError: f-string: expecting '}'\n", None),
        (
            "  File \"c.py\", line 7\n    text = t\"{x}\"\n           ^\nSyntaxError: invalid syntax\n",
            lacks(Kind::Python, "3.14"),
        ),
        ("  File \"c.py\", line 7\n    print(\"the set t\" x)\n    ^\nSyntaxError: invalid syntax\n", None),
        (
            "ImportError: cannot import name 'batched' from 'itertools' (unknown location)\n",
            lacks(Kind::Python, "3.12"),
        ),
        ("ImportError: cannot import name 'batch' from 'itertools' (unknown location)\n", None),
        ("ModuleNotFoundError: No module named 'compression'\n", lacks(Kind::Python, "3.14")),
        ("ModuleNotFoundError: No module named 'compression.zstd'\n", lacks(Kind::Python, "3.14")),
        (
            "ModuleNotFoundError: No module named 'string.templatelib'; 'string' is not a package\n",
            lacks(Kind::Python, "3.14"),
        ),
        ("ModuleNotFoundError: No module named 'socket.tcp'; 'socket' is not a package\n", None),
        ("ModuleNotFoundError: No module named 'enum.x'; 'enum' is not a package\n", None),
        (
            "  File \"c.py\", line 7\n    type Row = list[int]\n    ^\nSyntaxError: invalid syntax\n",
            lacks(Kind::Python, "3.12"),
        ),
        (
            "  File \"c.py\", line 7\n    def first[T](x):\n    ^\nSyntaxError: invalid syntax\n",
            lacks(Kind::Python, "3.12"),
        ),
        ("  File \"c.py\", line 7\n    match x:\n    ^\nSyntaxError: invalid syntax\n", None),
        ("  File \"c.py\", line 7\n    while True\n    ^\nSyntaxError: expected ':'\n", None),
        (
            "_tkinter.TclError: no display name and no $DISPLAY environment variable\n",
            lacks(Kind::Display, "display"),
        ),
        ("Exception in thread \"main\" java.awt.HeadlessException: \n", lacks(Kind::Display, "display")),
        ("Error: Cannot find module 'ws'\nRequire stack:\n", lacks(Kind::NpmPackage, "ws")),
        (
            "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@a/b' imported from /submission/c.mjs\n",
            lacks(Kind::NpmPackage, "@a/b"),
        ),
        ("Error: Cannot find module './wire'\n", None),
        ("Error: Cannot find module 'nett'\n", None),
        ("Can't locate JSON/XS.pm in @INC (you may need to install\n", lacks(Kind::PerlModule, "JSON::XS")),
        (
            "c.rb:1:in `require': cannot load such file -- eventmachine (LoadError)\n",
            lacks(Kind::Gem, "eventmachine"),
        ),
        ("cannot load such file -- ./wire (LoadError)\n", None),
        (
            "PHP Fatal error:  Uncaught Error: Call to undefined function socket_create() in\n",
            lacks(Kind::PhpExtension, "sockets"),
        ),
        ("Call to undefined function sned()\n", None),
        (
            "PHP Fatal error:  Uncaught Error: Failed opening required 'vendor/autoload.php' (include_path='.')\n",
            lacks(Kind::ComposerPackages, "vendor/autoload.php"),
        ),
        ("PHP Fatal error:  Uncaught Error: Failed opening required 'wire.php' (include_path='.')\n", None),
        (
            "java.lang.UnsupportedClassVersionError: S has been compiled by a more recent version of the Java Runtime (class file version 65.0), this\n",
            lacks(Kind::Java, "21"),
        ),
        ("java.lang.NoClassDefFoundError: com/google/gson/Gson\n", lacks(Kind::Jar, "com.google.gson")),
        ("java.lang.NoClassDefFoundError: Helper\n", None),
        (
            "./c: error while loading shared libraries: libsodium.so.23: cannot open shared object file\n",
            lacks(Kind::Library, "libsodium.so.23"),
        ),
        ("s.sh: line 3: ncat: command not found\n", lacks(Kind::Program, "ncat")),
        ("s.sh: line 3: ehco: command not found\n", None),
        ("Segmentation fault\n", None),
    ] {
        assert_eq!(run(words), expected, "{words}");
    }
}

#[test]
fn a_loop_of_a_shell_goes_on_without_the_tool_in_it() {
    let words = "server.sh: line 2: nc: command not found\n".repeat(20);
    assert_eq!(ended(&words, End::Limit(Limit::CpuTime)), lacks(Kind::Program, "nc"));
    assert_eq!(ended("server.sh: line 2: ehco: command not found\n", End::Limit(Limit::CpuTime)), None);
    assert_eq!(ended(&words, End::Stopped), None, "it did its work all the same");
}

#[test]
fn what_a_build_failed_for_want_of_is_told_by_its_words() {
    for (words, expected) in [
        (
            "error: no matching package named `rand` found\nlocation searched: crates.io index\n",
            lacks(Kind::Crate, "rand"),
        ),
        (
            "error[E0432]: unresolved import `rand`\n = help: you might be missing crate `rand`\n",
            lacks(Kind::Crate, "rand"),
        ),
        ("error: failed to download `libc v0.2.1`\n", lacks(Kind::Crate, "libc")),
        (
            "error: package `x` cannot be built because it requires rustc 1.99 or newer\n",
            lacks(Kind::Rust, "1.99"),
        ),
        ("S.java:1: error: package org.json does not exist\n", lacks(Kind::Jar, "org.json")),
        ("S.java:1: error: package java.nett does not exist\n", None),
        ("S.java:1: error: package javafx.stage does not exist\n", lacks(Kind::Jar, "javafx.stage")),
        (
            "S.cs(4,7): error CS0246: The type or namespace name `Newtonsoft' could not be found.\n",
            lacks(Kind::NugetPackage, "Newtonsoft"),
        ),
        ("S.cs(4,7): error CS0246: The type or namespace name `Systme' could not be found.\n", None),
        ("S.cs(9,13): error CS0246: The type or namespace name `Helper' could not be found.\n", None),
        (
            "S.cs(4,19): error CS0234: The type or namespace name `Json' does not exist in the namespace `System.Text'.\n",
            lacks(Kind::Program, "dotnet"),
        ),
        (
            "C.csproj : error NU1101: Unable to find package Serilog. No\n",
            lacks(Kind::NugetPackage, "Serilog"),
        ),
        ("S.java:1: error: package common.util does not exist\n", None),
        ("error: release version 25 not supported\n", lacks(Kind::Java, "25")),
        (
            "error NETSDK1045: The current .NET SDK does not support targeting .NET 8.0.  Either target .NET 3.1 or lower\n",
            lacks(Kind::DotNet, "8.0"),
        ),
        (
            "Program.cs(9,34): error CS8400: Feature 'target-typed object creation' is not available in C# 8.0. Please use \
             language version 9.0 or greater.\n",
            lacks(Kind::DotNet, "5"),
        ),
        (
            "/submission/Server.cs(1,1): error MSB4025: The project file could not be loaded. Data at the root level is invalid.\n",
            lacks(Kind::DotNet, "10"),
        ),
        (
            "S.java:3: error: patterns in switch statements are not supported in -source 17\n  (use -source 21 or higher to enable patterns)\n",
            lacks(Kind::Java, "21"),
        ),
        (
            "go: downloading github.com/x/y v1.5.0\ns.go:2:16: module lookup disabled by GOPROXY=off\n",
            lacks(Kind::GoModule, "github.com/x/y"),
        ),
        (
            "S.java:2: error: patterns in switch statements are a preview feature\n  (use --enable-preview to enable patterns in switch statements)\n",
            lacks(Kind::Java, "in which patterns in switch statements are no preview"),
        ),
        (
            "c.go:3:8: no required module provides package github.com/a/b; to add it:\n",
            lacks(Kind::GoModule, "github.com/a/b"),
        ),
        (
            "s.go:4:2: package slices is not in GOROOT (/usr/lib/go-1.19/src/slices)\n",
            lacks(Kind::Go, "1.21"),
        ),
        ("s.go:4:2: package nett is not in GOROOT (/usr/lib/go-1.19/src/nett)\n", None),
        ("note: module requires Go 1.22\n", lacks(Kind::Go, "1.22")),
        (
            "s.c:1:10: fatal error: winsock2.h: No such file or directory\n    1 | #include <winsock2.h>\n",
            lacks(Kind::Header, "winsock2.h"),
        ),
        ("s.c:1:10: fatal error: stdoi.h: No such file or directory\n    1 | #include <stdoi.h>\n", None),
        ("s.c:1:10: fatal error: wire.h: No such file or directory\n    1 | #include \"wire.h\"\n", None),
        ("/usr/bin/ld: cannot find -lncurses: No such file\n", lacks(Kind::Library, "libncurses")),
        ("make: clang: No such file or directory\n", lacks(Kind::Program, "clang")),
        ("/bin/sh: 1: clang: not found\n", lacks(Kind::Program, "clang")),
        ("make: *** No rule to make target 'x.c', needed by 'x'.  Stop.\n", None),
    ] {
        assert_eq!(build(words), expected, "{words}");
    }
}

proptest::proptest! {
    #[test]
    fn no_words_are_too_odd(words in "[a-z :'`.\n(){}\"f\u{fc}]{0,200}") {
        run(&words);
        build(&words);
        python::nests(&words);
    }
}
