// Task 2 server: DataInputStream and DataOutputStream, a count and then the numbers
import java.io.*;
import java.net.*;
import java.util.*;

public class DataServer {
    public static void main(String[] args) throws IOException {
        ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            Socket socket = listener.accept();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            int n = in.readInt();
            LinkedHashSet<Integer> set = new LinkedHashSet<>();
            for (int i = 0; i < n; i++) {
                set.add(in.readInt());
            }
            System.out.println("Unique: " + set);
            out.writeInt(set.size());
            for (int x : set) {
                out.writeInt(x);
            }
            socket.close();
        }
    }
}
