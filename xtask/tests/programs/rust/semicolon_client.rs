// Task 3 client: numbers with semicolons up to a newline
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut numbers = vec![20, 100, 3];
    while numbers.len() < 25 {
        numbers.push(1 + RandomState::new().build_hasher().finish() % 100);
    }
    let words: Vec<String> = numbers.iter().map(|x| x.to_string()).collect();
    println!("Sending {}", words.join(" "));
    let mut stream = TcpStream::connect(format!("{}:{}", args[2], args[1])).unwrap();
    writeln!(stream, "{}", words.join(";")).unwrap();
    let mut reply = String::new();
    BufReader::new(&stream).read_line(&mut reply).unwrap();
    println!("Intersection: {}", reply.trim().replace(';', " "));
}
