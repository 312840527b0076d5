// Task 2 client. Wrong: draws twelve numbers, and its writer gathers them until it is flushed
import java.io.*;
import java.net.*;
import java.util.*;

public class ShortClient {
    public static void main(String[] args) throws Exception {
        Socket socket = new Socket(InetAddress.getLocalHost().getHostName(), 12345);
        Random random = new Random();
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream()));
        for (int i = 0; i < 12; i++) {
            out.write((random.nextInt(100) + 1) + " ");
        }
        out.write("\n");
        out.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
        System.out.println("Final list: " + in.readLine());
    }
}
