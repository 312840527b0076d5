// Task 3 server: numbers with semicolons up to a newline
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

fn main() {
    let port = std::env::args().nth(1).unwrap();
    let listener = TcpListener::bind(format!("0.0.0.0:{port}")).unwrap();
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let mut mine = BTreeSet::from([100, 3, 20]);
        while mine.len() < 25 {
            mine.insert(1 + RandomState::new().build_hasher().finish() % 100);
        }
        println!("Server list: {mine:?}");
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line).unwrap();
        let theirs: BTreeSet<u64> = line.trim().split(';').map(|x| x.parse().unwrap()).collect();
        let common: Vec<String> = theirs.intersection(&mine).map(|x| x.to_string()).collect();
        writeln!(stream, "{}", common.join(";")).unwrap();
    }
}
