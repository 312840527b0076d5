//! How a program is told things on its command line, as its code names them: the words that make it a server or a client, and
//! the options by which it takes a host and a port.

use super::hints;
use crate::role::Role;

/// The longest word that is taken for an argument.
const MOST_BYTES: usize = 24;

/// The most ports that a program is believed to have written in.
const MOST_PORTS: usize = 2;

/// Calls that declare an argument by its names, in `argparse`, `click` and `optparse`.
const DECLARING: &[&str] = &["add_argument(", "add_option(", "click.option(", "click.argument("];

/// What is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Host,
    Port,
}

impl Place {
    /// As a name says it: `--server-port` is a port, `ip_address` a host.
    fn of(name: &str) -> Option<Self> {
        const HOSTS: &[&str] = &["host", "hostname", "ip", "addr", "address", "ipaddress", "server"];
        let words = hints::words(name);
        if words.iter().any(|word| word.contains("port") || word == "p") {
            return Some(Self::Port);
        }
        words.iter().any(|word| HOSTS.contains(&word.as_str())).then_some(Self::Host)
    }

    /// The same of an option of one letter.
    fn of_letter(letter: char) -> Option<Self> {
        match letter {
            'p' | 'P' => Some(Self::Port),
            'h' | 'H' | 'a' | 'i' | 's' => Some(Self::Host),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Host => "{host}",
            Self::Port => "{port}",
        }
    }
}

/// The word among a program's texts by which it is made to play a role, as in `run-client`; nothing else stands in it.
pub(super) fn word_for(text: &str, role: Role) -> Option<&str> {
    const BESIDE: &[&str] = &["run", "start", "as", "mode", "role", "be"];
    let is_of_role = |word: &String| match role {
        Role::Server => ["serv", "serve", "server", "srv", "listen", "listener"].contains(&word.as_str()),
        Role::Client => ["cli", "client", "clnt", "connect"].contains(&word.as_str()),
    };
    literals(text).find(|literal| {
        let words = hints::words(literal);
        literal.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
            && words.iter().filter(|word| is_of_role(word)).count() == 1
            && words.iter().all(|word| is_of_role(word) || BESIDE.contains(&word.as_str()))
    })
}

/// How a program is told the word for a role: as the option that its code declares, with what is filled in where that takes something,
/// as `--connect {host}` does.
pub(super) fn told(text: &str, word: &str) -> Vec<String> {
    let go = go_flags(text).find(|(_, name)| *name == word).map(|(kind, _)| kind);
    let takes = match go {
        Some(kind) if kind.contains("Bool") => None,
        Some(kind) => Some(if kind.contains("Int") { Place::Port } else { Place::Host }),
        None => {
            let option = DECLARING
                .iter()
                .flat_map(|call| text.match_indices(call).map(|(at, _)| arguments(&text[at + call.len()..])))
                .find(|option| word.starts_with('-') && leading_literals(option).contains(&word));
            option.filter(|option| !is_switch(option)).map(|option| {
                let is_port =
                    option.contains("type=int") || hints::words(option).contains(&"port".to_owned());
                if is_port { Place::Port } else { Place::Host }
            })
        }
    };
    let option = if go.is_some() { format!("-{word}") } else { word.to_owned() };
    [option].into_iter().chain(takes.map(|place| place.word().to_owned())).collect()
}

/// The arguments that tell a program a host and a port by the names that its code has for them, with places to be filled in:
/// `--host {host} -p {port}`.
pub(super) fn way(text: &str) -> Option<String> {
    let declared = declared(text);
    let found =
        if declared.is_empty() { [flags(text), letters(text), named(text)].concat() } else { declared };
    let mut seen = Vec::new();
    let mut words = Vec::new();
    for (place, name) in found {
        if !seen.contains(&place) {
            seen.push(place);
            words.extend(name);
            words.push(place.word().to_owned());
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}

/// Numbers in a program's code that may be the ports that it has written in; sizes of buffers are none.
pub(super) fn ports(code: &str) -> Vec<u16> {
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.');
    let numbers = words.filter(|word| word.len() > 3).filter_map(|word| word.parse::<u16>().ok());
    let mut ports = Vec::new();
    for port in numbers.filter(|port| *port > 1024 && *port < u16::MAX && !port.is_power_of_two()) {
        if !ports.contains(&port) && ports.len() < MOST_PORTS {
            ports.push(port);
        }
    }
    ports
}

/// What is declared: the place, and the option before it where it is no argument by its place.
fn declared(text: &str) -> Vec<(Place, Option<String>)> {
    let mut found = Vec::new();
    for (at, call) in DECLARING.iter().flat_map(|call| text.match_indices(call)) {
        let option = arguments(&text[at + call.len()..]);
        if is_switch(option) {
            continue;
        }
        let names = leading_literals(option);
        let Some(place) = names.iter().find_map(|name| Place::of(name)) else { continue };
        let long = names.iter().find(|name| name.starts_with("--"));
        let option = long.or_else(|| names.iter().find(|name| name.starts_with('-')));
        found.push((at, (place, option.map(|option| (*option).to_owned()))));
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, found)| found).collect()
}

/// What stands between the parentheses of a call.
fn arguments(rest: &str) -> &str {
    let mut depth = 0;
    let end = rest.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth < 0
    });
    &rest[..end.unwrap_or(rest.len())]
}

/// Whether an option that is declared so takes nothing.
fn is_switch(option: &str) -> bool {
    const SAYING: [&str; 5] =
        ["store_true", "store_false", "store_const", "BooleanOptionalAction", "is_flag=True"];
    SAYING.iter().any(|word| option.contains(word))
}

/// The texts that a call begins with.
fn leading_literals(mut rest: &str) -> Vec<&str> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
            return found;
        };
        let Some((literal, after)) = rest[1..].split_once(quote) else { return found };
        found.push(literal);
        rest = after;
    }
}

/// Go's, which are declared by name: `flag.Int("port", 5000, "")`.
fn flags(text: &str) -> Vec<(Place, Option<String>)> {
    go_flags(text).filter_map(|(_, name)| Some((Place::of(name)?, Some(format!("-{name}"))))).collect()
}

/// What Go's flags hold, as its calls say it (`Int`, `StringVar`), and their names.
fn go_flags(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices("flag.").filter_map(|(at, call)| {
        let (kind, rest) = text[at + call.len()..].split_once('(')?;
        let rest = rest.trim_start();
        let rest = if rest.starts_with('&') { rest.split_once(',')?.1.trim_start() } else { rest };
        Some((kind, rest.strip_prefix('"')?.split('"').next()?))
    })
}

/// Those of `getopt`, of one letter each, which take something: `"h:p:"`.
fn letters(text: &str) -> Vec<(Place, Option<String>)> {
    let is_list = |list: &&str| {
        let is_of_one = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'+' | b'-');
        list.contains(':') && list.bytes().all(is_of_one)
    };
    let calls = text.match_indices("getopt(").map(|(at, call)| &text[at + call.len()..]);
    let lists = calls.filter_map(|rest| rest.split(['"', '\'']).nth(1)).filter(is_list);
    let found = lists.flat_map(|list| {
        list.char_indices().filter_map(|(at, letter)| {
            let takes = list[at + letter.len_utf8()..].starts_with(':');
            Some((Place::of_letter(letter).filter(|_| takes)?, Some(format!("-{letter}"))))
        })
    });
    found.collect()
}

/// Options that the code compares with.
fn named(text: &str) -> Vec<(Place, Option<String>)> {
    let options = literals(text).filter(|literal| literal.starts_with('-'));
    let mut found: Vec<_> = options
        .filter_map(|option| {
            let name = option.trim_start_matches('-');
            let place = match name.len() {
                1 if option != "-h" => name.chars().next().and_then(Place::of_letter),
                0 | 1 => None,
                _ => Place::of(name),
            };
            Some((place?, Some(option.to_owned())))
        })
        .collect();
    // The long ones say more.
    found.sort_by_key(|(_, option)| option.as_ref().is_none_or(|option| option.len() <= 2));
    // A switch that makes it a server is none for an address.
    found.retain(|(place, option)| {
        *place == Place::Port || !option.as_ref().is_some_and(|option| option == "-s" || option == "--server")
    });
    found
}

/// Texts of one short word.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let marks: Vec<usize> = line.match_indices(['"', '\'']).map(|(at, _)| at).collect();
        let pairs = marks.windows(2).map(|two| (two[0], two[1])).collect::<Vec<_>>();
        pairs.into_iter().filter_map(move |(from, to)| {
            let (inside, is_same) =
                (&line[from + 1..to], line[from..].chars().next() == line[to..].chars().next());
            let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            let is_short = !inside.is_empty() && inside.len() <= MOST_BYTES;
            (is_same && is_short && inside.bytes().all(is_word)).then_some(inside)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_those_that_the_code_names() {
        for (text, expected) in [
            (
                "p.add_argument(\"--host\", required=True)\np.add_argument('-p', '--port', type=int)",
                Some("--host {host} --port {port}"),
            ),
            ("p.add_argument('host')\np.add_argument('port', type=int)", Some("{host} {port}")),
            ("p.add_argument('port')\np.add_argument('-a', '--address')", Some("{port} --address {host}")),
            ("p.add_argument('--server', action='store_true')\np.add_argument('-p')", Some("-p {port}")),
            ("p.add_argument('--count')", None),
            (
                "port := flag.Int(\"port\", 5, \"\")\nflag.StringVar(&h, \"host\", \"\", \"\")",
                Some("-port {port} -host {host}"),
            ),
            ("while ((c = getopt(argc, argv, \"h:p:v\")) != -1)", Some("-h {host} -p {port}")),
            ("getopt.getopt(sys.argv[1:], 'p:v')", Some("-p {port}")),
            (
                "getopt(f(), \"\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\")",
                None,
            ),
            ("if (a.equals(\"--port\")) { } else if (a.equals(\"-h\")) usage();", Some("--port {port}")),
            (
                "if a == '-p' or a == '--port':\nif a == '-H' or a == '--host':",
                Some("--port {port} --host {host}"),
            ),
            ("if sys.argv[1] == '--server': x = 'report'", None),
            ("print('no options')", None),
        ] {
            assert_eq!(way(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_word_for_a_role_is_told_as_it_is_declared() {
        for (text, word, expected) in [
            ("p.add_argument('--connect', metavar='HOST')", "--connect", "--connect {host}"),
            (
                "p.add_argument('-l', '--listen', type=int, help='a port (of ours)')",
                "--listen",
                "--listen {port}",
            ),
            (
                "p.add_argument('--serve',\n    action='store_true')\np.add_argument('--connect')",
                "--serve",
                "--serve",
            ),
            ("@click.option('--server', is_flag=True)", "--server", "--server"),
            ("p.add_argument('role')", "server", "server"),
            ("connect := flag.String(\"connect\", \"\", \"a host\")", "connect", "-connect {host}"),
            ("flag.BoolVar(&listens, \"listen\", false, \"\")", "listen", "-listen"),
            ("if os.Args[1] == \"server\" {", "server", "server"),
        ] {
            assert_eq!(told(text, word).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn numbers_that_may_be_ports_are_no_sizes() {
        let code = "s.connect((h, 5055))\nx = s.recv(4096)\ny = 65535 + 1024 + 80 + 0x2000 + 3.1415 + a9999\nPORT=12345; 5055";
        assert_eq!(ports(code), [5055, 12345]);
        assert_eq!(ports("range(1, 100)"), Vec::<u16>::new());
    }

    #[test]
    fn a_word_for_a_role_says_nothing_else() {
        for (text, server, client) in [
            ("sub.add_parser(\"serve\"); sub.add_parser(\"run-client\")", Some("serve"), Some("run-client")),
            ("if argv[1] == 'listen':\nelif argv[1] == 'connect':", Some("listen"), Some("connect")),
            ("case \"startServer\":", Some("startServer"), None),
            ("print('server listening'); x = 'server_port'; y = \"client's\"; z = 'it'", None, None),
        ] {
            assert_eq!(
                [Role::Server, Role::Client].map(|role| word_for(text, role)),
                [server, client],
                "{text}"
            );
        }
    }
}
