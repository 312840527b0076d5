// Task 2 server: writeUTF and readUTF, the numbers with commas; a greeting goes before
import java.io.*;
import java.net.*;
import java.util.*;

public class UtfServer {
    public static void main(String[] args) throws IOException {
        ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            Socket socket = listener.accept();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeUTF("Thank you for connecting");
            String ack = in.readUTF();
            System.out.println("Client: " + ack);
            String[] words = in.readUTF().split(",");
            StringBuilder answer = new StringBuilder();
            for (String word : new LinkedHashSet<>(Arrays.asList(words))) {
                answer.append(word).append(",");
            }
            out.writeUTF(answer.toString());
            socket.close();
        }
    }
}
