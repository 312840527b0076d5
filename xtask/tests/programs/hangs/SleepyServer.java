// Task 2 server: sleeps before it answers
import java.io.*;
import java.net.*;
import java.util.*;

public class SleepyServer {
    public static void main(String[] args) throws Exception {
        ServerSocket door = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            Socket client = door.accept();
            byte[] bytes = new byte[1024];
            int length = client.getInputStream().read(bytes);
            String[] words = new String(bytes, 0, length).replaceAll("[^0-9 ]", "").trim().split(" +");
            Thread.sleep(900);
            client.getOutputStream().write((new LinkedHashSet<>(Arrays.asList(words)) + "\n").getBytes());
            client.close();
        }
    }
}
