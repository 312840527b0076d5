// Task 3 server: Integer objects, one writeObject each, after their count
import java.io.*;
import java.net.*;
import java.util.*;

public class IntegerServer {
    public static void main(String[] args) throws Exception {
        ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]));
        Random random = new Random();
        while (true) {
            Socket socket = listener.accept();
            ObjectInputStream in = new ObjectInputStream(socket.getInputStream());
            ObjectOutputStream out = new ObjectOutputStream(socket.getOutputStream());
            HashSet<Integer> mine = new HashSet<>(Arrays.asList(100, 3, 20));
            while (mine.size() < 25) {
                mine.add(random.nextInt(100) + 1);
            }
            System.out.println("Server numbers: " + mine);
            int count = in.readInt();
            TreeSet<Integer> common = new TreeSet<>();
            for (int i = 0; i < count; i++) {
                Integer x = (Integer) in.readObject();
                if (mine.contains(x)) {
                    common.add(x);
                }
            }
            out.writeInt(common.size());
            for (Integer x : common) {
                out.writeObject(x);
            }
            out.flush();
            socket.close();
        }
    }
}
