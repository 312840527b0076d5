// Task 2 server. Wrong: sends back what it got
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

fn answer(mut stream: TcpStream) {
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line).unwrap();
    let numbers: Vec<&str> = line.split_whitespace().collect();
    writeln!(stream, "{}", numbers.join(" ")).unwrap();
}

fn main() {
    let listener = TcpListener::bind("0.0.0.0:12345").unwrap();
    for stream in listener.incoming() {
        answer(stream.unwrap());
    }
}
