// Task 1 client
use std::io::{Read, Write};
use std::net::TcpStream;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut stream = TcpStream::connect(format!("{}:{}", args[2], args[1])).unwrap();
    let mut buffer = [0; 1024];
    let n = stream.read(&mut buffer).unwrap();
    println!("{}", String::from_utf8_lossy(&buffer[..n]));
    stream.write_all(b"It was nice talking to you").unwrap();
}
