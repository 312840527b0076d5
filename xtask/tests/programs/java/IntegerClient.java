// Task 3 client: Integer objects, one writeObject each, after their count
import java.io.*;
import java.net.*;
import java.util.*;

public class IntegerClient {
    public static void main(String[] args) throws Exception {
        Random random = new Random();
        List<Integer> numbers = new ArrayList<>(Arrays.asList(20, 100, 3));
        while (numbers.size() < 25) {
            numbers.add(random.nextInt(100) + 1);
        }
        System.out.println("Client numbers: " + numbers);
        Socket socket = new Socket(args[1], Integer.parseInt(args[0]));
        ObjectOutputStream out = new ObjectOutputStream(socket.getOutputStream());
        out.writeInt(numbers.size());
        for (Integer x : numbers) {
            out.writeObject(x);
        }
        out.flush();
        ObjectInputStream in = new ObjectInputStream(socket.getInputStream());
        int count = in.readInt();
        System.out.println("The common numbers are");
        for (int i = 0; i < count; i++) {
            System.out.println(in.readObject());
        }
        socket.close();
    }
}
