// Task 2 server: a Vec as {:?} writes it, one a line
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

fn main() {
    let port = std::env::args().nth(1).unwrap();
    let listener = TcpListener::bind(format!("0.0.0.0:{port}")).unwrap();
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line).unwrap();
        let mut numbers: Vec<i32> = line
            .trim()
            .trim_matches(|c| c == '[' || c == ']')
            .split(", ")
            .map(|word| word.parse().unwrap())
            .collect();
        println!("received {numbers:?}");
        numbers.sort();
        numbers.dedup();
        stream.write_all(format!("{numbers:?}\n").as_bytes()).unwrap();
    }
}
