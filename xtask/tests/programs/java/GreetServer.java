// Task 1 server: println and readLine
import java.io.*;
import java.net.*;

public class GreetServer {
    public static void main(String[] args) throws IOException {
        ServerSocket listener = new ServerSocket(args.length > 0 ? Integer.parseInt(args[0]) : 12345);
        while (true) {
            Socket socket = listener.accept();
            System.out.println("Got connection from " + socket.getInetAddress());
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            out.println("Thank you for connecting");
            System.out.println("Client says: " + in.readLine());
            socket.close();
        }
    }
}
