// Task 1 client: readLine and println
import java.io.*;
import java.net.*;

public class GreetClient {
    public static void main(String[] args) throws IOException {
        String host = args.length > 1 ? args[1] : "localhost";
        Socket socket = new Socket(host, args.length > 0 ? Integer.parseInt(args[0]) : 12345);
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
        PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
        System.out.println(in.readLine());
        out.println("It was nice talking to you");
        socket.close();
    }
}
