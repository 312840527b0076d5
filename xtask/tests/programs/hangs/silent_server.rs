// Task 2 server. Wrong: reads the list and waits for more
use std::io::Read;
use std::net::TcpListener;

fn main() {
    let port: u16 = std::env::args().nth(1).unwrap().parse().unwrap();
    let door = TcpListener::bind(("0.0.0.0", port)).unwrap();
    for client in door.incoming() {
        let mut text = String::new();
        client.unwrap().read_to_string(&mut text).unwrap();
        println!("List received: {text}");
    }
}
