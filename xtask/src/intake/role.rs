//! What a source file does with sockets: who listens is a server, who connects is a client. Names come second: they
//! lie, and suffixes do not pair.

use super::aliases;
use super::language::Language;

/// What stands in the code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Conduct {
    /// It makes a listener.
    pub listens: bool,
    /// It connects to one.
    pub connects: bool,
    /// It can be started: it has what its language starts with.
    pub starts: bool,
}

/// Calls that make a listener, and calls that connect. They are found where no letter stands before them, or behind any where
/// they begin with `*`.
fn calls(language: Language) -> (&'static [&'static str], &'static [&'static str]) {
    match language {
        Language::Python => (
            // What `socketserver`, `http.server` and `multiprocessing` have, and classes over them.
            &[
                ".listen(",
                "create_server(",
                "start_server(",
                "*TCPServer(",
                "*TCPServer)",
                "*TCPServer,",
                "*HTTPServer(",
                "*HTTPServer)",
                "TCPServer.__init__(",
                "*XMLRPCServer(",
                "connection.Listener(",
            ],
            &[
                ".connect(",
                ".connect_ex(",
                "create_connection(",
                "open_connection(",
                "HTTPConnection(",
                "urlopen(",
                "connection.Client(",
            ],
        ),
        Language::Java => (
            &["ServerSocket(", "ServerSocketChannel.open(", "AsynchronousServerSocketChannel.open("],
            &["new Socket(", "new java.net.Socket(", "SocketChannel.open(", ".connect("],
        ),
        Language::CSharp => (
            &["TcpListener(", "TcpListener.Create(", ".Listen("],
            &["new TcpClient(", "new System.Net.Sockets.TcpClient(", ".Connect(", ".ConnectAsync("],
        ),
        Language::Kotlin => {
            (&["ServerSocket(", "ServerSocketChannel.open("], &["Socket(", "SocketChannel.open("])
        }
        Language::C | Language::Cpp => (&["listen("], &["connect("]),
        Language::Rust => {
            (&["TcpListener::bind", "TcpListener as "], &["TcpStream::connect", "TcpStream as "])
        }
        Language::Go => (&["net.Listen", ".Listen("], &["net.Dial", ".Dial("]),
        Language::JavaScript => (
            &[".listen(", "createServer("],
            &["createConnection(", ".connect(", "net.connect(", "net.Socket("],
        ),
        Language::Perl => {
            (&["listen(", "listen ", "Listen "], &["connect(", "connect ", "PeerAddr", "PeerHost"])
        }
        Language::Ruby => {
            (&["TCPServer.", "Socket.tcp_server", ".listen("], &["TCPSocket.", "Socket.tcp(", ".connect("])
        }
        Language::Php => (
            &["socket_listen(", "stream_socket_server(", "socket_create_listen("],
            &["socket_connect(", "stream_socket_client(", "fsockopen("],
        ),
        Language::Shell => (&["nc -l", "ncat -l", "netcat -l"], &["nc ", "ncat ", "netcat ", "/dev/tcp/"]),
    }
}

/// Reads the code of a file: no comments, no strings.
pub(super) fn conduct(code: &str, language: Language) -> Conduct {
    // Calls stand with any spaces before their brackets.
    let mut code: String = squeezed(code);
    if language == Language::Python {
        code = aliases::resolved(&code);
    }
    let (listening, connecting) = calls(language);
    let listens = listening.iter().any(|call| is_called(&code, call));
    let connects = connecting.iter().any(|call| is_called(&code, call));
    let starts = match language {
        Language::Java => is_called(&code, "void main("),
        // Statements of a file without a class are its `Main`.
        Language::CSharp => is_called(&code, "Main(") || !is_called(&code, "class "),
        Language::Kotlin => is_called(&code, "fun main("),
        Language::C | Language::Cpp => is_called(&code, "main("),
        Language::Rust => is_called(&code, "fn main("),
        Language::Go => is_called(&code, "func main(") && is_called(&code, "package main"),
        _ => true,
    };
    let connects = connects && !(language == Language::Shell && listens);
    Conduct { listens, connects, starts }
}

/// One space for many, and none before `(`.
fn squeezed(code: &str) -> String {
    let mut squeezed = String::with_capacity(code.len());
    for c in code.chars() {
        match c {
            '(' if squeezed.ends_with(' ') => {
                squeezed.pop();
                squeezed.push('(');
            }
            ' ' | '\t' if squeezed.ends_with(' ') => {}
            '\t' => squeezed.push(' '),
            _ => squeezed.push(c),
        }
    }
    squeezed
}

/// Whether the words stand in the code, with no letter before them where they begin with one.
fn is_called(code: &str, call: &str) -> bool {
    let (call, anywhere) = call.strip_prefix('*').map_or((call, false), |call| (call, true));
    let begins_a_word = !anywhere && call.starts_with(|c: char| c.is_alphanumeric());
    code.match_indices(call).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !begins_a_word || before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_is_the_server() {
        let rows = [
            (Language::Python, "s.bind(a)\ns.listen (5)", true, false),
            (Language::Python, "s.connect((host, port))", false, true),
            (Language::Python, "s.listens(5); self.disconnect()", false, false),
            (Language::Python, "with socketserver.ThreadingTCPServer (a, H) as s:", true, false),
            (Language::Python, "class S(socketserver.ThreadingMixIn, socketserver.TCPServer):", true, false),
            (Language::Python, "HTTPServer(a, H).serve_forever()", true, false),
            (
                Language::Python,
                "from multiprocessing.connection import Client, Listener\nListener(a)",
                true,
                false,
            ),
            (Language::Python, "from socket import create_connection as dial\ndial(a)", false, true),
            (
                Language::Python,
                "from socketserver import (\n  BaseRequestHandler,\n  TCPServer as T)\nT(a, H)",
                true,
                false,
            ),
            (
                Language::Python,
                "import socketserver as ss\nBase = ss.ThreadingTCPServer\nBase (a, H)",
                true,
                false,
            ),
            (Language::Python, "from multiprocessing import connection as mc\nmc.Client(a)", false, true),
            (Language::Python, "import os, multiprocessing.connection as mpc\nmpc.Listener(a)", true, false),
            (Language::Python, "from peer import connect as go\ngo()", false, false),
            (Language::Python, "c = multiprocessing.connection.Client(a)", false, true),
            (Language::Java, "var s = new java.net.Socket (h, 1);", false, true),
            (Language::Java, "ServerSocket s = new ServerSocket (12345);", true, false),
            (Language::Java, "Socket s = new  Socket(h, 1);", false, true),
            (
                Language::CSharp,
                "var s = new TcpListener(IPAddress.Any, 1); s.AcceptTcpClient();",
                true,
                false,
            ),
            (Language::CSharp, "using TcpClient c = new TcpClient (h, 1);", false, true),
            (Language::Kotlin, "val s = ServerSocket(1)", true, false),
            (Language::Kotlin, "java.net.Socket(h, 1).use { }", false, true),
            (Language::C, "if (listen(fd, 5) < 0)", true, false),
            (Language::C, "my_listen(fd); reconnect(fd); connect (fd, a, l)", false, true),
            (Language::JavaScript, "net.createServer(f).listen(1)", true, false),
            (Language::JavaScript, "const c = new net.Socket(); c.connect(1)", false, true),
            (Language::Go, "l, err := net.Listen(\"   \", \"     \")", true, false),
            (Language::Go, "c, err := net.DialTimeout(a, b, c)", false, true),
            (Language::Rust, "TcpListener::bind(a)?", true, false),
            (Language::Rust, "use std::net::TcpStream as Line; Line::connect(a)?", false, true),
            (Language::Perl, "IO::Socket::INET->new(Listen => 5)", true, false),
            (Language::Shell, "nc -l 12345", true, false),
            (Language::Shell, "echo | nc localhost 12345", false, true),
        ];
        for (language, code, listens, connects) in rows {
            let conduct = conduct(code, language);
            assert_eq!((conduct.listens, conduct.connects), (listens, connects), "{code}");
        }
    }

    #[test]
    fn a_program_has_a_start() {
        assert!(conduct("public static void main (String[] a) {", Language::Java).starts);
        assert!(!conduct("class Helper { void domain() {} }", Language::Java).starts);
        assert!(conduct("static async Task Main(string[] args)", Language::CSharp).starts);
        assert!(conduct("var s = new TcpListener(a, 1);", Language::CSharp).starts);
        assert!(!conduct("class Helper { void DoMain() {} }", Language::CSharp).starts);
        assert!(conduct("fun main(args: Array<String>) {", Language::Kotlin).starts);
        assert!(conduct("int\nmain(void)", Language::C).starts);
        assert!(!conduct("int domain(void)", Language::C).starts);
    }
}
