// Task 2 server: an int[] comes as an object, an ArrayList goes back
import java.io.*;
import java.net.*;
import java.util.*;

public class ObjectServer {
    public static void main(String[] args) throws Exception {
        ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            Socket socket = listener.accept();
            ObjectOutputStream out = new ObjectOutputStream(socket.getOutputStream());
            ObjectInputStream in = new ObjectInputStream(socket.getInputStream());
            int[] numbers = (int[]) in.readObject();
            ArrayList<Integer> unique = new ArrayList<>();
            for (int x : numbers) {
                if (!unique.contains(x)) {
                    unique.add(x);
                }
            }
            out.writeObject(unique);
            socket.close();
        }
    }
}
