// Task 2 server. Wrong: reads the list and waits for the next client
import java.io.*;
import java.net.*;

public class SilentServer {
    public static void main(String[] args) throws IOException {
        ServerSocket door = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            Socket client = door.accept();
            byte[] bytes = new byte[1024];
            int length = client.getInputStream().read(bytes);
            System.out.println("List received: " + new String(bytes, 0, length));
        }
    }
}
