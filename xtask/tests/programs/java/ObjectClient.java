// Task 2 client: sends an int[] as an object, reads a list; prints the duplicates one after another
import java.io.*;
import java.net.*;
import java.util.*;

public class ObjectClient {
    public static void main(String[] args) throws Exception {
        Random random = new Random();
        int[] numbers = new int[25 + random.nextInt(76)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextInt(100) + 1;
        }
        numbers[1] = numbers[0];    // so that there is always a repeat
        Socket socket = new Socket(args[1], Integer.parseInt(args[0]));
        ObjectOutputStream out = new ObjectOutputStream(socket.getOutputStream());
        ObjectInputStream in = new ObjectInputStream(socket.getInputStream());
        out.writeObject(numbers);
        @SuppressWarnings("unchecked")
        List<Integer> unique = (List<Integer>) in.readObject();
        System.out.println("Final list");
        System.out.println(unique);
        System.out.print("Duplicates: ");
        HashSet<Integer> seen = new HashSet<>();
        for (int x : numbers) {
            if (!seen.add(x)) {
                System.out.print(x + " ");
            }
        }
        System.out.println();
        socket.close();
    }
}
